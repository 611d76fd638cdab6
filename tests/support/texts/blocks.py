"""Blocks of any kind: a walk over the fields that the catalogue gives it, one value a field by its form.

What a kind's fields must say together stands in `_CHOSEN`, one function a field; a field of a new kind without one is
filled by its form alone. None leaves a field out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benefitdsl.catalogue import FieldSpec, Kind
from benefitdsl.syntax import ast
from tests.support.texts import doings, times
from tests.support.texts.conditions import condition, match, measured, value
from tests.support.texts.naming import event_name, field_name, string, text
from tests.support.texts.world import At, World

ZONES = ("Asia/Shanghai", "America/New_York", "Europe/London", "Pacific/Apia", "Australia/Lord_Howe", "UTC")


@dataclass
class Scene:
    """A block that is being made: what its fields said so far, by word."""

    world: World
    kind: Kind
    name: str
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def rng(self) -> Random:
        return self.world.rng

    def at(self, spec: FieldSpec, *, holds: bool = True) -> At:
        """Return the place of a condition or of actions in this block."""
        at = At(self.world, self._events(spec) if spec.scope == "event" else ())
        return at.knowing(self._asked()) if holds else at

    def _events(self, spec: FieldSpec) -> tuple[Any, ...]:
        for said in self.said.values():
            if isinstance(said, ast.Trigger):
                return doings.events_of(self.world, said)
            if isinstance(said, ast.Aggregate) and said.window is None:
                return (self.world.events[said.path[0].text],)
        return (self.world.events[spec.event],) if spec.event else ()

    def _asked(self) -> ast.Expr | None:
        counts = self.said.get("counts")
        if isinstance(counts, ast.Aggregate):
            return counts.where if len(counts.path) == 1 else None
        asked: ast.Expr | None = self.said.get("condition")
        return asked

    @property
    def trigger(self) -> ast.Trigger | None:
        return next((said for said in self.said.values() if isinstance(said, ast.Trigger)), None)

    @property
    def allowed(self) -> frozenset[str]:
        return doings.ANYTHING if self.trigger is None else doings.may(self.world, self.trigger)


Choose = Callable[[Scene, FieldSpec], ast.Value | None]


def fields_of(scene: Scene) -> tuple[ast.Field, ...]:
    """Return fields for a block, in the order of the catalogue."""
    found: list[ast.Field] = []
    for spec in scene.kind.fields:
        for each in _of_spec(scene, spec):
            scene.said.setdefault(spec.word, each.value)
            found.append(each)
    return tuple(found)


def _of_spec(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    rng = scene.rng
    rows = _ROWS.get((scene.kind.word, spec.word))
    if rows is not None:
        yield from rows(scene, spec)
        return
    if spec.key != "none":
        yield from _some_rows(scene, spec)
        return
    if not (spec.required or rng.random() < _SHARES.get((scene.kind.word, spec.word), 0.35)):
        return
    for _ in range(rng.choice((1, 1, 2)) if spec.repeated else 1):
        found = value_of(scene, spec)
        if found is not None:
            yield ast.Field(spec.word, found)


def value_of(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    choose = _CHOSEN.get((scene.kind.word, spec.word))
    return choose(scene, spec) if choose is not None else of_form(scene, spec)


def of_form(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """Return a value of the field's form, whatever the other fields say."""
    rng, world = scene.rng, scene.world
    match spec.form:
        case "text":
            return text(rng)
        case "name" | "names":
            return _names(scene, spec)
        case "flag":
            return ast.Flag(rng.random() < 0.5)
        case "choice":
            return ast.Choice(rng.choice(spec.choices).word)
        case "integer":
            return times.whole(rng, 1, 31)
        case "money":
            return times.money(rng, world)
        case "amount":
            return times.money(rng, world, 1) if rng.random() < 0.5 else times.whole(rng, 1)
        case "percent":
            return times.percent(rng)
        case "factor":
            return times.decimal(rng)
        case "duration":
            return times.duration(rng)
        case "lasting":
            return times.time_to_claim(rng)
        case "window":
            return times.window(rng)
        case "limit":
            return times.limits(rng, ("member", "all"))
        case "cap":
            return times.cap(rng)
        case "schedule":
            return times.schedule(rng, world)
        case "condition":
            return condition(rng, scene.at(spec))
        case "value":
            found = value(rng, scene.at(spec), "number", plain=True)
            return found.expr if found is not None else times.whole(rng)
        case "trigger":
            return doings.trigger(rng, world)
        case "actions":
            return doings.actions(rng, scene.at(spec), scene.allowed)
        case "match":
            return match(rng, At(world), "number", with_streaks=True)
        case "goal" | "quantity":
            return _so_much(scene, spec)
        case "dates":
            return ast.Dates(tuple(times.date(rng) for _ in range(rng.randint(1, 4))))
        case "time":
            return times.time(rng)
        case "time_range":
            return times.any_time_range(rng)
        case "field_type":
            return field_type(rng)
        case "currency":
            return ast.Choice(world.currency)
        case "timezone":
            return ast.Choice(rng.choice(ZONES))
        case "language":
            return ast.Choice("en")
        case "file":
            return string(rng)


def _so_much(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    rng, world = scene.rng, scene.world
    if spec.form == "goal":
        found = match(rng, At(world), "number", with_streaks=False)
        return None if found is None else ast.Goal(found, times.whole(rng, 1, 9))
    return ast.Quantity(times.whole(rng, 1), ast.Name(rng.choice(world.points))) if world.points else None


def field_type(rng: Random) -> ast.FieldType:
    kind = rng.choice(("money", "number", "text", "flag", "date", "texts"))
    return ast.FieldType(kind, rng.random() < 0.4)  # type: ignore[arg-type]


def _names(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """Names of the family that the field refers to."""
    world, rng = scene.world, scene.rng
    pools: dict[str, list[str]] = {
        "segment": world.segments,
        "budget": world.budgets,
        "group": world.groups,
        "benefit": world.benefits,
        "points": world.points,
        "mission": list(world.missions),
        "notice": world.notices,
        "tag": world.tags,
        "tiers": list(world.ladders),
        "level": world.levels(),
        "event": list(world.events),
        "none": ["m1", "m2", "会员1", "a@b", "138 0000"],
    }
    pool = pools.get(spec.refers, [])
    if not pool:
        return None
    make = event_name if spec.refers == "event" else ast.Name
    if spec.form == "name":
        return make(rng.choice(pool))
    return ast.Names(tuple(make(name) for name in rng.sample(pool, rng.randint(1, min(3, len(pool))))))


def _some_rows(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    """Rows of a kind that nothing here knows."""
    rng = scene.rng
    for number in range(1, rng.choice((1, 2, 3, 4))):
        key = ast.Number(number) if spec.key == "number" else ast.Name(scene.world.namer.new())
        found = value_of(scene, spec)
        if found is not None:
            yield ast.Field(spec.word, found, key, text(rng) if rng.random() < 0.4 else None)


# ------------------------------------------------------------------------------------------------ the ground


def _day_starts(scene: Scene, _spec: FieldSpec) -> ast.Value:
    scene.world.day_start = scene.rng.choice(((0, 0), (4, 0), (6, 30), (23, 59)))
    return ast.TimeOfDay(*scene.world.day_start)


def _length(scene: Scene, _spec: FieldSpec) -> ast.Value:
    """How late an event may be: no months."""
    if scene.world.is_daring and scene.rng.random() < 0.1:
        return ast.Duration(1, "month")
    return times.duration(scene.rng, ("minute", "hour", "day", "week"))


def _own_fields(scene: Scene, spec: FieldSpec, known: tuple[str, ...]) -> Iterator[ast.Field]:
    """Rows `field NAME: TYPE`, some with the standard word of their type."""
    rng, taken = scene.rng, set(known)
    for _ in range(rng.choice((0, 1, 2, 3))):
        kind = field_type(rng)
        name = scene.world.namer.new()
        standard = _CARRIED.get(kind.type)
        if standard is not None and rng.random() < 0.3 and standard not in taken:
            name = standard
        taken.add(name)
        yield ast.Field(spec.word, kind, field_name(name))


# Standard words that an own field may carry, by its type.
_CARRIED = {"money": "amount", "number": "score", "text": "channel", "date": "day"}


def _event_fields(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    event = scene.world.events.get(scene.name)
    known = tuple(each.name for each in event.fields) if event is not None else ()
    if scene.name == "quiz" or event is not None:
        yield from _own_fields(scene, spec, known)
        return
    fields = list(_own_fields(scene, spec, known))
    yield from fields
    scene.said["own"] = fields


def _line_fields(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    event = scene.world.events.get(scene.name)
    lines = next((each for each in event.fields if each.type == "items"), None) if event is not None else None
    if scene.rng.random() < 0.4:
        yield from _own_fields(
            scene, spec, tuple(each.name for each in lines.fields) if lines is not None else ()
        )


def _own_keys(scene: Scene) -> list[str]:
    """Fields by which an own event may be known."""
    rows: list[ast.Field] = scene.said.get("own", [])
    fit = ("text", "number", "date", "flag", "money")
    return [row.key.text for row in rows if isinstance(row.key, ast.Name) and row.value.type in fit]  # type: ignore[union-attr]


def _key(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    names = _own_keys(scene)
    return field_name(scene.rng.choice(names)) if names else None


def _unique(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    names = _own_keys(scene)
    if not names:
        return None
    return ast.Names(tuple(map(field_name, scene.rng.sample(names, scene.rng.randint(1, len(names))))))


def _if_unique(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    return of_form(scene, spec) if "unique" in scene.said else None


def _reverses(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """An own event takes back orders, top-ups or carts."""
    if scene.name in scene.world.events:
        return None
    return event_name(scene.rng.choice(("order", "order", "cart", "top_up")))


def _another_event(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    if "unique" not in scene.said:
        return None
    return event_name(scene.rng.choice(("order", "confirm", "survey")))


def _holidays(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    for _ in range(scene.rng.choice((0, 1, 2))):
        name = scene.world.namer.new()
        scene.world.holidays.append(name)
        dates = tuple(times.date(scene.rng) for _ in range(scene.rng.randint(1, 4)))
        yield ast.Field(spec.word, ast.Dates(dates), ast.Name(name))


def _of_segment(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """A condition that asks for no segment but those before it, so that none goes in circles."""
    world = scene.world
    before = world.segments
    if not (world.is_daring and scene.rng.random() < 0.2):
        world.segments = before[: before.index(scene.name)] if scene.name in before else before
    found = condition(scene.rng, scene.at(spec))
    world.segments = before
    return found


# ------------------------------------------------------------------------------------------------ benefits, points


def _claim(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return times.time_to_claim(scene.rng)


def _valid(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return times.lasting_of_benefit(scene.rng, is_claimed="claim" in scene.said)


def _one_way(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """A coupon takes off in one way."""
    is_taken = any(word in scene.said for word in ("off", "percent_off", "price"))
    return None if is_taken and not scene.world.is_daring else of_form(scene, spec)


def _with(word: str) -> Choose:
    """Return the maker of a field that only makes sense beside another one."""
    return lambda scene, spec: of_form(scene, spec) if word in scene.said or scene.world.is_daring else None


def _without(word: str) -> Choose:
    return lambda scene, spec: (
        of_form(scene, spec) if word not in scene.said or scene.world.is_daring else None
    )


def _expire(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return times.lasting_of_points(scene.rng)


def _active_by(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    expire = scene.said.get("expire")
    terms = expire.terms if isinstance(expire, ast.Lasting) else ()
    by_activity = any(isinstance(term, ast.LastsFor) and term.anchor == "activity" for term in terms)
    return _names(scene, spec) if by_activity else None


def _spent_by(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return field_name("points_used")


def _cash_pair(scene: Scene, spec: FieldSpec) -> ast.Value:
    return times.whole(scene.rng, 1, 100)


def _cash_value(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    return times.money(scene.rng, scene.world) if "cash_points" in scene.said else None


# ------------------------------------------------------------------------------------------------ tiers


def _metric(scene: Scene, spec: FieldSpec) -> ast.Value:
    """What levels are measured by: a whole number of money, points or anything else."""
    rng, at = scene.rng, At(scene.world, is_metric=True)
    kinds = ["money", "money", "number", "days"]
    if scene.world.points and scene.world.points_first is False:
        kinds += ["points", "points"]
    kind = rng.choice(kinds)
    made = value(rng, at, kind, plain=True)
    if made is None:
        return ast.DaysSince(None)
    if rng.random() < 0.2:
        return ast.Arithmetic("mul", made.expr, times.whole(rng, 1, 3))
    if rng.random() < 0.15:
        return ast.Arithmetic("add", made.expr, made.expr)
    return made.expr


def _in_unit_of(scene: Scene, number: int) -> ast.Value:
    return (
        ast.Money(ast.Number(number), scene.world.currency)
        if is_money(scene.world, scene.said["metric"])
        else ast.Number(number)
    )


def is_money(world: World, expr: Any) -> bool:
    """Say whether a ladder's metric is an amount of money."""
    match expr:
        case ast.Aggregate():
            return measured(At(world), expr) == "money"
        case ast.Arithmetic(_, left, right):
            return is_money(world, left) or is_money(world, right)
        case _:
            return isinstance(expr, ast.Money)


def _levels(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    rng, number = scene.rng, 0
    for rank, level in enumerate(scene.world.ladders[scene.name]):
        number = 0 if rank == 0 else number + rng.choice((1, 2, 10, 100))
        titles = text(rng) if rng.random() < 0.4 else None
        yield ast.Field(spec.word, _in_unit_of(scene, number), ast.Name(level), titles)


def _invited(scene: Scene, _spec: FieldSpec) -> ast.Value | None:
    higher = scene.world.ladders[scene.name][1:]
    return ast.Names((ast.Name(scene.rng.choice(higher)),)) if higher else None


def _review_day(scene: Scene, _spec: FieldSpec) -> ast.Value | None:
    review = scene.said.get("review")
    is_monthly = isinstance(review, ast.Choice) and review.word == "monthly"
    return times.whole(scene.rng, 1, 31) if is_monthly and scene.rng.random() < 0.95 else None


def _term(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """How long a level is kept: days at least, as each end is an effect."""
    if spec.word == "grace" and "validity" not in scene.said and not scene.world.is_daring:
        return None
    return times.duration(scene.rng, ("day", "week", "month", "quarter", "year"))


def _keep(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    if "validity" in scene.said:
        for level in scene.world.ladders[scene.name][1:]:
            if scene.rng.random() < 0.3:
                yield ast.Field(spec.word, _in_unit_of(scene, scene.rng.randint(1, 60)), ast.Name(level))


def _entry(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    allowed = doings.cascading(scene.world, by_points=False)
    for level in scene.world.ladders[scene.name][1:]:
        if scene.rng.random() < 0.4:
            given = doings.actions(scene.rng, At(scene.world), allowed, 2)
            titles = text(scene.rng) if scene.rng.random() < 0.3 else None
            yield ast.Field(spec.word, given, ast.Name(level), titles)


# ------------------------------------------------------------------------------------------------ rules, missions


def _limit(scene: Scene, spec: FieldSpec) -> ast.Value:
    """A limit whose scope the events at hand can tell."""
    at = scene.at(spec)
    scopes: list[ast.Scope] = ["member", "member", "all"]
    if at.events and all(event.key is not None for event in at.events):
        scopes.append("order")
    shown = {each.name for each in at.fields() if each.required}
    shown |= {ref.parts[-1].text for ref in at.proved if len(ref.parts) == 1}
    named: tuple[tuple[str, ast.Scope], ...] = (
        ("invitee", "referee"),
        ("device", "device"),
        ("code", "code"),
    )
    scopes += [
        scope for name, scope in named if any(each.name == name for each in at.fields()) and name in shown
    ] * 2
    if scene.world.is_daring and scene.rng.random() < 0.1:
        scopes.append(scene.rng.choice(("order", "referee", "device", "code")))
    return times.limits(scene.rng, tuple(scopes))


def _member_limit(scene: Scene, _spec: FieldSpec) -> ast.Value:
    window = times.limit_window(scene.rng, is_shared=False)
    return ast.Limits((ast.Limit(times.whole(scene.rng, 1, 9), "member", window),))


def _rule_condition(scene: Scene, spec: FieldSpec) -> ast.Value:
    """A condition; now and then with an inviter, or with a device, as the limits of some rules need it."""
    rng, at = scene.rng, scene.at(spec, holds=False)
    found = condition(rng, at)
    if rng.random() < 0.15:
        return doings.with_inviter(found)
    keyed = [each.name for each in at.fields() if each.name in ("device", "code") and not each.required]
    if keyed and rng.random() < 0.4:
        ref = ast.Ref((field_name(rng.choice(keyed)),))
        return ast.And((ast.Has(ref), *(found.items if isinstance(found, ast.And) else (found,))))
    return found


def _otherwise(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    if "condition" not in scene.said:
        return None
    return doings.actions(scene.rng, scene.at(spec, holds=False), scene.allowed, 2)


def _member_actions(scene: Scene, spec: FieldSpec) -> ast.Value:
    return doings.actions(scene.rng, At(scene.world), doings.ANYTHING)


def _counts(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return scene.world.missions[scene.name]


def _target(scene: Scene, _spec: FieldSpec) -> ast.Value | None:
    world = scene.world
    stages = world.stages[scene.name]
    if stages and scene.rng.random() < 0.5:
        return None
    number = (stages[-1] if stages else 0) + scene.rng.choice((1, 1, 2, 5, 20))
    if measured(At(world), world.missions[scene.name]) == "money":
        return ast.Money(ast.Number(number), world.currency)
    return ast.Number(number)


def _reward(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    return doings.actions(scene.rng, scene.at(spec)) if "target" in scene.said else None


def _stages(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    for stage in scene.world.stages[scene.name]:
        given = doings.actions(scene.rng, scene.at(spec), most=2)
        titles = text(scene.rng) if scene.rng.random() < 0.3 else None
        yield ast.Field(spec.word, given, ast.Number(stage), titles)


def _within(scene: Scene, _spec: FieldSpec) -> ast.Value:
    """Any window; for a run of days none that rolls."""
    found = times.window(scene.rng, ("first_match", "joining", "enrolment"))
    rolls = isinstance(found, ast.InLast) or (isinstance(found, ast.InPeriod) and found.count > 1)
    if scene.said["counts"].function == "streak" and rolls and not scene.world.is_daring:
        return ast.InPeriod("month")
    return found


def _repeat(scene: Scene, _spec: FieldSpec) -> ast.Value:
    words = ["once", "again"]
    if isinstance(scene.said.get("within"), ast.InPeriod):
        words += ["each_period"] * 2
    return ast.Choice(scene.rng.choice(words))


def _surplus(scene: Scene, _spec: FieldSpec) -> ast.Value:
    repeat, counts = scene.said.get("repeat"), scene.said["counts"]
    may_carry = repeat == ast.Choice("again") and counts.function in ("count", "sum")
    return ast.Choice(scene.rng.choice(("lose", "carry")) if may_carry else "lose")


def _of_streak(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    if scene.said["counts"].function != "streak":
        return None
    match spec.word:
        case "freezes":
            return times.whole(scene.rng, 0, 3)
        case "repair_within":
            return times.duration(scene.rng, ("day", "week"), 5)
        case _:
            return of_form(scene, spec) if "repair_within" in scene.said else None


def _per_day(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return times.cap(scene.rng, ("day",))


def _period(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return times.calendar_window(scene.rng)


_SHARES = {
    ("programme", "include"): 0.1,
    ("event", "key"): 0.5,
    ("event", "unique"): 0.5,
    ("event", "reverses"): 0.2,
    ("points", "spent_by"): 0.6,
    ("points", "cash_value"): 1.0,
    ("points", "expire"): 0.6,
    ("coupon", "claim"): 0.4,
    ("coupon", "valid"): 0.7,
    ("segment", "condition"): 1.0,
    ("referral", "reward"): 0.97,
    ("tiers", "validity"): 0.5,
    ("tiers", "review"): 0.5,
    ("mission", "counts"): 1.0,
    ("mission", "needs"): 0.0,
    ("mission", "in_order"): 0.0,
    ("mission", "target"): 1.0,
    ("mission", "reward"): 0.9,
    ("mission", "within"): 0.6,
    ("mission", "repeat"): 0.6,
    ("mission", "surplus"): 0.4,
    ("mission", "repair_within"): 0.7,
    ("mission", "repair_with"): 0.5,
    ("rule", "condition"): 0.6,
    ("rule", "otherwise"): 0.15,
    ("rule", "schedule"): 0.2,
    ("rule", "audience"): 0.15,
    ("rule", "limit"): 0.4,
    ("rule", "budget"): 0.2,
    ("rule", "group"): 0.25,
}  # how often an optional field is there, where it is not the usual share

_CHOSEN: dict[tuple[str, str], Choose] = {
    ("programme", "day_starts"): _day_starts,
    ("programme", "late"): _length,
    ("event", "key"): _key,
    ("event", "unique"): _unique,
    ("event", "unique_among"): _if_unique,
    ("event", "shares_numbers"): _another_event,
    ("event", "reverses"): _reverses,
    ("segment", "condition"): _of_segment,
    ("coupon", "percent_off"): _one_way,
    ("coupon", "price"): _one_way,
    ("coupon", "off_cap"): _with("percent_off"),
    ("coupon", "claim"): _claim,
    ("coupon", "valid"): _valid,
    ("gift", "claim"): _claim,
    ("gift", "valid"): _valid,
    ("badge", "valid"): _valid,
    ("points", "pending_until"): _without("pending"),
    ("points", "expire"): _expire,
    ("points", "active_by"): _active_by,
    ("points", "spent_by"): _spent_by,
    ("points", "cash_points"): _cash_pair,
    ("points", "cash_value"): _cash_value,
    ("tiers", "metric"): _metric,
    ("tiers", "invited"): _invited,
    ("tiers", "review_day"): _review_day,
    ("tiers", "validity"): _term,
    ("tiers", "grace"): _term,
    ("rule", "condition"): _rule_condition,
    ("rule", "otherwise"): _otherwise,
    ("rule", "limit"): _limit,
    ("referral", "reward"): _member_actions,
    ("referral", "condition"): _rule_condition,
    ("mission", "counts"): _counts,
    ("mission", "target"): _target,
    ("mission", "reward"): _reward,
    ("mission", "within"): _within,
    ("mission", "repeat"): _repeat,
    ("mission", "surplus"): _surplus,
    ("mission", "at_most"): _per_day,
    ("mission", "limit"): _limit,
    ("mission", "freezes"): _of_streak,
    ("mission", "repair_within"): _of_streak,
    ("mission", "repair_with"): _of_streak,
    ("budget", "period"): _period,
    ("notice", "limit"): _member_limit,
}

_ROWS: dict[tuple[str, str], Callable[[Scene, FieldSpec], Iterator[ast.Field]]] = {
    ("member", "field"): lambda scene, spec: _own_fields(scene, spec, tuple(scene.world.attributes)),
    ("event", "field"): _event_fields,
    ("event", "line"): _line_fields,
    ("calendar", "day"): _holidays,
    ("tiers", "level"): _levels,
    ("tiers", "keep"): _keep,
    ("tiers", "entry"): _entry,
    ("mission", "stage"): _stages,
    ("mission", "step"): lambda _scene, _spec: iter(
        ()
    ),  # those have no `counts`, on which the other fields rest
}
