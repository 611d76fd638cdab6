"""Numbers, money, texts, names and dates."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar, get_args

from benefitdsl.diagnostics import Edit, Fix, from_flaw
from benefitdsl.limits import MAX_FRACTION_DIGITS, MAX_LIST_ITEMS, MAX_WHOLE_DIGITS
from benefitdsl.source import Span, name_problem, string_value
from benefitdsl.syntax import ast
from benefitdsl.syntax.build.place import Place
from benefitdsl.syntax.words import Words, abstract_word

Children = Sequence[Any]
Found = TypeVar("Found")

_NUMBER: Final = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_NOTATION: Final = re.compile(r"(?i:e[0-9]+|x[0-9a-f]+)")  # what glued to a number makes it 1e3 or 0x10
_WHOLE: Final = re.compile(r"[0-9]+")
_MAX_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NO_DATE: Final = (1970, 1, 1)  # stands in for a date that is none; the error stops the load
MAX_STAGE_DIGITS: Final = 9


class Atoms:
    """What the other rooms of the builder stand on."""

    context: Place

    def __init__(self, words: Words) -> None:
        self.words = words

    # -------------------------------------------------------------------------------------------- places

    def begin(self, child: Any) -> int:
        """Return where a child begins, in its file."""
        if isinstance(child, str):
            return self.context.offset + child.start_pos  # type: ignore[attr-defined, no-any-return]
        return child.span.start  # type: ignore[no-any-return]

    def end(self, child: Any) -> int:
        if isinstance(child, str):
            return self.context.offset + child.end_pos  # type: ignore[attr-defined, no-any-return]
        return child.span.end  # type: ignore[no-any-return]

    def over(self, children: Children) -> Span:
        """Return the span from the first child to the last."""
        return Span(self.context.file, self.begin(children[0]), self.end(children[-1]))

    def word(self, child: Any) -> str:
        """Return the abstract word of a keyword."""
        return abstract_word(child.type)

    # -------------------------------------------------------------------------------------------- numbers

    def _number(self, text: str, start: int) -> ast.Number:
        """Read the number that `text` begins with; `start` is its place in the file."""
        found = _NUMBER.match(text)
        if found is None:
            raise AssertionError(text)  # the terminals begin with a number
        whole, fraction = found[1], found[2] or ""
        span = Span(self.context.file, start, start + found.end())
        if len(whole) > MAX_WHOLE_DIGITS or len(fraction) > MAX_FRACTION_DIGITS:
            self.context.report(
                "BEN021", span, number=found[0], whole=MAX_WHOLE_DIGITS, fraction=MAX_FRACTION_DIGITS
            )
            return ast.Number(0, 0, span)
        if len(whole) > 1 and whole[0] == "0":
            plain = whole.lstrip("0") or "0"
            edit = Edit(Span(span.file, start, start + len(whole)), plain)
            self.context.report(
                "BEN059", span, (Fix("replace", (edit,), {"new_text": plain}),), number=found[0]
            )
        return ast.Number(int(whole + fraction), len(fraction), span)

    def number(self, children: Children) -> ast.Number:
        return self._number(children[0], self.begin(children[0]))

    def integer(self, children: Children) -> ast.Number:
        number = self.number(children)
        return self.whole(number)

    def whole(self, number: ast.Number) -> ast.Number:
        """Refuse a fraction where only a whole number makes sense."""
        if number.places:
            self.context.report("BEN060", number.span, number=self.original(number.span))
            return ast.Number(number.digits // 10**number.places, 0, number.span)
        return number

    def count(self, token: Any) -> int:
        """Return the whole number that a token begins with."""
        return self.whole(self._number(token, self.begin(token))).digits

    def percent(self, children: Children) -> ast.Percent:
        return ast.Percent(self.number(children), self.over(children))

    def money(self, children: Children) -> ast.Money:
        token = children[0]
        amount = self.number(children)
        currency = self._rest(token, "currencies")
        return ast.Money(amount, currency, self.over(children))

    def quantity(self, children: Children) -> ast.Quantity:
        if self.begin(children[1]) == self.end(children[0]) and _NOTATION.fullmatch(children[1]):
            span = self.over(children)
            self.context.report("BEN061", span, found=self.original(span), example="1000")
        return ast.Quantity(self.number(children), self.plain(children[1]), self.over(children))

    def quantity_form(self, children: Children) -> ast.Quantity:
        return ast.Quantity(children[0], self.plain(children[1]), self.over(children))

    def _rest(self, token: str, group: str) -> str:
        """Return the abstract word of what stands behind the number of a token."""
        found = _NUMBER.match(token)
        return self.meaning(group, token[found.end() :] if found else token)

    def meaning(self, group: str, text: str) -> str:
        """Return the abstract word of a spelling of a group, runs of spaces taken as one."""
        return self.words.meaning(group)[" ".join(text.split())]

    def longest(self, group: str, text: str) -> str:
        """Return the abstract word of the longest spelling of a group that the text holds."""
        meanings: Mapping[str, str] = self.words.meaning(group)
        spaced = " ".join(text.split())
        return meanings[max((spelling for spelling in meanings if spelling in spaced), key=len)]

    # -------------------------------------------------------------------------------------------- texts

    def original(self, span: Span) -> str:
        """Return what the author wrote there."""
        return self.context.original[span.start - self.context.offset : span.end - self.context.offset]

    def _string(self, token: Any) -> str:
        start = self.begin(token)
        value, flaws = string_value(self.original(Span(0, start, self.end(token))))
        self.context.found += (from_flaw(flaw, self.context.file, start) for flaw in flaws)
        return value

    def plain_text(self, children: Children) -> ast.Text:
        return ast.Text((("", self._string(children[0])),), self.over(children))

    string = plain_text

    def text_by_language(self, children: Children) -> ast.Text:
        items: dict[str, str] = {}
        for code, text in zip(children[::2], children[1::2], strict=True):
            if str(code) in items:
                self.context.report("BEN078", self.over((code,)), language=str(code))
            items[str(code)] = self._string(text)
        return ast.Text(tuple(items.items()), self.over(children))

    def file(self, children: Children) -> ast.Text:
        return self.plain_text(children)

    def flag(self, children: Children) -> ast.Flag:
        return ast.Flag(self.word(children[0]) == "yes", self.over(children))

    def choice(self, children: Children) -> ast.Choice:
        return ast.Choice(str(children[0]), self.over(children))

    currency = timezone = language = choice

    def field_type(self, children: Children) -> ast.FieldType:
        word = self.word(children[0]).removeprefix("type_")
        return ast.FieldType(word, len(children) > 1, self.over(children))  # type: ignore[arg-type]

    # -------------------------------------------------------------------------------------------- names

    def plain(self, token: Any) -> ast.Name:
        """Return a name of the author's."""
        span = self.over((token,))
        if is_quoted := token.type == "QUOTED_NAME":
            text = self.original(span)[1:-1]
        else:
            text = str(token)
        flaw = name_problem(text, is_quoted=is_quoted)
        if flaw is not None:
            self.context.found.append(from_flaw(flaw, span.file, span.start + is_quoted))
        return ast.Name(text, span=span)

    def event(self, token: Any) -> ast.Name:
        """Return the name of an event, of the standard vocabulary if it is one."""
        return self._standard(token, self.context.vocabulary.events)

    def field(self, token: Any) -> ast.Name:
        """Return the name of a field or an attribute."""
        return self._standard(token, self.context.vocabulary.fields)

    def _standard(self, token: Any, meanings: Mapping[str, str]) -> ast.Name:
        word = None if token.type == "QUOTED_NAME" else meanings.get(token)
        return self.plain(token) if word is None else ast.Name(word, True, self.over((token,)))

    def _referred(self, token: Any) -> ast.Name:
        match self.context.refers:
            case "event":
                return self.event(token)
            case "field":
                return self.field(token)
            case "other":
                return self.plain(token)

    def name_form(self, children: Children) -> ast.Name:
        return self._referred(children[0])

    def names(self, children: Children) -> ast.Names:
        items = tuple(self._referred(child) for child in self.items(children))
        return ast.Names(items, self.over(children))

    def items(self, children: Children) -> Children:
        """Return the items of a list, its commas left out."""
        items = children[::2]
        if len(items) > MAX_LIST_ITEMS:
            self.context.report("BEN020", self.over(items), found=len(items), limit=MAX_LIST_ITEMS)
            return items[:MAX_LIST_ITEMS]
        return items

    def head(self, children: Children) -> tuple[ast.Name | None, ast.Text | None]:
        name = next((self._referred(child) for child in children if isinstance(child, str)), None)
        return name, next((child for child in children if isinstance(child, ast.Text)), None)

    row_name = head

    def row_number(self, children: Children) -> tuple[ast.Number, ast.Text | None]:
        key = self.whole(self.number(children))
        return key, next((child for child in children if isinstance(child, ast.Text)), None)

    # -------------------------------------------------------------------------------------------- dates, durations

    def date(self, children: Children) -> ast.Date:
        return self._date(children[0])

    def _date(self, token: Any) -> ast.Date:
        year, month, day = map(int, _WHOLE.findall(token))
        span = self.over((token,))
        if not (1 <= month <= 12 and year >= 1 and 1 <= day <= monthrange(year, month)[1]):
            self.context.report("BEN068", span, date=self.original(span))
            year, month, day = _NO_DATE
        return ast.Date(year, month, day, span)

    def dates(self, children: Children) -> ast.Dates:
        return ast.Dates(tuple(self.items(children)), self.over(children))

    def year_day(self, children: Children) -> ast.YearDay:
        token = children[0]
        numbers = [int(digits) for digits in _WHOLE.findall(token)]
        if len(numbers) == 1:
            numbers.insert(0, int(self.longest("months", token)))
        month, day = numbers
        span = self.over(children)
        if not (1 <= month <= 12 and 1 <= day <= _MAX_DAYS[month - 1]):
            self.context.report("BEN068", span, date=self.original(span))
            return ast.YearDay(1, 1, span)
        return ast.YearDay(month, day, span)

    def day_of_month(self, token: Any) -> int:
        found = _WHOLE.match(token)
        day = int(found[0]) if found else 0
        if not 1 <= day <= 31:
            span = self.over((token,))
            self.context.report("BEN068", span, date=self.original(span))
            return 1
        return day

    def time(self, children: Children) -> ast.TimeOfDay:
        return self._time(children[0])

    def _time(self, token: Any) -> ast.TimeOfDay:
        hour, minute = map(int, token.split(":"))
        span = self.over((token,))
        if hour > 23 or minute > 59:
            at_midnight = (hour, minute) == (24, 0)
            fixes = (Fix("replace", (Edit(span, "00:00"),), {"new_text": "00:00"}),) if at_midnight else ()
            self.context.report("BEN067", span, fixes, time=self.original(span))
            hour, minute = 0, 0
        return ast.TimeOfDay(hour, minute, span)

    def duration(self, children: Children) -> ast.Duration:
        return self._duration(children[0])

    def _duration(self, token: Any) -> ast.Duration:
        unit = self._rest(token, "units")
        return ast.Duration(self.count(token), unit, self.over((token,)))  # type: ignore[arg-type]


def terminal(child: object) -> str:
    """Return the terminal of a token, whichever of its spellings it is; "" for a node."""
    return child.type.partition("__")[0] if isinstance(child, str) else ""  # type: ignore[attr-defined]


def of_type(children: Children, *terminals: str) -> Any:
    """Return the first token of one of these terminals, or None."""
    return next((child for child in children if terminal(child) in terminals), None)


def nodes(children: Children, kind: Any) -> list[Any]:
    """Return the children that are nodes of a class or union."""
    classes = get_args(kind) or kind
    return [child for child in children if isinstance(child, classes)]
