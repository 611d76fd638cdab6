"""Scores: entries and their caps, parts that scale others, reviews, and what refunds leave."""

from __future__ import annotations

from typing import Any

from benefitdsl.model.effect import ScoreReviewed, TierChanged
from benefitdsl.plan.expr import (
    Arithmetic,
    Compare,
    Const,
    Expr,
    FieldOf,
    InSegment,
    ItemFieldOf,
    MetricOf,
    ScoreOf,
)
from benefitdsl.plan.parts import (
    Level,
    Metric,
    Points,
    ReviewPeriodic,
    Score,
    ScoreCap,
    ScorePart,
    Segment,
    Tiers,
)
from benefitdsl.quantities.window import Ever, RollingDays
from tests.unit.engine.programme import HERE, Driver, at, earn, plan, rule

AMOUNT = FieldOf("amount")
DAILY = ReviewPeriodic("day")
MONTHLY = ReviewPeriodic("month", 8)


def scored(*parts: ScorePart, review: ReviewPeriodic = DAILY, **more: Any) -> Driver:
    return Driver(plan(scores=(Score("s", HERE, parts, review),), points=(Points("p", HERE),), **more))


def spent(value: Expr = AMOUNT, **more: Any) -> ScorePart:
    return ScorePart("spent", value, **{"event": "order"} | more)


def order(d: Driver, day: str, number: str, amount: int, *lines: tuple[str, int]) -> None:
    items = tuple({"category": category, "amount": value} for category, value in lines)
    d.send("order", day, order=number, amount=amount, **({"items": items} if items else {}))


def reviewed(d: Driver, day: str) -> int:
    d.advance(day)
    return dict(d.view.scores)["s"]


def test_a_score_is_what_its_latest_review_found() -> None:
    d = scored(spent(denominator=10), review=MONTHLY)
    order(d, "2024-01-02", "1", 109)
    assert d.view.scores == (("s", 0),)
    assert d.engine.next_due(d.member) == at("2024-01-08")
    d.advance("2024-01-08")
    assert d.last.effects == (ScoreReviewed(d.last.effects[0].cause, "s", 0, 10),)  # 109 / 10, rounded down
    assert (d.last.effects[0].cause.rule, d.last.effects[0].cause.at) == ("s", at("2024-01-08"))
    assert d.advance("2024-02-08").effects == ()  # reviewed, and the same
    assert d.engine.next_due(d.member) == at("2024-03-08")


def test_entries_leave_with_their_window() -> None:
    d = scored(spent(window=RollingDays(3)))
    order(d, "2024-01-02", "1", 7)
    assert [reviewed(d, f"2024-01-0{day}") for day in (3, 4, 5)] == [7, 7, 0]


def test_caps_cut_each_entry_to_what_is_left_of_all_of_them() -> None:
    caps = (ScoreCap(100, "day"), ScoreCap(150, "month"))
    d = scored(spent(caps=caps))
    order(d, "2024-01-02", "1", 80)
    order(d, "2024-01-02", "2", 80)
    assert reviewed(d, "2024-01-03") == 100
    order(d, "2024-01-03", "3", 80)
    assert reviewed(d, "2024-01-04") == 150
    order(d, "2024-02-01", "4", 80)
    assert reviewed(d, "2024-02-02") == 230


def test_caps_by_order_category_and_shop() -> None:
    value, lines = ItemFieldOf("amount"), (("milk", 30), ("milk", 30), ("tea", 30))
    for cap, score in [(("order", 50), 50), (("category", 50), 80), (("shop", 70), 70), (("year", 85), 85)]:
        d = scored(spent(value, items=True, caps=(ScoreCap(cap[1], cap[0]),)))
        order(d, "2024-01-02", "1", 90, *lines)
        assert reviewed(d, "2024-01-03") == score
    d = scored(spent(value, items=True, caps=(ScoreCap(50, "order"),)))
    order(d, "2024-01-02", "1", 90, *lines)
    order(d, "2024-01-02", "2", 90, *lines)
    assert reviewed(d, "2024-01-03") == 100


def test_a_shop_of_the_event_holds_for_its_lines() -> None:
    part = ScorePart("visits", Const(10), event="visit", caps=(ScoreCap(15, "shop"),))
    d = scored(part)
    for shop in ("a", "a", "b"):
        d.send("visit", "2024-01-02", shop=shop)
    assert reviewed(d, "2024-01-03") == 25


def test_earlier_entries_count_first_also_when_they_come_later() -> None:
    d = scored(spent(caps=(ScoreCap(10, "month"),), window=RollingDays(3)))
    order(d, "2024-01-03", "1", 10)
    order(d, "2024-01-02", "2", 10)  # late, but before the other: it takes the cap, and leaves with it
    assert reviewed(d, "2024-01-04") == 10
    assert reviewed(d, "2024-01-05") == 10  # the first has left, the second has its room now
    assert reviewed(d, "2024-01-06") == 0


def test_parts_of_the_member_scale_and_most() -> None:
    visits = Metric("visits", "visit", "count", None, Const(True), items=False, window=Ever())
    active = ScorePart("active", MetricOf("visits"), most=3)
    debt = ScorePart("debt", Arithmetic("sub", Const(0), MetricOf("visits")))
    d = scored(active, debt, spent(scale=("active", 1, 2), most=40), metrics=(visits,))
    order(d, "2024-01-02", "1", 11)
    assert reviewed(d, "2024-01-03") == 0  # nothing times nothing
    for _ in range(5):
        d.send("visit", "2024-01-03")
    assert reviewed(d, "2024-01-04") == 3 + 16  # 11 × 3 / 2, rounded down; below nothing is nothing
    order(d, "2024-01-04", "2", 100)
    assert reviewed(d, "2024-01-05") == 3 + 40


def test_a_ladder_is_reviewed_when_a_score_that_it_reads_changed() -> None:
    fans = Segment("fans", HERE, Compare("ge", ScoreOf("s"), Const(10)))
    levels = (Level("base", 0), Level("gold", 1))
    ladder = Tiers("t", HERE, levels, Arithmetic("mul", Const(1), ScoreOf("s")))
    d = scored(spent(), segments=(fans,), tiers=(ladder,), review=MONTHLY)
    order(d, "2024-01-02", "1", 10)
    assert d.view.tiers[0].level == "base"
    effects = d.advance("2024-01-08").effects
    assert [type(effect) for effect in effects] == [ScoreReviewed, TierChanged]
    assert d.view.tiers[0].level == "gold"


def test_a_ladder_with_days_of_its_own_waits_for_them() -> None:
    """The negative control of the test before: one that is reviewed on days of its own waits for them."""
    levels = (Level("base", 0), Level("gold", 1))
    days = Tiers("t", HERE, levels, Compare("ge", ScoreOf("s"), Const(0)), review=ReviewPeriodic("month", 20))
    d = scored(spent(), tiers=(days,), review=MONTHLY)
    order(d, "2024-01-02", "1", 10)
    assert [type(e) for e in d.advance("2024-01-08").effects] == [ScoreReviewed]
    assert [type(e) for e in d.advance("2024-01-20").effects] == [TierChanged]


def test_a_score_inside_a_segment_is_read_too() -> None:
    fans = Segment("fans", HERE, Compare("ge", ScoreOf("s"), Const(10)))
    ladder = Tiers("t", HERE, (Level("base", 0), Level("gold", 1)), InSegment("fans"))
    d = scored(spent(), segments=(fans,), tiers=(ladder,), review=MONTHLY)
    order(d, "2024-01-02", "1", 10)
    d.advance("2024-01-08")
    assert d.view.tiers[0].level == "gold"


def test_rules_read_the_latest_review() -> None:
    d = scored(spent(), rules=(rule("r", "visit", earn(ScoreOf("s"))),), review=MONTHLY)
    order(d, "2024-01-02", "1", 10)
    d.send("visit", "2024-01-07")
    assert d.points.live == 0
    d.send("visit", "2024-01-08")
    assert d.points.live == 10


def test_refunds_lower_entries_and_take_them_away() -> None:
    d = scored(spent(denominator=10))
    order(d, "2024-01-02", "1", 100)
    order(d, "2024-01-02", "2", 100)
    d.send("refund", "2024-01-02", order="1", amount=55)
    assert reviewed(d, "2024-01-03") == 14
    d.send("refund", "2024-01-03", order="1")
    assert reviewed(d, "2024-01-04") == 10


def test_refunds_of_lines_and_of_an_amount() -> None:
    part = spent(ItemFieldOf("amount"), items=True)
    lines = (("milk", 40), ("tea", 60))
    d = scored(part)
    order(d, "2024-01-02", "1", 100, *lines)
    d.send("refund", "2024-01-02", order="1", lines=({"line": 1, "quantity": 1},))
    assert reviewed(d, "2024-01-03") == 60
    d = scored(part)
    order(d, "2024-01-02", "1", 100, *lines)
    d.send("refund", "2024-01-02", order="1", amount=25)
    assert reviewed(d, "2024-01-03") == 30 + 45
    d.send("refund", "2024-01-03", order="1")
    assert reviewed(d, "2024-01-04") == 0


def test_an_entry_that_no_longer_matches_is_gone() -> None:
    d = scored(spent(where=Compare("ge", AMOUNT, Const(50))))
    order(d, "2024-01-02", "1", 100)
    d.send("refund", "2024-01-02", order="1", amount=40)
    assert reviewed(d, "2024-01-03") == 60
    d.send("refund", "2024-01-03", order="1", amount=40)
    assert reviewed(d, "2024-01-04") == 0


def test_nothing_is_made_of_nothing() -> None:
    d = scored(spent(denominator=100))
    order(d, "2024-01-02", "1", 99)
    assert d.member.scores["s"].entries == {}
    order(d, "2024-01-02", "2", 100)
    assert len(d.member.scores["s"].entries["spent"]) == 1
