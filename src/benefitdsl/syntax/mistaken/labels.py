"""Mistakes at the beginning of a line: labels, names, arrows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from benefitdsl.diagnostics import Diagnostic, Edit, Fix, did_you_mean, error
from benefitdsl.syntax.grammar import START_OF_FORM, start_of
from benefitdsl.syntax.mistaken.rows import keyed
from benefitdsl.syntax.mistaken.signs import blanked
from benefitdsl.syntax.mistaken.whole_lines import Explain, behind_label, mended_line, share_paid
from benefitdsl.syntax.mistaken.wrong import Wrong
from benefitdsl.syntax.words import NAME_CHARACTER

_TITLES: Final = re.compile(r'(?:\s*(?:(?<![A-Za-z])[a-z]{2}\s*)?"(?:[^"\\]|\\.)*")*\s*$')


def unknown_label(wrong: Wrong, explain: Explain) -> Diagnostic:
    """A label that the kind does not have; `explain` names what is wrong with a value."""
    vocabulary = wrong.place.vocabulary
    label, span = wrong.text, wrong.span()
    kind = vocabulary.written(wrong.kind.labels, wrong.kind.word)
    known = tuple(vocabulary.written(spec.labels, spec.word) for spec in wrong.kind.fields)
    for spec in wrong.kind.fields:
        if any(label in spellings for spellings in spec.labels.values()):
            own = vocabulary.written(spec.labels, spec.word)
            fix = Fix("replace", (Edit(span, own),), {"new_text": own})
            return error("BEN044", span, fixes=(fix,), word=wrong.author_text, own=own)
    own_labels = vocabulary.labels[wrong.kind.word]
    habitual = next((own for own in wrong.habits("labels").get(label, ()) if own in own_labels), None)
    beginning = None if habitual else _beginning(wrong, label)
    if beginning is not None and (wrong.grammar.words.stand_alone or " " in label):
        at = wrong.begin + len(beginning)
        found = wrong.original(at, wrong.stop).strip()
        fix = Fix("remove", (Edit(wrong.place.span(at, wrong.stop), ""),))
        return error("BEN048", wrong.place.span(at, wrong.stop), fixes=(fix,), label=beginning, found=found)
    if (row := _habitual_row(wrong, label)) is not None:
        return row
    near = habitual or wrong.near(label, own_labels) or beginning
    fixes: tuple[Fix, ...] = ()
    if near:
        fixes = (Fix("did_you_mean", (Edit(span, near),), {"suggestion": near}),)
    value_at = wrong.folded.index(":", wrong.stop) + 1
    if near and (mended := share_paid(wrong, value_at) or mended_line(wrong, near, value_at, explain)):
        fixes = mended
    first = label.split(" ")[0]
    others = tuple(
        vocabulary.written(other.labels, other.word)
        for other in vocabulary.catalogue.kinds
        if label in vocabulary.labels[other.word] or first in vocabulary.rows[other.word]
    )
    if others and not near:
        return error("BEN039", span, kind=kind, label=wrong.author_text, others=others, known=known)
    return error("BEN038", span, fixes=fixes, kind=kind, label=wrong.author_text, known=known)


def _habitual_row(wrong: Wrong, label: str) -> Diagnostic | None:
    """数量 一等奖：1: the field with a name that is meant, if its value would do."""
    vocabulary = wrong.place.vocabulary
    first, _, name = label.partition(" ")
    rows = vocabulary.rows[wrong.kind.word]
    own = next((each for each in wrong.habits("rows").get(first, ()) if each in rows), None)
    if own is None or not name:
        return None
    line_end = wrong.folded.find("\n", wrong.stop)
    rest = wrong.folded[wrong.stop : line_end if line_end >= 0 else len(wrong.folded)]
    value = rest.partition(":")[2].partition("#")[0]
    span = wrong.place.span(wrong.begin, wrong.begin + len(first))
    spec = vocabulary.labels[wrong.kind.word][own]
    fix = Fix("did_you_mean", (Edit(span, own),), {"suggestion": own})
    would_do = spec.form in START_OF_FORM and wrong.reads_as(start_of(spec), value)
    fixes = (fix,) if would_do else ()
    kind = vocabulary.written(wrong.kind.labels, wrong.kind.word)
    known = tuple(vocabulary.written(each.labels, each.word) for each in wrong.kind.fields)
    found = wrong.original(wrong.begin, wrong.stop)
    return error("BEN038", wrong.span(), fixes=fixes, kind=kind, label=found, known=known)


def two_fields(wrong: Wrong) -> Diagnostic | None:
    """`when: order if: amount >= 98 CNY`, on one line."""
    if wrong.rule == "one_line" or wrong.spec is None or ":" not in wrong.stretch:
        return None
    labels = sorted(wrong.place.vocabulary.labels[wrong.kind.word], key=len, reverse=True)
    pattern = rf"\s((?:{'|'.join(map(re.escape, labels))}))[ \t]*:"
    places = [found.span(1) for found in re.finditer(pattern, blanked(wrong.folded, wrong.start, wrong.end))]
    if not places:
        return None
    edits = tuple(Edit(wrong.place.span(wrong.start + at, wrong.start + at), "\n  ") for at, _ in places)
    start, end = wrong.start + places[0][0], wrong.start + places[0][1]
    fix = Fix("part_lines", edits)
    return error("BEN082", wrong.place.span(start, end), fixes=(fix,), label=wrong.original(start, end))


def no_colon(wrong: Wrong, explain: Explain) -> Diagnostic:
    """`worth 9.90 CNY`; `explain` names what is wrong with a value."""
    vocabulary = wrong.place.vocabulary
    label = _beginning(wrong, wrong.text)
    if (spoken := _habitual_beginning(wrong, label or "")) is not None:
        return spoken_label(wrong, *spoken, explain)
    if label is None:
        end = wrong.grammar.words.written("lines", "end")
        near = did_you_mean(wrong.text, (end,))
        if near:
            fix = Fix("did_you_mean", (Edit(wrong.span(), near),), {"suggestion": near})
            kind = vocabulary.written(wrong.kind.labels, wrong.kind.word)
            known = tuple(vocabulary.written(spec.labels, spec.word) for spec in wrong.kind.fields)
            return error(
                "BEN038", wrong.span(), fixes=(fix,), kind=kind, label=wrong.author_text, known=known
            )
        first = wrong.text.split(" ")[0]
        return error("BEN040", wrong.span(), label=first)
    colon = "：" if wrong.language == "zh" else ":"
    at = wrong.begin + len(label)
    fixes: tuple[Fix, ...] = ()
    spec = vocabulary.labels[wrong.kind.word][label]
    if spec.key != "none":  # 等级 金卡 2000元
        fixes = keyed(wrong, spec, label, wrong.begin, at, explain)
        return error("BEN040", wrong.span(), fixes=fixes, label=label)
    if wrong.folded.startswith(label, wrong.begin):
        edit = Edit(wrong.place.span(at, at), colon)
        fixes = (Fix("insert_colon", (edit,), {"new_text": f"{label}{colon}"}),)
    behind = re.compile(r"\s*(?:=|-|—|;)\s*(?=\S)").match(wrong.folded, at, wrong.stop)
    if behind is not None:  # `worth = 9.90 CNY`
        space = " " if wrong.grammar.words.stand_alone else ""
        fixes = (wrong.fix("insert_colon", wrong.begin, behind.end(), f"{label}{colon}{space}"),)
    if fixes and (mended := mended_line(wrong, label, behind_label(wrong, label), explain)) is not None:
        fixes = mended
    return error("BEN040", wrong.span(), fixes=fixes, label=label)


def spoken_label(wrong: Wrong, spoken: str, own: str, explain: Explain) -> Diagnostic:
    """有效期30天: a label in other words, without its colon."""
    at = behind_label(wrong, spoken)
    colon = "：" if wrong.language == "zh" else ": "
    fixes = mended_line(wrong, own, at, explain)
    if fixes is None:
        fixes = (wrong.fix("insert_colon", wrong.begin, at, f"{own}{colon}"),)
    return error("BEN040", wrong.span(), fixes=fixes, label=spoken)


def _habitual_beginning(wrong: Wrong, own: str) -> tuple[str, str] | None:
    """Return the longest label in other words that a text begins with, and the label of the kind that it stands for,
    if it is longer than what the text begins with anyway."""
    labels = wrong.place.vocabulary.labels[wrong.kind.word]
    is_parted = wrong.grammar.words.stand_alone
    fitting = (
        (spoken, label)
        for spoken, meant in wrong.habits("labels").items()
        if len(spoken) > len(own)
        and wrong.text.startswith(spoken)
        and wrong.text[len(spoken) :].strip()
        and (not is_parted or wrong.text[len(spoken)] == " ")
        and (label := next((each for each in meant if each in labels), None)) is not None
        and labels[label].key == "none"
    )
    return max(fitting, key=lambda found: len(found[0]), default=None)


def no_arrow(wrong: Wrong) -> Diagnostic | None:
    """`rule a: order grant towels`"""
    if wrong.rule != "one_line" or re.search(r"(?<![-=])->(?!>)|→", wrong.stretch):
        return None
    arrow = "→" if wrong.language == "zh" else "->"
    verbs = ("grant", "give", "multiply", "tag", "untag", "send", "raise_to", "enrol_in", "tell_inviter")
    spellings = (spelling for verb in verbs for spelling in wrong.grammar.words.words[verb])
    places = [
        found.start() for spelling in spellings for found in re.finditer(re.escape(spelling), wrong.stretch)
    ]
    fixes: tuple[Fix, ...] = ()
    wrong_arrow = re.search(r"[=—-]+>+|=+》", wrong.stretch)
    if wrong_arrow is not None:
        start, end = wrong.start + wrong_arrow.start(), wrong.start + wrong_arrow.end()
        fix = wrong.fix("replace", start, end, arrow)
        return error(
            "BEN064", wrong.place.span(start, end), fixes=(fix,), found=wrong.original(start, end), own=arrow
        )
    if places:
        at = wrong.start + min(places)
        fixes = (wrong.fix("insert_arrow", at, at, f"{arrow} "),)
    return error("BEN045", wrong.span(), fixes=fixes, arrow=arrow, example=wrong.example)


def name_with_spaces(wrong: Wrong) -> Diagnostic | None:
    """`rule 满398 送券`, `rule 398送券`"""
    if wrong.rule not in ("head", "row_name"):
        return None
    titles = _TITLES.search(wrong.stretch)
    end = wrong.start + (titles.start() if titles else len(wrong.stretch))
    name = wrong.original(wrong.begin, end).rstrip()
    if not name or any(sign in name for sign in '「」`"'):
        return None
    quoted = f"「{name}」"
    place = wrong.begin, wrong.begin + len(name)
    if not wrong.reads(wrong.replaced(*place, quoted)):
        return None
    if name[0].isdigit() and not re.search(rf"[^{NAME_CHARACTER}]", name):
        fix = wrong.fix("quote_name", *place, quoted)
        return error("BEN101", wrong.place.span(*place), fixes=(fix,), name=name)
    other = tuple(_other_names(name, wrong.language, has_title='"' in wrong.stretch))
    fixes = tuple(wrong.fix("quote", *place, each) for each in (quoted, *other))
    return error("BEN080", wrong.place.span(*place), fixes=fixes, found=name)


def _other_names(name: str, language: str, *, has_title: bool) -> Iterator[str]:
    """Return how else a name with spaces can be written: joined, or its end as a title."""
    first, *rest = re.split(rf"[^{NAME_CHARACTER}]+", name)
    if len(rest) == 1 and rest[0] and (language == "en" or " " in name):
        yield f"{first}_{rest[0]}" if language == "en" else f"{first}{rest[0]}"
    elif rest and not has_title and name.startswith(f"{first} "):
        yield f'{first} "{name[len(first) + 1 :]}"'


def _beginning(wrong: Wrong, text: str) -> str | None:
    """Return the longest label of the kind that a text begins with."""
    labels = wrong.place.vocabulary.labels[wrong.kind.word]
    is_parted = wrong.grammar.words.stand_alone
    fitting = (
        label
        for label in labels
        if text.startswith(label) and (not is_parted or text[len(label) :][:1] in ("", " ", '"', "`", "「"))
    )
    return max(fitting, key=len, default=None)
