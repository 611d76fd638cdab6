"""Time passing: everything that falls due up to an instant, instant by instant, in the order of spec §3."""

from __future__ import annotations

from benefitdsl.engine import benefits, boards, holds, ledger, missions, rules, scores, tiers
from benefitdsl.engine.book import RuleBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.moments import next_moment
from benefitdsl.model.member import FOREVER
from benefitdsl.quantities.calendar import format_instant


def settle(d: Draft, now: int, after: str = "") -> None:
    """Settle what is due up to and including `now`; the event at hand is put aside meanwhile. What falls due is
    caused by `@<instant>`; behind the key of an event where that event made it, and made it late (step 9)."""
    if d.due > now:
        return
    event, key = (d.fields, d.lines, d.type, d.record, d.at, d.now), d.key
    d.fields, d.lines, d.type, d.record = {}, (), None, None
    instant = -FOREVER
    while (due := next_due(d)) <= now:
        instant = max(instant, due)  # what an instant made that was over before it is over with it
        d.clock, d.at, d.now = max(d.clock, instant), instant, instant
        d.act_as(f"{after}@{format_instant(instant)}")
        _settle_at(d, instant)
    d.due = due
    d.fields, d.lines, d.type, d.record, d.at, d.now = event
    d.act_as(key)
    d.given_before = {}


def next_due(d: Draft) -> int:
    """The earliest instant at which something is due, or FOREVER."""
    book = d.book
    return min(
        benefits.next_due(d),
        holds.next_due(d),
        min(d.moments.values(), default=FOREVER),
        scores.next_due(d),
        boards.next_due(d),
        min([ledger.next_due(d, points) for points in book.points.values()], default=FOREVER),
        min([missions.next_due(d, mission) for mission in book.missions.values()], default=FOREVER),
        min([tiers.next_due(d, ladder) for ladder in book.tiers.values()], default=FOREVER),
    )


def _settle_at(d: Draft, due: int) -> None:
    """All that is due at one instant."""
    book = d.book
    d.given_before = d.given_so_far()
    fallen = {ladder: tiers.has_fallen(d, one) for ladder, one in book.tiers.items()}
    for one in book.tiers.values():
        tiers.drop_fallen(d, one)
    before = len(d.effects)
    for points in book.points.values():
        ledger.ripen_due(d, points, due)
    for points in book.points.values():
        ledger.expire_due(d, points, due)
    changes = len(d.effects) > before
    holds.release_due(d)
    benefits.expire_due(d)
    for mission in book.missions.values():
        missions.close_due(d, mission)
    changed = scores.review_due(d)
    for ladder, one in book.tiers.items():
        asked = one.immediate and not changed.isdisjoint(one.scores)
        tiers.settle(d, one, fallen=fallen[ladder] or asked)
    moments = _moments_due(d)
    if moments:
        rules.run(d, moments)
    if changes or moments:
        tiers.review_immediate(d)
    rules.cascade(d)
    boards.close_due(d)


def _moments_due(d: Draft) -> list[RuleBook]:
    """The rules whose moment has come, in plan order; their next moments are set."""
    found: list[RuleBook] = []
    for key, trigger, rule in d.book.moments:
        if d.moments.get(key, FOREVER) > d.now:
            continue
        if rule not in found:
            found.append(rule)
        following = next_moment(d.book.clock, trigger, d.now, d.attributes)
        if following is None:
            del d.moments[key]
        else:
            d.moments[key] = following
    return found
