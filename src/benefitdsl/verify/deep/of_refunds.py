"""Orders that are given back: what still pays, and what is drawn again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from benefitdsl.model.event import Event
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.expr import Expr, FieldOf
from benefitdsl.plan.parts import EarnPoints, EventField, GrantBenefit, Limit, MakeDraw, OnEvent, Rule
from benefitdsl.quantities.calendar import MINUTE_US
from benefitdsl.quantities.window import Ever
from benefitdsl.verify.deep.answers import Answer, Claim, Witness, proved, refuted, undecided
from benefitdsl.verify.deep.of_holdings import fired
from benefitdsl.verify.deep.scene import Scene
from benefitdsl.verify.deep.who import subject
from benefitdsl.verify.history import History, Sending

_MOST_ROUNDS: Final = 20


def ask_refunds(scene: Scene) -> Iterator[Answer]:
    for rule in scene.plan.rules:
        for trigger in rule.triggers:
            if isinstance(trigger, OnEvent) and _can_be_given_back(scene, trigger.event):
                if _gives(rule):
                    yield _ask_refund(scene, rule)
                if _draws(rule) and _limits_of_members(rule):
                    yield _ask_redraw(scene, rule)


def _can_be_given_back(scene: Scene, event: str) -> bool:
    return any(each.reverses == event for each in scene.plan.events)


# ------------------------------------------------------------------------------------------- what pays


def _gives(rule: Rule) -> bool:
    return any(isinstance(each, EarnPoints | GrantBenefit) for each in rule.then)


def _ask_refund(scene: Scene, rule: Rule) -> Answer:
    """Bought, given back whole and bought again it pays once: what stays after the first time is not there twice."""
    claim = Claim("refund_pays_once", (rule.id,), rule.origin)
    if rule.on_refund != "keep" or any(_once_for_good(limit) for limit in rule.limits):
        return proved(claim, "form")
    for history in fired(scene, rule):
        twice = bought_again(scene, history)
        more = _more(
            scene.stage.snapshot(history, subject(history)), scene.stage.snapshot(twice, subject(twice))
        )
        if scene.stage.applied(twice) and any(amount > 0 for amount in more.values()):
            return refuted(claim, Witness(twice), more)
    return undecided(claim, "no_past")


def _once_for_good(limit: Limit) -> bool:
    """A use is given back only with what it gave, which is kept here."""
    return limit.count == 1 and limit.scope in ("member", "all") and limit.window == Ever()


# ------------------------------------------------------------------------------------------- what is drawn


def _draws(rule: Rule) -> bool:
    return any(isinstance(each, MakeDraw) for each in rule.then)


def _limits_of_members(rule: Rule) -> list[Limit]:
    return [limit for limit in rule.limits if limit.scope == "member"]


def _ask_redraw(scene: Scene, rule: Rule) -> Answer:
    """What is given back whole and bought again, as often as the limits let it draw, does not draw once more."""
    claim = Claim("refund_draws_once", (rule.id,), rule.origin)
    limits = _limits_of_members(rule)
    rounds = min(limit.count for limit in limits)
    if rule.on_refund == "keep" or any(_holds_for_all(limit, limits) for limit in limits):
        return proved(claim, "form")
    for history in fired(scene, rule) if rounds <= _MOST_ROUNDS else ():
        again = bought_again(scene, history, rounds)
        if scene.stage.applied(again) and scene.stage.shows(again, ("gives", rule.id)):
            return refuted(claim, Witness(again))
    return undecided(claim, "no_past")


def _holds_for_all(limit: Limit, limits: list[Limit]) -> bool:
    """Whether a limit that counts what was refunded is as tight as any other."""
    return limit.gross and all(
        limit.count <= other.count and limit.window in (Ever(), other.window) for other in limits
    )


# ------------------------------------------------------------------------------------------- histories


def bought_again(scene: Scene, history: History, rounds: int = 1) -> History:
    """The last event, taken back whole a minute after and sent again under another name; so many times."""
    last = history.happenings[-1]
    assert isinstance(last, Sending)
    bought = last.event
    kind = next(each for each in scene.plan.events if each.name == bought.type)
    back = next(each for each in scene.plan.events if each.reverses == bought.type)
    key = kind.key or ""
    happenings = list(history.happenings)
    for number in range(1, rounds + 1):
        values: dict[Expr, Any] = {FieldOf(key): bought.fields.get(key, bought.key)}
        refund = scene.cook.event(back.name, values, bought.at + MINUTE_US, f"refund{number}", bought.member)
        named = {
            name: value
            for name, value in refund.fields.items()
            if name == key or _required(back.fields, name)
        }
        bought = replace(
            bought,
            id=f"again{number}",
            at=bought.at + 2 * MINUTE_US,
            fields={**bought.fields, **_renamed(last.event, key, number)},
        )
        happenings += [Sending(replace(refund, fields=named)), Sending(bought)]
    return History(tuple(happenings))


def _required(fields: tuple[EventField, ...], name: str) -> bool:
    return any(each.name == name and each.required for each in fields)


def _renamed(event: Event, key: str, number: int) -> dict[str, str]:
    return {key: f"{event.fields[key]}-again{number}"} if key in event.fields else {}


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


__all__ = ["ask_refunds", "bought_again"]
