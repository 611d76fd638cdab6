"""What people write instead of our words, and an example of each form: `grammar/mistakes/<code>.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from benefitdsl.resources import grammar_text
from benefitdsl.syntax.words import LANGUAGES


@cache
def habits_of(language: str) -> dict[str, Any]:
    return tomllib.loads(grammar_text(f"mistakes/{language}.toml"))


def meant(language: str, table: str, word: str) -> str | None:
    """Return what a natural word that is not ours stands for, whatever its case, in a table of either language."""
    for code in dict.fromkeys((language, *LANGUAGES)):
        own: dict[str, str] = habits_of(code)[table]
        found = own.get(word) or {key.lower(): value for key, value in own.items()}.get(word.lower())
        if found is not None:
            return found
    return None
