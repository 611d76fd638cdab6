"""English word order."""

from __future__ import annotations

from typing import ClassVar, Final, assert_never

from benefitdsl.syntax import ast
from benefitdsl.syntax.spelling.speller import SUM, Speller, is_stretch

_ORDINALS: Final = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}


class English(Speller):
    """`30 days from claim`, `3 per member per month`."""

    colon = ": "
    comma = ", "
    quotes = ("`", "`")
    arrow = "->"
    compare: ClassVar = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}

    # ------------------------------------------------------------------------------------------------ time

    def date(self, date: ast.Date) -> str:
        return f"{date.year:04}-{date.month:02}-{date.day:02}"

    def year_day(self, day: ast.YearDay) -> str:
        return f"{day.day} {self.words.written('months', str(day.month))}"

    def lasts(self, term: ast.LastingTerm) -> str:
        match term:
            case ast.LastsFor(duration, anchor, edge):
                edged = "" if edge is None else f" {self.word(f'at_{edge}')}"
                if anchor == "none":
                    return f"{self.word('within')} {self.duration(duration)}{edged}"
                relation = "from" if anchor in ("issue", "claim") else "after"
                return f"{self.duration(duration)} {self.word(f'{relation}_{anchor}')}{edged}"
            case ast.LastsThrough(date, included):
                return f"{self.word('through' if included else 'before')} {self.date(date)}"
            case ast.LastsToPeriodEnd(unit, is_next):
                next_word = f"{self.word('next')} " if is_next else ""
                return f"{self.word('to_end_of')} {next_word}{self.words.written('periods', unit)}"
            case ast.LastsToYearDays(days):
                return f"{self.word('to')} " + f" {self.word('or')} ".join(map(self.year_day, days))
            case _:
                assert_never(term)

    def window(self, window: ast.Window) -> str:
        match window:
            case ast.InLast(duration):
                return f"{self.word('last')} {self.duration(duration)}"
            case ast.InPeriod(unit, 1):
                return self.this_period(unit)
            case ast.InPeriod(unit, count):
                return f"{self.word('last')} {count} {self.words.written('calendar_units', unit)}"
            case ast.WithinFrom():
                return f"{self.word('within')} {self.window_of_field(window)}"
            case ast.BetweenDates(first, last):
                return f"{self.word('from')} {self.date(first)} {self.word('through')} {self.date(last)}"
            case ast.EverWindow():
                return self.word("ever")
            case ast.ThisEvent():
                return self.word("this_event")
            case _:
                assert_never(window)

    def window_of_field(self, window: ast.Window) -> str:
        """Write a window that stands alone: `within: 3 months from first match`."""
        if isinstance(window, ast.WithinFrom):
            return f"{self.duration(window.duration)} {self.word(f'from_{window.anchor}')}"
        return self.window(window)

    def limit(self, limit: ast.Limit) -> str:
        scope = self.word("in_all" if limit.scope == "all" else f"per_{limit.scope}")
        window = "" if limit.window is None else f" {self.limit_window(limit.window)}"
        return f"{self.amount(limit.count)} {scope}{window}"

    def each_period(self, unit: str) -> str:
        return f"{self.word('per')} {self.words.written('periods', unit)}"

    def cap(self, cap: ast.Cap) -> str:
        per = self.word("per_event") if cap.per == "event" else self.each_period(cap.per)
        return f"{self.number(cap.count)} {per}"

    def schedule_term(self, term: ast.ScheduleTerm) -> str:
        match term:
            case ast.DateRange():
                return self._date_range(term)
            case ast.EveryDay():
                return self.word("every_day")
            case ast.EveryWeekday(days):
                named = [self.words.written("weekdays", str(day)) for day in days]
                if is_stretch(days):
                    return f"{self.word('every_week')} {named[0]} {self.word('to')} {named[-1]}"
                return f"{self.word('every_week')} " + f" {self.word('or')} ".join(named)
            case ast.EveryMonthDays(first, last, time):
                if first == last and time is None:
                    return f"{self.word('every_month')} {self.word('on')} {_ordinal(first)}"
                at = "" if time is None else f" {self.time(time)}"
                end = self.word("month_end") if last == 31 else _ordinal(last)
                begin = f"{self.word('from')} {_ordinal(first)}{at}"
                return f"{self.word('every_month')} {begin} {self.word('to')} {end}"
            case ast.EveryQuarter():
                return self.word("every_quarter")
            case ast.EveryYearDays(first_day, last_day):
                if first_day == last_day:
                    return f"{self.word('every_year')} {self.word('on')} {self.year_day(first_day)}"
                begin = f"{self.word('every_year')} {self.word('from')} {self.year_day(first_day)}"
                return f"{begin} {self.word('to')} {self.year_day(last_day)}"
            case ast.Birthday(scope):
                return self.word("birthday" if scope == "day" else f"birthday_{scope}")
            case ast.Holiday(name):
                return f"{self.word('holiday')} {self.name(name)}"
            case ast.TimeRange(first_time, end_time):
                return f"{self.word('from')} {self.time(first_time)} {self.word('to')} {self.time(end_time)}"
            case _:
                assert_never(term)

    def _date_range(self, term: ast.DateRange) -> str:
        if term.first is not None and term.first == term.last and term.last_included:
            return f"{self.word('on')} {self.date(term.first)}"
        parts = []
        if term.first is not None:
            parts.append(f"{self.word('from')} {self.date(term.first)}")
        if term.last is not None:
            parts.append(f"{self.word('through' if term.last_included else 'before')} {self.date(term.last)}")
        return " ".join(parts)

    def moment(self, moment: ast.MomentTrigger) -> str:
        at = "" if moment.time is None else f" {self.word('at')} {self.time(moment.time)}"
        return self.schedule_term(moment.term) + at

    # ------------------------------------------------------------------------------------------------ conditions

    def about(self, word: str, name: ast.Name | None) -> str:
        of = "" if name is None else f" {self.word('of')} {self.name(name)}"
        return self.word(word) + of

    def about_one(self, word: str, name: ast.Name) -> str:
        return f"{self.word(word)} {self.name(name)}"

    def days_since(self, since: ast.DaysSince) -> str:
        if since.event is None:
            return self.word("days_since_joining")
        return f"{self.word('days_since_last')} {self.event(since.event)}"

    def aggregate(self, aggregate: ast.Aggregate) -> str:
        window = "" if aggregate.window is None else f" {self.past(aggregate.window, aggregate.gross)}"
        return self._counted_path(aggregate) + window

    def match(self, aggregate: ast.Aggregate) -> str:
        if aggregate.function == "count":
            return self._path(aggregate)
        return self._counted_path(aggregate)

    def goal(self, goal: ast.Goal) -> str:
        match = goal.match
        counted = self._bare_path(match) if match.function == "count" else self._of_path(match)
        return f"{counted}{self.enough(goal)}{self._where(match)}"

    def _counted_path(self, aggregate: ast.Aggregate) -> str:
        return self._of_path(aggregate) + self._where(aggregate)

    def _of_path(self, aggregate: ast.Aggregate) -> str:
        of = f" {self.word('of')} "
        field = "" if aggregate.field is None else f"{self.field(aggregate.field)}{of}"
        return f"{self.word(aggregate.function)} {field}{self._bare_path(aggregate)}"

    def _path(self, aggregate: ast.Aggregate) -> str:
        return self._bare_path(aggregate) + self._where(aggregate)

    def _bare_path(self, aggregate: ast.Aggregate) -> str:
        return f" {self.word('of')} ".join(reversed(self.path_names(aggregate)))

    def _where(self, aggregate: ast.Aggregate) -> str:
        return f" {self.word('where')} {self.condition(aggregate.where)}" if aggregate.where else ""

    def points_earned(self, points: ast.PointsEarned) -> str:
        earned = self.about("points_earned", points.currency)
        return f"{earned} {self.past(points.window, points.gross)}"

    # ------------------------------------------------------------------------------------------------ actions

    def pieces(self, count: int) -> str:
        return "" if count == 1 else f"{count} "

    def rate(self, action: ast.Give | ast.Take, verb: str) -> str:
        per = ""
        if action.per is not None:
            of = "" if action.of is None else f" {self.word('of')} {self.condition(action.of, SUM)}"
            per = f" {self.word('per_full' if action.step else 'per')} {self.amount(action.per)}{of}"
        points = self.points(action.amount, action.currency)
        return f"{self.word(verb)} {points}{per}{self.rounding(action.rounding)}"

    def multiply(self, multiply: ast.Multiply) -> str:
        compounding = f" {self.word('compounding')}" if multiply.compound else ""
        by = f"{self.word('by')} {self.number(multiply.factor)}"
        return f"{self.word('multiply')} {self.name(multiply.currency)} {by}{compounding}"


def _ordinal(day: int) -> str:
    return f"{day}{_ORDINALS.get(day, 'th')}"
