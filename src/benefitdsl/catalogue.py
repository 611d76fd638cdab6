"""What a catalogue is: the kinds, their fields and the standard events, as immutable values joined with `|`.

The catalogue knows kinds, the grammar knows shapes. Parser, checks, formatter, completion, schemas, reference
pages and generators all read the values that stand here; `std/` holds the standard ones, one file a kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from benefitdsl.plan.parts import (
    Action,
    Benefit,
    Board,
    Budget,
    Cap,
    Draw,
    Edge,
    EventField,
    EventType,
    Experiment,
    Expiry,
    Group,
    Law,
    Limit,
    Metric,
    Mission,
    Notice,
    Offer,
    Origin,
    Points,
    Privilege,
    Promotion,
    Rule,
    Score,
    ScorePart,
    Segment,
    Team,
    Tiers,
    Titles,
    Trigger,
)
from benefitdsl.quantities.duration import Duration

Spellings = Mapping[str, tuple[str, ...]]  # language code -> spellings, the first canonical
Texts = Mapping[str, str]  # language code -> text

# The value form of a field: it chooses the start rule of the grammar and the Python value that `lower` receives.
Form = Literal[
    "text",  # Titles
    "name",  # str: the id of something of the family `refers`
    "names",  # tuple[str, ...]
    "things",  # tuple[Given, ...]: points and benefits
    "flag",  # bool
    "choice",  # str: the abstract word
    "integer",  # int
    "money",  # int, minor units
    "amount",  # Amount: a whole number, or money (minor units)
    "percent",  # tuple[int, int]
    "factor",  # tuple[int, int]: 1.2 -> (6, 5)
    "duration",  # Duration
    "lasting",  # tuple[LastingValue, ...]
    "window",  # Window
    "limit",  # tuple[Limit, ...]
    "cap",  # Cap
    "schedule",  # Schedule
    "condition",  # Expr, a flag
    "value",  # Expr, a number
    "trigger",  # tuple[Trigger, ...]
    "actions",  # tuple[Action, ...]
    "match",  # Match: what a mission counts
    "goal",  # Goal: a match, and how much of it is wanted
    "quantity",  # Quantity: so much of a currency of points
    "dates",  # tuple[int, ...] local days
    "time",  # int: minutes of the day
    "time_range",  # tuple[int, int]
    "field_type",  # EventField of the row's key
    "currency",  # str: ISO code
    "timezone",  # str
    "language",  # str
    "file",  # str: an include
]

# What a name stands for; names are unique within a family. A `thing` is what can be given: points or a benefit.
Family = Literal[
    "rule", "points", "benefit", "tiers", "level", "mission", "segment", "tag", "notice", "budget", "group",
    "event", "field", "attribute", "holiday", "calendar", "privilege", "promotion", "draw", "prize", "offer", "score",
    "component", "team", "board", "experiment", "variant", "step", "law",
    "thing", "none",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a score that has a block of its own: lowering gathers those of a score in written order."""

    score: str
    part: ScorePart

    @property
    def id(self) -> str:
        return self.part.id


Part = (
    Points
    | Benefit
    | Rule
    | Mission
    | Tiers
    | Segment
    | Notice
    | Budget
    | Group
    | EventType
    | Metric
    | Privilege
    | Promotion
    | Draw
    | Offer
    | Score
    | Component
    | Team
    | Board
    | Experiment
    | Law
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A target or total: `unit` is money (then `number` is minor units) or number."""

    number: int
    unit: Literal["money", "number"]


@dataclass(frozen=True, slots=True)
class Match:
    """What one matching event adds; see `plan.Mission`."""

    event: str
    items: bool
    measure: Literal["count", "sum", "distinct", "streak"]
    value: Any  # Expr | None
    where: Any  # Expr
    unit: Literal["money", "number"] = "number"


@dataclass(frozen=True, slots=True)
class Goal:
    """What a step of a composite mission counts, and from how much on it is done (money in minor units)."""

    match: Match
    target: int = 1


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of a currency, in its own unit: points, or minor units of stored value."""

    currency: str
    amount: int


@dataclass(frozen=True, slots=True)
class LastsFor:
    """`30 days from claim`; the anchor `none` is a bare `within 7 days`. The edge is always said here."""

    duration: Duration
    anchor: Literal["issue", "claim", "earning", "activity", "none"]
    edge: Edge = "end_of_day"


@dataclass(frozen=True, slots=True)
class LastsToDay:
    """Good while the local day is before `end`."""

    end: int


@dataclass(frozen=True, slots=True)
class LastsToPeriodEnd:
    """`to end of month`, `to end of next month`."""

    unit: Literal["day", "week", "month", "quarter", "year"]
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class LastsToYearDays:
    """To the end of the next of these (month, day)."""

    days: tuple[tuple[int, int], ...]


# A term of a `lasting`, before its kind makes an `Expiry` (points) or a `Validity` (benefits) of it.
LastingValue = LastsFor | LastsToDay | LastsToPeriodEnd | LastsToYearDays


@dataclass(frozen=True, slots=True)
class Row:
    """A keyed field: `level gold "Gold": 2000 CNY`, `stage 7: give 20 beans`."""

    key: str | int
    value: Any
    titles: Titles
    origin: Origin


@dataclass(frozen=True, slots=True)
class ChoiceSpec:
    word: str
    labels: Spellings
    doc: Texts


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a kind. `word` is its abstract word and the attribute of the kind's parameters that it fills.

    `key`: "name" or "number" makes it a row, which may repeat and arrives as a tuple of `Row`; `defines` is the family
    that a row's key is defined in, `refers` the one that it is a name of (of the block's own rows where they define
    that family). `repeated`: may stand several times; values that are tuples (actions, names) are joined in order, any
    other form arrives as a tuple of its values. `default` is the value used where the field is absent, None meaning
    that its absence is a meaning of its own.

    Conditions and actions with the scope "event" read the fields of the events that the block's trigger or match names,
    or of `event` where the block has neither. A condition with the scope "line" reads the fields of a line of `event`;
    a line that lacks one that is asked does not match. `measured_by` is the word of the value or match whose unit
    (money or number) an amount must have; of a limit that of the things that are counted."""

    word: str
    form: Form
    labels: Spellings
    doc: Texts
    required: bool = False
    repeated: bool = False
    default: Any = None
    choices: tuple[ChoiceSpec, ...] = ()
    key: Literal["none", "name", "number"] = "none"
    defines: Family = "none"
    refers: Family = "none"
    scope: Literal["event", "member", "line"] = "event"  # what names of a condition or of actions may read
    event: str = ""
    measured_by: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What lowering a block may know: its name, titles, place, the programme's settings, and the ladder and rank of
    each level."""

    name: str
    titles: Titles
    origin: Origin
    currency: str
    settings: Mapping[str, Any]
    levels: Mapping[str, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a kind finds wrong with what its fields say together: a sentence and a help per language (lower case, no
    full stop). `word` is that of the field to underline, `key` tells one of its rows."""

    word: str
    message: Texts
    help: Texts = field(default_factory=dict)
    key: str | int | None = None


def no_problems(_parameters: Any) -> tuple[Problem, ...]:
    """For a kind whose fields get along whatever they say."""
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block. `parameters` is a frozen dataclass with one documented attribute per field, built from the
    block's values; `problems` says what is wrong with them together; where there is none, `lower` turns them into parts
    of the plan, purely. `example` is a block in English that compiles together with the examples of the other kinds.
    `shares` are further families in which its name is taken: a draw that costs something is an offer too. `unit` is
    what one point is of a kind whose family is `points`: of `money` a minor unit, and amounts are written as money."""

    word: str
    labels: Spellings
    family: Family
    doc: Texts
    fields: tuple[FieldSpec, ...]
    parameters: type[Any]
    lower: Callable[[Any, Context], tuple[Part, ...]]
    example: str
    named: bool = True  # whether a name follows the kind's word
    problems: Callable[[Any], tuple[Problem, ...]] = no_problems
    shares: tuple[Family, ...] = ()
    unit: Literal["count", "money"] = "count"


@dataclass(frozen=True, slots=True)
class EventKind:
    """A standard event: its type and the words that name it and its fields (and those of its lines)."""

    type: EventType
    labels: Spellings
    doc: Texts
    field_labels: Mapping[str, Spellings]
    field_docs: Mapping[str, Texts]


@dataclass(frozen=True, slots=True)
class AttributeKind:
    """A standard attribute of members."""

    field: EventField
    labels: Spellings
    doc: Texts


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that rule files may name. `a | b` joins two; a word defined in both is an error."""

    kinds: tuple[Kind, ...] = ()
    events: tuple[EventKind, ...] = ()
    attributes: tuple[AttributeKind, ...] = ()

    def __or__(self, other: Catalogue) -> Catalogue:
        joined = Catalogue(
            self.kinds + other.kinds, self.events + other.events, self.attributes + other.attributes
        )
        words = [kind.word for kind in joined.kinds]
        for word in words:
            if words.count(word) > 1:
                raise CatalogueClash(word)
        return joined

    def kind(self, word: str) -> Kind:
        """The kind of this abstract word; KeyError if there is none."""
        for kind in self.kinds:
            if kind.word == word:
                return kind
        raise KeyError(word)

    def label(self, family: str, word: str, language: str) -> str | None:
        """What authors call a field, most of all in the blocks of a family (or of the kind of that word); None where
        no kind has such a field."""
        for kind in sorted(self.kinds, key=lambda kind: family not in (kind.family, kind.word)):
            for field_ in kind.fields:
                if field_.word == word and field_.labels.get(language):
                    return field_.labels[language][0]
        return None

    def names(self, language: str) -> dict[str, str]:
        """What readers of a language call the events, their fields and the attributes."""
        labels = [(event.type.name, event.labels) for event in self.events]
        labels += [(each.field.name, each.labels) for each in self.attributes]
        labels += [pair for event in self.events for pair in event.field_labels.items()]
        names: dict[str, str] = {}
        for name, spellings in labels:
            if spellings.get(language):
                names.setdefault(name, spellings[language][0])
        return names


class CatalogueClash(Exception):
    """Two catalogues define the same kind."""

    def __init__(self, word: str) -> None:
        super().__init__(f"the kind `{word}` is defined twice")
        self.word = word


__all__ = [
    "Action", "Amount", "AttributeKind", "Cap", "Catalogue", "CatalogueClash", "ChoiceSpec", "Component", "Context",
    "EventKind", "Expiry", "Family", "FieldSpec", "Form", "Goal", "Kind", "LastingValue", "LastsFor", "LastsToDay",
    "LastsToPeriodEnd", "LastsToYearDays", "Limit", "Match", "Part", "Quantity", "Row", "Spellings", "Texts", "Trigger",
]  # fmt: skip
