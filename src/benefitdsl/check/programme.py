"""One programme block, and a zone and currency that exist."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.catalogue import Catalogue
from benefitdsl.check.checked import Draft
from benefitdsl.check.spelling import language_at
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Label, did_you_mean, error
from benefitdsl.quantities.calendar import zone_keys
from benefitdsl.quantities.currencies import MINOR_DIGITS
from benefitdsl.source import Span
from benefitdsl.syntax.ast import Block, Choice, Duration, Module, Name, Text, Value
from benefitdsl.syntax.habits import meant

PROGRAMME = "programme"
LATE = "late"  # the field that says how late an event may come: a length of time, so no months


def check_programme(draft: Draft) -> Iterator[Diagnostic]:
    blocks = programme_blocks(draft.modules)
    if not blocks:
        first = next((block.head_span for module in draft.modules for block in module.blocks), None)
        yield error("BEN115", first)
    for other in blocks[1:]:
        yield error("BEN116", other.head_span, related=(Label(blocks[0].head_span, "first_here"),))
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        for field, spec in fields_of(block, kind):
            written = word_of(field.value)
            if spec.form == "timezone" and written not in zone_keys():
                meaning = meant(language_at(draft, field.value.span), "timezones", written)
                yield _unknown("BEN141", written, field.value.span, zone_keys(), meaning)
            elif spec.form == "currency" and written not in MINOR_DIGITS:
                meaning = meant(language_at(draft, field.value.span), "currency_codes", written)
                yield _unknown("BEN142", written, field.value.span, frozenset(MINOR_DIGITS), meaning)
            elif block.kind == PROGRAMME and field.label == LATE and _is_of_months(field.value):
                yield error("BEN307", field.value.span)


def _is_of_months(value: Value) -> bool:
    return isinstance(value, Duration) and value.unit in ("month", "quarter", "year")


def programme_blocks(modules: tuple[Module, ...]) -> list[Block]:
    return [block for module in modules for block in module.blocks if block.kind == PROGRAMME]


def currency_of(modules: tuple[Module, ...], catalogue: Catalogue) -> str:
    """Return the programme's currency, or "" where it says none that exists."""
    for block, kind in blocks_of(modules, catalogue):
        for field, spec in fields_of(block, kind):
            if block.kind == PROGRAMME and spec.form == "currency":
                written = word_of(field.value)
                return written if written in MINOR_DIGITS else ""
    return ""


def word_of(value: Value) -> str:
    """Return the word that a value of a form such as `timezone` or `file` is, however it was written."""
    match value:
        case Name(text):
            return text
        case Choice(word):
            return word
        case Text(items) if items:
            return items[0][1]
        case _:
            return ""


def _unknown(code: str, written: str, span: Span, known: frozenset[str], meaning: str | None) -> Diagnostic:
    suggestion = meaning or did_you_mean(written, known)
    fixes = (
        (Fix("did_you_mean", (Edit(span, suggestion),), {"suggestion": suggestion}),) if suggestion else ()
    )
    return error(code, span, fixes=fixes, name=written)
