"""What intervals and sets say of conditions: cases by hand, and of drawn conditions that no event contradicts it."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitdsl.analysis.facts import DATES, Facts, facts_of, most_money
from benefitdsl.analysis.ranges import range_of
from benefitdsl.analysis.sets import (
    ANY_NUMBER,
    EITHER,
    FAILS,
    HOLDS,
    Flags,
    Numbers,
    Range,
    Texts,
    between,
    join,
    meet,
    numbers,
    without,
)
from benefitdsl.analysis.truth import Truth, refine, truth
from benefitdsl.engine.door import values
from benefitdsl.engine.reference.expressions import value_of
from benefitdsl.engine.reference.facts import State
from benefitdsl.engine.reference.run import Reading
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.plan.expr import (
    NEVER_DAYS,
    And,
    Arithmetic,
    BalanceOf,
    Choose,
    Compare,
    CompareOp,
    Const,
    Contains,
    DaysSince,
    EventDay,
    Expr,
    FieldOf,
    FloorDiv,
    HasField,
    InSegment,
    ItemFieldOf,
    ItemsTotal,
    MetricOf,
    Not,
    OneOf,
    Or,
    ThresholdOf,
    TierOf,
)
from benefitdsl.plan.parts import (
    EventField,
    EventType,
    Level,
    Metric,
    Origin,
    Plan,
    Points,
    Segment,
    Tiers,
    Uniqueness,
)
from benefitdsl.quantities.money import parse_money
from benefitdsl.quantities.window import CalendarPeriods, Ever, RollingDays

_HERE = Origin("shop.benefit", 1)
_LINE = (EventField("sku", "text", required=True), EventField("price", "money", required=True))
ORDER = EventType(
    "order",
    (
        EventField("amount", "money", required=True),
        EventField("points_used", "number", required=True),
        EventField("channel", "text", required=True),
        EventField("gift", "flag", required=True),
        EventField("note", "text"),
        EventField("items", "items", fields=_LINE),
    ),
)
SIGN_IN = EventType("sign_in", (), unique=(Uniqueness("sign_in", (), daily=True),))
REGISTER = EventType("register", (), unique=(Uniqueness("register", ()),))


def _metric(
    id: str, event: str, window: object, function: str = "count", value: Expr | None = None
) -> Metric:
    return Metric(id, event, function, value, Const(True), False, window)  # type: ignore[arg-type]


LEVELS = (Level("red", 0), Level("silver", 2000), Level("invited", None), Level("gold", 6000))
PLAN = Plan(
    "shop",
    "Asia/Shanghai",
    "CNY",
    (ORDER, SIGN_IN, REGISTER),
    metrics=(
        _metric("signed_in_week", "sign_in", RollingDays(7)),
        _metric("signed_in_month", "sign_in", CalendarPeriods("month")),
        _metric("registered", "register", Ever()),
        _metric("orders", "order", Ever()),
        _metric("spent", "order", Ever(), "sum", FieldOf("amount")),
        _metric("days", "order", RollingDays(3), "distinct", EventDay()),
        _metric("last_order", "order", Ever(), "last"),
    ),
    points=(Points("beans", _HERE), Points("safe", _HERE, negative="forgive")),
    segments=(
        Segment("rich", _HERE, Compare("ge", BalanceOf("beans"), Const(100))),
        Segment("listed", _HERE, Compare("ge", BalanceOf("beans"), Const(100)), members=("m1",)),
    ),
    tiers=(Tiers("vip", _HERE, LEVELS, MetricOf("spent")),),
)
FACTS = facts_of(PLAN, "order")

AMOUNT, USED, CHANNEL, GIFT = (FieldOf(name) for name in ("amount", "points_used", "channel", "gift"))


def _is(op: CompareOp, left: Expr, right: int | str | bool) -> Compare:
    return Compare(op, left, Const(right))


RANGES: tuple[tuple[Expr, Range], ...] = (
    (AMOUNT, between(0, 10**17 - 1)),
    (USED, between(0, 2**53)),
    (CHANNEL, Texts()),
    (GIFT, EITHER),
    (HasField("amount"), HOLDS),
    (HasField("note"), EITHER),
    (HasField("unheard_of"), FAILS),
    (MetricOf("signed_in_week"), between(0, 7)),
    (MetricOf("signed_in_month"), between(0, 31)),
    (MetricOf("registered"), between(0, 1)),
    (MetricOf("orders"), between(0, None)),
    (MetricOf("spent"), between(0, None)),
    (MetricOf("days"), between(0, 3)),
    (BalanceOf("beans"), ANY_NUMBER),
    (BalanceOf("safe"), between(0, None)),
    (TierOf("vip"), between(0, 3)),
    (ThresholdOf("vip"), numbers([(0, 0), (2000, 2000), (6000, 6000)])),
    (ItemsTotal("distinct", ItemFieldOf("sku"), None), between(0, 1000)),
    (ItemsTotal("sum", ItemFieldOf("price"), None), between(0, 1000 * (10**17 - 1))),
    (Arithmetic("sub", AMOUNT, Const(1)), between(-1, 10**17 - 2)),
    (Arithmetic("mul", AMOUNT, Const(-2)), between(-2 * (10**17 - 1), 0)),
    (Arithmetic("mul", BalanceOf("beans"), Const(0)), between(0, 0)),
    (FloorDiv(Arithmetic("sub", USED, Const(1)), 2**53), between(-1, 0)),
    (Choose(((_is("lt", AMOUNT, 0), Const(7)), (_is("ge", AMOUNT, 0), Const(8))), Const(9)), between(8, 8)),
    (InSegment("rich"), EITHER),
)

TRUTHS: tuple[tuple[str, Expr, Truth], ...] = (
    ("a band", And((_is("ge", AMOUNT, 39800), _is("lt", AMOUNT, 50000))), "open"),
    ("an empty band", And((_is("ge", AMOUNT, 39800), _is("lt", AMOUNT, 20000))), "never"),
    ("never negative", _is("ge", AMOUNT, 0), "always"),
    ("below nothing", _is("lt", AMOUNT, 0), "never"),
    ("of more points than the door takes", _is("gt", USED, 2**53), "never"),
    ("eight days of a week", _is("ge", MetricOf("signed_in_week"), 8), "never"),
    ("seven days of a week", _is("ge", MetricOf("signed_in_week"), 7), "open"),
    ("registered twice", _is("ge", MetricOf("registered"), 2), "never"),
    ("a level past the last", _is("gt", TierOf("vip"), 3), "never"),
    ("some level", OneOf(TierOf("vip"), (0, 1, 2, 3)), "always"),
    ("a threshold between two", _is("eq", ThresholdOf("vip"), 3000), "never"),
    ("two channels at once", And((_is("eq", CHANNEL, "app"), _is("eq", CHANNEL, "web"))), "never"),
    (
        "a channel and not it",
        And((OneOf(CHANNEL, ("app", "web")), Not(OneOf(CHANNEL, ("web", "app"))))),
        "never",
    ),
    ("one channel or not it", Or((_is("eq", CHANNEL, "app"), _is("ne", CHANNEL, "app"))), "always"),
    ("a gift or none", Or((_is("eq", GIFT, True), _is("eq", GIFT, False))), "always"),
    ("poor and rich", And((InSegment("rich"), _is("lt", BalanceOf("beans"), 100))), "never"),
    ("listed and poor", And((InSegment("listed"), _is("lt", BalanceOf("beans"), 100))), "open"),
    ("rich and not listed", And((Not(InSegment("listed")), _is("ge", BalanceOf("beans"), 100))), "never"),
    ("half of it", And((_is("ge", FloorDiv(AMOUNT, 2), 50), _is("lt", AMOUNT, 100))), "never"),
    ("half of it, just", And((_is("ge", FloorDiv(AMOUNT, 2), 50), _is("le", AMOUNT, 100))), "open"),
    ("between two fields", And((Compare("lt", AMOUNT, USED), _is("lt", USED, 1))), "never"),
    ("app in a text without it", And((_is("eq", CHANNEL, "web"), Contains(CHANNEL, "app"))), "never"),
    ("app in a text with it", And((_is("eq", CHANNEL, "my app"), Not(Contains(CHANNEL, "app")))), "never"),
    (
        "neither long ago nor just now",
        And((_is("gt", DaysSince("last_order"), 10**5), _is("ne", DaysSince("last_order"), NEVER_DAYS))),
        "never",
    ),
    ("a required field is missing", Not(HasField("amount")), "never"),
    ("no items of an empty or", Or(()), "never"),
)


@pytest.mark.parametrize(("expr", "expected"), RANGES)
def test_a_range_is_what_the_door_and_the_programme_allow(expr: Expr, expected: Range) -> None:
    assert range_of(expr, FACTS) == expected


@pytest.mark.parametrize(("said", "condition", "expected"), TRUTHS, ids=[said for said, *_ in TRUTHS])
def test_truth(said: str, condition: Expr, expected: Truth) -> None:
    assert truth(condition, FACTS) == expected
    opposite: dict[Truth, Truth] = {"always": "never", "never": "always", "open": "open"}
    assert truth(Not(condition), FACTS) == opposite[expected]


def test_what_holds_is_known_afterwards() -> None:
    facts = refine(
        FACTS, And((_is("ge", AMOUNT, 39800), _is("lt", Arithmetic("mul", AMOUNT, Const(2)), 100000)))
    )
    assert facts is not None
    assert range_of(AMOUNT, facts) == between(39800, 49999)
    assert truth(_is("ge", AMOUNT, 10000), facts) == "always"
    assert truth(_is("ge", AMOUNT, 50000), facts) == "never"


def test_the_ends_are_those_of_the_door() -> None:
    greatest = most_money("CNY")
    assert parse_money("9" * 15 + ".99", "CNY") == greatest
    assert (DATES.least, DATES.most) == (values.FIRST_DAY, values.LAST_DAY)


# ---------------------------------------------------------------------------- against what engines read

NUMBERS = st.one_of(st.integers(-3, 12), st.sampled_from([-(10**20), 10**20, 100, 101]))


def _numeric() -> st.SearchStrategy[Expr]:
    leaves: st.SearchStrategy[Expr] = st.one_of(st.sampled_from([AMOUNT, USED]), NUMBERS.map(Const))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Arithmetic, st.sampled_from(["add", "sub", "mul"]), inner, inner),
            st.builds(FloorDiv, inner, st.integers(1, 5)),
            st.builds(
                lambda op, a, b, c: Choose(((Compare(op, a, b), c),), a),
                st.sampled_from(_OPS),
                inner,
                inner,
                inner,
            ),
        ),
        max_leaves=4,
    )


_OPS: list[CompareOp] = ["eq", "ne", "lt", "le", "gt", "ge"]


def _conditions() -> st.SearchStrategy[Expr]:
    texts = st.sampled_from(["app", "web", "an app"])
    leaves: st.SearchStrategy[Expr] = st.one_of(
        st.builds(Compare, st.sampled_from(_OPS), _numeric(), _numeric()),
        st.builds(Compare, st.sampled_from(_OPS[:2]), st.just(CHANNEL), texts.map(Const)),
        st.builds(OneOf, st.just(CHANNEL), st.lists(texts, min_size=1, max_size=2).map(tuple)),
        st.builds(OneOf, _numeric(), st.lists(st.integers(0, 9), min_size=1, max_size=3).map(tuple)),
        st.builds(Contains, st.just(CHANNEL), st.sampled_from(["app", "we"])),
        st.sampled_from([GIFT, HasField("note"), HasField("amount")]),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        ),
        max_leaves=6,
    )


def _events() -> st.SearchStrategy[dict[str, FieldValue]]:
    amounts = st.one_of(st.integers(0, 12), st.sampled_from([100, 101, most_money("CNY")]))
    return st.fixed_dictionaries(
        {
            "amount": amounts,
            "points_used": st.integers(0, 12),
            "channel": st.sampled_from(["app", "web", "an app", "shop"]),
            "gift": st.booleans(),
        },
        optional={"note": st.just("x")},
    )


def _read(expr: Expr, fields: dict[str, FieldValue]) -> FieldValue:
    event = Event("order", "1", "m1", 0, fields)
    return value_of(expr, Reading(PLAN, cast(State, None), event, 0, 0))


def _is_in(value: FieldValue, found: Range) -> bool:
    match found:
        case Numbers():
            return isinstance(value, int) and value in found
        case Texts(options, barred):
            return value not in barred if options is None else value in options
        case Flags(options):
            return value in options
        case _:
            return True


@settings(max_examples=400, deadline=None)
@given(_conditions(), _events())
def test_no_event_contradicts_what_is_said_of_a_condition(
    condition: Expr, fields: dict[str, FieldValue]
) -> None:
    holds = _read(condition, fields)
    assert isinstance(holds, bool)
    assert truth(condition, FACTS) != ("never" if holds else "always")
    known = refine(FACTS, condition, holds=holds)
    assert known is not None
    for expr, found in known.known.items():
        assert _is_in(_read(expr, fields), found), (expr, found)


@settings(max_examples=300, deadline=None)
@given(_numeric(), _events())
def test_no_number_lies_outside_its_range(expr: Expr, fields: dict[str, FieldValue]) -> None:
    assert _is_in(_read(expr, fields), range_of(expr, FACTS))


STRETCHES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=3).map(numbers)


@given(STRETCHES, STRETCHES, st.integers(0, 9))
def test_sets_of_numbers_are_sets(one: Numbers, other: Numbers, value: int) -> None:
    def has(found: Range) -> bool:
        return _is_in(value, found)

    assert has(meet(one, other)) is (has(one) and has(other))
    assert has(join(one, other)) is (has(one) or has(other))
    assert has(without(one, other)) is (has(one) and not has(other))


def test_a_wrong_range_would_be_seen() -> None:
    """The control: what the properties above ask of a range does tell a right one from a wrong one."""
    assert not _is_in(10, between(0, 9))
    assert not _is_in("web", Texts(frozenset(("app",))))
    assert not _is_in("web", Texts(None, frozenset(("web",))))
    assert not _is_in(True, FAILS)
    unknown: Facts = facts_of(PLAN)
    assert truth(_is("ge", AMOUNT, 0), unknown) == "open"
