"""A view in words: a line for each thing, in the language of the naming."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from benefitdsl.engine.explain.naming import Naming
from benefitdsl.engine.explain.telling import DOES_NOT, FIRES
from benefitdsl.model.view import (
    BenefitHeld,
    DrawRow,
    MembershipPrice,
    MissionProgress,
    OfferPrice,
    PointsHeld,
    PrivilegeHeld,
    ScoreHeld,
    StreakProgress,
    TeamHeld,
    TierHeld,
    Unit,
    View,
)
from benefitdsl.source.display import quoted

T = TypeVar("T")


def lines(view: View, naming: Naming) -> list[str]:
    """The whole view."""
    teller = _Lines(naming)
    return [
        naming.put("view_header", member=quoted(view.member), time=naming.time(view.at)),
        *teller.under(
            naming.points_heading(held.currency for held in view.points), view.points, teller.points
        ),
        *teller.section("section_benefits", view.benefits, teller.benefit),
        *teller.section("section_tiers", view.tiers, teller.tier),
        *teller.section("section_missions", view.missions, teller.mission),
        *teller.section("section_scores", view.scores, teller.score),
        *teller.section("section_privileges", view.privileges, teller.privilege),
        *teller.section("section_memberships", view.memberships, teller.membership),
        *teller.section("section_offers", view.offers, teller.offer),
        *teller.section("section_draws", view.draws, teller.draw),
        *teller.section("section_teams", view.teams, teller.team),
    ]


class _Lines:
    def __init__(self, naming: Naming) -> None:
        self.naming = naming

    def section(self, key: str, things: Iterable[T], tell: Callable[[T], Iterator[str]]) -> list[str]:
        return self.under(self.naming.put(key), things, tell)

    def under(self, heading: str, things: Iterable[T], tell: Callable[[T], Iterator[str]]) -> list[str]:
        found = [f"  {line}" for thing in things for line in tell(thing)]
        return [heading, *found] if found else []

    # ------------------------------------------------------------------------- words

    def _put(self, key: str, **facts: str) -> str:
        return self.naming.put(key, **facts)

    def _said(self, title: str, parts: Iterable[str]) -> str:
        return title + self._put("colon") + self._put("comma").join(parts)

    def _left(self, times: int, shared: bool) -> str:
        return self._put("times_left_shared" if shared else "times_left", times=str(times))

    def _until(self, instant: int) -> str:
        return self._put("view_until", time=self.naming.time(instant))

    def _amount(self, amount: int, unit: Unit) -> str:
        match unit:
            case "money":
                return self.naming.money(amount)
            case "days":
                return self._put("days", number=str(amount))
            case _:
                return str(amount)

    # ------------------------------------------------------------------------- what there is

    def points(self, held: PointsHeld) -> Iterator[str]:
        parts = [self._amount(held.balance, held.unit)]
        if held.owed:
            parts.append(self._put("owed", points=self._amount(held.owed, held.unit)))
        if held.pending:
            parts.append(self._put("view_pending", points=self._amount(held.pending, held.unit)))
        if held.soon:
            parts.append(self._put("view_soon", points=self._amount(held.soon, held.unit)))
        yield self._said(held.title, parts)
        for one in held.expiring:
            amount = self._amount(one.amount, held.unit)
            yield "    " + self._put("view_expires", amount=amount, time=self.naming.time(one.at))
        for lot in held.lots:
            if lot.available_at is not None:
                amount = self._amount(lot.amount, held.unit)
                yield "    " + self._put("view_ready", amount=amount, time=self.naming.time(lot.available_at))

    def benefit(self, held: BenefitHeld) -> Iterator[str]:
        parts = [self._put(f"state_{held.state}")]
        if held.valid_from is not None:
            parts.append(self._put("valid_from", time=self.naming.time(held.valid_from)))
        if held.until is not None and held.state == "unclaimed":
            parts.append(self._put("claim_until", time=self.naming.time(held.until)))
        elif held.until is not None:
            parts.append(self._until(held.until))
        yield self._said(held.title, [*parts, *held.asks])

    def team(self, held: TeamHeld) -> Iterator[str]:
        yield self._said(held.title, [self.naming.joined([quoted(actor) for actor in held.actors])])

    # ------------------------------------------------------------------------- how far

    def tier(self, held: TierHeld) -> Iterator[str]:
        parts = [held.level_title]
        if held.next is not None:
            left = self._amount(held.next.to_go, held.unit)
            parts.append(self._put("tier_next", left=left, level=held.next.title))
        if held.keep is None and held.valid_until is not None:
            parts.append(self._put("until", time=self.naming.time(held.valid_until)))
        if held.keep is not None:
            key = "view_keep" if held.keep.to_go else "view_kept"
            left = self._amount(held.keep.to_go, held.unit)
            parts.append(self._put(key, left=left, time=self.naming.time(held.keep.until)))
        yield self._said(held.title, parts)

    def mission(self, held: MissionProgress) -> Iterator[str]:
        """Missions that are open to the member, or were completed."""
        if not held.counting and not held.needs_enrolment and not held.completed:
            return
        parts = [self._amount(held.progress, held.unit)]
        if held.to_go is not None and held.target is not None:
            left, target = (self._amount(number, held.unit) for number in (held.to_go, held.target))
            parts.append(self._put("to_go", left=left, target=target))
        if held.completed:
            parts.append(self._put("mission_done", times=str(held.completed)))
        if held.needs_enrolment:
            parts.append(self._put("view_enrol"))
        if held.ends_at is not None:
            parts.append(self._put("until", time=self.naming.time(held.ends_at)))
        yield self._said(held.title, parts)
        for step in held.steps if held.counting else ():
            done = step.to_go == 0
            told = [self._amount(step.progress, step.unit)]
            if not done:
                left, target = self._amount(step.to_go, step.unit), self._amount(step.target, step.unit)
                told.append(self._put("to_go", left=left, target=target))
            yield f"    {FIRES if done else DOES_NOT} {self._said(step.title, told)}"
        if held.streak is not None:
            yield from (f"    {line}" for line in self._streak(held.streak))

    def _streak(self, streak: StreakProgress) -> Iterator[str]:
        """What would break it."""
        if not streak.alive or streak.act_by is None:
            return
        key = "view_streak_done" if streak.today_done else "view_streak"
        yield self._put(key, time=self.naming.time(streak.act_by))
        if streak.freezes_left and streak.saved_by is not None:
            time = self.naming.time(streak.saved_by)
            yield self._put("view_freeze", time=time, left=str(streak.freezes_left))

    def score(self, held: ScoreHeld) -> Iterator[str]:
        parts = [str(held.value)]
        if held.review_at is not None:
            key = "view_review" if held.would_be == held.value else "would_be"
            parts.append(self._put(key, value=str(held.would_be), time=self.naming.time(held.review_at)))
        yield self._said(held.title, parts)
        yield from ("    " + self._said(part.title, [str(part.value)]) for part in held.parts)

    def draw(self, held: DrawRow) -> Iterator[str]:
        key = "sure_after" if held.left else "sure_next"
        sure = self._put(key, left=str(held.left), prize=held.sure_title)
        yield self._said(held.title, [self._put("empty_draws", count=str(held.empty)), sure])

    # ------------------------------------------------------------------------- what can be had

    def privilege(self, held: PrivilegeHeld) -> Iterator[str]:
        parts = [] if held.left is None else [self._left(held.left, held.shared)]
        if held.usable and not parts:
            parts = [self._put("view_usable")]
        yield f"{FIRES if held.usable else DOES_NOT} {self._said(held.title, parts or held.why)}"
        if parts:
            yield from (f"    {line}" for line in held.why)

    def membership(self, held: MembershipPrice) -> Iterator[str]:
        parts = [self.naming.money(held.fee)]
        if held.until is not None:
            parts.append(self._put("view_paid", time=self.naming.time(held.until)))
        yield f"{DOES_NOT if held.in_the_way else FIRES} {self._said(held.title, parts)}"
        yield from (f"    {line}" for line in held.why)

    def offer(self, held: OfferPrice) -> Iterator[str]:
        parts = [
            self._put("points_unit", number=self._amount(price.amount, price.unit), points=price.title)
            for price in held.points
        ]
        if held.ticket is not None:
            parts.append(held.ticket_title)
        if not parts:
            parts.append(self._put("view_free"))
        if held.left is not None:
            parts.append(self._left(held.left, held.shared))
        yield f"{DOES_NOT if held.in_the_way else FIRES} {self._said(held.title, parts)}"
        yield from (f"    {line}" for line in held.why)
