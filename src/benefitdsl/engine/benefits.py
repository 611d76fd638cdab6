"""Benefits held: issued, claimed, used, expired, given back, revoked (spec 2.1, 2.2, 3, 4.4, 6.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from benefitdsl.engine.book import BenefitBook, Source
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.limits import text_of
from benefitdsl.engine.promotions import discounts_of
from benefitdsl.model.effect import (
    BenefitClaimed,
    BenefitExpired,
    BenefitIssued,
    BenefitReturned,
    BenefitRevoked,
    BenefitUsed,
)
from benefitdsl.model.event import FieldValue
from benefitdsl.model.member import FOREVER, Firing, Held
from benefitdsl.plan.parts import Benefit, Lasting, Minimum, OnBenefitUsed, UntilDay, UntilPeriodEnd


def issue(d: Draft, book: BenefitBook, count: int, source: Source) -> None:
    """Issue `count` instances; of a `once` benefit none when one was granted before and not revoked."""
    benefit = book.benefit
    for _ in range(count):
        if benefit.once:
            if d.granted.get(benefit.id, 0):
                return
            d.granted[benefit.id] = 1
        waits = benefit.claim_within is not None
        claim_until = None if benefit.claim_within is None else _lasts(d, benefit.claim_within, d.at)
        valid_from = _valid_from(d, benefit)
        begins = d.at if valid_from is None else valid_from
        until = _valid_until(d, benefit, begins, None if waits else begins, valid_from)
        held = Held(
            d.next_seq(),
            d.next_id(),
            benefit.id,
            "unclaimed" if waits else "held",
            d.at,
            claim_until,
            until,
            valid_from=valid_from,
        )
        put(d, held)
        d.effects.append(
            BenefitIssued(
                d.cause(source),
                benefit.id,
                benefit.kind,
                held.instance,
                benefit.worth,
                waits,
                claim_until,
                until,
                valid_from,
            )
        )
        if d.firing is not None:
            d.firing.benefits += (held.seq,)


def _valid_from(d: Draft, benefit: Benefit) -> int | None:
    """Where one that extends those held begins: at the latest of their ends; None where it begins at once."""
    if not benefit.extends:
        return None
    ends = [
        held.valid_until
        for held in d.benefits.values()
        if held.benefit == benefit.id and held.state in ("held", "reserved")
    ]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends) or max(known) <= d.at:
        return None
    return max(known)


def _lasts(d: Draft, lasting: Lasting, start: int) -> int:
    return d.book.clock.lasting(lasting.duration, start, lasting.edge)


def _runs(d: Draft, lasting: Lasting, start: int, joins: int | None) -> int:
    if start == joins and lasting.edge == "end_of_day":
        return d.book.clock.after_last_day(lasting.duration, start)
    return _lasts(d, lasting, start)


def _valid_until(
    d: Draft, benefit: Benefit, issued: int, claimed: int | None, joins: int | None
) -> int | None:
    """The earliest end of the validity; what runs from the claim only once there is one. What begins at `joins`, where
    another one ends, is counted from the last day of that one."""
    ends: list[int] = []
    for valid in benefit.valid:
        match valid:
            case Lasting(_, "issue", _):
                ends.append(_runs(d, valid, issued, joins))
            case Lasting():
                if claimed is not None:
                    ends.append(_runs(d, valid, claimed, joins))
            case UntilDay(end):
                ends.append(d.book.clock.start(end))
            case UntilPeriodEnd(unit):
                ends.append(d.book.clock.period_end(unit, issued))
            case _:
                assert_never(valid)
    return min(ends, default=None)


def put(d: Draft, held: Held) -> None:
    """Keep an instance, or what became of it."""
    d.large("benefits")
    d.benefits[held.seq] = held
    d.wake(_end(held))
    d.wake(held.reserved_until)


def _end(held: Held) -> int:
    """When the instance ends by itself."""
    if held.state == "used":
        return FOREVER
    until = FOREVER if held.valid_until is None else held.valid_until
    return until if held.state != "unclaimed" or held.claim_until is None else min(until, held.claim_until)


# ------------------------------------------------------------------------------------------- claims and use


def claim(d: Draft, text: str, source: Source) -> None:
    """Claim an instance, named by itself or by its benefit."""
    unclaimed = [held for held in _called(d, text) if held.state == "unclaimed"]
    held = min(unclaimed, key=_first_to_end, default=None)
    if held is None or (held.claim_until is not None and d.at >= held.claim_until):
        raise Refusal("claim_not_possible", text)
    benefit = d.book.benefits[held.benefit].benefit
    issued, claimed = held.issued_at, d.at
    if held.valid_from is not None:
        issued, claimed = held.valid_from, max(d.at, held.valid_from)
    until = _valid_until(d, benefit, issued, claimed, held.valid_from)
    put(d, replace(held, state="held", valid_until=until))
    d.effects.append(BenefitClaimed(d.cause(source), held.benefit, held.instance, until))


def _called(d: Draft, text: str) -> list[Held]:
    """The instance of this name, in whatever state; else those of the benefit of this name."""
    named = [held for held in d.benefits.values() if held.instance == text]
    return named or [held for held in d.benefits.values() if held.benefit == text]


def _first_to_end(held: Held) -> tuple[int, int, str]:
    until = held.claim_until if held.state == "unclaimed" else held.valid_until
    return (FOREVER if until is None else until, held.issued_at, held.instance)


def use(d: Draft, text: str, source: Source, *, on_order: bool) -> None:
    """Use an instance on the event at hand; outside an order without its minimum and `where`."""
    if on_order:
        usable = [held for held in _called(d, text) if _is_usable_on_order(d, held, text)]
        held = min(usable, key=_first_to_end, default=None)
    else:
        held = first_usable(d, text)
    if held is None:
        raise Refusal("coupon_not_usable", text)
    use_up(d, held, source)


def first_usable(
    d: Draft, text: str, reserved: Mapping[str, int] | None = None, *, only_held: bool = False
) -> Held | None:
    """The instance named that can be used outside an order, the first to end; for a hold only one that is held, and
    within what an order may use of the benefit beside those `reserved`."""
    usable = [
        held
        for held in _called(d, text)
        if is_usable(d, held)
        and (held.state == "held" or not only_held)
        and (reserved is None or _within_order(d, held, reserved))
    ]
    return min(usable, key=_first_to_end, default=None)


def is_usable(d: Draft, held: Held) -> bool:
    """Whether an instance can be used on the event at hand, as far as that is no order."""
    if held.state == "reserved":
        if "checkout" not in d.fields or text_of(d.fields["checkout"]) != held.checkout:
            return False
    elif held.state != "held":
        return False
    if held.valid_from is not None and d.at < held.valid_from:
        return False
    if held.valid_until is not None and d.at >= held.valid_until:
        return False
    usable = d.book.benefits[held.benefit].usable
    return usable is None or d.in_schedule(usable)


def _is_usable_on_order(d: Draft, held: Held, text: str) -> bool:
    if not is_usable(d, held) or not _within_order(d, held, d.used_here):
        return False
    book = d.book.benefits[held.benefit]
    minimum = book.benefit.minimum
    if minimum is not None and "amount" in d.fields and minimum.amount > base_of(d, book, minimum, text):
        return False
    return book.where is None or bool(book.where(d, d.fields))


def _within_order(d: Draft, held: Held, already: Mapping[str, int]) -> bool:
    most = d.book.benefits[held.benefit].benefit.per_order
    return most is None or already.get(held.benefit, 0) < most


def base_of(d: Draft, book: BenefitBook, minimum: Minimum, text: str) -> int:
    """The amount that a minimum looks at, of the lines that the benefit is about (spec 17.1)."""
    if minimum.base == "running":
        said = [entry for entry in discounts_of(d.fields) if entry.get("source") == text]
        said += [entry for entry in discounts_of(d.fields) if entry.get("source") == book.benefit.id]
        base = said[0].get("base") if said else None
        if isinstance(base, int):
            return base
    names = ("amount",) if minimum.base == "paid" else ("list_amount", "amount")
    if book.touches is None or not d.lines:
        return _first_number(d.fields, names)
    touched = [line for line in d.lines if book.touches(d, d.fields, line)]
    return sum([_first_number(line, names) for line in touched])


def _first_number(fields: Mapping[str, FieldValue], names: tuple[str, ...]) -> int:
    found = (fields.get(name) for name in names)
    return next((value for value in found if isinstance(value, int)), 0)


def use_up(d: Draft, held: Held, source: Source, *, belongs_to: Firing | None = None) -> None:
    """Use up an instance: for the record of the event, or for a firing of an offer, with which it comes back."""
    _forget_used(d)
    forget_at = d.book.clock.lasting(d.book.plan.refund_within, d.now, "end_of_day")
    put(d, replace(held, state="used", forget_at=forget_at, checkout="", reserved_until=None))
    d.used_here[held.benefit] = d.used_here.get(held.benefit, 0) + 1
    d.effects.append(BenefitUsed(d.cause(source), held.benefit, held.instance))
    if belongs_to is not None:
        belongs_to.ticket = held.seq
    elif d.record is not None:
        d.record.used += (held.seq,)
    d.raised.add(OnBenefitUsed(held.benefit))


# ------------------------------------------------------------------------------------------- time


def next_due(d: Draft) -> int:
    return min([_end(held) for held in d.benefits.values()], default=FOREVER)


def expire_due(d: Draft) -> None:
    """Instances whose time to claim or whose validity is over, in issue order."""
    over = [held for held in d.benefits.values() if _end(held) <= d.now]
    for held in sorted(over, key=lambda held: held.seq):
        _drop(d, held)
        source = d.book.benefits[held.benefit].source
        d.effects.append(BenefitExpired(d.cause(source), held.benefit, held.instance))


def _forget_used(d: Draft) -> None:
    """Let go of used instances that no order can give back or take back any more; when another one is used."""
    gone = [h for h in d.benefits.values() if h.forget_at is not None and h.forget_at <= d.clock]
    for held in gone:
        _drop(d, held)


def _drop(d: Draft, held: Held) -> None:
    d.large("benefits")
    del d.benefits[held.seq]


# ------------------------------------------------------------------------------------------- reversals


def give_back(d: Draft, seq: int, source: Source) -> None:
    """A used instance is held again because its order was refunded whole."""
    held = d.benefits.get(seq)
    if held is None or held.state != "used":
        return
    book = d.book.benefits[held.benefit]
    if book.benefit.on_refund_of_use == "return":
        put(d, replace(held, state="held", forget_at=None))
        d.effects.append(BenefitReturned(d.cause(source), held.benefit, held.instance, held.valid_until))


def revoke(d: Draft, seq: int, source: Source, *, also_used: bool) -> None:
    """Take an instance back; a used one only where the policy says so."""
    held = d.benefits.get(seq)
    if held is None or (held.state == "used" and not also_used):
        return
    _drop(d, held)
    if d.granted.get(held.benefit):
        d.granted[held.benefit] -= 1
    d.effects.append(BenefitRevoked(d.cause(source), held.benefit, held.instance))
