"""The standard vocabulary: one file a kind, and the tuple that lists them."""

from __future__ import annotations

from benefitdsl.catalogue import Catalogue
from benefitdsl.std.attributes import ATTRIBUTES
from benefitdsl.std.badge import BADGE
from benefitdsl.std.coupon import COUPON
from benefitdsl.std.events import EVENTS
from benefitdsl.std.gift import GIFT
from benefitdsl.std.points import POINTS
from benefitdsl.std.programme import PROGRAMME
from benefitdsl.std.rule import RULE

STANDARD = Catalogue(
    kinds=(
        PROGRAMME,
        POINTS,
        COUPON,
        GIFT,
        BADGE,
        RULE,
    ),
    events=EVENTS,
    attributes=ATTRIBUTES,
)

__all__ = ["STANDARD"]
