"""Checks: Module → Checked. One check a file, every diagnostic collected, none raised.

checked = check(modules, catalogue, sources)
checked.is_sound, checked.diagnostics
"""

from __future__ import annotations

from benefitdsl.catalogue import Catalogue
from benefitdsl.check.actions import check_actions
from benefitdsl.check.blocks import check_blocks
from benefitdsl.check.brief import lint_brief
from benefitdsl.check.cascades import check_cascades
from benefitdsl.check.checked import Check, Checked, Draft
from benefitdsl.check.currencies import check_most, check_quantities
from benefitdsl.check.definitions import (
    check_dots,
    check_doubles,
    check_event_fields,
    check_standard_words,
    check_twins,
)
from benefitdsl.check.descend import Nodes
from benefitdsl.check.discounts import lint_dearer_levels, lint_most_of_it, lint_paid_after
from benefitdsl.check.expressions import check_expressions
from benefitdsl.check.fruitless import lint_idle_guarantee, lint_undrawn, lint_unrewarded
from benefitdsl.check.goals import check_goals
from benefitdsl.check.identical import lint_identical
from benefitdsl.check.limits import check_limits
from benefitdsl.check.measures import check_measures
from benefitdsl.check.money import check_money
from benefitdsl.check.month_ends import lint_month_ends
from benefitdsl.check.multiplied import lint_multiplied
from benefitdsl.check.never import lint_never
from benefitdsl.check.programme import check_programme, currency_of
from benefitdsl.check.references import check_references
from benefitdsl.check.schedules import check_schedules
from benefitdsl.check.scores import check_scores
from benefitdsl.check.segments import check_segments
from benefitdsl.check.size import check_size
from benefitdsl.check.symbols import collect
from benefitdsl.check.unused import lint_unused
from benefitdsl.check.vocabulary import attributes_of, events_of
from benefitdsl.check.widths import check_widths
from benefitdsl.check.worth import lint_threshold, lint_unbounded
from benefitdsl.diagnostics import Diagnostics
from benefitdsl.source import SourceSet
from benefitdsl.syntax.ast import Module

# In this order: names before what they stand for, conditions before what is done when they hold.
CHECKS: tuple[Check, ...] = (
    check_size,
    check_programme,
    check_doubles,
    check_standard_words,
    check_dots,
    check_twins,
    check_event_fields,
    check_blocks,
    check_references,
    check_money,
    check_widths,
    check_schedules,
    check_expressions,
    check_actions,
    check_limits,
    check_measures,
    check_goals,
    check_quantities,
    check_most,
    check_segments,
    check_scores,
    check_cascades,
)

# Warnings and notes about what a sound programme means: asked only where there are no errors, which they would repeat.
LINTS: tuple[Check, ...] = (
    lint_never,
    lint_brief,
    lint_unused,
    lint_identical,
    lint_multiplied,
    lint_threshold,
    lint_unbounded,
    lint_unrewarded,
    lint_undrawn,
    lint_idle_guarantee,
    lint_dearer_levels,
    lint_most_of_it,
    lint_paid_after,
    lint_month_ends,
)


def check(modules: tuple[Module, ...], catalogue: Catalogue, sources: SourceSet) -> Checked:
    """Check a programme, its main file first, and return it with everything found out about it."""
    draft = Draft(
        modules,
        catalogue,
        sources,
        collect(modules, catalogue),
        events_of(modules, catalogue),
        attributes_of(modules, catalogue),
        currency_of(modules, catalogue),
        Nodes(modules),
    )
    diagnostics = Diagnostics()
    for each in CHECKS:
        diagnostics.extend(each(draft))
    for each in () if diagnostics.has_errors else LINTS:
        diagnostics.extend(each(draft))
    return Checked(draft, diagnostics)


__all__ = ["CHECKS", "LINTS", "Check", "Checked", "check"]
