"""No generated history goes beyond the bounds of its programme: what it gave, what events took, how members grew.

Each bound has its negative control: with what it leaves out put back, or with one rule left out of it, it is exceeded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import benefitdsl
from benefitdsl.analysis.bounds.report import Bounds, bounds_of
from benefitdsl.analysis.bounds.state import Sent, bytes_kept, bytes_of_day, bytes_of_member, bytes_seen
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.event import Event
from benefitdsl.model.member_json import encode_member
from benefitdsl.plan.codec import with_version
from benefitdsl.plan.parts import Plan
from benefitdsl.quantities.instants import DAY_US
from benefitdsl.verify.generate import Ground, numbered
from benefitdsl.verify.history import Moment
from tests.support.given import Exceeded, Given, exceeded, worthy
from tests.support.work import Counted

EXAMPLES = tuple(
    sorted(path for path in (Path(__file__).parents[2] / "examples" / "rules").iterdir() if path.is_dir())
)
HISTORIES = 8
SEED = 11


@cache
def ground_of(folder: Path) -> Ground:
    return Ground(benefitdsl.load(folder))


@cache
def bounds_for(folder: Path) -> Bounds:
    return bounds_of(ground_of(folder).plan)


def named(folder: Path) -> str:
    return folder.name


# ------------------------------------------------------------------------------------------- liability


def over(ground: Ground, bounds: Bounds, histories: int = HISTORIES) -> Iterator[Exceeded]:
    """What histories gave beyond the bounds."""
    for number in range(histories):
        given = Given(ground.plan)
        numbered(ground, SEED, number, given)
        yield from exceeded(given, bounds)


@pytest.mark.parametrize("folder", EXAMPLES, ids=named)
def test_nothing_is_given_beyond_the_bound(folder: Path) -> None:
    ground = ground_of(folder)
    assert list(over(ground, bounds_for(folder))) == []


# Some gave more than bounds that had left out prizes of a balance and of days, what comes otherwise, points that ripen,
# levels that time alone raises, levels left, and prizes that take points which are not there.
PROGRAMMES = (17, 21, *range(100, 112), 1065, 1089, 1277, 3246, 6517, 6935)


@pytest.mark.parametrize("seed", PROGRAMMES)
def test_nothing_is_given_beyond_the_bound_of_a_generated_programme(seed: int) -> None:
    """Everything in it is worth something, but for discounts, of which its orders say what comes to mind."""
    plan = worthy(seed)
    ground, bounds = Ground(Rulebook(plan)), bounds_of(plan)
    for number in range(3):
        given = Given(plan, promotions=False)
        numbered(ground, SEED, number, given)
        assert list(exceeded(given, bounds)) == []


GIVING = {
    "hotwind": "first_398",
    "cdnow": "big_order",
    "monthly_gifts": "new_product",
    "milk": "milk_10",
    "three_squirrels": "新人礼包",
    "loreal": "dots_for_orders",
}


@pytest.mark.parametrize("name", GIVING)
def test_a_bound_with_one_part_left_out_is_exceeded(name: str) -> None:
    ground = ground_of(EXAMPLES[0].parent / name)
    assert any(over(ground, bounds_of(without(ground.plan, GIVING[name])), histories=60))


def without(plan: Plan, part: str) -> Plan:
    rules = tuple(rule for rule in plan.rules if rule.id != part)
    missions = tuple(mission for mission in plan.missions if mission.id != part)
    assert len(rules) + len(missions) == len(plan.rules) + len(plan.missions) - 1
    return with_version(replace(plan, rules=rules, missions=missions))


def test_a_bound_at_half_the_worth_is_exceeded() -> None:
    ground = ground_of(EXAMPLES[0].parent / "cdnow")
    benefits = tuple(replace(each, worth=(each.worth or 0) // 2) for each in ground.plan.benefits)
    half = bounds_of(with_version(replace(ground.plan, benefits=benefits)))
    assert any(over(ground, half, histories=60))


# ------------------------------------------------------------------------------------------- steps and effects


@pytest.mark.parametrize("folder", EXAMPLES, ids=named)
def test_no_event_takes_more_steps_or_has_more_effects(folder: Path) -> None:
    ground = ground_of(folder)
    work = {each.event: each.work for each in bounds_for(folder).events}
    for number in range(HISTORIES):
        counted = Counted(ground.plan)
        with counted.counting():
            numbered(ground, SEED, number, counted)
        for one in counted.events:
            if one.type in work:
                steps, effects = (
                    work[one.type].steps.at(one.measures),
                    work[one.type].effects.at(one.measures),
                )
                assert steps is None or one.steps <= steps, one
                assert effects is None or one.effects <= effects, one


def test_steps_are_counted_at_all_and_the_bound_is_near() -> None:
    """The control: an order of the demo takes more than half of what it may."""
    ground = ground_of(EXAMPLES[0].parent / "demo")
    most = next(each.work.steps.fixed for each in bounds_of(ground.plan).events if each.event == "order")
    found = 0
    for number in range(60):
        counted = Counted(ground.plan)
        with counted.counting():
            numbered(ground, SEED, number, counted)
        found = max([found, *(one.steps for one in counted.events if one.type == "order")])
    assert most / 2 < found <= most


# ------------------------------------------------------------------------------------------- bytes


class Grown:
    """How large members became, and what the bound allows for what happened to them."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.plan = rulebook.plan
        self.kinds = {event.name: event for event in self.plan.events}
        self.size: dict[str, int] = {}
        self.allowed: dict[str, int] = {}
        self.seen: dict[str, dict[str, int]] = {}
        self.days: dict[str, int] = {}

    def __call__(self, moment: Moment) -> None:
        step, after = moment.happened.step, moment.happened.after
        if step.outcome.status not in ("applied", "repeated"):
            return
        self.size[after.id] = written(encode_member(after))
        self.days[after.id] = (after.clock - after.joined) // DAY_US + 2
        if step.event is not None:
            parts = sum(len(getattr(effect, "parts", ())) for effect in step.outcome.effects)
            kept, seen = self._of(step.event, parts)
            self.allowed[after.id] = self.allowed.get(after.id, 0) + kept
            self.seen.setdefault(after.id, {})[step.event.key] = seen
        known = self.seen.get(after.id, {})
        self.seen[after.id] = {key: size for key, size in known.items() if key in after.seen}

    def _of(self, event: Event, parts: int) -> tuple[int, int]:
        """The bytes that it may leave for good, and those as long as it is remembered."""
        size = written([event.id, event.type, event.member, event.at, to_plain(event.fields), event.source])
        kind = self.kinds.get(event.type)
        if kind is None:  # one of those that every programme has
            return 4 * size + 2_000, 0
        sent = Sent(size, written(event.key), max(listed(event), parts, 1))
        return bytes_kept(self.plan, kind, sent), bytes_seen(self.plan, kind, sent)

    def over(self) -> list[tuple[str, int, int]]:
        day, empty = bytes_of_day(self.plan), bytes_of_member(self.plan, 400)
        most = {
            member: empty
            + self.days[member] * day
            + self.allowed.get(member, 0)
            + sum(self.seen[member].values())
            for member in self.size
        }
        return [(member, size, most[member]) for member, size in self.size.items() if size > most[member]]


def written(value: object) -> int:
    return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


def to_plain(value: object) -> object:
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    return {name: to_plain(each) for name, each in value.items()} if hasattr(value, "items") else value


def listed(event: Event) -> int:
    """How many things an event lists: lines, pieces, coupons, discounts."""
    lists = [value for value in event.fields.values() if isinstance(value, tuple)]
    pieces = [_quantity(line) for lines in lists for line in lines if not isinstance(line, str)]
    return max([1, sum(pieces), *(len(each) for each in lists)])


def _quantity(line: object) -> int:
    found = line.get("quantity", 1) if hasattr(line, "get") else 1
    return found if isinstance(found, int) else 1


@pytest.mark.parametrize("folder", EXAMPLES, ids=named)
def test_no_member_grows_beyond_the_bound(folder: Path) -> None:
    ground = ground_of(folder)
    for number in range(HISTORIES):
        grown = Grown(ground.rulebook)
        numbered(ground, SEED, number, grown)
        assert grown.over() == []


def test_a_member_outgrows_what_is_allowed_without_its_events() -> None:
    """The control: the bound of an empty member is exceeded by one that has lived."""
    ground = ground_of(EXAMPLES[0].parent / "jd_shipping")
    found = []
    for number in range(HISTORIES):
        grown = Grown(ground.rulebook)
        numbered(ground, SEED, number, grown)
        grown.allowed.clear()
        grown.seen = {member: {} for member in grown.size}
        found += grown.over()
    assert found
