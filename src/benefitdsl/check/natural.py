"""Natural words where a name of ours belongs: 下单 for 订单, `purchase` for `order`, 消费满98元 for a comparison."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from benefitdsl.check.checked import Draft
from benefitdsl.check.spelling import language_at, money, spell
from benefitdsl.syntax.ast import Name, Number
from benefitdsl.syntax.habits import meant
from benefitdsl.syntax.words import words_of

# 消费满98元, 满98, 单笔满98元: read as one name, because Chinese parts no words.
_SPENT: Final = re.compile(r"(?:消费|购物|下单|订单|实付|单笔|金额)*满([0-9]+)(?:元|块|块钱)?")
# 充值500, 充值满500元: an event, and what it has to amount to.
_EVENT_OF: Final = re.compile(r"(\D+?)(?:满|达到|达|超过)?([0-9]+)(?:元|块|块钱)?")
_SCALED: Final = re.compile(r"([百千万亿]?)(.*)")
_ZEROS: Final = {"": 0, "百": 2, "千": 3, "万": 4, "亿": 8}
_TIER: Final = "tier"
_WHO_AND_WHEN: Final = re.compile(r"(?:用户|会员|顾客|客户)?(.{2,}?)(?:的时候|之后|以后|时|后|成功)?")
_LEVEL_IS: Final = re.compile(r"(?:会员|当前)?(?:等级|级别)(是|为|达到|到)(.+)")


def meant_by(draft: Draft, name: Name, known: Collection[str]) -> str | None:
    """Return the known word that people say in other words."""
    written = draft.written(name.span) or name.text
    word = meant(language_at(draft, name.span), "names", written)
    return word if word in known else None


def trigger_meant_by(draft: Draft, name: Name) -> tuple[str, str] | None:
    """Return the trigger that a name of no event stands for, and the condition that it holds, or ""."""
    written = _bare(draft.written(name.span) or name.text)
    if (compared := _amount_spent(draft, name, written)) is not None:
        return spell(draft, "order", name.span), compared
    if (parted := _amount_of_event(draft, name, written)) is not None:
        return parted
    word = meant(language_at(draft, name.span), "names", written)
    if word is None or word.startswith("生日"):
        word = word or written
        events = {spell(draft, each, name.span) for each in draft.events}
        return (word, "") if word.startswith("生日") or (word in events and word != name.text) else None
    if written != (draft.written(name.span) or name.text) and " " not in word:
        return word, ""
    asked = {*word.split()}  # 首单 is a condition, on an event that it names itself: 累计 订单 次数 = 0
    event = next((each for each in draft.events if spell(draft, each, name.span) in asked), None)
    return None if len(asked) == 1 or event is None else (spell(draft, event, name.span), word)


def _bare(written: str) -> str:
    """Return what happens, without who does it and that it is over: 会员下单后."""
    found = _WHO_AND_WHEN.fullmatch(written)
    return written if found is None else found[1]


def condition_meant_by(draft: Draft, name: Name) -> str | None:
    """Return the condition that a name of no field stands for: 首单, 消费满98元; or what is asked: 会员等级."""
    written = draft.written(name.span) or name.text
    compared = _amount_spent(draft, name, written) or _level(draft, name, written)
    if compared is not None:
        return compared
    word = meant(language_at(draft, name.span), "names", written)
    tier = words_of(language_at(draft, name.span)).spelling(_TIER)
    return word if word is not None and (" " in word or word == tier) else None


def _level(draft: Draft, name: Name, written: str) -> str | None:
    """会员等级是金卡"""
    found = _LEVEL_IS.fullmatch(written)
    if found is None or draft.symbols.find("level", found[2]) is None:
        return None
    words = words_of(language_at(draft, name.span))
    return f"{words.spelling(_TIER)} {words.spelling('is') if found[1] in ('是', '为') else '≥'} {found[2]}"


def is_called_tier(draft: Draft, name: Name) -> bool:
    """Say whether a name is what a member's level is called."""
    words = words_of(language_at(draft, name.span))
    written = draft.written(name.span) or name.text
    return written in words.words[_TIER] or meant(words.code, "names", written) == words.spelling(_TIER)


def amount_meant_by(draft: Draft, amount: Number, unit: Name) -> str | None:
    """Return the amount that a number of no points stands for: 1万元, 500块, `500 yuan`."""
    scale, rest = _SCALED.fullmatch(draft.written(unit.span) or unit.text).groups()  # type: ignore[union-attr]
    words = words_of(language_at(draft, unit.span))
    sign = rest if rest in words.meaning("currencies") else meant(words.code, "currencies", rest)
    places = _ZEROS[scale] - amount.places
    if (rest and sign is None) or (scale and places < 0) or not (scale or rest):
        return None
    digits = str(amount.digits * int(10**places)) if scale else draft.written(amount.span)
    return digits if not sign else f"{digits} {sign}" if sign.isascii() else f"{digits}{sign}"


def _amount_spent(draft: Draft, name: Name, written: str) -> str | None:
    found = _SPENT.fullmatch(written)
    return _reaches(draft, name, found[1]) if found is not None else None


def _amount_of_event(draft: Draft, name: Name, written: str) -> tuple[str, str] | None:
    """Return the event with an amount whose name, and an amount, were written as one."""
    found = _EVENT_OF.fullmatch(written)
    if found is None:
        return None
    if (symbol := draft.symbols.find("points", found[1])) is not None and symbol.block is not None:
        words = words_of(language_at(draft, name.span))  # 小红花满100
        is_money = draft.catalogue.kind(symbol.block.kind).unit == "money"
        amount = money(draft, found[2], name.span) if is_money else f"{found[2]} {found[1]}"
        return (
            f"{words.spelling('points_earned')} {found[1]}",
            f"{words.spelling('balance')}（{found[1]}）≥ {amount}",
        )
    spoken = meant(language_at(draft, name.span), "names", found[1]) or found[1]
    event = next((each for each in draft.events if spoken in (each, spell(draft, each, name.span))), None)
    if event is None or all(field.name != "amount" for field in draft.events[event].fields):
        return None
    return spoken, _reaches(draft, name, found[2])


def _reaches(draft: Draft, name: Name, number: str) -> str:
    return f"{spell(draft, 'amount', name.span)} ≥ {money(draft, number, name.span)}"
