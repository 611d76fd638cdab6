"""The long search for a bound that does not hold: what generated histories of every example give, against their bounds.
With `--programmes` those of generated programmes instead, in which everything is worth something.

./run liability --histories 100000 --seed 0        so many histories in all, over all examples in turn
./run liability --only demo recipes                of these examples alone
./run liability --programmes 1000                  of the generated programmes 0 to 999; `--only 1065` of that one
./run liability --keep-going                       list every history that goes beyond a bound
./run liability --state .cache/liability.json      go on where the last search with this file stopped

A history has a seed and a number: `--only demo --seed 0 --first 417 --histories 1` plays that one again. A search that
goes on tells the figures of all its parts; a state of other sources than those of now is refused.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from multiprocessing import Pool, cpu_count
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import benefitdsl
from benefitdsl.analysis.bounds.report import Bounds, bounds_of
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.verify.generate import Ground, numbered
from tests.support.given import Given, exceeded, worthy

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples" / "rules"
EACH = 20  # histories of an example at a time
EACH_MADE = 5  # of a generated programme
SECONDS = 30  # between two lines of progress
ROOMS = ("analysis", "engine", "model", "plan", "quantities", "verify/generate")
SOURCES = (
    *(f"src/benefitdsl/{room}" for room in ROOMS),
    "examples/rules",
    "tests/support/given.py",
    "tests/support/programmes.py",
)


@dataclass(slots=True)
class Tally:
    """What was played. `nearest` says for each example how much of a period's bound was reached, in percent."""

    histories: int = 0
    events: int = 0
    beyond: list[str] = field(default_factory=list)
    nearest: dict[str, int] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        self.histories += other.histories
        self.events += other.events
        self.beyond += other.beyond
        for name, share in other.nearest.items():
            self.nearest[name] = max(self.nearest.get(name, 0), share)

    def __str__(self) -> str:
        return f"{self.histories:,} histories, {self.events:,} events, {len(self.beyond)} beyond a bound"


Work = tuple[str, int, int, int]  # example, seed, the first number, how many


@lru_cache(maxsize=64)
def looked_through(name: str) -> tuple[Ground, Bounds]:
    """An example, or a generated programme by its number, and its bounds."""
    ground = Ground(Rulebook(worthy(int(name))) if is_number(name) else benefitdsl.load(EXAMPLES / name))
    return ground, bounds_of(ground.plan)


def is_number(name: str) -> bool:
    """Whether it names a generated programme."""
    return name.isdecimal()


def played(work: Work) -> Tally:
    name, seed, first, number = work
    ground, bounds = looked_through(name)
    tally = Tally()
    for place in range(first, first + number):
        given = Given(ground.plan, promotions=not is_number(name))
        numbered(ground, seed, place, given)
        tally.histories += 1
        tally.events += len(given.sent)
        for each in exceeded(given, bounds):
            amounts = f"{float(each.worth) / 100:.2f} of {float(each.most) / 100:.2f}"
            tally.beyond.append(f"{name} --seed {seed} --first {place}: {each.of}, {each.member}: {amounts}")
        tally.nearest[name] = max(tally.nearest.get(name, 0), _nearest(given, bounds))
    return tally


def _nearest(given: Given, bounds: Bounds) -> int:
    """How much of the bound of a period was reached, in whole percent."""
    found = 0
    for period, bound in bounds.periods.items():
        for _, worth, measures in given.by_period(period):
            most = bound.at(measures)
            if most:
                found = max(found, int(worth * 100 / most))
    return found


def shares(names: tuple[str, ...], seed: int, first: int, each: int) -> Iterator[Work]:
    """Histories in turn: of each example so many, then the next so many; without end."""
    while True:
        for name in names:
            yield name, seed, first, each
        first += each


def sources() -> str:
    """What the figures are figures of."""
    digest = sha256()
    for room in SOURCES:
        path = ROOT / room
        for file in sorted(path.rglob("*")) if path.is_dir() else (path,):
            if file.suffix in (".py", ".benefit"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@dataclass(slots=True)
class State:
    """A search that can go on: of what, which examples, from where, and how many shares of it were played."""

    sources: str
    names: list[str]
    seed: int
    first: int
    done: int
    tally: Tally

    @staticmethod
    def read(path: Path | None, fresh: State) -> State:
        if path is None or not path.exists():
            return fresh
        kept = json.loads(path.read_text("utf-8"))
        if kept["sources"] != fresh.sources:
            raise SystemExit(f"{path} is of other sources than those of now: remove it to begin anew")
        return State(**{**kept, "tally": Tally(**kept["tally"])})

    def write(self, path: Path | None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")


def main() -> int:
    given = _arguments()
    made = [str(number) for number in range(given.programmes)]
    names = list(given.only) or made or sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())
    state = State.read(given.state, State(sources(), names, given.seed, given.first, 0, Tally()))
    print(f"seed {state.seed}, from share {state.done} of {len(state.names)} examples", flush=True)
    each = min(EACH if not given.programmes else EACH_MADE, given.histories)
    wanted = shares(tuple(state.names), state.seed, state.first, each)
    began = told = monotonic()
    with Pool(given.processes) as pool:
        for tally in pool.imap(played, islice(wanted, state.done, state.done + -(-given.histories // each))):
            state.done += 1
            state.tally.add(tally)
            for line in tally.beyond:
                print(line, flush=True)
            if tally.beyond and not given.keep_going:
                break
            if monotonic() - told > SECONDS:
                told = monotonic()
                state.write(given.state)
                print(f"{told - began:.0f} s: {state.tally}", flush=True)
    state.write(given.state)
    reached = sum(share >= 100 for share in state.tally.nearest.values())
    print(f"{monotonic() - began:.0f} s: {state.tally}; a period's bound reached whole in {reached} examples")
    return 1 if state.tally.beyond else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run liability", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--first", type=int, default=0, help="the number of the first history of each example"
    )
    parser.add_argument(
        "--only", nargs="*", default=(), help="names of examples, numbers of generated programmes"
    )
    parser.add_argument("--programmes", type=int, default=0, help="of so many generated programmes")
    parser.add_argument("--keep-going", action="store_true")
    parser.add_argument("--state", type=Path)
    parser.add_argument("--processes", type=int, default=cpu_count())
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
