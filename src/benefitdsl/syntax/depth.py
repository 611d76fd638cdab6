"""How deep a value is nested, counted on its tokens before a tree is built of them."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from benefitdsl.limits import MAX_DEPTH
from benefitdsl.syntax.words import NAME_CHARACTER, Words

_TOKEN: Final = re.compile(
    rf'"(?:[^"\\\r\n]|\\[^\r\n])*"?|「[^」\r\n]*」?|`[^`\r\n]*`?|[{NAME_CHARACTER}]+|[^\s]'
)


def count_tokens(folded: str) -> int:
    return sum(1 for _ in _TOKEN.finditer(folded))


def too_deep(folded: str, start: int, end: int, words: Words) -> bool:
    """Say whether the tree of a text would be deeper than the limit.

    Brackets nest, and so do `not` and the operators of one chain: `1 + 1 + 1` is a sum of a sum. A comma, a
    comparison, `and` and `or` begin a new chain.
    """
    if end - start <= MAX_DEPTH:
        return False
    chains = [0]
    depth = 0
    for found in _pattern(words).finditer(folded, start, end):
        sign = found.lastgroup
        if sign == "open":
            chains.append(0)
            depth += 1
        elif sign == "close" and len(chains) > 1:
            depth -= chains.pop() + 1
        elif sign == "deeper":
            chains[-1] += 1
            depth += 1
        elif sign == "anew":
            depth -= chains[-1]
            chains[-1] = 0
        if depth > MAX_DEPTH:
            return True
    return False


@cache
def _pattern_of(nots: str, joints: str) -> re.Pattern[str]:
    return re.compile(
        rf'"(?:[^"\\\r\n]|\\[^\r\n])*"?|「[^」\r\n]*」?|`[^`\r\n]*`?'
        rf"|(?P<open>\()|(?P<close>\))|(?P<deeper>[+\-*/]|{nots})|(?P<anew>[,;]|{joints})"
        rf"|[{NAME_CHARACTER}]+"
    )


def _pattern(words: Words) -> re.Pattern[str]:
    boundary = rf"(?![{NAME_CHARACTER}])" if words.stand_alone else ""
    nots = "|".join(f"{each}{boundary}" for each in words.words["not"])
    joints = "|".join(f"{each}{boundary}" for word in ("and", "or") for each in words.words[word])
    return _pattern_of(nots, joints)
