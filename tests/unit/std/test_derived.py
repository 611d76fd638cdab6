"""Derived ids are unlike whatever the author's names are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from benefitdsl.std.derived import derived

NAMES = st.lists(st.text(alphabet=".\\ab", max_size=4), min_size=1, max_size=4).map(tuple)


@given(NAMES, NAMES)
def test_unlike_names_have_unlike_ids(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert (derived(*one) == derived(*other)) == (one == other)
