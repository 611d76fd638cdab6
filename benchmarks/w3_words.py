"""W3's events as ours, and our effects as W3 writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benefitdsl.model.effect import (
    BenefitIssued,
    Effect,
    PointsEarned,
    PointsExpired,
    PointsReversed,
    PointsSpent,
    TierChanged,
)
from benefitdsl.model.event import Event
from benefitdsl.quantities.instants import format_instant

Row = dict[str, Any]
Word = tuple[str, int]

LEVELS = {"basic": 0, "silver": 1, "gold": 2}
EARNED = {"streak": "streak", "shared": "share"}
ISSUED = {"off": "coupon", "milk_gift": "gift"}


def event_of(row: Row) -> Event:
    fields: dict[str, Any] = {name: row[name] for name in ("amount", "milk") if name in row}
    if row.get("redeem"):
        fields["points_used"] = row["redeem"]
    if "order" in row:
        fields["order"] = str(row["order"])
    return Event(str(row["id"]), row["type"], str(row["member"]), row["ts"] * 1_000_000, fields)


def sent(row: Row) -> Row:
    """The event as a host sends it to the door."""
    found = {
        "id": str(row["id"]),
        "type": row["type"],
        "member": str(row["member"]),
        "at": format_instant(row["ts"] * 1_000_000),
    }
    if "order" in row:
        whole, part = divmod(row["amount"], 100)
        found |= {"order": str(row["order"]), "amount": f"{whole}.{part:02}"}
    if "milk" in row:
        found["milk"] = row["milk"]
    if row.get("redeem"):
        found["points_used"] = row["redeem"]
    return found


def words_of(effects: Iterable[Effect]) -> list[Word]:
    """The effects of one event. W3 settles in one go, all expiries and then one review; here each level is left at its
    own instant, so the changes of level that were due become one, behind the expiries."""
    due: list[Effect] = []
    own: list[Effect] = []
    for effect in effects:
        (due if "@" in effect.cause.event else own).append(effect)
    changes = [effect for effect in due if isinstance(effect, TierChanged)]
    words = [word for effect in due if not isinstance(effect, TierChanged) for word in _word(effect)]
    if changes and changes[0].old != changes[-1].new:
        words.append(("tier", LEVELS[changes[0].old] * 10 + LEVELS[changes[-1].new]))
    return words + [word for effect in own for word in _word(effect)]


def _word(effect: Effect) -> list[Word]:
    match effect:
        case PointsEarned():
            return [(EARNED.get(effect.cause.rule, "earn"), effect.amount)]
        case PointsExpired():
            return [("expire", effect.amount)]
        case PointsSpent():
            return [("redeem", effect.amount)]
        case PointsReversed():
            return [("claw", effect.amount)]
        case BenefitIssued():
            return [(ISSUED[effect.benefit], 1)]
        case TierChanged():
            return [("tier", LEVELS[effect.old] * 10 + LEVELS[effect.new])]
        case _:
            return []
