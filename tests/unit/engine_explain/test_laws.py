"""Explanations of generated histories: nothing that happened is left out, nothing is told that did not happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.explain import Explainer, Explanation, Teller
from benefitdsl.engine.explain.as_json import explanation_to_json
from benefitdsl.engine.explain.reading import is_met
from benefitdsl.engine.explain.story import NotMet
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import Effect
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.plan.parts import OnEvent, Plan
from tests.support.histories import history
from tests.support.programmes import programme
from tests.support.steps import Join, Send

SEEDS = 30


def explained(seed: int) -> Iterator[tuple[Plan, Explanation, Outcome]]:
    """Every step of one history, explained before its pool changes are made."""
    plan, first_day = programme(seed)
    engine, explainer, pools = compile_plan(plan), Explainer(plan), InMemoryPools()
    members: dict[str, Member] = {}
    for step in history(plan, first_day, seed).steps:
        if isinstance(step, Join):
            members[step.member] = engine.new_member(step.member, step.at, step.attributes)
            continue
        if step.member not in members:
            continue
        before, event = members[step.member], step.event if isinstance(step, Send) else None
        after, outcome = (
            engine.evaluate(before, event, pools)
            if event is not None
            else engine.advance(before, step.to, pools)  # type: ignore[union-attr]
        )
        yield plan, explainer.explain(before, event, outcome, after, pools), outcome
        if outcome.status != "duplicate":
            pools.apply(outcome.pool_changes)
        members[step.member] = after


def told_effects(told: Explanation) -> list[Effect]:
    stories = [story.effects for story in told.rules] + [story.effects for story in told.others]
    stories += [story.effects for story in told.missions] + [story.effects for story in told.tiers]
    return [effect for effects in stories for effect in effects]


def test_explanations_of_generated_histories() -> None:
    seen: Counter[str] = Counter()
    for seed in range(SEEDS):
        for plan, told, outcome in explained(seed):
            applied = outcome.status in ("applied", "repeated")
            expected = outcome.effects if applied else ()
            assert Counter(told_effects(told)) == Counter(expected), f"seed {seed}"
            _check_rules(plan, told, seed)
            _check_points(told, seed)
            for rule in told.rules:
                seen[type(rule.why).__name__] += 1
            for language in ("en", "zh"):
                teller = Teller(plan, language)
                assert "{" not in teller.text(told).replace("\\u{", "")
                assert explanation_to_json(told, teller)["status"] == outcome.status
                _, *lines = teller.lines(told)
                assert len(lines) == len(expected), f"seed {seed}"
                for line, effect in zip(lines, expected, strict=True):  # in the order of the decision
                    assert line.endswith(teller.effects.text(effect)), f"seed {seed}"
    wanted = {"NoneType", "NotScheduled", "NotInAudience", "NotMet", "NoRoom", "NotInGroup"}
    assert wanted <= seen.keys(), seen


def _check_rules(plan: Plan, told: Explanation, seed: int) -> None:
    """Rules that fired met their condition and stay within their limits; those that did not say why."""
    if told.status != "applied" or told.event is None:
        assert told.rules == ()
        return
    waiting = [rule.id for rule in plan.rules if OnEvent(told.event.type) in rule.triggers]
    assert [story.rule for story in told.rules] == waiting, f"seed {seed}"
    for story in told.rules:
        if story.why is None:
            assert story.fired
            assert all(is_met(finding) for finding in story.findings), f"seed {seed} {story.rule}"
            assert all(use.used <= use.limit.count for use in story.limits), f"seed {seed} {story.rule}"
        elif isinstance(story.why, NotMet):
            assert not any(is_met(finding) for finding in story.why.findings), f"seed {seed} {story.rule}"
        if not story.fired:
            assert story.effects == ()
    _check_limits(told, told.event.at, seed)


def _check_limits(told: Explanation, at: int, seed: int) -> None:
    """A rule that fired has used each of its limits whose window holds the event."""
    for story in told.rules:
        for use in story.limits:
            if use.span is None or use.span[0] <= at < use.span[1]:
                assert use.used >= 1, f"seed {seed} {story.rule} {use}"


def _check_points(told: Explanation, seed: int) -> None:
    """Each lot once, never below nothing; a balance that moved has a reason."""
    for points in told.points:
        assert len({(lot.lot, lot.pending) for lot in points.lots}) == len(points.lots), f"seed {seed}"
        assert all(lot.left >= 0 for lot in points.lots), f"seed {seed}"
        assert points.lots or points.before != points.after or told_effects(told), f"seed {seed}"
