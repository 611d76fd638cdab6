"""Lint: what is announced and cannot be had: goals without a reward, draws that nobody draws, idle guarantees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.check.checked import Draft
from benefitdsl.check.names import family_term
from benefitdsl.check.symbols import blocks_of
from benefitdsl.diagnostics import Diagnostic, warning
from benefitdsl.syntax.ast import (
    Actions,
    Block,
    Choice,
    Draw,
    EnrolIn,
    Field,
    Flag,
    Name,
    Number,
)

_GOALS: Final = ("mission", "team")
_ASKED: Final = ("costs", "ticket")  # what makes a draw one that members ask for


def lint_unrewarded(draft: Draft) -> Iterator[Diagnostic]:
    """A mission or a team that gives nothing, and that nothing else speaks of."""
    told = set(_spoken_of(draft))
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        if kind.word not in _GOALS or block.name is None:
            continue
        gives = any(isinstance(field.value, Actions) for field in block.fields)
        if not gives and block.name.text not in told:
            family = family_term(kind.family)
            yield warning("BEN406", block.name.span, family=family, name=block.name.text)


def _spoken_of(draft: Draft) -> Iterator[str]:
    """Return every name in a value; to enrol in something is not yet to do anything with it."""
    enrolled = {id(action.mission) for action in draft.nodes.of(EnrolIn)}
    return (name.text for name in draft.nodes.of(Name) if id(name) not in enrolled)


def lint_undrawn(draft: Draft) -> Iterator[Diagnostic]:
    """A draw that members cannot ask for and that no rule makes."""
    drawn = {action.draw.text for action in draft.nodes.of(Draw)}
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        if kind.word != "draw" or block.name is None or block.name.text in drawn:
            continue
        if not any(field.label in _ASKED or _is_free(field) for field in block.fields):
            yield warning("BEN407", block.name.span, name=block.name.text)


def _is_free(field: Field) -> bool:
    return field.label == "free" and isinstance(field.value, Flag) and field.value.value


def lint_idle_guarantee(draft: Draft) -> Iterator[Diagnostic]:
    """A guarantee after so many empty draws, where no draw is empty while the sure prize lasts."""
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        sure = _field(block, "sure") if kind.word == "draw" else None
        if sure is not None and isinstance(sure.value, Name) and not _may_be_empty(block, sure.value.text):
            yield warning("BEN408", sure.span)


def _may_be_empty(block: Block, sure: str) -> bool:
    """Say whether a draw can bring nothing while the sure prize is left."""
    nothing, out = _field(block, "nothing"), _field(block, "when_out")
    if nothing is not None and isinstance(nothing.value, Number) and nothing.value.digits:
        return True
    if any(isinstance(field.value, Actions) and not field.value.items for field in block.fields):
        return True
    if out is not None and isinstance(out.value, Choice) and out.value.word != "nothing":
        return False
    return any(
        field.label == "stock" and isinstance(field.key, Name) and field.key.text != sure
        for field in block.fields
    )


def _field(block: Block, label: str) -> Field | None:
    return next((field for field in block.fields if field.label == label), None)
