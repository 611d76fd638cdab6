"""What a person wrote: the module of one file, language-free. Read by checks, formatter, editor and studio.

Every node carries the span of the author's text, which takes no part in equality: a Chinese and an English
text of one programme are equal trees. Words (kinds, labels, choices, units) are abstract words of the
catalogue; names stay as written, except names of the standard vocabulary, which are abstract words too
(`Name.standard`). Numbers stay exact and keep the digits as written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from benefitdsl.source import Span

NOWHERE = Span(0, 0, 0)


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


# ------------------------------------------------------------------------------------------------ atoms


@dataclass(frozen=True, slots=True)
class Name:
    """A name. With `standard`, `text` is the abstract word of the vocabulary (`amount`, `order`), whichever
    language it was written in."""

    text: str
    standard: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Number:
    """`digits` / 10**`places`, as written: 9.90 is (990, 2)."""

    digits: int
    places: int = 0
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Money:
    amount: Number
    currency: str  # ISO code
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of something that has a name: `100 beans`; of stored value an amount of money: `100 CNY wallet`."""

    amount: Number | Money
    unit: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Percent:
    amount: Number
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Text:
    """One text for all languages (`("", text)`) or one per language code, in the written order."""

    items: tuple[tuple[str, str], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Flag:
    value: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the words that a field offers, as its abstract word."""

    word: str
    span: Span = _span()


DurationUnit = Literal["minute", "hour", "day", "week", "month", "quarter", "year"]
PeriodUnit = Literal["day", "week", "month", "quarter", "year", "membership_year"]


@dataclass(frozen=True, slots=True)
class Duration:
    count: int
    unit: DurationUnit
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Date:
    year: int
    month: int
    day: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class YearDay:
    month: int
    day: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    hour: int
    minute: int
    span: Span = _span()


# ------------------------------------------------------------------------------------------------ lasting

LastingAnchor = Literal["issue", "claim", "earning", "activity", "none"]


@dataclass(frozen=True, slots=True)
class LastsFor:
    """`30 days from claim`, `12 months after earning at start of day`, `within 7 days` (anchor none)."""

    duration: Duration
    anchor: LastingAnchor
    edge: Literal["end_of_day", "start_of_day"] | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class LastsThrough:
    """`through DATE` (`included`) or `before DATE`."""

    date: Date
    included: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class LastsToPeriodEnd:
    """`to end of month`, `to end of next year`."""

    unit: Literal["day", "week", "month", "quarter", "year"]
    is_next: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class LastsToYearDays:
    """`to 30 June or 31 December`: the next of them."""

    days: tuple[YearDay, ...]
    span: Span = _span()


LastingTerm = LastsFor | LastsThrough | LastsToPeriodEnd | LastsToYearDays


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long something lasts: the earliest end of its terms."""

    terms: tuple[LastingTerm, ...]
    span: Span = _span()


# ------------------------------------------------------------------------------------------------ windows

WindowAnchor = Literal["first_match", "joining", "enrolment"]


@dataclass(frozen=True, slots=True)
class InLast:
    """Rolling: `in last 30 days`."""

    duration: Duration
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InPeriod:
    """Calendar: `this month` (count 1), `in last 3 calendar months`."""

    unit: PeriodUnit
    count: int = 1
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class WithinFrom:
    """Anchored: `within 3 months from first match`."""

    duration: Duration
    anchor: WindowAnchor
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class BetweenDates:
    """`from DATE through DATE`, both included."""

    first: Date
    last: Date
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EverWindow:
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ThisEvent:
    """`in this event`: the event at hand."""

    span: Span = _span()


Window = InLast | InPeriod | WithinFrom | BetweenDates | EverWindow | ThisEvent

# ------------------------------------------------------------------------------------------------ limits

Scope = Literal["member", "order", "referee", "device", "code", "stay", "all"]


@dataclass(frozen=True, slots=True)
class Limit:
    """`3 per member per month`; of stored value `25 CNY per member per month`. Without a window: for ever."""

    count: Number | Money
    scope: Scope
    window: Window | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Limits:
    items: tuple[Limit, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Cap:
    """`500 per day`, `200 per event`."""

    count: Number
    per: Literal["event", "day", "week", "month", "quarter", "year"]
    span: Span = _span()


# ------------------------------------------------------------------------------------------------ schedules


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days between dates; an open side is None; `last_included` False is `before`."""

    first: Date | None
    last: Date | None
    last_included: bool = True
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EveryDay:
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EveryWeekday:
    """Monday = 0."""

    days: tuple[int, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EveryMonthDays:
    """`every month on 1st`, `every month from 20th 10:00 to month end` (last 31)."""

    first: int
    last: int
    first_time: TimeOfDay | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EveryQuarter:
    """The first day of each calendar quarter."""

    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EveryYearDays:
    first: YearDay
    last: YearDay
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Birthday:
    scope: Literal["day", "week", "month"]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day that a `calendar` block names."""

    name: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TimeRange:
    """`from 07:00 to 10:00`, half-open."""

    first: TimeOfDay
    end: TimeOfDay
    span: Span = _span()


ScheduleTerm = (
    DateRange
    | EveryDay
    | EveryWeekday
    | EveryMonthDays
    | EveryQuarter
    | EveryYearDays
    | Birthday
    | Holiday
    | TimeRange
)


@dataclass(frozen=True, slots=True)
class Schedule:
    """All terms at once."""

    terms: tuple[ScheduleTerm, ...]
    span: Span = _span()


# ------------------------------------------------------------------------------------------------ expressions

CompareOp = Literal["eq", "ne", "lt", "le", "gt", "ge"]


@dataclass(frozen=True, slots=True)
class Ref:
    """A field, an attribute (`member.birthday`), a level, a tag … : what the names mean is the checks' matter."""

    parts: tuple[Name, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TierRef:
    """`tier`, `tier of club`, `new tier`."""

    ladder: Name | None = None
    new: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class BalanceRef:
    currency: Name | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ProgressRef:
    mission: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ScoreRef:
    score: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class VariantRef:
    """The group of an experiment that the member is in."""

    experiment: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ThresholdRef:
    """What the level held asks for, in the unit of its ladder."""

    ladder: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class DaysSince:
    """`days since last order`; without an event, `days since joining`."""

    event: Name | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Has:
    """`has phone`: a field, attribute, tag, benefit or `inviter` is there."""

    subject: Ref
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InSegment:
    segment: Name
    span: Span = _span()


AggregateFunction = Literal["count", "sum", "distinct", "different_days", "streak"]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`sum of amount of items of order where … in last 30 days`. `path` is the event, or the event and its lines, or
    for `ThisEvent` just the lines; `field` what is summed or told apart. As a mission's `counts` it has no window.
    `gross` counts what was refunded since as if it had not been."""

    function: AggregateFunction
    path: tuple[Name, ...]
    field: Name | None
    where: Expr | None
    window: Window | None
    gross: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class PointsEarned:
    """`points earned in last 12 months`, `points earned of beans this year`, `points earned in this event`."""

    currency: Name | None
    window: Window
    gross: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Compare:
    op: CompareOp
    left: Expr
    right: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class OneOf:
    value: Expr
    options: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Contains:
    """`comment contains "…"`: a text has it in it, a list of texts has it as one of them."""

    value: Expr
    part: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class OrElse:
    """`member.credit else 0`: what may be missing, and what is read then."""

    subject: Ref
    default: Number | Money | Text | Flag | Date
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    op: Literal["add", "sub", "mul", "div"]
    left: Expr
    right: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Not:
    item: Expr
    span: Span = _span()


Expr = (
    Number
    | Money
    | Quantity
    | Percent
    | Text
    | Flag
    | Date
    | Duration
    | Ref
    | TierRef
    | BalanceRef
    | ProgressRef
    | ScoreRef
    | VariantRef
    | ThresholdRef
    | DaysSince
    | Has
    | InSegment
    | Aggregate
    | PointsEarned
    | Compare
    | OneOf
    | Contains
    | OrElse
    | Arithmetic
    | And
    | Or
    | Not
)

# ------------------------------------------------------------------------------------------------ triggers, actions


@dataclass(frozen=True, slots=True)
class EventTrigger:
    event: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class MomentTrigger:
    """`every month on 1st at 10:00`."""

    term: ScheduleTerm
    time: TimeOfDay | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class HappeningTrigger:
    """`tier entered gold`, `mission completed milk stage 3`, `points earned`, `benefit used towels`."""

    happening: Literal[
        "tier_entered", "tier_left", "mission_completed", "points_earned", "points_ripened", "benefit_used"
    ]
    subject: Name | None
    stage: int | None = None
    span: Span = _span()


TriggerTerm = EventTrigger | MomentTrigger | HappeningTrigger


@dataclass(frozen=True, slots=True)
class Trigger:
    """Any of the terms."""

    terms: tuple[TriggerTerm, ...]
    span: Span = _span()


RoundingWord = Literal["down", "up", "half_up", "half_even"]


@dataclass(frozen=True, slots=True)
class Grant:
    """`grant 2 towels`."""

    benefit: Name
    count: int = 1
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Give:
    """`give 100 beans`; with `per`: `give 1 bean per full 10 CNY of amount rounded down`. `step` tells `per full`
    (steps) from `per` (in proportion); `of` None is the paid amount of the event. The amount is money where the
    currency is stored value."""

    amount: Number | Money
    currency: Name
    per: Number | Money | None = None
    step: bool = False
    of: Expr | None = None
    rounding: RoundingWord | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Take:
    """`use 100 energy`, `use up to 3 stars`, `use 1 energy per 1 of steps`: as `Give`, the other way."""

    amount: Number | Money
    currency: Name
    per: Number | Money | None = None
    step: bool = False
    of: Expr | None = None
    rounding: RoundingWord | None = None
    up_to: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Draw:
    """`draw blind_box`."""

    draw: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Multiply:
    """`multiply beans by 2`, `… compounding`."""

    currency: Name
    factor: Number
    compound: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TagAction:
    tag: Name
    on: bool = True
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Send:
    notice: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class RaiseTo:
    level: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EnrolIn:
    mission: Name
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class TellInviter:
    """`tell inviter EVENT (field = value, …)`."""

    event: Name
    fields: tuple[tuple[Name, Expr], ...] = ()
    span: Span = _span()


Action = Grant | Give | Take | Draw | Multiply | TagAction | Send | RaiseTo | EnrolIn | TellInviter


@dataclass(frozen=True, slots=True)
class Actions:
    items: tuple[Action, ...]
    span: Span = _span()


# ------------------------------------------------------------------------------------------------ blocks


@dataclass(frozen=True, slots=True)
class Names:
    items: tuple[Name, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Dates:
    items: tuple[Date, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FieldType:
    """The type of an own event field or attribute: `money`, `number required`."""

    type: Literal["money", "number", "text", "flag", "date", "texts"]
    required: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Goal:
    """What a step of a mission counts and from how much on it is done: `sum of amount of order at least 300 CNY`."""

    match: Aggregate
    target: Number | Money | None = None
    span: Span = _span()


Value = (
    Name
    | Names
    | Number
    | Money
    | Quantity
    | Percent
    | Text
    | Flag
    | Choice
    | Duration
    | Lasting
    | Window
    | Limits
    | Cap
    | Schedule
    | Trigger
    | Actions
    | Goal
    | Date
    | Dates
    | TimeOfDay
    | TimeRange
    | FieldType
    | Expr
)


@dataclass(frozen=True, slots=True)
class Comments:
    """Comments (and blank lines as empty texts) on the lines before a node, and behind it on its own line."""

    before: tuple[str, ...] = ()
    behind: str = ""


NO_COMMENTS = Comments()


@dataclass(frozen=True, slots=True)
class Field:
    """One line `label [key ["title"]]: value`. `label` is the abstract word; `key` names a row (`stage 7`)."""

    label: str
    value: Value
    key: Name | Number | None = None
    titles: Text | None = None
    span: Span = _span()
    label_span: Span = _span()
    comments: Comments = NO_COMMENTS


@dataclass(frozen=True, slots=True)
class Block:
    """`kind name "title"` … `end`. `kind` is the abstract word. A one-line rule is the same tree, `one_line` kept
    for the formatter only."""

    kind: str
    name: Name | None
    titles: Text | None
    fields: tuple[Field, ...]
    span: Span = _span()
    head_span: Span = _span()
    comments: Comments = NO_COMMENTS
    end_comments: Comments = NO_COMMENTS
    one_line: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Module:
    """One file. `language` takes no part in equality."""

    blocks: tuple[Block, ...]
    language: str = field(default="en", compare=False)
    file: int = field(default=0, compare=False)
    comments: Comments = NO_COMMENTS  # before the end of the file
