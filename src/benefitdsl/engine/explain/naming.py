"""Values, windows, schedules and expressions of a plan in a reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, assert_never

from benefitdsl.engine.clock import Clock
from benefitdsl.engine.explain.story import Span, Unit
from benefitdsl.engine.explain.units import Units
from benefitdsl.messages import Language, UnknownMessage, word
from benefitdsl.plan.expr import (
    NEVER_DAYS,
    TRUE,
    And,
    Arithmetic,
    AttributeOf,
    BalanceOf,
    Choose,
    Compare,
    Const,
    Contains,
    DaysSince,
    DaysSinceJoined,
    EventDay,
    Expr,
    FieldOf,
    FloorDiv,
    HasAttribute,
    HasField,
    HasInviter,
    HasItemField,
    HasTag,
    Holds,
    InSchedule,
    InSegment,
    Inviter,
    ItemFieldOf,
    ItemsTotal,
    MetricOf,
    Not,
    OneOf,
    Or,
    PointsOfEvent,
    ProgressOf,
    ScoreOf,
    Self,
    ThresholdOf,
    TierOf,
    VariantOf,
)
from benefitdsl.plan.parts import (
    OnBenefitUsed,
    OnEvent,
    OnMissionCompleted,
    OnMoment,
    OnPointsEarned,
    OnPointsRipened,
    OnTierEntered,
    OnTierLeft,
    Plan,
    Titles,
    Trigger,
)
from benefitdsl.plan.schedule import (
    AttributeDay,
    Days,
    MonthDays,
    NamedDays,
    QuarterStart,
    Schedule,
    ScheduleTerm,
    Times,
    Weekdays,
    YearDays,
)
from benefitdsl.quantities.calendar import HOUR_US, format_day
from benefitdsl.quantities.money import format_money
from benefitdsl.quantities.window import (
    Anchored,
    Between,
    CalendarPeriods,
    Ever,
    MembershipYears,
    RollingDays,
    RollingExact,
    RollingMonths,
    Window,
)
from benefitdsl.source.display import quoted

_SLOT: Final = re.compile(r"\{([a-z_]+)\}")
_OPERATORS: Final = {"add": "+", "sub": "-", "mul": "×"}
_POINTS: Final = "@points/"

# Ids that ladders, referrals, teams, boards and bargains give what they make beside themselves (`std/derived.py`).
_DERIVED: Final = re.compile(
    r"(?P<block>(?:[^.\\]|\\.)+)\.(?:friend|inviter|qualified|count|goal|step|bought|(?:entry|top|reward)\..+)"
)
_TOLD: Final = re.compile(r"(?P<block>(?:[^.\\]|\\.)+)\.(?P<what>counted|placed|reached)")
_BUILT_IN: Final = {"@joined": "event_joined", "@mentor": "event_mentor"}
_ESCAPED: Final = re.compile(r"\\(.)")

_Further = Self | ScoreOf | VariantOf | ThresholdOf | PointsOfEvent | Contains | Choose


class Naming:
    """Words for what a plan is made of. `names` gives the reader's word for an event, field or attribute of the
    standard vocabulary; what it lacks is called as the plan calls it."""

    def __init__(self, plan: Plan, language: Language, names: Mapping[str, str] | None = None) -> None:
        self.plan = plan
        self.language = language
        self.units = Units(plan)
        self.clock = Clock(plan.timezone, plan.day_start)
        self._names = names or {}
        self._titles: dict[tuple[str, str], Titles] = {
            (family, part.id): part.titles
            for family, parts in (
                ("points", plan.points),
                ("benefit", plan.benefits),
                ("mission", plan.missions),
                ("rule", plan.rules),
                ("segment", plan.segments),
                ("tiers", plan.tiers),
                ("score", plan.scores),
                ("team", plan.teams),
                ("board", plan.boards),
                ("experiment", plan.experiments),
                ("draw", plan.draws),
                ("offer", plan.offers),
                ("privilege", plan.privileges),
                ("promotion", plan.promotions),
                ("law", plan.laws),
            )
            for part in parts
        }
        self._titles |= {
            (f"prize {draw.id}", prize.id): prize.titles for draw in plan.draws for prize in draw.prizes
        }
        self._titles |= {
            (f"step {mission.id}", step.id): step.titles
            for mission in plan.missions
            for step in mission.steps
        }
        self._titles |= {
            (f"part {score.id}", part.id): part.titles for score in plan.scores for part in score.parts
        }
        self._asked: dict[str, str] = {
            trigger.event: rule.id
            for rule in plan.rules
            for trigger in rule.triggers
            if isinstance(trigger, OnEvent) and _DERIVED.fullmatch(trigger.event)
        }

    # ------------------------------------------------------------------------- words

    def put(self, key: str, **facts: str) -> str:
        """A template of `[explain]` with its slots filled. The facts are safe to show already."""
        return self.say("explain", key, **facts)

    def say(self, section: str, key: str, **facts: str) -> str:
        """The same of another section."""
        return _SLOT.sub(lambda slot: facts[slot.group(1)], word(section, key, self.language))

    def points_heading(self, currencies: Iterable[str]) -> str:
        """The heading of what has balances: points, stored value, or both."""
        kinds = {self.units.is_money(currency) for currency in currencies}
        if len(kinds) == 2:
            return self.put("section_both")
        return self.put("section_stored" if True in kinds else "section_points")

    def name(self, id: str) -> str:
        """The word for an event, a field or an attribute."""
        if id in self._asked:  # of a referral, to the inviter
            return self.put("event_qualified", what=self.part(self._asked[id]))
        if id in _BUILT_IN:
            return self.put(_BUILT_IN[id])
        told = _TOLD.fullmatch(id)
        if told is not None:
            return self.put(f"event_{told['what']}", what=self._block(told["block"]))
        return quoted(self._names.get(id, id))

    def part(self, id: str) -> str:
        """What the author calls a rule: its name; one that a block made beside itself by the block's title or name."""
        made = _DERIVED.fullmatch(id)
        if made is None:
            return quoted(id)
        return _title(self._titles.get(("rule", id), Titles()), self.language) or self._block(made["block"])

    def _block(self, escaped: str) -> str:
        """The title or name of the block that made a part beside itself."""
        block = _ESCAPED.sub(r"\1", escaped)
        found = next(
            (family for family in ("tiers", "board", "team") if (family, block) in self._titles), "rule"
        )
        return self.title(found, block)

    def title(self, family: str, id: str) -> str:
        """The title of a part in the reader's language, or its name; that of a step may be a standard word."""
        name = self.name if family.startswith("step ") else quoted
        return _title(self._titles.get((family, id), Titles()), self.language) or name(id)

    def variant(self, experiment: str, place: int) -> str:
        """The name of a variant."""
        variants = next(one.variants for one in self.plan.experiments if one.id == experiment)
        return quoted(variants[place][0]) if 0 <= place < len(variants) else str(place)

    def level(self, tiers: str, rank: int) -> str:
        ladder = next(one for one in self.plan.tiers if one.id == tiers)
        if not 0 <= rank < len(ladder.levels):
            return str(rank)
        return _title(ladder.levels[rank].titles, self.language) or quoted(ladder.levels[rank].id)

    def level_of(self, tiers: str, id: str) -> str:
        ladder = next(one for one in self.plan.tiers if one.id == tiers)
        return self.level(tiers, [level.id for level in ladder.levels].index(id))

    def joined(self, texts: list[str] | tuple[str, ...]) -> str:
        return word("explain", "list_comma", self.language).join(texts)

    # ------------------------------------------------------------------------- values

    def money(self, amount: int) -> str:
        try:
            currency = word("currencies", self.plan.currency, self.language)
        except UnknownMessage:
            currency = self.plan.currency
        return self.put("money", amount=format_money(amount, self.plan.currency), currency=currency)

    def points(self, amount: int, currency: str) -> str:
        return self.put(
            "points_unit", number=self.amount(amount, currency), points=self.title("points", currency)
        )

    def amount(self, amount: int, currency: str) -> str:
        """A number of points without their name; of stored value the money."""
        return self.money(amount) if self.units.is_money(currency) else str(amount)

    def value(self, value: int | str | bool, unit: Unit) -> str:
        """A value in its unit."""
        if isinstance(value, bool):
            return self.put("yes" if value else "no")
        if isinstance(value, str):
            return f"`{quoted(value)}`"
        match unit.kind:
            case "money":
                return self.money(value)
            case "points":
                return self.points(value, unit.of)
            case "days":
                return self.put("never") if value >= NEVER_DAYS else self.put("days", number=str(value))
            case "date":
                return format_day(value)
            case "level":
                return self.level(unit.of, value)
            case "variant":
                return self.variant(unit.of, value)
            case "number" | "text" | "flag":
                return str(value)
            case _:
                assert_never(unit.kind)

    def time(self, instant: int) -> str:
        """Calendar and clock on the wall of the programme."""
        return self.clock.zone.to_local_text(instant)

    def span(self, span: Span) -> str:
        return self.put("span", first=self.time(span[0]), end=self.time(span[1]))

    # ------------------------------------------------------------------------- triggers

    def trigger(self, trigger: Trigger) -> str:
        """What a rule waits for."""
        match trigger:
            case OnEvent(event):
                return self.name(event)
            case OnMoment():
                return self.put("on_moment")
            case OnTierEntered(tiers, level):
                return self.put("on_tier_entered", level=self.level(tiers, level))
            case OnTierLeft(tiers, level):
                return self.put("on_tier_left", level=self.level(tiers, level))
            case OnMissionCompleted(mission, None):
                return self.put("on_mission_completed", mission=self.title("mission", mission))
            case OnMissionCompleted(mission, stage):
                return self.put("on_mission_stage", mission=self.title("mission", mission), stage=str(stage))
            case OnPointsEarned(currency):
                return self.put("on_points_earned", points=self.title("points", currency))
            case OnPointsRipened(currency):
                return self.put("on_points_ripened", points=self.title("points", currency))
            case OnBenefitUsed(benefit):
                return self.put("on_benefit_used", benefit=self.title("benefit", benefit))
            case _:
                assert_never(trigger)

    # ------------------------------------------------------------------------- windows

    def window(self, window: Window) -> str:
        match window:
            case RollingDays(days):
                return self.put("rolling_days", count=str(days))
            case RollingMonths(months):
                return self.put("rolling_months", count=str(months))
            case RollingExact(microseconds):
                return self.put("rolling_hours", count=f"{microseconds / HOUR_US:g}")
            case CalendarPeriods(unit, 1):
                return self.put(f"period_{unit}")
            case CalendarPeriods(unit, count):
                return self.put(f"periods_{unit}", count=str(count))
            case MembershipYears(1):
                return self.put("membership_year")
            case MembershipYears(count):
                return self.put("membership_years", count=str(count))
            case Anchored():
                return self.put("anchored")
            case Between():
                return self.put("between")
            case Ever():
                return self.put("ever")
            case _:
                assert_never(window)

    # ------------------------------------------------------------------------- schedules

    def schedule(self, schedule: Schedule) -> str:
        return word("explain", "comma", self.language).join(self._term(term) for term in schedule.terms)

    def _term(self, term: ScheduleTerm) -> str:
        match term:
            case Days(None, None):
                return self.put("ever")
            case Days(first, None) if first is not None:
                return self.put("from_day", day=format_day(first))
            case Days(None, end) if end is not None:
                return self.put("through_day", day=format_day(end - 1))
            case Days(first, end):
                return self.put("from_through", first=format_day(first or 0), last=format_day((end or 1) - 1))
            case Weekdays(days):
                listed = word("explain", "or", self.language).join(self.put(f"weekday_{day}") for day in days)
                return self.put("every", what=listed)
            case MonthDays(first, last, 0, None) if first == last:
                return self.put("month_day", first=str(first))
            case MonthDays(first, last, first_minute, last_minute):
                since = self.put("day_of_month", day=str(first))
                since += f" {self._begin(first_minute)}" if first_minute else ""
                until = self.put("month_end") if last == 31 else self.put("day_of_month", day=str(last))
                until += "" if last_minute is None else f" {self._end(last_minute)}"
                return self.put("month_days", first=since, last=until)
            case YearDays(first_month, first_day, last_month, last_day):
                dates = self._date(first_month, first_day), self._date(last_month, last_day)
                if dates[0] == dates[1]:
                    return self.put("year_day", day=dates[0])
                return self.put("year_days", first=dates[0], last=dates[1])
            case QuarterStart():
                return self.put("quarter_start")
            case AttributeDay(attribute, scope):
                return self.put(f"returns_{scope}", name=self.name(attribute))
            case NamedDays(name, _):
                return self.put("named_days", name=quoted(name))
            case Times(first_minute, end_minute):
                return self.put("times", first=self._begin(first_minute), end=self._end(end_minute))
            case _:
                assert_never(term)

    def _begin(self, minute: int) -> str:
        """What the clock on the wall says at a minute of the local day."""
        return _clock_text((minute + self.plan.day_start) % 1440)

    def _end(self, minute: int) -> str:
        return _clock_text((minute + self.plan.day_start - 1) % 1440 + 1)

    def _date(self, month: int, day: int) -> str:
        return self.put("date_of_year", month=self.put(f"month_{month}"), day=str(day))

    def begin(self, day: int, minute: int) -> str:
        """A local day, with the time where something begins later than it."""
        return format_day(day) if minute == 0 else self.time(self.clock.at_minute(day, minute))

    # ------------------------------------------------------------------------- expressions

    def expr(self, expr: Expr) -> str:
        """The expression as a reader would say it."""
        match expr:
            case Const(value):
                return self.value(value, self.units.of(expr))
            case FieldOf(name) | ItemFieldOf(name):
                return self.name(name)
            case HasField(name) | HasItemField(name) | HasAttribute(name):
                return self.put("has", what=self.name(name))
            case AttributeOf(name):
                return self.put("attribute", name=self.name(name))
            case ItemsTotal(function, total, where):
                what = self._where(self.put("items"), where)
                named = "" if total is None else self.expr(total)
                return self.put(f"line_{function}", what=what, value=named)
            case MetricOf(metric):
                return self._metric(metric)
            case DaysSince(metric):
                return self.put("days_since", what=self.name(self.units.metric(metric).event))
            case DaysSinceJoined():
                return self.put("days_since_joining")
            case EventDay():
                return self.put("event_day")
            case TierOf(_, new):
                return self.put("new_tier" if new else "tier_of")
            case BalanceOf(currency):
                return self.put("balance_of", points=self.title("points", currency))
            case Holds(benefit):
                return self.put("has", what=self.title("benefit", benefit))
            case HasTag(tag):
                return self.put("has", what=self.put("tag", tag=quoted(tag)))
            case InSegment(segment):
                return self.put("in_segment", segment=self.title("segment", segment))
            case InSchedule(schedule):
                return self.put("in_schedule", schedule=self.schedule(schedule))
            case ProgressOf(mission):
                return self.put("progress_of", mission=self.title("mission", mission))
            case HasInviter():
                return self.put("has", what=self.put("inviter"))
            case Inviter():
                return self.put("inviter")
            case Compare(op, left, right):
                return f"{self._beside(left, right)} {self.put(f'sign_{op}')} {self._beside(right, left)}"
            case Arithmetic(op, left, right):
                return f"{self._beside(left, right)} {_OPERATORS[op]} {self._beside(right, left)}"
            case FloorDiv(value, divisor):
                of = self.value(divisor, self.units.of(value))
                return self.put("full", value=self.expr(value), divisor=of)
            case And(items):
                told = without_guards(items)
                return word("explain", "and", self.language).join(self._among(item) for item in told)
            case Or(items):
                return word("explain", "or", self.language).join(self.expr(item) for item in items)
            case Not(item):
                return self.put("not", text=self.expr(item))
            case OneOf(value, options):
                unit = self.units.of(value)
                listed = self.joined([self.value(option, unit) for option in options])
                return self.put("one_of", value=self.expr(value), options=listed)
            case _:
                return self._further(expr)

    def _among(self, expr: Expr) -> str:
        """A condition among others that must hold: alternatives stand together."""
        return self.put("either", text=self.expr(expr)) if isinstance(expr, Or) else self.expr(expr)

    def _further(self, expr: _Further) -> str:
        """What else may stand in an expression."""
        match expr:
            case Self():
                return self.put("self")
            case ScoreOf(score):
                return self.title("score", score)
            case VariantOf(experiment):
                return self.put("variant_of", experiment=self.title("experiment", experiment))
            case ThresholdOf():
                return self.put("threshold_of")
            case PointsOfEvent(currency):
                return self.put("points_of_event", points=self.title("points", currency))
            case Contains(value, part):
                return self.put("contains", value=self.expr(value), part=quoted(part))
            case Choose(cases, otherwise):
                return self._choose(cases, otherwise)
            case _:
                assert_never(expr)

    def _choose(self, cases: tuple[tuple[Expr, Expr], ...], otherwise: Expr) -> str:
        """A value by cases; constants count in the unit of a value beside them that has one."""
        unit = self.units.of(Choose(cases, otherwise))
        if len(cases) == 1 and _guarded(cases[0][0]) == cases[0][1]:
            default = self._in_unit(otherwise, unit)
            return self.put("or_else", value=self.expr(cases[0][1]), default=default)
        told = [
            self.put("choose_case", when=self.expr(asked), value=self._in_unit(value, unit))
            for asked, value in cases
        ]
        told.append(self.put("choose_else", value=self._in_unit(otherwise, unit)))
        return self.put("choose", cases=word("explain", "comma", self.language).join(told))

    def _in_unit(self, expr: Expr, unit: Unit) -> str:
        return self.value(expr.value, unit) if isinstance(expr, Const) else self.expr(expr)

    def _beside(self, expr: Expr, other: Expr) -> str:
        """An operand; a constant counts in the unit of the other."""
        if not isinstance(expr, Const):
            return self.expr(expr)
        if isinstance(other, BalanceOf) and isinstance(
            expr.value, int
        ):  # which points it is stands there already
            return self.amount(expr.value, other.currency)
        return self.value(expr.value, self.units.of(other))

    def _where(self, what: str, where: Expr | None) -> str:
        if where is None or where == TRUE:
            return what
        return self.put("where", what=what, where=self.expr(where))

    def _metric(self, id: str) -> str:
        metric = self.units.metric(id)
        window = self.window(metric.window)
        if metric.gross:
            window = self.put("including_refunded", window=window)
        if metric.event.startswith(_POINTS):
            points = self.title("points", metric.event.removeprefix(_POINTS))
            return self.put("points_earned", points=points, window=window)
        what = self._where(self.name(metric.event), metric.where)
        if metric.function == "last":
            return self.put("last_of", what=what)
        named = "" if metric.value is None else self.expr(metric.value)
        if metric.value == EventDay():
            return self.put("days_of_items" if metric.items else "days_of", what=what, window=window)
        key = f"{metric.function}_of{'_items' if metric.items else ''}"
        return self.put(key, what=what, value=named, window=window)


def without_guards(items: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """The conditions, each once, without those that only ask whether there is what another one compares."""
    once = tuple(dict.fromkeys(items))
    read = {operand for item in once for operand in _operands(item)}
    return tuple(item for item in once if _guarded(item) not in read)


def _operands(item: Expr) -> tuple[Expr, ...]:
    match item:
        case Compare(_, left, right):
            return left, right
        case OneOf(value, _) | Contains(value, _):
            return (value,)
        case Not(negated):
            return _operands(negated)
        case _:
            return ()


def _guarded(item: Expr) -> Expr | None:
    """What a condition asks to be there."""
    match item:
        case HasField(name):
            return FieldOf(name)
        case HasItemField(name):
            return ItemFieldOf(name)
        case HasAttribute(name):
            return AttributeOf(name)
        case _:
            return None


def _title(titles: Titles, language: Language) -> str:
    given = dict(titles.items)
    text = given.get(language) or given.get("") or next(iter(given.values()), "")
    return quoted(text)


def _clock_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
