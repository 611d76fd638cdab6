"""A member's first state, and the fitting of a state to another version of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from benefitdsl.engine import scores, tiers
from benefitdsl.engine.book import Book, MetricBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.ledger import order_key
from benefitdsl.model.event import Scalar
from benefitdsl.model.member import FOREVER, Account, Member, MissionState, Sets, Sums


def new_member(book: Book, id_: str, at: int, attributes: Mapping[str, Scalar]) -> Member:
    """One who joins at an instant, with nothing yet."""
    return fitted(book, Member(id_, "", at, at, FOREVER, 0, attributes=dict(attributes)))


def fitted(book: Book, member: Member) -> Member:
    """The member with a section for every part of the plan; itself when it was made under this version."""
    if member.version == book.version and member.version:
        return member
    draft = Draft(book, member)
    for currency, points in book.points.items():
        if currency not in draft.accounts:
            draft.accounts[currency] = Account(anchors=[member.joined] * len(points.inactivities))
            continue
        account = draft.account(currency)
        account.order = sorted(order_key(points, account.lots[seq]) for seq in account.live)
        if len(account.anchors) != len(points.inactivities):
            account.anchors = [member.clock] * len(points.inactivities)
    for metric, metric_book in book.metrics.items():
        if not _fits(metric_book, draft.metrics.get(metric)):
            draft.metrics[metric] = Sets() if metric_book.is_set else Sums()
    for mission in book.missions:
        draft.missions.setdefault(mission, MissionState())
    for ladder, tiers_book in book.tiers.items():
        if ladder not in draft.tiers or draft.tiers[ladder].level >= len(tiers_book.tiers.levels):
            draft.tiers[ladder] = tiers.standing_at_joining(draft, tiers_book)
    draft.scores = {name: scores.fitted_state(draft, one) for name, one in book.scores.items()}
    draft.moments = {}
    draft.now = member.clock
    draft.plan_moments()
    draft.due = 0  # unknown under this version: the next decision looks
    return replace(draft.freeze(), version=book.version)


def _fits(book: MetricBook, series: Sums | Sets | None) -> bool:
    return isinstance(series, Sets if book.is_set else Sums)
