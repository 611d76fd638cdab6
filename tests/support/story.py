"""A difference between two engines, told as a small story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from benefitdsl.plan.parts import Plan
from tests.support.playing import Difference, Shown
from tests.support.steps import Advance, Join, Send, Settle, Step

MAX_EFFECTS = 3  # the first that differ; the rest follows from them


def told(plan: Plan, steps: Sequence[Step], found: Difference) -> str:
    lines = [f"zone {plan.timezone}, day starts at minute {plan.day_start}"]
    lines += [_step(plan, step) for step in steps[: found.index + 1]]
    lines += list(_difference(found.expected, found.got))
    return "\n".join(lines)


def _step(plan: Plan, step: Step) -> str:
    match step:
        case Join(member, at, attributes):
            return f"  {_local(plan, at)}  {member} joins {attributes or ''}"
        case Advance(member, to):
            return f"  {_local(plan, to)}  {member}: time passes"
        case Settle(to):
            return f"  {_local(plan, to)}  time passes for all"
        case Send(event):
            return (
                f"  {_local(plan, event.at)}  {event.member}: {event.type} {event.key} {dict(event.fields)}"
            )


def _local(plan: Plan, at: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
    return f"{moment.astimezone(ZoneInfo(plan.timezone)).isoformat(' ')} ({at})"


def _difference(expected: Shown, got: Shown) -> Iterator[str]:
    if expected.error or got.error:
        yield f"expected: {expected.error or 'no error'}\n     got: {got.error or 'no error'}"
        return
    for left, right in zip(expected.others, got.others, strict=False):
        if left != right and replace(expected, others=()) == replace(got, others=()):
            yield f"{left.member} was told, or time passed:"
            yield from _difference(left, right)
            return
    if len(expected.others) != len(got.others):
        yield from _pair(
            "told", [each.member for each in expected.others], [each.member for each in got.others]
        )
    if expected.outcome is not None and got.outcome is not None:
        for name in ("status", "reason", "detail"):
            yield from _pair(name, getattr(expected.outcome, name), getattr(got.outcome, name))
        pairs = list(zip_longest(expected.outcome.effects, got.outcome.effects))
        for left, right in [pair for pair in pairs if pair[0] != pair[1]][:MAX_EFFECTS]:
            yield from _pair("effect", left, right)
        for change, other in zip_longest(expected.outcome.pool_changes, got.outcome.pool_changes):
            yield from _pair("pool change", change, other)
    for field in fields(expected.snapshot) if expected.snapshot is not None else ():
        yield from _pair(
            field.name, getattr(expected.snapshot, field.name), getattr(got.snapshot, field.name)
        )
    yield from _pair("next due", expected.next_due, got.next_due)


def _pair(name: str, left: Any, right: Any) -> Iterator[str]:
    if left != right:
        yield f"{name}\n  expected: {left}\n       got: {right}"
