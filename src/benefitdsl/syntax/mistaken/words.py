"""Mistakes of words: glued, misspelled, of the other language, keywords as names."""

from __future__ import annotations

import re
from typing import Final

from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Term, did_you_mean, error, from_flaw
from benefitdsl.source import name_problem
from benefitdsl.source.names import HAN, NAME
from benefitdsl.syntax.mistaken.wrong import Wrong, said
from benefitdsl.syntax.words import LANGUAGES, NAME_CHARACTER, words_of

_HAN_RUN: Final = re.compile(rf"[{HAN}][{HAN}0-9A-Za-z_.]*")
_STRANGE_RUN: Final = re.compile(r"[^\s()\[\]{},;:=<>≤≥≠+\-*/%\"「」`'!&|。→]+")
_BARE: Final = re.compile(NAME)
_COMPARISONS: Final = frozenset({"EQ", "IS", "NE", "IS_NOT", "LE", "GE", "LT", "GT", "IS_ONE_OF"})
_COMPARISON: Final = re.compile(r"<=|>=|!=|[≤≥≠<>=]")
_WINDOW_WORDS: Final = (
    "last", "today", "this_week", "this_month", "this_quarter", "this_year", "this_membership_year", "ever",
    "this_event", "within", "from_first_match", "from_joining", "from_enrolment",
)  # fmt: skip
_MOST_TRIES: Final = 24


def strange_letters(wrong: Wrong) -> Diagnostic | None:
    """Letters of other scripts, and what no name may hold."""
    if wrong.is_at_end:
        return None
    run = _STRANGE_RUN.search(wrong.folded, max(wrong.at - 64, wrong.begin), wrong.stop)
    while run is not None and run.end() <= wrong.at:
        run = _STRANGE_RUN.search(wrong.folded, run.end(), wrong.stop)
    if run is None or run.start() > wrong.at or _BARE.fullmatch(run[0]) or run[0][0].isdigit():
        return None
    flaw = name_problem(run[0])
    if flaw is None:
        return None
    return from_flaw(flaw, wrong.place.file, wrong.place.offset + run.start())


def other_language(wrong: Wrong) -> Diagnostic | None:
    """A word of the other language."""
    if wrong.is_at_end:
        return None
    rest = " ".join(wrong.folded[wrong.at : wrong.stop].split())
    own_words = wrong.grammar.words
    for code in LANGUAGES:
        if code == wrong.language:
            continue
        others = words_of(code)
        found = _longest_word(others.words, rest, code)
        if found is None:
            continue
        word, spelling = found
        own = own_words.words.get(word, ("",))[0]
        if not own or spelling in own_words.words.get(word, ()):
            continue
        place = wrong.at, wrong.at + len(spelling)
        fixes = (wrong.fix("replace", *place, own),)
        return error("BEN044", wrong.place.span(*place), fixes=fixes, word=wrong.original(*place), own=own)
    return None


def choice_of_other_language(wrong: Wrong) -> Diagnostic | None:
    if wrong.spec is None:
        return None
    for choice in wrong.spec.choices:
        for code, labels in choice.labels.items():
            if code != wrong.language and wrong.text in labels:
                own = wrong.place.vocabulary.written(choice.labels, choice.word)
                fix = Fix("replace", (Edit(wrong.span(), own),), {"new_text": own})
                return error("BEN044", wrong.span(), fixes=(fix,), word=wrong.author_text, own=own)
    return None


def keyword_as_name(wrong: Wrong) -> Diagnostic | None:
    """`grant tier`"""
    if "NAME" not in wrong.expected or wrong.is_at_end:
        return None
    start, end = wrong.found
    text = wrong.folded[start:end]
    if not _BARE.fullmatch(text):
        return None
    quoted = f"「{text}」" if wrong.language == "zh" else f"`{text}`"
    if not wrong.reads(wrong.replaced(start, end, quoted)):
        return None
    fix = wrong.fix("quote", start, end, quoted)
    return error("BEN054", wrong.place.span(start, end), fixes=(fix,), word=text, quoted=quoted)


def glued(wrong: Wrong) -> Diagnostic | None:
    """发放棉柔巾: show the words parted, if that reads."""
    if wrong.grammar.words.stand_alone or wrong.rule.startswith(("head", "row")):
        return None
    runs = list(_HAN_RUN.finditer(wrong.folded, wrong.start, wrong.stop))
    parted = {run: _parted(wrong, run[0]) for run in runs}
    changed = [run for run in runs if parted[run] != run[0]]
    for chosen in ([changed] if len(changed) > 1 else []) + [[run] for run in changed[:_MOST_TRIES]]:
        text, done = "", wrong.start
        for run in chosen:
            text += wrong.folded[done : run.start()] + parted[run]
            done = run.end()
        if not wrong.reads(text + wrong.folded[done : wrong.end]):
            continue
        first = chosen[0]
        span = wrong.place.span(first.start(), first.end())
        edits = tuple(Edit(wrong.place.span(run.start(), run.end()), parted[run]) for run in chosen)
        fix = Fix("part", edits, {"new_text": " … ".join(parted[run] for run in chosen)})
        facts = {"found": first[0], "parted": parted[first], "quoted": f"「{first[0]}」"}
        return said("BEN055", span, facts, (fix,))
    return None


def chained_comparison(wrong: Wrong) -> Diagnostic | None:
    """`a <= x < b`"""
    if wrong.mishap is None or wrong.mishap.terminal.partition("__")[0] not in _COMPARISONS:
        return None
    if wrong.rule not in ("condition", "value", "one_line", "match", "actions"):
        return None
    second = wrong.found
    conjunction = wrong.grammar.words.spelling("and")
    earlier = list(_COMPARISON.finditer(wrong.folded, wrong.start, wrong.at))
    fixes: tuple[Fix, ...] = ()
    if earlier:
        middle = wrong.original(earlier[-1].end(), wrong.at).strip()
        new_text = f"{conjunction} {middle} "
        if wrong.reads(wrong.replaced(wrong.at, wrong.at, new_text)):
            edit = Edit(wrong.place.span(wrong.at, wrong.at), new_text)
            fixes = (
                Fix("split", (edit,), {"new_text": f"{conjunction} {middle} {wrong.original(*second)}"}),
            )
    span = wrong.place.span(*second)
    return said("BEN070", span, {"found": wrong.original(*second), "and": conjunction}, fixes)


def window_family(wrong: Wrong) -> Diagnostic | None:
    """A window where another family belongs: `1 per member within 3 months from joining`."""
    if wrong.rule not in ("limit", "window_field") or wrong.is_at_end:
        return None
    rest = " ".join(wrong.folded[wrong.at : wrong.stop].split())
    words = {word: wrong.grammar.words.words[word] for word in _WINDOW_WORDS}
    found = _longest_word(words, rest, wrong.language)
    if found is None:
        return None
    examples = wrong.habit("windows", wrong.form if wrong.form == "limit" else "window")
    text = wrong.original(wrong.at, wrong.stop).partition(",")[0].strip()
    span = wrong.place.span(wrong.at, wrong.at + len(text))
    return error("BEN075", span, found=text, examples=examples)


def misspelled(wrong: Wrong) -> Diagnostic | None:
    """`grnt towels`, `1 per memebr`: the word that was meant, if writing it helps."""
    for start, end in (wrong.found, wrong.before):
        word = wrong.folded[start:end]
        if not word or not _BARE.fullmatch(word):
            continue
        candidates = {part for spelling in wrong.grammar.words.every_spelling() for part in spelling.split()}
        near = did_you_mean(word, candidates)
        if near is None or not _goes_further(wrong, start, end, near):
            continue
        span = wrong.place.span(start, end)
        fix = Fix("did_you_mean", (Edit(span, near),), {"suggestion": near})
        form = Term(f"form_{wrong.form}")
        return error("BEN052", span, fixes=(fix,), found=word, expected=form, example=wrong.example)
    return None


def _goes_further(wrong: Wrong, start: int, end: int, word: str) -> bool:
    return wrong.reads(wrong.replaced(start, end, word))


def _longest_word(words: object, rest: str, language: str) -> tuple[str, str] | None:
    """Return the word that a text begins with, and its spelling."""
    assert isinstance(words, dict)
    is_parted = words_of(language).stand_alone
    best: tuple[str, str] | None = None
    for word, spellings in words.items():
        for spelling in spellings:
            if not rest.startswith(spelling) or (best is not None and len(best[1]) >= len(spelling)):
                continue
            following = rest[len(spelling) : len(spelling) + 1]
            if is_parted and re.match(f"[{NAME_CHARACTER}]", following):
                continue
            best = word, spelling
    return best


def _parted(wrong: Wrong, text: str) -> str:
    """Return a run of Chinese with spaces between the words that are known, the fewest unknown ones remaining."""
    known = _known_words(wrong)
    longest = max(map(len, known), default=0)
    # cost of the best parting of the first n characters: unknown pieces, pieces; and that parting
    best: list[tuple[int, int, tuple[str, ...], bool]] = [(0, 0, (), False)]
    for end in range(1, len(text) + 1):
        options = []
        for start in range(max(0, end - longest), end):
            if text[start:end] in known:
                unknown, pieces, parts, _ = best[start]
                options.append((unknown, pieces + 1, (*parts, text[start:end]), False))
        unknown, pieces, parts, is_open = best[end - 1]
        last = text[end - 1]
        if is_open:
            options.append((unknown, pieces, (*parts[:-1], parts[-1] + last), True))
        else:
            options.append((unknown + 1, pieces + 1, (*parts, last), True))
        best.append(min(options))
    return " ".join(best[-1][2])


def _known_words(wrong: Wrong) -> frozenset[str]:
    words = wrong.grammar.words.words
    vocabulary = wrong.place.vocabulary
    return frozenset(
        spelling
        for spelling in (
            *(spelling for spellings in words.values() for spelling in spellings),
            *vocabulary.events,
            *vocabulary.fields,
        )
        if spelling and not spelling.isascii()
    )
