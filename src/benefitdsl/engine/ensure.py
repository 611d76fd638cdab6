"""Invariants, checked in every build: `assert` would vanish under -O."""

from __future__ import annotations


class BrokenInvariant(RuntimeError):
    """The engine found its own books wrong. Nothing it made may be used."""

    def __init__(self, what: str) -> None:
        super().__init__(f"invariant broken: {what}; please report this with the plan and the history")


def ensure(holds: bool, what: str) -> None:
    """Stop unless the invariant holds."""
    if not holds:
        raise BrokenInvariant(what)
