"""Rules of a group that never have their turn, because one before them gives whenever they could."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.analysis.conditions import facts_of_rule
from benefitdsl.analysis.facts import Facts
from benefitdsl.analysis.finding import Finding, Place
from benefitdsl.analysis.truth import refine, truth
from benefitdsl.plan.parts import Group, Plan, Rule, TakePoints

# Rules of one group that are compared with one another when a programme is loaded; `check --deep` compares all.
MAX_COMPARED: Final = 50


def find_turns(plan: Plan) -> Iterator[Finding]:
    for group in plan.groups:
        rules = rules_of(plan, group)
        if group.policy in ("first", "exclusive") and len(rules) <= MAX_COMPARED:
            for place, rule in enumerate(rules):
                other = next((each for each in rules[:place] if takes_every_turn(plan, each, rule)), None)
                if other is not None:
                    yield Finding(
                        "BEN604",
                        Place(rule.origin),
                        (("name", rule.id), ("other", other.id)),
                        related=(("first_here", Place(other.origin)),),
                    )


def rules_of(plan: Plan, group: Group) -> tuple[Rule, ...]:
    return tuple(rule for rule in plan.rules if rule.group == group.id)


def takes_every_turn(plan: Plan, earlier: Rule, later: Rule) -> bool:
    """Whether the earlier rule surely gives on every event on which the later one could."""
    if not set(later.triggers) <= set(earlier.triggers) or is_held_back(earlier):
        return False
    if earlier.schedule not in (None, later.schedule) or earlier.audience not in (None, later.audience):
        return False
    met = [known for facts in facts_of_rule(plan, later) if (known := refine(facts, later.condition))]
    return bool(met) and all(_holds(earlier, known) for known in met)


def _holds(rule: Rule, known: Facts) -> bool:
    return truth(rule.condition, known) == "always"


def is_held_back(rule: Rule) -> bool:
    """Whether a rule whose condition holds may still not give: for a limit, a budget or points that are not there."""
    takes = any(isinstance(action, TakePoints) and not action.up_to for action in rule.then)
    return bool(rule.limits or rule.budgets or takes)


__all__ = ["find_turns", "is_held_back", "rules_of", "takes_every_turn"]
