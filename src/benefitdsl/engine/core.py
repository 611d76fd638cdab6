"""One decision, step by step (spec §2). Everything here works on an open draft; `compile.py` opens and freezes it."""

from __future__ import annotations

from dataclasses import replace

from benefitdsl.engine import boards, due, ledger, metrics, missions, refund, roles, rules, scores, tiers
from benefitdsl.engine.book import TypeBook
from benefitdsl.engine.draft import UNBOUNDED, Draft, Refusal
from benefitdsl.engine.left import lines_of
from benefitdsl.engine.limits import text_of
from benefitdsl.limits import MAX_EVENT_EFFECTS
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event
from benefitdsl.model.member import FOREVER, Record, Seen
from benefitdsl.model.pools import Claim, Pools
from benefitdsl.plan.parts import Uniqueness


def advance(d: Draft, now: int, pools: Pools, seed: bytes | None) -> Outcome:
    """Let time pass; nothing else."""
    d.start(None, pools, seed)
    due.settle(d, now)
    d.clock = max(d.clock, now)
    _forget(d)
    return Outcome("applied", tuple(d.effects), tuple(d.changes))


def decide(d: Draft, event: Event, pools: Pools, seed: bytes | None) -> Outcome:
    """Evaluate one event. Raises `Refusal`, and then the draft must not be used any more."""
    known = _known(d, event)
    if known is not None:
        return known
    kind = d.book.types.get(event.type)
    if kind is None:
        raise Refusal("unknown_type", event.type)
    if event.at < d.clock - d.book.late_us:
        raise Refusal("too_late", queued=True)
    d.start(event, pools, seed)
    d.now = now = max(d.clock, event.at)
    due.settle(d, now)
    d.type = kind
    if kind.lines is not None:
        d.lines = lines_of(kind, event.fields)
    settled = len(d.effects)
    repeated = _repeats(d, kind)
    if repeated is not None:
        outcome = _done(d, event, now)
        return replace(outcome, status="repeated", reason="seen_before", detail=repeated)
    _apply(d, kind, settled + MAX_EVENT_EFFECTS)
    if len(d.effects) - settled > MAX_EVENT_EFFECTS:
        raise Refusal("too_many_effects")
    d.most_effects, d.clock = UNBOUNDED, now
    due.settle(d, now, after=event.key)
    return _done(d, event, now)


def _apply(d: Draft, kind: TypeBook, most_effects: int) -> None:
    """Steps 5 to 8: what the event itself does."""
    reversal = refund.find(d) if kind.reverses else None
    for currency, place in kind.anchors:
        if d.accounts[currency].anchors[place] < d.at:
            d.account(currency).anchors[place] = d.at
    for points in kind.ripens:
        ledger.ripen_waiting(d, points)
    roles.play(d, kind)
    if reversal is not None:
        refund.apply(d, reversal, kind.source)
    _open_record(d, kind)
    roles.spend(d, kind)
    for ladder in d.book.asks_new:
        d.new_ranks[ladder] = tiers.rank_after_event(d, d.book.tiers[ladder])
    d.most_effects = most_effects  # nothing below refuses for another reason
    rules.run(d, kind.rules)
    for mission in kind.missions:
        missions.match(d, mission)
    d.new_ranks.clear()
    metrics.count_event(d)
    scores.count_event(d)
    boards.count_event(d)
    tiers.review_immediate(d)
    rules.cascade(d)


# ------------------------------------------------------------------------------------------- identity


def _known(d: Draft, event: Event) -> Outcome | None:
    """The outcome for an identity that was seen before."""
    seen = d.seen.get(event.key)
    if seen is None or d.clock - seen.event.at > d.book.late_us:
        return None
    if seen.event != event:
        raise Refusal("changed_duplicate", event.key)
    return Outcome("duplicate", seen.effects)


def _repeats(d: Draft, kind: TypeBook) -> str | None:
    """The family of a business key of the event that was seen; records its keys if there is none."""
    keys: list[tuple[str, int, str | None]] = []
    for unique in kind.type.unique:
        if not all(name in d.fields for name in unique.fields):
            continue
        text = _unique_key(d, unique)
        shared = f"unique:{text}" if unique.shared else None
        if d.keys.get(text, 0) > d.clock or (
            shared is not None and d.pool_owner(shared) not in (None, d.base.id)
        ):
            return unique.across
        keys.append((text, _remembered_until(d, unique), shared))
    if keys:
        d.large("keys")
    for text, until, shared in keys:
        d.keys[text] = until
        if shared is not None:
            d.changes.append(Claim(shared, d.base.id))
    return None


def _unique_key(d: Draft, unique: Uniqueness) -> str:
    texts = [unique.across, *(text_of(d.fields[name]) for name in unique.fields)]
    if unique.daily:
        texts.append(str(d.book.clock.day(d.at)))
    return ":".join(texts)


def _remembered_until(d: Draft, unique: Uniqueness) -> int:
    if not unique.daily:
        return FOREVER
    clock = d.book.clock
    return clock.start(clock.day(d.at) + 1) + d.book.late_us


# ------------------------------------------------------------------------------------------- records and the end


def _open_record(d: Draft, kind: TypeBook) -> None:
    """From here on everything that happens is written down as caused by this event, where it can be reversed."""
    if kind.type.key is None or d.event is None:
        return
    value = d.key if kind.type.key == "id" else d.fields.get(kind.type.key)
    if value is None:
        return
    amount = d.fields.get("amount")
    ends = d.book.clock.lasting(d.book.plan.refund_within, d.at, "end_of_day")
    base = amount if isinstance(amount, int) and amount > 0 else 1
    d.record = Record(f"{kind.type.name}:{text_of(value)}", d.event, base, ends)
    d.put_record(d.record)


def _done(d: Draft, event: Event, now: int) -> Outcome:
    """Close the decision: remember the identity, forget what is over, check the books."""
    d.clock = now
    effects = tuple(d.effects)
    d.large("seen")
    d.seen[event.key] = Seen(event, effects)
    _forget(d)
    for account in d.accounts.values():
        ledger.check_books(account)
    return Outcome("applied", effects, tuple(d.changes))


def _forget(d: Draft) -> None:
    """Let go of what no event can ask for any more: oldest first, as far as it goes."""
    oldest = d.clock - d.book.late_us
    while (first := next(iter(d.seen.values()), None)) is not None and first.event.at < oldest:
        d.large("seen")
        del d.seen[first.event.key]
    while (record := next(iter(d.records.values()), None)) is not None and record.ends <= d.clock:
        d.large("records")
        del d.records[record.key]
    if d.book.has_daily_keys:
        _forget_keys(d)


def _forget_keys(d: Draft) -> None:
    gone = [text for text, until in d.keys.items() if until <= d.clock]
    if gone:
        d.large("keys")
    for text in gone:
        del d.keys[text]
