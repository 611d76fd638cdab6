"""Names, titles and comments: Latin, Han and quoted ones, and those that look like words of the language."""

from __future__ import annotations

from random import Random

from benefitdsl.source import confusable_skeleton
from benefitdsl.std import STANDARD
from benefitdsl.syntax import ast
from benefitdsl.syntax.vocabulary import MEMBER

STANDARD_EVENTS = frozenset(kind.type.name for kind in STANDARD.events)
STANDARD_FIELDS = frozenset(
    (
        *(name for kind in STANDARD.events for name in kind.field_labels),
        *(kind.field.name for kind in STANDARD.attributes),
        MEMBER,
    )
)
_TAKEN_SPELLINGS = frozenset(
    spelling
    for labels in (
        *(kind.labels for kind in STANDARD.events),
        *(each for kind in STANDARD.events for each in kind.field_labels.values()),
        *(kind.labels for kind in STANDARD.attributes),
        {"en": ("member",), "zh": ("会员",)},
    )
    for spellings in labels.values()
    for spelling in spellings
)

LATIN = (
    "beans towels gold silver vip_2 café ñandu o1 spring_sale Ünite x Zebra free_tea d1 jasmine_Tea apple_99 "
    "Đông giovedì welcome loyal_one big_spender milk10 night_owl weekend ninety_days a_b c3p0 mango Kiwi2 lucky_draw"
).split()
HAN = (
    "京豆 金卡 棉柔巾 近郊店 满减券 每周好礼 自助餐 距离奖 新客礼 会员价 银杏叶 老朋友 春茶 二〇二六 牛奶券 生肖卡 "
    "夏凉被 送货券 大促 茉莉花茶 第二杯 满堂彩 近水楼台 龙井 消费达人 每一天 等待区 打卡王 次日达"
).split()
QUOTED = (
    "v1.5", "满398送礼", "free gift", "近30天", "每1元", "🎁礼", "a「b", "x`y", "5元", "2026-03-31", "10%", "#1", "a:b",
    "a, b", 'say "hi"', "end of it", "是否", "送5", "每3次", "自首次达成3个月",
    "（括号）", "100 beans", "{0.__class__}", "it's",
    "<b>", "A＋B", "-> x", "消费满5", "每周一", "\\n", "~", "’s", "русский", "日本語カナ", "12", "_lead", "9lives",
)  # fmt: skip
# Spelled like a word of one of the languages: bare where the place allows it, else in quotes.
WORDS = (
    "tier balance progress has not within ever today count or and from to next where per give grant stage if spend "
    "余额 进度 或 且 非 有 没有 累计 本次 今日 近 每 至 次 次数 合计 结束 end rule 规则 coupon yes 是 否 days CNY 元 "
    "en zh 天猫币 年货 周边 元宵 次卡 分钟豆 month quarters USD week "
    "language 语言 属于 大于 内 birthday_week 月底 送 赠送 发放 超过 不足 天数 数量 本"
).split()  # fmt: skip
TITLES = (
    "Basic", "普通会员", "2 packs of “towels”", 'say "hi"', "back\\slash", "line\nbreak", "{x} %s ${y}", "# no comment",
    "=cmd|' /C calc'!A0", "emoji 🎉", "right\u202eleft", "half \u00bd", "tab\tstop", "（全角）：，",
    "「名」 `x`", "", " spaced ", "</script>", "nbsp\u00a0here", "é",
)  # fmt: skip
_COMMENTS = (
    "# how it began", "# 说明：测试", "#", '# "a string" in it', "# end", "#! not a head",
    "# rule x: order -> give 1 beans", "# 语言：中文", "# `quoted", "# 「开", "## twice", "# emoji 🎉",
)  # fmt: skip


class Namer:
    """Hands out names, each once, no two of them alike to the eye."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._used = {confusable_skeleton(spelling) for spelling in _TAKEN_SPELLINGS}

    def new(self, plain: float = 0.7, *, dotless: bool = False) -> str:
        """Return a name that nothing in the programme has yet; rules and events have no dot in theirs."""
        rng = self.rng
        kind = rng.random()
        pool = rng.choice((LATIN, HAN)) if kind < plain else QUOTED if kind < plain + 0.18 else WORDS
        name = rng.choice(pool)
        while (
            confusable_skeleton(name) in self._used or name in _TAKEN_SPELLINGS or (dotless and "." in name)
        ):
            name = f"{rng.choice((*LATIN, *HAN))}_{rng.randint(2, 99)}"
        self._used.add(confusable_skeleton(name))
        return name


def event_name(name: str) -> ast.Name:
    return ast.Name(name, name in STANDARD_EVENTS)


def field_name(name: str) -> ast.Name:
    return ast.Name(name, name in STANDARD_FIELDS)


def text(rng: Random) -> ast.Text:
    """A text for all languages, or one a language."""
    if rng.random() < 0.5:
        return ast.Text((("", rng.choice(TITLES)),))
    codes = rng.choice((("en", "zh"), ("zh", "en"), ("en",), ("zh",)))
    return ast.Text(tuple((code, rng.choice(TITLES)) for code in codes))


def string(rng: Random) -> ast.Text:
    return ast.Text((("", rng.choice(("milk", "app", "茶", *TITLES))),))


def plain_string(rng: Random) -> ast.Text:
    return ast.Text((("", rng.choice(("milk", "app", "茶", "Basic"))),))


def comment(rng: Random) -> str:
    return rng.choice(_COMMENTS)


def comment_lines(rng: Random, *, after_field: bool) -> tuple[str, ...]:
    """Comments and blank lines as a canonical text has them before a line: no blank at the start of a block."""
    lines = [comment(rng) for _ in range(rng.choice((0, 1, 1, 2)))]
    if after_field and rng.random() < 0.5:
        lines.insert(0, "")
    if len(lines) > 1 and lines[-1] and rng.random() < 0.3:
        lines.append("")
    return tuple(lines)
