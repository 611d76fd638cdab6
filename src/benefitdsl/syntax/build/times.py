"""How long things last, windows, limits, schedules."""

from __future__ import annotations

from typing import Final

from benefitdsl.syntax import ast
from benefitdsl.syntax.build.atoms import Atoms, Children, nodes, of_type, terminal

_LASTING_ANCHORS: Final = {
    "FROM_ISSUE": "issue",
    "FROM_CLAIM": "claim",
    "AFTER_EARNING": "earning",
    "AFTER_ACTIVITY": "activity",
}
_EDGES: Final = {"AT_END_OF_DAY": "end_of_day", "AT_START_OF_DAY": "start_of_day"}
_WINDOW_ANCHORS: Final = {
    "FROM_FIRST_MATCH": "first_match",
    "FROM_JOINING": "joining",
    "FROM_ENROLMENT": "enrolment",
}
_SCOPES: Final = {
    "PER_MEMBER": "member",
    "PER_ORDER": "order",
    "PER_REFEREE": "referee",
    "PER_DEVICE": "device",
    "PER_CODE": "code",
    "PER_STAY": "stay",
    "IN_ALL": "all",
}
_BIRTHDAYS: Final = {"birthday": "day", "birthday_week": "week", "birthday_month": "month"}


class Times(Atoms):
    """Productions about time."""

    # -------------------------------------------------------------------------------------------- lasting

    def lasting(self, children: Children) -> ast.Lasting:
        return ast.Lasting(tuple(self.items(children)), self.over(children))

    def lasts_for(self, children: Children) -> ast.LastsFor:
        anchor, edge = "none", None
        for child in children:
            anchor = _LASTING_ANCHORS.get(terminal(child), anchor)
            edge = _EDGES.get(terminal(child), edge)
        duration = self._duration(of_type(children, "DURATION"))
        return ast.LastsFor(duration, anchor, edge, self.over(children))  # type: ignore[arg-type]

    def lasts_through(self, children: Children) -> ast.LastsThrough:
        return ast.LastsThrough(self._date(of_type(children, "DATE")), True, self.over(children))

    def lasts_before(self, children: Children) -> ast.LastsThrough:
        return ast.LastsThrough(self._date(of_type(children, "DATE")), False, self.over(children))

    def to_period_end(self, children: Children) -> ast.LastsToPeriodEnd:
        is_next = of_type(children, "NEXT") is not None
        unit = self._period(children[-1])
        return ast.LastsToPeriodEnd(unit, is_next, self.over(children))  # type: ignore[arg-type]

    def to_year_days(self, children: Children) -> ast.LastsToYearDays:
        return ast.LastsToYearDays(tuple(nodes(children, ast.YearDay)), self.over(children))

    def _period(self, token: str, *, with_membership: bool = False) -> str:
        unit = self.longest("periods", token)
        if unit == "membership_year" and not with_membership:
            span = self.over((token,))
            self.context.report("BEN069", span, found=self.original(span))
            return "year"
        return unit

    # -------------------------------------------------------------------------------------------- windows

    def this_period(self, children: Children) -> ast.InPeriod:
        unit = self.word(children[0]).removeprefix("this_").replace("today", "day")
        return ast.InPeriod(unit, 1, self.over(children))  # type: ignore[arg-type]

    def ever(self, children: Children) -> ast.EverWindow:
        return ast.EverWindow(self.over(children))

    def this_event(self, children: Children) -> ast.ThisEvent:
        return ast.ThisEvent(self.over(children))

    def in_last(self, children: Children) -> ast.InLast:
        return ast.InLast(self._duration(of_type(children, "DURATION")), self.over(children))

    def in_calendar_span(self, children: Children) -> ast.InPeriod:
        token = of_type(children, "CALENDAR_SPAN")
        unit = self._rest(token, "calendar_units")
        return ast.InPeriod(unit, self.count(token), self.over(children))  # type: ignore[arg-type]

    def within_from(self, children: Children) -> ast.WithinFrom:
        anchor = next(_WINDOW_ANCHORS[name] for name in map(terminal, children) if name in _WINDOW_ANCHORS)
        duration = self._duration(of_type(children, "DURATION"))
        return ast.WithinFrom(duration, anchor, self.over(children))  # type: ignore[arg-type]

    def between_dates(self, children: Children) -> ast.BetweenDates:
        first, last = (self._date(child) for child in children if child.type == "DATE")
        return ast.BetweenDates(first, last, self.over(children))

    # -------------------------------------------------------------------------------------------- limits, caps

    def limit(self, children: Children) -> ast.Limits:
        return ast.Limits(tuple(self.items(children)), self.over(children))

    def limited(self, children: Children) -> ast.Limit:
        scope = next(_SCOPES[name] for name in map(terminal, children) if name in _SCOPES)
        token = of_type(children, "NUMBER", "PIECES")
        count = self.whole(self._number(token, self.begin(token)))
        window = next(iter(nodes(children, ast.Window)), None)
        return ast.Limit(count, scope, window, self.over(children))  # type: ignore[arg-type]

    def most(self, children: Children) -> ast.Limits:
        return self.limit(children)

    def limited_money(self, children: Children) -> ast.Limit:
        scope = next(_SCOPES[name] for name in map(terminal, children) if name in _SCOPES)
        count = self.money([of_type(children, "MONEY")])
        window = next(iter(nodes(children, ast.Window)), None)
        return ast.Limit(count, scope, window, self.over(children))  # type: ignore[arg-type]

    def each_period(self, children: Children) -> ast.InPeriod:
        unit = self._period(children[0], with_membership=True)
        return ast.InPeriod(unit, 1, self.over(children))  # type: ignore[arg-type]

    def cap(self, children: Children) -> ast.Cap:
        token = of_type(children, "NUMBER", "PIECES")
        count = self.whole(self._number(token, self.begin(token)))
        period = of_type(children, "EACH_PERIOD")
        per = self._period(period) if period is not None else "event"
        return ast.Cap(count, per, self.over(children))  # type: ignore[arg-type]

    # -------------------------------------------------------------------------------------------- schedules

    def schedule(self, children: Children) -> ast.Schedule:
        return ast.Schedule(tuple(self.items(children)), self.over(children))

    def every_day(self, children: Children) -> ast.EveryDay:
        return ast.EveryDay(self.over(children))

    def every_weekday(self, children: Children) -> ast.EveryWeekday:
        tokens = (child for child in children if child.type == "WEEKDAY")
        days = dict.fromkeys(int(self.longest("weekdays", token)) for token in tokens)
        return ast.EveryWeekday(tuple(days), self.over(children))

    def weekday_range(self, children: Children) -> ast.EveryWeekday:
        """From one weekday to another, round the week where the last comes first."""
        first, last = (int(self.longest("weekdays", child)) for child in children if child.type == "WEEKDAY")
        days = tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
        return ast.EveryWeekday(days, self.over(children))

    def month_days(self, children: Children) -> ast.EveryMonthDays:
        days = [self.day_of_month(child) for child in children if child.type == "DAY_OF_MONTH"]
        if "MONTH_END" in map(terminal, children):
            days.append(31)
        time = of_type(children, "TIME")
        first_time = self._time(time) if time is not None else None
        return ast.EveryMonthDays(days[0], days[-1], first_time, self.over(children))

    def every_quarter(self, children: Children) -> ast.EveryQuarter:
        return ast.EveryQuarter(self.over(children))

    def year_days(self, children: Children) -> ast.EveryYearDays:
        days = nodes(children, ast.YearDay)
        return ast.EveryYearDays(days[0], days[-1], self.over(children))

    def birthday(self, children: Children) -> ast.Birthday:
        scope = _BIRTHDAYS[self.word(children[0])]
        return ast.Birthday(scope, self.over(children))  # type: ignore[arg-type]

    def holiday(self, children: Children) -> ast.Holiday:
        return ast.Holiday(self.plain(children[1]), self.over(children))

    def date_range(self, children: Children) -> ast.DateRange:
        dates = [self._date(child) for child in children if child.type == "DATE"]
        types = set(map(terminal, children))
        is_before = "BEFORE" in types
        if len(dates) == 2:
            return ast.DateRange(dates[0], dates[1], not is_before, self.over(children))
        if is_before or types & {"TO", "THROUGH"}:
            return ast.DateRange(None, dates[0], not is_before, self.over(children))
        last = None if "FROM" in types else dates[0]
        return ast.DateRange(dates[0], last, True, self.over(children))

    def time_range(self, children: Children) -> ast.TimeRange:
        first, end = (self._time(child) for child in children if child.type == "TIME")
        return ast.TimeRange(first, end, self.over(children))
