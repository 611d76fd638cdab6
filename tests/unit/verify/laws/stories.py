"""Tiny programmes and the histories that are played to the watchers of their laws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import benefitdsl
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.event import Event
from benefitdsl.verify.history import Happening, History, Joining, Moment, Passing, Sending, play
from benefitdsl.verify.laws import Breach, watchers

HOUR = 3_600_000_000
DAY = 24 * HOUR
START = 20_453 * DAY + 16 * HOUR
"""The first instant of 1 January 2026 in Shanghai."""

HEAD = """\
programme shop
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans
  spent by: points_used
end

coupon towel
  off: 5 CNY
  minimum: 20 CNY
end

"""

Told = tuple[str, float, Mapping[str, Any]] | float
"""An event: its type, the day on which it comes, its fields (`member` is who, "m1" by default); or the day until which
time passes."""


def order(day: float, number: str, yuan: int, **more: Any) -> Told:
    return "order", day, {"order": number, "amount": yuan * 100, **more}


def refund(day: float, number: str, **more: Any) -> Told:
    return "refund", day, {"order": number, **more}


def history(*told: Told) -> History:
    joining: list[Happening] = [Joining(member, START) for member in ("m1", "m2")]
    return History((*joining, *(_happening(number, one) for number, one in enumerate(told))), b"0" * 16)


def _happening(number: int, told: Told) -> Happening:
    if isinstance(told, float | int):
        return Passing(START + round(told * DAY))
    kind, day, fields = told
    given = {name: value for name, value in fields.items() if name != "member"}
    member, at = str(fields.get("member", "m1")), START + round(day * DAY)
    return Sending(Event(f"e{number}", kind, member, at, given))


def loaded(rules: str, head: str = HEAD) -> Rulebook:
    return benefitdsl.load(head + rules)


def breaches(rulebook: Rulebook, *told: Told, laws: tuple[str, ...] | None = None) -> list[Breach]:
    """What the watchers of some laws (None: all) tell of a history, in order."""
    watching = [one for one in watchers(rulebook) if laws is None or one.law in laws]
    found: list[Breach] = []

    def look(moment: Moment) -> None:
        found.extend(breach for one in watching if (breach := one.see(moment)) is not None)

    play(rulebook, history(*told), look)
    return found


def concerned(rulebook: Rulebook, *told: Told) -> dict[str, bool]:
    """Which laws a history concerned."""
    watching = watchers(rulebook)
    play(rulebook, history(*told), lambda moment: [one.see(moment) for one in watching])
    return {one.law: one.concerned for one in watching}
