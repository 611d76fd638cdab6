"""How much of each workload a run takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """`w1_events` of the 200; `w2_rules` in the large programme; W3's members whose number `w3_mod` divides;
    `w4_members` and `w4_events` of each."""

    w1_events: int
    w2_rules: int
    w3_mod: int
    w4_members: int
    w4_events: int


QUICK = Size(w1_events=40, w2_rules=1_000, w3_mod=100, w4_members=5, w4_events=40)
USUAL = Size(w1_events=200, w2_rules=10_000, w3_mod=10, w4_members=30, w4_events=100)
WHOLE = Size(w1_events=200, w2_rules=10_000, w3_mod=1, w4_members=300, w4_events=100)
