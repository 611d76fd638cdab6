"""W1: one event against N rules. How the time grows, and beside the peers that are installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import log
from statistics import median
from unittest.mock import patch

from benchmarks import w1_workload as workload
from benchmarks.report import Reading, Report
from benchmarks.sizes import Size
from benchmarks.timing import Contender, Pace, race
from benchmarks.w1_engines import PEERS, Ask, Make, full_index, ours, type_index
from benchmarks.w1_workload import Row, Threshold, Variant

COUNTS = (10, 100, 1_000, 10_000)
PEER_COUNTS = (1_000, 10_000)
BESIDE = {1: ("zen-engine", 1_000), 2: ("zen-engine", 10_000), 3: ("Rust CEL", 1_000)}  # by row
OURS, INDEX, TYPES = "benefitdsl", "full index by hand", "grouped by type by hand"

Paces = dict[tuple[str, int], Pace]


class WrongHits(Exception):
    """An engine fired other rules than it should, so its time means nothing."""

    def __init__(self, engine: str, count: int, row: Row) -> None:
        super().__init__(f"{engine} at {count} rules, on {row}")


def run(size: Size) -> Report:
    report = Report("W1  one event against N rules")
    for peer in PEERS:
        if not peer.is_installed:
            report.leave_out(f"{peer.name} is not installed: pip install {peer.package}", *peer.rows)
    with _any_number_of_effects():
        paces = _race("a", size)
        _tell(report, "a", paces)
        for number, (name, count) in BESIDE.items():
            if (name, count) in paces:
                report.goals[number] = Reading(paces[name, count].over(paces[OURS, count]))
        report.goals[5] = Reading(_exponent(paces, OURS))
        report.line("a: growth of the full index by hand", _exponent(paces, INDEX), "exponent")
        paces = _race("b", size)
        _tell(report, "b", paces)
        report.goals[4] = Reading(_exponent(paces, OURS))
    return report


@contextmanager
def _any_number_of_effects() -> Iterator[None]:
    """At 10,000 rules of variant `a` more than a hundred may fire. The engine refuses that, after all the work."""
    with patch("benefitdsl.engine.core.MAX_EVENT_EFFECTS", 1_000_000):
        yield


def _race(variant: Variant, size: Size) -> Paces:
    rows = workload.events(variant)[: size.w1_events]
    makes: list[tuple[str, Make, tuple[int, ...]]] = [
        (OURS, ours, COUNTS),
        (INDEX, full_index, COUNTS),
        (TYPES, type_index, COUNTS),
    ]
    if variant == "a":
        makes += [(peer.name, peer.make, PEER_COUNTS) for peer in PEERS if peer.is_installed]
    names: dict[str, tuple[str, int]] = {}
    contenders = []
    for engine, make, counts in makes:
        for count in counts:
            rules = workload.rules(count, variant)
            ask = make(rules)
            _check(engine, ask, rules, rows)
            name = f"{engine} {count}"
            names[name] = (engine, count)
            contenders.append(Contender(name, _pass(ask, rows), len(rows), 20 if make is full_index else 1))
    return {names[name]: pace for name, pace in race(contenders).items()}


def _check(engine: str, ask: Ask, rules: list[Threshold], rows: list[Row]) -> None:
    for row in rows:
        if sorted(ask(row)) != sorted(workload.expected(rules, row)):
            raise WrongHits(engine, len(rules), row)


def _pass(ask: Ask, rows: list[Row]) -> Callable[[], None]:
    def ask_all() -> None:
        for row in rows:
            ask(row)

    return ask_all


def _exponent(paces: Paces, engine: str) -> float:
    """By which power of the number of rules the time grows, from 100 rules to 10,000."""
    few, many = paces[engine, 100].rounds, paces[engine, 10_000].rounds
    return median(log(more / less) / log(100) for less, more in zip(few, many, strict=True))


def _tell(report: Report, variant: Variant, paces: Paces) -> None:
    for (engine, count), pace in paces.items():
        ratio = pace.over(paces[OURS, count])
        note = "" if engine == OURS else f"{ratio:.3g}× ours"
        report.line(f"{variant}: {engine}, {count:,} rules", pace.us, "µs/event", note)
