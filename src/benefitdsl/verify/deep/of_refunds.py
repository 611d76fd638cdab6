"""Orders that are given back: what still pays, and what is drawn again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import EarnPoints, GrantBenefit, Limit, MakeDraw, OnEvent, Rule
from benefitdsl.quantities.window import Ever
from benefitdsl.verify.deep.answers import Answer, Claim, Witness, proved, refuted, undecided
from benefitdsl.verify.deep.buying import Again, bought_again, bought_twice, used_and_bought_again
from benefitdsl.verify.deep.rights import never_comes_back, never_twice, reads_the_past
from benefitdsl.verify.deep.scene import Scene
from benefitdsl.verify.deep.who import subject
from benefitdsl.verify.history import History, Sending

_MOST_ROUNDS: Final = 20


def ask_refunds(scene: Scene) -> Iterator[Answer]:
    for rule in scene.plan.rules:
        for trigger in rule.triggers:
            if isinstance(trigger, OnEvent) and _can_be_given_back(scene, trigger.event):
                if _gives(rule):
                    yield _ask_refund(scene, rule, trigger.event)
                if _draws(rule) and (_limits_of_members(rule) or reads_the_past(scene.plan, rule)):
                    yield _ask_redraw(scene, rule, trigger.event)


def _can_be_given_back(scene: Scene, event: str) -> bool:
    return any(each.reverses == event for each in scene.plan.events)


# ------------------------------------------------------------------------------------------- what pays


def _gives(rule: Rule) -> bool:
    return any(isinstance(each, EarnPoints | GrantBenefit) for each in rule.then)


def _ask_refund(scene: Scene, rule: Rule, event: str) -> Answer:
    """Bought, given back whole and bought again it pays no more than without giving back: what stays after the first
    time is not there twice."""
    claim = Claim("refund_pays_once", (rule.id,), rule.origin)
    if any(_once_for_all(limit) for limit in rule.limits):
        return proved(claim, "form")
    if rule.on_refund == "keep":
        return _ask_kept(scene, claim, rule, event)
    if not _may_stay_used(scene, rule) or not reads_the_past(scene.plan, rule):
        return proved(claim, "form")
    return _ask_used(scene, claim, rule, event)


def _once_for_all(limit: Limit) -> bool:
    """A use is given back only with what it gave: not where that is kept, and not where it stays used."""
    return limit.count == 1 and limit.scope in ("member", "all")


def _ask_kept(scene: Scene, claim: Claim, rule: Rule, event: str) -> Answer:
    if reads_the_past(scene.plan, rule) and never_twice(scene, rule, event):
        return proved(claim, "solver")
    played = False
    for history in _bought(scene, rule, event):
        played, twice = True, bought_again(scene.cook, history)
        more = _more(
            scene.stage.snapshot(history, subject(history)), scene.stage.snapshot(twice, subject(twice))
        )
        if scene.stage.applied(twice) and any(amount > 0 for amount in more.values()):
            return refuted(claim, Witness(twice), more)
    return undecided(claim, "not_shown" if played else "no_past")


def _may_stay_used(scene: Scene, rule: Rule) -> bool:
    """Whether it gives something that may have been used before it is taken back: no badge, and no membership."""
    given = {each.benefit for each in rule.then if isinstance(each, GrantBenefit)}
    return rule.on_refund != "revoke" and any(
        each.id in given and not each.once and not each.extends for each in scene.plan.benefits
    )


def _ask_used(scene: Scene, claim: Claim, rule: Rule, event: str) -> Answer:
    """What was used stays. Whoever gives the order back must not have another one that the same order would not give
    without that."""
    if never_comes_back(scene, rule, event):
        return proved(claim, "solver")
    played = False
    for history in _bought(scene, rule, event):
        for again in used_and_bought_again(scene, history, rule):
            played = True
            if _only_refunded(scene, again, rule):
                more = scene.stage.gained(again.refunded, frozenset((rule.id,)))
                return refuted(claim, Witness(again.refunded, again.kept), more)
    return undecided(claim, "not_shown" if played else "no_past")


# ------------------------------------------------------------------------------------------- what is drawn


def _draws(rule: Rule) -> bool:
    return any(isinstance(each, MakeDraw) for each in rule.then)


def _limits_of_members(rule: Rule) -> list[Limit]:
    return [limit for limit in rule.limits if limit.scope == "member"]


def _ask_redraw(scene: Scene, rule: Rule, event: str) -> Answer:
    """What is given back whole and bought again does not draw where without giving back it would not: not once more
    than its limits let it, and not because its condition no longer knows of it."""
    claim = Claim("refund_draws_once", (rule.id,), rule.origin)
    limits = _limits_of_members(rule)
    lasting = [limit for limit in limits if rule.on_refund == "keep" or _holds_for_all(limit, limits)]
    if any(limit.count == 1 for limit in lasting):
        return proved(claim, "form")
    by_limits = bool(limits) and not lasting
    by_condition = reads_the_past(scene.plan, rule) and not never_comes_back(scene, rule, event)
    if not by_limits and not by_condition:
        return proved(claim, "solver" if reads_the_past(scene.plan, rule) else "form")
    played = False
    for history in _bought(scene, rule, event):
        played = True
        witness = _drawn_beyond(scene, history, rule, limits) if by_limits else None
        if witness is None and by_condition:
            witness = _drawn_anew(scene, history, rule)
        if witness is not None:
            return refuted(claim, witness)
    return undecided(claim, "not_shown" if played else "no_past")


def _holds_for_all(limit: Limit, limits: list[Limit]) -> bool:
    """Whether a limit that counts what was refunded is as tight as any other."""
    return limit.gross and all(
        limit.count <= other.count and limit.window in (Ever(), other.window) for other in limits
    )


def _drawn_beyond(scene: Scene, history: History, rule: Rule, limits: list[Limit]) -> Witness | None:
    """As often as the limits let it draw, and once more."""
    rounds = min(limit.count for limit in limits)
    if rounds > _MOST_ROUNDS:
        return None
    again = bought_again(scene.cook, history, rounds)
    drawn = scene.stage.applied(again) and scene.stage.shows(again, ("gives", rule.id))
    return Witness(again) if drawn else None


def _drawn_anew(scene: Scene, history: History, rule: Rule) -> Witness | None:
    again = bought_twice(scene.cook, history)
    return Witness(again.refunded, again.kept) if _only_refunded(scene, again, rule) else None


# ------------------------------------------------------------------------------------------- stories


def _bought(scene: Scene, rule: Rule, event: str) -> Iterator[History]:
    """Histories that end with an event for which the rule gives: made to order, else one that the survey shows."""
    none = True
    for history in scene.fired(rule):
        if _ends_with(history, event):
            none = False
            yield history
    found = scene.survey.find(("gives", rule.id)) if none else None
    if found is not None and _ends_with(found, event):
        yield found


def _ends_with(history: History, event: str) -> bool:
    last = history.happenings[-1]
    return isinstance(last, Sending) and last.event.type == event


def _only_refunded(scene: Scene, again: Again, rule: Rule) -> bool:
    """Whether the rule gives for what is bought again, and without giving back it does not."""
    stage, key = scene.stage, ("gives", rule.id)
    if not stage.applied(again.refunded) or not stage.applied(again.kept):
        return False
    return stage.shows(again.refunded, key) and not stage.shows(again.kept, key)


def _more(once: Snapshot, after: Snapshot) -> Counter[str]:
    """What there is more, or less, by thing."""
    more = _holdings(after)
    more.subtract(_holdings(once))
    return more


def _holdings(snapshot: Snapshot) -> Counter[str]:
    found = Counter(each.benefit for each in snapshot.benefits)
    for each in snapshot.points:
        found[each.currency] += each.live + each.pending
    return found


__all__ = ["ask_refunds"]
