"""Hypothesis strategies over a programme, for the tests of its host: members, streams of events, whole histories.

They make what `benefitdsl verify` makes, by the same generator; Hypothesis shrinks what they draw.
"""

from __future__ import annotations

from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.verify.generate import Broke, Choices, Ground, begin, make
from benefitdsl.verify.history import History, Sending

try:
    from hypothesis import strategies as st
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "strategies need Hypothesis: pip install 'benefitdsl[verify]'", name=missing.name
    ) from None


class _Drawn(Choices):
    """Choices that Hypothesis draws."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        return self._draw(st.integers(low, high))


def histories(rulebook: Rulebook) -> st.SearchStrategy[History]:
    """Whole histories: members who join, events, time that passes. An event that breaks the engine raises."""
    ground = Ground(rulebook)

    @st.composite
    def history(draw: st.DrawFn) -> History:
        try:
            draws, rounds = str(draw(st.integers(0, 999))), draw(st.booleans())
            return make(ground, _Drawn(draw), lambda _: None, draws, rounds=rounds)
        except Broke as broke:
            raise broke.__cause__ or broke from None

    return history()


def event_streams(rulebook: Rulebook) -> st.SearchStrategy[tuple[Event, ...]]:
    """The events of a history in the order in which its host sends them: late ones and repetitions among them."""
    return histories(rulebook).map(
        lambda history: tuple(one.event for one in history.happenings if isinstance(one, Sending))
    )


def members(rulebook: Rulebook) -> st.SearchStrategy[Member]:
    """States of members who have just joined, with attributes that the programme reads."""
    ground = Ground(rulebook)

    @st.composite
    def member(draw: st.DrawFn) -> Member:
        story = begin(ground, _Drawn(draw), lambda _: None, "")
        return story.state(draw(st.sampled_from(story.people)))

    return member()


__all__ = ["event_streams", "histories", "members"]
