"""Experiments: which variant a member has, for good (spec 15.4)."""

from __future__ import annotations

from bisect import bisect_right
from hashlib import sha256
from itertools import accumulate

from benefitdsl.plan.parts import Experiment


def variant_of(plan: str, experiment: Experiment, member: str) -> int:
    """The place of the member's variant, by a hash that anyone can make again."""
    sums = tuple(accumulate(share for _, share in experiment.variants))
    digest = sha256(f"{plan}/{experiment.id}/{member}".encode()).digest()
    return bisect_right(sums, int.from_bytes(digest[:8], "big") % sums[-1])
