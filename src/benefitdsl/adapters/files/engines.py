"""The two engines by name, and how a replay runs them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, cast

from benefitdsl.host.runner import Runner
from benefitdsl.plan.parts import Plan

EngineName = Literal["compiled", "reference"]
ENGINES: tuple[EngineName, ...] = ("compiled", "reference")

Progress = Callable[[int], None]  # told how many more events are done


def runner_of(plan: Plan, engine: EngineName) -> Runner[Any]:
    """The engine of this name over the plan."""
    if engine == "reference":
        from benefitdsl.engine.reference import Reference

        reference: Any = Reference(plan)
        return cast(Runner[Any], reference)
    from benefitdsl.engine.compile import compile_plan

    return compile_plan(plan)


@contextmanager
def without_collector() -> Iterator[None]:
    """No cyclic garbage collection meanwhile: a replay makes many values and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
