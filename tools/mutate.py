"""Are the tests strong enough? Small mistakes are made in the modules that count, one at a time, and must be found.

./run mutate                           all modules, and how many of their mutants were found
./run mutate quantities/window.py      this one
./run mutate --only left engine/left.py    the mutants whose function, or whose text, has this word
./run mutate --every 6                 a sample, the first of every six
./run mutate --list engine/left.py     what would be tried

Who judges, the cheapest first: generated histories that the reference engine has played once, before there was any
mistake; the unit tests and laws of the module's room, of numbers and days before the histories; with --examples the
scenarios of all examples, which take ten seconds for each mutant that is left. Of histories and tests only those judge
which call the function with the mistake; which they are is written down while everything is still right. A mutant that
nobody finds must stand in tests/mutants.toml with the reason why nobody could; one that stands there and is found is a
mistake too.

Nothing is written and nothing copied: a forked process puts the code of the one changed function in the place of the
old, and is thrown away.
"""

from __future__ import annotations

import argparse
import gc
import inspect
import io
import os
import resource
import signal
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from time import monotonic
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pytest
from hypothesis import Phase, settings

from benefitdsl.plan.parts import Plan
from tests.support.histories import History, history
from tests.support.playing import Engine, compared, compiled
from tests.support.programmes import programme
from tools import campaign
from tools.mutants import Mutant, mutants, mutated

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "benefitdsl"
LISTED = ROOT / "tests" / "mutants.toml"

PROGRAMMES = 60
EACH = 2  # histories of one programme
EVERY = 10  # mutants between two lines of progress
SECONDS = 20  # of CPU time; a mutant that takes longer does not end
MEMORY = 1 << 30  # bytes of data; some grow instead
TRIED = 40  # examples of each law

UNITS = (
    *("ledger", "left", "refunds", "mission_refunds", "windows", "points", "progress", "standing"),
    *("decisions", "offers", "taking", "steps", "boards", "scores", "undo"),
)
ENGINE = tuple(f"tests/unit/engine/test_{name}.py" for name in UNITS)
NUMBERS = ("tests/unit/quantities/test_numbers.py", "tests/laws/test_number_laws.py")
DAYS = (
    "tests/unit/quantities/test_days.py",
    "tests/unit/quantities/test_window.py",
    "tests/laws/test_calendar_laws.py",
)

EXAMPLES = ("examples/rules",)
TESTS = {
    "engine/ledger.py": ENGINE,
    "engine/take_back.py": ENGINE,
    "engine/undo.py": ENGINE,
    "engine/refund.py": ENGINE,
    "engine/mission_refund.py": ENGINE,
    "engine/left.py": ENGINE,
    "engine/windows.py": ENGINE,
    "quantities/window.py": DAYS,
    "quantities/days.py": DAYS,
    "quantities/duration.py": DAYS,
    "quantities/rounding.py": NUMBERS,
    "quantities/rate.py": NUMBERS,
}


# ------------------------------------------------------------------------------------------ judges


Function = tuple[str, str]
"""One of ours, by file and name."""


@contextmanager
def calls() -> Iterator[set[Function]]:
    """The functions called within, with nothing remembered from before; they are there at the end."""
    codes: dict[int, CodeType] = {}
    called: set[Function] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            codes[id(frame.f_code)] = frame.f_code

    _forget()
    before = sys.gettrace()
    sys.settrace(note)
    try:
        yield called
    finally:
        sys.settrace(before)
        named = {(code.co_filename, code.co_qualname) for code in codes.values()}
        called.update(each for each in named if each[0].startswith(str(SOURCE)))


@dataclass(frozen=True, slots=True)
class Told:
    """A programme, its engine as yet unused, what the reference engine showed of its histories, and what is called."""

    seed: int
    plan: Plan
    engine: Engine
    histories: tuple[History, ...]
    by_compiling: set[Function]
    by_playing: set[Function]

    @classmethod
    def of(cls, seed: int) -> Told:
        plan, first_day = programme(seed)
        seeds = range(seed * campaign.EACH, seed * campaign.EACH + EACH)  # a campaign's own
        made = tuple(history(plan, first_day, each) for each in seeds)
        with calls() as by_compiling:
            engine = compiled(plan)
        with calls() as by_playing:
            if _differs(engine, made):
                sys.exit("without any mistake the engines differ already")
        return cls(seed, plan, compiled(plan), made, by_compiling, by_playing)


def _differs(engine: Engine, histories: Sequence[History]) -> bool:
    return any(compared(each.shown, engine, each.steps) is not None for each in histories)


@dataclass(slots=True)
class Histories:
    """Those that found a mutant are asked first: they find the next as well."""

    told: list[Told] = field(default_factory=list)

    def prepare(self) -> None:
        self.told = [Told.of(seed) for seed in range(PROGRAMMES)]

    def judge(self, changed: Function | None) -> str:
        """The programme of which a history differs, or nothing; of those that a changed function matters to."""
        for told in self.told:
            try:
                compiles = changed is None or changed in told.by_compiling
                if not compiles and changed not in told.by_playing:
                    continue
                engine = compiled(told.plan) if compiles else told.engine
            except Exception:
                return f"histories {told.seed}"
            if _differs(engine, told.histories):
                return f"histories {told.seed}"
        return ""

    def found(self, seed: int) -> None:
        place = next(place for place, told in enumerate(self.told) if told.seed == seed)
        self.told.insert(0, self.told.pop(place))


class Watching:
    """Which tests failed, and in a first run which functions each of them calls. INVARIANT: no fixture calls one of
    ours for several tests at once, it would be seen in the first alone."""

    def __init__(self, called: dict[str, set[Function]] | None) -> None:
        self.names: list[str] = []
        self.called = called

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        if self.called is None:
            return (yield)
        with calls() as called:
            result = yield
        self.called[item.nodeid] = called
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.names.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.names.append(report.nodeid)


NO_VERDICT = "tests cannot be run"
QUIETLY = ("-x", "-q", "-W", "ignore::pytest.PytestAssertRewriteWarning")
WITHOUT = ("-p", "no:cacheprovider", "-p", "no:unraisableexception")  # the latter sweeps memory twice a run


def tested(tests: Sequence[str], called: dict[str, set[Function]] | None) -> str:
    """The first test that fails, or nothing; what comes later is not even looked at."""
    if not tests:
        return ""
    watching = Watching(called)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        code = pytest.main([*tests, *QUIETLY, *WITHOUT], plugins=[watching])
    if watching.names:
        return watching.names[0]
    return "" if code == pytest.ExitCode.OK else NO_VERDICT


@dataclass(frozen=True, slots=True)
class Judges:
    """Everybody who looks for mistakes, and what each test calls."""

    histories: Histories
    called: dict[str, set[Function]]
    examples: bool

    def judge(self, mutant: Mutant, changed: Function | None) -> str:
        """Who finds the mistake that is in its place now, or nothing."""
        tests = [
            test
            for test, called in self.called.items()
            if test.startswith(TESTS[mutant.module]) and (changed is None or changed in called)
        ]
        judges: list[Callable[[], str]] = [lambda: self.histories.judge(changed), lambda: tested(tests, None)]
        if mutant.module.startswith("quantities/"):
            judges.reverse()
        judges += [lambda: tested(EXAMPLES, None)] if self.examples else []
        return next((said for each in judges if (said := each())), "")


# ------------------------------------------------------------------------------------------ one mutant


def install(module: ModuleType, tree: Any, where: str) -> None:
    """Put the code of the changed function in the place of the old; where a constant changed, all that follow."""
    scratch = {name: getattr(module, name) for name in ("__name__", "__file__", "__package__")}
    exec(compile(tree, str(module.__file__), "exec"), scratch)  # noqa: S102 - our own source, with our own mistake in it
    function = _function(vars(module), where)
    if function is not None:
        changed = _function(scratch, where)
        assert changed is not None
        function.__code__ = changed.__code__
    else:
        for name, old in list(vars(module).items()):
            if name.isupper() and scratch[name] != old:
                _replace(name, old, scratch[name])
    _forget()


def _function(names: dict[str, Any], where: str) -> FunctionType | None:
    first, *rest = where.split(".")
    found = names[first]
    for name in rest:
        found = vars(found)[name]
    if isinstance(found, property):
        found = found.fget
    found = inspect.unwrap(getattr(found, "__func__", found)) if callable(found) or rest else found
    return found if isinstance(found, FunctionType) else None


def _ours() -> list[ModuleType]:
    return [module for name, module in sys.modules.items() if name.startswith("benefitdsl")]


def _replace(name: str, old: object, new: object) -> None:
    for module in _ours():
        if vars(module).get(name) is old:
            setattr(module, name, new)


def _forget() -> None:
    """What was computed before the mistake was made must not hide it."""
    for module in _ours():
        for value in list(vars(module).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def in_a_fork(judge: Callable[[], str]) -> str:
    """What a judge says in a process of its own; what never ends has been found too."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        os.close(reading)
        try:
            said = judge()
        except BaseException as error:
            said = f"breaks: {type(error).__name__}"
        os.write(writing, said.encode()[:4_000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return "never ends" if os.WIFSIGNALED(status) else said


def judged(mutant: Mutant, judges: Judges) -> str:
    """Who finds a mutant, or nothing."""
    path = SOURCE / mutant.module
    module = import_module("benefitdsl." + mutant.module.removesuffix(".py").replace("/", "."))

    def judge() -> str:
        install(module, mutated(path.read_text(encoding="utf-8"), mutant), mutant.where)
        return judges.judge(mutant, changed)

    function = _function(vars(module), mutant.where)
    changed = None if function is None else (function.__code__.co_filename, function.__code__.co_qualname)
    said = in_a_fork(judge)
    if who(said) == "histories":
        judges.histories.found(int(said.split()[1]))
    return said


# ------------------------------------------------------------------------------------------ all of them


@dataclass(frozen=True, slots=True)
class Known:
    """A mutant that nobody can find, and why."""

    module: str
    where: str
    was: str
    now: str

    @classmethod
    def of(cls, mutant: Mutant) -> Known:
        return cls(mutant.module, mutant.where, mutant.was, mutant.now)


def listed() -> set[Known]:
    survivors = tomllib.loads(LISTED.read_text(encoding="utf-8"))["survivor"]
    return {Known(*(each[name] for name in ("module", "where", "was", "now"))) for each in survivors}


def chosen(modules: Sequence[str], only: str) -> Iterator[Mutant]:
    for module in modules:
        for each in mutants(module, (SOURCE / module).read_text(encoding="utf-8")):
            if only in each.where or only in each.was:
                yield each


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TESTS))
    parser.add_argument("--only", default="", help="a word of the function or of the text")
    parser.add_argument("--every", type=int, default=1, help="a sample: the first of so many")
    parser.add_argument("--examples", action="store_true", help="the scenarios of the examples judge as well")
    parser.add_argument("--list", action="store_true", help="the mutants, and nothing else")
    options = parser.parse_args(arguments)
    if unknown := set(options.modules) - TESTS.keys():
        parser.error(f"no such module here: {', '.join(sorted(unknown))}")
    wanted = list(chosen(options.modules or list(TESTS), options.only))[:: options.every]
    if options.list:
        print(*wanted, sep="\n")
        return 0
    return run(wanted, options.examples)


def run(wanted: Sequence[Mutant], examples: bool) -> int:
    """Try each mutant, until all are tried or somebody stops it; whether all is as it should be."""
    start, judges, known = monotonic(), ready(wanted, examples), listed()
    print(f"{len(wanted)} mutants; getting ready took {monotonic() - start:.0f} s", flush=True)
    tallies, wrong = {each.module: Counter[str]() for each in wanted}, 0
    for number, each in enumerate(wanted, 1):
        try:
            said = judged(each, judges)
        except KeyboardInterrupt:
            break
        if said == NO_VERDICT:
            sys.exit(f"{said} with {each}")
        is_known = Known.of(each) in known
        tallies[each.module][who(said) or ("listed" if is_known else "lives")] += 1
        wrong += bool(said) == is_known
        if bool(said) == is_known:
            print(f"is listed, but found by {said}: {each}" if said else f"lives: {each}", flush=True)
        if number % EVERY == 0:
            print(f"{number} tried, {monotonic() - start:.0f} s", flush=True)
    for module, tally in tallies.items():
        print(line_of(module, tally))
    print(f"{line_of('together', sum(tallies.values(), Counter()))}, {monotonic() - start:.0f} s")
    return 1 if wrong else 0


def ready(wanted: Sequence[Mutant], examples: bool) -> Judges:
    """The judges, who must find nothing before there is a mistake."""
    judges = Judges(Histories(), {}, examples)
    judges.histories.prepare()
    tests = list(dict.fromkeys(test for each in wanted for test in TESTS[each.module]))
    tested(tests[:1], None)  # the suite's own settings are loaded before ours
    settings.register_profile(
        "mutants",
        settings.default,
        max_examples=TRIED,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),  # whether it fails, not how little is enough
    )
    settings.load_profile("mutants")
    if failed := tested(tests, judges.called):
        sys.exit(f"without any mistake there is one already: {failed}")
    gc.freeze()  # nothing of it goes, so no fork looks through it
    return judges


def who(said: str) -> str:
    """In a word, who found a mutant."""
    return said.partition(" ")[0].partition("/")[0].rstrip(":")


def line_of(name: str, tally: Counter[str]) -> str:
    living = tally["listed"] + tally["lives"]
    found = tally.total() - living
    by = ", ".join(f"{kind} {tally[kind]}" for kind in sorted(tally) if kind not in ("listed", "lives"))
    share = f"{found / tally.total():.1%}" if tally else "none tried"
    return f"{name}: {found} of {tally.total()} found ({share}; {by}), {living} live"


if __name__ == "__main__":
    sys.exit(main())
