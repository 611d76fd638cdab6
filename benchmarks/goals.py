"""The rows to reach, in the numbers of SPEED.md, and what a reading makes of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Goal:
    """`must` and `aim` bound the reading: from below where more is better, else from above."""

    number: int
    about: str
    must: float
    aim: float
    unit: str
    sense: Literal["at least", "at most"] = "at most"

    def verdict(self, value: float) -> str:
        if self._reaches(value, self.aim):
            return "aim"
        if self._reaches(value, self.must):
            return "must"
        if self.unit == "exponent" or not value:
            return "missed"
        short = self.must / value if self.sense == "at least" else value / self.must
        return f"missed ×{short:.1f}"

    def bound(self, value: float) -> str:
        if self.unit == "equal":
            return "equal"
        return f"{'≥' if self.sense == 'at least' else '≤'} {value:g}{_mark(self.unit)}"

    def shown(self, value: float) -> str:
        if self.unit == "equal":
            return "equal" if value else "differs"
        return f"{plain(value)}{_mark(self.unit)}"

    def _reaches(self, value: float, bound: float) -> bool:
        return value >= bound if self.sense == "at least" else value <= bound


GOALS = (
    Goal(1, "W1a, 1,000 rules: zen-engine's time over ours", 8, 20, "×", "at least"),
    Goal(2, "W1a, 10,000 rules: zen-engine's time over ours", 10, 30, "×", "at least"),
    Goal(3, "W1a, 1,000 rules: Rust CEL's time over ours", 80, 200, "×", "at least"),
    Goal(4, "W1b, growth from 100 to 10,000 rules, none relevant", 0.10, 0.05, "exponent"),
    Goal(5, "W1a, growth from 100 to 10,000 rules, 1 % fire", 0.85, 0.4, "exponent"),
    Goal(6, "W3, replay over the hand-written limit", 1.6, 1.25, "×"),
    Goal(7, "W3, the same with effects and states as JSON values", 2.2, 1.6, "×"),
    Goal(8, "W3, busiest member's event over an ordinary one's", 2, 1.3, "×"),
    Goal(9, "W3, pure evaluate over replay", 1.5, 1.2, "×"),
    Goal(10, "W3, state from and to JSON text over the event's own time", 2, 1, "×"),
    Goal(11, "W2, text to runnable, per rule of 10,000", 1.2, 0.5, "ms"),
    Goal(12, "W2, stored plan of 10,000 rules to runnable", 50, 10, "ms"),
    Goal(13, "W2, memory per loaded rule", 5, 1, "kB"),
    Goal(14, "W3, one process's time over that of two", 1.7, 1.9, "×", "at least"),
    Goal(15, "W3, totals and digests", 1, 1, "equal", "at least"),
)


def plain(value: float) -> str:
    """Three figures, whole from a hundred on."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _mark(unit: str) -> str:
    return {"×": "×", "exponent": "", "equal": ""}.get(unit, f" {unit}")
