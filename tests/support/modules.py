"""Trees to format, made at random, and a catalogue that has a field of every form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from hypothesis import strategies as st

from benefitdsl.catalogue import Catalogue, ChoiceSpec, FieldSpec, Form, Kind
from benefitdsl.source.hygiene import is_refused_everywhere
from benefitdsl.std import STANDARD
from benefitdsl.syntax import ast
from benefitdsl.syntax.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Shape:
    """Parameters of the kind below; nothing reads them."""


def _both(text: str) -> dict[str, tuple[str, ...]]:
    return {"en": (text,), "zh": (text,)}


_CHOICES = tuple(
    ChoiceSpec(word, {"en": (word.replace("_", " "),), "zh": (zh,)}, {})
    for word, zh in (("keep", "保留"), ("revoke_unused", "未用则收回"))
)
_FIELDS = tuple(
    FieldSpec(form, form, _both(form), {}, repeated=True, choices=_CHOICES if form == "choice" else ())
    for form in get_args(Form)
    if form != "language"
)
_ROWS = (
    FieldSpec("level", "amount", {"en": ("level",), "zh": ("等级",)}, {}, key="name"),
    FieldSpec("stage", "actions", {"en": ("stage",), "zh": ("阶段",)}, {}, key="number"),
    FieldSpec("of_event", "name", {"en": ("of event",), "zh": ("事件",)}, {}, repeated=True, refers="event"),
    FieldSpec("of_field", "names", {"en": ("of field",), "zh": ("字段",)}, {}, repeated=True, refers="field"),
)
SHAPE = Kind(
    word="shape",
    labels={"en": ("shape",), "zh": ("形状",)},
    family="none",
    doc={},
    fields=(*_FIELDS, *_ROWS),
    parameters=Shape,
    lower=lambda _parameters, _context: (),
    example="",
)
FORMS = Catalogue(kinds=(SHAPE,), events=STANDARD.events, attributes=STANDARD.attributes)

# ---------------------------------------------------------------------------------------------- strategies

# Names that are plain, spelled like words of the language, in need of quotes, or standard words of somebody else's.
_PLAIN_NAMES = st.from_regex(r"[a-z金卡满][a-z0-9_金卡近天]{0,8}", fullmatch=True)
_WORD_NAMES = st.sampled_from(
    "tier order or and not grant per en zh holiday amount member of this_month birthday on points earned in last "
    "CNY 元 USD use draw contains 消耗 抽奖 分值 包含 "
    "订单 金额 或 且 有 是 近30天 每月1日 满398送券 送3 会员 等级 本月 次数 合计 阶段 如果 天数 每3件".split()
)
_QUOTED_NAMES = st.sampled_from(
    [
        "满398 送券",
        "2包",
        "a-b",
        "#1",
        'say "hi"',
        "买一,送一",
        "50%",
        "a「b",
        "a`b",
        "10:00",
        "=>",
        "(x)",
        "a：b",
        "★",
    ]
)
TEXTS_OF_NAMES = _PLAIN_NAMES | _WORD_NAMES | _QUOTED_NAMES


def _names(standard: list[str]) -> st.SearchStrategy[ast.Name]:
    known = st.sampled_from(sorted(standard)).map(lambda word: ast.Name(word, True))
    return st.builds(ast.Name, TEXTS_OF_NAMES) | known


_WORDS = vocabulary(FORMS, "en")
NAMES = st.builds(ast.Name, TEXTS_OF_NAMES)
EVENTS = _names(list(_WORDS.written_events))
FIELDS = _names(list(_WORDS.written_fields))

_LINES = _names(["items", "lines"])

_PRINTABLE = st.characters(exclude_categories=("Cs", "Co", "Cn", "Cc"))
STRINGS = st.text(_PRINTABLE | st.sampled_from('"\\\n“”「」#:，'), max_size=20).filter(
    lambda value: not any(map(is_refused_everywhere, value.replace("\n", "")))
)
COUNTS = st.integers(0, 99_999)
NUMBERS = st.integers(0, 6).flatmap(
    lambda places: st.builds(ast.Number, st.integers(0, 10 ** (places + 4)) | st.just(0), st.just(places))
)
WHOLE = st.builds(ast.Number, COUNTS)
MONEY = st.builds(ast.Money, NUMBERS, st.sampled_from(["CNY", "USD", "JPY", "KWD", "EUR", "SGD"]))
PERCENTS = st.builds(ast.Percent, NUMBERS)
PLAIN_TEXTS = STRINGS.map(lambda value: ast.Text((("", value),)))
TITLES = PLAIN_TEXTS | st.dictionaries(st.sampled_from(["en", "zh"]), STRINGS, min_size=1).map(
    lambda texts: ast.Text(tuple(texts.items()))
)
FLAGS = st.builds(ast.Flag, st.booleans())
DURATIONS = st.builds(ast.Duration, COUNTS, st.sampled_from(get_args(ast.DurationUnit)))
DATES = st.dates(date(1900, 1, 1)).map(lambda day: ast.Date(day.year, day.month, day.day))
YEAR_DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: ast.YearDay(day.month, day.day))
TIMES = st.builds(ast.TimeOfDay, st.integers(0, 23), st.integers(0, 59))
_UNITS = st.sampled_from(["day", "week", "month", "quarter", "year"])


def _several(items: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, min_size=1, max_size=most).map(tuple)


LASTING = st.builds(
    ast.Lasting,
    _several(
        st.builds(
            ast.LastsFor,
            DURATIONS,
            st.sampled_from(get_args(ast.LastingAnchor)),
            st.sampled_from([None, "end_of_day", "start_of_day"]),
        )
        | st.builds(ast.LastsThrough, DATES, st.booleans())
        | st.builds(ast.LastsToPeriodEnd, _UNITS, st.booleans())
        | st.builds(ast.LastsToYearDays, _several(YEAR_DAYS))
    ),
)
_PERIODS = st.builds(ast.InPeriod, st.sampled_from(get_args(ast.PeriodUnit)), st.integers(1, 4))
_BETWEEN = st.builds(ast.BetweenDates, DATES, DATES)
_PAST = (
    st.builds(ast.InLast, DURATIONS)
    | _PERIODS
    | st.builds(ast.WithinFrom, DURATIONS, st.sampled_from(get_args(ast.WindowAnchor)))
    | _BETWEEN
    | st.just(ast.EverWindow())
)
WINDOWS = _PAST | st.just(ast.ThisEvent())
LIMITS = st.builds(
    ast.Limits,
    _several(
        st.builds(
            ast.Limit,
            WHOLE,
            st.sampled_from(get_args(ast.Scope)),
            st.none() | st.builds(ast.InLast, DURATIONS) | _PERIODS | _BETWEEN | st.just(ast.EverWindow()),
        )
    ),
)
CAPS = st.builds(ast.Cap, WHOLE, st.just("event") | _UNITS)
_DATE_RANGES = (
    st.builds(ast.DateRange, DATES, DATES, st.booleans())
    | st.builds(ast.DateRange, st.none(), DATES, st.booleans())
    | st.builds(ast.DateRange, DATES, st.none())
)
_RECURRING = (
    st.just(ast.EveryDay())
    | st.just(ast.EveryQuarter())
    | st.lists(st.integers(0, 6), min_size=1, unique=True).map(lambda days: ast.EveryWeekday(tuple(days)))
    | st.builds(ast.EveryMonthDays, st.integers(1, 31), st.integers(1, 31), st.none() | TIMES)
    | st.builds(ast.EveryYearDays, YEAR_DAYS, YEAR_DAYS)
    | st.builds(ast.Birthday, st.sampled_from(["day", "week", "month"]))
    | st.builds(ast.Holiday, NAMES)
)
_TIME_RANGES = st.builds(ast.TimeRange, TIMES, TIMES)
SCHEDULES = st.builds(ast.Schedule, _several(_DATE_RANGES | _RECURRING | _TIME_RANGES))


def _aggregates(
    conditions: st.SearchStrategy[Any], windows: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    @st.composite
    def draw(draw: st.DrawFn) -> ast.Aggregate:
        window = draw(windows)
        function = draw(st.sampled_from(["count", "sum", "distinct", "different_days"]))
        if isinstance(window, ast.ThisEvent):
            path: tuple[ast.Name, ...] = (draw(_LINES),)
        else:
            path = (draw(EVENTS), *draw(st.lists(_LINES, max_size=1)))
        field = draw(FIELDS) if function in ("sum", "distinct") else None
        gross = not isinstance(window, ast.ThisEvent | None) and draw(st.booleans())
        return ast.Aggregate(function, path, field, draw(st.none() | conditions), window, gross)

    return draw()


REFS = st.builds(ast.Ref, _several(FIELDS, 2))
_ATOMS = (
    NUMBERS
    | MONEY
    | st.builds(ast.Quantity, NUMBERS, NAMES)
    | PERCENTS
    | PLAIN_TEXTS
    | FLAGS
    | DATES
    | DURATIONS
    | REFS
    | st.builds(ast.TierRef, st.none() | NAMES, st.booleans())
    | st.builds(ast.BalanceRef, st.none() | NAMES)
    | st.builds(ast.ProgressRef, NAMES)
    | st.builds(ast.ScoreRef, NAMES)
    | st.builds(ast.VariantRef, NAMES)
    | st.builds(ast.ThresholdRef, NAMES)
    | st.builds(ast.DaysSince, st.none() | EVENTS)
    | st.builds(ast.OrElse, REFS, NUMBERS | MONEY | PLAIN_TEXTS | FLAGS | DATES)
    | st.builds(ast.Has, REFS)
    | st.builds(ast.InSegment, NAMES)
    | st.builds(ast.PointsEarned, st.none() | NAMES, WINDOWS)
    | st.builds(ast.PointsEarned, st.none() | NAMES, _PAST, st.booleans())
)


def _larger(conditions: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    two_or_three = st.lists(conditions, min_size=2, max_size=3).map(tuple)
    return (
        st.builds(ast.Compare, st.sampled_from(get_args(ast.CompareOp)), conditions, conditions)
        | st.builds(ast.OneOf, conditions, _several(conditions))
        | st.builds(ast.Contains, conditions, conditions)
        | st.builds(ast.Arithmetic, st.sampled_from(["add", "sub", "mul", "div"]), conditions, conditions)
        | st.builds(ast.And, two_or_three)
        | st.builds(ast.Or, two_or_three)
        | st.builds(ast.Not, conditions)
        | _aggregates(conditions, WINDOWS)
    )


CONDITIONS = st.recursive(_ATOMS, _larger, max_leaves=8)


@st.composite
def matches(draw: st.DrawFn) -> ast.Aggregate:
    if draw(st.booleans()):
        return draw(_aggregates(CONDITIONS, st.none()))
    path = (draw(EVENTS), *draw(st.lists(_LINES, max_size=1)))
    return ast.Aggregate("streak", path, None, draw(st.none() | CONDITIONS), None)


_HAPPENINGS = (
    st.builds(
        ast.HappeningTrigger,
        st.sampled_from(["tier_entered", "tier_left", "benefit_used", "points_earned", "points_ripened"]),
        NAMES,
    )
    | st.just(ast.HappeningTrigger("points_earned", None))
    | st.just(ast.HappeningTrigger("points_ripened", None))
    | st.builds(ast.HappeningTrigger, st.just("mission_completed"), NAMES, st.none() | COUNTS)
)
TRIGGERS = st.builds(
    ast.Trigger,
    _several(
        st.builds(ast.EventTrigger, EVENTS)
        | st.builds(ast.MomentTrigger, _RECURRING, st.none() | TIMES)
        | _HAPPENINGS
    ),
)
_ROUNDINGS = st.none() | st.sampled_from(get_args(ast.RoundingWord))
_GIVING = st.builds(ast.Give, NUMBERS | MONEY, NAMES, rounding=_ROUNDINGS) | st.builds(
    ast.Give, NUMBERS | MONEY, NAMES, NUMBERS | MONEY, st.booleans(), st.none() | CONDITIONS, _ROUNDINGS
)
_TAKING = st.builds(ast.Take, NUMBERS | MONEY, NAMES, rounding=_ROUNDINGS, up_to=st.booleans()) | st.builds(
    ast.Take,
    NUMBERS | MONEY,
    NAMES,
    NUMBERS | MONEY,
    st.booleans(),
    st.none() | CONDITIONS,
    _ROUNDINGS,
    st.booleans(),
)
ACTIONS = st.builds(
    ast.Actions,
    _several(
        st.builds(ast.Grant, NAMES, COUNTS)
        | _GIVING
        | _TAKING
        | st.builds(ast.Draw, NAMES)
        | st.builds(ast.Multiply, NAMES, NUMBERS, st.booleans())
        | st.builds(ast.TagAction, NAMES, st.booleans())
        | st.builds(ast.Send, NAMES)
        | st.builds(ast.RaiseTo, NAMES)
        | st.builds(ast.EnrolIn, NAMES)
        | st.builds(ast.TellInviter, EVENTS, st.lists(st.tuples(FIELDS, CONDITIONS), max_size=2).map(tuple))
    ),
)

GOALS = st.builds(ast.Goal, _aggregates(CONDITIONS, st.none()), st.none() | NUMBERS | MONEY)
QUANTITIES = st.builds(ast.Quantity, NUMBERS | MONEY, NAMES)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "text": TITLES,
    "name": NAMES,
    "names": st.builds(ast.Names, _several(NAMES)),
    "of_event": EVENTS,
    "of_field": st.builds(ast.Names, _several(FIELDS)),
    "flag": FLAGS,
    "choice": st.builds(ast.Choice, st.sampled_from(["keep", "revoke_unused"])),
    "integer": WHOLE,
    "money": MONEY,
    "amount": NUMBERS | MONEY,
    "percent": PERCENTS,
    "factor": NUMBERS | PERCENTS,
    "duration": DURATIONS,
    "lasting": LASTING,
    "window": WINDOWS,
    "limit": LIMITS,
    "cap": CAPS,
    "schedule": SCHEDULES,
    "condition": CONDITIONS,
    "value": CONDITIONS,
    "trigger": TRIGGERS,
    "actions": ACTIONS,
    "match": matches(),
    "goal": GOALS,
    "quantity": QUANTITIES,
    "dates": st.builds(ast.Dates, _several(DATES)),
    "time": TIMES,
    "time_range": _TIME_RANGES,
    "field_type": st.builds(
        ast.FieldType, st.sampled_from(["money", "number", "text", "flag", "date", "texts"]), st.booleans()
    ),
    "currency": st.builds(ast.Choice, st.sampled_from(["CNY", "USD"])),
    "timezone": st.builds(
        ast.Choice, st.sampled_from(["Asia/Shanghai", "UTC", "America/Port-au-Prince", "Etc/GMT+8"])
    ),
    "file": STRINGS.map(lambda value: ast.Text((("", value),))),
}

_COMMENT = st.text(
    st.characters(exclude_categories=("Cs", "Co", "Cn", "Cc", "Zs", "Zl", "Zp", "Cf")), max_size=8
).map(lambda text: f"# {text}".rstrip())
_BEHIND = st.just("") | _COMMENT


@st.composite
def _before(draw: st.DrawFn, *, leading: bool = False) -> tuple[str, ...]:
    """Comments with at most one blank line in a row, the first of all only where it would be kept."""
    lines: list[str] = []
    for line in draw(st.lists(st.just("") | _COMMENT, max_size=4)):
        if line or (lines and lines[-1]) or (leading and not lines):
            lines.append(line)
    return tuple(lines)


@st.composite
def _fields(draw: st.DrawFn) -> tuple[ast.Field, ...]:
    fields: list[ast.Field] = []
    for label in draw(st.lists(st.sampled_from([*VALUES, "level", "stage"]), max_size=5)):
        comments = ast.Comments(draw(_before(leading=bool(fields))), draw(_BEHIND))
        if label == "level":
            field = ast.Field(label, draw(VALUES["amount"]), draw(NAMES), draw(st.none() | TITLES))
        elif label == "stage":
            field = ast.Field(label, draw(ACTIONS), draw(WHOLE), draw(st.none() | TITLES))
        else:
            field = ast.Field(label, draw(VALUES[label]))
        fields.append(replace(field, comments=comments))
    return tuple(fields)


@st.composite
def _blocks(draw: st.DrawFn) -> ast.Block:
    head = (draw(NAMES), draw(st.none() | TITLES))
    comments = ast.Comments(draw(_before()), draw(_BEHIND))
    if draw(st.booleans()):
        fields = [ast.Field("trigger", draw(TRIGGERS)), ast.Field("actions", draw(ACTIONS))]
        if draw(st.booleans()):
            fields.insert(1, ast.Field("condition", draw(CONDITIONS)))
        return ast.Block("shape", *head, tuple(fields), comments=comments, one_line=True)
    fields_ = draw(_fields())
    end_before = draw(_before(leading=bool(fields_)))
    end = ast.Comments(end_before if any(end_before) else (), draw(_BEHIND))
    return ast.Block("shape", *head, fields_, comments=comments, end_comments=end)


@st.composite
def modules(draw: st.DrawFn) -> ast.Module:
    """A file of the catalogue `FORMS`: every form, every node, comments in every place."""
    blocks = tuple(draw(st.lists(_blocks(), max_size=3)))
    comments = list(draw(_before()))
    while comments and not comments[-1]:
        comments.pop()
    if not blocks:
        comments = []  # with nothing else in the file they are the comment above the language
    language = draw(st.sampled_from(["en", "zh"]))
    return ast.Module(blocks, language, comments=ast.Comments(tuple(comments)))
