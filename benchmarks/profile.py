"""Where the time of W3 goes, function by function. The profiler makes small functions look dearer than they are."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable

from benchmarks.sizes import Size
from benchmarks.timing import no_collector
from benchmarks.w3_programme import evaluated, programme, streamed

LINES = 40


def show(size: Size) -> None:
    """Print what took longest in itself: of a replay in place, then of pure `evaluate`. `NotBeside`."""
    w3 = programme(size.w3_mod)
    _profiled(f"Engine.replay, {len(w3.events):,} events", lambda: streamed(w3))
    _profiled(f"Engine.evaluate, {len(w3.events):,} events", lambda: evaluated(w3))


def _profiled(title: str, run: Callable[[], object]) -> None:
    print(title)
    profiler = cProfile.Profile()
    with no_collector():
        profiler.runcall(run)
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(LINES)
