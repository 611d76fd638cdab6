"""The standard events, by subject. `docs/reference/events.md` shows them."""

from __future__ import annotations

from benefitdsl.catalogue import EventKind
from benefitdsl.std.events.engagement import ENGAGEMENT
from benefitdsl.std.events.membership import MEMBERSHIP
from benefitdsl.std.events.trade import TRADE

EVENTS: tuple[EventKind, ...] = (*TRADE, *MEMBERSHIP, *ENGAGEMENT)
