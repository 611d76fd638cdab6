"""Triggers and limits."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.check.judge_numbers import units_of
from benefitdsl.check.limits import KEY_FIELDS
from benefitdsl.check.types import LevelBinding
from benefitdsl.lower.bridge import Bridge
from benefitdsl.lower.times import terms_of, to_minute, to_window
from benefitdsl.plan import parts as plan
from benefitdsl.plan.expr import FieldOf
from benefitdsl.plan.schedule import Schedule
from benefitdsl.syntax import ast


def to_triggers(trigger: ast.Trigger, bridge: Bridge) -> tuple[plan.Trigger, ...]:
    """Return the triggers, each once, in the order written."""
    found = (each for term in trigger.terms for each in _triggers(term, bridge))
    return tuple(dict.fromkeys(found))


def _triggers(term: ast.TriggerTerm, bridge: Bridge) -> tuple[plan.Trigger, ...]:
    match term:
        case ast.EventTrigger(event):
            return (plan.OnEvent(event.text),)
        case ast.MomentTrigger(when, time):
            minute = 0 if time is None else to_minute(time, bridge)
            return (plan.OnMoment(Schedule(terms_of((when,), bridge)), minute),)
        case ast.HappeningTrigger():
            return _happenings(term, bridge)
        case _:
            assert_never(term)


def _happenings(term: ast.HappeningTrigger, bridge: Bridge) -> tuple[plan.Trigger, ...]:
    """Return what a happening means: of one thing, or of everything of its kind where nothing is named."""
    symbols = bridge.checked.symbols
    named = (term.subject.text,) if term.subject else None
    match term.happening:
        case "tier_entered":
            return tuple(plan.OnTierEntered(tiers, rank) for tiers, rank in _levels(term, bridge))
        case "tier_left":
            return tuple(plan.OnTierLeft(tiers, rank) for tiers, rank in _levels(term, bridge))
        case "mission_completed":
            missions = named or symbols.names("mission")
            return tuple(plan.OnMissionCompleted(mission, term.stage) for mission in missions)
        case "points_earned":
            return tuple(plan.OnPointsEarned(currency) for currency in named or symbols.names("points"))
        case "points_ripened":
            return tuple(plan.OnPointsRipened(currency) for currency in named or symbols.names("points"))
        case "benefit_used":
            return tuple(plan.OnBenefitUsed(benefit) for benefit in named or symbols.names("benefit"))
        case _:
            assert_never(term.happening)


def _levels(term: ast.HappeningTrigger, bridge: Bridge) -> tuple[tuple[str, int], ...]:
    if term.subject is not None:
        binding = bridge.checked.binding(term)
        return ((binding.tiers, binding.rank),) if isinstance(binding, LevelBinding) else ()
    return tuple(
        (tiers, rank) for tiers, ranks in bridge.checked.symbols.levels.items() for rank in ranks.values()
    )


def to_limits(limits: ast.Limits) -> tuple[plan.Limit, ...]:
    return tuple(map(_limit, limits.items))


def _limit(limit: ast.Limit) -> plan.Limit:
    field = KEY_FIELDS.get(limit.scope)
    key = FieldOf(field) if field else None
    return plan.Limit(int(units_of(limit.count)), limit.scope, to_window(limit.window), key)
