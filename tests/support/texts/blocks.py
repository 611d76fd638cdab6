"""Blocks of any kind: a walk over the fields that the catalogue gives it, one value a field by its form.

What a kind's fields must say together stands in `_CHOSEN`, one function a field; a field of a new kind without one is
filled by its form alone. None leaves a field out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from benefitdsl.catalogue import FieldSpec, Kind
from benefitdsl.plan.parts import EventType
from benefitdsl.std import STANDARD
from benefitdsl.syntax import ast
from tests.support.texts import doings, times
from tests.support.texts.conditions import condition, match, measured, value
from tests.support.texts.naming import event_name, field_name, plain_string, string, text
from tests.support.texts.world import At, Metric, World

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
        if spec.scope == "line":
            return At(self.world).into(self.world.events[spec.event], of_lines=True)
        if spec.scope != "event":
            at = At(self.world)
        else:
            is_started = bool(spec.event or self.trigger or self._counted)
            at = At(self.world, self._events(spec), is_started=is_started)
        return at.knowing(self._asked()) if holds else at

    def _events(self, spec: FieldSpec) -> tuple[Any, ...]:
        if self.trigger is not None:
            return doings.events_of(self.world, self.trigger)
        names = self._counted or ((spec.event,) if spec.event else ())
        return tuple(self.world.events[name] for name in names)

    @property
    def _counted(self) -> tuple[str, ...]:
        """The events that the block counts, itself or by its steps."""
        counts: ast.Aggregate | None = self.said.get("counts")
        goals: list[ast.Goal] = self.said.get("goals", [])
        matches = [goal.match for goal in goals] if counts is None else [counts]
        return tuple(dict.fromkeys(each.path[0].text for each in matches))

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
        world = self.world
        if self.kind.word == "draw":
            return world.draws[self.name]
        allowed = doings.ANYTHING if self.trigger is None else doings.may(world, self.trigger)
        return allowed.intersection(*(doings.may_after(world, name) for name in self._counted))


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
            return condition(rng, scene.at(spec, holds=False))
        case "value":
            found = value(rng, scene.at(spec, holds=False), "number", plain=True)
            return found.expr if found is not None and not found.needs else times.whole(rng)
        case "trigger":
            return doings.trigger(rng, world)
        case "actions":
            return doings.actions(rng, scene.at(spec), scene.allowed)
        case "match":
            return match(rng, At(world), "number", adds_up=True)
        case "goal" | "quantity":
            return _goal(scene) if spec.form == "goal" else _quantity(scene)
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


def _goal(scene: Scene) -> ast.Goal | None:
    """A step; what is summed says how much of it."""
    rng, at = scene.rng, At(scene.world)
    found = match(rng, at, rng.choice(("number", "number", "money")))
    if found is None or (found.function != "sum" and rng.random() < 0.3):
        return None if found is None else ast.Goal(found, None)
    if measured(at, found) == "money":
        return ast.Goal(found, times.money(rng, scene.world, 1))
    return ast.Goal(found, times.whole(rng, 1, 9))


def _quantity(scene: Scene) -> ast.Quantity | None:
    rng, world = scene.rng, scene.world
    if not world.currencies:
        return None
    name = rng.choice(world.currencies)
    amount = times.money(rng, world, 1) if name in world.stored else times.whole(rng, 1)
    return ast.Quantity(amount, ast.Name(name))


def field_type(rng: Random) -> ast.FieldType:
    kind = rng.choice(("money", "number", "text", "flag", "date", "texts"))
    return ast.FieldType(kind, rng.random() < 0.4)  # type: ignore[arg-type]


def _names(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """Names of the family that the field refers to."""
    world, rng = scene.world, scene.rng
    pools: dict[str, list[str]] = {
        "segment": world.segments,
        "privilege": world.privileges,
        "score": list(world.scores),
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


# What says how a coupon or a promotion takes off, and what may be said beside it.
_WAYS = {
    "off": ("off", "of", "pieces"),
    "each": ("off", "off_cap", "of", "pieces", "per_full", "times"),
    "percent": ("percent_off", "off_cap", "of", "pieces"),
    "price": ("price", "of", "pieces"),
    "nth": ("percent_off", "off_cap", "nth_item", "of", "pieces"),
    "cheapest": ("percent_off", "off_cap", "of_every", "free", "of", "pieces"),
    "more": ("percent_off", "off_cap", "buy", "get", "of", "pieces"),
    "shipping": ("off_cap", "free_shipping", "of"),
    "": ("of",),
}
_SAID = {"nth": ("percent_off",), "each": ("per_full",)}  # which a way needs
_STATED = ("off", "price", "nth_item", "of_every", "buy")  # which are of one way alone


def _discount(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    """What a coupon or a promotion takes off, in one way; coupons may say none."""
    rng, said = scene.rng, scene.said
    way = said.setdefault("way", rng.choice([*_WAYS] if scene.kind.word == "coupon" else [*_WAYS][:-1]))
    is_needed = spec.word in (*_STATED, *_SAID.get(way, ())) or (spec.word, way) in (
        ("percent_off", "percent"),
        ("free_shipping", "shipping"),
    )
    if spec.word == "free_shipping" and way != "shipping" and rng.random() < 0.1:
        yield ast.Field(spec.word, ast.Flag(False))
    is_wrong = scene.world.dares() and rng.random() < 0.2
    if is_wrong or (spec.word in _WAYS[way] and (is_needed or rng.random() < 0.4)):
        yield ast.Field(spec.word, _taken(scene, spec))


def _taken(scene: Scene, spec: FieldSpec) -> ast.Value:
    rng = scene.rng
    match spec.word:
        case "free_shipping":
            return ast.Flag(True)
        case "of_every":
            return ast.Number(rng.randint(2, 5))
        case "free":
            every = scene.said.get("of_every", ast.Number(2))
            return ast.Number(rng.randint(1, every.digits - 1))
        case "nth_item" | "buy" | "get" | "pieces" | "times":
            return ast.Number(rng.randint(1, 4))
        case "of":
            return condition(rng, scene.at(spec))
        case "percent_off":
            return times.percent(rng)
        case _:
            return times.money(rng, scene.world, 1)


def _fee(scene: Scene, spec: FieldSpec) -> ast.Value:
    """What a membership costs, and whether it is given back, which decides what else may be said."""
    scene.said["unused"] = scene.rng.random() < 0.6
    return ast.Money(ast.Number(scene.rng.randint(2, 300)), scene.world.currency)


def _reduced(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    """A lower fee, and for whom: both or neither."""
    rng, fee = scene.rng, scene.said["fee"]
    if scene.said.setdefault("is_reduced", rng.random() < 0.4):
        less = ast.Money(ast.Number(rng.randrange(fee.amount.digits)), fee.currency)
        given = less if spec.word == "reduced_fee" else condition(rng, scene.at(spec, holds=False))
        yield ast.Field(spec.word, given)


def _if_unused_asked(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    if spec.word == "privileges":
        return _names(scene, spec) if scene.said["unused"] else None
    return ast.Flag(scene.said["unused"])


def _valid_at_once(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return times.lasting_of_benefit(scene.rng, is_claimed=False)


def _quota(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return times.limits(scene.rng, ("member", "member", "stay"))


def _stored_in(_scene: Scene, _spec: FieldSpec) -> ast.Value:
    return field_name("stored_value")


def _days(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """When points are collected, and until when: in days, the end not before the start."""
    if "collected_by" not in scene.said:
        return None
    least = 1
    if spec.word == "lapses_after" and "collect_after" in scene.said:
        least = scene.said["collect_after"].count
    return ast.Duration(scene.rng.randint(least, 9), "day")


def _waiting(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """Points wait for one thing."""
    waits = any(word in scene.said for word in ("pending", "pending_until", "collected_by"))
    return None if waits and not scene.world.dares() else of_form(scene, spec)


def _with(word: str) -> Choose:
    """Return the maker of a field that only makes sense beside another one."""
    return lambda scene, spec: of_form(scene, spec) if word in scene.said or scene.world.dares() else None


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


def metric(world: World) -> Metric:
    """What levels are measured by: a whole number of money, points or anything else."""
    rng, at = world.rng, At(world, is_metric=True)
    kinds = ["money", "money", "number", "days"]
    if world.points and world.order == "counted":
        kinds += [f"points {rng.choice(world.points)}"] * 3
    kind = rng.choice(kinds)
    made = value(rng, at, kind, plain=True)
    if made is None:
        return Metric(ast.DaysSince(None), "days")
    if rng.random() < 0.2:
        return Metric(ast.Arithmetic("mul", made.expr, times.whole(rng, 1, 3)), kind)
    if rng.random() < 0.15:
        return Metric(ast.Arithmetic("add", made.expr, made.expr), kind)
    return Metric(made.expr, kind)


def _metric(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return scene.world.metrics[scene.name].expr


def _in_unit_of(scene: Scene, number: int) -> ast.Value:
    is_money = scene.world.metrics[scene.name].kind == "money"
    return ast.Money(ast.Number(number), scene.world.currency) if is_money else ast.Number(number)


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
    is_monthly = isinstance(review, ast.Choice) and review.word in ("monthly", "month")
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
    allowed = doings.entered(scene.world)
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


def _counts(scene: Scene, _spec: FieldSpec) -> ast.Value | None:
    return scene.world.missions[scene.name]


def _steps(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    """The steps of a mission that counts nothing else."""
    rng, goals = scene.rng, list[ast.Goal]()
    number = 0 if "counts" in scene.said else rng.randint(_last_stage(scene), 4)
    while len(goals) < number:
        goal = _goal(scene)
        if goal is not None:
            goals.append(goal)
            titles = text(rng) if rng.random() < 0.3 else None
            yield ast.Field(spec.word, goal, ast.Name(scene.world.namer.new()), titles)
    scene.said["goals"] = goals


def _last_stage(scene: Scene) -> int:
    return max((1, *scene.world.stages[scene.name]))


def _of_steps(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """How many of the steps, and whether in order, which asks for all."""
    steps = len(scene.said["goals"])
    if not steps:
        return None
    if spec.word == "needs":
        return ast.Number(scene.rng.randint(_last_stage(scene), steps))
    needs = scene.said.get("needs", ast.Number(steps))
    return ast.Flag(scene.rng.random() < 0.7 and needs.digits == steps)


def _not_of_steps(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    return times.cap(scene.rng, ("day",)) if "counts" in scene.said else None


def _target(scene: Scene, _spec: FieldSpec) -> ast.Value | None:
    world = scene.world
    if world.missions[scene.name] is None:
        return None
    stages = world.stages[scene.name]
    if stages and scene.rng.random() < 0.5:
        return None
    number = (stages[-1] if stages else 0) + scene.rng.choice((1, 1, 2, 5, 20))
    if measured(At(world), world.missions[scene.name]) == "money":
        return ast.Money(ast.Number(number), world.currency)
    return ast.Number(number)


def _reward(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    has_target = "target" in scene.said or scene.said.get("goals")
    return doings.actions(scene.rng, scene.at(spec), scene.allowed) if has_target else None


def _stages(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    for stage in scene.world.stages[scene.name]:
        given = doings.actions(scene.rng, scene.at(spec), scene.allowed, most=2)
        titles = text(scene.rng) if scene.rng.random() < 0.3 else None
        yield ast.Field(spec.word, given, ast.Number(stage), titles)


def _within(scene: Scene, _spec: FieldSpec) -> ast.Value:
    """Any window; for a run of days none that rolls."""
    found = times.window(scene.rng, ("first_match", "joining", "enrolment"))
    rolls = isinstance(found, ast.InLast) or (isinstance(found, ast.InPeriod) and found.count > 1)
    counts = scene.said.get("counts")
    of_order = counts is None or counts.function == "streak"  # of days, or of steps
    return ast.InPeriod("month") if of_order and rolls and not scene.world.is_daring else found


def _of_team(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return times.window(scene.rng, ("first_match", "joining"))


def _repeat(scene: Scene, _spec: FieldSpec) -> ast.Value:
    words = ["once", "again"]
    if isinstance(scene.said.get("within"), ast.InPeriod):
        words += ["each_period"] * 2
    return ast.Choice(scene.rng.choice(words))


def _surplus(scene: Scene, _spec: FieldSpec) -> ast.Value:
    repeat, counts = scene.said.get("repeat"), scene.said.get("counts")
    may_carry = repeat == ast.Choice("again") and counts is not None and counts.function in ("count", "sum")
    return ast.Choice(scene.rng.choice(("lose", "carry")) if may_carry else "lose")


def _of_streak(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    if "counts" not in scene.said or scene.said["counts"].function != "streak":
        return None
    match spec.word:
        case "freezes":
            return times.whole(scene.rng, 0, 3)
        case "repair_within":
            return times.duration(scene.rng, ("day", "week"), 5)
        case _:
            return of_form(scene, spec) if "repair_within" in scene.said else None


# ------------------------------------------------------------------------------------------------ scores, splits


def _score_of(scene: Scene, _spec: FieldSpec) -> ast.Value:
    score = next(name for name, parts in scene.world.scores.items() if scene.name in parts)
    before = scene.world.scores[score]
    scene.said["before"] = before[: before.index(scene.name)]
    scene.said["scaled"] = bool(scene.said["before"]) and scene.rng.random() < 0.6
    scene.said["adds"] = scene.rng.random() < 0.7
    return ast.Name(score)


def _summed(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """What counts for a part of a score, and what only then may be said."""
    if not scene.said["adds"]:
        return None
    match spec.word:
        case "counts":
            kind = scene.rng.choice(("number", "money"))
            return match(scene.rng, At(scene.world), kind, adds_up=True)
        case "window":
            return times.window(scene.rng)
        case _:
            return times.whole(scene.rng, 1, 50)


def _asked_of_member(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    """The other way: a number of the member's, which is not money."""
    if "counts" in scene.said:
        return None
    scene.said["adds"] = False
    kind = scene.rng.choice(("number", "days", "points"))
    found = value(scene.rng, scene.at(spec), kind, plain=True)
    return found.expr if found is not None and not found.needs else ast.DaysSince(None)


def _scaled(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    if not scene.said["scaled"]:
        return None
    before = scene.said["before"]
    return ast.Name(scene.rng.choice(before)) if spec.word == "scaled_by" else times.decimal(scene.rng, 3)


def _at_least_one(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return times.whole(scene.rng, 1, 50)


def _variants(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    """Shares that make all."""
    rng, names = scene.rng, scene.world.experiments[scene.name]
    places = rng.choice((0, 0, 1, 2))
    whole = 100 * 10**places
    cuts = sorted(rng.sample(range(1, whole), len(names) - 1))
    for name, first, last in zip(names, (0, *cuts), (*cuts, whole), strict=True):
        share = ast.Percent(ast.Number(last - first, places))
        yield ast.Field(spec.word, share, ast.Name(name), text(rng) if rng.random() < 0.4 else None)


# ------------------------------------------------------------------------------------------------ together


def _team_counts(scene: Scene, spec: FieldSpec) -> ast.Value:
    found = None
    while found is None:
        found = match(scene.rng, At(scene.world), scene.rng.choice(("number", "money")), adds_up=True)
    return found


def _team_target(scene: Scene, _spec: FieldSpec) -> ast.Value | None:
    rng, world = scene.rng, scene.world
    scene.said["stages"] = sorted(rng.sample(range(1, 15), rng.choice((0, 0, 1, 2))))
    if scene.said["stages"] and rng.random() < 0.4:
        return None
    least = 1 if world.is_daring else max((1, *scene.said["stages"]))  # below the last stage it is refused
    if measured(At(world), scene.said["counts"]) == "money":
        return times.money(rng, world, least)
    return times.whole(rng, least, least + 8)


def _team_reward(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    return of_form(scene, spec) if "target" in scene.said else None


def _team_stages(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    for stage in scene.said["stages"]:
        yield ast.Field(spec.word, of_form(scene, spec), ast.Number(stage))  # type: ignore[arg-type]


def _board_points(scene: Scene, _spec: FieldSpec) -> ast.Value | None:
    return ast.Name(scene.rng.choice(scene.world.currencies)) if "counts" not in scene.said else None


def _board_counts(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    by_points = scene.world.currencies and scene.rng.random() < 0.5
    return None if by_points else _team_counts(scene, spec)


def _top(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    rng = scene.rng
    for place in sorted(rng.sample(range(1, 20), rng.choice((1, 2, 3)))):
        given = doings.actions(rng, scene.at(spec), doings.UNTOLD, 2)
        yield ast.Field(spec.word, given, ast.Number(place), text(rng) if rng.random() < 0.3 else None)


def _article(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return plain_string(scene.rng)


def _floor(scene: Scene, _spec: FieldSpec) -> ast.Value:
    price: ast.Money = scene.said["price"]
    most = price.amount.digits - 1
    return ast.Money(ast.Number(scene.rng.randint(0, most), price.amount.places), price.currency)


# ------------------------------------------------------------------------------------------------ draws, exchanges


_OF_WHO_ASKS = ("condition", "audience", "schedule", "limit", "count_refunded", "budget", "on_refund")


def _on_offer(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    """Who may ask for a draw: nobody, unless it is free or costs something, which is decided with the first field."""
    rng = scene.rng
    ways = ["free", ""] + ["costs"] * bool(scene.world.currencies) + ["ticket"] * bool(scene.world.benefits)
    if len(ways) == 4:
        ways.append("both")
    way = scene.said.setdefault("way", rng.choice(ways))
    if way and spec.word in _OF_WHO_ASKS:
        if rng.random() < 0.3:
            given = _limit(scene, spec) if spec.word == "limit" else of_form(scene, spec)
            yield from (ast.Field(spec.word, given),) if given is not None else ()
        return
    asks = {"costs": ("costs", "both"), "ticket": ("ticket", "both"), "free": ("free",)}
    if way not in asks.get(spec.word, ()):
        return
    for _ in range(rng.choice((1, 1, 2)) if spec.repeated else 1):
        found = ast.Flag(True) if spec.word == "free" else of_form(scene, spec)
        yield from (ast.Field(spec.word, found),) if found is not None else ()


def _prizes(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    rng = scene.rng
    scene.said["prizes"] = [scene.world.namer.new() for _ in range(rng.choice((1, 2, 2, 3)))]
    for name in scene.said["prizes"]:
        given = doings.actions(rng, scene.at(spec), scene.allowed, 2, of_draw=scene.name)
        yield ast.Field(spec.word, given, ast.Name(name), text(rng) if rng.random() < 0.4 else None)


def _weights(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    """Of each prize its weight, of some how many there are."""
    for name in scene.said["prizes"]:
        if spec.word == "weight" or scene.rng.random() < 0.4:
            yield ast.Field(spec.word, times.whole(scene.rng, 1, 30), ast.Name(name))


def _sure(scene: Scene, spec: FieldSpec) -> ast.Value | None:
    is_sure = scene.said.setdefault("is_sure", scene.rng.random() < 0.4)
    if not is_sure:
        return None
    return (
        ast.Name(scene.rng.choice(scene.said["prizes"]))
        if spec.word == "sure"
        else ast.Number(scene.rng.randint(1, 4))
    )


def _price(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    """What an exchange costs, at least one thing: points, points by the level of one ladder, a ticket."""
    rng, world, said = scene.rng, scene.world, scene.said
    if "ways" not in said:
        ways = (["costs"] * 2 if world.currencies else []) + (["ticket"] if world.benefits else [])
        ways += ["cost"] if world.currencies and any(len(each) > 1 for each in world.ladders.values()) else []
        said["ways"] = set(rng.sample(ways, rng.randint(1, min(2, len(ways)))))
    if spec.word not in said["ways"]:
        return
    if spec.word != "cost":
        for _ in range(rng.choice((1, 1, 2)) if spec.repeated else 1):
            yield ast.Field(spec.word, of_form(scene, spec))  # type: ignore[arg-type]
        return
    levels = rng.choice([each for each in world.ladders.values() if len(each) > 1])
    for level in rng.sample(levels, rng.randint(1, len(levels))):
        found = _quantity(scene)
        if found is not None:
            yield ast.Field(spec.word, found, ast.Name(level))


# ------------------------------------------------------------------------------------------------ laws

# The fields that make each claim, and the claims that are made of an event.
_CLAIMS = {
    "always": ("always",),
    "never": ("never",),
    "brings": ("brings",),
    "brings_none": ("brings_none",),
    "at_most": ("at_most", "of", "count_refunded", "timezone"),
    "never_raises": ("never_raises",),
    "never_less": ("never_less", "more"),
    "has_had": ("has_had",),
    "keeps_none": ("keeps_none",),
}
_OF_AN_EVENT = ("brings", "brings_none", "never_raises", "never_less", "keeps_none")


def _law(scene: Scene, spec: FieldSpec) -> Iterator[ast.Field]:
    """One claim, decided with the first field; a daring world says more than one, or none of an event."""
    rng, world = scene.rng, scene.world
    things = [*world.currencies, *world.benefits]
    claim = scene.said.setdefault("claim", rng.choice([*_CLAIMS] if things else ["always", "never"]))
    if spec.word not in ("when", "condition", *_CLAIMS[claim]) and not (world.dares() and rng.random() < 0.2):
        return
    if spec.form == "things":
        if things:
            names = scene.said.get("counted") or rng.sample(things, rng.randint(1, min(2, len(things))))
            yield ast.Field(spec.word, ast.Names(tuple(map(ast.Name, names))))
        return
    match spec.word:
        case "when" if claim in _OF_AN_EVENT or rng.random() < 0.4:
            yield ast.Field(spec.word, _asked_after(scene, of_numbers=claim == "never_less"))
        case "condition" if rng.random() < 0.5:
            yield ast.Field(spec.word, condition(rng, scene.at(spec, holds=False)))
        case "always" | "never":
            yield ast.Field(spec.word, condition(rng, scene.at(spec, holds=False)))
        case "at_most":
            keyed = [event for event in scene.at(spec).events if event.key is not None]
            scopes: tuple[ast.Scope, ...] = ("member", "all", *(["order"] if keyed else []))  # type: ignore[assignment]
            limit = times.limits(rng, scopes).items[0]
            if things:
                names = rng.sample(things, rng.randint(1, min(2, len(things))))
                is_money = names[0] in world.stored
                if not world.dares():
                    names = [name for name in names if (name in world.stored) is is_money]
                scene.said["counted"] = names
                limit = replace(limit, count=times.money(rng, world, 1) if is_money else limit.count)
            yield ast.Field(spec.word, ast.Limits((limit,)))
        case "more" if counted := _numbers(scene.at(spec).events):
            yield ast.Field(spec.word, field_name(rng.choice(counted)))
        case "count_refunded" if rng.random() < 0.3:
            yield ast.Field(spec.word, ast.Flag(rng.random() < 0.5))
        case "timezone" if rng.random() < 0.3:
            yield ast.Field(spec.word, ast.Choice(rng.choice(ZONES)))
        case _:
            pass


def _asked_after(scene: Scene, *, of_numbers: bool) -> ast.Trigger:
    """One event; one with a number or an amount of money in it, where the law needs that."""
    names = [name for name, event in scene.world.events.items() if _numbers((event,)) or not of_numbers]
    if scene.world.dares():
        return doings.trigger(scene.rng, scene.world)
    return ast.Trigger((ast.EventTrigger(event_name(scene.rng.choice((names[0], *names)))),))


def _numbers(events: tuple[EventType, ...]) -> list[str]:
    return [each.name for event in events[:1] for each in event.fields if each.type in ("number", "money")]


def _period(scene: Scene, _spec: FieldSpec) -> ast.Value:
    return times.calendar_window(scene.rng)


_SHARES = {
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
    ("membership", "privileges"): 1.0,
    ("membership", "refund_if_unused"): 1.0,
    ("component", "counts"): 1.0,
    ("component", "value"): 1.0,
    ("component", "scaled_by"): 1.0,
    ("component", "scale"): 1.0,
    ("board", "counts"): 1.0,
    ("board", "points"): 1.0,
    ("team", "target"): 1.0,
    ("draw", "sure"): 1.0,
    ("draw", "sure_after"): 1.0,
    ("programme", "include"): 0.02,
    ("mission", "counts"): 1.0,
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
    ("coupon", "per_order"): _at_least_one,
    ("coupon", "claim"): _claim,
    ("coupon", "valid"): _valid,
    ("gift", "claim"): _claim,
    ("gift", "valid"): _valid,
    ("badge", "valid"): _valid,
    ("points", "pending_until"): _waiting,
    ("points", "collected_by"): _waiting,
    ("points", "collect_from"): _with("collected_by"),
    ("points", "collect_after"): _days,
    ("points", "lapses_after"): _days,
    ("stored_value", "valid"): _expire,
    ("stored_value", "paid_with"): _stored_in,
    ("promotion", "condition"): _rule_condition,
    ("promotion", "limit"): _limit,
    ("privilege", "quota"): _quota,
    ("membership", "condition"): _rule_condition,
    ("membership", "fee"): _fee,
    ("membership", "valid"): _valid_at_once,
    ("membership", "privileges"): _if_unused_asked,
    ("membership", "refund_if_unused"): _if_unused_asked,
    ("score", "review_day"): _review_day,
    ("component", "of"): _score_of,
    ("component", "counts"): _summed,
    ("component", "value"): _asked_of_member,
    ("component", "window"): _summed,
    ("component", "most"): _at_least_one,
    ("component", "scaled_by"): _scaled,
    ("component", "scale"): _scaled,
    ("team", "size"): _at_least_one,
    ("team", "counts"): _team_counts,
    ("team", "target"): _team_target,
    ("team", "reward"): _team_reward,
    ("team", "within"): _of_team,
    ("team", "repeat"): _repeat,
    ("board", "counts"): _board_counts,
    ("board", "points"): _board_points,
    ("bargain", "article"): _article,
    ("bargain", "price"): lambda scene, _spec: times.money(scene.rng, scene.world, 1),
    ("bargain", "floor"): _floor,
    ("bargain", "friends"): _at_least_one,
    ("bargain", "valid"): _valid_at_once,
    ("exchange", "condition"): _rule_condition,
    ("exchange", "stock"): _at_least_one,
    ("draw", "sure"): _sure,
    ("draw", "sure_after"): _sure,
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
    ("referral", "condition"): _rule_condition,
    ("mission", "counts"): _counts,
    ("mission", "target"): _target,
    ("mission", "reward"): _reward,
    ("mission", "within"): _within,
    ("mission", "repeat"): _repeat,
    ("mission", "surplus"): _surplus,
    ("mission", "at_most"): _not_of_steps,
    ("mission", "needs"): _of_steps,
    ("mission", "in_order"): _of_steps,
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
    ("mission", "step"): _steps,
    ("membership", "reduced_fee"): _reduced,
    ("membership", "reduced_if"): _reduced,
    ("experiment", "variant"): _variants,
    ("team", "stage"): _team_stages,
    ("board", "top"): _top,
    ("draw", "prize"): _prizes,
    ("draw", "weight"): _weights,
    ("draw", "stock"): _weights,
}
_ROWS |= {
    (kind, word): _discount for kind in ("coupon", "promotion") for way in _WAYS.values() for word in way
}
_ROWS |= {("exchange", word): _price for word in ("costs", "ticket", "cost")}
_ROWS |= {("law", spec.word): _law for spec in STANDARD.kind("law").fields}
_OFFERED = "condition audience schedule limit count_refunded budget on_refund costs ticket free".split()
_ROWS |= {("draw", word): _on_offer for word in _OFFERED}
_CHOSEN |= {("component", f"per_{per}"): _summed for per in "order day month year category shop".split()}
