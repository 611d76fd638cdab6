"""Blocks of any kind, made from its fields alone: every form has values, so a kind of a host has blocks too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benefitdsl.catalogue import (
    Amount,
    Component,
    Context,
    FieldSpec,
    Goal,
    Kind,
    LastsFor,
    LastsToDay,
    LastsToPeriodEnd,
    Match,
    Part,
    Quantity,
    Row,
)
from benefitdsl.plan.expr import TRUE, Compare, Const, FieldOf, MetricOf
from benefitdsl.plan.parts import (
    Benefit,
    Board,
    Budget,
    Cap,
    Draw,
    EarnPoints,
    EventField,
    EventType,
    Experiment,
    Given,
    GrantBenefit,
    Group,
    Law,
    Limit,
    Metric,
    Mission,
    Notice,
    Offer,
    OnEvent,
    Origin,
    Plan,
    Points,
    Privilege,
    Promotion,
    ReviewPeriodic,
    Rule,
    Score,
    Segment,
    Team,
    Tiers,
    Titles,
)
from benefitdsl.plan.schedule import Schedule, Weekdays
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import CalendarPeriods, Ever

ORIGIN = Origin("main.benefit", 7)
TITLES = Titles((("en", "Club"), ("zh", "俱乐部")))
LEVELS = {"gold": ("ladder", 1), "black": ("ladder", 2)}
CONTEXT = Context("club", TITLES, ORIGIN, "CNY", {"rounding": "down"}, LEVELS)

VALUES: dict[str, tuple[Any, ...]] = {
    "text": (Titles((("", "tea-01"),)), TITLES),
    "name": ("towels",),
    "names": (("towels", "tea"),),
    "things": ((Given("points", "beans"), Given("benefit", "towels")),),
    "flag": (True, False),
    "integer": (2,),
    "money": (990, 39_800),
    "amount": (Amount(0, "number"), Amount(300, "money")),
    "percent": ((1, 10), (1, 1)),
    "factor": ((6, 5),),
    "duration": (Duration(7, "day"), Duration(2, "month"), Duration(90, "minute")),
    "lasting": (
        (LastsFor(Duration(7, "day"), "none"),),
        (LastsFor(Duration(12, "month"), "earning"), LastsToPeriodEnd("year", is_next=True)),
        (LastsToDay(20_000), LastsFor(Duration(1, "month"), "issue")),
    ),
    "window": (Ever(), CalendarPeriods("month")),
    "limit": ((Limit(1, "member", Ever()),),),
    "cap": (Cap(500, "day"),),
    "schedule": (Schedule((Weekdays((2,)),)),),
    "condition": (Compare("ge", FieldOf("amount"), Const(39_800)),),
    "value": (MetricOf("spend"),),
    "trigger": ((OnEvent("order"),),),
    "actions": (
        (GrantBenefit("towels"),),
        (EarnPoints("beans", FieldOf("amount"), 100, Rounding.DOWN, scaled=True),),
    ),
    "match": (Match("order", False, "count", None, TRUE), Match("sign_in", False, "streak", None, TRUE)),
    "goal": (
        Goal(Match("visit", False, "count", None, TRUE), 3),
        Goal(Match("order", False, "sum", FieldOf("amount"), TRUE, "money"), 30_000),
    ),
    "quantity": (Quantity("beans", 100),),
    "dates": ((20_000, 20_365),),
    "time": (480,),
    "time_range": ((1320, 480),),
    "field_type": (EventField("gold", "number"),),
    "currency": ("CNY",),
    "timezone": ("Asia/Shanghai",),
    "language": ("en",),
    "file": ("more.benefit",),
}


def blocks_of(kind: Kind) -> Iterator[Any]:
    """Parameters with the required fields alone, then with each other field and value added, as far as the kind has no
    objection."""
    least = {spec.word: next(values_of(spec)) for spec in kind.fields if spec.required}
    for said in [least, *({**least, spec.word: value} for spec in kind.fields for value in values_of(spec))]:
        if not kind.problems(block := parameters_of(kind, **said)):
            yield block


def parameters_of(kind: Kind, **said: Any) -> Any:
    """What a block says, with the defaults of its kind where it says nothing."""
    return kind.parameters(**{spec.word: said.get(spec.word, spec.default) for spec in kind.fields})


def values_of(spec: FieldSpec) -> Iterator[Any]:
    for value in tuple(choice.word for choice in spec.choices) or VALUES[spec.form]:
        if spec.key != "none":
            yield (Row("gold" if spec.key == "name" else 7, value, TITLES, ORIGIN),)
        else:
            yield (value,) if spec.repeated and not isinstance(value, tuple) else value


def plan_of(parts: tuple[Part, ...]) -> Plan:
    """A plan that holds these parts and nothing else."""

    def of(kind: type[Any]) -> tuple[Any, ...]:
        return tuple(part for part in parts if isinstance(part, kind))

    return Plan(
        id="sample",
        timezone="Asia/Shanghai",
        currency="CNY",
        events=of(EventType),
        metrics=of(Metric),
        points=of(Points),
        benefits=of(Benefit),
        segments=of(Segment),
        notices=of(Notice),
        budgets=of(Budget),
        groups=of(Group),
        rules=of(Rule),
        missions=of(Mission),
        tiers=of(Tiers),
        privileges=of(Privilege),
        promotions=of(Promotion),
        draws=of(Draw),
        offers=of(Offer),
        scores=(*of(Score), *(_alone(each) for each in of(Component))),
        teams=of(Team),
        boards=of(Board),
        experiments=of(Experiment),
        laws=of(Law),
    )


def _alone(component: Component) -> Score:
    """A score of one part."""
    return Score(component.score, ORIGIN, (component.part,), ReviewPeriodic("day"))
