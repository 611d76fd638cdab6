"""Names that are defined: each once, none spelled like a word of the standard vocabulary, no two alike to the eye."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.check.checked import Draft
from benefitdsl.check.names import family_term
from benefitdsl.check.symbols import Symbol
from benefitdsl.diagnostics import Diagnostic, Label, error
from benefitdsl.source import confusable_skeleton
from benefitdsl.syntax.ast import FieldType

_OWNED = ("level", "field", "variant", "prize", "step")  # families whose names are unique within their owner
_UNNAMED: Final = ("rule", "step", "law")  # families whose names stand nowhere but at their own place
REVERSAL: Final = "reversal"  # the event, built in, that takes back an addressed one (spec §2)


def check_doubles(draft: Draft) -> Iterator[Diagnostic]:
    """No two things of one family have one name; an `event` block of a standard name adds to it."""
    first: dict[tuple[str, str, str], Symbol] = {}
    shared = {kind.word: kind.shares for kind in draft.catalogue.kinds}
    for symbol in draft.symbols.all:
        also = shared[symbol.block.kind] if symbol.block is not None and symbol.row is None else ()
        for family in dict.fromkeys((symbol.family, *also)):
            key = (family, symbol.owner if family in _OWNED else "", symbol.name)
            earlier = first.setdefault(key, symbol)
            if earlier is symbol or (earlier.standard and family in ("event", "attribute")):
                first[key] = symbol
                continue
            related = (Label(earlier.span, "first_here"),)
            yield error("BEN112", symbol.span, related=related, family=family_term(family), name=symbol.name)
            break


def check_standard_words(draft: Draft) -> Iterator[Diagnostic]:
    """A name spelled like a standard word would mean two things; a field may carry the standard word of its
    type, a rule, a step or a law any, as nothing names those."""
    words = _standard_words(draft)
    for symbol in draft.symbols.all:
        is_built_in = symbol.family == "event" and symbol.name == REVERSAL
        is_word = symbol.written_standard or symbol.name in words or is_built_in
        if symbol.standard or symbol.family in _UNNAMED or not is_word:
            continue
        if not (symbol.written_standard and _may_carry(symbol, draft)):
            written = draft.written(symbol.span) or symbol.name
            yield error("BEN113", symbol.span, family=family_term(symbol.family), name=written)


def _standard_words(draft: Draft) -> frozenset[str]:
    """Return every spelling, in any language, of the standard events, their fields and the attributes."""
    labels = [kind.labels for kind in draft.catalogue.events]
    labels += [spellings for kind in draft.catalogue.events for spellings in kind.field_labels.values()]
    labels += [kind.labels for kind in draft.catalogue.attributes]
    return frozenset(word for spellings in labels for words in spellings.values() for word in words)


def _may_carry(symbol: Symbol, draft: Draft) -> bool:
    """Say whether a name may be a standard word: of a standard event that a block adds to, or of a field."""
    match symbol.family:
        case "event":
            return any(kind.type.name == symbol.name for kind in draft.catalogue.events)
        case "field" | "attribute" if symbol.row is not None and isinstance(symbol.row.value, FieldType):
            return symbol.row.value.type in _standard_types(symbol.name, draft)
        case _:
            return False


def _standard_types(name: str, draft: Draft) -> set[str]:
    fields = [each for kind in draft.catalogue.events for each in kind.type.fields]
    fields += [line for each in fields for line in each.fields]
    fields += [kind.field for kind in draft.catalogue.attributes]
    return {each.type for each in fields if each.name == name}


def check_dots(draft: Draft) -> Iterator[Diagnostic]:
    """No rule or event is named like one that a block derives (`std/derived.py`): those names have a dot."""
    for symbol in draft.symbols.all:
        if symbol.family in ("rule", "event") and "." in symbol.name:
            yield error("BEN114", symbol.span, name=symbol.name)


# Every event has these beside its fields; the door reads them first (`engine/door`).
ENVELOPE: Final = ("id", "source", "type", "member", "at")


def check_event_fields(draft: Draft) -> Iterator[Diagnostic]:
    """No field of an event takes the name of a part that every event has."""
    for symbol in draft.symbols.all:
        if symbol.family == "field" and symbol.name in ENVELOPE:
            yield error("BEN146", symbol.span, name=symbol.name)


def check_twins(draft: Draft) -> Iterator[Diagnostic]:
    """No two names of one family differ only by case or by letters that look alike."""
    first: dict[tuple[str, str, str], Symbol] = {}
    for symbol in draft.symbols.all:
        owner = symbol.owner if symbol.family in _OWNED else ""
        earlier = first.setdefault((symbol.family, owner, confusable_skeleton(symbol.name)), symbol)
        if earlier.name != symbol.name and not symbol.standard:
            related = (Label(earlier.span, "first"),) if not earlier.standard else ()
            yield error("BEN108", symbol.span, related=related, name=symbol.name, other=earlier.name)
