"""From the nodes of the tree back to text, in each language: the mirror of the grammar's productions."""

from __future__ import annotations

from benefitdsl.catalogue import Catalogue
from benefitdsl.syntax.spelling.chinese import Chinese
from benefitdsl.syntax.spelling.english import English
from benefitdsl.syntax.spelling.speller import Speller
from benefitdsl.syntax.vocabulary import vocabulary
from benefitdsl.syntax.words import words_of

SPELLERS: dict[str, type[Speller]] = {"en": English, "zh": Chinese}


def speller_of(catalogue: Catalogue, language: str) -> Speller:
    return SPELLERS[language](words_of(language), vocabulary(catalogue, language))


__all__ = ["SPELLERS", "Speller", "speller_of"]
