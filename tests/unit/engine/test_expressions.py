"""Expressions as generated functions: who one is, choices, parts of texts, what an event was given, variants."""

from __future__ import annotations

from hashlib import sha256

import pytest

from benefitdsl.engine.experiments import variant_of
from benefitdsl.engine.expressions import readable
from benefitdsl.model.effect import PointsEarned
from benefitdsl.plan.expr import (
    TRUE,
    And,
    Choose,
    Compare,
    Const,
    Contains,
    Expr,
    FieldOf,
    HasField,
    HasItemField,
    ItemFieldOf,
    ItemsTotal,
    MetricOf,
    Not,
    Or,
    PointsOfEvent,
    Self,
    ThresholdOf,
    VariantOf,
)
from benefitdsl.plan.parts import (
    EventField,
    EventType,
    Experiment,
    Level,
    Metric,
    Mission,
    OnMoment,
    OnPointsEarned,
    Points,
    RaiseTier,
    Rule,
    Stage,
    Tiers,
)
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.window import Ever, RollingDays
from tests.unit.engine.programme import HERE, Driver, earn, plan, rule

POINTS = (Points("p", HERE),)


def given(condition: Expr, event: str = "visit", **fields: object) -> bool:
    """Whether a rule with this condition fires."""
    made = plan(points=POINTS, rules=(rule("r", event, earn(1), condition=condition),))
    return Driver(made).send(event, "2024-01-02", **fields).effects != ()


def test_self_is_the_member_at_hand() -> None:
    assert given(Compare("eq", Self(), Const("m")))
    assert not given(Compare("eq", Self(), Const("other")))


def test_contains_asks_for_a_part_of_a_text_or_for_one_of_several() -> None:
    assert given(Contains(FieldOf("shop"), "nan"), shop="Nanjing nan")
    assert not given(Contains(FieldOf("shop"), "nan"), shop="Nanjing")
    assert given(Contains(FieldOf("shop"), ""), shop="")


def test_contains_of_texts_is_not_a_part_of_one_of_them() -> None:
    seen = EventType("seen", (EventField("tags", "texts"),))
    asks = rule("r", "seen", earn(1), condition=Contains(FieldOf("tags"), "ab"))
    d = Driver(plan(events=(seen,), points=POINTS, rules=(asks,)))
    assert d.send("seen", "2024-01-02", tags=("abc", "b")).effects == ()
    assert d.send("seen", "2024-01-02", tags=("b", "ab")).effects != ()


def test_choose_takes_the_first_case_that_holds_and_asks_no_further() -> None:
    amount = FieldOf("amount")
    chosen = Choose(
        ((Compare("ge", amount, Const(100)), Const(3)), (Compare("ge", amount, Const(10)), Const(2))),
        Const(1),
    )
    d = Driver(plan(points=POINTS, rules=(rule("r", "order", earn(chosen)),)))
    for number, (spent, points) in enumerate([(100, 3), (99, 2), (9, 1)]):
        d.send("order", "2024-01-02", order=str(number), amount=spent)
        assert [effect.amount for effect in d.last.effects if hasattr(effect, "amount")] == [points]
    lazy = Choose(((Not(HasField("shop")), Const(True)),), Compare("eq", FieldOf("shop"), Const("a")))
    assert given(lazy)
    assert given(lazy, shop="a")
    assert not given(lazy, shop="b")


def test_a_line_that_cannot_be_read_is_left_out() -> None:
    """Only fields that are reached have to be there."""
    value = Choose(
        ((Compare("eq", ItemFieldOf("category"), Const("free")), Const(5)),), ItemFieldOf("amount")
    )
    total = ItemsTotal("sum", value, None)
    d = Driver(plan(points=POINTS, rules=(rule("r", "order", earn(total)),)))
    lines = ({"category": "free"}, {"category": "milk", "amount": 7}, {"category": "milk"}, {"amount": 100})
    d.send("order", "2024-01-02", order="1", amount=0, items=lines)
    assert d.points.live == 12


@pytest.mark.parametrize(
    ("expr", "there"),
    [
        (Const(1), TRUE),
        (ItemFieldOf("a"), HasItemField("a")),
        (Compare("lt", ItemFieldOf("a"), Const(1)), HasItemField("a")),
        (Compare("lt", ItemFieldOf("a"), ItemFieldOf("a")), HasItemField("a")),
        (
            And((HasItemField("a"), ItemFieldOf("a"))),
            Or((Not(HasItemField("a")), HasItemField("a"))),
        ),
        (Or((Const(False), Const(False))), TRUE),
        (
            Choose(((FieldOf("x"), ItemFieldOf("a")),), Const(0)),
            Choose(((FieldOf("x"), HasItemField("a")),), TRUE),
        ),
        (Choose(((FieldOf("x"), Const(1)),), Const(0)), TRUE),
    ],
)
def test_readable(expr: Expr, there: Expr) -> None:
    assert readable(expr) == there


def test_points_of_event_are_read_when_the_round_begins() -> None:
    five = Compare("eq", PointsOfEvent("p"), Const(5))
    made = plan(
        points=POINTS,
        rules=(
            rule("first", "visit", earn(5)),
            rule("same_step", "visit", earn(100), condition=five),
            Rule("cascade", HERE, (OnPointsEarned("p"),), five, (earn(10),)),
        ),
    )
    d = Driver(made)
    d.send("visit", "2024-01-02")
    assert d.points.live == 15
    d.send("visit", "2024-01-03")
    assert d.points.live == 30  # what another event gave does not count


TOLD = Rule("told", HERE, (OnPointsEarned("p"),), TRUE, (earn(PointsOfEvent("p"), currency="q"),))
MORE = Rule("more", HERE, (OnPointsEarned("p"),), Compare("eq", PointsOfEvent("p"), Const(10)), (earn(5),))


def lots(d: Driver) -> list[int]:
    return [
        effect.amount for effect in d.last.effects if type(effect) is PointsEarned and effect.currency == "q"
    ]


def test_a_round_sees_the_points_that_raised_it() -> None:
    mission = Mission("k", HERE, "visit", TRUE, False, "count", None, (Stage(1, (earn(4),)),), Ever())
    first = rule("first", "visit", earn(6))
    d = Driver(plan(points=(*POINTS, Points("q", HERE)), rules=(first, MORE, TOLD), missions=(mission,)))
    d.send("visit", "2024-01-02")
    assert lots(d) == [10, 5]
    assert d.points.live == 15


def test_a_moment_gives_what_its_rounds_see() -> None:
    def moment(minute: int, amount: int) -> Rule:
        trigger = OnMoment(Schedule(()), minute)
        return Rule(f"at_{minute}", HERE, (trigger,), TRUE, (earn(amount),))

    d = Driver(plan(points=(*POINTS, Points("q", HERE)), rules=(moment(0, 10), moment(60, 7), MORE, TOLD)))
    d.advance("2024-01-02T02:00")
    assert lots(d) == [7, 10, 5, 7]


def test_threshold_of_the_level_held() -> None:
    ladder = Tiers("t", HERE, (Level("base", 0), Level("gold", 2), Level("guest", None)), MetricOf("visits"))
    visits = Metric("visits", "visit", "count", None, TRUE, items=False, window=Ever())
    reads = rule("r", "order", earn(ThresholdOf("t")))
    d = Driver(plan(points=POINTS, tiers=(ladder,), metrics=(visits,), rules=(reads,)))
    d.send("order", "2024-01-02", order="1", amount=1)
    assert d.points.live == 0
    d.send("visit", "2024-01-02")
    d.send("visit", "2024-01-02")
    d.send("order", "2024-01-02", order="2", amount=1)
    assert d.points.live == 2


def test_threshold_by_invitation_is_nothing() -> None:
    ladder = Tiers("t", HERE, (Level("base", 0), Level("gold", 7), Level("guest", None)), Const(7))
    rules = (rule("up", "visit", RaiseTier("t", 2)), rule("r", "order", earn(ThresholdOf("t"))))
    d = Driver(plan(points=POINTS, tiers=(ladder,), rules=rules))
    d.send("order", "2024-01-02", order="1", amount=1)
    d.send("order", "2024-01-02", order="2", amount=1)
    assert d.points.live == 7  # reviewed after the first order, read by the second
    d.send("visit", "2024-01-03")
    d.send("order", "2024-01-03", order="3", amount=1)
    assert d.points.live == 7


def test_a_metric_inside_a_choice_is_one_that_a_ladder_reads() -> None:
    visits = Metric("visits", "visit", "count", None, TRUE, items=False, window=RollingDays(3))
    metric = Choose(((Compare("ge", MetricOf("visits"), Const(1)), Const(9)),), Const(0))
    ladder = Tiers("t", HERE, (Level("base", 0), Level("gold", 9)), metric)
    d = Driver(plan(tiers=(ladder,), metrics=(visits,)))
    d.send("visit", "2024-01-02")
    assert d.view.tiers[0].level == "gold"
    d.advance("2024-01-05")
    assert d.view.tiers[0].level == "base"


def test_variants_follow_from_the_hash() -> None:
    split = Experiment("x", HERE, (("a", 1), ("b", 3)))
    found = [variant_of("t", split, f"m{number}") for number in range(400)]
    hashes = [int.from_bytes(sha256(f"t/x/m{n}".encode()).digest()[:8], "big") % 4 for n in range(400)]
    assert found == [0 if h == 0 else 1 for h in hashes]
    assert 60 < found.count(0) < 140
    assert variant_of("t", Experiment("x", HERE, (("a", 0), ("b", 1))), "m") == 1  # no share, nobody


def test_variant_of_is_that_of_the_member() -> None:
    split = Experiment("x", HERE, (("a", 1), ("b", 1)))
    condition = Compare("eq", VariantOf("x"), Const(1))
    made = plan(
        points=POINTS, experiments=(split,), rules=(rule("r", "visit", earn(1), condition=condition),)
    )
    for member in ("m1", "m2", "m3", "m4"):
        d = Driver(made, member=member)
        d.send("visit", "2024-01-02")
        assert d.points.live == variant_of("t", split, member)
