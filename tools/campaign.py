"""The long search for mistakes: the production engine against the reference engine over generated histories.

./run campaign --histories 20000 --seed 0          stop at the first difference and tell it as a small story
./run campaign --events 10000000                   go on until so many events were compared
./run campaign --keep-going                        list the seeds of all differences
./run campaign --keep                              keep the first difference as a case, tests/cases/engines/NAME.json
./run campaign --state .cache/campaign.json        go on where the last campaign with this file stopped

A history has a seed, and histories with neighbouring seeds share a programme: `--seed N --histories 1` plays one again.
An event counts once, however many states it is compared in: those that were sent, and those that decisions addressed to
others. The figures of a campaign that goes on are those of all its parts; what was compared with other sources than
those of now is told apart, and what differed then is played again first.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from hashlib import sha256
from itertools import count, islice
from multiprocessing import Pool, cpu_count
from pathlib import Path
from time import monotonic, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benefitdsl.engine.reference import Reference
from benefitdsl.plan.parts import Plan
from tests.support import coverage, kept
from tests.support.histories import History, TooLong, history
from tests.support.playing import Engine, compared, compiled, first_difference, shrunk
from tests.support.programmes import programme
from tests.support.steps import Advance, Send
from tests.support.story import told

ROOT = Path(__file__).resolve().parents[1]
EACH = 4  # histories of one programme
BATCH = 256  # programmes that are given out at a time
SECONDS = 30  # between two lines of progress
EXPECTED = coverage.expected()


@dataclass(slots=True)
class Tally:
    """What was played: of a programme, or of a campaign."""

    programmes: int = 0
    histories: int = 0
    sent: int = 0
    told: int = 0
    different: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)  # they tell more than there is time for
    mended: list[int] = field(default_factory=list)  # differed in an earlier part, and agree now
    slowest: tuple[float, int] = (0.0, 0)
    touched: Counter[str] = field(default_factory=Counter)

    @property
    def events(self) -> int:
        return self.sent + self.told

    def add(self, other: Tally) -> None:
        self.programmes += other.programmes
        self.histories += other.histories
        self.sent += other.sent
        self.told += other.told
        self.different += other.different
        self.left_out += other.left_out
        self.mended += other.mended
        self.slowest = max(self.slowest, other.slowest)
        self.touched.update(other.touched)

    def __str__(self) -> str:
        figures = f"{self.histories:,} histories of {self.programmes:,} programmes, {self.events:,} events"
        return f"{figures} ({self.told:,} of them told by others), {len(self.different)} differ"


# ------------------------------------------------------------------------------------------ playing


def made(seed: int) -> tuple[Plan, History]:
    plan, first_day = programme(seed // EACH)
    return plan, history(plan, first_day, seed)


def play(seeds: range) -> Tally:
    """The histories of one programme."""
    plan, first_day = programme(seeds.start // EACH)
    engine = compiled(plan)
    tally = Tally(programmes=1, touched=Counter(EXPECTED.intersection(coverage.of_plan(plan))))
    for seed in seeds:
        start = process_time()
        try:
            _play(tally, history(plan, first_day, seed), engine, seed)
        except TooLong:
            tally.left_out.append(seed)
            tally.histories += 1
        tally.slowest = max(tally.slowest, (process_time() - start, seed))
    return tally


def _play(tally: Tally, made: History, engine: Engine, seed: int) -> None:
    if compared(made.shown, engine, made.steps) is not None:
        tally.different.append(seed)
    tally.histories += 1
    for step, shown in zip(made.steps, made.shown, strict=True):
        tally.sent += isinstance(step, Send)
        tally.told += len(shown.others) if isinstance(step, Send | Advance) else 0
        tally.touched.update(name for name in coverage.of_shown(shown) if name in EXPECTED or "=" not in name)


def tell(seed: int, keep: bool) -> str:
    """The difference that a seed shows, with the steps that do not matter left out."""
    plan, found = made(seed)
    engine = compiled(plan)
    steps = shrunk(Reference(plan), engine, found.steps)
    difference = first_difference(Reference(plan), engine, steps)
    if difference is None:
        return "it is gone when played again alone"
    if keep:
        kept.write(f"seed-{seed:05}", plan, steps)
    return told(plan, steps, difference)


def all_played(work: Iterator[range], processes: int) -> Iterator[Tally]:
    """In the order of the seeds."""
    if processes == 1:
        yield from map(play, work)
        return
    with Pool(processes) as pool:
        while batch := list(islice(work, BATCH)):
            yield from pool.imap(play, batch, chunksize=4)


# ------------------------------------------------------------------------------------------ going on


@dataclass(slots=True)
class State:
    """What a campaign remembers: the next seed, all that was played, and the events by the sources they met."""

    seed: int
    next: int
    tally: Tally
    by_sources: Counter[str]

    @classmethod
    def of(cls, path: Path | None, seed: int) -> State:
        if path is None or not path.exists():
            return cls(seed, seed, Tally(), Counter())
        saved = json.loads(path.read_text(encoding="utf-8"))
        if saved["seed"] != seed:
            raise SystemExit(f"{path} is of a campaign with seed {saved['seed']}")
        tally = Tally(**saved["tally"])
        seconds, slowest = tally.slowest
        tally.touched, tally.slowest = Counter(tally.touched), (seconds, slowest)
        return cls(seed, saved["next"], tally, Counter(saved["by_sources"]))

    def add(self, tally: Tally, now: str) -> None:
        self.next += tally.histories
        self.tally.add(tally)
        self.by_sources[now] += tally.events

    def write(self, path: Path) -> None:
        """The whole file or none of it, so that a campaign can be stopped at any moment."""
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        written = {each.name: getattr(self.tally, each.name) for each in fields(Tally)}
        saved = {"seed": self.seed, "next": self.next, "tally": written, "by_sources": self.by_sources}
        fresh.write_text(json.dumps(saved), encoding="utf-8")
        fresh.replace(path)


def sources() -> str:
    """What is compared: a digest of both engines, of what they stand on, and of the generators; of all of this
    checkout that is loaded."""
    compiled(made(0)[0])  # loads the rest
    found = (getattr(module, "__file__", None) for module in sys.modules.values())
    digest = sha256()
    for path in sorted(Path(name) for name in found if name and Path(name).is_relative_to(ROOT)):
        if path.suffix == ".py" and path != Path(__file__).resolve() and ".venv" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def play_again(tally: Tally) -> None:
    """Histories that differed in an earlier part: those that agree now are mended."""
    still = [seed for seed in tally.different if play(range(seed, seed + 1)).different]
    tally.mended += [seed for seed in tally.different if seed not in still]
    tally.different = still


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    state, now = State.of(options.state, options.seed), sources()
    end = options.seed + options.histories if options.histories else None
    play_again(state.tally)
    print(f"histories from seed {state.next} on, {options.processes} processes, sources {now}", flush=True)
    start = told_at = monotonic()
    for tally in all_played(_work(state.next, end), options.processes):
        state.add(tally, now)
        if tally.different:
            print(f"seeds {tally.different} differ", flush=True)
        if monotonic() - told_at > SECONDS:
            told_at = monotonic()
            print(f"{state.tally}, next seed {state.next}, {told_at - start:.0f} s", flush=True)
            if options.state is not None:
                state.write(options.state)
        if tally.different and not options.keep_going:
            print(tell(tally.different[0], options.keep))
            break
        if options.events and state.tally.events >= options.events:
            break
    if options.state is not None:
        state.write(options.state)
    _sum_up(state, now, monotonic() - start)
    return 1 if state.tally.different else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--histories", type=int, help="how many; 20,000 where no events are asked for")
    parser.add_argument("--events", type=int, help="how many events, those of earlier parts among them")
    parser.add_argument("--seed", type=int, default=0, help="of the first history; the next ones count up")
    parser.add_argument("--processes", type=int, default=cpu_count())
    parser.add_argument("--keep-going", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--state", type=Path, help="a file that remembers how far the campaign has come")
    options = parser.parse_args(arguments)
    if options.histories is None and options.events is None:
        options.histories = 20_000
    return options


def _work(first: int, end: int | None) -> Iterator[range]:
    """The seeds from one on, those of a programme together."""
    for number in count(first // EACH):
        seeds = range(max(first, number * EACH), min((number + 1) * EACH, end or sys.maxsize))
        if not seeds:
            return
        yield seeds


def _sum_up(state: State, now: str, seconds: float) -> None:
    tally = state.tally
    print(f"{tally}, {seconds:.0f} s in this part")
    print(f"seeds {state.seed} to {state.next - 1}; differ: {tally.different or 'none'}")
    if tally.left_out:
        print(f"left out, for they tell more than there is time for: {tally.left_out}")
    if tally.mended:
        print(f"differed once, and agree now: {tally.mended}")
    print(f"{state.by_sources[now]:,} of the events met the sources of now, {now}")
    print(f"the slowest took {tally.slowest[0]:.1f} s: seed {tally.slowest[1]}")
    for name, times in sorted(tally.touched.items()):
        print(f"  {times:9} {name}")
    print("never touched:", ", ".join(coverage.missing(tally.touched)) or "nothing")


if __name__ == "__main__":
    sys.exit(main())
