"""Names that are used: each stands for something, and for something of the right kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from benefitdsl.catalogue import Family, FieldSpec, Kind
from benefitdsl.check.actions import bind_level
from benefitdsl.check.checked import Draft
from benefitdsl.check.conditions import asked_instead, holds
from benefitdsl.check.names import family_term, name_of_two, unknown_name
from benefitdsl.check.places import Place
from benefitdsl.check.scope import Look, Scope
from benefitdsl.check.spelling import language_at
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.check.types import TYPES, described
from benefitdsl.diagnostics import Diagnostic, Edit, Fact, Fix, Severity, error
from benefitdsl.plan.parts import EventField, FieldType
from benefitdsl.syntax.ast import (
    Block,
    Draw,
    EnrolIn,
    EventTrigger,
    Give,
    Grant,
    HappeningTrigger,
    Holiday,
    Multiply,
    Name,
    Names,
    Number,
    Send,
    TagAction,
    Take,
)
from benefitdsl.syntax.words import Words, words_of

_HAPPENINGS: dict[str, Family] = {
    "mission_completed": "mission",
    "points_earned": "points",
    "points_ripened": "points",
    "benefit_used": "benefit",
}


# The families of what can be given.
THINGS: Final[tuple[Family, ...]] = ("points", "benefit")

# What is not granted, and the action that it takes.
_VERBS: Final[dict[Family, str]] = {"points": "give", "draw": "draw"}

# The nodes that name something.
_NAMING: Final[tuple[type[Any], ...]] = (
    Grant,
    Give,
    Take,
    Draw,
    Multiply,
    TagAction,
    Send,
    EnrolIn,
    EventTrigger,
    HappeningTrigger,
    Holiday,
)


def check_references(draft: Draft) -> Iterator[Diagnostic]:
    found: list[Diagnostic] = []
    look = Look(draft, Scope(), found)
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        for field, spec in fields_of(block, kind):
            if spec.form == "things":
                found.extend(_things(draft, field.value))
            elif spec.refers == "none":
                continue
            elif spec.key == "none":
                found.extend(_referred(draft, spec, field.value, block, kind))
            elif isinstance(field.key, Name) and kind.family != "tiers":  # a ladder knows its own levels
                _look_up_key(field.key, spec.refers, _own_names(spec.refers, block, kind), look)
    for naming in _NAMING:
        for node in draft.nodes.of(naming):
            _look_up(node, look)
    yield from found


def _look_up_key(key: Name, family: Family, own: tuple[str, ...] | None, look: Look) -> None:
    """Look up what a row is about."""
    if own is not None:
        look.found.extend(_of_own(look.draft, family, key, own))
    elif family == "level":
        bind_level(key, key, look)
    else:
        look.found.extend(_known(look.draft, family, key))


def _of_own(draft: Draft, family: Family, name: Name, own: tuple[str, ...]) -> Iterator[Diagnostic]:
    if name.text not in own:
        yield unknown_name(draft, family, name, own)


def _own_names(family: Family, block: Block, kind: Kind) -> tuple[str, ...] | None:
    """Return the names that the block's own rows define, None where rows of its kind define no such family: `sure` and
    `weight` of a draw are of its own prizes."""
    if all(spec.defines != family for spec in kind.fields):
        return None
    rows = (field.key for field, spec in fields_of(block, kind) if spec.defines == family)
    return tuple(row.text for row in rows if isinstance(row, Name))


def _referred(draft: Draft, spec: FieldSpec, value: object, block: Block, kind: Kind) -> Iterator[Diagnostic]:
    family, own = spec.refers, _own_names(spec.refers, block, kind)
    names = value.items if isinstance(value, Names) else (value,)
    event = draft.events.get(block.name.text) if block.name and block.kind == "event" else None
    at_hand = Place(draft, block, kind).events(spec)
    for name in names:
        if not isinstance(name, Name):
            continue
        if family == "field" and event is not None:  # an event's own fields
            yield from _field_of(
                event.fields, name, draft, ("text", "number", "member", "date", "flag", "money")
            )
        elif family == "field" and at_hand:  # of the event that the block is about
            for each in at_hand:
                yield from _field_of(each.fields, name, draft, ("number", "money"))
        elif family == "field":  # of any event, and so of all that have it
            fields = tuple(field for each in draft.events.values() for field in each.fields)
            yield from _field_of(fields, name, draft, ("money" if kind.unit == "money" else "number",))
        elif own is not None:
            yield from _of_own(draft, family, name, own)
        else:
            for wrong in _known(draft, family, name):
                yield _asked_elsewhere(wrong, name, draft, spec, block, kind)


def _asked_elsewhere(
    wrong: Diagnostic, name: Name, draft: Draft, spec: FieldSpec, block: Block, kind: Kind
) -> Diagnostic:
    """Return the error about a name, with the fix that has the condition ask for it: 人群：金卡."""
    condition = holds(draft, name) if spec.refers == "segment" else None
    field = next((each for each in block.fields if each.value is name), None)
    if condition is None or field is None:
        return wrong
    return replace(wrong, fixes=asked_instead(draft, field, block, kind, condition))


def _things(draft: Draft, value: object) -> Iterator[Diagnostic]:
    """Report names that are neither points nor benefits, or both."""
    for name in value.items if isinstance(value, Names) else (value,):
        if not isinstance(name, Name):
            continue
        symbols = tuple(filter(None, (draft.symbols.find(family, name.text) for family in THINGS)))
        if len(symbols) > 1:
            yield name_of_two(name, *symbols)
        elif not symbols:
            yield unknown_name(
                draft, "thing", name, (each for one in THINGS for each in draft.symbols.names(one))
            )


def _field_of(
    fields: tuple[EventField, ...], name: Name, draft: Draft, types: tuple[FieldType, ...]
) -> Iterator[Diagnostic]:
    """Report a field that is not there, or is of a type that does not do here."""
    found = [field for field in fields if field.name == name.text]
    if not found:
        yield unknown_name(draft, "field", name, [field.name for field in fields])
    elif wrong := next((field for field in found if field.type not in types), None):
        yield error("BEN147", name.span, name=name.text, found=described(TYPES[wrong.type]))


def _known(draft: Draft, family: Family, name: Name, form: str = "") -> Iterator[Diagnostic]:
    """Report a name that its family does not have; `form` is what else could stand there."""
    if family == "event":
        known = set(draft.events)
    elif family == "attribute":
        known = set(draft.attributes)
    else:
        known = set(draft.symbols.names(family))
    if name.text not in known:
        yield unknown_name(draft, family, name, known, form)


def _look_up(node: Any, look: Look) -> None:
    """Look up the name that an action, a trigger or a schedule uses."""
    wanted = _wanted(node)
    if wanted is not None:
        form = "trigger" if isinstance(node, EventTrigger) else ""
        look.found.extend(_given_as_a_thing(node, look.draft) or _known(look.draft, *wanted, form))
    elif isinstance(node, HappeningTrigger) and node.subject is not None:
        bind_level(node, node.subject, look)
    if isinstance(node, HappeningTrigger) and node.stage is not None:
        look.found.extend(_known_stage(node, look.draft))


def _given_as_a_thing(node: Any, draft: Draft) -> tuple[Diagnostic, ...]:
    """Report points or a draw granted like a coupon, or a coupon given like points, with the action that does."""
    if isinstance(node, Give):
        return _given_like_points(node, draft)
    if not isinstance(node, Grant) or draft.symbols.find("benefit", node.benefit.text) is not None:
        return ()
    found = next((each for each in _VERBS if draft.symbols.find(each, node.benefit.text) is not None), None)
    if found is None:
        return ()
    verb = words_of(language_at(draft, node.span)).spelling(_VERBS[found])
    count = f"{node.count} " if found == "points" else ""
    new_text = f"{verb} {count}{draft.written(node.benefit.span) or node.benefit.text}"
    fix = Fix("replace", (Edit(node.span, new_text),), {"new_text": new_text})
    terms = {"found": family_term(found), "wanted": family_term("benefit")}
    facts: dict[str, Fact] = {"name": node.benefit.text, **terms}
    return (Diagnostic("BEN111", Severity.ERROR, node.benefit.span, facts, fixes=(fix,)),)


def _given_like_points(node: Give, draft: Draft) -> tuple[Diagnostic, ...]:
    """Report a benefit given like points: 送 1 券."""
    count, symbols = node.amount, draft.symbols
    if symbols.find("points", node.currency.text) or node.per is not None:
        return ()
    words = words_of(language_at(draft, node.span))
    name, piece = _benefit_called(draft, node.currency, words)
    if not name or not isinstance(count, Number) or count.places:
        return ()
    new_text = f"{words.spelling('grant')} {f'{count.digits}{piece} ' if count.digits > 1 else ''}{name}"
    fix = Fix("replace", (Edit(node.span, new_text),), {"new_text": new_text})
    facts: dict[str, Fact] = {"found": words.spelling("give")}
    return (Diagnostic("BEN089", Severity.ERROR, node.span, facts, fixes=(fix,)),)


def _benefit_called(draft: Draft, name: Name, words: Words) -> tuple[str, str]:
    """Return the benefit that a name of no points stands for, "" if none, and what its pieces are called: 送 1张满减券
    is read as 1 of 张满减券, because Chinese parts no words."""
    written = draft.written(name.span) or name.text
    if draft.symbols.find("benefit", name.text) is not None:
        return written, "" if words.stand_alone else words.written("pieces", "piece")
    pieces = (each for spellings in words.groups.get("pieces", {}).values() for each in spellings)
    found = next((each for each in pieces if written.startswith(each)), "")
    rest = written.removeprefix(found)
    return (rest, found) if found and draft.symbols.find("benefit", rest) is not None else ("", "")


def _known_stage(node: HappeningTrigger, draft: Draft) -> Iterator[Diagnostic]:
    """Report a stage that the mission does not have."""
    mission = draft.symbols.find("mission", node.subject.text) if node.subject else None
    if mission is None or mission.block is None:
        return
    known = [field.key.digits for field in mission.block.fields if isinstance(field.key, Number)]
    if node.stage not in known:
        shown = tuple(map(str, known))
        yield error("BEN145", node.span, name=mission.name, stage=node.stage or 0, known=shown)


def _wanted(node: Any) -> tuple[Family, Name] | None:
    match node:
        case Grant(benefit):
            return "benefit", benefit
        case Draw(draw):
            return "draw", draw
        case Give(currency=currency) | Take(currency=currency) | Multiply(currency=currency):
            return "points", currency
        case TagAction(tag):
            return "tag", tag
        case Send(notice):
            return "notice", notice
        case EnrolIn(mission):
            return "mission", mission
        case EventTrigger(event):
            return "event", event
        case HappeningTrigger(happening, subject) if subject is not None and happening in _HAPPENINGS:
            return _HAPPENINGS[happening], subject
        case Holiday(name):
            return "holiday", name
        case _:
            return None
