"""Generated histories: valid at the door, the same for a seed, and at the edges of the programme they are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

import benefitdsl
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import MissionCompleted
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.plan.schedule import (
    AttributeDay,
    Days,
    MonthDays,
    NamedDays,
    QuarterStart,
    ScheduleTerm,
    Times,
    Weekdays,
    YearDays,
)
from benefitdsl.quantities.calendar import DAY_US, MINUTE_US, Zone, day_of
from benefitdsl.verify.generate import Ground, numbered
from benefitdsl.verify.generate.edges import term_edge
from benefitdsl.verify.generate.sales import agrees
from benefitdsl.verify.generate.themes import themes_of
from benefitdsl.verify.history import History, Joining, Moment, Passing, Sending, play
from tests.support.rounds import Rounds

HEAD = """
programme p
  language: en
  timezone: {zone}
  currency: CNY
end
"""
THRESHOLD = """
coupon ten_off
  off: 10 CNY
  minimum spend: 148 CNY
  valid: 30 days from issue
end

rule from_371
  when: order
  if: amount >= 371.17 CNY
  then: grant ten_off
end
"""
SUM = """
gift mug
  valid: 30 days from issue
end

mission save
  counts: sum of amount of order
  target: 613.31 CNY
  within: this month
  reward: grant mug
end
"""
WINDOW = """
gift mug
  valid: 7 days from issue
end

rule weekly
  when: order
  if: count of order in last 7 days = 0
  then: grant mug
end
"""
STREAK = """
points beans
end

mission week
  counts: consecutive days of sign_in
  target: 7
  reward: give 100 beans
end
"""
EVENTS = """
points beans
end

event parcel
  field weight: number required
  field fragile: flag
  field due: date
  field worth: money
  field kept_in: text
end

rule heavy: parcel -> give 1 beans
"""
EXAMPLES = (
    "demo",
    "haidilao",
    "teams",
    "tags",
    "paid_card",
    "jd_score",
    "points_as_cash",
    "lucky_draw",
    "w3",
)


@cache
def rulebook_of(text: str, zone: str = "Asia/Shanghai") -> Rulebook:
    return benefitdsl.load(HEAD.format(zone=zone) + text)


def histories(rulebook: Rulebook, count: int, seed: int = 1) -> Iterator[History]:
    ground = Ground(rulebook)
    return (numbered(ground, seed, number, lambda _: None) for number in range(count))


def events(rulebook: Rulebook, count: int) -> list[Event]:
    found = [one for each in histories(rulebook, count) for one in each.happenings]
    return [one.event for one in found if isinstance(one, Sending)]


# --------------------------------------------------------------------------------------------- the door


def survives(rulebook: Rulebook, event: Event) -> bool:
    """Whether an event comes back from the door as it was sent."""
    return rulebook.door.read_event(rulebook.door.write_event(event)) == event


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_event_of_an_example_passes_the_door(name: str) -> None:
    rulebook = benefitdsl.load(f"examples/rules/{name}")
    sent = events(rulebook, 40)
    assert len(sent) > 300
    assert [event for event in sent if not survives(rulebook, event)] == []


def test_so_do_events_of_a_programme_s_own_with_fields_of_every_type() -> None:
    rulebook = rulebook_of(EVENTS)
    parcels = [event for event in events(rulebook, 150) if event.type == "parcel"]
    assert {name for event in parcels for name in event.fields} == {
        "weight",
        "fragile",
        "due",
        "worth",
        "kept_in",
    }
    assert all(survives(rulebook, event) for event in parcels)


def test_the_door_would_notice() -> None:
    rulebook = rulebook_of(THRESHOLD)
    order = next(event for event in events(rulebook, 5) if event.type == "order")
    with pytest.raises(benefitdsl.EventErrors):
        survives(rulebook, replace(order, fields={**order.fields, "amount": -1}))


def test_attributes_pass_the_door() -> None:
    rulebook = benefitdsl.load("examples/rules/tags")
    joinings = [
        one for each in histories(rulebook, 40) for one in each.happenings if isinstance(one, Joining)
    ]
    assert {name for one in joinings for name in one.attributes} >= {"birthday", "city"}
    for one in joinings:
        rulebook.new_member(one.member, at=one.at)


def test_parts_of_a_sale_agree() -> None:
    rulebook = benefitdsl.load("examples/rules/demo")
    order = next(type_ for type_ in rulebook.plan.events if type_.name == "order")
    orders = [event for event in events(rulebook, 60) if event.type == "order"]
    with_lines = [event for event in orders if event.fields.get("items")]
    assert len(with_lines) > 20
    assert all(agrees(event, order) for event in orders)
    changed = {**with_lines[0].fields, "amount": 77_777_777}
    assert not agrees(replace(with_lines[0], fields=changed), order)


# --------------------------------------------------------------------------------------------- the seed


def test_a_history_is_that_of_its_seed_and_number() -> None:
    rulebook = benefitdsl.load("examples/rules/demo")
    first, again = (list(histories(rulebook, 12)) for _ in range(2))
    assert first == again
    assert numbered(Ground(rulebook), 1, 7, lambda _: None) == first[7]
    assert first != list(histories(rulebook, 12, seed=2))
    assert len(set(map(repr, first))) == 12


def test_draws_are_those_of_the_history() -> None:
    rulebook = benefitdsl.load("examples/rules/lucky_draw")
    seeds = [each.seed for each in histories(rulebook, 5)]
    assert None not in seeds
    assert len(set(seeds)) == 5
    assert next(histories(rulebook_of(THRESHOLD), 1)).seed is None


# --------------------------------------------------------------------------------------------- edges


def amounts(rulebook: Rulebook, count: int) -> set[object]:
    return {event.fields["amount"] for event in events(rulebook, count) if event.type == "order"}


def test_a_threshold_and_one_unit_on_either_side_of_it() -> None:
    wanted, of_the_coupon = {37_116, 37_117, 37_118}, {14_799, 14_800, 14_801}
    assert wanted | of_the_coupon <= amounts(rulebook_of(THRESHOLD), 120)
    assert not wanted & amounts(rulebook_of(WINDOW), 120)


def test_sums_reach_a_target_in_one_step_and_in_several() -> None:
    rulebook = rulebook_of(SUM)
    lone = total = beside = 0
    for history in histories(rulebook, 150):
        reached = 0
        for one in history.happenings:
            if isinstance(one, Sending) and one.event.type == "order":
                amount = one.event.fields["amount"]
                assert isinstance(amount, int)
                lone += reached == 0 and amount == 61_331
                total += reached > 0 and reached + amount == 61_331
                beside += reached > 0 and reached + amount in (61_330, 61_332)
                reached += amount
            elif isinstance(one, Sending):
                reached = -(10**15)  # a refund: the sum is another one
    assert lone
    assert total
    assert beside


def test_instants_at_the_edge_of_a_rolling_window() -> None:
    zone = Zone("Asia/Shanghai")
    seen = set()
    for history in histories(rulebook_of(WINDOW), 150):
        orders = [one.event for one in history.happenings if isinstance(one, Sending)]
        for earlier in orders:
            edge = zone.start_of_day(zone.local_day(earlier.at) + 7)
            seen |= {each.at - edge for each in orders} & {-1, 0, 1}
    assert seen == {-1, 0, 1}


TERMS = {
    "days": (Days(day_of(2026, 4, 3), day_of(2026, 4, 9)), "2026-04-03 00:00"),
    "the days themselves, and their end": (Days(day_of(2026, 3, 1), day_of(2026, 3, 13)), "2026-03-13 00:00"),
    "weekdays": (Weekdays((2,)), "2026-03-11 00:00"),
    "the 18th": (MonthDays(18, 18), "2026-03-18 00:00"),
    "the 8th that is over": (MonthDays(8, 8), "2026-04-08 00:00"),
    "the 10th from noon": (MonthDays(10, 10, 720), "2026-03-11 00:00"),
    "the last of a month": (MonthDays(31, 31), "2026-03-31 00:00"),
    "days of a year": (YearDays(5, 1, 5, 5), "2026-05-01 00:00"),
    "a quarter": (QuarterStart(), "2026-04-01 00:00"),
    "a birthday": (AttributeDay("birthday", "day"), "2026-03-20 00:00"),
    "named days": (NamedDays("sale", (day_of(2026, 6, 18),)), "2026-06-18 00:00"),
    "times of the day": (Times(840, 960), "2026-03-10 14:00"),
}
"""Terms of schedules, and the next instant after 13:00 on Tuesday, 10 March 2026 at which one changes."""


@pytest.mark.parametrize(("term", "edge"), TERMS.values(), ids=TERMS)
def test_the_next_edge_of_a_term_of_a_schedule(term: ScheduleTerm, edge: str) -> None:
    zone = Zone("Asia/Shanghai")
    now = zone.start_of_day(day_of(2026, 3, 10)) + 13 * 60 * MINUTE_US
    assert zone.to_local_text(term_edge(term, zone, now, day_of(1992, 3, 20))) == edge


def test_days_on_which_clocks_change() -> None:
    zone = Zone("America/New_York")
    longer = {
        day
        for day in range(day_of(2026, 3, 1), day_of(2026, 12, 31))
        if zone.start_of_day(day + 1) - zone.start_of_day(day) != DAY_US
    }
    rulebook = rulebook_of(THRESHOLD, "America/New_York")
    days = {zone.local_day(event.at) for event in events(rulebook, 150)}
    assert longer <= days


def test_birthdays_are_near_and_on_29_february() -> None:
    rulebook = benefitdsl.load("examples/rules/food_brand")
    days = [
        one.attributes["birthday"]
        for each in histories(rulebook, 150)
        for one in each.happenings
        if isinstance(one, Joining) and "birthday" in one.attributes
    ]
    assert day_of(2000, 2, 29) in days
    assert len(set(days)) > 5


# --------------------------------------------------------------------------------------------- what happens


def told_of(name: str, count: int) -> tuple[list[History], list[Outcome]]:
    outcomes: list[Outcome] = []

    def see(moment: Moment) -> None:
        if moment.happened.step.event is not None:
            outcomes.append(moment.happened.step.outcome)

    ground = Ground(benefitdsl.load(f"examples/rules/{name}"))
    return [numbered(ground, 1, number, see) for number in range(count)], outcomes


def test_what_hosts_do_wrong_or_late_happens() -> None:
    made, outcomes = told_of("demo", 120)
    statuses = {outcome.status for outcome in outcomes}
    assert statuses == {"applied", "duplicate", "repeated", "queued", "refused"}
    reasons = {outcome.reason for outcome in outcomes}
    assert {"too_late", "over_refund", "changed_duplicate", "unknown_record"} <= reasons
    assert any(isinstance(one, Passing) for each in made for one in each.happenings)
    applied = [outcome for outcome in outcomes if outcome.status == "applied"]
    assert len(applied) > 0.6 * len(outcomes)


def test_refunds_by_share_by_line_whole_and_twice() -> None:
    made, _ = told_of("demo", 200)
    refunds = [
        [one.event for one in each.happenings if isinstance(one, Sending) and one.event.type == "refund"]
        for each in made
    ]
    flat = [event for each in refunds for event in each]
    assert any("lines" in event.fields for event in flat)
    assert any("amount" in event.fields for event in flat)
    assert any(event.fields.keys() == {"order"} for event in flat)
    named = [[event.fields["order"] for event in each] for each in refunds]
    assert any(len(each) > len(set(each)) for each in named)


def test_members_are_several_and_invite_one_another() -> None:
    made, _ = told_of("invite", 80)
    people = [sum(isinstance(one, Joining) for one in each.happenings) for each in made]
    assert {1, 2, 3} <= set(people)
    inviters = {
        (one.event.member, one.event.fields.get("inviter"))
        for each in made
        for one in each.happenings
        if isinstance(one, Sending)
    }
    assert any(member == inviter for member, inviter in inviters)
    assert any((inviter, member) in inviters for member, inviter in inviters if inviter and inviter != member)


def test_a_row_of_days_is_as_long_as_its_target() -> None:
    completed = 0

    def see(moment: Moment) -> None:
        nonlocal completed
        completed += any(isinstance(one, MissionCompleted) for one in moment.happened.step.outcome.effects)

    ground = Ground(rulebook_of(STREAK))
    for number in range(80):
        numbered(ground, 1, number, see)
    assert completed > 3


ROUND = """
gift towel
  valid: 30 days from issue
end

mission five
  counts: items of order where category is "food"
  target: 5
  reward: grant towel
  repeat: again
  on refund: reopen
end
"""
DAYS = """
gift towel
  valid: 7 days from issue
  usable: every month on 18th
end

rule first_towel
  when: order
  if: count of order this month = 0
  then: grant towel
end
"""
CREDIT = """
stored value bonus
  negative: forgive
end

rule for_200
  when: top_up
  if: amount >= 200 CNY
  then: give 25 CNY bonus
end
"""


def with_rounds(text: str, count: int) -> list[History]:
    rulebook = rulebook_of(text)
    return [each for each in histories(rulebook, count) if rounds_of(rulebook, each)]


def rounds_of(rulebook: Rulebook, history: History) -> list[str]:
    rounds = Rounds(rulebook.plan)
    play(rulebook, history, rounds)
    return [given.id for _, _, given in rounds.found]


@pytest.mark.parametrize("text", [ROUND, DAYS, CREDIT], ids=["lines", "days", "credit"])
def test_what_was_bought_and_used_is_given_back_and_bought_again(text: str) -> None:
    assert 12 <= len(with_rounds(text, 120)) <= 60


def test_a_round_without_use_or_without_giving_back_is_none() -> None:
    assert rounds_of(rulebook_of(DAYS), bought_used_and_given_back()) == ["towel"]
    for left_out in ("redeem", "refund"):
        assert rounds_of(rulebook_of(DAYS), bought_used_and_given_back(left_out)) == []


def bought_used_and_given_back(left_out: str = "") -> History:
    """The round by hand, on a day on which the towel can be used."""
    at = Zone("Asia/Shanghai").start_of_day(day_of(2026, 3, 18))
    told = (("order", "A1"), ("redeem", "towel"), ("refund", "A1"), ("order", "A2"))
    sent = [
        Sending(Event(f"e{place}", type_, "anna", at + place, fields_of(type_, name)))
        for place, (type_, name) in enumerate(told)
        if type_ != left_out
    ]
    return History((Joining("anna", at), *sent))


def fields_of(type_: str, name: str) -> dict[str, FieldValue]:
    match type_:
        case "redeem":
            return {"benefit": name}
        case "order":
            return {"order": name, "amount": 10_000}
        case _:
            return {"order": name}


def test_lines_go_back_one_by_one_in_rounds() -> None:
    given_back = [
        one.event.fields["lines"]
        for each in with_rounds(ROUND, 200)
        for one in each.happenings
        if isinstance(one, Sending) and one.event.type == "refund" and "lines" in one.event.fields
    ]
    assert any(isinstance(lines, tuple) and len(lines) == 1 for lines in given_back)


FEES = """
score liked
  review: daily
end
component spending
  of: liked
  counts: sum of amount of order
  window: in last 12 months
end
membership club
  fee: 198 CNY
  reduced fee: 148 CNY
  reduced if: score of liked >= 5000
  valid: 1 year from issue
end
"""


def test_a_fee_that_depends_on_the_member_is_paid_as_it_is_written_for_either_case() -> None:
    paid = Counter(
        event.fields["amount"] for event in events(rulebook_of(FEES), 150) if event.type == "buy_membership"
    )
    assert paid[19_800] > 40
    assert paid[14_800] > 40


def test_themes_are_about_what_their_part_reads() -> None:
    plan = benefitdsl.load("examples/rules/haidilao").plan
    themes = themes_of(plan)
    assert len(themes.others) >= len(plan.rules) + len(plan.offers)
    rule = next(theme for theme in themes.others if theme.parts[0] is plan.rules[0])
    assert "order" in rule.events
    assert "refund" in rule.events
    assert not {"ride", "game", "water"} & set(rule.events)
    assert all("@" not in name for name in themes.sendable)
