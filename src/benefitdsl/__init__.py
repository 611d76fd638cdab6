"""benefitdsl: membership benefits as text, evaluated exactly.

Names load on first use (PEP 562), so that a worker importing only `benefitdsl.engine` never pays for the
language.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benefitdsl.model.effect import Effect as Effect
    from benefitdsl.model.event import Event as Event

__version__ = "0.1.0"

# The public names, by the module that has them. A name added here is also imported above, for type checkers.
_HOMES = {
    "Effect": "benefitdsl.model.effect",
    "Event": "benefitdsl.model.event",
}

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604 - they are strings, in a table


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
