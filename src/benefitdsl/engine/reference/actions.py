"""What fired rules and stages do (spec §4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from typing import assert_never

from benefitdsl.engine.reference import benefits, draws, enrolment, limits, lots, taking, tiers
from benefitdsl.engine.reference.expressions import number, scalar
from benefitdsl.engine.reference.facts import Addressed, BudgetTaken, Drawn, Entry, Given, Issued, TagSet
from benefitdsl.engine.reference.localtime import is_exact, later_day, period_of
from benefitdsl.engine.reference.rounding import rounded
from benefitdsl.engine.reference.run import Author, Earned, Reading, Run
from benefitdsl.model.effect import (
    BenefitIssued,
    DrawMade,
    EventAddressed,
    NoticeRequested,
    PointsEarned,
    TagChanged,
)
from benefitdsl.model.event import Scalar
from benefitdsl.plan.expr import Expr
from benefitdsl.plan.parts import (
    Action,
    Cap,
    EarnPoints,
    Enrol,
    GrantBenefit,
    MakeDraw,
    MultiplyPoints,
    PendingFor,
    PendingUntilCollected,
    PendingUntilEvent,
    Points,
    RaiseTier,
    SendNotice,
    SetTag,
    TakePoints,
    TellMember,
    TellRoster,
    TellTeam,
)

Factors = Mapping[str, Fraction]

MOST_EVER = 10**18 - 1  # of one currency given to a member (spec §4.4)


def factors_of(actions: list[Action]) -> dict[str, Fraction]:
    """The multiplier of each currency: extra shares added up, times the compound ones, at least 0."""
    plain: dict[str, Fraction] = {}
    compound: dict[str, Fraction] = {}
    for action in actions:
        if isinstance(action, MultiplyPoints):
            factor = Fraction(action.numerator, action.denominator)
            if action.compound:
                compound[action.currency] = compound.get(action.currency, Fraction(1)) * factor
            else:
                plain[action.currency] = plain.get(action.currency, Fraction(1)) + factor - 1
    return {
        currency: max(Fraction(0), plain.get(currency, Fraction(1)) * compound.get(currency, Fraction(1)))
        for currency in plain.keys() | compound.keys()
    }


def take(
    run: Run, actions: tuple[Action, ...], firing: int, author: Author, reading: Reading, factors: Factors
) -> None:
    for action in actions:
        match action:
            case EarnPoints():
                factor = factors.get(action.currency, Fraction(1)) if action.scaled else Fraction(1)
                exact = number(action.numerator, reading) * factor
                amount = rounded(exact, action.denominator, action.rounding)
                _earn(run, action.currency, amount, firing, author)
            case MultiplyPoints():
                pass  # known before any earning: `factors`
            case GrantBenefit(benefit, count):
                for _ in range(count):
                    _grant(run, benefit, firing, author)
            case SetTag(tag, on):
                set_tag(run, tag, on, firing, author)
            case SendNotice(notice):
                _send(run, notice, firing, author, reading)
            case TellMember(to, event, fields):
                values = tuple(sorted((name, scalar(value, reading)) for name, value in fields))
                address(run, str(scalar(to, reading)), event, values, firing, author)
            case TellTeam(team, event, fields):
                _address_each(run, run.state.actors_of(team), event, fields, firing, author, reading)
            case TellRoster(team, event, fields):
                _address_each(run, run.state.roster_of(team), event, fields, firing, author, reading)
            case RaiseTier(ladder, level):
                tiers.raise_to(run, ladder, level, author)
            case Enrol(mission):
                enrolment.enrol(run, mission)
            case TakePoints(currency):
                taking.spend(run, currency, taking.amount_of(action, reading), firing, author)
            case MakeDraw(draw):
                _draw(run, draw, firing, author)
            case _:
                assert_never(action)


# ------------------------------------------------------------------------------------------ points


def _earn(run: Run, currency: str, amount: int, firing: int, author: Author) -> None:
    points = lots.named(run.plan, currency)
    for cap in points.caps:
        room = max(0, cap.count - _given_under(run, points, cap))
        if amount > room:
            amount = room if cap.over == "truncate" else 0
    ever = sum(given.amount for given in lots.of_currency(run.state, currency))
    amount = min(amount, MOST_EVER - ever)
    if amount <= 0:
        return
    ripens_at, wait_type, lapses_at = _pending(run, points)
    pending = points.pending is not None
    wait_field, wait_key = (
        limits.key_field(run.plan, run.event),
        limits.key_of(run.plan, run.reading()) or None,
    )
    paid = 0 if pending else lots.pay_debt(run.state, currency, amount)
    end = lots.fixed_end(run.time, points.expiry, run.at)
    given = Given(
        run.next_id,
        currency,
        amount,
        paid,
        run.at,
        end,
        pending,
        ripens_at,
        wait_type,
        wait_field,
        wait_key,
        run.key,
        firing,
        lapses_at,
    )
    run.state.given.append(given)
    for metric in run.plan.metrics:
        if metric.event == f"@points/{currency}":
            worth = 1 if metric.function == "count" else amount
            run.state.entries.append(Entry(metric.id, run.key, run.at, worth, worth, (), given.lot))
    expires_at = lots.expires_at(run.plan, run.state, given)
    cause = run.cause(author)
    run.effects.append(PointsEarned(cause, currency, amount, given.lot, paid, pending, ripens_at, expires_at))
    run.raised.append(Earned(currency))


def _given_under(run: Run, points: Points, cap: Cap) -> int:
    """The points of the same event or calendar period, net of what was taken back of them."""
    total = 0
    for given in lots.of_currency(run.state, points.id):
        if cap.per == "event":
            same = given.event == run.key
        else:
            same = period_of(run.time.day(given.earned_at), cap.per) == period_of(
                run.time.day(run.at), cap.per
            )
        if same:
            total += given.amount - lots.taken_back(run.state, given.lot)
    return total


def _pending(run: Run, points: Points) -> tuple[int | None, str | None, int | None]:
    """When the points ripen, the type of the event that they wait for (from then on, with both), and how long."""
    match points.pending:
        case None:
            return None, None, None
        case PendingFor(duration):
            if is_exact(duration):
                return run.time.lasts_until(duration, run.at), None, None
            return run.time.start(later_day(run.time.day(run.at), duration)), None, None
        case PendingUntilEvent(event):
            return None, event, None
        case PendingUntilCollected(event, days, minute, lapse):
            lapses_at = None if lapse is None else run.time.lasts_until(lapse, run.at)
            return run.time.at(run.time.day(run.at) + days, minute), event, lapses_at
        case _:
            assert_never(points.pending)


# ------------------------------------------------------------------------------------------ benefits and the rest


def _grant(run: Run, benefit_id: str, firing: int, author: Author) -> None:
    benefit = benefits.named(run.plan, benefit_id)
    had = (issued for issued in run.state.issued if issued.benefit == benefit_id)
    if benefit.once and any(benefits.condition(run.state, issued) != "revoked" for issued in had):
        return
    claim = benefit.claim_within
    claim_until = None if claim is None else run.time.lasts_until(claim.duration, run.at, claim.edge)
    valid_from = benefits.begins_at(run, benefit)
    begins = run.at if valid_from is None else valid_from
    until = benefits.runs_until(run.time, benefit.valid, begins, "issue", valid_from)
    if claim is None:
        from_claim = benefits.runs_until(run.time, benefit.valid, begins, "claim", valid_from)
        until = min((end for end in (until, from_claim) if end is not None), default=None)
    instance = run.next_id
    run.state.issued.append(
        Issued(instance, benefit_id, run.at, claim is not None, claim_until, until, firing, valid_from)
    )
    run.effects.append(
        BenefitIssued(
            run.cause(author),
            benefit_id,
            benefit.kind,
            instance,
            benefit.worth,
            claim is not None,
            claim_until,
            until,
            valid_from,
        )
    )


def _draw(run: Run, draw_id: str, firing: int, author: Author) -> None:
    """Draw once, and take the prize's actions as a step in which nothing multiplies."""
    draw = draws.named(run.plan, draw_id)
    decided = draws.decide(run, draw)
    prize, commitment = decided.prize, sha256(draws.seed_of(run)).hexdigest()
    name = "" if prize is None else prize.id
    run.effects.append(
        DrawMade(
            run.cause(author),
            draw_id,
            draws.number_of(run),
            name,
            decided.sure,
            decided.roll,
            decided.total,
            commitment,
        )
    )
    run.draws.append(run.key)
    run.state.drawn.append(Drawn(draw_id, prize is None or not prize.actions))
    if prize is None:
        return
    if prize.stock is not None:
        run.state.budgets.append(BudgetTaken(firing, draws.stock_key(draw, prize), 1))
        run.take(draws.stock_key(draw, prize), 1, prize.stock)
    take(run, prize.actions, firing, author, run.reading(run.state.copied()), {})


def set_tag(run: Run, tag: str, on: bool, firing: int, author: Author) -> None:
    if run.state.has_tag(tag) != on:
        run.state.tags.append(TagSet(tag, on, firing))
        run.effects.append(TagChanged(run.cause(author), tag, on))


def address(
    run: Run, to: str, event: str, fields: tuple[tuple[str, Scalar], ...], firing: int, author: Author
) -> None:
    run.state.addressed.append(Addressed(firing, to, run.next_id))
    run.effects.append(EventAddressed(run.cause(author), to, event, run.next_id, fields))


def _address_each(
    run: Run,
    members: list[str],
    event: str,
    fields: tuple[tuple[str, Expr], ...],
    firing: int,
    author: Author,
    reading: Reading,
) -> None:
    values = tuple(sorted((name, scalar(value, reading)) for name, value in fields))
    for member in members:
        address(run, member, event, values, firing, author)


def _send(run: Run, notice_id: str, firing: int, author: Author, reading: Reading) -> None:
    notice = next(each for each in run.plan.notices if each.id == notice_id)
    if notice.cap is not None:
        if not limits.has_room(run, f"notice:{notice_id}", 0, notice.cap, reading):
            return
        limits.use(run, f"notice:{notice_id}", 0, notice.cap, firing, reading, for_good=True)
    not_before = _after_quiet(run, notice.quiet)
    run.effects.append(NoticeRequested(run.cause(author), notice_id, notice.channel, not_before))


def _after_quiet(run: Run, quiet: tuple[int, int] | None) -> int:
    """Now, or the end of the quiet time in which now lies."""
    if quiet is None:
        return run.now
    first, end = quiet
    day, minute = run.time.day(run.now), run.time.minute(run.now)
    if first <= minute < end or (end < first and minute < end):
        return max(run.now, run.time.at(day, end))
    if end < first <= minute:
        return run.time.at(day + 1, end)
    return run.now
