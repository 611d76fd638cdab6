"""What went wrong in a stretch of text, said as a person would say it.

Each mistake has a function that looks for it and says nothing where it is not there; the first that speaks is the one
message of that stretch. What people tend to write stands in `grammar/mistakes/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Label, Term, did_you_mean, error
from benefitdsl.limits import MAX_DEPTH
from benefitdsl.syntax.mistaken import (
    idioms,
    labels,
    numbers,
    offers,
    rows,
    signs,
    triggers,
    unsaid,
    whole_lines,
    words,
)
from benefitdsl.syntax.mistaken.wrong import Wrong

Detector = Callable[[Wrong], Diagnostic | None]

VALUE: Final[tuple[Detector, ...]] = (
    signs.missing_value,
    lambda wrong: rows.row_without_key(wrong, explain),
    rows.counted_key,
    offers.spend_and_save,
    offers.offer_as_action,
    labels.two_fields,
    signs.turned_quotes,
    signs.open_quote,
    signs.until,
    signs.full_stop,
    signs.other_quotes,
    labels.no_arrow,
    words.habitual,
    unsaid.unsaid,
    whole_lines.schedule_as_condition,
    numbers.currency_sign,
    numbers.thousands,
    numbers.other_digits,
    words.glued_match,
    lambda wrong: triggers.condition_in_trigger(wrong, explain),
    idioms.in_other_words,
    numbers.other_notation,
    numbers.negative,
    words.past_window,
    offers.granted_per_full,
    offers.unnamed,
    words.total_without_window,
    words.window_without_beginning,
    signs.other_sign,
    words.strange_letters,
    labels.name_with_spaces,
    words.other_language,
    words.glued,
    words.keyword_as_name,
    numbers.currency,
    numbers.unit,
    numbers.percent,
    words.window_without_measure,
    words.chained_comparison,
    words.window_family,
    signs.parentheses,
    signs.trailing_comma,
    words.misspelled,
    offers.only_a_name,
)


def explain(wrong: Wrong, *, in_short: bool = False) -> Diagnostic:
    """Return what is wrong with the stretch; in short, only that something is."""
    if in_short:
        return _unexpected(wrong, ())
    match wrong.what:
        case "depth":
            return error("BEN007", wrong.span(), limit=MAX_DEPTH)
        case "no_colon":
            said = offers.spend_and_save(wrong) or whole_lines.offer_as_line(wrong)
            return said or whole_lines.limit_as_line(wrong) or labels.no_colon(wrong, explain)
        case "label":
            said = offers.spend_and_save(wrong) or whole_lines.offer_as_line(wrong)
            said = said or whole_lines.said_as_line(wrong)
            return said or rows.number_as_label(wrong) or labels.unknown_label(wrong, explain)
        case "choice" | "no_value":
            return whole_lines.said_as_line(wrong) or _choice(wrong)
        case "value":
            return whole_lines.said_as_line(wrong) or _value(wrong)


def _value(wrong: Wrong) -> Diagnostic:
    """Return the first finding of which a fix would do, else the first without those that would not."""
    first: Diagnostic | None = None
    for found in (detect(wrong) for detect in VALUE):
        if found is None:
            continue
        good = tuple(fix for fix in found.fixes if wrong.is_mended_by(fix))
        if good or (first is None and not found.fixes):
            return replace(found, fixes=good)
        first = first if first is not None else replace(found, fixes=())
    return first if first is not None else _unexpected(wrong, wrong.expected_words())


def _choice(wrong: Wrong) -> Diagnostic:
    for detect in (signs.missing_value, signs.full_stop, words.choice_of_other_language):
        if (found := detect(wrong)) is not None:
            return found
    own = wrong.choices()
    habitual: str = wrong.habits("choices").get(wrong.text, "")
    near = habitual if habitual in own else _near_choice(wrong.text, own)
    fixes = (Fix("did_you_mean", (Edit(wrong.span(), near),), {"suggestion": near}),) if near else ()
    known = tuple(dict.fromkeys(wrong.canonical_choices()))
    return error("BEN047", wrong.span(), fixes=fixes, found=wrong.author_text, known=known)


def _near_choice(text: str, choices: Iterable[str]) -> str | None:
    """Return the choice that was probably meant: the only one that begins so, 保留 for 保留进度, or one that is spelled
    like it; never what the author denies: 不收回 is not 收回."""
    known = tuple(choices)
    longer = [choice for choice in known if choice.startswith(text)]
    if len(longer) == 1:
        return longer[0]
    near = did_you_mean(text, known)
    return None if near is None or text.endswith(near) else near


def _unexpected(wrong: Wrong, could_follow: Iterable[str]) -> Diagnostic:
    """Say what was expected, where nothing better is known."""
    expected, example = Term(f"form_{wrong.form}"), wrong.example
    spellings = tuple(could_follow)
    if wrong.is_at_end:
        place = wrong.place.span(wrong.stop, wrong.stop)
        labels = (Label(place, "expected_next", {"next": spellings}),) if spellings else ()
        return error("BEN051", wrong.span(), labels=labels, expected=expected, example=example)
    start, end = wrong.found
    span = wrong.place.span(start, end)
    code = "BEN050" if start == wrong.begin else "BEN052"
    labels = (Label(span, "expected_next", {"next": spellings}),) if spellings and code == "BEN052" else ()
    found = wrong.original(start, end)
    return error(code, span, labels=labels, found=found, expected=expected, example=example)


__all__ = ["Wrong", "explain"]
