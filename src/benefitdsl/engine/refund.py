"""Reversals: what a refund takes back of everything its event caused, through provenance (spec §6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from benefitdsl.engine import benefits, boards, mission_refund, offers, scores, tiers
from benefitdsl.engine.book import MetricBook, Source
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.expressions import Function
from benefitdsl.engine.ledger import return_spent
from benefitdsl.engine.left import Left, lines_of, part_of, what_is_left
from benefitdsl.engine.limits import text_of
from benefitdsl.engine.metrics import Amount, measure
from benefitdsl.engine.take_back import take_back_points
from benefitdsl.engine.undo import come_back, undo
from benefitdsl.model.event import Line
from benefitdsl.model.member import Firing, Record, Spent
from benefitdsl.plan.parts import RefundPolicy
from benefitdsl.quantities.rounding import split_largest_remainder


@dataclass(slots=True)
class Reversal:
    """A refund that is possible: the record, and what will have been refunded of it."""

    record: str
    before: int
    after: int
    lines: dict[int, int]


# ------------------------------------------------------------------------------------------- looking it up


def find(d: Draft) -> Reversal:
    """The record that the event reverses and its share; raises `Refusal`."""
    reversal = _share(d)
    offers.require_cancellable(d, d.records[reversal.record])
    return reversal


def _share(d: Draft) -> Reversal:
    record = _record(d)
    left, named = record.base - record.refunded, named_record(d)
    if left <= 0:
        raise Refusal("over_refund", named)
    asked = d.fields.get("lines")
    if isinstance(asked, tuple):
        return _by_lines(d, record, asked, left, named)
    amount = d.fields.get("amount", left)
    if not isinstance(amount, int) or not 0 < amount <= left:
        raise Refusal("over_refund", named)
    return Reversal(record.key, record.refunded, record.refunded + amount, record.lines)


def named_record(d: Draft) -> str:
    """The text by which the event names what it reverses."""
    field = _key_field(d)
    return text_of(d.fields.get("reverses" if field is None else field, ""))


def _key_field(d: Draft) -> str | None:
    """The key field of the reversed type, where the event has it; else it names an event's key in `reverses`."""
    kind = None if d.type is None else d.type.type.reverses
    field = None if kind is None else d.book.types[kind].type.key
    return field if field is not None and field in d.fields else None


def _record(d: Draft) -> Record:
    named = named_record(d)
    if _key_field(d) is None:
        record = next((one for one in d.records.values() if one.event.key == named), None)
    else:
        kind = "" if d.type is None else d.type.type.reverses
        record = d.records.get(f"{kind}:{named}")
    if record is None or record.ends <= d.now:
        raise Refusal("unknown_record", named, queued=True)
    return record


def _by_lines(d: Draft, record: Record, asked: tuple[Any, ...], left: int, named: str) -> Reversal:
    lines = lines_of(d.book.types[record.event.type], record.event.fields)
    weights = [max(0, _number(line, "amount", 0)) for line in lines]
    amounts = split_largest_remainder(record.base, weights) if lines else ()
    refunded, total, moved = record.lines.copy(), 0, 0
    for one in asked:
        place, quantity = _number(one, "line", 0) - 1, _number(one, "quantity", 1)
        if not 0 <= place < len(lines) or quantity < 0:
            raise Refusal("over_refund", named)
        before, whole = refunded.get(place, 0), _number(lines[place], "quantity", 1)
        if before + quantity > whole:
            raise Refusal("over_refund", named)
        if quantity:
            refunded[place] = before + quantity
            moved += quantity
            total += part_of(amounts[place], before + quantity, whole) - part_of(
                amounts[place], before, whole
            )
    if lines and all(
        refunded.get(place, 0) >= _number(line, "quantity", 1) for place, line in enumerate(lines)
    ):
        total = left
    if moved == 0 or not 0 <= total <= left:
        raise Refusal("over_refund", named)
    return Reversal(record.key, record.refunded, record.refunded + total, refunded)


def _number(line: Line, name: str, default: int) -> int:
    value = line.get(name, default)
    return value if isinstance(value, int) else default


# ------------------------------------------------------------------------------------------- taking it back


def apply(d: Draft, reversal: Reversal, source: Source) -> None:
    """Take back, in the order of spec 6.3."""
    before = {ladder: tiers.value_of(d, book) for ladder, book in d.book.tiers.items()}
    record = d.record_of(reversal.record)
    record.refunded, record.lines = reversal.after, dict(reversal.lines)
    left = what_is_left(d, record)
    record.spent = tuple([_return_spent(d, spent, record, reversal.before, source) for spent in record.spent])
    if left.whole:
        for seq in record.used:
            benefits.give_back(d, seq, source)
    for mission in d.book.missions.values():
        mission_refund.reverse(d, mission, record, left)
    for firing in record.firings:
        _reverse_firing(d, firing, record, left, source)
    _reverse_metrics(d, record, left)
    scores.reverse(d, record, left)
    boards.reverse(d, record, whole=left.whole)
    for ladder, book in d.book.tiers.items():
        tiers.fall_after_reversal(d, book, before[ladder])


def _return_spent(d: Draft, spent: Spent, record: Record, before: int, source: Source) -> Spent:
    """Give back the share of points spent on it: first to what is owed, else to the lots they came from."""
    book = d.book.points[spent.currency]
    back = part_of(spent.amount, record.refunded, record.base) - part_of(spent.amount, before, record.base)
    if not book.points.return_spent or back <= 0:
        return spent
    return return_spent(d, spent, back, source)


class Terms(NamedTuple):
    """How what a firing gave is taken back; `net` where it can be undone before the record is whole."""

    policy: RefundPolicy
    source: Source
    net: Function | None = None


def _terms(d: Draft, firing: Firing) -> Terms | None:
    """Those of the part that fired; None where the plan has it no more."""
    if firing.kind == "offer":
        offer = d.book.offers.get(firing.source)
        return None if offer is None else Terms(offer.offer.on_refund, offer.source)
    if firing.kind == "promotion":
        promotion = d.book.promotions.get(firing.source)
        return None if promotion is None else Terms("revoke_unused", promotion.source)
    rule = d.book.rule_of.get(firing.source)
    if rule is None:
        return None
    return Terms(rule.rule.on_refund, rule.source, rule.net if firing.kind == "then" else None)


def _reverse_firing(d: Draft, firing: Firing, record: Record, left: Left, source: Source) -> None:
    """What one firing gave, by the policy of what fired."""
    terms = _terms(d, firing)
    if terms is None or terms.policy == "keep":
        return
    undone = left.whole or (terms.net is not None and not left.holds(d, terms.net))
    share = (0, 1) if firing.kind == "cascade" else (record.refunded, record.base)
    if left.whole or (undone and terms.policy in ("revoke", "revoke_unused")):
        share = (1, 1)
    also_used = terms.policy == "revoke"
    if undone and not firing.undone:
        come_back(d, firing, source, also_used=also_used)
    take_back_points(d, firing, share, terms.source)
    if undone and not firing.undone:
        undo(d, firing, terms.source, also_used=also_used)


def _reverse_metrics(d: Draft, record: Record, left: Left) -> None:
    """Entries of the record become what is left of them."""
    for metric, old in list(record.entries.items()):
        book = d.book.metrics.get(metric)
        if book is not None:
            _replace_entry(d, record, metric, old, _entry_left(d, record, left, book, old))


def _entry_left(d: Draft, record: Record, left: Left, book: MetricBook, old: Amount) -> Amount | None:
    """The value on what is left; of lines refunded by amount only, the value less its share."""
    plan = book.metric

    def asked() -> Amount | None:
        return measure(d, plan.function, plan.items, book.where, book.value, book.readable)

    if left.whole:
        return None
    if not plan.items or record.lines:
        return left.asked(d, asked)
    first = left.originally(d, asked)
    return first - part_of(first, record.refunded, record.base) if isinstance(first, int) else old


def _replace_entry(d: Draft, record: Record, metric: str, old: Any, new: Any) -> None:
    end = d.book.metrics[metric].end(record.event.at, d.joined)
    if new == old:
        return
    if isinstance(old, int):
        d.discount(metric, end, old - (new or 0))
    else:
        left = () if new is None else new
        d.discount(metric, end, tuple([value for value in old if value not in left]))
        added = tuple([value for value in left if value not in old])  # a refund makes other amounts of money
        if added and end > d.now:
            d.count(metric, end, added)
    if new:
        record.entries[metric] = new
    else:
        del record.entries[metric]
