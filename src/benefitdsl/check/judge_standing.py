"""Where the member stands: the value of a score, the group of an experiment, what the level held asks for."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from benefitdsl.check.judge_names import count_of, may_ask_member
from benefitdsl.check.names import near_name, suggested, unknown_name
from benefitdsl.check.scope import Look, Scope
from benefitdsl.check.symbols import fields_of
from benefitdsl.check.types import NOTHING_KNOWN, NUMBER, UNKNOWN, Judgement, Variant, VariantBinding
from benefitdsl.diagnostics import error
from benefitdsl.syntax.ast import Expr, Ref, ScoreRef, ThresholdRef, VariantRef


def judge_score(node: ScoreRef, look: Look) -> Judgement:
    """Judge a score, which a ladder may be made of."""
    if not may_ask_member(node, look, metric=True):
        return NOTHING_KNOWN
    if look.draft.symbols.find("score", node.score.text) is None:
        look.report(unknown_name(look.draft, "score", node.score))
        return NOTHING_KNOWN
    return count_of(NUMBER)


def judge_variant(node: VariantRef, look: Look) -> Judgement:
    """Judge the group that the member is in: a place among the variants."""
    if not may_ask_member(node, look, metric=False):
        return NOTHING_KNOWN
    name = node.experiment
    if look.draft.symbols.find("experiment", name.text) is None:
        look.report(unknown_name(look.draft, "experiment", name))
        return NOTHING_KNOWN
    top = max(len(look.draft.symbols.variants.get(name.text, ())) - 1, 0)
    return Judgement(Variant(name.text), Fraction(0), Fraction(top))


def judge_variant_name(node: Ref, experiment: Variant, look: Look) -> Judgement:
    """Judge a name beside a group: one of the experiment's variants."""
    name = node.parts[-1]
    variants = look.draft.symbols.variants.get(experiment.experiment, {})
    place = variants.get(name.text) if len(node.parts) == 1 else None
    if not variants:
        return NOTHING_KNOWN  # an experiment without any has been told so
    if place is None:
        fixes = suggested(name, near_name(look.draft, name, variants))
        experiment_name, known = experiment.experiment, tuple(variants)
        look.report(
            error("BEN148", node.span, fixes=fixes, name=name.text, experiment=experiment_name, known=known)
        )
        return NOTHING_KNOWN
    look.bind(node, VariantBinding(experiment.experiment, place))
    return Judgement(experiment, Fraction(place), Fraction(place))


def judge_threshold(node: ThresholdRef, look: Look, judge: Callable[[Expr, Look], Judgement]) -> Judgement:
    """Judge what the level held asks for: so much of what its ladder measures."""
    if not may_ask_member(node, look, metric=False):
        return NOTHING_KNOWN
    ladder = look.draft.symbols.find("tiers", node.ladder.text)
    if ladder is None or ladder.block is None:
        look.report(unknown_name(look.draft, "tiers", node.ladder))
        return NOTHING_KNOWN
    kind = look.draft.catalogue.kind(ladder.block.kind)
    metric = next(
        (field.value for field, spec in fields_of(ladder.block, kind) if spec.form == "value"), None
    )
    if not isinstance(metric, Expr):
        return NOTHING_KNOWN
    # What is wrong with the metric is said where it stands.
    found = judge(metric, Look(look.draft, Scope(use="metric"), []))
    return NOTHING_KNOWN if found.type == UNKNOWN else count_of(found.type)
