"""A trigger that says more than an event: 当：订单 金额 ≥ 98元, `when: order and amount >= 98 CNY`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from benefitdsl.catalogue import FieldSpec
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, error
from benefitdsl.source import fold
from benefitdsl.source.names import NAME
from benefitdsl.syntax.mistaken.idioms import IN_OTHER_WORDS, fix_of, rewritten
from benefitdsl.syntax.mistaken.whole_lines import Explain, end_of_line, mended_texts, value_of
from benefitdsl.syntax.mistaken.wrong import WORD, Wrong
from benefitdsl.syntax.words import LANGUAGES, words_of

_JOINING: Final = ("&&", "&", ",", ";")
_BARE: Final = re.compile(NAME)
_IF: Final = re.compile(
    rf"\s*(?:{'|'.join(re.escape(each) for code in LANGUAGES for each in words_of(code).words['if'])})(?!\w)"
)
_MOST_WORDS: Final = 4  # of an event


def condition_in_trigger(wrong: Wrong, explain: Explain) -> Diagnostic | None:
    """Part an event from the condition behind it."""
    spec = next((each for each in wrong.kind.fields if each.word == "condition"), None)
    if wrong.rule not in ("trigger", "one_line") or spec is None:
        return None
    stop = wrong.stop if wrong.rule == "trigger" else _arrow(wrong)
    leading = _IF.match(wrong.folded, wrong.begin)  # 如果 订单 金额 ≥ 98元 → …
    begin = wrong.begin if leading is None else leading.end()
    for word in list(WORD.finditer(wrong.folded, begin, stop))[:_MOST_WORDS]:
        event = wrong.folded[begin : word.end()]
        at = _behind_joining(wrong, word.end(), stop)
        if wrong.rule == "one_line" and _IF.match(wrong.folded, word.end()):
            return None  # it is parted already, and something else is wrong
        if at < stop and wrong.reads_as("trigger", event):
            condition = _condition(wrong, spec, at, stop, explain)
            if condition is not None:
                return _parted(wrong, spec, (begin, word.end()), stop, condition)
    return None


def _condition(wrong: Wrong, spec: FieldSpec, start: int, stop: int, explain: Explain) -> str | None:
    """Return the author's text as a condition, mended if need be; None where it is none."""
    value = value_of(wrong, spec, start, stop)
    text = wrong.original(start, stop).strip()
    if text[:1].isdigit():
        return None  # an amount, of what the event does not say
    if value is None and not _BARE.fullmatch(text):
        return text
    inner = replace(wrong, spec=spec, rule="condition", start=start, end=stop)
    spoken = rewritten(inner, inner.text, -1)
    if spoken is not None:
        return spoken[1][0]
    if value is None:
        return None  # a name alone asks nothing
    texts = mended_texts(value, explain(value).fixes)
    return next(
        (text for text in texts if "\n" not in text and wrong.reads_as("condition", fold(text))), None
    )


def _parted(
    wrong: Wrong, spec: FieldSpec, event_at: tuple[int, int], stop: int, condition: str
) -> Diagnostic:
    """Return the finding with the fix that asks the condition where conditions are asked."""
    words = wrong.grammar.words
    event = wrong.original(*event_at).strip()
    span = wrong.place.span(wrong.begin, stop)
    label = wrong.place.vocabulary.written(spec.labels, spec.word)
    colon = ": " if words.stand_alone else "："
    found = wrong.original(wrong.begin, stop).rstrip()
    if wrong.rule == "one_line":
        fix = fix_of(
            wrong.place.span(wrong.begin, wrong.begin + len(found)),
            f"{event} {words.spelling('if')} {condition}",
        )
    elif (there := _field(wrong, spec)) is None:
        fix = fix_of(span, f"{event}\n  {label}{colon}{condition}")
    else:
        fix = _asked_too(wrong, there, Edit(span, event), condition)
    return error(IN_OTHER_WORDS, span, fixes=(fix,), found=found)


def _asked_too(wrong: Wrong, there: tuple[int, int], alone: Edit, condition: str) -> Fix:
    words = wrong.grammar.words
    start, stop = there
    either = any(
        re.search(rf"(?<!\w){re.escape(each)}(?!\w)", wrong.folded[start:stop]) for each in words.words["or"]
    )
    opening, closing = ("(", ")") if either else ("", "")
    edits = [Edit(wrong.place.span(start, start), f"{condition} {words.spelling('and')} {opening}"), alone]
    if closing:
        edits.append(Edit(wrong.place.span(stop, stop), closing))
    return Fix("ask_too", tuple(edits), {"condition": condition})


def _field(wrong: Wrong, spec: FieldSpec) -> tuple[int, int] | None:
    """Return where the value of another field of the block stands."""
    labels = "|".join(re.escape(each) for each in spec.labels.get(wrong.language, ()))
    found = re.search(rf"^[ \t]*(?:{labels})[ \t]*:[ \t]*", wrong.folded, re.MULTILINE)
    stop = None if found is None else end_of_line(wrong, found.end())
    return None if found is None or stop is None else (found.end(), stop)


def _behind_joining(wrong: Wrong, at: int, stop: int) -> int:
    """Pass over what joins an event and a condition: 且, `and`, 如果, a comma."""
    text = wrong.folded[at:stop]
    joining = (each for code in LANGUAGES for word in ("and", "if") for each in words_of(code).words[word])
    for each in (*joining, *_JOINING):
        boundary = r"(?!\w)" if each.isascii() and each.isalpha() else ""
        found = re.match(rf"\s*{re.escape(each)}{boundary}\s*", text)
        if found is not None:
            return at + found.end()
    return at + len(text) - len(text.lstrip())


def _arrow(wrong: Wrong) -> int:
    found = re.search("->|→", wrong.stretch)
    return wrong.begin if found is None else wrong.start + found.start()
