"""Taking back what an event caused (spec §6.3)."""

from __future__ import annotations

from dataclasses import replace

from benefitdsl.engine.reference import (
    actions,
    benefits,
    boards,
    counting,
    lots,
    missions,
    progress,
    remainder,
    scores,
    tiers,
)
from benefitdsl.engine.reference.expressions import flag
from benefitdsl.engine.reference.facts import (
    BenefitStep,
    Contribution,
    Entry,
    Firing,
    Instance,
    InstanceStep,
    Moved,
    Reached,
    Record,
    Refunded,
    SpendingReturned,
    Spent,
    State,
)
from benefitdsl.engine.reference.rounding import share
from benefitdsl.engine.reference.run import Author, Run
from benefitdsl.model.effect import BenefitReturned, LotPart, MissionReopened, PointsReturned
from benefitdsl.model.event import Scalar
from benefitdsl.plan.parts import Mission, Offer, Plan, Points, Promotion, RefundPolicy, Rule, Step


def reverse(run: Run, record: Record, refund: Refunded) -> None:
    before = {each.id: tiers.metric_of(run.plan, run.state, each, run.now) for each in run.plan.tiers}
    done = remainder.refunded(run.state, record)
    run.state.refunds.append(refund)
    for points in run.plan.points:
        if points.return_spent:
            _return_spent(run, record, points, done)
    if remainder.is_whole(run.state, record):
        _return_benefits(run, record.event.key, -1)
    for mission in run.plan.missions:
        _lower_mission(run, record, mission)
    for firing in list(run.state.firings):
        if firing.event == record.event.key and firing.kind != "stage":
            _take_back_firing(run, record, firing)
    _recount(run, record)
    scores.recount(run, record)
    boards.take_off(run, record)
    _recompute_tiers(run, before)


# ------------------------------------------------------------------------------------------ 1 and 2: spending


def _return_spent(run: Run, record: Record, points: Points, done: int) -> None:
    """Give back the refund's share of the points spent on the record."""
    for spent in [
        each
        for each in run.state.spent
        if (each.event, each.currency, each.firing) == (record.event.key, points.id, -1)
    ]:
        whole = sum(amount for _, amount in spent.parts)
        now = remainder.refunded(run.state, record)
        amount = share(whole, now, record.base) - share(whole, done, record.base)
        if amount <= 0:
            continue
        filled = sum(
            fact.amount
            for fact in run.state.spending_returned
            if (fact.event, fact.currency, fact.firing) == (record.event.key, points.id, -1)
        )
        _give_back(run, spent, filled, amount)


def _give_back(run: Run, spent: Spent, filled: int, amount: int) -> None:
    """Pay what is owed, and fill the spent parts with the rest, after the first `filled` points."""
    run.state.spending_returned.append(SpendingReturned(spent.event, spent.currency, amount, spent.firing))
    paid = lots.pay_debt(run.state, spent.currency, amount)
    parts = _slice(spent.parts, filled + paid, amount - paid)
    for lot, part in parts:
        run.state.moved.append(Moved(lot, -part, "spent"))
    shown = tuple(LotPart(lot, part) for lot, part in parts)
    run.effects.append(PointsReturned(run.cause(run.role_author), spent.currency, amount, paid, shown))


def _slice(parts: tuple[tuple[str, int], ...], start: int, amount: int) -> list[tuple[str, int]]:
    """The lots of `amount` points, after the first `start` of them."""
    found: list[tuple[str, int]] = []
    passed = 0
    for lot, size in parts:
        first, last = max(passed, start), min(passed + size, start + amount)
        if last > first:
            found.append((lot, last - first))
        passed += size
    return found


def _return_benefits(run: Run, event: str, firing: int) -> None:
    """Give back the benefits that are still used by an event, or as the ticket of a firing of it, in the order in
    which they were used."""
    for used in list(run.state.benefit_steps):
        issued = next(each for each in run.state.issued if each.instance == used.instance)
        if used.step != "used" or (used.event, used.firing) != (event, firing):
            continue
        is_used = benefits.condition(run.state, issued) == "used"
        if is_used and benefits.named(run.plan, issued.benefit).on_refund_of_use == "return":
            run.state.benefit_steps.append(BenefitStep(issued.instance, "returned"))
            until = benefits.valid_until(run.state, issued)
            cause = run.cause(run.role_author)
            run.effects.append(BenefitReturned(cause, issued.benefit, issued.instance, until))


# ------------------------------------------------------------------------------------------ 3: missions


def _lower_mission(run: Run, record: Record, mission: Mission) -> None:
    facts = [
        fact
        for fact in run.state.contributions
        if fact.event == record.event.key and run.state.instances[fact.instance].mission == mission.id
    ]
    if mission.on_refund == "keep" or not facts:
        return
    instances = [run.state.instances[number] for number in sorted({fact.instance for fact in facts})]
    before = {each.number: progress.progress(run.plan, run.state, each, run.now) for each in instances}
    for asked in mission.steps or (mission,):
        if asked.event == record.event.type:
            step = "" if isinstance(asked, Mission) else asked.id
            _lower(run, record, asked, [fact for fact in facts if fact.step == step])
    if mission.on_refund == "reopen":
        for instance in reversed(instances):
            _reopen(run, mission, instance, before[instance.number])


def _lower(run: Run, record: Record, asked: Mission | Step, facts: list[Contribution]) -> None:
    """The contributions of a record to a mission or a step, lowered to what is left of them."""
    amount, values = _worth_left(run, record, asked, facts)
    for fact in facts:  # in order, so that what was carried over is lowered first
        if asked.measure == "distinct":
            kept = tuple(value for value in fact.values if value in values)
            run.state.contributions[fact.number] = replace(fact, amount=len(kept), values=kept)
        else:
            part = min(fact.amount, amount)
            amount -= part
            run.state.contributions[fact.number] = replace(fact, amount=part)


def _worth_left(
    run: Run, record: Record, asked: Mission | Step, facts: list[Contribution]
) -> tuple[int, tuple[Scalar, ...]]:
    """What the record is still worth to the mission."""
    if remainder.is_whole(run.state, record):
        return 0, ()
    if asked.items and not remainder.quantities_back(run.state, record):
        first = sum(fact.first for fact in facts)
        done = remainder.refunded(run.state, record)
        return first - share(first, done, record.base), tuple(
            value for fact in facts for value in fact.values
        )
    return missions.measured(asked, remainder.reading_left(run, record))


def _reopen(run: Run, mission: Mission, instance: Instance, before: int) -> None:
    """Undo the stages, last first, which the progress no longer reaches."""
    after = progress.progress(run.plan, run.state, instance, run.now)
    for fact in reversed(progress.standing_stages(run.state, instance)):
        threshold = mission.stages[fact.stage].at
        if mission.measure == "streak":
            fell = progress.length_at(run.plan, run.state, instance, run.now, fact.day) < fact.length
        else:
            fell = before >= threshold > after
        if fell and not run.state.is_undone(fact.firing):
            author = missions.author_of(mission)
            stays = _will_stay(run, fact.firing, "revoke_unused", author)
            if not stays:
                run.effects.append(MissionReopened(run.cause(author), mission.id, threshold))
            _undo_stage(run, fact, author)
            if stays:
                continue
            if fact.stage == len(mission.stages) - 1 and progress.status(run.state, instance) == "completed":
                _open_again(run, instance)


def _undo_stage(run: Run, fact: Reached, author: Author) -> None:
    _give_back_taken(run, fact.firing, "revoke_unused", author)
    for given in run.state.given:
        if given.firing == fact.firing:
            _take_back_to(run, given.lot, given.amount, author)
    _revoke(run, fact.firing, "revoke_unused", author)
    _undo(run, fact.firing, author)


def _open_again(run: Run, instance: Instance) -> None:
    if instance.end is not None and instance.end <= run.now:
        step = InstanceStep(instance.number, "lapsed")
    elif progress.open_instance(run.state, instance.mission) is not None:
        step = InstanceStep(instance.number, "undone")
    else:
        step = InstanceStep(instance.number, "reopened")
    run.state.instance_steps.append(step)


# ------------------------------------------------------------------------------------------ 4: what rules gave


def _take_back_firing(run: Run, record: Record, firing: Firing) -> None:
    fired = _who_fired(run.plan, firing)
    author = Author(fired.id, fired.origin)
    policy = "revoke_unused" if isinstance(fired, Promotion) else fired.on_refund
    if policy == "keep":
        return
    undone = _is_undone(run, record, firing, fired)
    if undone:
        _give_back_taken(run, firing.number, policy, author)
    for given in list(run.state.given):
        if given.firing == firing.number:
            target = _to_take_back(run, record, firing, policy, undone, given.amount)
            _take_back_to(run, given.lot, target, author)
    if undone:
        _revoke(run, firing.number, policy, author)
        _undo(run, firing.number, author)


def _who_fired(plan: Plan, firing: Firing) -> Rule | Offer | Promotion:
    parts: tuple[Rule | Offer | Promotion, ...] = plan.rules
    if firing.kind == "offer":
        parts = plan.offers
    elif firing.kind == "promotion":
        parts = plan.promotions
    return next(each for each in parts if each.id == firing.by)


def _is_undone(run: Run, record: Record, firing: Firing, fired: Rule | Offer | Promotion) -> bool:
    if remainder.is_whole(run.state, record):
        return True
    if firing.kind != "rule" or not isinstance(fired, Rule):
        return False
    return not flag(fired.net_condition, remainder.reading_left(run, record))


def _give_back_taken(run: Run, firing: int, policy: RefundPolicy, author: Author) -> None:
    """The points that a firing used up come back when it is undone, whole, and its ticket (spec §12.1)."""
    if run.state.is_undone(firing) or _will_stay(run, firing, policy, author):
        return
    _return_spent_by(run, firing)
    _return_benefits(run, run.state.firings[firing].event, firing)


def _return_spent_by(run: Run, firing: int) -> None:
    for spent in [each for each in run.state.spent if each.firing == firing]:
        _give_back(run, spent, 0, sum(amount for _, amount in spent.parts))


def _will_stay(run: Run, firing: int, policy: RefundPolicy, author: Author) -> bool:
    """Whether something that a firing gave stays when it is undone: used, or let go."""
    return (policy != "revoke" and _has_used(run.state, firing)) or _lets_go(run, firing, author)


def _has_used(state: State, firing: int) -> bool:
    """Whether a benefit that a firing gave is used."""
    return any(
        issued.firing == firing and benefits.condition(state, issued) == "used" for issued in state.issued
    )


def _has_let_go(state: State, firing: int) -> bool:
    """Whether points that a firing gave were let go when they were taken back."""
    gone = {given.lot for given in state.given if given.firing == firing}
    return any(fact.forgiven > 0 for fact in state.taken_back if fact.lot in gone)


def _lets_go(run: Run, firing: int, author: Author) -> bool:
    """Whether some of the points that a firing gave are let go, if those that it took come back and all that it gave
    is taken back: tried on a copy. Points of the policy `block` are left out, which refuse and let nothing go."""
    trial = Run(run.plan, run.state.copied(), run.pools, run.event, run.key, run.at, run.now)
    _return_spent_by(trial, firing)
    given = [each for each in trial.state.given if each.firing == firing]
    for each in given:
        if lots.named(run.plan, each.currency).negative != "block":
            _take_back_to(trial, each.lot, each.amount, author)
    return _has_let_go(trial.state, firing)


def _to_take_back(
    run: Run, record: Record, firing: Firing, policy: RefundPolicy, undone: bool, given: int
) -> int:
    """How much of what was given is to be taken back in all."""
    if firing.kind == "cascade":
        return given if undone else 0
    if undone and policy in ("revoke", "revoke_unused"):
        return given
    return share(given, remainder.refunded(run.state, record), record.base)


def _take_back_to(run: Run, lot: str, target: int, author: Author) -> None:
    amount = target - lots.taken_back(run.state, lot)
    if amount > 0:
        lots.take_back(run, lots.lot_named(run.state, lot), amount, author)


def _revoke(run: Run, firing: int, policy: RefundPolicy, author: Author) -> None:
    for issued in run.state.issued:
        if issued.firing == firing:
            now = benefits.condition(run.state, issued)
            if now in ("unclaimed", "held", "reserved") or (now == "used" and policy == "revoke"):
                benefits.revoke(run, issued, author)


def _undo(run: Run, firing: int, author: Author) -> None:
    """Uses and budgets unless a benefit stays used or points were let go, tags and addressed events, once."""
    if run.state.is_undone(firing):
        return
    run.state.undone.append(firing)
    if _has_used(run.state, firing) or _has_let_go(run.state, firing):
        run.state.counting_on.append(firing)
    else:
        _count_back(run, firing)
    for tag in [fact.tag for fact in run.state.tags if fact.firing == firing and fact.on]:
        actions.set_tag(run, tag, False, -1, author)
    for addressed in [fact for fact in run.state.addressed if fact.firing == firing]:
        actions.address(run, addressed.to, "reversal", (("reverses", addressed.id),), -1, author)


def _count_back(run: Run, firing: int) -> None:
    for use in run.state.uses:
        if use.firing == firing and use.pool is not None and not use.gross:
            run.take(use.pool, -1, None)
    for taken in run.state.budgets:
        if taken.firing == firing:
            run.take(taken.pool, -taken.amount, None)


# ------------------------------------------------------------------------------------------ 5 and 6


def _recount(run: Run, record: Record) -> None:
    """Compute the entries of the record again on what is left."""
    whole = remainder.is_whole(run.state, record)
    by_amount = not remainder.quantities_back(run.state, record)
    reading = remainder.reading_left(run, record)
    kept: list[Entry] = []
    for entry in run.state.entries:
        metric = next(each for each in run.plan.metrics if each.id == entry.metric)
        if entry.event != record.event.key or entry.lot is not None or metric.gross:
            kept.append(entry)
        elif whole:
            continue
        elif metric.items and by_amount:
            done = remainder.refunded(run.state, record)
            kept.append(replace(entry, amount=entry.first - share(entry.first, done, record.base)))
        else:
            found = counting.counted(metric, reading)
            if found is not None:
                kept.append(replace(entry, amount=found[0], values=found[1]))
    run.state.entries = kept


def _recompute_tiers(run: Run, before: dict[str, int]) -> None:
    for ladder in run.plan.tiers:
        threshold = ladder.levels[run.state.tiers[ladder.id].rank].threshold
        if ladder.on_refund == "keep" or threshold is None:
            continue
        after = tiers.metric_of(run.plan, run.state, ladder, run.now)
        rank = tiers.rank_for(ladder, after)
        if before[ladder.id] >= threshold > after and rank != run.state.tiers[ladder.id].rank:
            tiers.move(run, ladder, rank)
