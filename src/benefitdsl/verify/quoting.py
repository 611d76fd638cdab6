"""Quotes in scenarios: a cart as a step writes it, and what a quote shows in the words of a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from benefitdsl.engine.quote.cart_door import CartDoor
from benefitdsl.engine.reference.quote import Answer
from benefitdsl.messages import Language
from benefitdsl.model.effect import BenefitReleased, BenefitUsed, Effect, PointsSpent, PromotionUsed
from benefitdsl.model.quote import Cart, Considered, Quote
from benefitdsl.plan.parts import EventField, Plan
from benefitdsl.quantities.money import format_money
from benefitdsl.verify.phrases import WHYS, written
from benefitdsl.verify.yaml_tree import Node

# Words of a cart; those of an order's fields are the standard vocabulary's.
CART_WORDS: dict[str, str] = {
    "lines": "商品",
    "price": "单价",
    "quantity": "件数",
    "shipping": "运费",
    "coupons": "优惠券",
    "points": "积分",
    "stored_value": "储值",
}
_ENGLISH = {chinese: english for english, chinese in CART_WORDS.items()}
_WHY_ENGLISH = {chinese: english for english, chinese in WHYS.items()}
_ALL = ("all", "全部")
_SPENDING = (BenefitUsed, PromotionUsed, PointsSpent, BenefitReleased)

Raw = Callable[[Node, EventField | None, Mapping[str, str]], Any]


def read_cart(plan: Plan, nodes: Mapping[str, Node], words: Mapping[str, str], raw: Raw) -> Cart:
    """The cart of a step. `CartErrors`, `NoOrders`; `raw` makes of a text what the door expects of a field."""
    door = CartDoor(plan)
    known = {field.name: field for field in door.fields}
    words = {**words, **_ENGLISH}
    given: dict[str, Any] = {}
    for word, node in nodes.items():
        name = words.get(word, word)
        if name in ("points", "stored_value"):
            given[name] = _asked(name, node)
        else:
            given[name] = raw(node, known.get(name), words)
    return door.read_cart(given)


def _asked(name: str, node: Node) -> Any:
    if node.value in _ALL:
        return "all"
    if name == "points" and isinstance(node.value, str) and node.value.isdecimal():
        return int(node.value)
    return node.value


def shown(quote: Quote, plan: Plan) -> dict[str, list[str]]:
    """What a quote shows, under the words of a step."""

    def money(amount: int) -> str:
        return format_money(amount, plan.currency)

    parts = {one.source: one.part for one in quote.considered}
    return {
        "lines": [money(line.paid) for line in quote.lines],
        "shipping": [money(quote.shipping.paid)],
        "to pay": [money(quote.to_pay)],
        "taken": [f"{taken.part} {money(taken.off)}" for taken in quote.discounts],
        "usable": [_why(one, parts, plan) for one in quote.considered if one.status == "usable"],
        "unusable": [_why(one, parts, plan) for one in quote.considered if one.status == "unusable"],
        "points": [str(0 if quote.points is None else quote.points.points_used)],
        "stored value": [money(0 if quote.stored is None else quote.stored.stored_value)],
        "money": [money(quote.money)],
        "refused": []
        if quote.refused is None
        else [f"{quote.refused.reason} {quote.refused.detail}".strip()],
    }


def _why(one: Considered, parts: Mapping[str, str], plan: Plan) -> str:
    missing = "" if one.missing is None else format_money(one.missing, plan.currency)
    return " ".join(text for text in (one.part, one.why, missing, parts.get(one.other, one.other)) if text)


def brought(quote: Quote) -> list[Effect]:
    """What the order brings beside what it spends."""
    return [effect for effect in quote.earns if not isinstance(effect, _SPENDING)]


def agrees(expected: list[str], actual: list[str]) -> bool:
    """Whether each text is the beginning, word by word, of what the quote shows in its place."""
    return len(expected) == len(actual) and all(
        theirs.split()[: len(ours.split())] == ours.split()
        for ours, theirs in zip(expected, actual, strict=True)
    )


def normal(text: str, plan: Plan) -> str:
    """A text of a step in English, its money written out."""
    first, *rest = text.split() or [""]
    if first in _WHY_ENGLISH:
        first = _WHY_ENGLISH[first]
    elif not rest:
        return written(first, plan)
    return " ".join([first, *(written(_WHY_ENGLISH.get(word, word), plan) for word in rest)])


def in_language(text: str, language: Language) -> str:
    """What a quote shows, as scenarios of a language write it."""
    return " ".join(WHYS.get(word, word) for word in text.split()) if language == "zh" else text


def differs(quote: Quote, answer: Answer) -> bool:
    """Whether the reference engine comes to another answer."""
    ours = (
        tuple(line.paid for line in quote.lines),
        quote.shipping.paid,
        [(taken.source, taken.off) for taken in quote.discounts],
        quote.money,
        quote.earns,
    )
    theirs = (
        answer.paid.lines,
        answer.paid.shipping,
        [(turn.offered.source, turn.off) for turn in answer.turns],
        answer.money,
        answer.outcome.effects,
    )
    return ours != theirs
