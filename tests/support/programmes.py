"""Random but valid plans, by seed: every part, every value of every field, small numbers that histories reach.

Cascades and telling others are acyclic by construction (`doings.Powers`), as `check` would prove.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from benefitdsl.plan.expr import TRUE, Compare, Const, EventDay, Expr, FieldOf, ItemFieldOf, Self
from benefitdsl.plan.parts import (
    Action,
    AfterEarning,
    Budget,
    Cap,
    EarnPoints,
    EndOfPeriod,
    EventField,
    EventType,
    Expiry,
    FixedDays,
    GrantBenefit,
    Group,
    Inactivity,
    Level,
    Limit,
    MakeDraw,
    Metric,
    Mission,
    Notice,
    OnBenefitUsed,
    OnEvent,
    OnMissionCompleted,
    OnMoment,
    OnPointsEarned,
    OnPointsRipened,
    OnTierEntered,
    OnTierLeft,
    Pending,
    PendingFor,
    PendingUntilCollected,
    PendingUntilEvent,
    Plan,
    Points,
    ReviewImmediate,
    ReviewPeriodic,
    Rule,
    Segment,
    Stage,
    Step,
    Streak,
    TakePoints,
    TellMember,
    TellRoster,
    TellTeam,
    Tiers,
    Titles,
    Trigger,
    Uniqueness,
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
from tests.support.doings import Powers, actions, cascading, free, limit, origin, some, tell_inviter
from tests.support.markets import benefit, draw, offer, privilege, promotion
from tests.support.standings import board, experiment, score, teams

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


# ------------------------------------------------------------------------------------------ events

LINE = (
    EventField("sku", "text", True),
    EventField("amount", "money", True),
    EventField("quantity", "number"),
    EventField("category", "text"),
    EventField("weight", "number"),
    EventField("list_amount", "money"),
    EventField("shop", "text"),
)

DISCOUNT = (
    EventField("source", "text", True),
    EventField("amount", "money"),
    EventField("base", "money"),
)

HOLD = (
    EventField("checkout", "text", True),
    EventField("coupons", "texts"),
    EventField("minutes", "number"),
)

TOLD = (EventField("score", "number"), EventField("from", "member"))


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
        EventField("pay", "money"),
        EventField("coupons", "texts"),
        EventField("checkout", "text"),
        EventField("shop", "text"),
        EventField("discounts", "items", False, DISCOUNT),
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
                EventField("use_p0", "number"),
            ),
            (Uniqueness("visit", ("device", "shop"), rng.random() < 0.5, rng.random() < 0.5),),
            some(rng, 0.3, "device"),
        ),
        EventType("confirm", (EventField(order_key, "text", True),)),
        EventType("gift", TOLD, (), "id"),
        EventType("note", TOLD, (), some(rng, 0.7, "id")),
        EventType("teamed", TOLD, (), some(rng, 0.8, "id")),
        EventType(
            "scored", (EventField("by", "member"), EventField("value", "number")), (), some(rng, 0.9, "id")
        ),
        EventType("placed", (EventField("place", "number", True),), (), some(rng, 0.5, "id")),
        EventType("join", (EventField("team", "text"), EventField("of", "text")), role="join"),
        EventType("follow", (EventField("mentor", "member"), EventField("of", "text")), role="follow"),
        EventType("collect", (EventField("channel", "text"),)),
        EventType(
            "exchange",
            (EventField("note", "text"), EventField("offer", "text", True), EventField("amount", "money")),
            (),
            some(rng, 0.9, "id"),
            role="offer",
        ),
        EventType(
            "give_up",
            (EventField("id", "text"), EventField("reverses", "text"), EventField("amount", "money")),
            reverses="exchange",
        ),
        EventType("hold", HOLD, key=some(rng, 0.2, "id"), role="hold"),
        EventType("release", (EventField("checkout", "text"),), role="release"),
        EventType("cancel", (EventField("id", "text"), EventField("reverses", "text")), reverses="gift"),
        EventType("register", (EventField("inviter", "member"),), (), some(rng, 0.3, "id"), role="register"),
        EventType("profile", (EventField("birthday", "date"), EventField("city", "text")), role="profile"),
        EventType("enrol", (EventField("mission", "text", True),), role="enrol"),
        EventType("claim", (EventField("benefit", "text", True),), role="claim"),
        EventType("redeem", (EventField("benefit", "text", True), EventField("stay", "text")), role="redeem"),
        EventType(
            "make_up", (EventField("day", "date", True), EventField("mission", "text")), role="make_up"
        ),
    )


def type_named(plan_events: Sequence[EventType], name: str) -> EventType:
    return next(each for each in plan_events if each.name == name)


# ------------------------------------------------------------------------------------------ parts


def metric(rng: Random, names: Names, kinds: Sequence[EventType], number: int) -> Metric:
    kinds_of = ("order",) * 6 + ("visit", "visit", "signin", "signin", "refund", "exchange", "teamed")
    event = rng.choice((*kinds_of, "@points/p0", "@points/p0", f"@points/{names.currencies[-1]}"))
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
            value = _told_apart(rng, _line_value(rng, ("sku", "category")))
        return Metric(name, event, function, value, line_test(rng, names), True, span, gross)
    value = None
    if function == "sum":
        fields = {"order": FieldOf("amount"), "visit": FieldOf("score")}
        value = fields.get(event, Const(2))
    if function == "distinct":
        known: dict[str, Expr] = {"order": FieldOf("order_no"), "visit": FieldOf("device")}
        value = _told_apart(rng, known[event] if event in known else whole(rng, names, kind, 0))
    where = event_test(rng, names, kind) if rng.random() < 0.6 else condition(rng, names, kind, 1)
    return Metric(name, event, function, value, where, False, span, gross)


def _line_value(rng: Random, fields: Sequence[str]) -> Expr:
    return ItemFieldOf(rng.choice(fields))


def _told_apart(rng: Random, value: Expr) -> Expr:
    """Different values, or different days."""
    return EventDay() if rng.random() < 0.4 else value


def points(rng: Random, name: str, spent_by: str | None) -> Points:
    expiries: list[Expiry] = [
        AfterEarning(duration(rng), rng.choice(("end_of_day", "start_of_day"))),
        EndOfPeriod(rng.choice(("month", "quarter", "year")), rng.choice((0, 0, 1))),
        FixedDays(rng.choice((((3, 31), (9, 30)), ((2, 29),), ((12, 31), (4, 1))))),
        Inactivity(duration(rng), rng.choice(((), ("order",), ("signin", "visit")))),
    ]
    caps = tuple(
        Cap(
            rng.choice((5, 15, 40)),
            rng.choice(("event", "day", "week", "month", "quarter", "year")),
            rng.choice(("truncate", "reject")),
        )
        for _ in range(rng.choice((0, 0, 1, 1, 2)))
    )
    is_money = name in ("p2", "p3")
    return Points(
        name,
        origin(rng),
        pending=_pending(rng) if rng.random() < 0.45 else None,
        expiry=tuple(rng.sample(expiries, rng.choice((0, 1, 1, 2)))),
        caps=caps,
        negative=rng.choice(("owe", "forgive", "block")),
        consume=rng.choice(("earliest_expiry", "oldest", "newest")),
        take_back=rng.choice(("same_lots", "consume_order")),
        spent_by=spent_by,
        return_spent=rng.random() < 0.75,
        shortfall=rng.choice(("refuse", "take_what_is_there")),
        worth=some(rng, 0.6, (rng.randint(1, 3), rng.randint(1, 4))),
        as_cash=some(rng, 0.4, (rng.choice((1, 1, 2, 3)), rng.choice((1, 2)), 1, rng.choice((1, 2, 3)))),
        unit="money" if is_money else "count",
    )


def _pending(rng: Random) -> Pending:
    kind = rng.random()
    if kind < 0.3:
        return PendingUntilEvent("confirm")
    if kind < 0.65:
        return PendingFor(duration(rng))
    lapse = some(rng, 0.7, duration(rng, exact=False))
    event = rng.choice(("collect", "collect", "signin"))
    return PendingUntilCollected(event, rng.choice((0, 0, 1, 2)), rng.choice((0, 420, 1200)), lapse)


def currencies(rng: Random, names: Names) -> tuple[Points, ...]:
    """Points, and stored value in one or two purses that pay together; now and then points do so too."""
    shared = rng.random() < 0.25
    fields = {"p0": "use_p0", "p1": "use_p0" if shared else "use_p1", "p2": "pay", "p3": "pay"}
    return tuple(points(rng, name, some(rng, 0.85, fields[name])) for name in names.currencies)


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


# ------------------------------------------------------------------------------------------ rules

ASKED = (
    *("order",) * 8,
    *("signin", "visit", "refund", "gift", "register", "confirm", "claim", "redeem", "exchange", "exchange"),
    *("teamed", "teamed", "scored", "placed", "join", "follow", "collect", "give_up", "hold", "note"),
)


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
    return tell_inviter(rng, made) if may.rank == 0 and rng.random() < 0.15 else made


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
    rest = (*_charges(rng, names), *_others(rng, names))
    return tuple(each for each in (earning, _welcome(rng, names), granting, *rest) if rng.random() < 0.75)


def _welcome(rng: Random, names: Names) -> Rule:
    """Something to spend, by what is done often."""
    amounts = [Const(rng.randint(3, 20)) for _ in range(2)]
    given = tuple(
        EarnPoints(rng.choice(names.currencies), amount, 1, Rounding.DOWN, False) for amount in amounts
    )
    event = rng.choice(("signin", "visit", "order"))
    more: list[Action] = [GrantBenefit(rng.choice(names.benefits)), *map(MakeDraw, names.draws)]
    then = (*given[: rng.choice((1, 2))], *(each for each in more if rng.random() < 0.5))
    return Rule("welcome", origin(rng), (OnEvent(event),), TRUE, then)


def _charges(rng: Random, names: Names) -> Iterator[Rule]:
    """Rules of one event that ask for the same points, of which there may not be enough for all."""
    currency, policies = rng.choice(names.currencies), ("proportion", "revoke", "keep")
    for place in range(rng.choice((0, 0, 2, 3))):
        taken = TakePoints(currency, Const(rng.randint(2, 9)), up_to=rng.random() < 0.25)
        then = (taken, GrantBenefit(rng.choice(names.benefits)))[: rng.choice((1, 2))]
        yield Rule(
            f"charge{place}", origin(rng), (OnEvent("order"),), TRUE, then, on_refund=rng.choice(policies)
        )


def _others(rng: Random, names: Names) -> Iterator[Rule]:
    """What boards and teams live on, and what they give."""
    then: list[tuple[str, Action]] = []
    for each in names.boards:
        value = rng.choice((FieldOf("amount"), Const(1), Const(1)))  # equal ones are where ties come from
        told = (("by", Self()), ("value", value))
        then.append(("order", TellMember(Const(f"board:{each}"), "scored", told)))
    for team in names.teams:
        then.append((rng.choice(("order", "signin")), TellTeam(team, "teamed", (("score", Const(2)),))))
        then.append(("teamed", TellRoster(team, "gift", (("score", Const(1)),))))
    for place, (event, action) in enumerate(then):
        policy = rng.choice(("proportion", "revoke", "keep"))
        yield Rule(f"telling{place}", origin(rng), (OnEvent(event),), TRUE, (action,), on_refund=policy)


def _triggers(
    rng: Random, names: Names, kinds: Sequence[EventType]
) -> tuple[tuple[Trigger, ...], EventType | None, Powers]:
    """Triggers, the event type whose fields may be read, and what the actions may do."""
    if rng.random() < 0.65:
        kind = type_named(kinds, rng.choice(ASKED))
        return (OnEvent(kind.name),), kind, free(names, kind)
    picked = rng.sample(_later(rng, names), rng.choice((1, 1, 1, 2)))
    may = free(names)
    for _, each in picked:
        may &= each
    return tuple(trigger for trigger, _ in picked), None, may


def _later(rng: Random, names: Names) -> list[tuple[Trigger, Powers]]:
    """Triggers that are no events of the host. Points of one currency bring only such of later ones."""
    done = cascading(names.currencies, take=True)
    choices: list[tuple[Trigger, Powers]] = [
        (OnMoment(_moments(rng, names), rng.choice((0, 420, 1439))), free(names)),
        (OnBenefitUsed(rng.choice(names.benefits)), done),
    ]
    for place, currency in enumerate(names.currencies):
        later = names.currencies[place + 1 :]
        choices.append((OnPointsEarned(currency), cascading(later, take=False, lift=False, draw=False)))
        choices.append((OnPointsRipened(currency), cascading(later, take=True, lift=False, draw=False)))
    if names.missions:
        mission, stage = rng.choice(names.missions), rng.choice((None, None, 1, 2, 3))
        choices.append((OnMissionCompleted(mission, stage), done))
    for ladder in names.tiers:
        level = rng.randrange(1, names.tiers[ladder])
        bounded = cascading(names.currencies[1:], take=False, lift=False, draw=False)
        choices.append((OnTierEntered(ladder, level, rng.random() < 0.5), bounded))
        choices.append((OnTierLeft(ladder, level), bounded))
    return choices


def _moments(rng: Random, names: Names) -> Schedule:
    """Days for a moment: seldom every day, which makes long histories."""
    found = schedule(rng, names.first_day, 2)
    return found if found.terms or rng.random() < 0.2 else Schedule((Weekdays((rng.randrange(7),)),))


# ------------------------------------------------------------------------------------------ missions, tiers


def mission(rng: Random, names: Names, kinds: Sequence[EventType], number: int) -> Mission:
    if rng.random() < 0.25:
        return composite(rng, names, kinds, number)
    measure = rng.choice(("count", "sum", "distinct", "streak", "streak"))
    plain = ("order", "order", "order", "visit", "visit", "teamed" if measure == "count" else "visit")
    event = rng.choice(("signin", "visit", "order") if measure == "streak" else plain)
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
        field = FieldOf("order_no" if event == "order" else "device")
        value = _told_apart(rng, _line_value(rng, ("sku", "category")) if items else field)
    sizes = {"sum": (5, 15, 30), "count": (1, 2, 4), "distinct": (1, 2, 3), "streak": (1, 2, 3, 4)}[measure]
    stages = tuple(
        Stage(at, actions(rng, names, None, free(names, kind), 2))
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


def composite(rng: Random, names: Names, kinds: Sequence[EventType], number: int) -> Mission:
    """A mission of steps. Its window does not roll."""
    window_, repeat, enrolment = _mission_window(rng, names, "steps")
    steps = tuple(_step(rng, names, kinds, place) for place in range(rng.randint(1, 4)))
    ats = sorted(rng.sample(range(1, len(steps) + 1), min(len(steps), rng.choice((1, 2)))))
    told = type_named(kinds, "teamed") if any(step.event == "teamed" for step in steps) else None
    return Mission(
        f"mission{number}",
        origin(rng),
        "",
        TRUE,
        False,
        "steps",
        None,
        tuple(Stage(at, actions(rng, names, None, free(names, told), 2)) for at in ats),
        window_,
        repeat=repeat,
        enrolment=enrolment,
        schedule=some(rng, 0.15, schedule(rng, names.first_day, 1)),
        audience=some(rng, 0.15, rng.choice(names.segments)),
        limits=tuple(limit(rng, names, None) for _ in range(rng.choice((0, 0, 0, 1)))),
        budgets=tuple(rng.sample(("budget0", "budget1"), rng.choice((0, 0, 0, 1)))),
        on_refund=rng.choice(("keep", "reopen", "reopen", "lower")),
        steps=steps,
        ordered=rng.random() < 0.5,
    )


def _step(rng: Random, names: Names, kinds: Sequence[EventType], place: int) -> Step:
    kind = type_named(kinds, rng.choice(("order", "order", "order", "visit", "signin", "teamed")))
    items = kind.name == "order" and rng.random() < 0.5
    measures = ("count", "sum", "distinct") if kind.name in ("order", "visit") else ("count",)
    measure = rng.choice(measures)
    value: Expr | None = None
    if measure != "count":
        plain = {"order": ("amount", "order_no"), "visit": ("score", "device")}
        by_value = measure == "distinct"
        value = (
            _line_value(rng, ("sku", "category") if by_value else ("amount", "weight"))
            if items
            else FieldOf(plain[kind.name][by_value])
        )
        value = _told_apart(rng, value) if by_value else value
    where = TRUE if rng.random() < 0.5 else line_test(rng, names) if items else event_test(rng, names, kind)
    target = {"count": (1, 1, 2), "sum": (5, 15), "distinct": (1, 2)}[measure]
    return Step(f"step{place}", kind.name, where, items, measure, value, rng.choice(target))


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
    if measure not in ("streak", "steps"):
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
    validity = some(rng, 0.6, _validity(rng))
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


def _validity(rng: Random) -> Duration:
    """Not of minutes, which would be renewed many thousand times in a year."""
    found = duration(rng)
    return found if found.unit != "minute" else Duration(24, "hour")


# ------------------------------------------------------------------------------------------ the plan


def programme(seed: int) -> tuple[Plan, int]:
    """A plan, and the local day around which its histories start."""
    rng = Random(f"programme {seed}")
    zone, first_day = rng.choice(ZONES)
    kinds = events(rng)
    money = rng.choice(((), (), ("p2",), ("p2", "p3")))
    names = Names(first_day, currencies=["p0", "p1", *money], tags=["tag0", "tag1"])
    names.benefits = [f"benefit{number}" for number in range(rng.randint(1, 3))]
    experiments = tuple(experiment(rng, number) for number in range(rng.choice((0, 0, 1))))
    together = teams(rng) if rng.random() < 0.4 else ()
    boards = tuple(board(rng, number) for number in range(rng.choice((0, 0, 1, 1, 2))))
    names.experiments = [each.id for each in experiments]
    names.teams, names.boards = [each.id for each in together], [each.id for each in boards]
    points_ = currencies(rng, names)
    metrics = []
    for number in range(rng.randint(1, 4)):
        metrics.append(metric(rng, names, kinds, number))
        names.metrics.append(metrics[-1].id)
        names.last_metrics += [metrics[-1].id] if metrics[-1].function == "last" else []
    scores = tuple(score(rng, names, kinds, number) for number in range(rng.choice((0, 0, 1, 1, 2))))
    names.scores = [each.id for each in scores]
    listed = Segment(
        "segment0", origin(rng), TRUE if rng.random() < 0.3 else Const(False), members=("m1", "m3")
    )
    measured = Segment("segment2", origin(rng), _measured(rng, names))
    names.segments = [listed.id, measured.id]
    ladders = tuple(tiers(rng, names, number) for number in range(rng.choice((0, 1, 1, 2))))
    names.tiers = {ladder.id: len(ladder.levels) for ladder in ladders}
    lived = Segment("segment1", origin(rng), condition(rng, names, None, 1))
    names.segments.append(lived.id)
    order, exchange = type_named(kinds, "order"), type_named(kinds, "exchange")
    benefits = tuple(benefit(rng, names, order, number) for number in range(len(names.benefits)))
    draws = []
    for number in range(rng.choice((0, 0, 1, 1, 2))):
        draws.append(draw(rng, names, number))
        names.draws.append(draws[-1].id)
    missions = []
    for number in range(rng.choice((0, 1, 2, 3))):
        missions.append(mission(rng, names, kinds, number))
        names.missions.append(missions[-1].id)
    offers = tuple(offer(rng, names, exchange, number) for number in range(rng.choice((0, 0, 1, 2))))
    privileges = tuple(privilege(rng, names, number) for number in range(rng.choice((0, 0, 1, 2))))
    promotions = tuple(promotion(rng, names, order, number) for number in range(rng.choice((0, 0, 1, 2))))
    names.given = names.currencies
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
        points=points_,
        benefits=benefits,
        tags=tuple(names.tags),
        segments=(listed, lived, measured),
        notices=tuple(notice(rng, names, number) for number in range(2)),
        budgets=tuple(budget(rng, number) for number in range(2)),
        groups=tuple(Group(f"group{number}", origin(rng), rng.choice(policies)) for number in range(2)),
        rules=rules,
        missions=tuple(missions),
        tiers=ladders,
        privileges=privileges,
        promotions=promotions,
        draws=tuple(draws),
        offers=offers,
        scores=scores,
        teams=together,
        boards=boards,
        experiments=experiments,
        version=f"{seed:064x}",
    )
    return plan, first_day


def _measured(rng: Random, names: Names) -> Expr:
    """A condition on figures alone, which a ladder may read."""
    figure = whole(rng, names, None, 1, member_only=True)
    return Compare(rng.choice(("ge", "lt")), figure, Const(rng.choice((1, 3, 8, 20))))
