"""Instants in and out (attack corpus D)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from benefitdsl.quantities.errors import BadInstant, InstantOutOfRange, NaiveDatetime
from benefitdsl.quantities.instants import (
    END_INSTANT,
    check_instant,
    format_instant,
    instant_from_datetime,
    parse_instant,
)
from tests.unit.quantities.tables import table


@pytest.mark.parametrize(
    ("text", "instant", "written"),
    table("""
    1970-01-01T00:00:00Z             | 0                 | 1970-01-01T00:00:00Z
    1970-01-01T08:00:00+08:00        | 0                 | 1970-01-01T00:00:00Z
    2026-03-31T10:00:00+08:00        | 1774922400000000  | 2026-03-31T02:00:00Z
    2026-03-31T10:00:00.5+08:00      | 1774922400500000  | 2026-03-31T02:00:00.500000Z
    2026-03-31T10:00:00.000001+08:00 | 1774922400000001  | 2026-03-31T02:00:00.000001Z
    2026-03-31T10:00:00.000000+08:00 | 1774922400000000  | 2026-03-31T02:00:00Z
    2024-02-29T23:59:59+14:00        | 1709200799000000  | 2024-02-29T09:59:59Z
    2024-02-29T23:59:59-14:00        | 1709301599000000  | 2024-03-01T13:59:59Z
    2026-01-01T00:00:00+00:00        | 1767225600000000  | 2026-01-01T00:00:00Z
    # D17
    2038-01-19T03:14:07Z             | 2147483647000000  | 2038-01-19T03:14:07Z
    2038-01-19T03:14:08Z             | 2147483648000000  | 2038-01-19T03:14:08Z
    2100-12-31T23:59:59.999999Z      | 4133980799999999  | 2100-12-31T23:59:59.999999Z
"""),
)
def test_read(text: str, instant: str, written: str) -> None:
    assert parse_instant(text) == int(instant)
    assert format_instant(int(instant)) == written
    assert instant_from_datetime(datetime.fromisoformat(text)) == int(instant)


@pytest.mark.parametrize(
    ("text", "why"),
    table("""
    # D01
    2023-02-29T00:00:00Z           | there is no such date
    2100-02-29T00:00:00Z           | there is no such date
    0000-01-01T00:00:00Z           | there is no such date
    # D02
    2016-12-31T23:59:60Z           | there is no such time of day
    2026-03-31T24:00:00Z           | there is no such time of day
    2026-03-31T10:60:00Z           | there is no such time of day
    # D03 D17
    9999-12-31T23:59:59-14:00      | it is outside the years 1970 to 2100
    0001-01-01T00:00:00+14:00      | it is outside the years 1970 to 2100
    1970-01-01T00:00:00+00:01      | it is outside the years 1970 to 2100
    2100-12-31T23:59:59-00:01      | it is outside the years 1970 to 2100
    2101-01-01T00:00:00Z           | it is outside the years 1970 to 2100
    2106-02-07T06:28:16Z           | it is outside the years 1970 to 2100
    # D04 D07
    infinity                       | it must read like 2026-03-31T10:00:00+08:00
    inf                            | it must read like 2026-03-31T10:00:00+08:00
    1e18                           | it must read like 2026-03-31T10:00:00+08:00
    -1e18                          | it must read like 2026-03-31T10:00:00+08:00
    1774922400                     | it must read like 2026-03-31T10:00:00+08:00
    1774922400000                  | it must read like 2026-03-31T10:00:00+08:00
    # D05
    2026-03-31T10:00:00            | it must read like 2026-03-31T10:00:00+08:00
    2026-03-31                     | it must read like 2026-03-31T10:00:00+08:00
    # D06
    2026-03-31T10:00:00+25:00      | an offset goes to 14:00 either side
    2026-03-31T10:00:00+14:01      | an offset goes to 14:00 either side
    2026-03-31T10:00:00-14:01      | an offset goes to 14:00 either side
    2026-03-31T10:00:00+08:60      | an offset goes to 14:00 either side
    2026-03-31T10:00:00-00:00      | the offset -00:00 means unknown; write Z
    2026-03-31T10:00:00z           | it must read like 2026-03-31T10:00:00+08:00
    2026-03-31t10:00:00Z           | it must read like 2026-03-31T10:00:00+08:00
    2026-03-31 10:00:00Z           | it must read like 2026-03-31T10:00:00+08:00
    2026-03-31T10:00:00+0800       | it must read like 2026-03-31T10:00:00+08:00
    2026-03-31T10:00:00+08         | it must read like 2026-03-31T10:00:00+08:00
    2026-03-31T10:00Z              | it must read like 2026-03-31T10:00:00+08:00
    2026-03-31T10:00:00,5Z         | it must read like 2026-03-31T10:00:00+08:00
    2026-03-31T10:00:00.Z          | it must read like 2026-03-31T10:00:00+08:00
    2026-03-31T10:00:00.0000000Z   | it must read like 2026-03-31T10:00:00+08:00
    20260331T100000Z               | it must read like 2026-03-31T10:00:00+08:00
    ２０２６-03-31T10:00:00Z       | it must read like 2026-03-31T10:00:00+08:00
    2026-03-31T10:00:00Z[Asia/Shanghai] | it must read like 2026-03-31T10:00:00+08:00
"""),
)
def test_refused(text: str, why: str) -> None:
    with pytest.raises(BadInstant) as raised:
        parse_instant(text)
    assert (raised.value.text, raised.value.why) == (text, why)


@pytest.mark.parametrize("text", ["", "2026-03-31T10:00:00Z\n", " 2026-03-31T10:00:00Z", "2" * 100_000, "\0"])
def test_refused_whole(text: str) -> None:
    with pytest.raises(BadInstant):
        parse_instant(text)


def test_naive_datetimes_name_no_instant() -> None:
    with pytest.raises(NaiveDatetime):
        instant_from_datetime(datetime(2026, 3, 31))  # noqa: DTZ001 (a naive one is the case)


@pytest.mark.parametrize(
    "moment",
    [
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2101, 1, 1, tzinfo=UTC),
    ],
)
def test_datetimes_out_of_range(moment: datetime) -> None:
    with pytest.raises(InstantOutOfRange):
        instant_from_datetime(moment)


def test_the_range_is_half_open() -> None:
    assert check_instant(0) == 0
    assert check_instant(END_INSTANT - 1) == END_INSTANT - 1
    for instant in (-1, END_INSTANT):
        with pytest.raises(InstantOutOfRange):
            check_instant(instant)
