"""W1: rule i fires on events of its type whose amount and tier reach its bounds, in its category and channel.

The numbers come from a fixed generator (splitmix64), the same as in ../shared/bench/w1_engines.py, so that times can be
set beside those of other engines. In variant `a` a tenth of the rules is of the event's type and one in a hundred
fires; in variant `b` ten rules are of the event's type, whatever the number of the others.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Variant = Literal["a", "b"]
Row = dict[str, Any]

CATEGORIES = ("milk", "snack")
CHANNELS = ("app", "store")
EVENTS = 200
_MASK = (1 << 64) - 1


class Threshold(NamedTuple):
    """One rule: the least amount and tier, and what must be equal."""

    id: str
    type: str
    amount: int
    category: str
    channel: str
    tier: int


class SplitMix:
    """splitmix64."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, bound: int) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & _MASK
        mixed = ((self.state ^ (self.state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return (mixed ^ (mixed >> 31)) % bound


def rules(count: int, variant: Variant = "a") -> list[Threshold]:
    draw = SplitMix(1).below
    return [
        Threshold(f"r{i}", _type(i, variant), draw(1000), CATEGORIES[draw(2)], CHANNELS[draw(2)], draw(3))
        for i in range(count)
    ]


def _type(i: int, variant: Variant) -> str:
    if variant == "a":
        return f"t{i % 10}"
    return "t0" if i < 10 else f"t{1 + i % 9}"


def events(variant: Variant = "a") -> list[Row]:
    draw = SplitMix(2).below
    found = []
    for _ in range(EVENTS):
        kind = draw(10)
        found.append(
            {
                "type": f"t{kind if variant == 'a' else 0}",
                "amount": 200 + draw(800),
                "category": CATEGORIES[draw(2)],
                "channel": CHANNELS[draw(2)],
                "tier": draw(3),
            }
        )
    return found


def expected(rules: list[Threshold], event: Row) -> list[str]:
    """The ids of the rules that fire, in order."""
    return [
        rule.id
        for rule in rules
        if (rule.type, rule.category, rule.channel) == (event["type"], event["category"], event["channel"])
        and event["amount"] >= rule.amount
        and event["tier"] >= rule.tier
    ]
