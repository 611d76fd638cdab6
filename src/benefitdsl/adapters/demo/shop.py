"""A year of a shop: members who join (some invited), sign in, share, buy, use coupons and points, and send back.

Events are JSON objects as a host would send them. Everything comes from one seeded generator, so that a seed names a
year. One member, `lin`, has a story that is written down here: it shows every part of the programme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

Json = dict[str, Any]

HERO = "lin"
YEAR = 2026
CHINA = timezone(timedelta(hours=8))
NEW_YEAR = datetime(YEAR, 1, 1, tzinfo=CHINA)

# What the shop sells: category, article, price in fen.
GOODS = (
    ("milk", "whole milk", 890),
    ("milk", "oat milk", 1290),
    ("tea", "green tea", 4500),
    ("tea", "jasmine tea", 3800),
    ("bread", "rye bread", 1650),
    ("fruit", "oranges", 2390),
    ("home", "towel", 2990),
    ("home", "kettle", 19900),
    ("home", "pan", 25900),
)


@dataclass(frozen=True, slots=True)
class Habits:
    """What a member is like: visits and orders in the year, lines in an order, and the chance of sending one back."""

    sign_ins: int
    orders: int
    lines: int
    returns: float


HABITS = (Habits(4, 1, 1, 0.05), Habits(12, 4, 2, 0.08), Habits(40, 12, 3, 0.06), Habits(90, 30, 4, 0.04))
WEIGHTS = (40, 35, 18, 7)

GIFT_FROM_FEN = 398_00


def year_of_events(members: int, seed: int) -> list[Json]:
    """All events of the year, in order of time."""
    random = Random(seed)  # noqa: S311 - a made-up year, not a secret
    names = [f"m{number:04}" for number in range(1, members)]
    events = [event for number, name in enumerate(names) for event in _member(name, names[:number], random)]
    events += _hero()
    return sorted(events, key=lambda event: (event["at"], event["id"]))


# ------------------------------------------------------------------------------------------- anybody


def _member(name: str, before: list[str], random: Random) -> Iterator[Json]:
    """The year of one member, who may be invited by one of those before."""
    habits = random.choices(HABITS, WEIGHTS)[0]
    joined = NEW_YEAR + timedelta(days=random.randrange(300), minutes=random.randrange(8 * 60, 22 * 60))
    invited = {"inviter": random.choice(before)} if before and random.random() < 0.2 else {}
    yield _event(f"{name}-register", "register", name, joined, **invited)
    if random.random() < 0.6:
        birthday = f"{random.randrange(1960, 2008)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
        yield _event(f"{name}-profile", "profile", name, joined + timedelta(minutes=5), birthday=birthday)
    days = (NEW_YEAR.replace(year=YEAR + 1) - joined).days
    yield from _sign_ins(name, habits, joined, days, random)
    moments = sorted(_moment(joined, days, random) for _ in range(max(1, habits.orders * days // 365)))
    gift = None
    for number, at in enumerate(moments):
        coupons = ["monthly_5"] if _has_voucher(at, moments[:number]) and random.random() < 0.7 else []
        order, *refund = _order(f"{name}-{number}", name, at, habits, coupons, random)
        yield order
        yield from refund
        if gift is None and to_fen(order["amount"]) >= GIFT_FROM_FEN and not refund:
            gift = at
            yield from _towels(name, at, random)


def _has_voucher(at: datetime, orders: list[datetime]) -> bool:
    """Whether the member holds this month's voucher, unused: ordered in the 31 days before, and not yet this month."""
    first = at.replace(day=1, hour=10, minute=0)
    recent = any(timedelta() < first - order < timedelta(days=30) for order in orders)
    return at > first and recent and not any(order >= first for order in orders)


def _towels(name: str, at: datetime, random: Random) -> Iterator[Json]:
    """The towels of the first large order: most claim them, many of those use them."""
    claimed = at + timedelta(days=random.randrange(1, 7))
    if random.random() < 0.8:
        yield _event(f"{name}-claim", "claim", name, claimed, benefit="towels")
        if random.random() < 0.7:
            used = claimed + timedelta(days=random.randrange(1, 25))
            yield _event(f"{name}-redeem", "redeem", name, used, benefit="towels", shop="s1")


def _sign_ins(name: str, habits: Habits, joined: datetime, days: int, random: Random) -> Iterator[Json]:
    """Stretches of days on which the member signs in, and sometimes shares."""
    left = habits.sign_ins * days // 365
    while left > 0:
        first, length = _moment(joined, days, random), min(left, random.randrange(1, 10))
        left -= length
        for day in range(length):
            at = first + timedelta(days=day)
            if at.year != YEAR:
                return
            yield _event(f"{name}-sign-{at:%m%d%H%M}", "sign_in", name, at, channel="app")
            if random.random() < 0.15:
                at += timedelta(minutes=random.randrange(1, 30))
                yield _event(f"{name}-share-{at:%m%d%H%M}", "share", name, at, channel="app")


def _order(
    number: str, name: str, at: datetime, habits: Habits, coupons: list[str], random: Random
) -> Iterator[Json]:
    """An order with its lines, and perhaps its refund: of one line, or of all."""
    used = {"coupons": coupons} if coupons else {}
    lines = [
        _line(*random.choice(GOODS), random.choice((1, 1, 1, 2, 2, 3, 6)))
        for _ in range(random.randrange(1, habits.lines + 2))
    ]
    yield _order_event(number, name, at, lines, channel=random.choice(("app", "shop")), **used)
    if random.random() < habits.returns:
        back = at + timedelta(days=random.randrange(1, 14))
        some = {"lines": [{"line": 1, "quantity": 1}]} if random.random() < 0.6 else {}
        yield _event(f"{number}-refund", "refund", name, back, order=number, **some)


def _moment(joined: datetime, days: int, random: Random) -> datetime:
    return joined + timedelta(days=random.randrange(max(1, days)), minutes=random.randrange(1, 90))


# ------------------------------------------------------------------------------------------- one story


def _hero() -> Iterator[Json]:
    """The year of `lin`: just below the threshold and just above it, a streak, milk, a birthday, a friend, a refund."""
    yield _event("lin-register", "register", HERO, _at(3, 1, 9))
    yield _event("lin-profile", "profile", HERO, _at(3, 1, 9, 5), birthday="1990-05-20")
    yield _order_event("L1", HERO, _at(3, 2, 10), [_line("home", "pan and lid", 39799, 1)])
    yield _order_event("L2", HERO, _at(3, 3, 10), [_line("home", "kettle set", 39800, 1)])
    yield _event("lin-claim", "claim", HERO, _at(3, 5, 12), benefit="towels")
    for day in range(10, 17):
        yield _event(f"lin-sign-{day}", "sign_in", HERO, _at(3, day, 8), channel="app")
    yield _event("lin-redeem", "redeem", HERO, _at(3, 20, 15), benefit="towels", shop="s1")
    milk, tea = _line("milk", "oat milk", 1290, 4), _line("tea", "green tea", 4500, 3)
    yield _order_event("L3", HERO, _at(4, 1, 18), [milk, tea], coupons=["off_20", "monthly_5"])
    yield _order_event("L4", HERO, _at(4, 8, 18), [milk])
    yield _order_event("L5", HERO, _at(4, 15, 18), [milk])
    yield _event("lin-claim-milk", "claim", HERO, _at(4, 16, 12), benefit="milk_gift")
    yield _order_event("L6", HERO, _at(5, 20, 20), [_line("tea", "green tea", 4500, 2)])
    yield _event("mei-register", "register", "mei", _at(6, 1, 10), inviter=HERO)
    yield _order_event("M1", "mei", _at(6, 9, 10), [_line("tea", "jasmine tea", 3800, 3)])
    yield _order_event("L7", HERO, _at(6, 10, 19), [_line("home", "kettle", 19900, 1)], points_used=300)
    yield _event("lin-refund", "refund", HERO, _at(6, 15, 9), order="L7")
    yield _event("lin-refund-again", "refund", HERO, _at(6, 16, 9), order="L7")
    yield _order_event("L8", HERO, _at(11, 11, 21), [_line("home", "kettle", 19900, 2)])


HIGHLIGHTS = ("L1", "L2", "L6", "lin-refund", "lin-refund-again")
"""The events of `lin` that the demo explains in full."""


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(YEAR, month, day, hour, minute, tzinfo=CHINA)


# ------------------------------------------------------------------------------------------- events


def _event(id: str, type: str, member: str, at: datetime, **fields: Any) -> Json:
    return {"id": id, "type": type, "member": member, "at": at.isoformat(), **fields}


def _order_event(number: str, member: str, at: datetime, lines: list[Json], **fields: Any) -> Json:
    fen = sum(to_fen(line["amount"]) for line in lines)
    return _event(number, "order", member, at, order=number, amount=yuan(fen), items=lines, **fields)


def _line(category: str, name: str, fen: int, quantity: int) -> Json:
    return {"category": category, "name": name, "quantity": quantity, "amount": yuan(fen * quantity)}


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def to_fen(text: str) -> int:
    whole, _, cents = text.partition(".")
    return int(whole) * 100 + int(cents)
