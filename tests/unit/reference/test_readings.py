"""The newer expressions, each read on a small state (spec §12 to §16)."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from benefitdsl.engine.reference.expressions import value_of
from benefitdsl.engine.reference.facts import Standing
from benefitdsl.engine.reference.run import Reading
from benefitdsl.model.effect import NoticeRequested, TierChanged
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.plan.expr import (
    TRUE,
    Arithmetic,
    Choose,
    Compare,
    Const,
    Contains,
    DaysSinceJoined,
    Expr,
    FieldOf,
    HasField,
    MetricOf,
    PointsOfEvent,
    ScoreOf,
    Self,
    ThresholdOf,
    VariantOf,
)
from benefitdsl.plan.parts import (
    EarnPoints,
    EventField,
    EventType,
    Experiment,
    Level,
    Metric,
    Mission,
    Notice,
    OnEvent,
    OnMoment,
    OnPointsEarned,
    Plan,
    Points,
    Rule,
    SendNotice,
    Stage,
    Tiers,
    Titles,
    Trigger,
)
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import Ever, RollingDays
from tests.unit.reference.crowd import DAY, ORIGIN, START, Crowd

ORDER = EventType(
    "order", (EventField("no", "text"), EventField("amount", "money"), EventField("tags", "texts")), key="no"
)
REFUND = EventType("refund", (EventField("no", "text"), EventField("amount", "money")), reverses="order")
LADDER = Tiers("club", ORIGIN, (Level("base", 0), Level("gold", 700), Level("friend", None)), Const(0))
SPLIT = Experiment("colour", ORIGIN, (("red", 1), ("none", 0), ("blue", 3)))
PLAN = Plan("club", "Asia/Shanghai", "CNY", (ORDER, REFUND), tiers=(LADDER,), experiments=(SPLIT,))


def read(expr: Expr, member: str = "anna", rank: int = 0, **fields: FieldValue) -> FieldValue:
    state = Crowd(PLAN).state(member)
    state.tiers["club"] = Standing(rank, START)
    event = Event("e1", "order", member, START + 3 * DAY, fields)
    return value_of(expr, Reading(PLAN, state, event, event.at, event.at))


def test_self_is_the_member() -> None:
    assert read(Self(), "bert") == "bert"


def test_a_score_is_nothing_before_its_review() -> None:
    assert read(ScoreOf("care")) == 0


@pytest.mark.parametrize(("rank", "threshold"), [(0, 0), (1, 700), (2, 0)])
def test_the_threshold_is_that_of_the_level_held(rank: int, threshold: int) -> None:
    assert read(ThresholdOf("club"), rank=rank) == threshold


def test_a_variant_follows_from_the_hash_and_stays() -> None:
    members = [f"m{number}" for number in range(400)]
    found = [read(VariantOf("colour"), member) for member in members]
    for member, place in zip(members, found, strict=True):
        drawn = int(sha256(f"club/colour/{member}".encode()).hexdigest()[:16], 16) % 4
        assert place == (0 if drawn == 0 else 2)
    assert 60 < found.count(0) < 140  # one in four


def test_a_text_contains_a_part_and_a_list_one_of_its_texts() -> None:
    assert read(Contains(FieldOf("no"), "25"), no="A25B") is True
    assert read(Contains(FieldOf("no"), "26"), no="A25B") is False
    assert read(Contains(FieldOf("tags"), "gift"), tags=("gift", "milk")) is True
    assert read(Contains(FieldOf("tags"), "gif"), tags=("gift", "milk")) is False


def test_the_first_case_that_holds_is_chosen_and_no_further_one_is_read() -> None:
    has_amount = Compare("ge", FieldOf("amount"), Const(100))
    expr = Choose(((has_amount, Const(2)), (TRUE, Const(1)), (FieldOf("none"), FieldOf("none"))), Const(0))
    assert (read(expr, amount=100), read(expr, amount=99)) == (2, 1)
    guarded = Choose(((HasField("amount"), FieldOf("amount")),), DaysSinceJoined())
    assert (read(guarded, amount=50), read(guarded)) == (50, 3)


def test_points_of_the_event_are_those_given_before_this_round() -> None:
    earn = EarnPoints("beans", FieldOf("amount"), 100, Rounding.DOWN, True)
    again = EarnPoints("beads", PointsOfEvent("beans"), 1, Rounding.DOWN, True)
    first = Rule("first", ORIGIN, (OnEvent("order"),), TRUE, (earn,))
    same_step = Rule("same_step", ORIGIN, (OnEvent("order"),), TRUE, (again,))
    after = Rule("after", ORIGIN, (OnPointsEarned("beans"),), TRUE, (again,))
    anna = Crowd(
        replace(
            PLAN, points=(Points("beans", ORIGIN), Points("beads", ORIGIN)), rules=(first, same_step, after)
        )
    )
    anna.sends("anna", "order", 1, no="a", amount=500)
    anna.sends("anna", "order", 1, no="b", amount=300)
    beans, beads = anna.sees("anna").points
    assert (beans.issued, beads.issued) == (8, 8)
    assert [lot.granted for lot in beads.lots] == [5, 3]


def test_a_round_reads_what_was_given_since_the_one_before() -> None:
    def give(id_: str, currency: str, amount: Expr, trigger: Trigger, condition: Expr = TRUE) -> Rule:
        return Rule(
            id_, ORIGIN, (trigger,), condition, (EarnPoints(currency, amount, 1, Rounding.DOWN, False),)
        )

    earned, of_event = OnPointsEarned("beans"), PointsOfEvent("beans")
    rules = (
        give("base", "beans", Const(6), OnEvent("order")),
        give("daily", "beans", Const(10), OnMoment(Schedule(()), 0)),
        give("more", "beans", Const(5), earned, Compare("ge", of_event, Const(10))),
        give("told", "beads", of_event, earned),
    )
    stage = Stage(1, (EarnPoints("beans", Const(4), 1, Rounding.DOWN, False),))
    ordered = Mission("ordered", ORIGIN, "order", TRUE, False, "count", None, (stage,), Ever())
    plan = replace(
        PLAN, points=(Points("beans", ORIGIN), Points("beads", ORIGIN)), rules=rules, missions=(ordered,)
    )
    anna = Crowd(plan)
    anna.sends("anna", "order", 0, no="a", amount=500)
    assert [lot.granted for lot in anna.sees("anna").points[1].lots] == [10, 5]
    anna.waits("anna", 1)
    assert [lot.granted for lot in anna.sees("anna").points[1].lots] == [10, 5, 10, 5]


def test_points_of_the_event_are_net_and_of_one_decision() -> None:
    expr = PointsOfEvent("beans")
    earn = EarnPoints("beans", FieldOf("amount"), 100, Rounding.DOWN, True)
    first = Rule("first", ORIGIN, (OnEvent("order"),), TRUE, (earn,))
    plan = replace(PLAN, points=(Points("beans", ORIGIN),), rules=(first,))
    anna = Crowd(plan)
    anna.sends("anna", "order", 1, no="a", amount=1_000)
    anna.sends("anna", "refund", 1, no="a", amount=400)
    event = Event("e1", "order", "anna", START + DAY, {})

    def value(given_before: int | None) -> FieldValue:
        state = anna.state("anna")
        return value_of(expr, Reading(plan, state, event, event.at, event.at, given_before=given_before))

    assert value(0) == 6
    assert value(1) == 0  # given before this event
    assert value(None) == 0


def test_a_ladder_falls_for_a_metric_inside_choose() -> None:
    recent = Metric("recent", "order", "count", None, TRUE, False, RollingDays(10))
    chosen = Choose(((Compare("ge", MetricOf("recent"), Const(1)), Const(700)),), Const(0))
    anna = Crowd(replace(PLAN, metrics=(recent,), tiers=(replace(LADDER, metric=chosen),)))
    anna.sends("anna", "order", 1, no="a", amount=1)
    (fallen,) = anna.waits("anna", 20)
    assert isinstance(fallen, TierChanged)
    assert (fallen.old, fallen.new, fallen.cause.at) == ("gold", "base", START + 11 * DAY)


def test_an_action_reads_the_new_expressions() -> None:
    worth = Arithmetic("add", ThresholdOf("club"), Choose(((TRUE, Const(3)),), Const(0)))
    total = Metric("total", "order", "sum", FieldOf("amount"), TRUE, False, Ever())
    rule = Rule(
        "hello", ORIGIN, (OnEvent("order"),), Compare("eq", worth, Const(703)), (SendNotice("hello"),)
    )
    notice = Notice("hello", ORIGIN, "push", Titles())
    ladder = replace(LADDER, metric=MetricOf("total"))
    anna = Crowd(replace(PLAN, metrics=(total,), tiers=(ladder,), rules=(rule,), notices=(notice,)))
    assert not any(isinstance(e, NoticeRequested) for e in anna.sends("anna", "order", 1, amount=700).effects)
    assert isinstance(anna.sends("anna", "order", 1, amount=1).effects[0], NoticeRequested)
