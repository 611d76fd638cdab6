"""Conditions and values, typed as they are made: money beside money, optional fields behind a `has`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Literal, NamedTuple

from benefitdsl.check.vocabulary import lines_of
from benefitdsl.plan.parts import EventField, EventType
from benefitdsl.syntax import ast
from tests.support.texts import times
from tests.support.texts.naming import event_name, field_name, plain_string, string
from tests.support.texts.world import At

# The type of a value: a field type of the plan, `days`, `points` of any currency or `points <currency>`.
Kind = str
Maker = Callable[[Random, At], ast.Expr | None]
COUNTED = ("money", "number", "days")


class Made(NamedTuple):
    """An expression, and what must be shown to be there before it is read."""

    expr: ast.Expr
    needs: tuple[ast.Ref, ...] = ()


# ------------------------------------------------------------------------------------------------ conditions


def condition(rng: Random, at: At, depth: int = 2) -> ast.Expr:
    """A condition that holds or not."""
    if depth > 0 and rng.random() < 0.4:
        return _joined(rng, at, depth)
    makers: list[Maker] = [*[_comparison] * 6, _one_of, _one_of, _has, _has, _flag, _contains]
    if not at.past and not at.is_metric:
        makers += [_level, _level, _segment, _variant]
    for _ in range(8):
        found = rng.choice(makers)(rng, at)
        if found is not None:
            return found
    return ast.Flag(rng.random() < 0.9)


def _joined(rng: Random, at: At, depth: int) -> ast.Expr:
    match rng.randrange(5):
        case 0:
            return ast.Not(condition(rng, at, depth - 1))
        case 1 | 2:
            return ast.Or(tuple(condition(rng, at, depth - 1) for _ in range(rng.choice((2, 2, 3)))))
        case _:
            items: list[ast.Expr] = []
            for _ in range(rng.choice((2, 2, 3))):
                items.append(condition(rng, at, depth - 1))
                at = at.knowing(items[-1])
            return ast.And(tuple(items))


def guarded(condition: ast.Expr, needs: Sequence[ast.Ref]) -> ast.Expr:
    """Return the condition behind the `has` that it needs."""
    asked = tuple(ast.Has(ref) for ref in dict.fromkeys(needs))
    if not asked:
        return condition
    items = condition.items if isinstance(condition, ast.And) else (condition,)
    return ast.And((*asked, *items))


def _comparison(rng: Random, at: At) -> ast.Expr | None:
    kind = rng.choice((*COUNTED, "money", "text", "text", "date", "flag", "points", "member"))
    if kind == "points" and at.world.points:
        kind = f"points {rng.choice(at.world.points)}"
    left = value(rng, at, kind)
    if left is None:
        return None
    written = literal(rng, at, kind)
    right = value(rng, at, kind) if rng.random() < 0.2 or written is None else Made(written)
    if right is None:
        return None
    ops: tuple[ast.CompareOp, ...] = ("eq", "ne", "lt", "le", "gt", "ge")
    op = rng.choice(ops[:2] if kind in ("text", "flag", "member") else ops)
    sides = (left, right) if rng.random() < 0.9 else (right, left)
    return guarded(ast.Compare(op, sides[0].expr, sides[1].expr), left.needs + right.needs)


def _one_of(rng: Random, at: At) -> ast.Expr | None:
    kind = rng.choice((*COUNTED, "text", "text", "date"))
    asked = value(rng, at, kind, plain=True)
    options = [literal(rng, at, kind) for _ in range(rng.choice((1, 2, 3)))]
    if asked is None or any(option is None or isinstance(option, ast.Duration) for option in options):
        return None
    return guarded(
        ast.OneOf(asked.expr, tuple(option for option in options if option is not None)), asked.needs
    )


def _has(rng: Random, at: At) -> ast.Expr | None:
    world, found = at.world, [ast.Ref((field_name(each.name),)) for each in at.fields() if not each.required]
    if not at.past:
        found += [attribute(name) for name in at.world.attributes]
        found += [ast.Ref((ast.Name(name),)) for name in (*world.tags, *world.benefits)]
        found += [ast.Ref((field_name("inviter"),))] * 2
    return ast.Has(rng.choice(found)) if found else None


def attribute(name: str) -> ast.Ref:
    return ast.Ref((field_name("member"), field_name(name)))


def _flag(rng: Random, at: At) -> ast.Expr | None:
    found = value(rng, at, "flag")
    return None if found is None else guarded(found.expr, found.needs)


def _contains(rng: Random, at: At) -> ast.Expr | None:
    """What is looked for is written, and is something."""
    asked = value(rng, at, rng.choice(("text", "texts", "texts", "member")), plain=True)
    return None if asked is None else guarded(ast.Contains(asked.expr, plain_string(rng)), asked.needs)


def _variant(rng: Random, at: At) -> ast.Expr | None:
    """A variant beside its experiment, on either side of it."""
    if not at.world.experiments:
        return None
    experiment, variants = rng.choice(list(at.world.experiments.items()))
    group, name = ast.VariantRef(ast.Name(experiment)), ast.Ref((ast.Name(rng.choice(variants)),))
    if rng.random() < 0.25:
        return ast.OneOf(group, (name,))
    op: ast.CompareOp = rng.choice(("eq", "ne"))
    return ast.Compare(op, group, name) if rng.random() < 0.85 else ast.Compare(op, name, group)


def _level(rng: Random, at: At) -> ast.Expr | None:
    """A level beside a tier, on either side of it."""
    if not at.world.ladders:
        return None
    ladder, levels = rng.choice(list(at.world.ladders.items()))
    is_only = len(at.world.ladders) == 1
    tier = ast.TierRef(None if is_only and rng.random() < 0.5 else ast.Name(ladder), rng.random() < 0.3)
    refs = tuple(
        ast.Ref((ast.Name(level),)) for level in rng.sample(levels, min(len(levels), rng.choice((1, 2))))
    )
    if rng.random() < 0.25:
        return ast.OneOf(tier, refs)
    op: ast.CompareOp = rng.choice(("eq", "ne", "lt", "le", "gt", "ge"))
    return ast.Compare(op, tier, refs[0]) if rng.random() < 0.85 else ast.Compare(op, refs[0], tier)


def _segment(rng: Random, at: At) -> ast.Expr | None:
    return ast.InSegment(ast.Name(rng.choice(at.world.segments))) if at.world.segments else None


# ------------------------------------------------------------------------------------------------ values


def value(rng: Random, at: At, kind: Kind, *, plain: bool = False) -> Made | None:
    """Something of a type that differs from event to event or from member to member; None where there is none."""
    if kind.partition(" ")[0] == "points":
        return _points(rng, at, kind)
    found = _read(rng, at, kind) if rng.random() < 0.55 else _total(rng, at, kind)
    found = found or _read(rng, at, kind) or _total(rng, at, kind)
    if found is None or plain or kind not in (*COUNTED, "date") or rng.random() < 0.7:
        return found
    return _arithmetic(rng, at, kind, found)


def literal(rng: Random, at: At, kind: Kind) -> ast.Expr | None:
    match kind:
        case "money":
            return times.money(rng, at.world)
        case "number":
            return times.whole(rng)
        case "days":
            return rng.choice((times.whole(rng, 0, 400), times.duration(rng, ("day", "week"))))
        case _ if kind.startswith("points "):
            named = ast.Quantity(times.whole(rng), ast.Name(kind.removeprefix("points ")))
            return named if rng.random() < 0.4 else times.whole(rng)
        case "text" | "member":
            return string(rng)
        case "date":
            return times.date(rng)
        case "flag":
            return ast.Flag(rng.random() < 0.5)
        case _:
            return None


def _read(rng: Random, at: At, kind: Kind) -> Made | None:
    """A field, an attribute, a balance, a progress, the inviter."""
    found: list[Made] = [_field(at, each) for each in at.fields() if each.type == kind]
    found += _with_defaults(rng, at, kind)
    if at.past:
        return rng.choice(found) if found else None
    if kind in COUNTED and not at.is_metric:
        found += [Made(ast.ProgressRef(ast.Name(name))) for name in _missions(at, kind)]
        found += _thresholds(at, kind)
    if kind == "number":
        found += [Made(ast.ScoreRef(ast.Name(name))) for name in at.world.scores]
    if kind == "money" and (not at.is_metric or at.world.order == "counted"):
        found += [_standing(rng, at, name) for name in at.world.stored]
    if kind == "days":
        found.append(Made(ast.DaysSince(None)))
        if not at.is_metric:
            found.append(Made(ast.DaysSince(event_name(rng.choice(list(at.world.events))))))
    if not at.is_metric:
        found += [_attribute(at, name) for name, each in at.world.attributes.items() if each.type == kind]
    if kind == "member" and not at.is_metric:
        found.append(_needing(at, ast.Ref((field_name("inviter"),))))
    return rng.choice(found) if found else None


def _with_defaults(rng: Random, at: At, kind: Kind) -> list[Made]:
    """Fields and attributes that may be missing, with what is read then."""
    refs = [
        ast.Ref((field_name(each.name),)) for each in at.fields() if each.type == kind and not each.required
    ]
    if not at.past and not at.is_metric:
        refs += [attribute(name) for name, each in at.world.attributes.items() if each.type == kind]
    written = [(ref, literal(rng, at, kind)) for ref in refs]
    return [
        Made(ast.OrElse(ref, default))
        for ref, default in written
        if isinstance(default, ast.Number | ast.Money | ast.Text | ast.Flag | ast.Date)
    ]


def _field(at: At, field: EventField) -> Made:
    ref = ast.Ref((field_name(field.name),))
    return Made(ref) if field.required or at.line is not None else _needing(at, ref)


def _attribute(at: At, name: str) -> Made:
    return _needing(at, attribute(name))


def _needing(at: At, ref: ast.Ref) -> Made:
    return Made(ref) if ref in at.proved else Made(ref, (ref,))


def _missions(at: At, kind: Kind) -> list[str]:
    return [name for name, match in at.world.missions.items() if measured(at, match) == kind]


def _thresholds(at: At, kind: Kind) -> list[Made]:
    metrics = at.world.metrics.items()
    return [Made(ast.ThresholdRef(ast.Name(name))) for name, metric in metrics if metric.kind == kind]


def measured(at: At, match: ast.Aggregate | None) -> Kind:
    """Return what a match counts; without one, steps or friends."""
    if match is None:
        return "number"
    event = at.world.events.get(match.path[0].text)
    if match.function != "sum" or match.field is None or event is None:
        return "number"
    lines = lines_of(event)
    fields = lines.fields if len(match.path) > 1 and lines else event.fields
    return next((each.type for each in fields if each.name == match.field.text), "number")


def _points(rng: Random, at: At, kind: Kind) -> Made | None:
    """A balance or what was given, of any points or of those that the kind names; or what a ladder of them asks for."""
    if at.past or not at.world.points:
        return None
    name = kind.removeprefix("points ") if kind != "points" else rng.choice(at.world.points)
    asked = [] if at.is_metric else _thresholds(at, f"points {name}")
    return rng.choice(asked) if asked and rng.random() < 0.3 else _standing(rng, at, name)


def _standing(rng: Random, at: At, name: str) -> Made:
    """A balance or what was given; of the only currency without its name."""
    is_only = len(at.world.currencies) == 1
    currency = None if is_only and rng.random() < 0.5 else ast.Name(name)
    if rng.random() < 0.5:
        return Made(ast.BalanceRef(currency))
    if at.is_started and rng.random() < 0.3:
        return Made(ast.PointsEarned(currency, ast.ThisEvent()))
    window = times.window(rng)
    return Made(ast.PointsEarned(currency, window, rng.random() < 0.2))


def _arithmetic(rng: Random, at: At, kind: Kind, left: Made) -> Made:
    """A sum, or a product or quotient with a small number; never so large that it is refused."""
    ops: tuple[Literal["add", "sub", "mul", "div"], ...] = ("add", "sub", "mul", "div")
    op = rng.choice(ops[:2] if kind == "date" else ops)
    if kind == "date":
        days = times.duration(rng, ("day",)) if rng.random() < 0.7 else times.whole(rng)
        return Made(ast.Arithmetic(op, left.expr, days), left.needs)
    if op in ("mul", "div"):
        factor: ast.Expr = times.percent(rng) if rng.random() < 0.3 else times.decimal(rng, 9, 3)
        if op == "mul" and rng.random() < 0.3:
            return Made(ast.Arithmetic("mul", factor, left.expr), left.needs)
        return Made(ast.Arithmetic(op, left.expr, factor), left.needs)
    other = literal(rng, at, kind) if rng.random() < 0.6 else None
    right = Made(other) if other is not None else value(rng, at, kind, plain=True) or left
    return Made(ast.Arithmetic(op, left.expr, right.expr), left.needs + right.needs)


# ------------------------------------------------------------------------------------------------ totals


def _total(rng: Random, at: At, kind: Kind) -> Made | None:
    """A total over past events or lines, or over the lines of this event."""
    if at.past or kind not in ("money", "number"):
        return None
    if at.events and rng.random() < 0.35:
        found = _total_of_this_event(rng, at, kind)
        if found is not None:
            return Made(found)
    counted = match(rng, at, kind)
    if counted is None:
        return None
    return Made(replace(counted, window=times.window(rng), gross=rng.random() < 0.2))


def match(
    rng: Random, at: At, kind: Kind, *, with_streaks: bool = False, adds_up: bool = False
) -> ast.Aggregate | None:
    """What is counted of an event, without a window; with `adds_up` a count or a sum."""
    names = [*at.world.events, *["order"] * 6]
    event = at.world.events[rng.choice(names)]
    lines = lines_of(event)
    of_lines = lines is not None and rng.random() < 0.5
    path = (event_name(event.name),) + ((field_name(lines.name),) if lines and of_lines else ())
    if kind == "number" and with_streaks and rng.random() < 0.4:
        return ast.Aggregate(
            "streak", (event_name(event.name),), None, _where(rng, at.into(event, of_lines=False)), None
        )
    measure = _measure(rng, lines.fields if lines and of_lines else event.fields, kind, adds_up=adds_up)
    if measure is None:
        return None
    function, field = measure
    return ast.Aggregate(function, path, field, _where(rng, at.into(event, of_lines=of_lines)), None)


def _measure(
    rng: Random, fields: Sequence[EventField], kind: Kind, *, adds_up: bool = False
) -> tuple[ast.AggregateFunction, ast.Name | None] | None:
    choices: list[tuple[ast.AggregateFunction, ast.Name | None]] = []
    for each in fields:
        if each.type == kind:
            choices.append(("sum", field_name(each.name)))
        if kind == "number" and not adds_up and each.type not in ("items", "texts", "flag", "date"):
            choices.append(("distinct", field_name(each.name)))
    if kind == "number":
        choices += [("count", None), ("count", None), ("count", None)]
        choices += [] if adds_up else [("different_days", None)]
    return rng.choice(choices) if choices else None


def _total_of_this_event(rng: Random, at: At, kind: Kind) -> ast.Aggregate | None:
    event: EventType = at.events[0]
    held = [lines_of(each) for each in at.events]
    lines = held[0]
    if lines is None or any(each is None or each.name != lines.name for each in held) or len(held) > 1:
        return None
    measure = _measure(rng, lines.fields, kind)
    if measure is None:
        return None
    function, field = measure
    where = _where(rng, at.into(event, of_lines=True))
    return ast.Aggregate(function, (field_name(lines.name),), field, where, ast.ThisEvent())


def _where(rng: Random, at: At) -> ast.Expr | None:
    return condition(rng, at, 1) if rng.random() < 0.45 else None
