"""Scores: entries of their parts, what the parts come to, and reviews (spec §14)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import floor

from benefitdsl.engine.reference import limits, remainder
from benefitdsl.engine.reference.expressions import NoSuchValue, flag, lines_of, number
from benefitdsl.engine.reference.facts import Record, ScoreEntry, ScoreSet, State
from benefitdsl.engine.reference.localtime import LocalTime, period_of
from benefitdsl.engine.reference.rounding import share
from benefitdsl.engine.reference.run import Author, Reading, Run, text_of
from benefitdsl.engine.reference.tiers import next_review_day
from benefitdsl.engine.reference.windows import counts
from benefitdsl.model.effect import ScoreReviewed
from benefitdsl.plan.parts import Plan, Score, ScoreCap, ScorePart

# ------------------------------------------------------------------------------------------ entries


def on_event(run: Run) -> None:
    """Every part of the event's type takes its entries."""
    assert run.event is not None
    for score in run.plan.scores:
        for part in score.parts:
            if part.event == run.event.type:
                for line, reading in _readings(part, run.reading()):
                    amount = _amount(part, reading)
                    if amount > 0:
                        run.state.score_entries.append(_entry(run, score, part, line, reading, amount))


def _readings(part: ScorePart, reading: Reading) -> list[tuple[int, Reading]]:
    """The event; or each of its lines, with its place from 1."""
    if not part.items:
        return [(0, reading)]
    lines = lines_of(reading.plan, reading.event)
    return [(place, replace(reading, line=line)) for place, line in enumerate(lines, 1)]


def _amount(part: ScorePart, reading: Reading) -> int:
    """What the event or the line is worth, 0 where it does not match or has no value."""
    try:
        return number(part.value, reading) // part.denominator if flag(part.where, reading) else 0
    except NoSuchValue:
        return 0


def _entry(run: Run, score: Score, part: ScorePart, line: int, reading: Reading, amount: int) -> ScoreEntry:
    order = limits.key_of(run.plan, reading) or run.key
    category, shop = _text(reading, "category"), _text(reading, "shop")
    return ScoreEntry(score.id, part.id, run.key, run.at, line, amount, amount, order, category, shop)


def _text(reading: Reading, name: str) -> str:
    """The field of the line, else of the event, else nothing."""
    assert reading.event is not None
    for fields in (reading.line or {}, reading.event.fields):
        if name in fields:
            return text_of(fields[name])
    return ""


def recount(run: Run, record: Record) -> None:
    """Compute the entries of a record again on what is left; those that come to nothing are gone."""
    kept: list[ScoreEntry] = []
    for entry in run.state.score_entries:
        if entry.event == record.event.key:
            entry = replace(entry, amount=_amount_left(run, record, entry))
        if entry.amount > 0:
            kept.append(entry)
    run.state.score_entries = kept


def _amount_left(run: Run, record: Record, entry: ScoreEntry) -> int:
    part = _part(run.plan, entry)
    back = remainder.quantities_back(run.state, record)
    if remainder.is_whole(run.state, record):
        return 0
    reading = remainder.reading_left(run, record)
    if not part.items:
        return _amount(part, reading)
    if not back:
        return entry.first - share(entry.first, remainder.refunded(run.state, record), record.base)
    line = remainder.line_left(run.plan, run.state, record, entry.line)
    return 0 if line is None else _amount(part, replace(reading, line=line))


def _part(plan: Plan, entry: ScoreEntry) -> ScorePart:
    score = next(each for each in plan.scores if each.id == entry.score)
    return next(each for each in score.parts if each.id == entry.part)


# ------------------------------------------------------------------------------------------ values


def value(plan: Plan, state: State, score: Score, at: int) -> int:
    """The sum of the parts."""
    return sum(_values(plan, state, score, at).values())


def _values(plan: Plan, state: State, score: Score, at: int) -> dict[str, int]:
    """The parts in plan order, each after its scale and its `most`."""
    found: dict[str, int] = {}
    for part in score.parts:
        worth = _from_entries(plan, state, score, part, at) if part.event else _direct(plan, state, part, at)
        if part.scale is not None:
            other, numerator, denominator = part.scale
            worth = floor(Fraction(worth * found[other] * numerator, denominator))
        found[part.id] = worth if part.most is None else min(worth, part.most)
    return found


def _direct(plan: Plan, state: State, part: ScorePart, at: int) -> int:
    """A part without event is read off the member."""
    return max(0, number(part.value, Reading(plan, state, None, at, at)) // part.denominator)


def _from_entries(plan: Plan, state: State, score: Score, part: ScorePart, at: int) -> int:
    """The entries that count, in order of time, each as far as every cap has something left."""
    time = LocalTime(plan.timezone, plan.day_start)
    entries = [
        entry
        for entry in state.score_entries
        if (entry.score, entry.part) == (score.id, part.id)
        and counts(part.window, time, state.joined, entry.at, at)
    ]
    used: dict[tuple[int, str], int] = {}  # by the place of the cap and what it is kept under
    total = 0
    for entry in sorted(entries, key=lambda entry: entry.at):  # a stable order: then arrival, then line
        under = [(place, _kept_under(cap, time, entry)) for place, cap in enumerate(part.caps)]
        left = [part.caps[place].count - used.get((place, text), 0) for place, text in under]
        counted = min([entry.amount, *left])
        for each in under:
            used[each] = used.get(each, 0) + counted
        total += counted
    return total


def _kept_under(cap: ScoreCap, time: LocalTime, entry: ScoreEntry) -> str:
    match cap.per:
        case "order":
            return entry.order
        case "day" | "month" | "year":
            return str(period_of(time.day(entry.at), cap.per))
        case "category":
            return entry.category
        case "shop":
            return entry.shop


# ------------------------------------------------------------------------------------------ reviews


def next_review(plan: Plan, state: State, score: Score) -> int:
    time = LocalTime(plan.timezone, plan.day_start)
    return next_review_day(score.review, time, time.day(state.joined), state.settled)


def review(run: Run, score: Score) -> bool:
    """Look at the score now; whether it changed."""
    old, new = run.state.score(score.id), value(run.plan, run.state, score, run.now)
    if old == new:
        return False
    run.state.score_values.append(ScoreSet(score.id, new))
    run.effects.append(ScoreReviewed(run.cause(Author(score.id, score.origin)), score.id, old, new))
    return True
