"""How the standard vocabulary is spelled: events, fields and attributes in every spelling, and as readers call them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from benefitdsl.catalogue import Catalogue
from benefitdsl.messages import Language


def spellings(catalogue: Catalogue) -> dict[str, str]:
    """Every spelling of a standard event, field or attribute → its word."""
    events = {
        spelling: event.type.name
        for event in catalogue.events
        for spellings in event.labels.values()
        for spelling in spellings
    }
    return {**field_words(catalogue), **events}


def field_words(catalogue: Catalogue) -> dict[str, str]:
    """Every spelling of a field or attribute → its word."""
    words: dict[str, str] = {}
    for event in catalogue.events:
        for name, labels in event.field_labels.items():
            for spellings in labels.values():
                words.update(dict.fromkeys(spellings, name))
    for attribute in catalogue.attributes:
        for spellings in attribute.labels.values():
            words.update(dict.fromkeys(spellings, attribute.field.name))
    return words


def field_names(catalogue: Catalogue, language: Language, type_: str) -> dict[str, str]:
    """What readers of a language call fields and attributes, those of the event of this type first."""
    labels = [(each.field.name, each.labels) for each in catalogue.attributes]
    for event in sorted(catalogue.events, key=lambda event: event.type.name == type_):
        labels += event.field_labels.items()
    return {name: spellings[language][0] for name, spellings in labels if spellings.get(language)}


def in_words(path: str, names: Mapping[str, str]) -> str:
    """A path such as `items[2].price` in a reader's words."""
    return re.sub(r"[a-z_]+", lambda step: names.get(step[0], step[0]), path)


__all__ = ["field_names", "field_words", "in_words", "spellings"]
