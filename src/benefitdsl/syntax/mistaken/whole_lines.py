"""A line whose label is in other words, or stands without a colon: mended with its value, in one step."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from benefitdsl.catalogue import FieldSpec
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, apply_edits, error
from benefitdsl.source import fold
from benefitdsl.syntax.grammar import Mishap, start_of
from benefitdsl.syntax.habits import habits_of
from benefitdsl.syntax.lines import comment_start
from benefitdsl.syntax.mistaken.idioms import IN_OTHER_WORDS, fix_of, rewritten
from benefitdsl.syntax.mistaken.offers import saving
from benefitdsl.syntax.mistaken.unsaid import REMOVE_LINE
from benefitdsl.syntax.mistaken.wrong import Wrong

Explain = Callable[[Wrong], Diagnostic]
"""Names what is wrong with a value."""

_LIMITING: Final = re.compile(
    r"(?:每|一|单)(?:个|位|名)?(?:会员|人|用户|顾客|客户|账号|单|天|日|周|月|年)|(?:仅|只)?限|总共|最多"
)
_ONCE_OR_EACH: Final = "立减"  # what 满300减50 takes off: `spend_and_save` asks which
_PAID: Final = ("折扣", "打折", "折扣率", "折扣比例")
_SHARE: Final = re.compile(r"\s*(0?\.[0-9]{1,2}|[0-9]{1,2}(?=\s*%))\s*(%)?")
_SLOT: Final = re.compile(r"\{(\d)\}")
_GLUE: Final = re.compile(r"\s*[:;,=-]?\s*")


def mended_line(wrong: Wrong, label: str, at: int, explain: Explain) -> tuple[Fix, ...] | None:
    """Return the fixes that write the line under a label of the kind, its value, which begins at `at`, mended too; none
    where no fix is known. None where the value would do as it stands, or goes on in the next line."""
    spec = wrong.place.vocabulary.labels[wrong.kind.word][label]
    stop = end_of_line(wrong, at)
    if spec.key != "none" or stop is None:
        return None
    value = value_of(wrong, spec, at, stop)
    if value is None:
        return None
    colon = "：" if wrong.language == "zh" else ": "
    span = wrong.place.span(wrong.begin, stop)
    fixes = explain(value).fixes
    whole = tuple(fix for fix in fixes if fix.title_key == REMOVE_LINE)
    return whole or tuple(fix_of(span, f"{label}{colon}{text}") for text in mended_texts(value, fixes))


def value_of(wrong: Wrong, spec: FieldSpec, start: int, stop: int) -> Wrong | None:
    """Return what is wrong with a stretch of the block as the value of a field; None where nothing is."""
    place = replace(wrong.place, found=[])
    if spec.form == "choice":
        value = replace(wrong, what="choice", place=place, start=start, end=stop, spec=spec)
        return None if value.text in value.choices() else value
    rule = start_of(spec)
    found = wrong.grammar.parse(rule, wrong.folded, start, stop, place)
    if not isinstance(found, Mishap):
        return None
    return replace(
        wrong, what="value", place=place, start=start, end=stop, spec=spec, rule=rule, mishap=found
    )


def mended_texts(value: Wrong, fixes: Iterable[Fix]) -> Iterator[str]:
    """Return the author's text of a value with each fix made that touches nothing else."""
    whole = value.span()
    for fix in fixes:
        if all(whole.contains(edit.span) for edit in fix.edits):
            edits = tuple(Edit(edit.span.shifted(-whole.start), edit.new_text) for edit in fix.edits)
            yield apply_edits(value.author_text, edits)


def end_of_line(wrong: Wrong, at: int) -> int | None:
    """Return where the code of a line ends; None where its value goes on in the next."""
    end = wrong.folded.find("\n", at)
    line = wrong.folded[at : end if end >= 0 else len(wrong.folded)]
    comment = comment_start(line)
    code = (line if comment is None else line[:comment]).rstrip()
    return None if code.endswith((",", ";", "(")) else at + len(code)


def behind_label(wrong: Wrong, label: str) -> int:
    """Return where the value begins behind a label that has no colon, or a wrong sign."""
    found = _GLUE.match(wrong.folded, wrong.begin + len(label), wrong.stop)
    return wrong.begin + len(label) if found is None else found.end()


def offer_as_line(wrong: Wrong) -> Diagnostic | None:
    """打8折, 第二件半价, 折扣：8折, in a coupon or a promotion: what the offer takes off, in fields of its own."""
    stop = end_of_line(wrong, wrong.begin)
    if stop is None or wrong.language != "zh":
        return None
    label, _, value = wrong.folded[wrong.begin : stop].partition(":")
    lines = saving(label.strip()) or saving(value.strip())
    labels = wrong.place.vocabulary.labels[wrong.kind.word]
    if lines is None or (len(lines) > 1 and lines[0].startswith(_ONCE_OR_EACH)):
        return None
    if any(line.partition("：")[0] not in labels for line in lines):
        return None
    span = wrong.place.span(wrong.begin, stop)
    fixes = () if any(_stands(wrong, line) for line in lines) else (fix_of(span, "\n  ".join(lines)),)
    return error(IN_OTHER_WORDS, span, fixes=fixes, found=wrong.original(wrong.begin, stop))


def share_paid(wrong: Wrong, at: int) -> tuple[Fix, ...]:
    """折扣：80%: what is paid, or what is taken off? The author has to say."""
    stop = end_of_line(wrong, at)
    off = next((spec for spec in wrong.kind.fields if spec.word == "percent_off"), None)
    if stop is None or off is None or wrong.text not in _PAID:
        return ()
    found = _SHARE.fullmatch(wrong.folded, at, stop)
    percent = None if found is None else round(float(found[1]) * (1 if found[2] else 100))
    if percent is None or not 0 < percent < 100:
        return ()
    span = wrong.place.span(wrong.begin, stop)
    label = wrong.place.vocabulary.written(off.labels, off.word)
    lines = {"pays": f"{label}：{100 - percent}%", "takes_off": f"{label}：{percent}%"}
    facts = {"percent": f"{percent}%"}
    return tuple(Fix(key, (Edit(span, line),), {"new_text": line, **facts}) for key, line in lines.items())


def said_as_line(wrong: Wrong) -> Diagnostic | None:
    """每日上限：500: a label and a value that only together say what is meant; they stand in `grammar/mistakes/`."""
    line = wrong.folded.rfind("\n", 0, wrong.begin) + 1
    begin = line + len(wrong.folded[line:]) - len(wrong.folded[line:].lstrip(" \t"))
    stop = end_of_line(wrong, begin)
    if stop is None:
        return None
    for row in habits_of(wrong.language).get("lines", ()):
        found = re.fullmatch(str(row["from"]), wrong.folded[begin:stop])
        if found is None or wrong.kind.word not in row.get("kinds", (wrong.kind.word,)):
            continue
        first, *rest = (each.strip() for each in _filled(str(row["to"]), found).split("\n"))
        lines = [first, *(each for each in rest if not _stands(wrong, each))]
        if all(_would_do(wrong, each) for each in lines):
            span = wrong.place.span(begin, stop)
            fix = fix_of(span, "\n  ".join(lines))
            return error(IN_OTHER_WORDS, span, fixes=(fix,), found=wrong.original(begin, stop))
    return None


def _filled(template: str, found: re.Match[str]) -> str:
    return _SLOT.sub(lambda slot: found[int(slot[1])], template)


def _would_do(wrong: Wrong, line: str) -> bool:
    """Say whether a line would be read as a field of the kind."""
    label, _, value = fold(line).partition(":")
    spec = wrong.place.vocabulary.labels[wrong.kind.word].get(label)
    if spec is None:
        return False
    if spec.form == "choice":
        return any(value.strip() in each.labels.get(wrong.language, ()) for each in spec.choices)
    return wrong.reads_as(start_of(spec), value)


def limit_as_line(wrong: Wrong) -> Diagnostic | None:
    """每人限领一张, as a line of its own: the limit, or where the limit belongs."""
    if wrong.language != "zh" or _LIMITING.match(wrong.text) is None:
        return None
    vocabulary = wrong.place.vocabulary
    holders = [
        kind for kind in vocabulary.catalogue.kinds if any(spec.word == "limit" for spec in kind.fields)
    ]
    spec = next(spec for kind in holders for spec in kind.fields if spec.word == "limit")
    value = replace(wrong, what="value", spec=spec, rule="limit")
    found = rewritten(value, value.text, -1)
    if found is None and not value.reads(value.text):
        return None
    label = vocabulary.written(spec.labels, spec.word)
    if wrong.kind in holders:
        texts = found[1] if found is not None else (wrong.author_text,)
        fixes = tuple(fix_of(wrong.span(), f"{label}：{text}") for text in texts)
        return error(IN_OTHER_WORDS, wrong.span(), fixes=fixes, found=wrong.author_text)
    others = tuple(vocabulary.written(kind.labels, kind.word) for kind in holders)
    known = tuple(vocabulary.written(each.labels, each.word) for each in wrong.kind.fields)
    own = vocabulary.written(wrong.kind.labels, wrong.kind.word)
    return error("BEN039", wrong.span(), kind=own, label=label, others=others, known=known)


def schedule_as_condition(wrong: Wrong) -> Diagnostic | None:
    """如果：2026年3月1日至2026年3月31日: when a rule acts is a field of its own."""
    spec = next((each for each in wrong.kind.fields if each.word == "schedule"), None)
    if wrong.rule != "condition" or spec is None or not wrong.reads_as("schedule", wrong.text):
        return None
    label = wrong.place.vocabulary.written(spec.labels, spec.word)
    colon = ": " if wrong.grammar.words.stand_alone else "："
    line = wrong.folded.rfind("\n", 0, wrong.start) + 1
    begin = line + len(wrong.folded[line:]) - len(wrong.folded[line:].lstrip())
    fix = fix_of(wrong.place.span(begin, wrong.stop), f"{label}{colon}{wrong.author_text}")
    if _stands(wrong, f"{label}："):
        return None
    return error(IN_OTHER_WORDS, wrong.span(), fixes=(fix,), found=wrong.author_text)


def _stands(wrong: Wrong, line: str) -> bool:
    """Say whether the block has the field of a line already."""
    label = re.escape(fold(line).partition(":")[0])
    return re.search(rf"^[ \t]*{label}[ \t]*:", wrong.folded, re.MULTILINE) is not None
