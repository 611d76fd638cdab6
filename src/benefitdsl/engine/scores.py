"""Scores: entries of their parts, what they come to, reviews and reversals (spec §14)."""

from __future__ import annotations

from bisect import insort
from dataclasses import replace

from benefitdsl.engine.book import PartBook, ScoreBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.left import Left, line_left, part_of
from benefitdsl.engine.limits import text_of
from benefitdsl.engine.reviews import next_review
from benefitdsl.model.effect import ScoreReviewed
from benefitdsl.model.event import Line
from benefitdsl.model.member import FOREVER, Record, ScoreEntry, ScoreState
from benefitdsl.plan.parts import ScoreCap
from benefitdsl.quantities.calendar import period_index


def fitted_state(d: Draft, book: ScoreBook) -> ScoreState:
    """What the member has of a score, with its next review; nothing of parts that the plan does not have."""
    old = d.scores.get(book.score.id)
    parts = {part.part.id for part in book.parts}
    entries = {} if old is None else {part: list(one) for part, one in old.entries.items() if part in parts}
    review_at = next_review(d, book.score.review, d.clock) or FOREVER
    return ScoreState(0 if old is None else old.value, review_at, entries)


# ------------------------------------------------------------------------------------------- entries


def count_event(d: Draft) -> None:
    """Each part of the event's type takes its entries."""
    if d.type is None:
        return
    for book in d.type.scores:
        for part in book.parts:
            if part.part.event == d.type.type.name:
                _count(d, book, part)


def _count(d: Draft, book: ScoreBook, part: PartBook) -> None:
    end = part.end(d.at, d.joined)
    if end <= d.now:
        return
    lines: tuple[Line | None, ...] = d.lines if part.part.items else (None,)
    values = [(place, line, _value(d, part, line)) for place, line in enumerate(lines)]
    fresh = [one for one in values if one[2] > 0]
    if not fresh:
        return
    kept, seq, order = _entries(d, book, part), d.next_seq(), _order(d)
    for place, line, value in fresh:
        entry = ScoreEntry(
            d.at,
            seq,
            place,
            end,
            value,
            value,
            d.key,
            order,
            _text(d, line, "category"),
            _text(d, line, "shop"),
        )
        insort(kept, entry, key=lambda one: (one.at, one.seq, one.line))


def _entries(d: Draft, book: ScoreBook, part: PartBook) -> list[ScoreEntry]:
    """The entries of a part, ours to change; those that no longer count are gone."""
    entries = d.score_state(book.score.id).entries
    entries[part.part.id] = [entry for entry in entries.get(part.part.id, ()) if entry.end > d.now]
    return entries[part.part.id]


def _value(d: Draft, part: PartBook, line: Line | None) -> int:
    """What the event at hand, or a line of it, adds; 0 where it does not match."""
    at = (d, d.fields) if line is None else (d, d.fields, line)
    if part.where is not None and not part.where(*at):
        return 0
    if part.readable is not None and not part.readable(*at):
        return 0
    value: int = part.value(*at) // part.part.denominator
    return value


def _order(d: Draft) -> str:
    """The text of the key field, else the key of the event."""
    name = None if d.type is None else d.type.type.key
    return d.key if name is None or name == "id" or name not in d.fields else text_of(d.fields[name])


def _text(d: Draft, line: Line | None, name: str) -> str:
    """A field of the line, else of the event, else empty."""
    return text_of(line[name] if line is not None and name in line else d.fields.get(name, ""))


# ------------------------------------------------------------------------------------------- what they come to


def value_at(d: Draft, book: ScoreBook) -> int:
    """The score at the instant of reading."""
    return sum(parts_at(d, book).values())


def parts_at(d: Draft, book: ScoreBook) -> dict[str, int]:
    """What the score is made of: part by part, each after its caps, its scale and its most."""
    entries = d.scores[book.score.id].entries
    found: dict[str, int] = {}
    for one in book.parts:
        part = one.part
        if part.event:
            value = _counted(d, part.caps, entries.get(part.id, []))
        else:
            value = max(0, one.value(d, d.fields) // part.denominator)
        if part.scale is not None:
            other, numerator, denominator = part.scale
            value = value * found[other] * numerator // denominator
        found[part.id] = value if part.most is None else min(value, part.most)
    return found


def _counted(d: Draft, caps: tuple[ScoreCap, ...], entries: list[ScoreEntry]) -> int:
    """What entries count, each as far as every cap has room for it."""
    total = 0
    used: dict[tuple[int, int | str], int] = {}
    for entry in entries:
        if entry.end <= d.now:
            continue
        keys = [(place, _key(d, cap, entry)) for place, cap in enumerate(caps)]
        room = [cap.count - used.get(key, 0) for cap, key in zip(caps, keys, strict=True)]
        value = min([entry.value, *room])
        for key in keys:
            used[key] = used.get(key, 0) + value
        total += value
    return total


def _key(d: Draft, cap: ScoreCap, entry: ScoreEntry) -> int | str:
    """What tells apart the entries that share a cap."""
    match cap.per:
        case "order":
            return entry.order
        case "category":
            return entry.category
        case "shop":
            return entry.shop
        case "day" | "month" | "year":
            return period_index(d.book.clock.day(entry.at), cap.per)


# ------------------------------------------------------------------------------------------- reviews


def next_due(d: Draft) -> int:
    return min([state.review_at for state in d.scores.values()], default=FOREVER)


def review_due(d: Draft) -> frozenset[str]:
    """Review the scores whose day has come; those that changed."""
    changed: set[str] = set()
    for score, book in d.book.scores.items():
        if d.scores[score].review_at > d.now:
            continue
        old, new, state = d.score(score), value_at(d, book), d.score_state(score)
        state.value, state.review_at = new, next_review(d, book.score.review, d.now) or FOREVER
        if new != old:
            changed.add(score)
            d.effects.append(ScoreReviewed(d.cause(book.source), score, old, new))
    return frozenset(changed)


# ------------------------------------------------------------------------------------------- reversals


def reverse(d: Draft, record: Record, left: Left) -> None:
    """Entries of the record become what is left of them; those with nothing left are gone."""
    for book in d.book.types[record.event.type].scores:
        for part in book.parts:
            entries = d.scores[book.score.id].entries.get(part.part.id, ())
            if part.part.event == record.event.type and any(e.event == record.event.key for e in entries):
                ours = _entries(d, book, part)
                ours[:] = [one for entry in ours if (one := _left(d, part, entry, record, left)) is not None]


def _left(d: Draft, part: PartBook, entry: ScoreEntry, record: Record, left: Left) -> ScoreEntry | None:
    if entry.event != record.event.key:
        return entry
    value = 0 if left.whole else _value_left(d, part, entry, record, left)
    return replace(entry, value=value) if value > 0 else None


def _value_left(d: Draft, part: PartBook, entry: ScoreEntry, record: Record, left: Left) -> int:
    """The value on what is left; of lines refunded by amount only, the first value less its share."""
    if not part.part.items:
        return left.asked(d, lambda: _value(d, part, None))
    if not record.lines:
        return entry.first - part_of(entry.first, record.refunded, record.base)
    line = line_left(d, record, entry.line)
    return 0 if line is None else left.asked(d, lambda: _value(d, part, line))
