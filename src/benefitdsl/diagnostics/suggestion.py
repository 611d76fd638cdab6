"""Did you mean: the one candidate that is near enough to what was written."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import Final

from benefitdsl.limits import MAX_NAME_CHARACTERS
from benefitdsl.source import confusable_skeleton

MAX_CANDIDATES: Final = 500


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate the author most likely meant, or None when none is near.

    Near is one slip in a short word and up to three in a long one; a slip is a character too many, too few, wrong, or
    swapped with its neighbour (Damerau, no piece edited twice). Case and look-alikes cost nothing. A Han character
    carries as much as several letters, so Chinese words may be half wrong. Ties go to the nearer length, then to the
    candidate that sorts first: the answer does not depend on the order given. At most 500 candidates of a similar
    length are compared.

    >>> did_you_mean("cuopon", ["coupon", "mission"]), did_you_mean("有惠券", ["优惠券", "积分"])
    ('coupon', '优惠券')
    """
    if not 0 < len(word) <= MAX_NAME_CHARACTERS:
        return None
    slips = _slips_allowed(word)
    similar = {other for other in candidates if other != word and abs(len(other) - len(word)) <= slips}
    # Few slip in the first character, so those that share it are compared before the limit is reached.
    near = sorted(similar, key=lambda other: (other[:1] != word[0], other))
    wanted, best = confusable_skeleton(word), (slips + 1, 0, "")
    for other in near[:MAX_CANDIDATES]:
        slips_needed = edit_distance(wanted, confusable_skeleton(other), min(slips, best[0]))
        best = min(best, (slips_needed, abs(len(other) - len(word)), other))
    return best[2] if best[0] <= slips else None


def edit_distance(one: str, other: str, limit: int) -> int:
    """Return the number of slips between two words, or `limit + 1` when there are more.

    >>> edit_distance("tires", "tiers", 2), edit_distance("points", "tiers", 2)
    (1, 3)
    """
    one, other = _without_common_ends(one, other)
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        # Cells further than `limit` from the diagonal cannot matter.
        first, last = max(1, i - limit), min(len(other), i + limit)
        earlier, before, row = before, row, [limit + 1] * (len(other) + 1)
        row[0] = i
        for j in range(first, last + 1):
            right = other[j - 1]
            slips = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                slips = min(slips, earlier[j - 2] + 1)
            row[j] = slips
        if min(row[first - 1 : last + 1]) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _without_common_ends(one: str, other: str) -> tuple[str, str]:
    start = _common(one, other)
    one, other = one[start:], other[start:]
    end = _common(one[::-1], other[::-1])
    return one[: len(one) - end], other[: len(other) - end]


def _common(one: str, other: str) -> int:
    """Return the length of the beginning that two words share."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _slips_allowed(word: str) -> int:
    """Return how many slips still look like the same word.

    >>> [_slips_allowed(word) for word in ("积", "积分", "会员等级日", "if", "tier", "coupon", "redemption")]
    [0, 1, 2, 0, 1, 2, 3]
    """
    length = len(word)
    if not word.isascii():
        return 0 if length < 2 else 1 if length < 5 else 2
    return 0 if length < 3 else 1 if length < 5 else 2 if length < 9 else 3
