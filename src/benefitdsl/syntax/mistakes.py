"""What went wrong in a stretch of text, said as a person would say it."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import FieldSpec, Kind
from benefitdsl.diagnostics import Diagnostic, Term, error
from benefitdsl.syntax.build import Place
from benefitdsl.syntax.grammar import Grammar, Mishap


@dataclass(frozen=True, slots=True)
class Wrong:
    """A stretch of a block that is not what it should be. Offsets count from the block's start."""

    what: str
    place: Place
    folded: str
    start: int
    end: int
    kind: Kind
    spec: FieldSpec | None
    rule: str
    mishap: Mishap | None
    grammar: Grammar


def explain(wrong: Wrong) -> list[Diagnostic]:
    form = wrong.spec.form if wrong.spec else "name"
    found = wrong.folded[wrong.start : wrong.end].strip()
    return [
        error(
            "BEN050",
            wrong.place.span(wrong.start, wrong.end),
            expected=Term(f"form_{form}"),
            example="",
            found=found,
        )
    ]
