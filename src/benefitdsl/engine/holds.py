"""Coupons kept for a checkout: reserved, used by its order, released (spec 17.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from benefitdsl.engine import benefits
from benefitdsl.engine.book import Source
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.limits import text_of
from benefitdsl.model.effect import BenefitReleased, BenefitReserved
from benefitdsl.model.member import FOREVER, Held

MINUTE_US: Final = 60_000_000
DEFAULT_MINUTES: Final = 15


def hold(d: Draft, source: Source) -> None:
    """Reserve the coupons named for the event's checkout, in the place of those that it holds already."""
    checkout = text_of(d.fields.get("checkout", ""))
    release(d, checkout, source)
    minutes, coupons = d.fields.get("minutes", DEFAULT_MINUTES), d.fields.get("coupons", ())
    until = d.at + MINUTE_US * (minutes if isinstance(minutes, int) else DEFAULT_MINUTES)
    reserved: dict[str, int] = {}
    for coupon in coupons if isinstance(coupons, tuple) else ():
        text = str(coupon)
        held = benefits.first_usable(d, text, reserved, only_held=True)
        if held is None:
            raise Refusal("coupon_not_usable", text)
        reserved[held.benefit] = reserved.get(held.benefit, 0) + 1
        benefits.put(d, replace(held, state="reserved", checkout=checkout, reserved_until=until))
        d.effects.append(BenefitReserved(d.cause(source), held.benefit, held.instance, checkout, until))


def release_here(d: Draft, source: Source) -> None:
    """Release what the event's checkout still holds."""
    if "checkout" in d.fields:
        release(d, text_of(d.fields["checkout"]), source)


def release(d: Draft, checkout: str, source: Source) -> None:
    """Release what a checkout holds, in issue order."""
    for held in [held for held in d.benefits.values() if _is_held_for(held, checkout)]:
        _release(d, held, source, lapsed=False)


def release_due(d: Draft) -> None:
    """Release, in issue order, what was held long enough."""
    for held in [held for held in d.benefits.values() if _released_at(held) <= d.now]:
        _release(d, held, d.book.benefits[held.benefit].source, lapsed=True)


def next_due(d: Draft) -> int:
    return min([_released_at(held) for held in d.benefits.values()], default=FOREVER)


def _is_held_for(held: Held, checkout: str) -> bool:
    return held.state == "reserved" and held.checkout == checkout


def _released_at(held: Held) -> int:
    return FOREVER if held.reserved_until is None else held.reserved_until


def _release(d: Draft, held: Held, source: Source, *, lapsed: bool) -> None:
    benefits.put(d, replace(held, state="held", checkout="", reserved_until=None))
    d.effects.append(BenefitReleased(d.cause(source), held.benefit, held.instance, held.checkout, lapsed))
