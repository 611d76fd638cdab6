"""The long hunt for bytes that something does not stand: rules, stored plans, events, carts, scenarios, mappings …

./run fuzz event --runs 100000          so many more inputs, with atheris where it is installed
./run fuzz event --engine plain         the same target by a plain mutator, for a Python that atheris does not know
./run fuzz --list                       the targets
./run fuzz event --play FILE            one input again, with its exception

What was found interesting is kept under .cache/fuzz/TARGET/ and the next hunt starts from it; so are findings, the
smallest input of each, under .cache/fuzz/TARGET.findings/. A mended finding becomes a case in tests/cases/fuzz/.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from random import Random
from time import monotonic, process_time

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
CACHE = ROOT / ".cache" / "fuzz"
EVERY = 20_000  # inputs between two lines of progress
WATCHED = ["benefitdsl", "yaml", "lark"]  # whose branches lead atheris


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", nargs="?")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument(
        "--seconds", type=float, help="of the processor; stops there if --runs are not done yet"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", choices=("atheris", "plain"))
    parser.add_argument("--play", type=Path)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        hunt_with_atheris(options.target, options.runs, options.seed, options.seconds)
        return 0
    if options.list or options.target is None:
        print("\n".join(names()))
        return 0
    if options.target not in names():
        parser.error(f"no target `{options.target}`; there are {', '.join(names())}")
    if options.play is not None:
        print("taken" if target_of(options.target).play(options.play.read_bytes()) else "refused")
        return 0
    engine = options.engine or ("atheris" if find_spec("atheris") else "plain")
    if engine == "plain":
        hunt_plainly(options.target, options.runs, options.seed, options.seconds)
    else:  # in a process of its own, in which nothing is imported before atheris watches it, and which atheris ends
        command = [sys.executable, __file__, *(sys.argv[1:] if arguments is None else arguments)]
        subprocess.run([*command, "--child"], check=False)
    return report(options.target, engine)


def names() -> list[str]:
    from tests.attacks.fuzz.targets import TARGETS

    return [target.name for target in TARGETS]


def target_of(name: str):  # type: ignore[no-untyped-def]  # imported late, so that atheris sees the import
    from tests.attacks.fuzz.targets import TARGETS

    return next(target for target in TARGETS if target.name == name)


def hunt_plainly(name: str, runs: int, seed: int, seconds: float | None) -> None:
    """Mutants of the seeds and of what is kept, each by its number: the same numbers make the same inputs."""
    from tests.attacks.fuzz.hunt import Hunt

    target, before = target_of(name), state(name)
    hunt, pool, start = Hunt(target), [*target.seeds(), *kept(name)], monotonic()
    first, end = before["inputs"], process_time() + (seconds or float("inf"))
    for number in range(first, first + runs):
        rng = Random(f"{name} {seed} {number}")
        hunt.play(target.mutate(rng, rng.choice(pool), target.splinters, pool))
        if hunt.inputs % EVERY == 0:
            say(hunt, start)
            save(name, hunt, before)
        if process_time() > end:
            break
    save(name, hunt, before)


def hunt_with_atheris(name: str, runs: int, seed: int, seconds: float | None) -> None:
    import atheris

    with atheris.instrument_imports(include=WATCHED):
        from tests.attacks.fuzz.hunt import Hunt
    target, before = target_of(name), state(name)
    hunt, start, splinters = Hunt(target, seconds=5.0), monotonic(), target.splinters
    pool, end = list(target.seeds()), process_time() + (seconds or float("inf"))
    corpus = CACHE / name
    corpus.mkdir(parents=True, exist_ok=True)
    for data in pool:
        (corpus / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)

    def play(data: bytes) -> None:
        hunt.play(data)
        over = process_time() > end
        if hunt.inputs % EVERY == 0 or hunt.inputs >= runs or over:
            save(name, hunt, before)
            say(hunt, start)
        if over:
            raise KeyboardInterrupt

    def mutate(data: bytes, most: int, number: int) -> bytes:
        """Half by what the target knows of its texts, half by what atheris has seen."""
        if number % 2:
            return atheris.Mutate(data, min(most, len(data) + 64))
        rng = Random(number)
        return target.mutate(rng, data, splinters, pool)[:most]

    flags = (f"-runs={runs}", "-max_len=32768", f"-seed={seed + 1}", "-timeout=60", "-verbosity=0")
    atheris.Setup([sys.argv[0], str(corpus), *flags], play, custom_mutator=mutate)
    atheris.Fuzz()


# ------------------------------------------------------------------------------------------------ what is kept


def kept(name: str) -> list[bytes]:
    folder = CACHE / name
    return [path.read_bytes() for path in sorted(folder.iterdir())] if folder.is_dir() else []


def state(name: str) -> dict[str, float]:
    """What all hunts of this target came to so far."""
    path = CACHE / f"{name}.json"
    empty = {"inputs": 0, "taken": 0, "slowest": 0.0}
    return empty | (json.loads(path.read_text(encoding="utf-8")) if path.exists() else {})


def save(name: str, hunt, before: dict[str, float]) -> None:  # type: ignore[no-untyped-def]
    findings = CACHE / f"{name}.findings"
    findings.mkdir(parents=True, exist_ok=True)
    for what, data in hunt.findings.items():
        place = findings / hashlib.sha1(what.encode(), usedforsecurity=False).hexdigest()[:12]
        if not place.exists() or place.stat().st_size > len(data):
            place.write_bytes(data)
            place.with_suffix(".txt").write_text(what + "\n", encoding="utf-8")
    sums = {
        "inputs": before["inputs"] + hunt.inputs,
        "taken": before["taken"] + hunt.taken,
        "slowest": max(before["slowest"], hunt.slowest),
    }
    (CACHE / f"{name}.json").write_text(json.dumps(sums), encoding="utf-8")


def say(hunt, start: float) -> None:  # type: ignore[no-untyped-def]
    print(f"{hunt.inputs} inputs, {monotonic() - start:.0f} s, {len(hunt.findings)} findings", flush=True)


def report(name: str, engine: str) -> int:
    """What all hunts of this target came to; a finding that stands is told."""
    found = state(name)
    print(
        f"{name} ({engine}): {found['inputs']:.0f} inputs in all, {found['taken']:.0f} taken,"
        f" the slowest took {found['slowest'] * 1000:.0f} ms"
    )
    standing = 0
    for path in sorted((CACHE / f"{name}.findings").glob("*.txt")):
        if wrong := again(name, path.with_suffix("")):
            standing += 1
            print(f"  {path.with_suffix('').relative_to(ROOT)}: {wrong}")
    print(f"{standing} findings stand")
    return 1 if standing else 0


def again(name: str, path: Path) -> str:
    """What is still wrong with an input that once was a finding."""
    from tests.attacks.fuzz.hunt import Hunt

    wrong: str = Hunt(target_of(name)).play(path.read_bytes())
    return wrong


if __name__ == "__main__":
    sys.exit(main())
