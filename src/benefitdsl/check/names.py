"""The diagnostics about names that stand for nothing, or for something else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from benefitdsl.catalogue import Family
from benefitdsl.check.checked import Draft
from benefitdsl.check.conditions import with_condition, with_condition_inside
from benefitdsl.check.natural import meant_by, trigger_meant_by
from benefitdsl.check.spelling import language_at, spelled
from benefitdsl.check.symbols import Symbol
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Label, Term, did_you_mean, error
from benefitdsl.limits import MAX_ERRORS
from benefitdsl.syntax.ast import NOWHERE, Name
from benefitdsl.syntax.mistaken.parting import parted_as
from benefitdsl.syntax.vocabulary import vocabulary

_MOST_OFFERED: Final = 3


def family_term(family: Family) -> Term:
    """Return the word of ours for what a name of a family stands for."""
    return Term(f"family_{family}")


def symbol_term(draft: Draft, symbol: Symbol) -> Term:
    """Return the word of ours for a thing with a name: stored value is called that, and not points."""
    is_money = symbol.block is not None and draft.catalogue.kind(symbol.block.kind).unit == "money"
    return Term("family_stored_value") if is_money else family_term(symbol.family)


def unknown_name(
    draft: Draft,
    family: Family,
    name: Name,
    known: Iterable[str] | None = None,
    form: str = "",
    before: str = "",
) -> Diagnostic:
    """Return the error about a name that its family does not have. `known` are the names that would do, where not all
    of the family would; `form` is what else could stand there, behind `before`, had the author parted the words."""
    for other in draft.symbols.families_of(name.text):
        if other != family and other not in ("field", "rule", "calendar", "law"):
            return _of_other_family(draft, family, other, name)
    candidates = draft.symbols.names(family) if known is None else tuple(known)
    if family in ("event", "field", "attribute"):
        candidates = spelled(draft, candidates, name.span)
    near = meant_by(draft, name, candidates)
    if near is None and (fixes := parted(draft, name, form, before)):
        return error("BEN110", name.span, fixes=fixes, family=family_term(family), name=name.text)
    fixes = suggested(name, near or near_name(draft, name, candidates))
    if family == "event" and (trigger := trigger_meant_by(draft, name)) is not None:
        event, condition = trigger
        asked = with_condition if form == "trigger" else with_condition_inside
        fixes = asked(draft, name, event, condition) if condition else suggested(name, event)
    elif family in ("points", "thing") and (called := _called(draft, name)):
        fixes = tuple(fix for each in called[:_MOST_OFFERED] for fix in suggested(name, each))
    return error("BEN110", name.span, fixes=fixes, family=family_term(family), name=name.text)


def name_of_two(name: Name, one: Symbol, other: Symbol) -> Diagnostic:
    """Return the error about a name that two families have where either would do."""
    related = (Label(one.span, "other_here"), Label(other.span, "other_here"))
    one_is, other_is = family_term(one.family), family_term(other.family)
    return error("BEN131", name.span, related=related, name=name.text, one=one_is, other=other_is)


def parted(draft: Draft, name: Name, form: str, before: str = "") -> tuple[Fix, ...]:
    """Return the fix that parts the words of a name which stands for nothing, if it then is of a form:
    订单或签到 is 订单 或 签到. `before` is what stands in front of it. Not sought for more names than are shown."""
    if not form or draft.tables.names_sought >= MAX_ERRORS:
        return ()
    own = vocabulary(draft.catalogue, language_at(draft, name.span))
    names = [symbol.name for symbol in draft.symbols.all]
    new_text = parted_as(form, draft.written(name.span), own, names, before)
    if new_text is None:
        return ()
    draft.tables.names_sought += 1
    return (Fix("part", (Edit(name.span, new_text),), {"new_text": new_text}),)


def near_name(draft: Draft, name: Name, known: Iterable[str]) -> str | None:
    """Return the name that was probably meant. Not sought for more names than are shown: each is compared with
    hundreds."""
    draft.tables.names_sought += 1
    return did_you_mean(name.text, known) if draft.tables.names_sought <= MAX_ERRORS else None


def _called(draft: Draft, name: Name) -> tuple[str, ...]:
    """Return the points of a kind, where the name is what all of that kind are called: 送 10 积分."""
    named = (draft.symbols.find("points", each) for each in draft.symbols.names("points"))
    return tuple(
        symbol.name
        for symbol in named
        if symbol is not None
        and symbol.block is not None
        and any(name.text in each for each in draft.catalogue.kind(symbol.block.kind).labels.values())
    )


def _of_other_family(draft: Draft, family: Family, other: Family, name: Name) -> Diagnostic:
    symbol = draft.symbols.find(other, name.text)
    related = (Label(symbol.span, "defined_here"),) if symbol and symbol.span != NOWHERE else ()
    return error(
        "BEN111",
        name.span,
        related=related,
        name=name.text,
        found=symbol_term(draft, symbol) if symbol else family_term(other),
        wanted=family_term(family),
    )


def suggested(name: Name, suggestion: str | None) -> tuple[Fix, ...]:
    """Return the fix that writes the name that was probably meant."""
    if suggestion is None:
        return ()
    return (Fix("did_you_mean", (Edit(name.span, suggestion),), {"suggestion": suggestion}),)
