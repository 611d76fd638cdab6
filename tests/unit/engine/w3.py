"""The programme of workload W3 as a hand-built plan, and its events and effects in the words of both sides."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from benefitdsl.model.effect import (
    BenefitIssued,
    Effect,
    PointsEarned,
    PointsExpired,
    PointsReversed,
    PointsSpent,
    TierChanged,
)
from benefitdsl.model.event import Event
from benefitdsl.plan.expr import TRUE, Compare, Const, FieldOf, MetricOf, TierOf
from benefitdsl.plan.parts import (
    AfterEarning,
    Benefit,
    EarnPoints,
    EventField,
    EventType,
    GrantBenefit,
    Level,
    Limit,
    Metric,
    Mission,
    MultiplyPoints,
    OnEvent,
    Origin,
    Plan,
    Points,
    Rule,
    Stage,
    Streak,
    Tiers,
)
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import CalendarPeriods, Ever, RollingMonths

BENCH = Path(__file__).resolve().parents[4] / "shared" / "bench"
LEVELS = {"basic": 0, "silver": 1, "gold": 2}


def reference() -> ModuleType | None:
    """The workload's generator and oracle, where this checkout stands beside it."""
    path = BENCH / "w3_reference.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("w3_reference", path)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def at(line: int) -> Origin:
    return Origin("w3.benefit", line)


def earn(amount: int) -> EarnPoints:
    return EarnPoints("points", Const(amount), 1, Rounding.DOWN, scaled=False)


def multiplier(id_: str, line: int, level: int, numerator: int) -> Rule:
    return Rule(
        id_,
        at(line),
        (OnEvent("order"),),
        Compare("eq", TierOf("club"), Const(level)),
        (MultiplyPoints("points", numerator, 10),),
    )


def plan() -> Plan:
    money = EventField("amount", "money", required=True)
    order = EventField("order", "text", required=True)
    month = CalendarPeriods("month")
    return Plan(
        "w3",
        "Asia/Shanghai",
        "CNY",
        (
            EventType(
                "order",
                (order, money, EventField("milk", "number"), EventField("redeem", "number")),
                key="order",
            ),
            EventType("refund", (order, money), reverses="order"),
            EventType("sign_in", ()),
            EventType("share", ()),
        ),
        metrics=(
            Metric("rolling", "order", "sum", FieldOf("amount"), TRUE, items=False, window=RollingMonths(12)),
        ),
        points=(
            Points(
                "points",
                at(1),
                expiry=(AfterEarning(Duration(12, "month"), "start_of_day"),),
                take_back="consume_order",
                spent_by="redeem",
                return_spent=False,
                shortfall="take_what_is_there",
            ),
        ),
        benefits=(Benefit("coupon", at(2), "coupon"), Benefit("gift", at(3), "gift")),
        rules=(
            multiplier("silver_extra", 4, 1, 12),
            multiplier("gold_extra", 5, 2, 15),
            Rule(
                "earn",
                at(6),
                (OnEvent("order"),),
                TRUE,
                (EarnPoints("points", FieldOf("amount"), 100, Rounding.DOWN, scaled=True),),
            ),
            Rule(
                "coupon",
                at(7),
                (OnEvent("order"),),
                Compare("ge", FieldOf("amount"), Const(39800)),
                (GrantBenefit("coupon"),),
                limits=(Limit(3, "member", month, gross=True),),
                on_refund="keep",
            ),
            Rule("share", at(8), (OnEvent("share"),), TRUE, (earn(5),), limits=(Limit(3, "member", month),)),
        ),
        missions=(
            Mission(
                "milk",
                at(9),
                "order",
                Compare("gt", FieldOf("milk"), Const(0)),
                items=False,
                measure="sum",
                value=FieldOf("milk"),
                stages=(Stage(10, (GrantBenefit("gift"),)),),
                window=CalendarPeriods("month", 3),
                repeat="again",
                surplus="lose",
                on_refund="keep",
            ),
            Mission(
                "streak",
                at(10),
                "sign_in",
                TRUE,
                items=False,
                measure="streak",
                value=None,
                stages=(Stage(7, (earn(50),)),),
                window=Ever(),
                repeat="again",
                on_refund="keep",
                streak=Streak(),
            ),
        ),
        tiers=(
            Tiers(
                "club",
                at(11),
                (Level("basic", 0), Level("silver", 200_000), Level("gold", 500_000)),
                MetricOf("rolling"),
            ),
        ),
        version="w3" * 32,
    )


def event(row: dict[str, Any]) -> Event:
    fields = {k: v for k, v in row.items() if k in ("amount", "milk", "redeem")}
    if "order" in row:
        fields["order"] = str(row["order"])
    return Event(str(row["id"]), row["type"], str(row["member"]), row["ts"] * 1_000_000, fields)


def words(effects: Iterable[Effect], *, settled: bool = False) -> list[tuple[str, int]]:
    """Effects as W3 writes them. What falls due is merged there: all expiries, then one change of tier."""
    due: list[tuple[str, int]] = []
    own: list[tuple[str, int]] = []
    old: int | None = None
    new = 0
    for effect in effects:
        if "@" in effect.cause.event:
            if isinstance(effect, TierChanged):
                old = LEVELS[effect.old] if old is None else old
                new = LEVELS[effect.new]
            else:
                due += word(effect)
        else:
            own += word(effect)
    if old is not None and old != new:
        due.append(("tier", old * 10 + new))
    return due if settled else due + own


def word(effect: Effect) -> list[tuple[str, int]]:
    match effect:
        case PointsEarned(cause, _, amount):
            return [({"streak": "streak", "share": "share"}.get(cause.rule, "earn"), amount)]
        case PointsExpired(_, _, amount):
            return [("expire", amount)]
        case PointsSpent(_, _, amount):
            return [("redeem", amount)]
        case PointsReversed(_, _, amount):
            return [("claw", amount)]
        case BenefitIssued(_, benefit):
            return [(benefit, 1)]
        case TierChanged(_, _, old, new):
            return [("tier", LEVELS[old] * 10 + LEVELS[new])]
        case _:
            return []
