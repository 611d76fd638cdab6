"""What all languages spell alike: names, numbers, texts, and the frame of conditions, triggers and actions."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import ClassVar, Final, assert_never

from benefitdsl.catalogue import FieldSpec
from benefitdsl.source import format_string
from benefitdsl.source.names import NAME
from benefitdsl.syntax import ast
from benefitdsl.syntax.build import Refers, refers_of
from benefitdsl.syntax.vocabulary import Vocabulary
from benefitdsl.syntax.words import LANGUAGES, Words

_BARE_NAME: Final = re.compile(NAME)

# How tightly a condition binds; what binds less than its place asks for stands in parentheses.
OR, AND, NOT, COMPARE, SUM, PRODUCT, ATOM = range(7)
_ARITHMETIC: Final = {"add": ("+", SUM), "sub": ("-", SUM), "mul": ("*", PRODUCT), "div": ("/", PRODUCT)}


class CannotBeWritten(Exception):
    """A tree holds something that no text stands for, such as a name with a line break in it."""

    def __init__(self, what: object) -> None:
        super().__init__(f"no text stands for {what!r}")
        self.what = what


class Speller(ABC):
    """Writes values in one language.

    A name that is spelled like a word of the language is written bare as long as `is_careful` is not set; `doubted`
    then tells that the text should be read back.
    """

    colon: str
    comma: str
    open_, close = "(", ")"
    compare: ClassVar[Mapping[str, str]]

    def __init__(self, words: Words, vocabulary: Vocabulary) -> None:
        self.words, self.vocabulary = words, vocabulary
        self.is_careful = False
        self.doubted = False
        self._keywords = frozenset(spelling for all_of_it in words.words.values() for spelling in all_of_it)
        self._keyword_beginnings = re.compile(
            "|".join(
                f"(?:{'|'.join(words.words[word])}){follower}" for word, follower in words.followed_by.items()
            )
            or r"(?!)"
        )
        self._money = re.compile(rf"(?:{words.pattern('currencies')})(?!\w)")
        self._measures = re.compile(rf"(?:{words.pattern('units')})|(?:{words.pattern('currencies')})(?!\w)")

    # ------------------------------------------------------------------------------------------------ names

    def word(self, word: str) -> str:
        return self.words.spelling(word)

    def name(self, name: ast.Name) -> str:
        """Write a name of the author's."""
        return self._bare_or_quoted(name.text)

    def event(self, name: ast.Name) -> str:
        if name.standard:
            return self.vocabulary.written_events.get(name.text, name.text)
        is_taken = name.text in self.vocabulary.events
        return self._quoted(name.text) if is_taken else self._bare_or_quoted(name.text)

    def field(self, name: ast.Name) -> str:
        if name.standard:
            return self.vocabulary.written_fields.get(name.text, name.text)
        is_taken = name.text in self.vocabulary.fields
        return self._quoted(name.text) if is_taken else self._bare_or_quoted(name.text)

    def _bare_or_quoted(self, text: str) -> str:
        if not _BARE_NAME.fullmatch(text):
            return self._quoted(text)
        if text in self._keywords or text in LANGUAGES or self._keyword_beginnings.match(text):
            if self.is_careful:
                return self._quoted(text)
            self.doubted = True
        return text

    def _quoted(self, text: str) -> str:
        for opener, closer in (self.quotes, ("`", "`"), ("「", "」")):
            if closer not in text and opener not in text:
                return f"{opener}{text}{closer}"
        raise CannotBeWritten(text)

    quotes: tuple[str, str]

    # ------------------------------------------------------------------------------------------------ small values

    def number(self, number: ast.Number) -> str:
        digits = str(number.digits).zfill(number.places + 1)
        return f"{digits[: -number.places]}.{digits[-number.places :]}" if number.places else digits

    def money(self, money: ast.Money) -> str:
        currency = self.words.written("currencies", money.currency)
        space = " " if currency.isascii() else ""
        return f"{self.number(money.amount)}{space}{currency}"

    def amount(self, amount: ast.Number | ast.Money) -> str:
        return self.money(amount) if isinstance(amount, ast.Money) else self.number(amount)

    def percent(self, percent: ast.Percent) -> str:
        return f"{self.number(percent.amount)}%"

    def quantity(self, quantity: ast.Quantity) -> str:
        """Write so many of something; `75 days` and `100 天猫币` would be read as lengths of time."""
        unit = quantity.unit.text
        written = self._quoted(unit) if self._measures.match(unit) else self.name(quantity.unit)
        return f"{self.amount(quantity.amount)} {written}"

    def points(self, amount: ast.Number | ast.Money, currency: ast.Name) -> str:
        """Write so many points; `200 CNY` would be read as money, whatever is called so."""
        is_money = self._money.match(currency.text) is not None
        return f"{self.amount(amount)} {self._quoted(currency.text) if is_money else self.name(currency)}"

    def text(self, text: ast.Text) -> str:
        return " ".join(f"{code} {format_string(value)}".lstrip() for code, value in text.items)

    def flag(self, flag: ast.Flag) -> str:
        return self.word("yes" if flag.value else "no")

    def duration(self, duration: ast.Duration) -> str:
        group = "one_unit" if duration.count == 1 else "units"
        return self._counted(duration.count, self.words.written(group, duration.unit))

    def _counted(self, count: int, unit: str) -> str:
        return f"{count}{' ' if unit[0].isascii() else ''}{unit}"

    def time(self, time: ast.TimeOfDay) -> str:
        return f"{time.hour:02}:{time.minute:02}"

    def listed(self, parts: Iterable[str]) -> str:
        return self.comma.join(parts)

    def grouped(self, text: str) -> str:
        return f"{self.open_}{text}{self.close}"

    def choice(self, choice: ast.Choice, spec: FieldSpec) -> str:
        for each in spec.choices:
            if each.word == choice.word:
                return self.vocabulary.written(each.labels, choice.word)
        return choice.word

    def field_type(self, value: ast.FieldType) -> str:
        required = f" {self.word('required')}" if value.required else ""
        return self.word(f"type_{value.type}") + required

    # ------------------------------------------------------------------------------------------------ fields

    def value(self, value: ast.Value, spec: FieldSpec) -> str:
        """Write the value of a field."""
        match value:
            case ast.Name():
                return self._referred(value, spec)
            case ast.Names():
                return self.listed(self._referred(name, spec) for name in value.items)
            case ast.Choice():
                return self.choice(value, spec)
            case ast.Lasting():
                return self.listed(map(self.lasts, value.terms))
            case ast.Limits():
                return self.listed(map(self.limit, value.items))
            case ast.Cap():
                return self.cap(value)
            case ast.Schedule():
                return self.listed(map(self.schedule_term, value.terms))
            case ast.Trigger():
                return self.trigger(value)
            case ast.Actions():
                return self.listed(map(self.action, value.items))
            case ast.Dates():
                return self.listed(map(self.date, value.items))
            case ast.TimeOfDay():
                return self.time(value)
            case ast.TimeRange():
                return self.schedule_term(value)
            case ast.FieldType():
                return self.field_type(value)
            case ast.Goal():
                return self.goal(value)
            case ast.Aggregate() if spec.form == "match":
                return self.match(value)
            case (
                ast.InLast()
                | ast.InPeriod()
                | ast.WithinFrom()
                | ast.BetweenDates()
                | ast.EverWindow()
                | ast.ThisEvent()
            ):
                return self.window_of_field(value)
            case ast.Text():
                return self.text(value)
            case _:
                return self.condition(value)

    def _referred(self, name: ast.Name, spec: FieldSpec) -> str:
        return self.referred(name, refers_of(spec))

    def referred(self, name: ast.Name, refers: Refers) -> str:
        match refers:
            case "event":
                return self.event(name)
            case "field":
                return self.field(name)
            case "other":
                return self.name(name)

    def head(
        self, name: ast.Name | ast.Number | None, titles: ast.Text | None, refers: Refers = "other"
    ) -> str:
        """Write what follows a kind's word or the label of a row, with a space before it."""
        parts = []
        if isinstance(name, ast.Number):
            parts.append(self.number(name))
        elif name is not None:
            parts.append(self.referred(name, refers))
        if titles is not None:
            parts.append(self.text(titles))
        return "".join(f" {part}" for part in parts)

    # ------------------------------------------------------------------------------------------------ conditions

    def condition(self, expr: ast.Expr, place: int = OR) -> str:
        """Write a condition where something that binds as tightly as `place` is asked for."""
        text, tightness = self._expr(expr)
        return self.grouped(text) if tightness < place else text

    def _expr(self, expr: ast.Expr) -> tuple[str, int]:
        match expr:
            case ast.Or(items):
                return self.joined("or", [self.condition(item, AND) for item in items]), OR
            case ast.And(items):
                return self.joined("and", [self.condition(item, NOT) for item in items]), AND
            case ast.Not(ast.Has(subject)):
                return f"{self.word('has_no')} {self.ref(subject)}", ATOM
            case ast.Not(item):
                return self.spaced(self.word("not"), self.condition(item, NOT)), NOT
            case ast.Compare(op, left, right):
                sign = self.word(f"is{'_not' * (op == 'ne')}") if _is_said(expr) else self.compare[op]
                return self.spaced(self.condition(left, SUM), sign, self.condition(right, SUM)), COMPARE
            case ast.OneOf(value, options):
                listed = self.grouped(self.listed(map(self.condition, options)))
                return self.spaced(self.condition(value, SUM), self.word("is_one_of"), listed), COMPARE
            case ast.Contains(value, part):
                sides = self.condition(value, SUM), self.condition(part, SUM)
                return self.spaced(sides[0], self.word("contains"), sides[1]), COMPARE
            case ast.Arithmetic(op, left, right):
                sign, tightness = _ARITHMETIC[op]
                first, second = self.operand(left, tightness), self.operand(right, tightness + 1)
                return self.spaced(first, sign, second), tightness
            case _:
                return self.atom(expr), ATOM

    def operand(self, expr: ast.Expr, place: int) -> str:
        """Write a side of an operation; a default is grouped there: the operation is no part of it."""
        text = self.condition(expr, place)
        return self.grouped(text) if isinstance(expr, ast.OrElse) else text

    def spaced(self, *parts: str) -> str:
        """Write parts one behind the other."""
        return " ".join(parts)

    def joined(self, word: str, parts: list[str]) -> str:
        """Write parts with a word between them."""
        between = self.word(word)
        return self.spaced(parts[0], *(piece for part in parts[1:] for piece in (between, part)))

    def atom(self, expr: ast.Expr) -> str:
        match expr:
            case ast.Number():
                return self.number(expr)
            case ast.Money():
                return self.money(expr)
            case ast.Quantity():
                return self.quantity(expr)
            case ast.Percent():
                return self.percent(expr)
            case ast.Text():
                return self.text(expr)
            case ast.Flag():
                return self.flag(expr)
            case ast.Date():
                return self.date(expr)
            case ast.Duration():
                return self.duration(expr)
            case ast.Ref():
                return self.ref(expr)
            case ast.OrElse(subject, default):
                return f"{self.ref(subject)} {self.word('or_else')} {self.atom(default)}"
            case ast.Has():
                return f"{self.word('has')} {self.ref(expr.subject)}"
            case ast.InSegment():
                return f"{self.word('in_segment')} {self.name(expr.segment)}"
            case ast.TierRef():
                return self.about("new_tier" if expr.new else "tier", expr.ladder)
            case ast.BalanceRef():
                return self.about("balance", expr.currency)
            case ast.ProgressRef():
                return self.about("progress", expr.mission)
            case ast.ScoreRef():
                return self.about_one("score_of", expr.score)
            case ast.VariantRef():
                return self.about_one("variant_of", expr.experiment)
            case ast.ThresholdRef():
                return self.about_one("threshold_of", expr.ladder)
            case ast.DaysSince():
                return self.days_since(expr)
            case ast.Aggregate():
                return self.aggregate(expr)
            case ast.PointsEarned():
                return self.points_earned(expr)
            case (
                ast.Compare()
                | ast.OneOf()
                | ast.Contains()
                | ast.Arithmetic()
                | ast.And()
                | ast.Or()
                | ast.Not()
            ):
                return self.condition(expr, ATOM)
            case _:
                assert_never(expr)

    def ref(self, ref: ast.Ref) -> str:
        return ".".join(map(self.field, ref.parts))

    @abstractmethod
    def about(self, word: str, name: ast.Name | None) -> str: ...

    @abstractmethod
    def about_one(self, word: str, name: ast.Name) -> str:
        """Write what is asked of one thing, which the word leads to: `score of taobao`, 分值（淘气值）."""

    @abstractmethod
    def days_since(self, since: ast.DaysSince) -> str: ...

    @abstractmethod
    def aggregate(self, aggregate: ast.Aggregate) -> str: ...

    def past(self, window: ast.Window, gross: bool) -> str:
        """Write the window of a total, and whether it counts what was refunded since."""
        written = self.window(window)
        return f"{written} {self.word('including_refunded')}" if gross else written

    @abstractmethod
    def points_earned(self, points: ast.PointsEarned) -> str: ...

    @abstractmethod
    def match(self, aggregate: ast.Aggregate) -> str: ...

    @abstractmethod
    def goal(self, goal: ast.Goal) -> str: ...

    def enough(self, goal: ast.Goal) -> str:
        """Write the target of a goal, with a space before it."""
        return "" if goal.target is None else f" {self.word('at_least')} {self.amount(goal.target)}"

    def path_names(self, aggregate: ast.Aggregate) -> list[str]:
        """Write the names of a path, outermost first."""
        is_here = isinstance(aggregate.window, ast.ThisEvent)
        return [
            self.field(name) if at or is_here else self.event(name) for at, name in enumerate(aggregate.path)
        ]

    # ------------------------------------------------------------------------------------------------ time

    @abstractmethod
    def date(self, date: ast.Date) -> str: ...

    @abstractmethod
    def lasts(self, term: ast.LastingTerm) -> str: ...

    @abstractmethod
    def window(self, window: ast.Window) -> str: ...

    def window_of_field(self, window: ast.Window) -> str:
        return self.window(window)

    @abstractmethod
    def limit(self, limit: ast.Limit) -> str: ...

    @abstractmethod
    def each_period(self, unit: str) -> str: ...

    def limit_window(self, window: ast.Window) -> str:
        if isinstance(window, ast.InPeriod) and window.count == 1:
            return self.each_period(window.unit)
        return self.window(window)

    def this_period(self, unit: str) -> str:
        return self.word("today" if unit == "day" else f"this_{unit}")

    @abstractmethod
    def cap(self, cap: ast.Cap) -> str: ...

    @abstractmethod
    def schedule_term(self, term: ast.ScheduleTerm) -> str: ...

    # ------------------------------------------------------------------------------------------------ triggers, actions

    def trigger(self, trigger: ast.Trigger) -> str:
        return f" {self.word('or')} ".join(map(self.trigger_term, trigger.terms))

    def trigger_term(self, term: ast.TriggerTerm) -> str:
        match term:
            case ast.EventTrigger():
                return self.event(term.event)
            case ast.MomentTrigger():
                return self.moment(term)
            case ast.HappeningTrigger():
                subject = "" if term.subject is None else f" {self.name(term.subject)}"
                stage = "" if term.stage is None else f" {self.word('stage')} {term.stage}"
                return f"{self.word(term.happening)}{subject}{stage}"
            case _:
                assert_never(term)

    @abstractmethod
    def moment(self, moment: ast.MomentTrigger) -> str: ...

    def action(self, action: ast.Action) -> str:
        match action:
            case ast.Grant():
                return f"{self.word('grant')} {self.pieces(action.count)}{self.name(action.benefit)}"
            case ast.Give():
                return self.rate(action, "give")
            case ast.Take():
                return self.rate(action, "use_up_to" if action.up_to else "use")
            case ast.Draw():
                return f"{self.word('draw')} {self.name(action.draw)}"
            case ast.Multiply():
                return self.multiply(action)
            case ast.TagAction():
                return f"{self.word('tag' if action.on else 'untag')} {self.name(action.tag)}"
            case ast.Send():
                return f"{self.word('send')} {self.name(action.notice)}"
            case ast.RaiseTo():
                return f"{self.word('raise_to')} {self.name(action.level)}"
            case ast.EnrolIn():
                return f"{self.word('enrol_in')} {self.name(action.mission)}"
            case ast.TellInviter():
                return self.tell(action)
            case _:
                assert_never(action)

    @abstractmethod
    def pieces(self, count: int) -> str: ...

    @abstractmethod
    def rate(self, action: ast.Give | ast.Take, verb: str) -> str:
        """Write what gives or uses so many points, or so many per so much."""

    @abstractmethod
    def multiply(self, multiply: ast.Multiply) -> str: ...

    def rounding(self, word: ast.RoundingWord | None) -> str:
        return "" if word is None else f" {self.word(f'rounded_{word}')}"

    def tell(self, action: ast.TellInviter) -> str:
        told = f"{self.word('tell_inviter')} {self.event(action.event)}"
        if not action.fields:
            return told
        fields = (f"{self.field(name)} = {self.condition(value)}" for name, value in action.fields)
        return self.spaced(told, self.grouped(self.listed(fields)))

    # ------------------------------------------------------------------------------------------------ one-line rules

    arrow: str

    def one_line(self, trigger: ast.Trigger, condition: ast.Expr | None, actions: ast.Actions) -> str:
        then = f" {self.arrow} {self.listed(map(self.action, actions.items))}"
        spent = _spent(trigger, condition)
        if spent is not None:
            further = _further(condition)
            also = "" if further is None else f" {self.word('if')} {self.condition(further)}"
            return f"{self.word('spend')} {self.money(spent)}{also}{then}"
        asked = "" if condition is None else f" {self.word('if')} {self.condition(condition)}"
        return f"{self.trigger(trigger)}{asked}{then}"


def _is_said(compare: ast.Compare) -> bool:
    """Say whether equality reads as a word: of texts, names and flags, not of numbers."""
    return compare.op in ("eq", "ne") and isinstance(compare.right, ast.Text | ast.Ref | ast.Flag)


def _spent(trigger: ast.Trigger, condition: ast.Expr | None) -> ast.Money | None:
    """Return the amount of `spend 398 CNY`, if the rule begins with what that is short for."""
    if trigger.terms != (ast.EventTrigger(ast.Name("order", standard=True)),):
        return None
    first = condition.items[0] if isinstance(condition, ast.And) else condition
    if not isinstance(first, ast.Compare) or first.op != "ge" or not isinstance(first.right, ast.Money):
        return None
    is_amount = first.left == ast.Ref((ast.Name("amount", standard=True),))
    return first.right if is_amount else None


def _further(condition: ast.Expr | None) -> ast.Expr | None:
    """Return what is asked for besides the amount spent."""
    if not isinstance(condition, ast.And):
        return None
    further = condition.items[1:]
    return further[0] if len(further) == 1 else ast.And(further)


def is_stretch(days: tuple[int, ...]) -> bool:
    """Whether weekdays read better as first and last: three or more, each the next of the one before."""
    return len(days) > 2 and all((after - before) % 7 == 1 for before, after in pairwise(days))
