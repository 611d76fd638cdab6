"""Triggers and actions, made at random."""

from __future__ import annotations

from random import Random

from benefitdsl.plan.parts import EventField, EventType
from benefitdsl.syntax import ast
from tests.support.texts import times
from tests.support.texts.conditions import condition, guarded, literal, value
from tests.support.texts.naming import event_name, field_name, plain_string
from tests.support.texts.world import At, World

MAY_GIVE, MAY_RAISE, MAY_TAKE, MAY_TELL = "give", "raise", "take", "tell"
ANYTHING = frozenset((MAY_GIVE, MAY_RAISE, MAY_TAKE, MAY_TELL))
UNTOLD = ANYTHING - {MAY_TELL}
INVITER = ast.Ref((field_name("inviter"),))
_FREQUENT = ("order",) * 10 + ("sign_in", "register", "invite", "refund", "review")


def trigger(rng: Random, world: World, *, events_only: bool = False) -> ast.Trigger:
    kind = 0.0 if events_only else rng.random()
    if kind < 0.68:
        names = [rng.choice((*_FREQUENT, *world.events)) for _ in range(rng.choice((1, 1, 1, 1, 2, 3)))]
        return ast.Trigger(tuple(ast.EventTrigger(event_name(name)) for name in dict.fromkeys(names)))
    if kind < 0.82:
        return ast.Trigger((times.moment(rng, world),))
    terms = [happening(rng, world) for _ in range(rng.choice((1, 1, 2)))]
    if rng.random() < 0.2:
        terms.append(ast.EventTrigger(event_name("order")))
    return ast.Trigger(tuple(dict.fromkeys(terms)))


def happening(rng: Random, world: World) -> ast.TriggerTerm:
    happen = ast.HappeningTrigger
    choices: list[ast.TriggerTerm] = [happen("points_earned", ast.Name(name)) for name in world.currencies]
    choices += [happen("points_earned", None)] if world.points else []
    choices += [happen("points_ripened", ast.Name(name)) for name in world.currencies]
    choices += [
        happen(rng.choice(("tier_entered", "tier_left")), ast.Name(level)) for level in world.levels()
    ]
    for name in world.missions:
        stage = rng.choice((None, None, *world.stages.get(name, ())))
        choices.append(happen("mission_completed", ast.Name(name), stage))
    choices += [happen("benefit_used", ast.Name(benefit)) for benefit in world.benefits]
    return rng.choice(choices) if choices else ast.EventTrigger(event_name("order"))


def may(world: World, trigger: ast.Trigger) -> frozenset[str]:
    """Return what actions may do so that cascades end."""
    if world.is_daring and world.rng.random() < 0.3:
        return ANYTHING
    allowed = ANYTHING
    for term in trigger.terms:
        if isinstance(term, ast.HappeningTrigger):
            allowed &= _cascading(world, term.happening)
        elif isinstance(term, ast.EventTrigger):
            allowed &= may_after(world, term.event.text)
    return allowed


def may_after(world: World, event: str) -> frozenset[str]:
    """Return what may be done when this comes in: what was told is not told on."""
    return UNTOLD if event in world.told else ANYTHING


def _cascading(world: World, happening: str) -> frozenset[str]:
    match happening:
        case "points_earned" | "points_ripened":
            return frozenset((MAY_RAISE,)) if world.order == "points" else frozenset()
        case "tier_entered":
            return frozenset((MAY_GIVE,)) if world.order == "levels" else frozenset()
        case "tier_left":  # nothing that this leads to takes points, which alone lowers a ladder
            return frozenset((MAY_GIVE, MAY_RAISE))
        case _:
            return UNTOLD


def entered(world: World) -> frozenset[str]:
    """Return what entering a level may do."""
    return _cascading(world, "tier_entered")


def drawn(rng: Random) -> frozenset[str]:
    """Return what the prizes of a draw may do: little, as a rule, so that it may be drawn anywhere."""
    return rng.choice((frozenset(), frozenset(), frozenset((MAY_GIVE,)), UNTOLD))


def events_of(world: World, trigger: ast.Trigger | None) -> tuple[EventType, ...]:
    """Return the events of which one is at hand; none where the trigger may start without one."""
    terms = trigger.terms if trigger is not None else ()
    named = [term.event.text for term in terms if isinstance(term, ast.EventTrigger)]
    return tuple(world.events[name] for name in named) if len(named) == len(terms) else ()


# ------------------------------------------------------------------------------------------------ actions


def actions(
    rng: Random, at: At, allowed: frozenset[str], most: int = 3, *, of_draw: str | None = None
) -> ast.Actions:
    """Actions; the prizes of a draw may draw from those after it."""
    draws = list(at.world.draws)
    after = draws if of_draw is None else draws[draws.index(of_draw) + 1 :]
    fit = [draw for draw in after if at.world.draws[draw] <= allowed]
    return ast.Actions(tuple(_action(rng, at, allowed, fit) for _ in range(rng.randint(1, most))))


def _action(rng: Random, at: At, allowed: frozenset[str], draws: list[str]) -> ast.Action:
    world = at.world
    choices: list[ast.Action] = []
    if world.currencies and MAY_GIVE in allowed:
        choices += [_give(rng, at), _give(rng, at)]
        factor = times.whole(rng, 1, 5) if rng.random() < 0.5 else times.decimal(rng, 5, 2)
        choices.append(ast.Multiply(ast.Name(rng.choice(world.currencies)), factor, rng.random() < 0.3))
    if world.currencies and MAY_TAKE in allowed:
        choices.append(_take(rng, at))
    if draws:
        choices += [ast.Draw(ast.Name(rng.choice(draws)))] * 2
    if world.levels() and MAY_RAISE in allowed:
        choices.append(ast.RaiseTo(ast.Name(rng.choice(world.levels()))))
    if world.benefits:
        # More than one event may have; of moments there may be many at once.
        count = 101 if at.events and rng.random() < 0.01 else rng.choice((1, 1, 2, 5))
        choices += [ast.Grant(ast.Name(rng.choice(world.benefits)), count)] * 2
    if world.tags:
        choices.append(ast.TagAction(ast.Name(rng.choice(world.tags)), rng.random() < 0.7))
    if world.notices:
        choices.append(ast.Send(ast.Name(rng.choice(world.notices))))
    if world.missions:
        choices.append(ast.EnrolIn(ast.Name(rng.choice(list(world.missions)))))
    if MAY_TELL in allowed and INVITER in at.proved and world.told:
        told = _tell(rng, at)
        choices += [told] * 2 if told is not None else []
    return rng.choice(choices)


def _give(rng: Random, at: At) -> ast.Give:
    world = at.world
    currency = ast.Name(rng.choice(world.currencies))
    is_money = currency.text in world.stored
    rounding: ast.RoundingWord | None = rng.choice((None, None, "down", "up", "half_up", "half_even"))
    fixed: ast.Number | ast.Money = times.money(rng, world, 1) if is_money else times.whole(rng, 1, 300)
    if rng.random() < 0.4 or not at.events:
        return ast.Give(fixed, currency, rounding=rounding)
    kind = rng.choice(("money", "money", "number", "days", "points"))
    per: ast.Number | ast.Money = (
        times.money(rng, at.world, 1, 50)
        if kind == "money"
        else rng.choice((times.whole(rng, 1, 9), times.decimal(rng, 9, 2)))
    )
    amount: ast.Number | ast.Money = (
        times.money(rng, world, 1, 9)
        if is_money
        else times.whole(rng, 1, 9)
        if rng.random() < 0.6
        else times.decimal(rng)
    )
    of = value(rng, at, kind)
    is_paid = any((each.name, each.type, each.required) == ("amount", "money", True) for each in at.fields())
    if kind == "money" and is_paid and rng.random() < 0.6:
        return ast.Give(amount, currency, per, rng.random() < 0.5, None, rounding)
    if of is None or of.needs or (isinstance(of.expr, ast.Arithmetic) and rng.random() < 0.5):
        return ast.Give(fixed, currency, rounding=rounding)
    return ast.Give(amount, currency, per, rng.random() < 0.5, of.expr, rounding)


def _take(rng: Random, at: At) -> ast.Take:
    """What would be given, used up instead."""
    give = _give(rng, at)
    rate = (give.amount, give.currency, give.per, give.step, give.of, give.rounding)
    return ast.Take(*rate, rng.random() < 0.5)


def _tell(rng: Random, at: At) -> ast.TellInviter | None:
    """An event for the inviter with all its required fields."""
    event = at.world.events[rng.choice(at.world.told)]
    fields: list[tuple[ast.Name, ast.Expr]] = []
    for each in event.fields:
        if not _is_told(each) or not (each.required or rng.random() < 0.3):
            continue
        told = _told(rng, at, each)
        if told is not None:
            fields.append((field_name(each.name), told))
        elif each.required:
            return None
    return ast.TellInviter(event_name(event.name), tuple(fields))


def tellable(world: World) -> list[str]:
    """Return the events that an inviter may be told: none that everything waits for, none that asks for an offer."""
    return [
        name
        for name, event in world.events.items()
        if name not in _FREQUENT
        and event.role not in ("offer", "redeem")
        and all(_is_told(field) for field in event.fields if field.required)
    ]


def _is_told(field: EventField) -> bool:
    return field.type not in ("items", "texts")


def _told(rng: Random, at: At, field: EventField) -> ast.Expr | None:
    if field.type == "flag" and rng.random() < 0.5:
        return condition(rng, at, 1)
    found = value(rng, at, field.type, plain=True)
    if found is not None and not found.needs and rng.random() < 0.6:
        return found.expr
    # A line break in what is told would be refused where it comes in.
    return plain_string(rng) if field.type in ("text", "member") else literal(rng, at, field.type)


def with_inviter(condition: ast.Expr | None) -> ast.Expr:
    """Return the condition, and that there is an inviter."""
    return ast.Has(INVITER) if condition is None else guarded(condition, (INVITER,))
