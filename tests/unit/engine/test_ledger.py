"""Points as the ledger keeps them: what enters into metrics and caps, the order of lots, what is due first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pytest

from benefitdsl.engine import ledger
from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.ensure import BrokenInvariant
from benefitdsl.model.effect import LotPart, PointsRipened, PointsSpent
from benefitdsl.model.event import Event
from benefitdsl.model.member import FOREVER, Account, Lot, Spent
from benefitdsl.plan.expr import TRUE, BalanceOf, Compare, Const
from benefitdsl.plan.parts import (
    AfterEarning,
    Cap,
    EventField,
    EventType,
    Inactivity,
    Metric,
    OnMoment,
    PendingFor,
    PendingUntilEvent,
    Plan,
    Points,
    Rule,
)
from benefitdsl.plan.schedule import MonthDays, Schedule
from benefitdsl.quantities.days import format_day, parse_day
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Ever, RollingExact, Window
from tests.unit.engine.programme import EVENTS, HERE, PER_YUAN, Driver, at, earn, plan, rule

HOUR = 3_600_000_000


def metric(id_: str, function: Any, window: Window | None = None, where: Any = TRUE) -> Metric:
    return Metric(id_, "@points/p", function, None, where, False, window or Ever())


def made(*metrics: Metric, **points: Any) -> Plan:
    earning = rule("earn", "order", PER_YUAN)
    return plan(points=(Points("p", HERE, **points),), metrics=metrics, rules=(earning,))


def read(driver: Driver) -> dict[str, int]:
    return dict(driver.view.metrics)


# ------------------------------------------------------------------------------------------ metrics of points


def test_metrics_of_points() -> None:
    rich = Compare("ge", BalanceOf("p"), Const(15))
    driver = Driver(
        made(
            metric("when_rich", "sum", where=rich),
            metric("count", "count"),
            metric("sum", "sum"),
            metric("different", "distinct"),
            metric("last", "last"),
        )
    )
    driver.alone = True  # rules ask only for sums of all points that were given
    driver.send("order", "2024-01-02", order="1", amount=1_000)
    assert read(driver) == {"when_rich": 0, "count": 1, "sum": 10, "different": 1, "last": 19_724}
    driver.send("order", "2024-01-03", order="2", amount=1_000)
    assert read(driver) == {"when_rich": 10, "count": 2, "sum": 20, "different": 1, "last": 19_725}
    driver.send("order", "2024-01-03T01:00", order="3", amount=300)
    assert read(driver) == {"when_rich": 13, "count": 3, "sum": 23, "different": 2, "last": 19_725}


def test_a_metric_of_all_that_was_given_stays_and_those_after_it_are_lowered() -> None:
    all_given = replace(metric("given", "sum"), gross=True)
    driver = Driver(made(all_given, metric("sum", "sum"), metric("count", "count")))
    driver.send("order", "2024-01-02", order="1", amount=1_000)
    driver.send("refund", "2024-01-03", order="1", amount=400)
    assert read(driver) == {"given": 10, "sum": 6, "count": 1}
    driver.send("refund", "2024-01-03", order="1")
    assert read(driver) == {"given": 10, "sum": 0, "count": 0}


@pytest.mark.parametrize(("late", "counted"), [(HOUR - 1, 10), (HOUR, 0), (HOUR + 1, 0)])
def test_an_entry_that_is_over_before_it_comes_is_none(late: int, counted: int) -> None:
    driver = Driver(made(metric("hour", "sum", RollingExact(HOUR)), metric("ever", "sum")))
    driver.advance("2024-01-02T12:00")
    driver.send("order", "2024-01-02T12:00", order="0", amount=0)
    when = at("2024-01-02T12:00") - late
    driver.event(Event("late", "order", "m", when, {"order": "1", "amount": 1_000}))
    assert read(driver) == {"hour": counted, "ever": 10}
    series = driver.engine.open(driver.member).metrics["hour"]
    assert len(series.ends) == (1 if counted else 0), "nothing is kept that never counts"


# ------------------------------------------------------------------------------------------ caps


def test_a_cap_forgets_the_periods_that_no_event_can_ask_for() -> None:
    driver = Driver(made(caps=(Cap(15, "day"), Cap(1_000, "event"))))
    for day in range(2, 13):
        driver.send("order", f"2024-01-{day:02}", order=str(day), amount=1_000)
    kept = driver.member.accounts["p"].given
    assert set(kept) == {"day"}
    last = parse_day("2024-01-12")
    assert driver.engine.plan.late_within == Duration(72, "hour")
    assert kept["day"] == dict.fromkeys(range(last - 3, last + 1), 10)


def test_without_caps_nothing_is_kept() -> None:
    driver = Driver(made())
    driver.send("order", "2024-01-02", order="1", amount=1_000)
    assert driver.member.accounts["p"].given == {}


# ------------------------------------------------------------------------------------------ points that wait

BY_ID = EventType("sale", (EventField("amount", "money", required=True),), key="id")
CONFIRMED = EventType("confirmed", (EventField("id", "text", required=True),))
MONTHLY = OnMoment(Schedule((MonthDays(1, 1),)))


def waiting(*rules: Rule) -> Driver:
    points = Points("p", HERE, pending=PendingUntilEvent("confirmed"))
    return Driver(plan(points=(points,), rules=rules, events=(*EVENTS, BY_ID, CONFIRMED)))


def test_points_wait_for_an_event_that_names_theirs_by_its_id() -> None:
    driver = waiting(rule("earn", "sale", earn(10)))
    driver.send("sale", "2024-01-02", id_="s1", amount=1)
    driver.send("confirmed", "2024-01-03", id="other")
    assert (driver.points.live, driver.points.pending) == (0, 10)
    driver.send("confirmed", "2024-01-04", id="s1")
    assert (driver.points.live, driver.points.pending) == (10, 0)


def test_points_that_no_event_gave_wait_for_ever() -> None:
    driver = waiting(Rule("monthly", HERE, (MONTHLY,), TRUE, (earn(10),)))
    driver.advance("2024-02-01")
    driver.send("confirmed", "2024-02-02", id="monthly")
    assert (driver.points.live, driver.points.pending) == (0, 10)


def test_points_of_a_type_without_a_key_wait_for_ever() -> None:
    driver = waiting(rule("earn", "visit", earn(10)))
    driver.send("visit", "2024-01-02", id_="v1")
    driver.send("confirmed", "2024-01-03", id="v1")
    assert (driver.points.live, driver.points.pending) == (0, 10)


@pytest.mark.parametrize(("amount", "live", "owed"), [(1_500, 5, 0), (1_000, 0, 0), (600, 0, 4)])
def test_points_that_ripen_pay_what_is_owed_first(amount: int, live: int, owed: int) -> None:
    driver = Driver(made(pending=PendingFor(Duration(1, "day")), spent_by="use"))
    driver.send("order", "2024-01-01", order="1", amount=1_000)
    driver.send("order", "2024-01-02", order="2", amount=0, use=10)
    driver.send("refund", "2024-01-03", order="1")
    assert (driver.points.live, driver.points.owed) == (0, 10)
    driver.send("order", "2024-01-04", order="3", amount=amount)
    assert (driver.points.pending, driver.points.owed) == (amount // 100, 10)
    driver.advance("2024-01-05")
    (ripened,) = [effect for effect in driver.last.effects if isinstance(effect, PointsRipened)]
    assert (ripened.amount, ripened.owed_paid) == (amount // 100, min(10, amount // 100))
    assert (driver.points.pending, driver.points.live, driver.points.owed) == (0, live, owed)
    assert [lot.left for lot in driver.points.lots] == ([live] if live else [])


# ------------------------------------------------------------------------------------------ lots

EARLY = Lot(3, "a", 10, 100, 900, None, None)
LATE = Lot(4, "b", 10, 200, None, None, None)


@pytest.mark.parametrize(
    ("consume", "keys"),
    [
        ("earliest_expiry", [(900, 100, 3), (FOREVER, 200, 4)]),
        ("oldest", [(100, 3, 3), (200, 4, 4)]),
        ("newest", [(-100, -3, 3), (-200, -4, 4)]),
    ],
)
def test_where_a_lot_stands(
    consume: Literal["earliest_expiry", "oldest", "newest"], keys: list[tuple[int, int, int]]
) -> None:
    book = Driver(made(consume=consume)).engine.open(Driver(made()).member).book.points["p"]
    assert [ledger.order_key(book, lot) for lot in (EARLY, LATE)] == keys


@pytest.mark.parametrize(
    ("consume", "first"), [("newest", "e2#0"), ("oldest", "e1#0"), ("earliest_expiry", "e1#0")]
)
def test_consumption_of_points_that_end_with_inactivity(consume: Any, first: str) -> None:
    driver = Driver(
        made(consume=consume, spent_by="use", expiry=(Inactivity(Duration(9, "day"), ("visit",)),))
    )
    driver.send("order", "2024-01-02", order="1", amount=1_000)
    driver.send("order", "2024-01-03", order="2", amount=1_000)
    driver.send("order", "2024-01-04", order="3", amount=0, use=10)
    (spent,) = [effect for effect in driver.last.effects if isinstance(effect, PointsSpent)]
    assert spent.parts == (LotPart(first, 10),)


@pytest.mark.parametrize(
    ("idle", "ends", "first"),
    [
        (Duration(9, "day"), ("2024-01-12", "2024-01-13"), "e1#0"),
        (Duration(6, "month"), ("2024-07-03", "2024-02-04"), "e2#0"),
    ],
)
def test_what_ends_first_is_spent_first(idle: Duration, ends: tuple[str, str], first: str) -> None:
    """A new version of the programme gives points for a month in place of a year; both go when nobody comes."""

    def version(number: str, months: int) -> Plan:
        expiry = (AfterEarning(Duration(months, "month")), Inactivity(idle, ("visit",)))
        points = Points("p", HERE, spent_by="use", expiry=expiry)
        return plan(points=(points,), rules=(rule("earn", "order", PER_YUAN),), version=number * 64)

    driver = Driver(version("1", months=12))
    driver.send("order", "2024-01-02", order="1", amount=1_000)
    driver.engine = compile_plan(version("2", months=1))
    driver.send("order", "2024-01-03", order="2", amount=1_000)
    assert [lot.expires_at for lot in driver.points.lots] == [at(end) for end in ends]
    driver.send("order", "2024-01-04", order="3", amount=0, use=10)
    (spent,) = [effect for effect in driver.last.effects if isinstance(effect, PointsSpent)]
    assert spent.parts == (LotPart(first, 10),)


@pytest.mark.parametrize(
    ("first", "end", "parts"),
    [
        (0, 5, [("a", 3), ("b", 2)]),
        (0, 3, [("a", 3)]),
        (3, 4, [("b", 1)]),
        (2, 3, [("a", 1)]),
        (3, 3, []),
        (2, 7, [("a", 1), ("b", 4)]),
    ],
)
def test_parts_of_what_was_spent(first: int, end: int, parts: list[tuple[str, int]]) -> None:
    spent = Spent("p", 7, ((EARLY, 3), (LATE, 4)))
    assert [(lot.id, amount) for lot, amount in ledger._segment(spent, first, end)] == parts


def test_a_lot_cannot_go_below_0() -> None:
    driver = Driver(made())
    driver.send("order", "2024-01-02", order="1", amount=1_000)
    draft = driver.engine.open(driver.member)
    account, book = draft.account("p"), draft.book.points["p"]
    (seq,) = account.live
    for amount in (11, -1):
        with pytest.raises(BrokenInvariant):
            ledger.take_live(book, account, seq, amount)


def test_taking_nothing_changes_nothing() -> None:
    driver = Driver(made())
    driver.send("order", "2024-01-02", order="1", amount=1_000)
    draft = driver.engine.open(driver.member)
    account, before = draft.account("p"), draft.account("p").copy()
    (seq,) = account.live
    ledger.take_live(draft.book.points["p"], account, seq, 0)
    assert account == before
    waiting = Account(lots={3: EARLY}, pending={3: 10}, pending_total=10)
    ledger.take_pending(waiting, 3, 0)
    assert waiting == Account(lots={3: EARLY}, pending={3: 10}, pending_total=10)


@pytest.mark.parametrize("amount", [11, -1])
def test_a_pending_lot_cannot_go_below_0(amount: int) -> None:
    account = Account(lots={3: EARLY}, pending={3: 10}, pending_total=10)
    with pytest.raises(BrokenInvariant):
        ledger.take_pending(account, 3, amount)


BOOKS = {
    "issued": 100,
    "forgiven": 1,
    "live_total": 50,
    "pending_total": 20,
    "owed": 9,
    "spent": 20,
    "expired": 15,
    "reversed": 5,
}


def test_books_that_balance() -> None:
    ledger.check_books(Account(**BOOKS))
    ledger.check_books(Account())


@pytest.mark.parametrize("name", BOOKS)
def test_books_that_do_not(name: str) -> None:
    with pytest.raises(BrokenInvariant):
        ledger.check_books(Account(**{**BOOKS, name: BOOKS[name] + 1}))


@pytest.mark.parametrize("name", ["live_total", "pending_total", "owed"])
def test_no_balance_is_below_0(name: str) -> None:
    same = {"live_total": "pending_total", "pending_total": "live_total", "owed": "live_total"}[name]
    with pytest.raises(BrokenInvariant):
        ledger.check_books(Account(**{name: -1, same: -1 if name == "owed" else 1}))


# ------------------------------------------------------------------------------------------ what is due


def test_what_is_due_first() -> None:
    driver = Driver(
        made(expiry=(AfterEarning(Duration(9, "day")), Inactivity(Duration(3, "day"), ("visit",))))
    )
    assert driver.engine.next_due(driver.member) is None
    driver.send("order", "2024-01-02", order="1", amount=1_000)
    assert driver.engine.next_due(driver.member) == at("2024-01-06")
    driver.send("visit", "2024-01-05")
    assert driver.engine.next_due(driver.member) == at("2024-01-09")
    driver.send("visit", "2024-01-08T10:00")
    assert driver.engine.next_due(driver.member) == at("2024-01-12"), "nine days are over before"
    driver.advance("2024-01-11T23:59")
    assert driver.points.live == 10
    driver.advance("2024-01-12")
    assert (driver.points.live, driver.points.expired) == (0, 10)


def test_a_state_that_lost_an_anchor_is_not_read_as_one_without_inactivity() -> None:
    driver = Driver(
        made(expiry=(Inactivity(Duration(3, "day"), ("visit",)), AfterEarning(Duration(9, "day"))))
    )
    driver.send("order", "2024-01-02", order="1", amount=1_000)
    draft = driver.engine.open(driver.member)
    account, book = draft.account("p"), draft.book.points["p"]
    (lot,) = account.lots.values()
    assert ledger.lot_end(draft, book, lot) == at("2024-01-06")
    account.anchors = []
    with pytest.raises(ValueError, match="shorter"):
        ledger.lot_end(draft, book, lot)


@pytest.mark.parametrize(
    ("day", "days", "following"),
    [
        ("2024-02-28", ((2, 29),), "2024-02-29"),
        ("2024-02-29", ((2, 29),), "2024-02-29"),
        ("2024-03-01", ((2, 29),), "2025-02-28"),
        ("2024-07-01", ((6, 30), (12, 31)), "2024-12-31"),
        ("2024-12-31", ((6, 30), (1, 1)), "2025-01-01"),
        ("2024-12-01", ((12, 31), (11, 30)), "2024-12-31"),
    ],
)
def test_the_next_of_fixed_days(day: str, days: tuple[tuple[int, int], ...], following: str) -> None:
    assert format_day(ledger.next_fixed_day(parse_day(day), days)) == following
