"""Every story of this room is told to both engines: a mistake in one of them shows, whatever the story asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benefitdsl.engine import ledger
from benefitdsl.engine import snapshot as views
from benefitdsl.engine.book import PointsBook, Source
from benefitdsl.engine.draft import Draft
from benefitdsl.model.snapshot import PointsView
from benefitdsl.plan.parts import Points
from tests.unit.engine.programme import HERE, PER_YUAN, Driver, plan, rule


def story() -> Driver:
    """Nothing is asked of it here."""
    d = Driver(plan(points=(Points("p", HERE),), rules=(rule("earn", "order", PER_YUAN),)))
    d.send("order", "2024-01-02", order="1", amount=1_000)
    d.send("refund", "2024-01-03", order="1", amount=300)
    d.advance("2024-01-04")
    return d


def test_a_story_without_a_mistake_is_told() -> None:
    assert story().points.live == 7


def test_a_mistake_in_what_is_decided_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    right = ledger.give

    def one_more(d: Draft, book: PointsBook, amount: int, source: Source) -> None:
        right(d, book, amount + 1, source)

    monkeypatch.setattr(ledger, "give", one_more)
    with pytest.raises(AssertionError, match="the reference engine decides"):
        story()


def test_a_mistake_in_what_is_shown_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    right = views._points

    def one_more(d: Draft, book: PointsBook) -> PointsView:
        view = right(d, book)
        return replace(view, spent=view.spent + 1)

    monkeypatch.setattr(views, "_points", one_more)
    with pytest.raises(AssertionError, match="the reference engine shows"):
        story()
