"""Natural words where a name of ours belongs: 下单 for 订单, `purchase` for `order`, 消费满98元 for a comparison."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from benefitdsl.check.checked import Draft
from benefitdsl.check.spelling import language_at, money, spell
from benefitdsl.syntax.ast import Name
from benefitdsl.syntax.habits import meant

# 消费满98元, 满98, 单笔满98元: read as one name, because Chinese parts no words.
_SPENT: Final = re.compile(r"(?:消费|购物|下单|订单|实付|单笔|金额)*满([0-9]+)元?")


def meant_by(draft: Draft, name: Name, known: Collection[str]) -> str | None:
    """Return the known word that people say in other words."""
    written = draft.written(name.span) or name.text
    word = meant(language_at(draft, name.span), "names", written)
    return word if word in known else None


def trigger_meant_by(draft: Draft, name: Name) -> str | None:
    """Return the trigger that a name of no event stands for, with a condition where it holds one."""
    written = draft.written(name.span) or name.text
    compared = _amount_spent(draft, name, written)
    if compared is not None:
        return f"{spell(draft, 'order', name.span)}\n  如果：{compared}"
    word = meant(language_at(draft, name.span), "names", written)
    return word if word is not None and word.startswith("生日") else None


def condition_meant_by(draft: Draft, name: Name) -> str | None:
    """Return the condition that a name of no field stands for: 首单, 消费满98元."""
    written = draft.written(name.span) or name.text
    compared = _amount_spent(draft, name, written)
    if compared is not None:
        return compared
    word = meant(language_at(draft, name.span), "names", written)
    return word if word is not None and " " in word else None


def _amount_spent(draft: Draft, name: Name, written: str) -> str | None:
    found = _SPENT.fullmatch(written)
    if found is None:
        return None
    return f"{spell(draft, 'amount', name.span)} ≥ {money(draft, found[1], name.span)}"
