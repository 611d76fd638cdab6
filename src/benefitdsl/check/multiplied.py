"""Lint: points that are multiplied, though nothing gives any of them in proportion (spec 4.4)."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.diagnostics import Diagnostic, warning
from benefitdsl.syntax.ast import Give, Multiply


def lint_multiplied(draft: Draft) -> Iterator[Diagnostic]:
    proportional = {give.currency.text for give in draft.nodes.of(Give) if give.per is not None}
    for action in draft.nodes.of(Multiply):
        if action.currency.text not in proportional:
            yield warning("BEN405", action.span, points=action.currency.text)
