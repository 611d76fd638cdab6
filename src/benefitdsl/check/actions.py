"""What rules and missions do: amounts of the right unit, whole where they must be, for someone who is there."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.check.currencies import wrong_amount
from benefitdsl.check.judge import judge
from benefitdsl.check.judge_names import find_field
from benefitdsl.check.judge_numbers import units_of
from benefitdsl.check.names import near_name, suggested, unknown_name
from benefitdsl.check.places import Place
from benefitdsl.check.scope import Look
from benefitdsl.check.spelling import spell, spelled
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.check.types import (
    DAYS,
    ITEMS,
    MEMBER,
    MONEY,
    NUMBER,
    TEXT,
    TEXTS,
    TYPES,
    UNKNOWN,
    InviterBinding,
    Judgement,
    LevelBinding,
    Points,
    Type,
    described,
    is_numeric,
)
from benefitdsl.diagnostics import Label, error
from benefitdsl.diagnostics.diagnostic import Diagnostic
from benefitdsl.syntax.ast import (
    Action,
    Actions,
    Give,
    Grant,
    Money,
    Multiply,
    Name,
    Number,
    RaiseTo,
    Take,
    TellInviter,
)

AMOUNT = "amount"  # the field that `give … per` reads where it names none


def check_actions(draft: Draft) -> Iterator[Diagnostic]:
    found: list[Diagnostic] = []
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        place = Place(draft, block, kind)
        for field, spec in fields_of(block, kind):
            if isinstance(field.value, Actions):
                look = place.look_after(spec, found)
                for action in field.value.items:
                    _check(action, look)
    yield from found


def _check(action: Action, look: Look) -> None:
    match action:
        case Grant(count=count) if count < 1:
            look.report(error("BEN226", action.span))
        case Give() | Take():
            _check_rate(action, look)
        case Multiply(factor=factor) if factor.digits == 0:
            look.report(error("BEN226", factor.span))
        case RaiseTo(level):
            bind_level(action, level, look)
        case TellInviter():
            _check_tell(action, look)
        case _:
            pass


# --------------------------------------------------------------------------------------------- points


def _check_rate(action: Give | Take, look: Look) -> None:
    amount = units_of(action.amount)
    if amount <= 0:
        look.report(error("BEN226", action.amount.span))
    wrong = wrong_amount(action.amount, action.currency, look.draft)
    if wrong is not None and wrong.code in ("BEN240", "BEN241"):  # an unknown currency: `references` says so
        look.report(wrong)
    if action.per is None:
        if isinstance(action.amount, Number) and amount.denominator != 1:
            look.report(error("BEN231", action.amount.span))
        return
    if action.per.digits == 0 if isinstance(action.per, Number) else action.per.amount.digits == 0:
        look.report(error("BEN212", action.per.span))
        return
    wanted = MONEY if isinstance(action.per, Money) else NUMBER
    found = judge(action.of, look) if action.of is not None else _amount_of_event(action, look)
    if found.type == UNKNOWN or found.type == wanted:
        return
    if wanted == NUMBER and (isinstance(found.type, Points) or found.type == DAYS):
        return
    label = Label(action.of.span, "this_is", {"type": described(found.type)}) if action.of else None
    labels = (label,) if label else ()
    look.report(
        error("BEN232", action.per.span, labels=labels, left=described(found.type), right=described(wanted))
    )


def _amount_of_event(action: Give | Take, look: Look) -> Judgement:
    """Judge the amount that `give … per` means where it names none."""
    name = Name(AMOUNT, True, action.span)
    binding, spec = find_field(name, look)
    if binding is None or spec is None:
        look.report(error("BEN233", action.span))
        return Judgement(UNKNOWN)
    if not spec.required and binding not in look.guards:
        look.report(error("BEN211", action.span, name=spell(look.draft, AMOUNT, action.span)))
    return Judgement(TYPES[spec.type])


# --------------------------------------------------------------------------------------------- levels


def bind_level(node: object, name: Name, look: Look) -> None:
    """Bind a level that is named without its ladder; report one that no ladder or several ladders have."""
    levels = look.draft.symbols.levels
    ladders = [ladder for ladder, ranks in levels.items() if name.text in ranks]
    if not ladders:
        known = [level for ranks in levels.values() for level in ranks]
        look.report(unknown_name(look.draft, "level", name, known))
    elif len(ladders) > 1:
        look.report(error("BEN138", name.span, name=name.text, ladders=tuple(ladders)))
    else:
        look.bind(node, LevelBinding(ladders[0], levels[ladders[0]][name.text]))


# ------------------------------------------------------------------------------------ addressed events


def _check_tell(action: TellInviter, look: Look) -> None:
    if InviterBinding() not in look.guards:
        look.report(error("BEN224", action.span))
    event = look.draft.events.get(action.event.text)
    if event is None:
        look.report(unknown_name(look.draft, "event", action.event, look.draft.events))
        return
    wanted = {spec.name: spec for spec in event.fields}
    said: set[str] = set()
    for name, value in action.fields:
        spec = wanted.get(name.text)
        found = judge(value, look)
        if spec is None:
            nearest = near_name(look.draft, name, spelled(look.draft, wanted, name.span))
            told = spell(look.draft, event.name, name.span)
            fixes = suggested(name, nearest)
            look.report(error("BEN139", name.span, fixes=fixes, name=name.text, event=told))
        elif not _fits(found.type, TYPES[spec.type]):
            look.report(
                error("BEN228", value.span, found=described(found.type), wanted=described(TYPES[spec.type]))
            )
        elif is_numeric(found.type) and not found.is_whole:
            look.report(error("BEN217", value.span))
        if name.text in said:
            look.report(error("BEN119", name.span, label=name.text))
        said.add(name.text)
    missing = tuple(spec.name for spec in event.fields if spec.required and spec.name not in said)
    if missing:
        told = spell(look.draft, event.name, action.span)
        lacking = spelled(look.draft, missing, action.span)
        look.report(error("BEN140", action.span, event=told, fields=lacking))


def _fits(found: Type, wanted: Type) -> bool:
    """Say whether a value of one type may be sent in a field of another."""
    if found in (ITEMS, TEXTS):
        return False
    if found in (UNKNOWN, wanted):
        return True
    if wanted == NUMBER:
        return isinstance(found, Points) or found == DAYS
    return {found, wanted} == {TEXT, MEMBER}
