"""Fields with a name or a number of their own, in another order: 保级：金卡 2000元, 等级 金卡 2000元, 第7天：…."""

from __future__ import annotations

import re
from typing import Final

from benefitdsl.catalogue import FieldSpec
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, error
from benefitdsl.syntax.mistaken.whole_lines import Explain, end_of_line, mended_texts, value_of
from benefitdsl.syntax.mistaken.wrong import Wrong

_COUNTED: Final = re.compile(r"(?:第|满|连续|签到|累计|到)*\s*([0-9]+)\s*(?:天|次|单|件|杯|个|名|级|层|步)")
_KEY: Final = re.compile(r'\s*("[^"\n]*"|「[^」\n]*」|[^\s:]+)\s+(?=\S)')


def row_without_key(wrong: Wrong, explain: Explain) -> Diagnostic | None:
    """`level: 2000 CNY`, with no name of the level; 等级：金卡 2000元 has it behind the colon."""
    if wrong.stretch.strip() or not wrong.rule.startswith("row"):
        return None
    line_start = wrong.folded.rfind("\n", 0, wrong.start) + 1
    label = wrong.original(line_start, wrong.start).strip()
    begin = wrong.start - len(label)
    spec = wrong.place.vocabulary.labels[wrong.kind.word].get(" ".join(label.split()))
    at = wrong.folded.find(":", wrong.start) + 1
    fixes = () if spec is None else keyed(wrong, spec, label, begin, at, explain)
    return error("BEN043", wrong.place.span(begin, wrong.start), fixes=fixes, label=label)


def keyed(
    wrong: Wrong, spec: FieldSpec, label: str, begin: int, at: int, explain: Explain
) -> tuple[Fix, ...]:
    """Return the fix of a line whose first word behind the label, at `at`, is its name, if the rest is its value."""
    stop = end_of_line(wrong, at)
    found = None if stop is None else _KEY.match(wrong.folded, at, stop)
    if stop is None or found is None:
        return ()
    key = found[1] if spec.key == "name" else _number(found[1])
    if key is None or not wrong.reads_as(f"row_{spec.key}", key):
        return ()
    value = value_of(wrong, spec, found.end(), stop)
    texts = [wrong.original(found.end(), stop)]
    if value is not None:
        texts = [*mended_texts(value, explain(value).fixes)]
    colon = "：" if wrong.language == "zh" else ": "
    span = wrong.place.span(begin, stop)
    lines = [f"{label} {key}{colon}{text}" for text in texts]
    return tuple(
        Fix("replace", (Edit(span, line),), {"new_text": line}) for line in lines if "\n" not in line
    )


def counted_key(wrong: Wrong) -> Diagnostic | None:
    """阶段 7天：…"""
    number = _number(wrong.text) if wrong.rule == "row_number" else None
    if number is None:
        return None
    fix = wrong.fix("replace", wrong.begin, wrong.stop, number)
    return error("BEN083", wrong.span(), fixes=(fix,), found=wrong.author_text)


def number_as_label(wrong: Wrong) -> Diagnostic | None:
    """第7天：送 20 茶豆, where a field with a number is meant."""
    rows = [spec for spec in wrong.kind.fields if spec.key == "number"]
    number = _number(wrong.text)
    if len(rows) != 1 or number is None or number == wrong.text:
        return None
    vocabulary = wrong.place.vocabulary
    own = f"{vocabulary.written(rows[0].labels, rows[0].word)} {number}"
    fix = Fix("did_you_mean", (Edit(wrong.span(), own),), {"suggestion": own})
    kind = vocabulary.written(wrong.kind.labels, wrong.kind.word)
    known = tuple(vocabulary.written(each.labels, each.word) for each in wrong.kind.fields)
    return error("BEN038", wrong.span(), fixes=(fix,), kind=kind, label=wrong.author_text, known=known)


def _number(text: str) -> str | None:
    found = _COUNTED.fullmatch(text)
    return found[1] if found is not None else text if text.isdecimal() else None
