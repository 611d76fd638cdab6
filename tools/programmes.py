"""The long search for programmes that break a law: generated texts, their checks, plans and events.

tools/programmes.py --count 20000 --seed 0          all faults, counted by what they are, with their first seeds
tools/programmes.py --tell 4711                      one programme with all that is said of it
tools/programmes.py --state .cache/programmes.json   go on where the last search with this file stopped
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import Pool, cpu_count
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.texts import coverage
from tests.support.texts.laws import EVENTS, tried
from tests.support.texts.programmes import programme

EVERY = 250  # programmes between two lines of progress
SHOWN = 5  # seeds of a fault


@dataclass(frozen=True, slots=True)
class Result:
    """One programme held against all laws."""

    seed: int
    is_accepted: bool
    spoiled: str
    codes: tuple[str, ...]
    faults: list[str]
    seconds: float
    touched: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)


def result(seed: int) -> Result:
    start = monotonic()
    found = tried(programme(seed))
    touched = Counter(name for module in found.programme.modules for name in set(coverage.of_module(module)))
    if found.plan is not None:
        touched.update(set(coverage.of_plan(found.plan)))
    return Result(
        seed,
        found.plan is not None,
        found.programme.spoiled,
        found.codes,
        found.faults,
        monotonic() - start,
        touched,
        Counter(found.statuses),
    )


@dataclass
class Search:
    """What has been found so far."""

    done: int = 0
    accepted: int = 0
    spoiled: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[int]] = field(default_factory=dict)
    touched: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)

    def add(self, one: Result) -> None:
        self.done += 1
        self.accepted += one.is_accepted
        self.spoiled += bool(one.spoiled)
        if not one.is_accepted and not one.spoiled:
            self.refused.update(set(one.codes))
        for fault in one.faults:
            self.faults.setdefault(re.sub(r"\d+", "N", fault), []).append(one.seed)
        self.touched.update(one.touched)
        self.statuses.update(one.statuses)
        self.slowest = max(self.slowest, (one.seconds, one.seed))


def results(seeds: range, processes: int) -> Iterator[Result]:
    if processes == 1:
        yield from map(result, seeds)
        return
    with Pool(processes) as pool:
        yield from pool.imap(result, seeds, chunksize=8)


def tell(seed: int) -> int:
    found = tried(programme(seed))
    for text in found.texts.get("en", ()):
        print(text)
    print("spoiled:", found.programme.spoiled or "no")
    print("accepted:", found.plan is not None, *found.codes)
    print("statuses:", found.statuses)
    print("faults:", *(found.faults or ["none"]), sep="\n  ")
    return 1 if found.faults else 0


def report(found: Search) -> None:
    print(
        f"{found.done} programmes: {found.accepted} accepted, {found.spoiled} spoiled on purpose;"
        f" the slowest took {found.slowest[0]:.1f} s (seed {found.slowest[1]})"
    )
    print(
        "of the others refused for:",
        ", ".join(f"{code} {count}" for code, count in found.refused.most_common()),
    )
    print("events:", ", ".join(f"{status} {count}" for status, count in found.statuses.most_common()))
    print("never touched:", ", ".join(coverage.missing(found.touched)) or "nothing")
    for fault, seeds in sorted(found.faults.items(), key=lambda each: -len(each[1])):
        print(f"{len(seeds):6} {fault}  seeds {seeds[:SHOWN]}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first programme; the next ones count up")
    parser.add_argument("--processes", type=int, default=cpu_count())
    parser.add_argument("--state", type=Path, help="a file that remembers how far the search has come")
    parser.add_argument("--tell", type=int, metavar="SEED", help="show one programme and stop")
    options = parser.parse_args(arguments)
    if options.tell is not None:
        return tell(options.tell)
    found, start, before = Search(), monotonic(), 0
    if options.state is not None and options.state.exists():
        saved = json.loads(options.state.read_text(encoding="utf-8"))
        before = saved["done"] if saved["seed"] == options.seed else 0
    seeds = range(options.seed + before, options.seed + options.count)
    print(f"programmes with seeds {seeds.start} to {seeds.stop - 1}, {EVENTS} events each", flush=True)
    for one in results(seeds, options.processes):
        found.add(one)
        for fault in one.faults:
            print(f"seed {one.seed}: {fault}", flush=True)
        if found.done % EVERY == 0:
            print(f"{found.done} programmes in {monotonic() - start:.0f} s", flush=True)
            if options.state is not None:
                state = {"seed": options.seed, "done": before + found.done}
                options.state.write_text(json.dumps(state), encoding="utf-8")
    report(found)
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
