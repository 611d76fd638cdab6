"""Identity, lateness, uniqueness, limits through pools, groups, cascades, and what a refund gives back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.ensure import BrokenInvariant
from benefitdsl.engine.ledger import check_books
from benefitdsl.model.event import Event
from benefitdsl.model.member import Account
from benefitdsl.model.pools import Claim, Take
from benefitdsl.plan.expr import TRUE, Compare, Const, Expr, FieldOf, HasField, ItemFieldOf, ItemsTotal, OneOf
from benefitdsl.plan.parts import (
    Benefit,
    Budget,
    GrantBenefit,
    Group,
    Limit,
    Mission,
    Notice,
    OnBenefitUsed,
    OnMoment,
    OnPointsEarned,
    Points,
    Rule,
    SendNotice,
    SetTag,
    Stage,
    Titles,
    Uniqueness,
    UntilDay,
)
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.window import CalendarPeriods, Ever, RollingDays
from tests.unit.engine.programme import HERE, ORDER, PER_YUAN, REFUND, VISIT, Driver, at, earn, plan, rule

POINTS = (Points("p", HERE),)
EPOCH = date(1970, 1, 1).toordinal()
BIG = Compare("ge", FieldOf("amount"), Const(39800))


def visits(**more: Any) -> Driver:
    return Driver(plan(points=POINTS, rules=(rule("visit", "visit", earn(1), **more),)))


def test_the_same_event_again_changes_nothing() -> None:
    d = visits()
    first = d.send("visit", "2024-01-02", id_="a")
    before = d.member
    again = d.send("visit", "2024-01-02", id_="a")
    assert (again.status, again.effects, d.member) == ("duplicate", first.effects, before)
    assert d.send("visit", "2024-01-03", id_="a").reason == "changed_duplicate"
    assert d.event(Event("a", "visit", "m", at("2024-01-02"), source="other")).status == "applied"


def test_what_a_moment_gives_too_late_is_over_at_that_moment() -> None:
    """It never takes the member back to a day that passed, so ids are the same day by day and at once."""
    gift = Benefit("gift", HERE, "gift", valid=(UntilDay(date(2024, 1, 2).toordinal() - EPOCH),))
    daily = Rule("daily", HERE, (OnMoment(Schedule(())),), TRUE, (GrantBenefit("gift"),))
    at_once, by_day = (
        Driver(plan(benefits=(gift,), rules=(daily,))),
        Driver(plan(benefits=(gift,), rules=(daily,))),
    )
    days = [effect for day in ("02", "03", "04") for effect in by_day.advance(f"2024-01-{day}T12:00").effects]
    assert at_once.advance("2024-01-04T12:00").effects == tuple(days)
    assert [(effect.cause.event, effect.cause.position) for effect in days] == [
        (f"@2024-01-{day}T16:00:00Z", position) for day in ("01", "02", "03") for position in (0, 1)
    ]


def test_late_events_count_until_72_hours() -> None:
    d = visits(limits=(Limit(1, "member", CalendarPeriods("day")),))
    d.send("visit", "2024-01-10T12:00")
    assert d.send("visit", "2024-01-07T12:00").status == "applied"
    assert d.view.clock == at("2024-01-10T12:00")
    assert d.send("visit", "2024-01-07T11:59").reason == "too_late"
    d.send("visit", "2024-01-07T13:00")  # another of the same day: the limit is the day's
    assert d.points.live == 2


def test_business_keys() -> None:
    order = replace(ORDER, unique=(Uniqueness("order", ("order",), shared=True),))
    visit = replace(VISIT, unique=(Uniqueness("visit", (), daily=True),))
    d = Driver(plan(events=(order, REFUND, visit), points=POINTS, rules=(rule("v", "visit", earn(1)),)))
    d.send("visit", "2024-01-02T01:00")
    assert d.send("visit", "2024-01-02T23:00").status == "repeated"
    assert d.send("visit", "2024-01-03").status == "applied"
    outcome = d.send("order", "2024-01-03", order="7", amount=100)
    assert outcome.pool_changes == (Claim("unique:order:7", "m"),)
    other = d.engine.new_member("other", at("2024-01-01"))
    event = Event("x", "order", "other", at("2024-01-04"), {"order": "7", "amount": 100})
    assert d.engine.evaluate(other, event, d.pools)[1].reason == "seen_before"
    assert d.send("order", "2024-01-04", order="7", amount=100).status == "repeated"


@pytest.mark.parametrize(
    ("window", "found"),
    [
        (CalendarPeriods("month"), [1, 0, 1, 0]),
        (RollingDays(2), [1, 0, 0, 1]),
        (Ever(), [1, 0, 0, 0]),
    ],
)
def test_limits_of_a_member(window: Any, found: list[int]) -> None:
    d = visits(limits=(Limit(1, "member", window),))
    days = ("2024-01-31", "2024-01-31", "2024-02-01", "2024-02-02")
    assert [len(d.send("visit", day).effects) for day in days] == found


def test_shared_limits_and_budgets_are_pool_changes() -> None:
    shared = Limit(2, "code", CalendarPeriods("month"), key=FieldOf("shop"))
    rules = (
        rule("v", "visit", GrantBenefit("c"), condition=HasField("shop"), limits=(shared,), budgets=("b",)),
    )
    d = Driver(
        plan(
            rules=rules,
            benefits=(Benefit("c", HERE, "coupon", worth=500),),
            budgets=(Budget("b", HERE, 1200, "money", Ever()),),
        )
    )
    month = 2024 * 12
    outcome = d.send("visit", "2024-01-02", shop="s")
    assert outcome.pool_changes == (Take(f"limit:v:0:s:{month}", 1, 2), Take("budget:b:-", 500, 1200))
    assert len(d.send("visit", "2024-01-03", shop="s").effects) == 1
    assert d.send("visit", "2024-01-04", shop="s").effects == ()  # the limit
    assert d.send("visit", "2024-01-04", shop="t").effects == ()  # 1500 would pass the budget


def test_limits_of_other_families_are_not_those_of_the_rule_of_their_name() -> None:
    once = (Limit(1, "member", Ever()), Limit(1, "all", Ever()))
    mission = Mission(
        "k", HERE, "visit", TRUE, False, "count", None, (Stage(1, (earn(5),)),), Ever(), limits=once
    )
    notice = Notice("k", HERE, "sms", Titles(), cap=once[0])
    rules = (rule("k", "visit", earn(1), SendNotice("k"), limits=once),)
    d = Driver(plan(rules=rules, missions=(mission,), notices=(notice,), points=(Points("p", HERE),)))
    d.send("visit", "2024-01-02")
    assert d.points.live == 6
    assert sorted(d.member.uses) == ["k:0", "mission:k:0", "notice:k"]
    taken = [change.key for change in d.last.pool_changes if isinstance(change, Take)]
    assert taken == ["limit:k:1::-", "limit:mission:k:1::-"]


def test_a_refund_undoes_what_its_order_reached() -> None:
    coupon = rule(
        "coupon", "order", GrantBenefit("c"), SetTag("vip"), condition=BIG, net_condition=BIG,
        limits=(Limit(1, "member", Ever()),), on_refund="revoke_unused",
    )  # fmt: skip
    d = Driver(plan(rules=(coupon,), benefits=(Benefit("c", HERE, "coupon"),), tags=("vip",)))
    d.send("order", "2024-01-02", order="1", amount=39_900)
    assert d.send("refund", "2024-01-03", order="1", amount=100).effects == ()
    d.send("refund", "2024-01-03", order="1", amount=1)
    assert d.seen() == ["BenefitRevoked", "TagChanged"]
    assert d.send("refund", "2024-01-04", order="1").effects == ()  # once
    d.send("order", "2024-01-05", order="2", amount=39_800)  # the limit has room again
    assert [view.benefit for view in d.view.benefits] == ["c"]
    d.send("order", "2024-01-06", order="3", amount=1, coupons=(d.view.benefits[0].instance,))
    assert d.send("refund", "2024-01-07", order="2").effects[0].cause.rule == "coupon"
    assert d.seen() == ["TagChanged"]  # a used one stays
    d.send("refund", "2024-01-08", order="3")
    assert d.seen() == ["BenefitReturned"]


def test_refund_by_lines_splits_and_takes_all_at_the_end() -> None:
    d = Driver(plan(points=POINTS, rules=(rule("earn", "order", PER_YUAN),)))
    items = (
        {"amount": 3000, "quantity": 3},
        {"amount": 3000, "quantity": 1},
        {"amount": 4000, "quantity": 1},
    )
    d.send("order", "2024-01-02", order="1", amount=9_999, items=items)
    for number, (line, left) in enumerate(((1, 90), (1, 80), (1, 70), (2, 40), (3, 0))):
        d.send("refund", f"2024-01-0{number + 3}", order="1", lines=({"line": line, "quantity": 1},))
        assert d.points.live == left
    assert (
        d.send("refund", "2024-01-09", order="1", lines=({"line": 1, "quantity": 1},)).reason == "over_refund"
    )


@pytest.mark.parametrize(
    ("policy", "granted"),
    [
        ("stack", [["a", "b", "c"], ["a", "b", "c"]]),
        ("first", [["a"], ["a"]]),
        ("best", [["b"], ["b"]]),
        ("exclusive", [["a"], ["a"]]),
    ],
)
def test_groups(policy: Any, granted: list[list[str]]) -> None:
    worth = {"a": 100, "b": 300, "c": 300}
    d = Driver(
        plan(
            rules=tuple(rule(f"r{id_}", "visit", GrantBenefit(id_), group="g") for id_ in worth),
            benefits=tuple(Benefit(id_, HERE, "coupon", worth=amount) for id_, amount in worth.items()),
            groups=(Group("g", HERE, policy),),
        )
    )
    found = [[e.benefit for e in d.send("visit", day).effects] for day in ("2024-01-02", "2024-01-03")]  # type: ignore[union-attr]
    assert found == granted


def test_cascades_go_in_rounds() -> None:
    on_points = Rule(
        "bonus", HERE, (OnPointsEarned("p"),), Const(True), (GrantBenefit("c"), earn(5, currency="q"))
    )
    on_use = Rule("thanks", HERE, (OnBenefitUsed("c"),), Const(True), (earn(1),))
    d = Driver(
        plan(
            points=(*POINTS, Points("q", HERE)),
            rules=(on_points, on_use, rule("v", "visit", earn(1), earn(2))),
            benefits=(Benefit("c", HERE, "coupon"),),
        )
    )
    causes = [e.cause.rule for e in d.send("visit", "2024-01-02").effects]
    assert causes == ["v", "v", "bonus", "bonus"]  # once, however many triggers
    causes = [
        e.cause.rule for e in d.send("order", "2024-01-03", order="1", amount=1, coupons=("c",)).effects
    ]
    assert causes == ["order", "thanks", "bonus", "bonus"]
    d.send("refund", "2024-01-04", order="1")  # whole: what the cascades gave goes too
    assert [e.cause.rule for e in d.last.effects] == ["refund", "thanks", "bonus", "bonus"]
    assert (d.view.points[0].live, d.view.points[1].live) == (3, 5)


def test_too_many_effects_are_refused_whole() -> None:
    d = Driver(
        plan(rules=(rule("v", "visit", GrantBenefit("c", 101)),), benefits=(Benefit("c", HERE, "coupon"),))
    )
    assert d.send("visit", "2024-01-02").reason == "too_many_effects"
    assert d.view.benefits == ()


def test_generated_code_holds_the_authors_words_as_constants_only() -> None:
    word = "__import__('os')\r\nimport os"
    items: Expr = ItemsTotal("count", None, OneOf(ItemFieldOf("category"), (word,)))
    rules = (rule("r", "order", earn(1), condition=Compare("ge", items, Const(1))),)
    engine = compile_plan(plan(points=POINTS, rules=rules))
    assert repr(word) in engine.source()
    assert engine.source() == compile_plan(plan(points=POINTS, rules=rules)).source()
    assert not [line for line in engine.source().splitlines() if line.strip().startswith("import")]


def test_replay_in_place_is_evaluation_one_by_one() -> None:
    d = Driver(plan(points=(Points("p", HERE, spent_by="use"),), rules=(rule("earn", "order", PER_YUAN),)))
    fields = [{"order": str(n), "amount": 100 * n, "use": 0 if n % 3 else 500} for n in range(1, 80)]
    events = [Event(f"e{n}", "order", "m", at("2024-01-02") + n, f) for n, f in enumerate(fields)]
    replay = d.engine.replay(d.member, events)
    outcomes = list(replay)
    assert outcomes == [d.event(event) for event in events]
    assert {outcome.status for outcome in outcomes} == {"applied", "refused"}
    assert replay.member == d.member


def test_books_that_do_not_balance_stop_the_engine() -> None:
    """Negative control of the conservation identity."""
    check_books(Account(issued=5, live_total=5))
    with pytest.raises(BrokenInvariant, match="made or lost"):
        check_books(Account(issued=5, live_total=6))
