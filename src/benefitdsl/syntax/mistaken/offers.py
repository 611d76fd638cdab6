"""How shops speak of offers, where the language wants two lines, a name, or another way: 满200减20, 送50."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from benefitdsl.diagnostics import Diagnostic, Edit, Fix, error
from benefitdsl.source.names import NAME
from benefitdsl.syntax.mistaken.han import han_number, off
from benefitdsl.syntax.mistaken.wrong import Wrong

_SAVE: Final = re.compile(
    r"(?P<each>每)?\s*(?:满|单笔满|消费满)\s*(?P<spend>[0-9]+(?:\.[0-9]+)?)\s*(?:元|块)?\s*(?:立?减|减免|优惠)\s*"
    r"(?P<off>[0-9]+(?:\.[0-9]+)?)\s*(?:元|块)?\s*(?P<more>[,;]?\s*上不封顶)?(?=\s*(?:#|$))",
    re.MULTILINE,
)
_NAME: Final = re.compile(NAME)
_TELLS_MORE: Final = re.compile("[每送发减返扣得]")  # a sentence, and no name alone
_ENDS_A_NAME: Final = ("券", "卡", "礼", "包")  # 满减券, 回头礼
_LABELLED: Final = ("立减", "减免", "减免比例", "优惠", "满减", "每满减")
_BARE_AMOUNT: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?\s*(?:元|美元|港元|日元|欧元|英镑|[A-Z]{3})?")


_SHARE: Final = re.compile(
    r"(?:满\s*(?P<spend>[0-9]+)\s*(?:元|块)?)?\s*(?:全场|立享|享|打)?\s*"
    r"(?P<tenths>[0-9]+(?:\.[0-9])?|[一二三四五六七八九]{1,2})\s*折"
)


_OFF: Final = re.compile(r"(?:立减|直减|减免|减|优惠|抵扣)\s*([0-9]+(?:\.[0-9]+)?)\s*(?:元|块|块钱)")
_NTH: Final = re.compile(
    r"第(?P<nth>[二三四五]|[2-9])件\s*(?:半价|打?(?P<tenths>[0-9]+(?:\.[0-9])?|[一二三四五六七八九]{1,2})\s*折)"
)
_ONE_MORE: Final = re.compile(
    r"买(?P<buy>[一二三四五]|[1-9])(?:件)?[送赠](?P<more>[一二三四五]|[1-9])(?:件)?"
)


def saving(text: str) -> tuple[str, ...] | None:
    """Return the fields of a coupon or a promotion that say what an offer says: 满200减20, 满200打8折, 第二件半价."""
    if (found := _NTH.fullmatch(text)) is not None:
        share = off(found["tenths"]) if found["tenths"] else "50%"
        return None if share is None else (f"减免比例：{share}", f"第几件：{_digits(found['nth'])}")
    if (found := _ONE_MORE.fullmatch(text)) is not None:
        return f"买几件：{_digits(found['buy'])}", f"送几件：{_digits(found['more'])}"
    if (found := _SAVE.fullmatch(text)) is not None:
        minimum = "每满" if found["each"] else "使用门槛"
        return f"立减：{found['off']}元", f"{minimum}：{found['spend']}元"
    if (found := _SHARE.fullmatch(text)) is None or (share := off(found["tenths"])) is None:
        return None
    return (f"减免比例：{share}", *((f"使用门槛：{found['spend']}元",) if found["spend"] else ()))


def _digits(number: str) -> str:
    return number if number.isascii() else str(han_number(number))


def offer_as_action(wrong: Wrong) -> Diagnostic | None:
    """那么：满200减20"""
    saved = (saving(wrong.text) or _taken_off(wrong.text)) if wrong.form == "actions" else None
    return None if saved is None else error("BEN094", wrong.span(), found=wrong.author_text, lines=saved)


def _taken_off(text: str) -> tuple[str, ...] | None:
    """立减50元"""
    found = _OFF.fullmatch(text)
    return None if found is None else (f"立减：{found[1]}元",)


def spend_and_save(wrong: Wrong) -> Diagnostic | None:
    """满减：满200减20, in a coupon or a promotion: once or for each, the author has to say."""
    words = {spec.word: spec for spec in wrong.kind.fields}
    if wrong.language != "zh" or not {"off", "per_full", "minimum"} <= words.keys():
        return None
    line = wrong.folded.rfind("\n", 0, wrong.begin) + 1
    begin = line + len(wrong.folded[line:]) - len(wrong.folded[line:].lstrip(" \t"))
    label = re.compile(r"(?:(\w+)\s*:\s*)?").match(wrong.folded, begin)
    found = _SAVE.match(wrong.folded, label.end() if label is not None else begin)
    if label is None or found is None or label[1] not in (None, *_LABELLED):
        return None
    if any(_stands(wrong, words[word].labels["zh"], line) for word in ("off", "per_full", "minimum")):
        return error("BEN091", wrong.place.span(found.start(), found.end()))
    span = wrong.place.span(begin, found.end())
    fixes = []
    for key, word in (("once", "minimum"), ("each", "per_full")):
        if key == "once" and (found["each"] or found["more"] or label[1] == "每满减"):
            continue
        lines = f"{_own(wrong, 'off')}：{found['off']}元", f"{_own(wrong, word)}：{found['spend']}元"
        facts = {"first": lines[0], "second": lines[1], "spend": found["spend"]}
        fixes.append(Fix(key, (Edit(span, "\n  ".join(lines)),), facts))
    return error("BEN091", wrong.place.span(found.start(), found.end()), fixes=tuple(fixes))


def _own(wrong: Wrong, word: str) -> str:
    spec = next(spec for spec in wrong.kind.fields if spec.word == word)
    return wrong.place.vocabulary.written(spec.labels, spec.word)


def _stands(wrong: Wrong, spellings: tuple[str, ...], line: int) -> bool:
    """Say whether the block has a field already, on a line other than this."""
    pattern = re.compile(rf"^[ \t]*(?:{'|'.join(map(re.escape, spellings))})[ \t]*:", re.MULTILINE)
    return any(found.start() != line for found in pattern.finditer(wrong.folded))


def unnamed(wrong: Wrong) -> Diagnostic | None:
    """送 50元, 花费：1000: of what?"""
    if (
        not wrong.is_at_end
        or "NAME" not in wrong.expected
        or wrong.form not in ("actions", "quantity", "one_line")
    ):
        return None
    words = wrong.grammar.words.words
    verbs = [spelling for word in ("give", "use", "use_up_to") for spelling in words[word]]
    before = "" if wrong.form == "quantity" else rf"(?:{'|'.join(map(re.escape, verbs))})\s*"
    found = re.compile(rf"{before}{_BARE_AMOUNT.pattern}$").search(wrong.folded[: wrong.stop], wrong.begin)
    if found is None:
        return None
    return error("BEN092", wrong.place.span(*found.span()), found=wrong.original(*found.span()))


def granted_per_full(wrong: Wrong) -> Diagnostic | None:
    """每满200元 发放 1张 券: what is given for each full amount is points."""
    words = wrong.grammar.words
    if wrong.form not in ("actions", "one_line"):
        return None
    full, verbs, give = (
        _any_of(spelling for word in group for spelling in words.words[word])
        for group in (("per_full",), ("grant", "draw"), ("give",))
    )
    pieces = _any_of(each for unit in words.groups.get("pieces", {}).values() for each in unit)
    behind = rf"(?:{verbs})(?=\s|$)|(?<=\s)(?:{verbs})|(?:{give})\s*[0-9]+\s*(?:{pieces})(?=\s)"
    pattern = rf"(?:{full})\s*{_BARE_AMOUNT.pattern}\s*({behind})"
    if words.stand_alone:
        pattern = rf"(?<!\w)({verbs})\s[^,;]*?(?:{full})(?!\w)"
    found = re.compile(pattern).search(wrong.folded[: wrong.stop], wrong.begin)
    if found is None:
        return None
    own = words.words["give"][0]
    return error("BEN093", wrong.place.span(*found.span(1)), found=wrong.original(*found.span(1)), give=own)


def only_a_name(wrong: Wrong) -> Diagnostic | None:
    """换得：杯: what of it?"""
    if wrong.form != "actions" or _NAME.fullmatch(wrong.text) is None:
        return None
    if _TELLS_MORE.search(wrong.text) and not wrong.text.endswith(_ENDS_A_NAME):
        return None
    new_text = f"{wrong.grammar.words.spelling('grant')} {wrong.text}"
    fix = wrong.fix("replace", wrong.begin, wrong.stop, new_text)
    return error("BEN087", wrong.span(), fixes=(fix,), found=wrong.author_text)


def _any_of(spellings: Iterable[str]) -> str:
    return "|".join(map(re.escape, spellings)) or "(?!)"
