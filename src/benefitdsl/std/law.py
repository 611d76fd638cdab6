"""law: what must hold of the programme whatever happens; `verify` looks for a history in which it does not.

No engine reads a law. What each claim means stands with the claims in `plan/parts.py` and in spec §21.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from benefitdsl.catalogue import Context, Kind, Part, Problem
from benefitdsl.plan.expr import TRUE, Expr
from benefitdsl.plan.parts import (
    Always,
    AtMost,
    Brings,
    BringsNone,
    Claim,
    Given,
    HasHad,
    KeepsNone,
    Law,
    Limit,
    Never,
    NeverLess,
    NeverRaises,
    OnEvent,
    Trigger,
)
from benefitdsl.std.fields import labels, table, texts, told
from benefitdsl.std.rule import gross_if

EXAMPLE = """\
law towels_a_month en "at most 3 towels a month" zh "每月最多3份棉柔巾"
  at most: 3 per member per month
  of: towels
end

law more_is_more en "who spends more gets no fewer beans" zh "多消费不会少得京豆"
  when: order
  more: amount
  never less: beans
end

law below_398 en "nothing below 398 yuan" zh "不满398元不送"
  when: order
  if: amount < 398 CNY
  brings none: towels
end

law refund_takes_back en "a refund never brings beans" zh "退款不会多出京豆"
  when: refund
  never raises: beans
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawBlock:
    """Of whom and of which events a law speaks, and the one thing that it claims."""

    when: tuple[Trigger, ...] = told(
        "trigger",
        "when",
        "当",
        "The event after which it must hold; without this, whatever happens.",
        "在哪个事件之后须成立；不写则任何时候都须成立。",
        default=(),
    )
    condition: Expr = told(
        "condition",
        "if",
        "如果",
        "Of whom and of which events it speaks; with an event, as a rule would read it.",
        "针对哪些会员、哪些事件；写了事件时，与规则的读法相同。",
        default=TRUE,
    )
    always: Expr | None = told(
        "condition", "always", ("始终", "总是"), "What holds afterwards.", "之后须成立的条件。"
    )
    never: Expr | None = told(
        "condition", "never", ("不得", "绝不"), "What does not hold afterwards.", "之后不得成立的条件。"
    )
    brings: tuple[Given, ...] = told(
        "things",
        "brings",
        "必给",
        "What the event gives, each of it.",
        "该事件必须给的积分或权益，缺一不可。",
        default=(),
    )
    brings_none: tuple[Given, ...] = told(
        "things",
        "brings none",
        "不给",
        "What the event does not give.",
        "该事件不给的积分或权益。",
        default=(),
    )
    at_most: tuple[Limit, ...] = told(
        "limit",
        "at most",
        ("至多", "最多"),
        "How much is given at most, to whom and in which time; of stored value an amount of money, such as "
        "`25 CNY per member per month`.",
        "对谁、在多长时间内最多给多少；储值写金额，如 `每位会员 每月 25元`。",
        default=(),
        measured_by="of",
    )
    of: tuple[Given, ...] = told(
        "things", "of", "计入", "What is counted together.", "合并计数的积分或权益。", default=()
    )
    count_refunded: bool = told(
        "flag",
        "count refunded",
        "退款仍计次",
        "Whether what a refund took back counts all the same.",
        "退款收回的是否仍计入。",
        default=False,
    )
    timezone: str | None = told(
        "timezone",
        "timezone",
        "时区",
        "Whose days, weeks and months count, where not those of the programme: what it says itself can then be wrong.",
        "按哪个时区的日、周、月计数；不写则按会员计划的。可用来核对会员计划自己的时区。",
    )
    never_raises: tuple[Given, ...] = told(
        "things",
        "never raises",
        "不增加",
        "What the member has no more of after the event than before.",
        "事件之后不得多于之前的积分或权益。",
        default=(),
    )
    never_less: tuple[Given, ...] = told(
        "things",
        "never less",
        ("不少给", "不减少"),
        "What the event gives no less of when there is more of `more` in it.",
        "“越多”所填字段变大时，不得少给的积分或权益。",
        default=(),
    )
    more: str | None = told(
        "name",
        "more",
        "越多",
        "The number or amount of money of the event that grows.",
        "事件中变大的数字或金额字段。",
        refers="field",
    )
    has_had: tuple[Given, ...] = told(
        "things",
        "has had",
        ("给过", "已给过"),
        "What the member was given at some time, each of it.",
        "会员至今须得到过的积分或权益，缺一不可。",
        default=(),
    )
    keeps_none: tuple[Given, ...] = told(
        "things",
        "keeps none",
        ("不保留", "不留"),
        "What the member keeps nothing of when the event is taken back whole.",
        "事件全部退回后，会员不得保留的积分或权益。",
        default=(),
    )


# Each claim by the field that makes it.
CLAIMS: Final[dict[str, Callable[[LawBlock], Claim | None]]] = {
    "always": lambda law: None if law.always is None else Always(law.always),
    "never": lambda law: None if law.never is None else Never(law.never),
    "brings": lambda law: Brings(law.brings) if law.brings else None,
    "brings_none": lambda law: BringsNone(law.brings_none) if law.brings_none else None,
    "at_most": lambda law: AtMost(law.of, _limit(law), law.timezone or "") if law.at_most else None,
    "never_raises": lambda law: NeverRaises(law.never_raises) if law.never_raises else None,
    "never_less": lambda law: NeverLess(law.never_less, law.more or "") if law.never_less else None,
    "has_had": lambda law: HasHad(law.has_had) if law.has_had else None,
    "keeps_none": lambda law: KeepsNone(law.keeps_none) if law.keeps_none else None,
}

# What makes no sense unless something happens, and the scopes of limits that effects alone can count.
_OF_AN_EVENT: Final = ("brings", "brings_none", "never_raises", "never_less", "keeps_none")
_SCOPES: Final = ("member", "order", "all")


def _limit(law: LawBlock) -> Limit:
    return gross_if(law.count_refunded, law.at_most)[0]


def _claims(law: LawBlock) -> dict[str, Claim]:
    """What a block claims, by field."""
    found = {word: claim(law) for word, claim in CLAIMS.items()}
    return {word: claim for word, claim in found.items() if claim is not None}


def problems(law: LawBlock) -> tuple[Problem, ...]:
    return (*_of_trigger(law), *_of_claims(law), *_of_limit(law), *_of_more(law))


def _of_trigger(law: LawBlock) -> Iterator[Problem]:
    if law.when and not (len(law.when) == 1 and isinstance(law.when[0], OnEvent)):
        yield Problem(
            "when",
            texts("a law is asked after one type of event", "一条保证只能针对一种事件"),
            texts("name one event, and write a law for each of the others", "只写一种事件，其他事件另写一条"),
        )


def _of_claims(law: LawBlock) -> Iterator[Problem]:
    claims = tuple(_claims(law))
    if not claims:
        yield Problem(
            "condition",
            texts("the law claims nothing", "这条保证没有写要保证什么"),
            texts(
                "say it with `always`, `never`, `at most` or another claim",
                "用 `始终`、`不得`、`至多` 等写出来",
            ),
        )
    for second in claims[1:]:
        yield Problem(
            second,
            texts("a law claims one thing, and this is the second", "一条保证只能写一项要求，这是第二项"),
            texts("write a law of its own for it", "另写一条保证"),
        )
    for word in claims:
        if word in _OF_AN_EVENT and not law.when:
            yield Problem(
                word,
                texts("this is said of an event, and the law names none", "这项要求针对事件，而没有写 `当`"),
                texts("name the event with `when`", "用 `当` 写明是什么事件"),
            )


def _of_limit(law: LawBlock) -> Iterator[Problem]:
    if bool(law.at_most) != bool(law.of):
        yield Problem(
            "at_most" if law.at_most else "of",
            texts("`at most` and `of` stand together", "`至多` 与 `计入` 须同时写"),
            texts(
                "`at most` says how many, `of` what is counted", "`至多` 写数量，`计入` 写计哪些积分或权益"
            ),
        )
    if len(law.at_most) > 1:
        yield Problem(
            "at_most",
            texts("a law has one limit", "一条保证只能写一个限额"),
            texts("write a law for each", "每个限额另写一条"),
        )
    if any(limit.scope not in _SCOPES for limit in law.at_most):
        yield Problem(
            "at_most",
            texts("a law counts per member, per order or in all", "保证只能按每位会员、每单或总共计数"),
        )
    if law.count_refunded and not law.at_most:
        yield Problem("count_refunded", texts("this belongs to `at most`", "`退款仍计次` 只与 `至多` 同用"))
    if law.timezone is not None and not law.at_most:
        yield Problem("timezone", texts("this belongs to `at most`", "`时区` 只与 `至多` 同用"))


def _of_more(law: LawBlock) -> Iterator[Problem]:
    if (law.more is None) == bool(law.never_less):
        yield Problem(
            "never_less" if law.never_less else "more",
            texts("`more` and `never less` stand together", "`越多` 与 `不少给` 须同时写"),
            texts(
                "`more` names the field that grows, `never less` what is given",
                "`越多` 写变大的字段，`不少给` 写给的积分或权益",
            ),
        )


def lower(law: LawBlock, context: Context) -> tuple[Part, ...]:
    (claim,) = _claims(law).values()
    event = next((trigger.event for trigger in law.when if isinstance(trigger, OnEvent)), "")
    return (Law(context.name, context.origin, claim, context.titles, event, law.condition),)


LAW = Kind(
    word="law",
    labels=labels("law", "保证"),
    family="law",
    doc=texts(
        "What must hold whatever happens: `verify` looks for a history that breaks it.",
        "无论发生什么都须成立的要求：`verify` 会寻找违反它的情形。",
    ),
    fields=table(LawBlock),
    parameters=LawBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
