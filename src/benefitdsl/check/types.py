"""What the parts of an expression are: their types, their bounds, and what their names stand for.

A type that carries a unit is comparable only with itself; `unknown` stands where a mistake has been named already, so
that one cause gives one message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from benefitdsl.messages import Term
from benefitdsl.plan.parts import FieldType
from benefitdsl.quantities.bounds import LIMIT

# The greatest value (in minor units, points or whole) that an event or a member is taken to bring. What an expression
# makes of such values must stay below `LIMIT`.
READ_LIMIT = 2**53
# How many past events, different values or days a total counts at most; what sums up is not bounded by this.
COUNT_LIMIT = 10**9

Plain = Literal[
    "money", "number", "days", "percent", "text", "flag", "date", "member", "items", "texts", "unknown"
]


@dataclass(frozen=True, slots=True)
class Simple:
    """A type without parameters. `days` is a number of local days, `percent` only multiplies."""

    name: Plain


@dataclass(frozen=True, slots=True)
class Points:
    currency: str


@dataclass(frozen=True, slots=True)
class Level:
    """A rank of one ladder."""

    tiers: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A place among the variants of one experiment."""

    experiment: str


Type = Simple | Points | Level | Variant

MONEY = Simple("money")
NUMBER = Simple("number")
DAYS = Simple("days")
PERCENT = Simple("percent")
TEXT = Simple("text")
FLAG = Simple("flag")
DATE = Simple("date")
MEMBER = Simple("member")
ITEMS = Simple("items")
TEXTS = Simple("texts")
UNKNOWN = Simple("unknown")

# The types of fields and attributes.
TYPES: Final[Mapping[FieldType, Type]] = {
    "money": MONEY,
    "number": NUMBER,
    "text": TEXT,
    "flag": FLAG,
    "date": DATE,
    "member": MEMBER,
    "items": ITEMS,
    "texts": TEXTS,
}


def is_numeric(found: Type) -> bool:
    """Whether sums and products of it make sense."""
    return isinstance(found, Points) or found in (MONEY, NUMBER, DAYS)


def is_ordered(found: Type) -> bool:
    return is_numeric(found) or isinstance(found, Level) or found == DATE


def comparable(one: Type, other: Type) -> bool:
    """Whether two values may be compared or added. A plain number also counts points and days."""
    if UNKNOWN in (one, other) or one == other:
        return True
    countable = (isinstance(one, Points) or one == DAYS, isinstance(other, Points) or other == DAYS)
    if NUMBER in (one, other):
        return any(countable)
    return {one, other} == {TEXT, MEMBER}


def described(found: Type) -> Term | tuple[str]:
    """The type as a message names it."""
    match found:
        case Simple(name):
            return Term(f"type_{name}")
        case Points(currency):
            return (currency,)
        case Level():
            return Term("type_level")
        case Variant():
            return Term("type_variant")


# ----------------------------------------------------------------------------------------- judgements


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of an expression before it runs: its type, between which values it lies, and the static
    denominator of its values (1: always whole)."""

    type: Type
    low: Fraction = Fraction(-READ_LIMIT)
    high: Fraction = Fraction(READ_LIMIT)
    denominator: int = 1

    @property
    def is_whole(self) -> bool:
        return self.denominator == 1

    @property
    def fits(self) -> bool:
        return -LIMIT < self.low <= self.high < LIMIT


NOTHING_KNOWN = Judgement(UNKNOWN)

# ------------------------------------------------------------------------------------------- bindings


@dataclass(frozen=True, slots=True)
class EventFieldBinding:
    """A field of the event at hand."""

    name: str


@dataclass(frozen=True, slots=True)
class LineFieldBinding:
    """A field of the line at hand."""

    name: str


@dataclass(frozen=True, slots=True)
class AttributeBinding:
    name: str


@dataclass(frozen=True, slots=True)
class LevelBinding:
    tiers: str
    rank: int


@dataclass(frozen=True, slots=True)
class VariantBinding:
    experiment: str
    place: int


@dataclass(frozen=True, slots=True)
class TagBinding:
    tag: str


@dataclass(frozen=True, slots=True)
class BenefitBinding:
    benefit: str


@dataclass(frozen=True, slots=True)
class InviterBinding:
    """The member's recorded inviter."""


@dataclass(frozen=True, slots=True)
class LadderBinding:
    tiers: str


@dataclass(frozen=True, slots=True)
class CurrencyBinding:
    currency: str


Binding = (
    EventFieldBinding
    | LineFieldBinding
    | AttributeBinding
    | LevelBinding
    | VariantBinding
    | TagBinding
    | BenefitBinding
    | InviterBinding
    | LadderBinding
    | CurrencyBinding
)

# What `has …` can prove to be there.
Guard = EventFieldBinding | LineFieldBinding | AttributeBinding | InviterBinding
