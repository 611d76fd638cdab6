"""Random but valid plans, by seed: every part, every value of every field, small numbers that histories reach.

Cascades are acyclic by construction: what a trigger may do is bounded by its place (`_may`), as `check` would prove.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from benefitdsl.plan.expr import TRUE, And, Const, Expr, FieldOf, HasInviter, Inviter, ItemFieldOf
from benefitdsl.plan.parts import (
    Action,
    AfterEarning,
    Benefit,
    Budget,
    Cap,
    EarnPoints,
    EndOfPeriod,
    Enrol,
    EventField,
    EventType,
    Expiry,
    FixedDays,
    GrantBenefit,
    Group,
    Inactivity,
    Lasting,
    Level,
    Limit,
    Metric,
    Minimum,
    Mission,
    MultiplyPoints,
    Notice,
    OnBenefitUsed,
    OnEvent,
    OnMissionCompleted,
    OnMoment,
    OnPointsEarned,
    OnTierEntered,
    OnTierLeft,
    Origin,
    Pending,
    PendingFor,
    PendingUntilEvent,
    Plan,
    Points,
    RaiseTier,
    ReviewImmediate,
    ReviewPeriodic,
    Rule,
    Segment,
    SendNotice,
    SetTag,
    Stage,
    Streak,
    TellMember,
    Tiers,
    Titles,
    Trigger,
    Uniqueness,
    UntilDay,
    UntilPeriodEnd,
    Validity,
)
from benefitdsl.plan.schedule import Schedule, Weekdays
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.quantities.window import (
    Anchored,
    Between,
    CalendarPeriods,
    Duration,
    Ever,
    MembershipYears,
    RollingDays,
    Window,
)
from tests.support.conditions import (
    UNITS,
    Names,
    condition,
    duration,
    event_test,
    line_test,
    schedule,
    shared_window,
    whole,
    window,
)

T = TypeVar("T")

ZONES = (
    ("Asia/Shanghai", 20_500),  # 2026-02-16
    ("America/New_York", 20_515),  # before the change of 2026-03-08
    ("America/New_York", 20_752),  # before the change of 2026-11-01
    ("Europe/London", 20_536),  # before the change of 2026-03-29
    ("Pacific/Apia", 15_326),  # 2011-12-18: the 30th is skipped
    ("Australia/Lord_Howe", 20_540),  # before the half-hour change of 2026-04-05
    ("Asia/Shanghai", 19_770),  # 2024-02-17, before a leap day
    ("Europe/London", 20_800),  # over New Year
)


def origin(rng: Random) -> Origin:
    return Origin("rules.benefit", rng.randint(1, 900))


def some(rng: Random, chance: float, value: T) -> T | None:
    return value if rng.random() < chance else None


# ------------------------------------------------------------------------------------------ events

LINE = (
    EventField("sku", "text", True),
    EventField("amount", "money", True),
    EventField("quantity", "number"),
    EventField("category", "text"),
    EventField("weight", "number"),
)


def events(rng: Random) -> tuple[EventType, ...]:
    order_key = rng.choice(("order_no", "order_no", "order_no", "id"))
    order_fields = (
        EventField("order_no", "text", True),
        EventField("amount", "money", True),
        EventField("list_amount", "money"),
        EventField("channel", "text"),
        EventField("first", "flag"),
        EventField("items", "items", False, LINE),
        EventField("use_p0", "number"),
        EventField("use_p1", "number"),
        EventField("coupons", "texts"),
    )
    order_unique = (
        () if rng.random() < 0.3 else (Uniqueness("order", ("order_no",), False, rng.random() < 0.5),)
    )
    signin_unique = () if rng.random() < 0.5 else (Uniqueness("signin", (), True),)
    refund_lines = (EventField("line", "number", True), EventField("quantity", "number"))
    return (
        EventType("order", order_fields, order_unique, order_key),
        EventType(
            "refund",
            (
                EventField(order_key, "text"),
                EventField("reverses", "text"),
                EventField("amount", "money"),
                EventField("lines", "items", False, refund_lines),
            ),
            reverses="order",
            key=some(rng, 0.2, "id"),
        ),
        EventType("signin", (EventField("channel", "text"),), signin_unique, some(rng, 0.4, "id")),
        EventType(
            "visit",
            (
                EventField("device", "text", True),
                EventField("score", "number", True),
                EventField("shop", "text"),
            ),
            (Uniqueness("visit", ("device", "shop"), rng.random() < 0.5, rng.random() < 0.5),),
            some(rng, 0.3, "device"),
        ),
        EventType("confirm", (EventField(order_key, "text", True),)),
        EventType("gift", (EventField("score", "number"), EventField("from", "member")), (), "id"),
        EventType("cancel", (EventField("id", "text"), EventField("reverses", "text")), reverses="gift"),
        EventType("register", (EventField("inviter", "member"),), (), some(rng, 0.3, "id"), role="register"),
        EventType("profile", (EventField("birthday", "date"), EventField("city", "text")), role="profile"),
        EventType("enrol", (EventField("mission", "text", True),), role="enrol"),
        EventType("claim", (EventField("benefit", "text", True),), role="claim"),
        EventType("redeem", (EventField("benefit", "text", True),), role="redeem"),
        EventType(
            "make_up", (EventField("day", "date", True), EventField("mission", "text")), role="make_up"
        ),
    )


def type_named(plan_events: Sequence[EventType], name: str) -> EventType:
    return next(each for each in plan_events if each.name == name)


# ------------------------------------------------------------------------------------------ parts


def metric(rng: Random, names: Names, kinds: Sequence[EventType], number: int) -> Metric:
    event = rng.choice(("order", "order", "order", "visit", "signin", "refund", "@points/p0", "@points/p1"))
    name, gross, span = f"metric{number}", rng.random() < 0.25, window(rng, names.first_day)
    if event.startswith("@"):
        return Metric(
            name, event, rng.choice(("sum", "sum", "count", "last")), None, TRUE, False, span, gross
        )
    kind = type_named(kinds, event)
    function = rng.choice(("count", "sum", "distinct", "last"))
    if event == "order" and rng.random() < 0.4:
        value: Expr | None = None
        if function == "sum":
            value = FieldOf("amount") if rng.random() < 0.2 else _line_value(rng, ("amount", "weight"))
        if function == "distinct":
            value = _line_value(rng, ("sku", "category"))
        return Metric(name, event, function, value, line_test(rng, names), True, span, gross)
    value = None
    if function == "sum":
        value = (
            Const(2) if event in ("signin", "refund") else FieldOf("amount" if event == "order" else "score")
        )
    if function == "distinct":
        value = {"order": FieldOf("order_no"), "visit": FieldOf("device")}.get(
            event, whole(rng, names, kind, 0)
        )
    where = event_test(rng, names, kind) if rng.random() < 0.6 else condition(rng, names, kind, 1)
    return Metric(name, event, function, value, where, False, span, gross)


def _line_value(rng: Random, fields: Sequence[str]) -> Expr:
    return ItemFieldOf(rng.choice(fields))


def points(rng: Random, name: str) -> Points:
    expiries: list[Expiry] = [
        AfterEarning(duration(rng), rng.choice(("end_of_day", "start_of_day"))),
        EndOfPeriod(rng.choice(("month", "quarter", "year")), rng.choice((0, 0, 1))),
        FixedDays(rng.choice((((3, 31), (9, 30)), ((2, 29),), ((12, 31), (4, 1))))),
        Inactivity(duration(rng), rng.choice(((), ("order",), ("signin", "visit")))),
    ]
    pending: Pending | None = None
    if rng.random() < 0.4:
        pending = PendingUntilEvent("confirm") if rng.random() < 0.4 else PendingFor(duration(rng))
    caps = tuple(
        Cap(
            rng.choice((5, 15, 40)),
            rng.choice(("event", "day", "week", "month", "quarter", "year")),
            rng.choice(("truncate", "reject")),
        )
        for _ in range(rng.choice((0, 0, 1, 1, 2)))
    )
    return Points(
        name,
        origin(rng),
        pending=pending,
        expiry=tuple(rng.sample(expiries, rng.choice((0, 1, 1, 2)))),
        caps=caps,
        negative=rng.choice(("owe", "forgive", "block")),
        consume=rng.choice(("earliest_expiry", "oldest", "newest")),
        take_back=rng.choice(("same_lots", "consume_order")),
        spent_by=some(rng, 0.8, f"use_{name}"),
        return_spent=rng.random() < 0.75,
        shortfall=rng.choice(("refuse", "take_what_is_there")),
        worth=some(rng, 0.6, (rng.randint(1, 3), rng.randint(1, 4))),
    )


def benefit(rng: Random, names: Names, kinds: Sequence[EventType], number: int) -> Benefit:
    edge = rng.choice(("end_of_day", "start_of_day"))
    choices: list[Validity] = [
        Lasting(duration(rng), rng.choice(("issue", "claim")), edge),
        UntilDay(names.first_day + rng.randint(2, 90)),
        UntilPeriodEnd(rng.choice(UNITS)),
    ]
    return Benefit(
        f"benefit{number}",
        origin(rng),
        rng.choice(("coupon", "gift", "badge")),
        worth=some(rng, 0.7, rng.randint(0, 12)),
        claim_within=some(
            rng, 0.4, Lasting(duration(rng), "issue", rng.choice(("end_of_day", "start_of_day")))
        ),
        valid=tuple(rng.sample(choices, rng.choice((0, 1, 1, 2)))),
        usable=some(rng, 0.25, schedule(rng, names.first_day, 1)),
        minimum=some(rng, 0.3, Minimum(rng.choice((5, 15)), rng.choice(("paid", "list", "running")))),
        where=event_test(rng, names, type_named(kinds, "order")) if rng.random() < 0.2 else TRUE,
        once=rng.random() < 0.25,
        on_refund_of_use=rng.choice(("return", "keep")),
    )


def limit(rng: Random, names: Names, kind: EventType | None) -> Limit:
    scope = rng.choice(("member", "member", "order", "device", "referee", "code", "all"))
    keys: list[Expr] = [Const("x")]
    if kind is not None:
        keys += [
            FieldOf(each.name) for each in kind.fields if each.required and each.type in ("text", "number")
        ]
    shared = scope not in ("member", "order")
    return Limit(
        rng.choice((1, 1, 2, 3)),
        scope,
        shared_window(rng) if shared else window(rng, names.first_day),
        rng.choice(keys) if scope in ("device", "referee", "code") else None,
        rng.random() < 0.2,
    )


def budget(rng: Random, number: int) -> Budget:
    return Budget(
        f"budget{number}",
        origin(rng),
        rng.choice((2, 5, 20, 60)),
        rng.choice(("money", "count")),
        shared_window(rng),
    )


def notice(rng: Random, names: Names, number: int) -> Notice:
    quiet = rng.choice((None, (0, 400), (1200, 420), (600, 600), (1320, 480)))
    cap = some(rng, 0.7, Limit(rng.choice((1, 2)), "member", window(rng, names.first_day)))
    return Notice(
        f"notice{number}", origin(rng), rng.choice(("sms", "push")), Titles((("", "hello"),)), cap, quiet
    )


# ------------------------------------------------------------------------------------------ actions and rules


def actions(
    rng: Random, names: Names, kind: EventType | None, may: set[str], count: int = 3
) -> tuple[Action, ...]:
    return tuple(_action(rng, names, kind, may) for _ in range(rng.randint(1, count)))


def _action(rng: Random, names: Names, kind: EventType | None, may: set[str]) -> Action:
    choice = rng.choice(
        ("earn", "earn", "earn", "multiply", "grant", "grant", "tag", "notice", "tell", "raise", "enrol")
    )
    currencies = [currency for currency in names.currencies if currency in may]
    if choice in ("earn", "multiply") and currencies:
        currency = rng.choice(currencies)
        if choice == "multiply":
            return MultiplyPoints(
                currency, rng.choice((0, 1, 2, 3, 5)), rng.choice((1, 2)), rng.random() < 0.4
            )
        return EarnPoints(
            currency,
            whole(rng, names, kind, 1),
            rng.choice((1, 1, 2, 3, 7)),
            rng.choice(list(Rounding)),
            rng.random() < 0.6,
        )
    if choice == "tag" and names.tags:
        return SetTag(rng.choice(names.tags), rng.random() < 0.75)
    if choice == "notice":
        return SendNotice(rng.choice(("notice0", "notice1")))
    if choice == "tell":
        return _tell(rng, names, kind)
    if choice == "raise" and names.tiers and "raise" in may:
        ladder = rng.choice(list(names.tiers))
        return RaiseTier(ladder, rng.randrange(1, names.tiers[ladder]))
    if choice == "enrol" and names.missions:
        return Enrol(rng.choice(names.missions))
    count = 101 if rng.random() < 0.01 else rng.choice((1, 1, 2))  # more than one event may have effects
    return GrantBenefit(rng.choice(names.benefits), count)


def _tell(rng: Random, names: Names, kind: EventType | None) -> Action:
    to: Expr = Const(rng.choice(("m1", "m2", "m3")))
    fields: tuple[tuple[str, Expr], ...] = (("score", whole(rng, names, kind, 0)), ("from", Const("m1")))
    return TellMember(to, "gift", rng.choice((fields, fields[:1], ())))


def tell_inviter(rng: Random, rule: Rule) -> Rule:
    """A rule of two sides: the inviter is told, where there is one."""
    telling = TellMember(Inviter(), "gift", (("score", Const(rng.randint(1, 9))),))
    return replace(
        rule, condition=And((HasInviter(), rule.condition)), then=(*rule.then, telling), otherwise=()
    )


ALL = {"p0", "p1", "raise"}


def rule(rng: Random, names: Names, kinds: Sequence[EventType], number: int) -> Rule:
    triggers, kind, may = _triggers(rng, names, kinds)
    made = Rule(
        f"rule{number}",
        origin(rng),
        triggers,
        condition(rng, names, kind),
        actions(rng, names, kind, may),
        otherwise=actions(rng, names, kind, may, 1) if rng.random() < 0.15 else (),
        net_condition=event_test(rng, names, kind) if kind is not None and rng.random() < 0.5 else TRUE,
        schedule=some(rng, 0.25, schedule(rng, names.first_day, 1)),
        audience=some(rng, 0.2, rng.choice(names.segments)),
        limits=tuple(limit(rng, names, kind) for _ in range(rng.choice((0, 0, 1, 1, 2)))),
        budgets=tuple(rng.sample(("budget0", "budget1"), rng.choice((0, 0, 0, 1, 2)))),
        group=some(rng, 0.4, rng.choice(("group0", "group1"))),
        on_refund=rng.choice(("proportion", "proportion", "revoke_unused", "revoke", "keep")),
    )
    return tell_inviter(rng, made) if rng.random() < 0.1 else made


def basics(rng: Random, names: Names, kinds: Sequence[EventType]) -> tuple[Rule, ...]:
    """What most programmes have: points by amount, and a benefit for an order; so that there is something to undo."""
    order = type_named(kinds, "order")
    earn = EarnPoints("p0", FieldOf("amount"), rng.choice((1, 2, 3)), rng.choice(list(Rounding)), True)
    grant = GrantBenefit(rng.choice(names.benefits))
    policies = ("proportion", "proportion", "revoke_unused", "revoke", "keep")
    earning = Rule(
        "earning",
        origin(rng),
        (OnEvent("order"),),
        TRUE,
        (earn,),
        net_condition=event_test(rng, names, order),
        group=some(rng, 0.2, "group0"),
        on_refund=rng.choice(policies),
    )
    granting = Rule(
        "granting",
        origin(rng),
        (OnEvent("order"),),
        event_test(rng, names, order),
        (grant, earn)[: rng.choice((1, 2))],
        limits=(limit(rng, names, order),)[: rng.choice((0, 1))],
        on_refund=rng.choice(policies),
    )
    return tuple(each for each in (earning, granting) if rng.random() < 0.7)


def _triggers(
    rng: Random, names: Names, kinds: Sequence[EventType]
) -> tuple[tuple[Trigger, ...], EventType | None, set[str]]:
    """Triggers, the event type whose fields may be read, and what the actions may touch."""
    if rng.random() < 0.65:
        names_of = ("order",) * 5 + (
            "signin",
            "visit",
            "refund",
            "gift",
            "register",
            "confirm",
            "claim",
            "redeem",
        )
        kind = type_named(kinds, rng.choice(names_of))
        return (OnEvent(kind.name),), kind, ALL
    ladders = list(names.tiers)
    choices: list[tuple[Trigger, set[str]]] = [
        (OnMoment(_moments(rng, names), rng.choice((0, 420, 1439))), ALL),
        (OnPointsEarned("p0"), {"p1"}),
        (OnPointsEarned("p1"), set()),
        (OnBenefitUsed(rng.choice(names.benefits)), ALL),
    ]
    if names.missions:
        choices.append(
            (OnMissionCompleted(rng.choice(names.missions), rng.choice((None, None, 1, 2, 3))), ALL)
        )
    for ladder in ladders:
        level = rng.randrange(1, names.tiers[ladder])
        choices.append((OnTierEntered(ladder, level, rng.random() < 0.5), {"p1"}))
        choices.append((OnTierLeft(ladder, level), {"p1"}))
    picked = rng.sample(choices, rng.choice((1, 1, 1, 2)))
    may = set.intersection(*(allowed for _, allowed in picked))
    return tuple(trigger for trigger, _ in picked), None, may


def _moments(rng: Random, names: Names) -> Schedule:
    """Days for a moment: seldom every day, which makes long histories."""
    found = schedule(rng, names.first_day, 2)
    return found if found.terms or rng.random() < 0.2 else Schedule((Weekdays((rng.randrange(7),)),))


# ------------------------------------------------------------------------------------------ missions, tiers


def mission(rng: Random, names: Names, kinds: Sequence[EventType], number: int) -> Mission:
    measure = rng.choice(("count", "sum", "distinct", "streak", "streak"))
    event = rng.choice(("signin", "visit", "order") if measure == "streak" else ("order", "order", "visit"))
    kind = type_named(kinds, event)
    items = event == "order" and rng.random() < 0.5
    window_, repeat, enrolment = _mission_window(rng, names, measure)
    value: Expr | None = None
    if measure == "sum":
        value = (
            _line_value(rng, ("amount", "weight"))
            if items
            else FieldOf("amount" if event == "order" else "score")
        )
    if measure == "distinct":
        value = (
            _line_value(rng, ("sku", "category"))
            if items
            else FieldOf("order_no" if event == "order" else "device")
        )
    sizes = {"sum": (5, 15, 30), "count": (1, 2, 4), "distinct": (1, 2, 3), "streak": (1, 2, 3, 4)}[measure]
    stages = tuple(
        Stage(at, actions(rng, names, None, ALL, 2))
        for at in sorted(rng.sample(sizes, rng.choice((1, 2, 2))))
    )
    return Mission(
        f"mission{number}",
        origin(rng),
        event,
        line_test(rng, names)
        if items and rng.random() < 0.6
        else TRUE
        if items
        else condition(rng, names, kind, 1),
        items,
        measure,
        value,
        stages,
        window_,
        repeat=repeat,
        surplus=rng.choice(("lose", "carry"))
        if measure in ("count", "sum") and repeat == "again"
        else "lose",
        enrolment=enrolment,
        daily_cap=None if measure == "streak" else some(rng, 0.3, rng.choice((1, 2, 8))),
        schedule=some(rng, 0.15, schedule(rng, names.first_day, 1)),
        audience=some(rng, 0.15, rng.choice(names.segments)),
        limits=tuple(limit(rng, names, None) for _ in range(rng.choice((0, 0, 0, 1)))),
        budgets=tuple(rng.sample(("budget0", "budget1"), rng.choice((0, 0, 0, 1)))),
        on_refund=rng.choice(("keep", "reopen", "reopen", "lower")),
        streak=_streak(rng, names) if measure == "streak" else None,
    )


def _mission_window(rng: Random, names: Names, measure: str) -> tuple[Window, str, bool]:
    start = names.first_day + rng.randint(-5, 10)
    choices: list[Window] = [
        Ever(),
        CalendarPeriods(rng.choice(("day", "week", "month", "quarter", "year")), 1),
        Anchored(duration(rng), "first_match"),
        Anchored(duration(rng), "joining"),
        Anchored(duration(rng), "enrolment"),
        Between(start, start + rng.randint(3, 40)),
        MembershipYears(1),
    ]
    if measure != "streak":
        choices += [window(rng, names.first_day), RollingDays(rng.randint(1, 9))]
    found = rng.choice(choices)
    by_period = (isinstance(found, CalendarPeriods) and found.count == 1) or found == MembershipYears(1)
    enrolment = (isinstance(found, Anchored) and found.anchor == "enrolment") or rng.random() < 0.2
    repeats = ("once", "again", "each_period") if by_period else ("once", "again")
    return found, rng.choice(repeats), enrolment


def _streak(rng: Random, names: Names) -> Streak | None:
    if rng.random() < 0.2:
        return None
    card = some(rng, 0.3, rng.choice(names.benefits))
    return Streak(rng.choice((0, 0, 1, 2)), rng.choice((0, 3, 5, 5)), card, rng.random() < 0.6)


def tiers(rng: Random, names: Names, number: int) -> Tiers:
    size = rng.choice((2, 3, 4))
    steps = sorted(rng.sample(range(2, 60), size - 1))
    thresholds: list[int | None] = [0, *steps]
    if rng.random() < 0.3:
        thresholds[rng.randrange(1, size)] = None
    reviews = (
        ReviewImmediate(),
        ReviewImmediate(),
        ReviewPeriodic("day"),
        ReviewPeriodic("month", rng.choice((1, 8, 31))),
        ReviewPeriodic("anniversary"),
    )
    validity = some(rng, 0.6, duration(rng))
    return Tiers(
        f"tiers{number}",
        origin(rng),
        tuple(Level(f"level{rank}", threshold) for rank, threshold in enumerate(thresholds)),
        whole(rng, names, None, 1, member_only=True),
        rng.choice(reviews),
        validity=validity,
        at_end=rng.choice(("renew", "one_level", "recompute")),
        grace=some(rng, 0.5, duration(rng)) if validity is not None else None,
        on_refund=rng.choice(("recompute", "keep")),
        retention=((size - 1, rng.randint(1, 40)),) if rng.random() < 0.4 else (),
    )


# ------------------------------------------------------------------------------------------ the plan


def programme(seed: int) -> tuple[Plan, int]:
    """A plan, and the local day around which its histories start."""
    rng = Random(f"programme {seed}")
    zone, first_day = rng.choice(ZONES)
    kinds = events(rng)
    names = Names(first_day, currencies=["p0", "p1"], tags=["tag0", "tag1"])
    names.benefits = [f"benefit{number}" for number in range(rng.randint(1, 3))]
    currencies = tuple(points(rng, name) for name in names.currencies)
    segments = (
        Segment("segment0", origin(rng), TRUE if rng.random() < 0.3 else Const(False), members=("m1", "m3")),
    )
    names.segments = ["segment0"]
    metrics = []
    for number in range(rng.randint(1, 4)):
        metrics.append(metric(rng, names, kinds, number))
        names.metrics.append(metrics[-1].id)
        names.last_metrics += [metrics[-1].id] if metrics[-1].function == "last" else []
    ladders = tuple(tiers(rng, names, number) for number in range(rng.choice((0, 1, 1, 2))))
    names.tiers = {ladder.id: len(ladder.levels) for ladder in ladders}
    segments = (*segments, Segment("segment1", origin(rng), condition(rng, names, None, 1)))
    names.segments.append("segment1")
    benefits = tuple(benefit(rng, names, kinds, number) for number in range(len(names.benefits)))
    missions = []
    for number in range(rng.choice((0, 1, 2, 3))):
        missions.append(mission(rng, names, kinds, number))
        names.missions.append(missions[-1].id)
    rules = (
        *basics(rng, names, kinds),
        *(rule(rng, names, kinds, number) for number in range(rng.randint(2, 8))),
    )
    policies = ("stack", "first", "best", "exclusive")
    plan = Plan(
        f"programme{seed}",
        zone,
        "CNY",
        kinds,
        day_start=rng.choice((0, 0, 240)),
        late_within=rng.choice((Duration(72, "hour"), Duration(90, "minute"), Duration(2, "day"))),
        refund_within=rng.choice(
            (*[Duration(366, "day")] * 15, Duration(5, "day"), Duration(1, "month"), Duration(40, "hour"))
        ),
        attributes=(EventField("birthday", "date"), EventField("city", "text")),
        metrics=tuple(metrics),
        points=currencies,
        benefits=benefits,
        tags=tuple(names.tags),
        segments=segments,
        notices=tuple(notice(rng, names, number) for number in range(2)),
        budgets=tuple(budget(rng, number) for number in range(2)),
        groups=tuple(Group(f"group{number}", origin(rng), rng.choice(policies)) for number in range(2)),
        rules=rules,
        missions=tuple(missions),
        tiers=ladders,
        version=f"{seed:064x}",
    )
    return plan, first_day
