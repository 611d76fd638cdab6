"""What a streak can give at most in so many days: each day goes on with the run or breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction


def best_of_days(gifts: Mapping[int, Fraction], last: int, days: int, *, again: bool) -> Fraction:
    """The most in `days` days in a row, the run before them as long as may be. `gifts` by place in a run."""
    ahead: dict[int, Fraction] = {place: Fraction(0) for place in range(last + 1)}
    for _ in range(days):
        ahead = {place: _day(ahead, gifts, last, place, again=again) for place in ahead}
    return max(ahead.values())


def _day(
    ahead: Mapping[int, Fraction], gifts: Mapping[int, Fraction], last: int, place: int, *, again: bool
) -> Fraction:
    """What is to be had from a day on, with a run of `place` days before it."""
    following = place % last + 1 if again else min(place + 1, last)
    gift = gifts.get(following, Fraction(0)) if again or place < last else Fraction(0)
    return max(gift + ahead[following], ahead[0])


__all__ = ["best_of_days"]
