"""Busy histories: a member does everything that the programme looks at, round after round, for days or for a year.

They are for what only a long past brings: a score of months, a level over it, a harvest. What they show is made plainer
like any other history.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from benefitdsl.model.event import Event, Scalar
from benefitdsl.plan.expr import TRUE, Compare, Const, Expr, FieldOf, HasField, ItemFieldOf, ItemsTotal
from benefitdsl.plan.parts import EventType, OnEvent, Plan, RaiseTier, Rule, ScorePart
from benefitdsl.plan.walk import walk
from benefitdsl.quantities.calendar import HOUR_US, MINUTE_US
from benefitdsl.verify.deep.recipes import Cook, NoRecipe
from benefitdsl.verify.deep.who import MEMBER
from benefitdsl.verify.deep.wishes import FIRST_DAY, NOON, same_day
from benefitdsl.verify.deep.world import OTHER_TEXT
from benefitdsl.verify.history import Happening, History, Joining, Passing, Sending

ROUNDS: Final = 12
GAPS: Final = (1, 31)  # days from round to round
FIRST_AMOUNT: Final = 10_000  # of money, twice as much in every round: no level is jumped over
MOST_NUMBERS: Final = 3
_ROLES: Final = ("", "profile", "register")


@dataclass(frozen=True, slots=True)
class _Doing:
    """An event that something in the programme looks at, and what is added of it."""

    event: EventType
    where: Expr
    items: bool = False
    value: Expr | None = None


def busy_histories(cook: Cook) -> Iterator[History]:
    doings = tuple(_doings(cook.plan))
    if doings:
        has_numbers = any(each.type == "number" for doing in doings for each in doing.event.fields)
        for number in islice(_numbers(cook.plan), MOST_NUMBERS if has_numbers else 1):
            for gap in GAPS:
                yield History(tuple(_happenings(cook, doings, gap, number)))


def _doings(plan: Plan) -> Iterator[_Doing]:
    jumps = {
        event
        for rule in plan.rules
        if any(isinstance(action, RaiseTier) for action in rule.then)
        for event in _events(rule)
    }  # over levels
    kinds = {
        each.name: each
        for each in plan.events
        if each.role in _ROLES and each.reverses is None and each.name not in jumps
    }
    found: dict[tuple[str, Expr, bool], _Doing] = {}
    for name, where, items, value in _looks(plan):
        if name in kinds:
            found.setdefault((name, where, items), _Doing(kinds[name], where, items, value))
    yield from found.values()


def _looks(plan: Plan) -> Iterator[tuple[str, Expr, bool, Expr | None]]:
    """What the parts look at: the type of the event, its condition, whether of its lines, and what is added of it."""
    for score in plan.scores:
        for part in score.parts:
            yield part.event, part.where, part.items, _added(part)
    for mission in plan.missions:
        yield mission.event, mission.where, mission.items, mission.value
    for metric in plan.metrics:
        yield metric.event, metric.where, metric.items, metric.value
    for rule in plan.rules:
        for event in _events(rule):
            yield event, rule.condition, False, None


def _events(rule: Rule) -> Iterator[str]:
    yield from (trigger.event for trigger in rule.triggers if isinstance(trigger, OnEvent))


def _added(part: ScorePart) -> Expr | None:
    return next((node for node in walk(part.value) if isinstance(node, FieldOf | ItemFieldOf)), None)


def _numbers(plan: Plan) -> Iterator[int]:
    """What numbers of events may be: the caps of points, what rules compare with, and a thousand."""
    written = [cap.count for points in plan.points for cap in points.caps]
    written += [
        int(node.right.value)
        for node in walk(plan.rules)
        if isinstance(node, Compare) and isinstance(node.right, Const) and isinstance(node.right.value, int)
    ]
    yield from dict.fromkeys(each for each in (*written, 1_000) if 1 < each < 1_000_000)


def _happenings(cook: Cook, doings: tuple[_Doing, ...], gap: int, number: int) -> Iterator[Happening]:
    """Everything twice a round, as what comes later may be needed for what comes before; then time until the next."""
    start = cook.zone.instant_of(FIRST_DAY, NOON)
    yield Joining(MEMBER, start, _attributes(cook.plan, gap))
    for round_ in range(ROUNDS):
        at = cook.zone.instant_of(FIRST_DAY + round_ * gap, NOON)
        for place, doing in enumerate((*doings, *doings)):
            name = f"b{round_ + 1}x{place + 1}"
            event = _event(cook, doing, at + place * MINUTE_US, name, FIRST_AMOUNT << round_, number)
            if event is not None:
                yield Sending(event)
        yield Passing(cook.zone.instant_of(FIRST_DAY + (round_ + 1) * gap, NOON) - HOUR_US)


def _attributes(plan: Plan, gap: int) -> Mapping[str, Scalar]:
    """Dates are such that their day of the year comes when some rounds are over."""
    later = FIRST_DAY + (ROUNDS - 2) * gap + 1
    return {each.name: same_day(later) for each in plan.attributes if each.type == "date"}


def _event(cook: Cook, doing: _Doing, at: int, id: str, amount: int, number: int) -> Event | None:
    """The event as it is looked at, with much in it; None where there is no recipe."""
    try:
        values: dict[Expr, Any] = (
            {} if doing.items else dict(cook.fields_where(doing.event.name, doing.where))
        )
        if doing.items:
            values[_of_lines(doing)] = amount if _of_lines(doing).function == "sum" else 1
        values |= dict(_much(doing.event, values, amount, number))
        return _with_own_lines(cook.event(doing.event.name, values, at, id), doing.event)
    except NoRecipe:
        return None


def _of_lines(doing: _Doing) -> ItemsTotal:
    if isinstance(doing.value, ItemFieldOf) and doing.value.name != "quantity":
        return ItemsTotal("sum", doing.value, doing.where)
    return ItemsTotal("count", None, doing.where if doing.items else TRUE)


def _much(
    kind: EventType, values: Mapping[Expr, Any], amount: int, number: int
) -> Iterator[tuple[Expr, int]]:
    """Amounts and numbers that are there, and that the condition leaves open."""
    for each in kind.fields:
        there = each.required or values.get(HasField(each.name))
        if there and FieldOf(each.name) not in values and each.type in ("money", "number"):
            yield FieldOf(each.name), amount if each.type == "money" else number


def _with_own_lines(event: Event, kind: EventType) -> Event:
    """The event with names of its own in its lines, so that every one is of another category, shop and product."""
    texts = [one.name for each in kind.fields for one in each.fields if one.type == "text"]
    fields = {
        name: tuple(_with_own_names(line, texts, event.id) for line in value)
        if isinstance(value, tuple)
        else value
        for name, value in event.fields.items()
    }
    return replace(event, fields=fields)


def _with_own_names(line: Any, texts: list[str], id: str) -> Any:
    if not isinstance(line, Mapping):
        return line
    own = {name: f"{name}{id}" for name in texts if _is_open(line.get(name, OTHER_TEXT))}
    return {**line, **own}


def _is_open(text: Scalar) -> bool:
    return isinstance(text, str) and (text == "plain" or text.startswith(OTHER_TEXT))


__all__ = ["busy_histories"]
