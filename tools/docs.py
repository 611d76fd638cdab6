"""Write the generated pages: one for every kind, the events and attributes, one for every error code, the table of
real programmes, and the words of scenarios in both languages.

python tools/docs.py           write them, and remove those whose subject is gone
python tools/docs.py --check   change nothing; name the pages that are not up to date, and fail if there are any
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benefitdsl.api import read
from benefitdsl.catalogue import AttributeKind, EventKind, FieldSpec, Kind, Spellings
from benefitdsl.messages import LANGUAGES, Language, codes, message, outline
from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import EventField
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Ever
from benefitdsl.std import STANDARD
from benefitdsl.syntax.format import format_module
from tools import rows, scenario_words

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
ERRORS = ROOT / "docs" / "errors"
Pages = dict[Path, str]


def main(*arguments: str) -> int:
    pages = {**reference_pages(), **error_pages(), rows.PAGE: rows.page()}
    pages[scenario_words.PAGE] = scenario_words.page(NOTICE)
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    left_over = [
        path for room in (REFERENCE, ERRORS) for path in sorted(room.glob("*.md")) if path not in pages
    ]
    if arguments == ("--check",):
        for path in (*stale, *left_over):
            print(f"not up to date: {path.relative_to(ROOT)}")
        if stale or left_over:
            print("`./run docs` writes them")
        return 1 if stale or left_over else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path], "utf-8")
    for path in left_over:
        path.unlink()
    print(f"{len(pages)} pages, {len(stale)} written, {len(left_over)} removed")
    return 0


# ------------------------------------------------------------------------------------------------ words


@dataclass(frozen=True, slots=True)
class Words:
    """The words of these pages in one language."""

    heading: str
    field: str
    form: str
    required: str
    default: str
    meaning: str
    choice: str
    yes: str
    no: str
    several: str
    row: str
    example: str
    no_fields: str
    kinds: str
    kind: str
    events: str
    event: str
    attributes: str
    of_lines: str
    unique: str
    unique_once: str
    unique_day: str
    unique_shared: str
    key: str
    reverses: str
    found: str
    help: str
    wrong: str
    right: str
    colon: str
    comma: str
    scenario_words: str
    both_languages: str


WORDS: dict[str, Words] = {
    "en": Words(
        heading="English", field="field", form="value", required="required", default="if absent", meaning="meaning",
        choice="choice", yes="yes", no="no", several="may stand several times", row="with a name or number of its own",
        example="Example", no_fields="It has a name and titles, and no fields.", kinds="Kinds of blocks", kind="kind",
        events="Events", event="event", attributes="Attributes of members", of_lines="in each of {field}: ",
        unique="Counts once", unique_once="for each member", unique_day="a day", unique_shared="in all, for one member",
        key="Later events name it by", reverses="Takes back", found="What it says", help="What to do", wrong="Wrong",
        right="Right", colon=": ", comma=", ", scenario_words="Words of scenarios", both_languages="In both languages.",
    ),
    "zh": Words(
        heading="中文", field="字段", form="填写", required="必填", default="不写时", meaning="说明",
        choice="可选", yes="是", no="否", several="可写多次", row="带名称或数字",
        example="示例", no_fields="只有名称与标题，没有字段。", kinds="块的种类", kind="种类",
        events="事件", event="事件", attributes="会员属性", of_lines="{field} 每行的 ",
        unique="只计一次", unique_once="每位会员", unique_day="每天", unique_shared="全体会员，且只归一位",
        key="其他事件引用时用", reverses="冲销", found="提示内容", help="如何处理", wrong="错误写法",
        right="正确写法", colon="：", comma="、", scenario_words="场景用词", both_languages="中英文对照。",
    ),
}  # fmt: skip

# What an author writes for each form: in words, with an example where there is one.
FORMS: dict[str, tuple[str, str]] = {
    "text": ('a text, `"…"` or `en "…" zh "…"`', '文字，`"…"` 或 `en "…" zh "…"`'),
    "name": ("a name", "名称"),
    "names": ("names, `a, b`", "名称，`甲、乙`"),
    "things": ("points or benefits, `beans, towels`", "积分或权益，`京豆、棉柔巾`"),
    "flag": ("`yes` or `no`", "`是` 或 `否`"),
    "choice": ("one of the choices", "选项之一"),
    "integer": ("a whole number", "整数"),
    "money": ("money, `9.90 CNY`", "金额，`9.90元`"),
    "amount": ("a number or money, `10`, `300 CNY`", "数字或金额，`10`、`300元`"),
    "percent": ("a percentage, `20%`", "百分比，`20%`"),
    "factor": ("a factor, `1.5`", "倍数，`1.5`"),
    "duration": ("a length of time, `30 days`", "时长，`30天`"),
    "lasting": ("how long, `30 days from claim`", "有效期，`自领取30天`"),
    "window": ("a window, `3 months from first match`, `this month`", "统计窗口，`自首次达成3个月`、`本月`"),
    "limit": ("limits, `1 per member`", "限制，`每位会员 1次`"),
    "cap": ("a cap, `500 per day`", "上限，`每日 500`"),
    "schedule": ("a schedule, `every Wednesday`", "时间安排，`每周三`"),
    "condition": ("a condition, `amount >= 398 CNY`", "条件，`金额 ≥ 398元`"),
    "value": ("a value, `sum of amount of order this year`", "数值，`本年 订单 金额 合计`"),
    "trigger": ("what happens, `order or sign_in`", "触发，`订单 或 签到`"),
    "actions": ("what to do, `grant towels`", "动作，`发放 棉柔巾`"),
    "match": ("what to count, `items of order`", "统计什么，`订单 商品 数量`"),
    "goal": (
        "what to count and how much, `sum of amount of order at least 300 CNY`",
        "统计什么、达到多少，`订单 金额 合计 不低于 300元`",
    ),
    "quantity": ("so many points, `100 beans`", "多少积分，`100 京豆`"),
    "dates": ("dates, `2026-09-25`", "日期，`2026年9月25日`"),
    "time": ("a time of day, `10:00`", "时刻，`10:00`"),
    "time_range": ("times of day, `from 22:00 to 08:00`", "时段，`22:00至08:00`"),
    "field_type": (
        "`money`, `number`, `text`, `flag`, `date` or `texts`; `required`",
        "`金额`、`数字`、`文字`、`是否`、`日期` 或 `多个文字`；`必填`",
    ),
    "currency": ("a currency, `CNY`", "币种代码，`CNY`"),
    "timezone": ("a time zone, `Asia/Shanghai`", "时区，`Asia/Shanghai`"),
    "language": ("`en` or `zh`", "`zh` 或 `en`"),
    "file": ('a file, `"coupons.benefit"`', '文件，`"coupons.benefit"`'),
}

UNITS: dict[str, tuple[str, str]] = {
    "minute": ("minutes", "分钟"), "hour": ("hours", "小时"), "day": ("days", "天"), "week": ("weeks", "周"),
    "month": ("months", "个月"), "quarter": ("quarters", "个季度"), "year": ("years", "年"),
}  # fmt: skip

FIELD_TYPES: dict[str, tuple[str, str]] = {
    "money": ("money", "金额"), "number": ("number", "数字"), "text": ("text", "文字"), "flag": ("flag", "是否"),
    "date": ("date", "日期"), "member": ("member", "会员"), "items": ("lines", "明细"), "texts": ("texts", "多个文字"),
}  # fmt: skip

NOTICE = "<!-- Written by tools/docs.py from the catalogue; ./run docs writes it anew. -->"
NOTHING = "—"


def in_language(pair: tuple[str, str], language: Language) -> str:
    return pair[LANGUAGES.index(language)]


def spelled(spellings: Spellings, language: Language) -> str:
    """All spellings of a word, as code, the first canonical."""
    return " / ".join(f"`{each}`" for each in spellings[language])


# ------------------------------------------------------------------------------------------------ reference


def reference_pages() -> Pages:
    kinds = {REFERENCE / f"{kind.word}.md": kind_page(kind) for kind in STANDARD.kinds}
    return {REFERENCE / "index.md": index_page(), REFERENCE / "events.md": events_page(), **kinds}


def index_page() -> str:
    parts = ["# Reference · 参考", NOTICE]
    for language in LANGUAGES:
        words = WORDS[language]
        rows = [
            (f"[{spelled(kind.labels, language)}]({kind.word}.md)", kind.doc[language])
            for kind in STANDARD.kinds
        ]
        rows.append(
            (
                f"[{words.events}](events.md)",
                words.comma.join(event.labels[language][0] for event in STANDARD.events),
            )
        )
        rows.append((f"[{words.scenario_words}](scenario_words.md)", words.both_languages))
        parts += [f"## {words.heading}", table((words.kind, words.meaning), rows)]
    return page(parts)


def kind_page(kind: Kind) -> str:
    parts = [f"# {' · '.join(kind.labels[language][0] for language in LANGUAGES)}", NOTICE]
    for language in LANGUAGES:
        words = WORDS[language]
        parts += [f"## {words.heading}", kind.doc[language]]
        parts.append(field_table(kind, language) if kind.fields else words.no_fields)
        parts += choice_tables(kind, language)
    heading = f"## {' · '.join(WORDS[language].example for language in LANGUAGES)}"
    return page([*parts, heading, *(code(example(kind, language)) for language in LANGUAGES)])


def example(kind: Kind, language: Language) -> str:
    """The kind's example as the formatter writes it in a language."""
    stated = "" if "language: en" in kind.example else "language: en\n\n"
    (module,) = read(f"{stated}{kind.example}").modules
    text = format_module(module, STANDARD, language)
    return text.split("\n\n", 1)[1] if stated else text


def field_table(kind: Kind, language: Language) -> str:
    words = WORDS[language]
    rows = (
        (
            spelled(spec.labels, language),
            form_of(spec, language),
            words.required if spec.required else shown_default(spec, language),
            spec.doc[language],
        )
        for spec in kind.fields
    )
    return table((words.field, words.form, words.default, words.meaning), rows)


def form_of(spec: FieldSpec, language: Language) -> str:
    words, form = WORDS[language], in_language(FORMS[spec.form], language)
    more = [words.row] if spec.key != "none" else [words.several] if spec.repeated else []
    return words.comma.join((form, *more))


def choice_tables(kind: Kind, language: Language) -> Iterator[str]:
    words = WORDS[language]
    for spec in kind.fields:
        if spec.choices:
            rows = ((spelled(choice.labels, language), choice.doc[language]) for choice in spec.choices)
            yield table((f"{words.choice}{words.colon}{spec.labels[language][0]}", words.meaning), rows)


def shown_default(spec: FieldSpec, language: Language) -> str:
    """The default as an author would write it; a dash where its absence is a meaning of its own."""
    default: Any = spec.default
    words = WORDS[language]
    match default:
        case bool():
            return words.yes if default else words.no
        case Duration(amount, unit):
            between = " " if language == "en" else ""
            return f"{amount}{between}{in_language(UNITS[unit], language)}"
        case str() if spec.choices:
            return next(choice.labels[language][0] for choice in spec.choices if choice.word == default)
        case int() if spec.form == "time":
            return f"{default // 60:02d}:{default % 60:02d}"
        case (int() as part, 1) if spec.form == "factor":
            return str(part)
        case (int() as part, int() as whole) if spec.form == "percent":
            return f"{100 * part // whole}%"
        case Ever():
            return in_language(("ever", "累计"), language)
        case None | () | "":
            return NOTHING
        case _ if default == TRUE:
            return NOTHING
        case _:
            return str(default)


def events_page() -> str:
    parts = [f"# {' · '.join(WORDS[language].events for language in LANGUAGES)}", NOTICE]
    for language in LANGUAGES:
        words = WORDS[language]
        parts += [f"## {words.heading}"]
        for event in STANDARD.events:
            parts += event_section(event, language)
        parts += [f"### {words.attributes}", attribute_table(STANDARD.attributes, language)]
    return page(parts)


def event_section(event: EventKind, language: Language) -> Iterator[str]:
    words = WORDS[language]
    yield f"### {spelled(event.labels, language)}"
    yield event.doc[language]
    rows = list(field_rows(event, event.type.fields, language))
    yield table((words.field, words.form, words.required, words.meaning), rows)
    if facts := [f"- {fact}" for fact in event_facts(event, language)]:
        yield "\n".join(facts)


def field_rows(
    event: EventKind, fields: Iterable[EventField], language: Language, inside: str = ""
) -> Iterator[tuple[str, ...]]:
    words = WORDS[language]
    for each in fields:
        kind = in_language(FIELD_TYPES[each.type], language)
        name = spelled(event.field_labels[each.name], language)
        required = words.yes if each.required else NOTHING
        yield (f"{inside}{name}", kind, required, event.field_docs[each.name][language])
        yield from field_rows(event, each.fields, language, words.of_lines.format(field=name))


def event_facts(event: EventKind, language: Language) -> Iterator[str]:
    words = WORDS[language]
    for unique in event.type.unique:
        per = [words.unique_shared if unique.shared else words.unique_once]
        per += [words.unique_day] if unique.daily else []
        per += [spelled(event.field_labels[name], language) for name in unique.fields]
        yield f"{words.unique}{words.colon}{words.comma.join(per)}"
    if event.type.key is not None:
        yield f"{words.key}{words.colon}{spelled(event.field_labels[event.type.key], language)}"
    if event.type.reverses is not None:
        yield f"{words.reverses}{words.colon}{spelled(labels_of(event.type.reverses), language)}"


def labels_of(event: str) -> Spellings:
    return next(each.labels for each in STANDARD.events if each.type.name == event)


def attribute_table(attributes: Iterable[AttributeKind], language: Language) -> str:
    words = WORDS[language]
    rows = (
        (
            spelled(each.labels, language),
            in_language(FIELD_TYPES[each.field.type], language),
            each.doc[language],
        )
        for each in attributes
    )
    return table((words.field, words.form, words.meaning), rows)


# ------------------------------------------------------------------------------------------------ errors


def error_pages() -> Pages:
    return {ERRORS / f"{code}.md": error_page(code) for code in codes()}


def error_page(number: str) -> str:
    titles = " · ".join(message(number, language).title for language in LANGUAGES)
    parts = [f"# {number} · {titles}", NOTICE]
    for language in LANGUAGES:
        words, said = WORDS[language], message(number, language)
        parts += [f"## {words.heading}", f"{words.found}{words.colon}{outline(said.message)}"]
        parts += [f"{words.help}{words.colon}{outline(said.help)}"] if said.help else []
        parts += [said.explain.strip()] if said.explain else []
        parts += [f"{words.wrong}{words.colon}".strip(), code(said.wrong)] if said.wrong else []
        parts += [f"{words.right}{words.colon}".strip(), code(said.right)] if said.right else []
    return page(parts)


# ------------------------------------------------------------------------------------------------ Markdown


def page(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


def code(text: str) -> str:
    return f"```benefit\n{text.strip()}\n```"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
