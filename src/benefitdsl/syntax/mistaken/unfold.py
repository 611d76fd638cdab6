"""A rule on one line below which fields stand: its trigger, its condition and its actions as fields of a block."""

from __future__ import annotations

import re
from collections.abc import Mapping

from benefitdsl.syntax.lines import find_outside_quotes
from benefitdsl.syntax.words import Words


def unfolded(body: str, words: Words, labels: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the fields that stand for what is behind the colon of a rule on one line: 订单 如果 … → …. `labels` are
    those of a rule. None where the parts cannot be told apart."""
    arrow = min((at for sign in ("->", "→") if (at := find_outside_quotes(body, sign)) >= 0), default=-1)
    spending = "|".join(map(re.escape, words.words["spend"]))
    if arrow < 0 or re.match(rf"\s*(?:{spending})", body):
        return None  # 满98元 is a trigger and a condition in one
    trigger, condition = _parted(body[:arrow], words)
    parts = {"when": trigger, "condition": condition, "then": body[arrow:].lstrip("->→ \t")}
    if any(part and word not in labels for word, part in parts.items()):
        return None  # a block of a kind that is never written on one line
    colon = ": " if words.stand_alone else "："
    return tuple(f"{labels[word]}{colon}{part}" for word, part in parts.items() if part)


def _parted(head: str, words: Words) -> tuple[str, str]:
    """Return the trigger and the condition, "" where there is none."""
    for spelling in words.words["if"]:
        found = re.search(rf"\s{re.escape(spelling)}\s", head)
        if found is not None and find_outside_quotes(head, found[0]) == found.start():
            return head[: found.start()].strip(), head[found.end() :].strip()
    return head.strip(), ""
