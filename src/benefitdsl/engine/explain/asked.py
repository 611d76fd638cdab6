"""What an event asked for by name, an offer, a privilege, a promotion or points, and what stood in the way (spec 12.3,
13.2, 13.5, 17.2): asked again of the draft as it stood when the engine asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from benefitdsl.engine import actions, ledger, taking
from benefitdsl.engine.book import LimitBook, OfferBook, PointsBook, PrivilegeBook, PromotionBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain.reading import Reading
from benefitdsl.engine.explain.rules_told import limit_use, no_budget, not_in_audience, not_scheduled, too_few
from benefitdsl.engine.explain.story import (
    AskedStory,
    LimitUse,
    NoRoom,
    NoTicket,
    NotMet,
    OutOfStock,
    OverShare,
    TooFewPoints,
    Why,
    WrongFee,
)
from benefitdsl.engine.limits import budgets_have_room, has_room
from benefitdsl.engine.promotions import discounts_of
from benefitdsl.engine.schedules import holds
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import Effect
from benefitdsl.plan.expr import Expr
from benefitdsl.plan.schedule import Schedule


class AskedFor:
    """What the event of a draft asked for."""

    def __init__(self, d: Draft, reading: Reading) -> None:
        self.d, self.reading = d, reading

    def refused(self, outcome: Outcome) -> tuple[AskedStory, ...]:
        """What stood in the way; nothing where the reason says it all."""
        d = self.d
        match outcome.reason:
            case "offer_not_possible":
                book = self._offer()
                return () if book is None else (self._offered(book, self.why_no_offer(book, outcome.detail)),)
            case "privilege_not_available":
                privilege = d.book.privileges.get(outcome.detail)
                return () if privilege is None else (self._privilege(privilege, self.why_no(privilege)),)
            case "promotion_not_available":
                promotion = d.book.promotions.get(outcome.detail)
                return () if promotion is None else (self._promotion(promotion, self.why_no(promotion)),)
            case "not_enough_points" | "points_over_share":
                points = d.book.points.get(outcome.detail)
                return (
                    () if points is None else (self._points(points, outcome.reason == "points_over_share"),)
                )
            case _:
                return ()

    def given(self, effects: Mapping[str, tuple[Effect, ...]]) -> tuple[AskedStory, ...]:
        """The offers, privileges and promotions that the event came by, with the effects of each by its id."""
        d, stories = self.d, []
        offer = self._offer()
        if offer is not None and offer.offer.id in effects:
            stories.append(self._offered(offer, None, effects[offer.offer.id]))
        privilege = d.book.privileges.get(str(d.fields.get("benefit", "")))
        if privilege is not None and privilege.privilege.id in effects:
            stories.append(self._privilege(privilege, None, effects[privilege.privilege.id]))
        for name in dict.fromkeys(str(entry.get("source", "")) for entry in discounts_of(d.fields)):
            promotion = d.book.promotions.get(name)
            if promotion is not None and name in effects:
                stories.append(self._promotion(promotion, None, effects[name]))
        return tuple(stories)

    # ------------------------------------------------------------------------- offers

    def _offer(self) -> OfferBook | None:
        kind = self.d.type
        if kind is None or kind.offers is None or kind.type.role != "offer":
            return None
        named = self.d.fields.get(kind.offers)
        return self.d.book.offers.get(named) if isinstance(named, str) else None

    def _offered(self, book: OfferBook, why: Why | None, effects: tuple[Effect, ...] = ()) -> AskedStory:
        offer = book.offer
        findings = self.reading.findings(offer.condition) if why is None else ()
        limits = self._uses(book.limits) if why is None else ()
        return AskedStory("offer", offer.id, offer.origin, why, findings, limits, effects)

    def why_no_offer(self, book: OfferBook, said: str) -> Why | None:
        """The first thing that stands against an offer, as the engine named it."""
        d, offer = self.d, book.offer
        match said:
            case "schedule" | "audience" | "condition" | "limit":
                return self._first(offer.schedule, offer.audience, offer.condition, book.limits)
            case "fee":
                paid = d.fields.get("amount", 0)
                fee = 0 if book.fee is None else book.fee(d, d.fields)
                return WrongFee(fee, paid if isinstance(paid, int) else 0)
            case "budget":
                worth = actions.worth(d, actions.plan(d, book.then))
                full = (one for one in book.budgets if not budgets_have_room(d, (one,), worth))
                return next((no_budget(d, one, worth) for one in full), None)
            case "stock":
                return OutOfStock(offer.stock or 0)
            case "points":
                return self._too_few(book)
            case "ticket":
                return NoTicket(offer.ticket or "")
            case _:
                return None

    def _too_few(self, book: OfferBook) -> Why | None:
        """The first currency that does not reach for the costs and what the actions take."""
        needs = taking.needed(actions.plan(self.d, book.then))
        for currency, amount in book.costs:
            needs[currency] = needs.get(currency, 0) + max(0, amount(self.d, self.d.fields))
        return too_few(self.d, needs, {})

    # ------------------------------------------------------------------------- the others

    def _privilege(
        self, book: PrivilegeBook, why: Why | None, effects: tuple[Effect, ...] = ()
    ) -> AskedStory:
        one = book.privilege
        findings = self.reading.findings(one.condition) if why is None else ()
        limits = self._uses(book.quota) if why is None else ()
        return AskedStory("privilege", one.id, one.origin, why, findings, limits, effects)

    def _promotion(
        self, book: PromotionBook, why: Why | None, effects: tuple[Effect, ...] = ()
    ) -> AskedStory:
        one = book.promotion
        findings = self.reading.findings(one.condition) if why is None else ()
        limits = self._uses(book.limits) if why is None else ()
        return AskedStory("promotion", one.id, one.origin, why, findings, limits, effects)

    def why_no(self, book: PrivilegeBook | PromotionBook) -> Why | None:
        match book:
            case PrivilegeBook(privilege=one):
                return self._first(one.usable, one.audience, one.condition, book.quota)
            case PromotionBook(promotion=promotion):
                return self._first(promotion.schedule, promotion.audience, promotion.condition, book.limits)
            case _:
                assert_never(book)

    def _first(
        self, schedule: Schedule | None, audience: str | None, condition: Expr, limits: Iterable[LimitBook]
    ) -> Why | None:
        """The first of the four that does not let it be."""
        d = self.d
        if schedule is not None and not d.in_schedule(holds(schedule)):
            return not_scheduled(d, schedule)
        if audience is not None and not d.in_segment(audience):
            return not_in_audience(self.reading, audience)
        if not self.reading.holds(condition):
            return NotMet(self.reading.findings(condition), False)
        return next((NoRoom(limit_use(d, one)) for one in limits if not has_room(d, (one,))), None)

    def _points(self, book: PointsBook, over_share: bool) -> AskedStory:
        """Points that an order asked to spend: more than there are, or than stand for money of it."""
        d, points = self.d, book.points
        asked, amount = d.fields.get(points.spent_by or "", 0), d.fields.get("amount", 0)
        asked = asked if isinstance(asked, int) else 0
        same = [one.points.id for one in d.book.points.values() if one.points.spent_by == points.spent_by]
        why: Why = TooFewPoints(points.id, asked, sum(ledger.spendable(d, one) for one in same))
        if over_share and points.as_cash is not None and isinstance(amount, int):
            step, worth, numerator, denominator = points.as_cash
            why = OverShare(points.id, asked, amount * numerator // denominator // worth * step, step)
        return AskedStory("points", points.id, points.origin, why)

    def _uses(self, limits: Iterable[LimitBook]) -> tuple[LimitUse, ...]:
        return tuple(limit_use(self.d, limit) for limit in limits)
