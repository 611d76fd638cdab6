"""Offers that a member asks for, and what is asked before one is given back (spec §13.2, §13.3)."""

from __future__ import annotations

from benefitdsl.engine.reference import actions, benefits, limits, spending, taking
from benefitdsl.engine.reference.expressions import flag, in_segment, number
from benefitdsl.engine.reference.facts import BudgetTaken, Firing, Issued, Record
from benefitdsl.engine.reference.run import Author, Reading, Rejected, Run
from benefitdsl.engine.reference.schedules import holds
from benefitdsl.plan.parts import Cancel, EventType, Offer


def take_up(run: Run, kind: EventType) -> None:
    """An event of the role `offer`."""
    offer = _offer_asked(run, kind)
    reading = run.reading(run.state.copied())
    word = _first_that_fails(run, offer, reading)
    if word is not None:
        raise Rejected("refused", "offer_not_possible", word)
    firing = len(run.state.firings)
    run.state.firings.append(Firing(firing, offer.id, "offer", run.key, None))
    author = Author(offer.id, offer.origin)
    for cost in offer.costs:
        taking.spend(run, cost.currency, number(cost.amount, reading), firing, author)
    ticket = _ticket(run, offer)
    if ticket is not None:
        spending.use(run, ticket, firing)
    for index, limit in enumerate(offer.limits):
        limits.use(run, f"offer:{offer.id}", index, limit, firing, reading)
    for budget in offer.budgets:
        amount = limits.budget_amount(run.plan, budget, offer.then, reading)
        limits.take_budget(run, budget, amount, firing)
    if offer.stock is not None:
        run.state.budgets.append(BudgetTaken(firing, _stock_key(offer), 1))
        run.take(_stock_key(offer), 1, offer.stock)
    factors = actions.factors_of(list(offer.then))
    actions.take(run, offer.then, firing, author, reading, factors)


def _offer_asked(run: Run, kind: EventType) -> Offer:
    assert run.event is not None
    name = next((field.name for field in kind.fields if field.required and field.type == "text"), None)
    asked = None if name is None else run.event.fields.get(name)
    for offer in run.plan.offers:
        if offer.id == asked:
            return offer
    raise Rejected("refused", "offer_not_possible", "unknown")


def _first_that_fails(run: Run, offer: Offer, reading: Reading) -> str | None:
    assert run.event is not None
    if offer.schedule is not None and not holds(offer.schedule, run.time, run.state.attributes, run.at):
        return "schedule"
    if offer.audience is not None and not in_segment(offer.audience, reading):
        return "audience"
    if not flag(offer.condition, reading):
        return "condition"
    if offer.fee is not None and run.event.fields.get("amount", 0) != number(offer.fee, reading):
        return "fee"
    if not all(
        limits.has_room(run, f"offer:{offer.id}", index, limit, reading)
        for index, limit in enumerate(offer.limits)
    ):
        return "limit"
    if not all(
        limits.budget_has_room(run, budget, limits.budget_amount(run.plan, budget, offer.then, reading))
        for budget in offer.budgets
    ):
        return "budget"
    if offer.stock is not None and run.used(_stock_key(offer)) >= offer.stock:
        return "stock"
    if not taking.are_there(run.state, _points_asked(offer, reading), {}):
        return "points"
    if offer.ticket is not None and _ticket(run, offer) is None:
        return "ticket"
    return None


def _points_asked(offer: Offer, reading: Reading) -> dict[str, int]:
    """Costs and what the actions take, by currency."""
    found = taking.asked(offer.then, reading)
    for cost in offer.costs:
        found[cost.currency] = found.get(cost.currency, 0) + max(0, number(cost.amount, reading))
    return found


def _ticket(run: Run, offer: Offer) -> Issued | None:
    """The instance that pays for the offer: of those usable the one with the earliest end."""
    usable = [
        issued
        for issued in run.state.issued
        if issued.benefit == offer.ticket and benefits.is_usable(run, issued)
    ]
    return benefits.earliest_end(run.state, usable)


def _stock_key(offer: Offer) -> str:
    return f"stock:{offer.id}"


# ------------------------------------------------------------------------------------------ cancelling


def ask_cancel(run: Run, record: Record) -> None:
    """Whether the offers taken with the record can be given back (spec §13.3)."""
    for firing in run.state.firings:
        if firing.kind != "offer" or firing.event != record.event.key:
            continue
        offer = next(each for each in run.plan.offers if each.id == firing.by)
        if offer.cancel is None:
            continue
        within = offer.cancel.within
        if within is not None and run.at >= run.time.lasts_until(within, record.event.at):
            raise Rejected("refused", "cancel_not_possible", "late")
        if offer.cancel.if_unused and _is_used(run, offer.cancel, firing, record):
            raise Rejected("refused", "cancel_not_possible", "used")


def _is_used(run: Run, cancel: Cancel, firing: Firing, record: Record) -> bool:
    """Whether a benefit that it gave, or since then a privilege, has been used."""
    given = [issued for issued in run.state.issued if issued.firing == firing.number]
    return any(benefits.condition(run.state, issued) == "used" for issued in given) or any(
        use.privilege in cancel.privileges and use.at >= record.event.at for use in run.state.privileges_used
    )
