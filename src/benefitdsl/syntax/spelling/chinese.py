"""Chinese word order."""

from __future__ import annotations

from typing import ClassVar, assert_never

from benefitdsl.syntax import ast
from benefitdsl.syntax.spelling.speller import SUM, Speller, is_stretch


class Chinese(Speller):
    """自领取30天，每位会员 每月 3次."""

    colon = "："
    comma = "，"
    open_, close = "（", "）"
    quotes = ("「", "」")
    arrow = "→"
    compare: ClassVar = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥"}

    def spaced(self, *parts: str) -> str:
        """Write parts one behind the other; full-width parentheses bring their own space."""
        text = parts[0]
        for part in parts[1:]:
            is_tight = text.endswith(self.close) or part.startswith(self.open_)
            text += part if is_tight else f" {part}"
        return text

    # ------------------------------------------------------------------------------------------------ time

    def date(self, date: ast.Date) -> str:
        return f"{date.year:04}年{date.month}月{date.day}日"

    def year_day(self, day: ast.YearDay) -> str:
        return f"{day.month}月{day.day}日"

    def lasts(self, term: ast.LastingTerm) -> str:
        match term:
            case ast.LastsFor(duration, anchor, edge):
                edged = "" if edge is None else f" {self.word(f'at_{edge}')}"
                if anchor == "none":
                    return f"{self.duration(duration)}{self.word('within')}{edged}"
                relation = "from" if anchor in ("issue", "claim") else "after"
                return f"{self.word(f'{relation}_{anchor}')}{self.duration(duration)}{edged}"
            case ast.LastsThrough(date, True):
                return f"{self.word('to')}{self.date(date)}"
            case ast.LastsThrough(date, False):
                return f"{self.date(date)}{self.word('before')}"
            case ast.LastsToPeriodEnd(unit, is_next):
                which = self.word("next" if is_next else "current")
                return f"{self.word('to')}{which}{self.words.written('periods', unit)}底"
            case ast.LastsToYearDays(days):
                return self.word("to") + self.word("or").join(map(self.year_day, days))
            case _:
                assert_never(term)  # type: ignore[arg-type]  # mypy does not narrow by the two flags

    def window(self, window: ast.Window) -> str:
        match window:
            case ast.InLast(duration):
                return f"{self.word('last')}{self.duration(duration)}"
            case ast.InPeriod(unit, 1):
                return self.this_period(unit)
            case ast.InPeriod(unit, count):
                return f"{self.word('last')}{count}{self.words.written('calendar_units', unit)}"
            case ast.WithinFrom(duration, anchor):
                return f"{self.word(f'from_{anchor}')}{self.duration(duration)}{self.word('within')}"
            case ast.BetweenDates(first, last):
                return f"{self.date(first)}{self.word('to')}{self.date(last)}"
            case ast.EverWindow():
                return self.word("ever")
            case ast.ThisEvent():
                return self.word("this_event")
            case _:
                assert_never(window)

    def limit(self, limit: ast.Limit) -> str:
        scope = self.word("in_all" if limit.scope == "all" else f"per_{limit.scope}")
        window = "" if limit.window is None else f" {self.limit_window(limit.window)}"
        piece = "" if isinstance(limit.count, ast.Money) else "次"
        return f"{scope}{window} {self.amount(limit.count)}{piece}"

    def each_period(self, unit: str) -> str:
        return f"{self.word('per')}{self.words.written('periods', unit)}"

    def cap(self, cap: ast.Cap) -> str:
        per = self.word("per_event") if cap.per == "event" else self.each_period(cap.per)
        return f"{per} {self.number(cap.count)}"

    def schedule_term(self, term: ast.ScheduleTerm) -> str:
        match term:
            case ast.DateRange():
                return self._date_range(term)
            case ast.EveryDay():
                return self.word("every_day")
            case ast.EveryWeekday(days):
                named = [self.words.written("weekdays", str(day)) for day in days]
                if is_stretch(days):
                    return f"{self.word('every_week')}{named[0]}{self.word('to')}周{named[-1]}"
                return self.word("every_week") + f"{self.word('or')}周".join(named)
            case ast.EveryMonthDays(first, last, time):
                every = f"{self.word('every_month')}{first}日"
                if first == last and time is None:
                    return every
                at = "" if time is None else self.time(time)
                end = self.word("month_end") if last == 31 else f"{last}日"
                return f"{every}{at}{self.word('to')}{end}"
            case ast.EveryQuarter():
                return self.word("every_quarter")
            case ast.EveryYearDays(first_day, last_day):
                every = f"{self.word('every_year')}{self.year_day(first_day)}"
                return (
                    every if first_day == last_day else f"{every}{self.word('to')}{self.year_day(last_day)}"
                )
            case ast.Birthday(scope):
                return self.word("birthday" if scope == "day" else f"birthday_{scope}")
            case ast.Holiday(name):
                return f"{self.word('holiday')} {self.name(name)}"
            case ast.TimeRange(first_time, end_time):
                return f"{self.time(first_time)}{self.word('to')}{self.time(end_time)}"
            case _:
                assert_never(term)

    def _date_range(self, term: ast.DateRange) -> str:
        first = "" if term.first is None else self.date(term.first)
        if term.last is None:
            return f"{first}{self.word('from')}"
        last = self.date(term.last)
        if not term.last_included:
            begin = f"{first}{self.word('from')} " if first else ""
            return f"{begin}{last}{self.word('before')}"
        return first if first == last else f"{first}{self.word('to')}{last}"

    def moment(self, moment: ast.MomentTrigger) -> str:
        at = "" if moment.time is None else f" {self.time(moment.time)}"
        return self.schedule_term(moment.term) + at

    # ------------------------------------------------------------------------------------------------ conditions

    def about(self, word: str, name: ast.Name | None) -> str:
        return self.word(word) + ("" if name is None else self.grouped(self.name(name)))

    def about_one(self, word: str, name: ast.Name) -> str:
        return self.word(word) + self.grouped(self.name(name))

    def days_since(self, since: ast.DaysSince) -> str:
        if since.event is None:
            return f"{self.word('days_since_joining')} {self.word('different_days')}"
        return f"{self.word('days_since_last')} {self.event(since.event)} {self.word('different_days')}"

    def aggregate(self, aggregate: ast.Aggregate) -> str:
        window = "" if aggregate.window is None else f"{self.past(aggregate.window, aggregate.gross)} "
        return window + self.match(aggregate)

    def match(self, aggregate: ast.Aggregate) -> str:
        path = " ".join(self.path_names(aggregate))
        where = self.grouped(self.condition(aggregate.where)) if aggregate.where else " "
        field = "" if aggregate.field is None else f"{self.field(aggregate.field)} "
        return f"{path}{where}{field}{self._measure(aggregate)}"

    def goal(self, goal: ast.Goal) -> str:
        return self.match(goal.match) + self.enough(goal)

    def _measure(self, aggregate: ast.Aggregate) -> str:
        is_of_lines = len(aggregate.path) > 1 or isinstance(aggregate.window, ast.ThisEvent)
        return self.word("lines" if aggregate.function == "count" and is_of_lines else aggregate.function)

    def points_earned(self, points: ast.PointsEarned) -> str:
        earned = self.about("points_earned", points.currency)
        return f"{self.past(points.window, points.gross)} {earned}"

    # ------------------------------------------------------------------------------------------------ actions

    def pieces(self, count: int) -> str:
        return "" if count == 1 else f"{count}{self.words.written('pieces', 'piece')} "

    def rate(self, action: ast.Give | ast.Take, verb: str) -> str:
        points = f"{self.word(verb)} {self.points(action.amount, action.currency)}"
        points += self.rounding(action.rounding)
        if action.per is None:
            return points
        rate = f"{self.word('per_full' if action.step else 'per')}{self.amount(action.per)} {points}"
        return rate if action.of is None else self.spaced(self.condition(action.of, SUM), rate)

    def multiply(self, multiply: ast.Multiply) -> str:
        compounding = f" {self.word('compounding')}" if multiply.compound else ""
        factor = self.number(multiply.factor)
        return f"{self.name(multiply.currency)} {self.word('multiply')} {factor}{compounding}"
