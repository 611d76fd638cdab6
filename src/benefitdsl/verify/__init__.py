"""Verification: scenarios, laws, and the histories that try to break them.

The strategies load on first use: only they need Hypothesis (the extra `verify`).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benefitdsl.verify.strategies import event_streams as event_streams
    from benefitdsl.verify.strategies import histories as histories
    from benefitdsl.verify.strategies import members as members

_STRATEGIES = ("event_streams", "histories", "members")

__all__ = ["event_streams", "histories", "members"]


def __getattr__(name: str) -> object:
    if name not in _STRATEGIES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module("benefitdsl.verify.strategies"), name)
    return value
