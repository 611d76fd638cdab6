"""What may stand beside this checkout: ../shared/bench, with W3's generator, oracle and hand-written limit."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT.parent / "shared" / "bench"


class NotBeside(Exception):
    """A file of ../shared/bench is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"../shared/bench/{name}.py is not beside this checkout")


def beside(name: str) -> ModuleType:
    """The module of ../shared/bench; `NotBeside`."""
    if not (BENCH / f"{name}.py").exists():
        raise NotBeside(name)
    if str(BENCH) not in sys.path:
        sys.path.append(str(BENCH))  # the limit imports the oracle by its bare name
    return importlib.import_module(name)
