"""Blocks against their kinds: fields that are missing, unknown, twice, or hold a value of another form."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.catalogue import FieldSpec, Kind
from benefitdsl.check.checked import Draft
from benefitdsl.check.forms import fits
from benefitdsl.check.symbols import blocks_of, specs_of
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Label, Term, did_you_mean, error
from benefitdsl.syntax.ast import Block, Choice, Field, Name


def check_blocks(draft: Draft) -> Iterator[Diagnostic]:
    languages = {module.file: module.language for module in draft.modules}
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        language = languages.get(block.span.file, "en")
        if kind.named != (block.name is not None):
            yield error("BEN143" if kind.named else "BEN144", block.head_span, kind=_label(kind, language))
        yield from _missing(block, kind, language)
        yield from _fields(block, kind, language)


def _missing(block: Block, kind: Kind, language: str) -> Iterator[Diagnostic]:
    said = {field.label for field in block.fields}
    missing = tuple(_label(spec, language) for spec in kind.fields if spec.required and spec.word not in said)
    if missing:
        yield error("BEN117", block.head_span, kind=_label(kind, language), fields=missing)


def _fields(block: Block, kind: Kind, language: str) -> Iterator[Diagnostic]:
    specs = specs_of(kind)
    first: dict[tuple[str, object], Field] = {}
    for field in block.fields:
        spec = specs.get(field.label)
        if spec is None:
            yield _unknown(field, kind, language)
            continue
        yield from _twice(field, spec, first, language)
        if not fits(spec.form, field.value):
            yield error(
                "BEN129", field.value.span, form=Term(f"form_{spec.form}"), label=_label(spec, language)
            )
        elif spec.form == "choice" and isinstance(field.value, Choice):
            yield from _choice(field.value, spec, language)


def _unknown(field: Field, kind: Kind, language: str) -> Diagnostic:
    known = [spelling for spec in kind.fields for spelling in spec.labels.get(language, ())]
    suggestion = did_you_mean(field.label, known)
    fixes: tuple[Fix, ...] = ()
    if suggestion:
        fixes = (Fix("did_you_mean", (Edit(field.label_span, suggestion),), {"suggestion": suggestion}),)
    return error("BEN118", field.label_span, fixes=fixes, label=field.label, kind=_label(kind, language))


def _twice(
    field: Field, spec: FieldSpec, first: dict[tuple[str, object], Field], language: str
) -> Iterator[Diagnostic]:
    """A field stands once unless it may be repeated; a row once for each key."""
    if spec.repeated and spec.key == "none":
        return
    key = field.key.text if isinstance(field.key, Name) else field.key
    earlier = first.setdefault((field.label, key if spec.key != "none" else None), field)
    if earlier is field or spec.defines != "none":
        return  # a name that is defined twice is `definitions`' matter
    related = (Label(earlier.span, "first_here"),)
    if spec.key == "none":
        yield error("BEN119", field.label_span, related=related, label=_label(spec, language))
    else:
        yield error(
            "BEN120", field.label_span, related=related, label=_label(spec, language), key=_shown(field)
        )


def _shown(field: Field) -> str:
    return field.key.text if isinstance(field.key, Name) else str(field.key.digits) if field.key else ""


def _choice(value: Choice, spec: FieldSpec, language: str) -> Iterator[Diagnostic]:
    if any(choice.word == value.word for choice in spec.choices):
        return
    known = tuple(choice.labels.get(language, (choice.word,))[0] for choice in spec.choices)
    suggestion = did_you_mean(value.word, known)
    fixes: tuple[Fix, ...] = ()
    if suggestion:
        fixes = (Fix("did_you_mean", (Edit(value.span, suggestion),), {"suggestion": suggestion}),)
    yield error("BEN121", value.span, fixes=fixes, word=value.word, known=known)


def _label(named: Kind | FieldSpec, language: str) -> str:
    spellings = named.labels.get(language) or named.labels.get("en") or (named.word,)
    return spellings[0]
