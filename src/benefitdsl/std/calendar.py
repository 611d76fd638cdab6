"""calendar: named days, such as lunar holidays or a shop's birthday, for `holiday mid_autumn` in schedules."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, Part, Row
from benefitdsl.std.fields import labels, table, texts, told

EXAMPLE = """\
calendar holidays
  day mid_autumn: 2026-09-25, 2027-09-15
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The days that a programme names."""

    day: tuple[Row, ...] = told(
        "dates",
        "day",
        "节日",
        "A named day and its dates, year by year.",
        "节日名称及各年的日期。",
        key="name",
        defines="holiday",
    )


def lower(_calendar: Calendar, _context: Context) -> tuple[Part, ...]:
    """No part: the dates go into the schedules that name them."""
    return ()


CALENDAR = Kind(
    word="calendar",
    labels=labels("calendar", "日历"),
    family="calendar",
    doc=texts("Named days for schedules.", "供活动时间使用的节日表。"),
    fields=table(Calendar),
    parameters=Calendar,
    lower=lower,
    example=EXAMPLE,
)
