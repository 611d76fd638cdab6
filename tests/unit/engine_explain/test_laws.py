"""Explanations of generated histories: nothing that happened is left out, nothing is told that did not happen."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator

from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.explain import Explainer, Explanation, Teller
from benefitdsl.engine.explain.as_json import explanation_to_json
from benefitdsl.engine.explain.reading import is_met
from benefitdsl.engine.explain.story import NotMet, OverShare, TooFewPoints, WrongFee
from benefitdsl.model.addressed import addressed_events
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import Effect
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.plan.parts import OnEvent, Plan
from tests.support.histories import history
from tests.support.programmes import programme
from tests.support.steps import Join, Send, Settle

SEEDS = 30


SEED = b"sixteen bytes are enough"


def explained(seed: int) -> Iterator[tuple[Plan, Explanation, Outcome]]:
    """Every step of one history, and what it addresses to others, explained before its pool changes are made."""
    plan, first_day = programme(seed)
    engine, explainer, pools = compile_plan(plan), Explainer(plan), InMemoryPools()
    members: dict[str, Member] = {}
    for step in history(plan, first_day, seed).steps:
        if isinstance(step, Join):
            members[step.member] = engine.new_member(step.member, step.at, step.attributes)
            continue
        queue: deque[tuple[str, Event | None, int]] = deque()
        if isinstance(step, Send):
            queue.append((step.member, step.event, step.event.at))
        else:
            everyone = sorted(members) if isinstance(step, Settle) else [step.member]
            queue.extend((member, None, step.to) for member in everyone)
        while queue:
            member, event, at = queue.popleft()
            if member not in members:
                members[member] = engine.new_member(member, at, {})
            before = members[member]
            after, outcome = (
                engine.evaluate(before, event, pools, SEED)
                if event is not None
                else engine.advance(before, at, pools, SEED)
            )
            yield plan, explainer.explain(before, event, outcome, after, pools, SEED), outcome
            if outcome.status != "duplicate":
                pools.apply(outcome.pool_changes)
                queue.extend((one.member, one, one.at) for one in addressed_events(outcome))
            members[member] = after


def told_effects(told: Explanation) -> list[Effect]:
    stories = [story.effects for story in told.rules] + [story.effects for story in told.others]
    stories += [story.effects for story in told.missions] + [story.effects for story in told.tiers]
    stories += [story.effects for story in told.asked] + [story.effects for story in told.scores]
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
            _check_asked(told, seed)
            for asked in told.asked:
                seen[f"{asked.family} {type(asked.why).__name__}"] += 1
            seen.update(type(effect).__name__ for effect in told_effects(told))
            seen.update(f"steps {len(mission.steps) > 0}" for mission in told.missions)
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
    wanted = {"NoneType", "NotScheduled", "NotInAudience", "NotMet", "NoRoom", "NotInGroup", "TooFewPoints"}
    wanted |= {"offer NoneType", "offer TooFewPoints", "offer NotMet"}
    wanted |= {"privilege NoneType", "privilege NotMet", "promotion NoneType", "steps True"}
    wanted |= {"DrawMade", "ScoreReviewed", "TeamJoined", "BoardClosed", "BenefitReserved", "BenefitReleased"}
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


def _check_asked(told: Explanation, seed: int) -> None:
    """What was given has its effects and holds; what was not says what is missing, and exactly so."""
    for story in told.asked:
        if story.why is None:
            assert story.effects, f"seed {seed} {story.id}"
            assert all(is_met(finding) for finding in story.findings), f"seed {seed} {story.id}"
        else:
            assert told.status == "refused"
            assert story.effects == ()
        if isinstance(story.why, TooFewPoints):
            assert story.why.needed > story.why.live, f"seed {seed} {story.id}"
        if isinstance(story.why, WrongFee):
            assert story.why.fee != story.why.paid
        if isinstance(story.why, OverShare):
            assert story.why.asked > story.why.most or story.why.asked % story.why.step
    detailed = {"offer_not_possible", "privilege_not_available", "promotion_not_available"}
    if told.reason in detailed and told.detail != "unknown":
        assert [story.why is not None for story in told.asked] == [True], f"seed {seed} {told.detail}"


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
