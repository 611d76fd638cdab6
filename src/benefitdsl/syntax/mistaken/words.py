"""Mistakes of words: glued, misspelled, of the other language, keywords as names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import Final

from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Term, error, from_flaw
from benefitdsl.limits import MAX_NAME_CHARACTERS
from benefitdsl.source import name_problem
from benefitdsl.source.names import HAN, NAME
from benefitdsl.syntax.habits import meant
from benefitdsl.syntax.mistaken.idioms import IN_OTHER_WORDS, rewritten
from benefitdsl.syntax.mistaken.parting import few_pieces, few_strangers, part_words
from benefitdsl.syntax.mistaken.wrong import WORD, Wrong, said
from benefitdsl.syntax.words import LANGUAGES, NAME_CHARACTER, Spellings, words_of

_HAN_RUN: Final = re.compile(rf"[{HAN}][{HAN}0-9A-Za-z_.]*")
_STRANGE_RUN: Final = re.compile(r"[^\s()\[\]{},;:=<>≤≥≠+\-*/%\"「」`'!&|。→]+")
_BARE: Final = re.compile(NAME)
_NAME_GOES_ON: Final = re.compile(f"[{NAME_CHARACTER}]")
_COMPARISONS: Final = frozenset(
    "EQ IS NE IS_NOT LE GE LT GT IS_ONE_OF AT_LEAST MORE_THAN AT_MOST LESS_THAN".split()
)
_COMPARISON: Final = re.compile(r"<=|>=|!=|[≤≥≠<>=]")
_WINDOW_WORDS: Final = (
    "last", "today", "this_week", "this_month", "this_quarter", "this_year", "this_membership_year", "ever",
    "this_event", "within", "from_first_match", "from_joining", "from_enrolment",
)  # fmt: skip
_ARROW: Final = re.compile(r"->|→")  # behind it stands what is done
_MOST_RUNS: Final = 12
_CONDITIONS: Final = ("condition", "value", "one_line")
_MEASURES: Final = ("count", "sum", "distinct", "different_days", "lines", "points_earned")
_LONGEST_RUN: Final = 2 * MAX_NAME_CHARACTERS


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
    """A word of the other language, from right before the place of the mishap on."""
    own_words = wrong.grammar.words
    for code in LANGUAGES:
        if code == wrong.language:
            continue
        others = words_of(code).words
        for found in islice(WORD.finditer(wrong.folded, wrong.before[0], wrong.stop), _MOST_RUNS):
            word, spelling = _longest_word(others, wrong.folded[found.start() : wrong.stop], code) or ("", "")
            own = own_words.words.get(word, ("",))[0]
            if not own or spelling in own_words.words[word]:
                continue
            place = found.start(), found.start() + len(spelling)
            facts = {"word": wrong.original(*place), "own": own}
            return said("BEN044", wrong.place.span(*place), facts, (wrong.fix("replace", *place, own),))
    return None


def habitual(wrong: Wrong) -> Diagnostic | None:
    """北京 for a time zone, 人民币 for a currency, `English` for a language."""
    table = {"timezone": "timezones", "currency": "currency_codes", "language": "languages"}.get(wrong.form)
    own = meant(wrong.language, table, wrong.text) if table else None
    if own is None:
        return None
    fix = wrong.fix("replace", wrong.begin, wrong.stop, own)
    return said("BEN083", wrong.span(), {"found": wrong.author_text}, (fix,))


def past_window(wrong: Wrong) -> Diagnostic | None:
    """上周 订单 次数 ≥ 3: the language knows no last week, and the last 7 days are not that."""
    if wrong.rule not in _CONDITIONS:
        return None
    words = "|".join(map(re.escape, wrong.habits("past")["words"]))
    found = re.compile(rf"(?<!\w)(?:{words})(?!\w)").search(wrong.folded, wrong.begin, wrong.stop)
    if found is None or wrong.reads(wrong.stretch):
        return None
    examples = tuple(re.split(r"、|, ", wrong.habit("windows", "window")))
    return error("BEN075", wrong.place.span(*found.span()), found=found[0], examples=examples)


def total_without_window(wrong: Wrong) -> Diagnostic | None:
    """`count of order >= 4`, 订单 次数 ≥ 4: since when?"""
    if wrong.rule not in _CONDITIONS:
        return None
    ever, at, is_parted = wrong.grammar.words.spelling("ever"), wrong.at, wrong.grammar.words.stand_alone
    found = _measures(wrong, wrong.begin, at) if is_parted else _measures(wrong, wrong.before[0], wrong.stop)
    if not found:
        return None
    places = [at] if is_parted else _words_before(wrong)
    new_text = f" {ever}" if is_parted and at >= wrong.stop else f"{ever} "
    for place in places:
        if wrong.reads(wrong.replaced(place, place, f" {ever} ")):
            begin, end = (found[-1].start(), at) if is_parted else (place, found[0].end())
            span = wrong.place.span(begin, begin + len(wrong.folded[begin:end].rstrip()))
            return error("BEN234", span, fixes=(_ever(wrong, place, new_text),))
    return None


def _ever(wrong: Wrong, at: int, new_text: str) -> Fix:
    edit = Edit(wrong.place.span(at, at), new_text)
    return Fix("with_window", (edit,), {"new_text": new_text.strip()})


def _measures(wrong: Wrong, start: int, end: int) -> list[re.Match[str]]:
    """Return where the text says what is counted, summed or told apart."""
    words = wrong.grammar.words.words
    spellings = (each for word in _MEASURES for each in words.get(word, ()))
    pattern = "|".join(each.replace(" ", r"\s+") for each in spellings)
    return list(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)").finditer(wrong.folded, start, end))


def _words_before(wrong: Wrong) -> list[int]:
    """Return where the few words before the place of the mishap begin, the nearest first."""
    return [word.start() for word in WORD.finditer(wrong.folded, wrong.begin, wrong.at)][:-9:-1]


def window_without_measure(wrong: Wrong) -> Diagnostic | None:
    """`order in last 30 days >= 3`, 近30天 订单 ≥ 3: what of them?"""
    if wrong.rule not in _CONDITIONS:
        return None
    start, end = wrong.before
    name, example = wrong.original(start, end), wrong.habit("examples", "count")
    is_done = wrong.rule == "one_line" and _ARROW.search(wrong.folded, wrong.begin, start)
    if is_done or not _BARE.fullmatch(wrong.folded, start, end):
        return None
    if wrong.grammar.words.stand_alone and wrong.reads(
        wrong.replaced(end, end, " of order ")
    ):  # `sum of amount`, and of which events?
        begin = max((found.start() for found in _measures(wrong, wrong.begin, start)), default=start)
        return error("BEN076", wrong.place.span(begin, end), example=example)
    for measure in map(wrong.grammar.words.spelling, ("sum", "count")):
        new_text = f"{measure} {name}" if wrong.grammar.words.stand_alone else f"{name} {measure}"
        if wrong.reads(wrong.replaced(start, end, f"{new_text} ")):
            fix = wrong.fix("replace", start, end, new_text)
            return error("BEN076", wrong.place.span(start, end), fixes=(fix,), example=example)
    return None


def window_without_beginning(wrong: Wrong) -> Diagnostic | None:
    """`within: 3 months`, 期限：3个月内: from which day?"""
    found = re.fullmatch(r"(?:within\s+|in\s+)?([0-9]+\s*\w+?)(?:之内|以内|内)?", wrong.text)
    if wrong.rule != "window_field" or found is None:
        return None
    words, length = wrong.grammar.words, found[1]
    anchors = [words.spelling(each) for each in ("from_first_match", "from_joining")]
    if words.stand_alone:
        readings = [*(f"{length} {anchor}" for anchor in anchors), f"{words.spelling('last')} {length}"]
    else:
        within = words.spelling("within")
        readings = [*(f"{anchor}{length}{within}" for anchor in anchors), f"{words.spelling('last')}{length}"]
    good = [reading for reading in readings if wrong.reads(reading)]
    fixes = tuple(wrong.fix("replace", wrong.begin, wrong.stop, reading) for reading in good)
    return error("BEN084", wrong.span(), fixes=fixes, found=wrong.author_text) if good else None


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
    """`has >= 3`: if the word, in quotes, would be a name that fits."""
    for start, end in (wrong.found, wrong.before):
        text = wrong.folded[start:end]
        quoted = f"「{text}」"
        if not _BARE.fullmatch(text) or not wrong.reads(wrong.replaced(start, end, quoted)):
            continue
        fix = wrong.fix("quote", start, end, quoted)
        return error("BEN054", wrong.place.span(start, end), fixes=(fix,), word=text, quoted=quoted)
    return None


def glued_match(wrong: Wrong) -> Diagnostic | None:
    """订单商品数量: parted it says what is counted, where 次数 behind it would only make it longer."""
    if wrong.rule != "match":
        return None
    spoken = rewritten(wrong, wrong.text, -1)
    return None if spoken is not None and spoken[0] == IN_OTHER_WORDS else glued(wrong)  # 连续签到天数


def glued(wrong: Wrong) -> Diagnostic | None:
    """发放棉柔巾: show the words parted, if that reads."""
    if wrong.grammar.words.stand_alone or wrong.rule.startswith(("head", "row")):
        return None
    found = _HAN_RUN.finditer(wrong.folded, wrong.start, wrong.stop)
    runs = [run for run in islice(found, _MOST_RUNS) if len(run[0]) <= _LONGEST_RUN]
    for by in (few_pieces, few_strangers):
        parted = {run: part_words(run[0], wrong.place.vocabulary, by) for run in runs}
        changed = [run for run in runs if parted[run] != run[0]]
        for chosen in ([changed] if len(changed) > 1 else []) + [[run] for run in changed]:
            if wrong.reads(_with_parts(wrong, chosen, parted)):
                return _glued(wrong, chosen, parted)
    return None


def _with_parts(wrong: Wrong, runs: list[re.Match[str]], parted: Mapping[re.Match[str], str]) -> str:
    text, done = "", wrong.start
    for run in runs:
        text += wrong.folded[done : run.start()] + parted[run]
        done = run.end()
    return text + wrong.folded[done : wrong.end]


def _glued(wrong: Wrong, runs: list[re.Match[str]], parted: Mapping[re.Match[str], str]) -> Diagnostic:
    first = runs[0]
    edits = tuple(Edit(wrong.place.span(run.start(), run.end()), parted[run]) for run in runs)
    fix = Fix("part", edits, {"new_text": " … ".join(parted[run] for run in runs)})
    facts = {"found": first[0], "parted": parted[first], "quoted": f"「{first[0]}」"}
    return said("BEN055", wrong.place.span(first.start(), first.end()), facts, (fix,))


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
    if wrong.rule not in ("limit", "most", "window_field") or wrong.is_at_end:
        return None
    rest = " ".join(wrong.folded[wrong.at : wrong.stop].split())
    words = {word: wrong.grammar.words.words[word] for word in _WINDOW_WORDS}
    found = _longest_word(words, rest, wrong.language)
    if found is None:
        return None
    form = wrong.form if wrong.form == "limit" else "window"
    examples = tuple(re.split(r"、|, ", wrong.habit("windows", form)))
    text = wrong.original(wrong.at, wrong.stop).partition(",")[0].strip()
    span = wrong.place.span(wrong.at, wrong.at + len(text))
    return error("BEN075", span, found=text, examples=examples)


def misspelled(wrong: Wrong) -> Diagnostic | None:
    """`grnt towels`, `1 per memebr`: the word that was meant, if it could have stood there."""
    expected = wrong.expected_spellings()
    for start in dict.fromkeys((wrong.at, wrong.before[0])):
        for count in range(4, 0, -1):
            phrase = re.compile(rf"\w+(?:[ \t]+\w+){{{count - 1}}}").match(wrong.folded, start, wrong.stop)
            if phrase is None:
                continue
            candidates = [spelling for spelling in expected if spelling.count(" ") == count - 1]
            if start != wrong.at:
                candidates = [
                    each for each in wrong.grammar.words.every_spelling() if each.count(" ") == count - 1
                ]
            near = wrong.near(" ".join(phrase[0].split()), candidates)
            place = phrase.start(), phrase.end()
            if near is None or (start != wrong.at and not wrong.reads(wrong.replaced(*place, near))):
                continue
            span = wrong.place.span(*place)
            fix = Fix("did_you_mean", (Edit(span, near),), {"suggestion": near})
            form = Term(f"form_{wrong.form}")
            found = wrong.original(*place)
            return error("BEN052", span, fixes=(fix,), found=found, expected=form, example=wrong.example)
    return None


def _longest_word(words: Spellings, rest: str, language: str) -> tuple[str, str] | None:
    """Return the word that a text begins with, and its spelling."""
    is_parted = words_of(language).stand_alone
    fitting = (
        (word, spelling)
        for word, spellings in words.items()
        for spelling in spellings
        if rest.startswith(spelling) and not (is_parted and _NAME_GOES_ON.match(rest, len(spelling)))
    )
    return max(fitting, key=lambda found: len(found[1]), default=None)
