"""Running windows: what counts, kept under the instant at which it stops (engine/windows.py)."""

from __future__ import annotations

import pytest

from benefitdsl.engine.clock import Clock
from benefitdsl.engine.windows import (
    Uses,
    add_sum,
    add_values,
    drop_values,
    expire,
    is_stale,
    next_fall,
)
from benefitdsl.model.member import FOREVER, Sets, Sums
from benefitdsl.quantities.window import CalendarPeriods, Ever, MembershipYears, RollingDays, Window
from tests.unit.engine.programme import at


def sums(*entries: tuple[int, int]) -> Sums:
    made = Sums()
    for end, value in entries:
        add_sum(made, end, value)
    return made


def sets(*entries: tuple[int, tuple[int | str, ...]]) -> Sets:
    made = Sets()
    for end, values in entries:
        add_values(made, end, values)
    return made


def test_sums_are_kept_by_their_ends() -> None:
    made = sums((9, 3), (5, 1), (9, 4), (FOREVER, 2))
    assert made == Sums(10, {9: 7, 5: 1, FOREVER: 2}, [5, 9])
    add_sum(made, 9, -7)
    assert (made.total, made.by_end[9]) == (3, 0)


def test_values_are_counted_by_their_ends() -> None:
    made = sets((9, ("a", "b")), (5, ("a",)), (9, ("a",)), (FOREVER, ("c",)))
    assert made.counts == {"a": 3, "b": 1, "c": 1}
    assert made.by_end == {9: {"a": 2, "b": 1}, 5: {"a": 1}, FOREVER: {"c": 1}}
    assert made.ends == [5, 9]


def test_what_is_dropped_is_dropped_under_its_end_too() -> None:
    made = sets((9, ("a", "b")), (5, ("a",)))
    drop_values(made, 9, ("a", "b"))
    assert made == Sets({"a": 1}, {9: {}, 5: {"a": 1}}, [5, 9])
    drop_values(made, 7, ("a",))  # no entry was added under this end
    assert made.counts == {}
    assert made.by_end == {9: {}, 5: {"a": 1}}


@pytest.mark.parametrize(("now", "total"), [(4, 11), (5, 10), (8, 10), (9, 3), (10, 3)])
def test_sums_stop_counting_at_their_end(now: int, total: int) -> None:
    made = sums((5, 1), (9, 7), (FOREVER, 3))
    assert is_stale(made, now) == (now >= 5)
    expire(made, now)
    assert made.total == total
    assert all(end > now for end in (*made.ends, *made.by_end))


@pytest.mark.parametrize(("now", "left"), [(4, {1: 2, 2: 1}), (5, {1: 1, 2: 1}), (9, {2: 1})])
def test_values_stop_counting_at_their_end(now: int, left: dict[int, int]) -> None:
    made = sets((5, (1,)), (9, (1,)), (12, (2,)))
    expire(made, now)
    assert made.counts == left


def test_nothing_is_stale_where_nothing_ends() -> None:
    assert not is_stale(sums((FOREVER, 3)), 10**18)
    assert not is_stale(Sets(), 10**18)


def test_a_sum_falls_where_something_above_0_ends() -> None:
    assert next_fall(sums((5, 0), (7, -2), (9, 1), (12, 4)), last=False) == 9
    assert next_fall(sums((5, 0), (FOREVER, 3)), last=False) is None


def test_the_number_of_values_falls_with_the_last_of_a_value() -> None:
    made = sets((5, (1,)), (7, (1,)), (9, (2,)))
    assert next_fall(made, last=False) == 7
    assert made.counts == {1: 2, 2: 1}, "asking changes nothing"
    assert next_fall(sets((FOREVER, (1,))), last=False) is None


def test_the_greatest_value_falls_when_it_ends() -> None:
    assert next_fall(sets((5, (1,)), (9, (3,)), (12, (2,))), last=True) == 9
    assert next_fall(sets((5, (1,)), (7, (3,)), (FOREVER, (3,))), last=True) is None
    assert next_fall(sets((5, (1,))), last=True) == 5, "no value is less than any"


# ------------------------------------------------------------------------------------------ uses of limits

JOINED = at("2024-02-10")


def uses(window: Window) -> Uses:
    return Uses(window, Clock("Asia/Shanghai", 0), lambda now: now - (at("2024-01-08") - at("2024-01-01")))


@pytest.mark.parametrize(
    ("window", "of_periods"),
    [
        (CalendarPeriods("month"), True),
        (CalendarPeriods("month", 2), False),
        (MembershipYears(), True),
        (MembershipYears(2), False),
        (RollingDays(1), False),
        (Ever(), False),
    ],
)
def test_one_period_is_a_bucket_and_several_are_ends(window: Window, of_periods: bool) -> None:
    assert uses(window).of_periods == of_periods


def test_buckets() -> None:
    when = at("2024-03-09T10:00")
    assert uses(CalendarPeriods("month")).bucket(when, JOINED) == 2024 * 12 + 2
    assert uses(MembershipYears()).bucket(when, JOINED) == 0
    assert uses(MembershipYears()).bucket(at("2026-02-10"), JOINED) == 2
    assert uses(RollingDays(2)).bucket(when, JOINED) == at("2024-03-11")
    assert uses(Ever()).bucket(when, JOINED) == FOREVER


def test_uses_of_this_period_count_and_of_a_window_those_that_have_not_ended() -> None:
    months, days = uses(CalendarPeriods("month")), uses(RollingDays(2))
    when = at("2024-03-09")
    march = 2024 * 12 + 2
    assert months.count({march: 2, march - 1: 5}, when, when, JOINED) == 2
    assert months.count({march - 1: 5}, when, when, JOINED) == 0
    ends = {when: 7, when + 1: 2, when + 9: 1}
    assert days.count(ends, when, when, JOINED) == 3
    assert days.count(ends, when, when + 1, JOINED) == 1


def test_what_no_event_can_ask_for_is_forgotten() -> None:
    months, days = uses(CalendarPeriods("month")), uses(RollingDays(2))
    march = 2024 * 12 + 2
    kept = {march - 2: 1, march - 1: 1, march: 1}
    months.prune(kept, at("2024-03-07T23:59"), JOINED)  # an event may be seven days late
    assert kept == {march - 1: 1, march: 1}
    months.prune(kept, at("2024-03-08"), JOINED)
    assert kept == {march: 1}
    now = at("2024-03-08")
    ends = {now - 1: 1, now: 1, now + 1: 1}
    days.prune(ends, now, JOINED)
    assert ends == {now + 1: 1}


def test_the_first_year_is_kept_while_it_lasts() -> None:
    years, kept = uses(MembershipYears()), {0: 1, 1: 1}
    years.prune(kept, at("2024-12-31"), JOINED)
    assert kept == {0: 1, 1: 1}
    years.prune(kept, at("2025-02-17"), JOINED)
    assert kept == {1: 1}
