"""The production engine and the reference engine agree on every effect, every pool change and every snapshot.

What runs here is what fits in a minute; `./run campaign` runs 20,000 histories, or as many as it is told. The harness
has its negative controls: seeded defects, each of which it must find within a bounded number of histories.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from math import ceil
from time import process_time
from typing import Any

import pytest

from benefitdsl.engine.reference import Reference, limits, localtime, progress, remainder, reversal
from benefitdsl.plan.parts import AfterEarning, Limit, Plan, Streak
from benefitdsl.quantities.window import RollingDays
from tests.support import coverage
from tests.support.histories import history
from tests.support.playing import Difference, Engine, compared, compiled, first_difference, shrunk
from tests.support.programmes import programme
from tests.support.story import told

SECONDS = 60  # of CPU time
ENOUGH = 800  # histories in which a seeded defect must show, and everything be touched


@pytest.mark.slow
def test_the_engines_agree(capsys: pytest.CaptureFixture[str]) -> None:
    touched: Counter[str] = Counter()
    start, seed, steps = process_time(), 0, 0
    while process_time() - start < SECONDS:
        plan, first_day = programme(seed)
        made = history(plan, first_day, seed)
        engine = compiled(plan)
        found = compared(made.shown, engine, made.steps)
        if found is not None:
            pytest.fail(f"seed {seed} differs\n{story(plan, engine, seed)}")
        touched.update(coverage.of_plan(plan))
        for shown in made.shown:
            touched.update(coverage.of_outcome(shown.outcome) if shown.outcome is not None else ())
        seed, steps = seed + 1, steps + len(made.steps)
    with capsys.disabled():
        print(f"\n{seed} histories of {steps} steps, no difference")
    if seed >= ENOUGH:
        assert coverage.missing(touched) == []


# Histories on which the engines once differed.
MENDED = (8, 121, 131, 443, 1152, 1338, 1386, 1491, 1636, 1969, 2499, 2671, 2787, 3116, 3540, 5535)


@pytest.mark.parametrize("seed", MENDED)
def test_what_was_mended_stays_mended(seed: int) -> None:
    plan, first_day = programme(seed)
    engine = compiled(plan)
    if (
        compared(history(plan, first_day, seed).shown, engine, history(plan, first_day, seed).steps)
        is not None
    ):
        pytest.fail(f"seed {seed} differs\n{story(plan, engine, seed)}")


def story(plan: Plan, engine: Engine, seed: int) -> str:
    _, first_day = programme(seed)
    steps = shrunk(Reference(plan), engine, history(plan, first_day, seed).steps)
    found = first_difference(Reference(plan), engine, steps)
    return "gone when played again" if found is None else told(plan, steps, found)


# ------------------------------------------------------------------------------------------ negative controls


def search(engine_of: Callable[[Plan], Engine]) -> Difference | None:
    """The first difference from the reference engine within so many histories."""
    for seed in range(ENOUGH):
        plan, first_day = programme(seed)
        made = history(plan, first_day, seed)
        found = compared(made.shown, engine_of(plan), made.steps)
        if found is not None:
            return found
    return None


def changed(value: Any, change: Callable[[Any], Any]) -> Any:
    """A plan with every node that `change` knows put in place of the old one."""
    if isinstance(value, tuple):
        return tuple(changed(each, change) for each in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    inside = {field.name: changed(getattr(value, field.name), change) for field in fields(value)}
    return change(
        replace(value, **{name: new for name, new in inside.items() if new is not getattr(value, name)})
    )


def wider_windows(node: Any) -> Any:
    """A window that holds an entry for one day too many."""
    return RollingDays(node.days + 1) if isinstance(node, RollingDays) else node


def other_edge(node: Any) -> Any:
    """Points that expire a day early."""
    if isinstance(node, AfterEarning) and node.edge == "end_of_day":
        return AfterEarning(node.duration, "start_of_day")
    return node


def nothing_given_back(node: Any) -> Any:
    """A limit that a refund does not give back."""
    return replace(node, gross=True) if isinstance(node, Limit) else node


def longer_gaps(node: Any) -> Any:
    """A streak that goes on over one missed day too many."""
    return replace(node, freezes=node.freezes + 1) if isinstance(node, Streak) else node


def day_starts_late(node: Any) -> Any:
    """A local day that starts a minute late."""
    return replace(node, day_start=node.day_start + 1) if isinstance(node, Plan) else node


DEFECTS_OF_PLANS = (wider_windows, other_edge, nothing_given_back, longer_gaps, day_starts_late)


@pytest.mark.parametrize("defect", DEFECTS_OF_PLANS, ids=lambda defect: defect.__name__)
def test_a_defect_of_the_production_engine_shows(defect: Callable[[Any], Any]) -> None:
    """The production engine is given a plan that is a little wrong, as if it misread the right one."""
    assert search(lambda plan: compiled(changed(plan, defect))) is not None


@pytest.fixture(params=["refund rounds up", "use not given back", "gap of a day", "end a microsecond early"])
def defective(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reference engine with a mistake in it."""
    match request.param:
        case "refund rounds up":
            monkeypatch.setattr(reversal, "share", ceiling)
            monkeypatch.setattr(remainder, "share", ceiling)
        case "use not given back":
            monkeypatch.setattr(limits, "stands", lambda state, use: True)
        case "gap of a day":
            alive = progress.is_alive
            monkeypatch.setattr(
                progress, "is_alive", lambda mission, run, today: alive(mission, run, today - 1)
            )
        case _:
            until = localtime.LocalTime.lasts_until
            monkeypatch.setattr(
                localtime.LocalTime, "lasts_until", lambda *given, **named: until(*given, **named) - 1
            )


def ceiling(given: int, part: int, whole: int) -> int:
    return ceil(given * part / whole)


@pytest.mark.usefixtures("defective")
def test_a_defect_of_the_reference_engine_shows() -> None:
    assert search(compiled) is not None
