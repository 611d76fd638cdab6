"""How large a member can become, in bytes of the JSON that `Member.to_json` gives, written without spaces, as UTF-8.

What is kept grows with the events that are kept, the days that pass, and the lots that payments take from; so the bound
is asked for a load. Every figure is the width of a part at its longest: instants of 17 digits, numbers of 20.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from json import dumps
from typing import Any, Final

from benefitdsl.analysis.bounds.cascades import POINTS_EVENT, all_actions, missions_of, rounds_of
from benefitdsl.analysis.bounds.forms import Form
from benefitdsl.analysis.bounds.frequency import at_once
from benefitdsl.analysis.bounds.periods import late_days
from benefitdsl.analysis.bounds.steps import effects_of, work_of
from benefitdsl.analysis.facts import facts_of
from benefitdsl.plan.parts import (
    Action,
    EarnPoints,
    EventType,
    GrantBenefit,
    Metric,
    Mission,
    MultiplyPoints,
    Plan,
    Rule,
    SendNotice,
    TellMember,
    TellRoster,
    TellTeam,
)

INSTANT: Final = 18  # with its comma, as all widths here
NUMBER: Final = 21
LINE: Final = 8  # a line of the rules, or the place of an effect
SUFFIX: Final = 46  # behind an event's key: `@` and an instant, `#` and a place, quotes
VALUE: Final = 64  # the longest text that tells lines apart


@dataclass(frozen=True, slots=True)
class Sent:
    """An event as a host sends it: bytes of its JSON, of its key, and how many things it lists or takes from at most:
    lines, pieces, coupons, promotions, lots."""

    size: int = 400
    key: int = 40
    listed: int = 3


@dataclass(frozen=True, slots=True)
class Load:
    """So many events of one type over so many days, and no more than so many on one day."""

    events: int = 1_000
    days: int = 366
    on_a_day: int = 20
    sent: Sent = Sent()


@dataclass(frozen=True, slots=True)
class Widths:
    """How long things are in one programme."""

    id: int
    metric: int
    file: int
    version: int

    def cause(self, key: int) -> int:
        return key + SUFFIX + self.id + self.file + self.version + INSTANT + 2 * LINE + 8

    def effect(self, key: int) -> int:
        """Any effect but for the fields it tells and the lots it takes from: its name, two ids, two keys or as many
        instants and a seal, two numbers."""
        return self.cause(key) + 24 + 2 * self.id + 2 * (key + SUFFIX) + 2 * NUMBER


def widths_of(plan: Plan) -> Widths:
    every: tuple[Any, ...] = (
        *plan.points, *plan.benefits, *plan.rules, *plan.missions, *plan.tiers, *plan.privileges, *plan.promotions,
        *plan.draws, *plan.offers, *plan.scores, *plan.teams, *plan.boards, *plan.notices, *plan.groups,
    )  # fmt: skip
    names = [each.id for each in every] + [event.name for event in plan.events] + list(plan.tags)
    names += [level.id for ladder in plan.tiers for level in ladder.levels]
    names += [prize.id for draw in plan.draws for prize in draw.prizes]
    placed: tuple[Any, ...] = (*plan.rules, *plan.missions, *plan.points, *plan.benefits, *plan.tiers)
    files = [each.origin.file for each in placed]
    return Widths(
        max(map(_text, names), default=2),
        max((_text(each.id) for each in plan.metrics), default=2),
        max(map(_text, files), default=2),
        _text(plan.version),
    )


def _text(text: str) -> int:
    return len(dumps(text, ensure_ascii=False).encode()) + 1


# ------------------------------------------------------------------------------------------- one event


def bytes_of_event(plan: Plan, event: EventType, sent: Sent) -> int:
    """What one event of this type may add."""
    return bytes_seen(plan, event, sent) + bytes_kept(plan, event, sent)


def bytes_seen(plan: Plan, event: EventType, sent: Sent) -> int:
    """The event as it was sent and what was decided about it, remembered for as long as it may come again."""
    width = widths_of(plan)
    rules = [rule for step in rounds_of(plan, event) for rule in step]
    effects = _number(work_of(plan, event).effects, sent) * width.effect(sent.key)
    return sent.key + sent.size + effects + _told(plan, rules) * (sent.size + 200) + 40 + _parts(plan, sent)


def bytes_kept(plan: Plan, event: EventType, sent: Sent) -> int:
    """What it may add for good, with what it comes to later: ends of what it gave, levels lost, stages undone."""
    width = widths_of(plan)
    rules = [rule for step in rounds_of(plan, event) for rule in step]
    later = 2 * len(plan.tiers) + len(missions_of(plan, event.name)) + len(plan.scores)
    kept = 2 * sent.key + later * width.effect(sent.key)
    kept += 2 * _parts(plan, sent)
    kept += sum(_kept(plan, rule, width, sent) for rule in rules)
    kept += sum(_of_mission(plan, mission, event, width, sent) for mission in missions_of(plan, event.name))
    if event.role == "offer":
        kept += max((_given(plan, offer.then, width, sent.key) for offer in plan.offers), default=0)
    entries = sum(_entry(metric, width, sent) for metric in plan.metrics if metric.event == event.name)
    record = 2 * sent.size + width.id + 160 + sent.listed * 3 * NUMBER
    unique = len(event.unique) * (width.id + sent.size + 60)
    own = 3 * (sent.size + NUMBER) if event.role or "." in event.name or event.name.startswith("@") else 0
    used = sent.listed * (_firing(plan, (), width, sent.key) + 3 * (width.id + 60))
    return kept + 2 * entries + _scored(plan, event, width, sent) + record + unique + own + used


def _parts(plan: Plan, sent: Sent) -> int:
    """The lots that points are taken from, as an effect or a record names them."""
    return sent.listed * (sent.key + SUFFIX + 2 * NUMBER) if plan.points else 0


def _scored(plan: Plan, event: EventType, width: Widths, sent: Sent) -> int:
    """Entries of scores, one for each line where a part counts lines."""
    parts = [part for score in plan.scores for part in score.parts if part.event == event.name]
    each = 3 * sent.key + 2 * VALUE + width.id + 8 * NUMBER
    return sum(each * (sent.listed if part.items else 1) for part in parts)


def _given(plan: Plan, actions: tuple[Action, ...], width: Widths, key: int) -> int:
    return _gifts(plan, actions, width, key) + _firing(plan, actions, width, key)


def _number(form: Form, sent: Sent) -> int:
    """A bound as a number, where an event lists so many things."""
    return int(form.fixed + sum([share for _, share in form.shares]) * sent.listed) + 1


def _told(plan: Plan, rules: Iterable[Rule]) -> int:
    actions = all_actions((action for rule in rules for action in (*rule.then, *rule.otherwise)), plan)
    return sum(isinstance(action, TellMember | TellTeam | TellRoster) for action in actions)


def _kept(plan: Plan, rule: Rule, width: Widths, sent: Sent) -> int:
    """What a firing of a rule leaves: what it gave, that it fired, what its limits count."""
    actions = (*rule.then, *rule.otherwise)
    uses = len(rule.limits) * _use(width, sent)
    return (
        _given(plan, actions, width, sent.key)
        + 2 * uses
        + len(rule.budgets) * (width.id + 80)
        + width.id
        + 40
    )


def _use(width: Widths, sent: Sent) -> int:
    """The key of a limit, with the order or code that it is for, and the count under it."""
    return width.id + min(sent.size, 2 * VALUE) + 2 * NUMBER + 60


def _gifts(plan: Plan, actions: Iterable[Action], width: Widths, key: int) -> int:
    """Lots and instances, each with the effects of its later ends, and entries that points make."""
    found = 0
    for action in all_actions(actions, plan):
        match action:
            case EarnPoints(currency):
                entries = [each for each in plan.metrics if each.event == POINTS_EVENT + currency]
                found += (
                    _lot(key)
                    + 2 * width.effect(key)  # it ripens, and it expires
                    + sum(_entry(each, width, Sent(60, 0, 1)) for each in entries)
                )
                caps = next(len(each.caps) for each in plan.points if each.id == currency)
                found += caps * 2 * NUMBER
            case GrantBenefit(_, count):
                found += count * (_held(width, key) + width.effect(key))
            case MultiplyPoints() | SendNotice():
                pass
            case _:
                found += width.effect(key)
    return found


def _lot(key: int) -> int:
    """A lot, and its places in the orders of an account."""
    return 3 * key + 2 * SUFFIX + 8 * NUMBER + 7 * (NUMBER + INSTANT + 4)


def _held(width: Widths, key: int) -> int:
    return key + SUFFIX + 2 * width.id + 8 * NUMBER + 80


def _firing(plan: Plan, actions: Iterable[Action], width: Widths, key: int) -> int:
    """What the record remembers of a firing."""
    number = int(effects_of(plan, tuple(actions)).fixed) + 1
    return 2 * width.id + 140 + number * (width.id + key + SUFFIX + 6 * NUMBER)


def _entry(metric: Metric, width: Widths, sent: Sent) -> int:
    """A bucket of a window; of different values every one that an event brings."""
    if metric.function != "distinct":
        return 3 * NUMBER + 10 + width.metric
    return (sent.listed + 1) * (3 * NUMBER + 3 * VALUE) + width.metric


def _of_mission(plan: Plan, mission: Mission, event: EventType, width: Widths, sent: Sent) -> int:
    """A match, an instance that it may open and close, and the stages that it may reach."""
    times = _number(at_once(mission, facts_of(plan, event.name)), sent)
    match_ = sent.key + width.id + 12 * NUMBER + 80
    values = (sent.listed + 1) * (4 * NUMBER + 4 * VALUE) if mission.measure in ("distinct", "steps") else 0
    actions = tuple(action for stage in mission.stages for action in stage.actions)
    stages = _given(plan, actions, width, sent.key)
    stages += len(mission.stages) * (_firing(plan, (), width, sent.key) + width.effect(sent.key))
    uses = len(mission.limits) * _use(width, sent)
    steps = len(mission.steps) * (width.id + 6 * NUMBER)
    return match_ * (1 + times) + values + times * (stages + uses + steps + 260)


# ------------------------------------------------------------------------------------------- all of it


def bytes_of_day(plan: Plan) -> int:
    """What a day may add by itself: moments with what they give, reviews."""
    width, instant = widths_of(plan), Sent(SUFFIX, SUFFIX, 1)
    rules = [rule for step in rounds_of(plan, None) for rule in step]
    given = sum(_kept(plan, rule, width, instant) for rule in rules)
    effects = sum(int(effects_of(plan, rule.then).fixed) for rule in rules)
    return given + (effects + 2 * len(plan.tiers) + len(plan.scores)) * width.effect(SUFFIX)


def bytes_of_member(plan: Plan, attributes: int = 0) -> int:
    """What a member has before anything happens."""
    width = widths_of(plan)
    counted = (
        plan.points,
        plan.missions,
        plan.tiers,
        plan.scores,
        plan.groups,
        plan.rules,
        plan.draws,
    )
    parts = sum(width.id + 320 for family in counted for _ in family)
    parts += len(plan.metrics) * (width.metric + 320)
    more = sum(width.id for _ in (*plan.tags, *plan.benefits, *plan.privileges, *plan.teams))
    return 900 + width.version + parts + 2 * more + attributes + 60 * len(plan.attributes)


def bytes_of_load(plan: Plan, event: EventType, load: Load) -> int:
    """The bound for a member under a load of events of one type."""
    kept = bytes_kept(plan, event, load.sent)
    seen = bytes_seen(plan, event, load.sent)
    days = load.days * bytes_of_day(plan)
    return bytes_of_member(plan, load.sent.size) + load.events * kept + _remembered(plan, load) * seen + days


def _remembered(plan: Plan, load: Load) -> int:
    """How many events are remembered: those that came until the oldest may come again no more, late ones with them."""
    return min(load.events, load.on_a_day * 2 * late_days(plan))


__all__ = [
    "Load",
    "Sent",
    "bytes_kept",
    "bytes_of_day",
    "bytes_of_event",
    "bytes_of_load",
    "bytes_of_member",
    "bytes_seen",
]
