"""What rules and stages give: each action taken, its cause the part that asked for it (spec 4.4)."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from typing import Any, NamedTuple, assert_never

from benefitdsl.engine import benefits, draws, instances, ledger, tiers
from benefitdsl.engine.book import ActionBook, NoticeBook, Source
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.ensure import ensure
from benefitdsl.engine.limits import member_uses, record_use
from benefitdsl.model.effect import EventAddressed, NoticeRequested, TagChanged
from benefitdsl.plan.parts import (
    EarnPoints,
    Enrol,
    GrantBenefit,
    MakeDraw,
    MultiplyPoints,
    RaiseTier,
    SendNotice,
    SetTag,
    TakePoints,
    TellMember,
    TellRoster,
    TellTeam,
)
from benefitdsl.quantities.rounding import divide


class Planned(NamedTuple):
    """An action with what its expressions gave when the step began: a numerator, or a receiver and fields."""

    book: ActionBook
    value: Any = None
    fields: tuple[tuple[str, Any], ...] = ()


class Factor(NamedTuple):
    """What multiplies scaled earnings of a currency."""

    numerator: int = 1
    denominator: int = 1


ONE = Factor()


def plan(d: Draft, actions: tuple[ActionBook, ...]) -> tuple[Planned, ...]:
    """Ask the actions' expressions on the state as it is now."""
    return tuple(
        [
            Planned(book)
            if book.value is None and not book.fields
            else Planned(
                book,
                None if book.value is None else book.value(d, d.fields),
                tuple([(name, value(d, d.fields)) for name, value in book.fields]),
            )
            for book in actions
        ]
    )


def factors(planned: Iterable[Planned]) -> dict[str, Factor]:
    """The factor of each currency: extra shares of plain multipliers added, times the product of compound ones."""
    plain: dict[str, Factor] = {}
    product: dict[str, Factor] = {}
    for one in planned:
        action = one.book.action
        if isinstance(action, MultiplyPoints):
            n, m = action.numerator, action.denominator
            if action.compound:
                old = product.get(action.currency, ONE)
                product[action.currency] = Factor(old.numerator * n, old.denominator * m)
            else:
                old = plain.get(action.currency, ONE)
                plain[action.currency] = Factor(
                    old.numerator * m + (n - m) * old.denominator, old.denominator * m
                )
    found: dict[str, Factor] = {}
    for currency in {**plain, **product}:
        one_, other = plain.get(currency, ONE), product.get(currency, ONE)
        numerator = max(0, one_.numerator * other.numerator)
        found[currency] = Factor(numerator, one_.denominator * other.denominator)
    return found


def take(d: Draft, planned: tuple[Planned, ...], source: Source, scale: dict[str, Factor]) -> None:
    """Take actions in written order."""
    for one in planned:
        _take(d, one, source, scale)


def _take(d: Draft, planned: Planned, source: Source, scale: dict[str, Factor]) -> None:
    action = planned.book.action
    match action:
        case EarnPoints(currency, _, denominator, rounding, scaled):
            factor = scale.get(currency, ONE) if scaled else ONE
            amount = divide(planned.value * factor.numerator, denominator * factor.denominator, rounding)
            if amount > 0:
                ledger.give(d, d.book.points[currency], amount, source)
        case MultiplyPoints():
            pass
        case GrantBenefit(benefit, count):
            benefits.issue(d, d.book.benefits[benefit], count, source)
        case SetTag(tag, on):
            set_tag(d, tag, source, on=on)
        case SendNotice(notice):
            _send(d, d.book.notices[notice], source)
        case TellMember(_, event, _):
            _tell(d, planned.value, event, planned.fields, source)
        case TellTeam(team, event, _):
            for actor in d.teams.get(team, ()):
                _tell(d, actor, event, planned.fields, source)
        case TellRoster(team, event, _):
            for member in d.rosters.get(team, ()):
                _tell(d, member, event, planned.fields, source)
        case RaiseTier(ladder, level):
            tiers.raise_to(d, d.book.tiers[ladder], level, source)
        case Enrol(mission):
            instances.enrol(d, mission)
        case TakePoints(currency):
            ledger.use_up(d, d.book.points[currency], amount_of(planned), source)
        case MakeDraw(draw):
            prize = draws.make(d, d.book.draws[draw], source)
            if prize is not None:  # a step of its own, in which nothing multiplies
                take(d, plan(d, prize.actions), source, {})
        case _:
            assert_never(action)


def amount_of(planned: Planned) -> int:
    """How many points a `TakePoints` asks for; at most 0 is none."""
    action = planned.book.action
    ensure(isinstance(action, TakePoints), "only what takes points says how many")
    return divide(planned.value, action.denominator, action.rounding) if isinstance(action, TakePoints) else 0


def worth(d: Draft, planned: tuple[Planned, ...]) -> int:
    """What actions are worth in minor units, before multipliers and caps; what has no worth counts 0."""
    total = 0
    for one in planned:
        action = one.book.action
        match action:
            case EarnPoints(currency, _, denominator, rounding, _):
                points, rate = divide(one.value, denominator, rounding), d.book.points[currency].points.worth
                if rate is not None and points > 0:
                    total += -(-points * rate[0] // rate[1])
            case GrantBenefit(benefit, count):
                total += (d.book.benefits[benefit].benefit.worth or 0) * count
            case _:
                pass
    return total


def set_tag(d: Draft, tag: str, source: Source, *, on: bool) -> None:
    if (tag in d.tags) == on:
        return
    tags = [one for one in d.tags if one != tag]
    if on:
        insort(tags, tag)
        if d.firing is not None:
            d.firing.tags += (tag,)
    d.tags = tuple(tags)
    d.effects.append(TagChanged(d.cause(source), tag, on))


def _send(d: Draft, book: NoticeBook, source: Source) -> None:
    notice, cap = book.notice, book.notice.cap
    if cap is not None and book.uses is not None:
        key = f"notice:{notice.id}"
        if member_uses(d, book.uses, key) >= cap.count:
            return
        bucket = book.uses.bucket(d.at, d.joined)
        if bucket is not None:
            record_use(d, book.uses, key, bucket)
    d.effects.append(
        NoticeRequested(d.cause(source), notice.id, notice.channel, _not_before(d, notice.quiet))
    )


def _not_before(d: Draft, quiet: tuple[int, int] | None) -> int:
    """Now, or the end of the quiet time in which now lies; quiet times may wrap over the day's end."""
    if quiet is None or quiet[0] == quiet[1]:
        return d.now
    first, end = quiet
    clock = d.book.clock
    day, minute = clock.day(d.now), clock.minutes(d.now)
    if first < end:
        return clock.at_minute(day, end) if first <= minute < end else d.now
    if minute >= first:
        return clock.at_minute(day + 1, end)
    return clock.at_minute(day, end) if minute < end else d.now


def _tell(d: Draft, to: str, event: str, given: tuple[tuple[str, Any], ...], source: Source) -> None:
    id_ = d.next_id()
    d.effects.append(EventAddressed(d.cause(source), to, event, id_, tuple(sorted(given))))
    if d.firing is not None:
        d.firing.told += ((to, id_),)
