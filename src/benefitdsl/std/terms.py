"""The terms of a benefit: what its own kind says beyond the common part, for quotes and hosts."""

from __future__ import annotations

Term = int | str | tuple[int, ...]
Terms = tuple[tuple[str, Term], ...]


def terms(**said: Term | None) -> Terms:
    """What was said, in the order given; None was not."""
    return tuple((word, value) for word, value in said.items() if value is not None)
