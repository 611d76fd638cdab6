"""What is asked of every kind, a host's included. A demand returns its complaints, none for a kind as it should be."""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import MISSING, fields, is_dataclass

from benefitdsl.catalogue import Catalogue, EventKind, Kind, Spellings, Texts
from benefitdsl.messages import LANGUAGES
from benefitdsl.plan import PlanError, plan_from_text, plan_to_text
from benefitdsl.plan.parts import EventField
from tests.contracts.samples import CONTEXT, blocks_of, plan_of

Complaints = Iterator[str]


def has_reference_entry(kind: Kind) -> Complaints:
    """The docstring of the file that lowers it begins with the kind's word."""
    doc = sys.modules[kind.lower.__module__].__doc__ or ""
    if not doc.startswith(f"{kind.word}: "):
        yield f"the docstring of {kind.lower.__module__} does not begin with `{kind.word}: `"
    if not kind.parameters.__doc__ or kind.parameters.__doc__.startswith(kind.parameters.__name__ + "("):
        yield "the parameters have no docstring"


def is_told_in_every_language(kind: Kind) -> Complaints:
    told: list[tuple[str, Spellings, Texts]] = [(kind.word, kind.labels, kind.doc)]
    for spec in kind.fields:
        told.append((spec.word, spec.labels, spec.doc))
        told += [(f"{spec.word}.{choice.word}", choice.labels, choice.doc) for choice in spec.choices]
    for word, spellings, doc in told:
        yield from _told(word, spellings, doc)


def _told(word: str, spellings: Spellings, doc: Texts) -> Complaints:
    for language in LANGUAGES:
        spelled = spellings.get(language, ())
        if not spelled or not all(spelled):
            yield f"`{word}` has no spelling in {language}"
        if any(unicodedata.normalize("NFC", each) != each or each != each.strip() for each in spelled):
            yield f"`{word}` has a spelling in {language} that cannot be written"
        text = doc.get(language, "")
        if not text or text[-1] not in ".。":
            yield f"`{word}` has no sentence in {language}"


def has_frozen_parameters_for_its_fields(kind: Kind) -> Complaints:
    parameters = kind.parameters
    if not is_dataclass(parameters):
        yield "the parameters are no dataclass"
        return
    if not parameters.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        yield "the parameters can be changed"
    if "__slots__" not in vars(parameters):
        yield "the parameters have no slots"
    if [each.name for each in fields(parameters)] != [spec.word for spec in kind.fields]:
        yield "the attributes of the parameters are not the words of the fields"
    defaults = {each.name: each.default for each in fields(parameters)}
    for spec in kind.fields:
        default = defaults.get(spec.word, MISSING)
        if spec.required != (default is MISSING):
            yield f"`{spec.word}` is required in one place and has a default in the other"
        elif not spec.required and default != spec.default:
            yield f"`{spec.word}` has two defaults"


def has_choices_that_fit(kind: Kind) -> Complaints:
    for spec in kind.fields:
        words = [choice.word for choice in spec.choices]
        if (spec.form == "choice") != bool(words):
            yield f"`{spec.word}` offers no choice"
        if words and not spec.required and spec.default is not None and spec.default not in words:
            yield f"the default of `{spec.word}` is not among its choices"
        if len(set(words)) < len(words):
            yield f"`{spec.word}` offers a word twice"
        yield from _clashes(f"the choices of `{spec.word}`", [choice.labels for choice in spec.choices])


def has_labels_of_its_own(kind: Kind) -> Complaints:
    """No label stands for two fields, and a row's label with its key is no other field's label."""
    yield from _clashes("the fields", [spec.labels for spec in kind.fields])
    for row in kind.fields:
        for language in LANGUAGES:
            for label in row.labels.get(language, ()) if row.key != "none" else ():
                for other in kind.fields:
                    for spelled in other.labels.get(language, ()):
                        if spelled.startswith(f"{label} "):
                            yield f"`{spelled}` reads like the row `{label}`"


def _clashes(where: str, all_spellings: list[Spellings]) -> Complaints:
    for language in LANGUAGES:
        count = Counter(
            each.casefold() for spellings in all_spellings for each in spellings.get(language, ())
        )
        yield from (f"`{each}` stands twice among {where}" for each, times in count.items() if times > 1)


def lowers_purely(kind: Kind) -> Complaints:
    """The same parts for the same block, and the block is as it was."""
    for block in _blocks(kind):
        before = deepcopy(block)
        if kind.lower(block, CONTEXT) != kind.lower(deepcopy(block), CONTEXT):
            yield f"lowers differently the second time: {block}"
        if block != before:
            yield f"changes its block: {before}"


def makes_unlike_parts(kind: Kind) -> Complaints:
    """The ids of a block's parts are all different within their family, and begin with the block's name."""
    for block in _blocks(kind):
        ids = [(type(part), getattr(part, "id", None) or part.name) for part in kind.lower(block, CONTEXT)]
        yield from (f"two parts are called {name}" for (_, name), times in Counter(ids).items() if times > 1)
        for _, name in ids:
            if name != CONTEXT.name and not name.startswith(f"{CONTEXT.name}."):
                yield f"a part is called {name}, which is not a name of `{CONTEXT.name}`"


def survives_the_codec(kind: Kind) -> Complaints:
    for block in _blocks(kind):
        plan = plan_of(kind.lower(block, CONTEXT))
        try:
            read = plan_from_text(plan_to_text(plan))
        except (TypeError, PlanError) as problem:
            yield f"its parts cannot be JSON: {problem}"
        else:
            if read != plan:
                yield f"its parts are not what they were after JSON: {plan}"


def has_no_word_of_shapes(kind: Kind) -> Complaints:
    """The labels that every block knows are not for kinds to take."""
    for spec in kind.fields:
        for spellings in spec.labels.values():
            yield from (f"`{each}` ends a block" for each in spellings if each in ("end", "结束"))


def _blocks(kind: Kind) -> Iterator[object]:
    found = False
    for block in blocks_of(kind):
        found = True
        yield block
    assert found, f"no block of {kind.word} pleases the kind"


DEMANDS: tuple[Callable[[Kind], Complaints], ...] = (
    has_reference_entry,
    is_told_in_every_language,
    has_frozen_parameters_for_its_fields,
    has_choices_that_fit,
    has_labels_of_its_own,
    has_no_word_of_shapes,
    lowers_purely,
    makes_unlike_parts,
    survives_the_codec,
)


def kinds_get_along(catalogue: Catalogue) -> Complaints:
    """No two kinds share a spelling, and no label with what follows it reads like the head of a block."""
    yield from _clashes("the kinds", [kind.labels for kind in catalogue.kinds])
    for language in LANGUAGES:
        heads = {each for kind in catalogue.kinds for each in kind.labels.get(language, ())}
        for kind in catalogue.kinds:
            for spec in kind.fields:
                for label in spec.labels.get(language, ()):
                    if _reads_like_a_head(label, heads, is_row=spec.key != "none"):
                        yield f"`{label}` of {kind.word} reads like a head"


def _reads_like_a_head(label: str, heads: set[str], *, is_row: bool) -> bool:
    """A label that is a kind's word is told apart by its colon, but a row has a key there. Behind a head's word stands
    a space or, in Han script, its name at once."""
    if label in heads:
        return is_row
    return any(label.startswith(head) and not label[len(head)].isascii() for head in heads) or any(
        label.startswith(f"{head} ") for head in heads
    )


def standard_words_are_one(catalogue: Catalogue) -> Complaints:
    """A spelling, in whichever language, stands for one word, and a word is spelled alike wherever it stands."""
    spelled: dict[str, Spellings] = {}
    meant: dict[str, set[str]] = {}
    for word, spellings in _standard_words(catalogue):
        if spelled.setdefault(word, spellings) != spellings:
            yield f"`{word}` is spelled in two ways"
        for each in {each for language in spellings.values() for each in language} | {word}:
            meant.setdefault(each, set()).add(word)
    yield from (f"`{each}` stands for {sorted(words)}" for each, words in meant.items() if len(words) > 1)


def _standard_words(catalogue: Catalogue) -> Iterator[tuple[str, Spellings]]:
    for event in catalogue.events:
        yield event.type.name, event.labels
        yield from event.field_labels.items()
    for attribute in catalogue.attributes:
        yield attribute.field.name, attribute.labels


def events_are_told(catalogue: Catalogue) -> Complaints:
    for event in catalogue.events:
        yield from _told(event.type.name, event.labels, event.doc)
        yield from _fields_told(event)
    for attribute in catalogue.attributes:
        yield from _told(attribute.field.name, attribute.labels, attribute.doc)


def _fields_told(event: EventKind) -> Complaints:
    names = set(_names(event.type.fields))
    told: Mapping[str, object]
    for told in (event.field_labels, event.field_docs):
        if set(told) != names:
            yield f"the words of `{event.type.name}` are not those of its fields: {names ^ set(told)}"
    for name in names & set(event.field_labels) & set(event.field_docs):
        yield from _told(name, event.field_labels[name], event.field_docs[name])
    asked = {name for unique in event.type.unique for name in unique.fields} | {event.type.key or "id"}
    yield from (f"`{event.type.name}` has no field `{name}`" for name in sorted(asked - names - {"id"}))


def _names(of: tuple[EventField, ...]) -> Iterator[str]:
    for each in of:
        yield each.name
        yield from _names(each.fields)


CATALOGUE_DEMANDS: tuple[Callable[[Catalogue], Complaints], ...] = (
    kinds_get_along,
    standard_words_are_one,
    events_are_told,
)
