"""The long search for mistakes: the production engine against the reference engine over generated histories.

./run campaign --histories 20000 --seed 0          stop at the first difference and tell it as a small story
./run campaign --keep-going                        list the seeds of all differences
./run campaign --keep                              keep the first difference as a case, tests/cases/engines/NAME.json
./run campaign --state .cache/campaign.json        go on where the last campaign with this file stopped

Every history has the seed of its programme and of its events: `--seed N --histories 1` plays one again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import Pool, cpu_count
from pathlib import Path
from time import monotonic, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benefitdsl.engine.reference import Reference
from tests.support import coverage, kept
from tests.support.histories import history
from tests.support.playing import compared, compiled, first_difference, shrunk
from tests.support.programmes import programme
from tests.support.story import told

EVERY = 500  # histories between two lines of progress


@dataclass(frozen=True, slots=True)
class Played:
    """One history played on both engines."""

    seed: int
    steps: int
    differs: bool
    seconds: float
    touched: Counter[str] = field(default_factory=Counter)


def play(seed: int) -> Played:
    start = process_time()
    plan, first_day = programme(seed)
    made = history(plan, first_day, seed)
    touched = Counter(set(coverage.of_plan(plan)))
    for shown in made.shown:
        touched.update(coverage.of_shown(shown))
    found = compared(made.shown, compiled(plan), made.steps)
    return Played(seed, len(made.steps), found is not None, process_time() - start, touched)


def tell(seed: int, keep: bool) -> str:
    """The difference that a seed shows, with the steps that do not matter left out."""
    plan, first_day = programme(seed)
    engine = compiled(plan)
    steps = shrunk(Reference(plan), engine, history(plan, first_day, seed).steps)
    found = first_difference(Reference(plan), engine, steps)
    if keep:
        kept.write(f"seed-{seed:05}", plan, steps)
    return "it is gone when played again" if found is None else told(plan, steps, found)


def all_played(seeds: range, processes: int) -> Iterator[Played]:
    if processes == 1:
        yield from map(play, seeds)
        return
    with Pool(processes) as pool:
        yield from pool.imap(play, seeds, chunksize=16)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--histories", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0, help="of the first history; the next ones count up")
    parser.add_argument("--processes", type=int, default=cpu_count())
    parser.add_argument("--keep-going", action="store_true")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--state", type=Path, help="a file that remembers how far the campaign has come")
    options = parser.parse_args(arguments)
    done = 0
    if options.state is not None and options.state.exists():
        saved = json.loads(options.state.read_text(encoding="utf-8"))
        done = saved["done"] if saved["seed"] == options.seed else 0
    touched: Counter[str] = Counter()
    steps, different, start = 0, [], monotonic()
    slowest = (0.0, options.seed)
    seeds = range(options.seed + done, options.seed + options.histories)
    print(
        f"histories with seeds {seeds.start} to {seeds.stop - 1}, {options.processes} processes", flush=True
    )
    for played in all_played(seeds, options.processes):
        done, steps = done + 1, steps + played.steps
        touched.update(played.touched)
        slowest = max(slowest, (played.seconds, played.seed))
        if played.differs:
            different.append(played.seed)
            print(f"seed {played.seed} differs", flush=True)
            if not options.keep_going:
                print(tell(played.seed, options.keep))
                break
        if done % EVERY == 0:
            print(
                f"{done} histories, {steps} steps, {monotonic() - start:.0f} s, {len(different)} differ",
                flush=True,
            )
            if options.state is not None:
                options.state.write_text(json.dumps({"seed": options.seed, "done": done}), encoding="utf-8")
    print(
        f"{done} histories, {steps} steps in {monotonic() - start:.0f} s: {len(different)} differ {different or ''}"
    )
    print(f"the slowest took {slowest[0]:.1f} s: seed {slowest[1]}")
    for name, count in sorted(touched.items()):
        if "=" not in name or name in coverage.expected():
            print(f"  {count:9} {name}")
    print("never touched:", ", ".join(coverage.missing(touched)) or "nothing")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
