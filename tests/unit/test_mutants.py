"""The mistakes that `./run mutate` makes, and that it sees which of them nobody finds."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

from benefitdsl.quantities.window import Ever, RollingDays
from benefitdsl.quantities.zone import zone_keys
from tools.mutants import mutants, mutated
from tools.mutate import (
    LISTED,
    NO_VERDICT,
    SOURCE,
    TESTS,
    Histories,
    Judges,
    Known,
    calls,
    in_a_fork,
    install,
    run,
)

CASES = {
    "def f(a, b): return a < b": ["f: a < b → a <= b"],
    "def f(a): return 0 <= a < 9": [
        "f: 0 <= a < 9 → 0 < a < 9",
        "f: 0 <= a < 9 → 0 <= a <= 9",
        "f: 0 <= a < 9 → 1 <= a < 9",
        "f: 0 <= a < 9 → 0 <= a < 10",
    ],
    "def f(a, b): return not a or b": [
        "f: not a or b → not a and b",
        "f: not a or b → a or b",
    ],
    "def f(a, b): return -a // b": ["f: -a // b → -a * b", "f: -a // b → a // b"],
    "def f(a): return min(a)": ["f: min(a) → max(a)"],
    "def f(a):\n  if a:\n    a.b()": ["f: if a:\n    a.b() → if not a:\n    a.b()", "f: a.b() → pass"],
    "def f(a, b):\n  a += b": ["f: a += b → a -= b", "f: a += b → pass"],
    "def f(a):\n  for _ in a:\n    break": ["f: break → continue"],
    "def f(a):\n  match a:\n    case 'x': pass": ["f: 'x' → 'x?'"],
    "class A:\n  def f(self): return True": ["A.f: True → False"],
    "MOST = 3": ["MOST: 3 → 4"],
    "MOST: int = 3": ["MOST: 3 → 4"],
}

LEFT_ALONE = (
    'def f():\n  """Text."""',
    "def f(a: 'int' = 3) -> 'str': return a",
    "@cache(1)\ndef f(): pass",
    "class A:\n  a: int = 3",
    "def f(a):\n  ensure(a, 'is broken')",
    "def f(a):\n  assert_never(a)",
    "def f(a): return f'{a} 3'",
    "Kind = Literal['a']",
)


@pytest.mark.parametrize("source", CASES)
def test_mistakes(source: str) -> None:
    found = [f"{each.where}: {each.was} → {each.now}" for each in mutants("m.py", source)]
    assert found == CASES[source]


@pytest.mark.parametrize("source", LEFT_ALONE)
def test_left_alone(source: str) -> None:
    assert mutants("m.py", source) == []


@pytest.mark.parametrize("module", TESTS)
def test_every_mutant_is_a_module_of_its_own(module: str) -> None:
    source = (SOURCE / module).read_text(encoding="utf-8")
    plain = ast.dump(ast.parse(source))
    for each in mutants(module, source)[::7]:
        tree = mutated(source, each)
        compile(tree, module, "exec")
        assert ast.dump(tree) != plain, each


# ------------------------------------------------------------------------------------------ finding

TARGET = """
LIMIT = 3
def is_within(a): return a < LIMIT
class Box:
    @property
    def size(self): return 2
"""


@pytest.fixture
def target() -> Iterator[ModuleType]:
    module = ModuleType("benefitdsl_target")
    module.__file__ = __file__
    exec(compile(TARGET, "target", "exec"), vars(module))  # noqa: S102 - the text above
    sys.modules[module.__name__] = module
    yield module
    del sys.modules[module.__name__]


def strong(target: ModuleType) -> str:
    right = [target.is_within(2), target.is_within(3), target.Box().size] == [True, False, 2]
    return "" if right else "strong"


def blind(_: ModuleType) -> str:
    return ""


@pytest.mark.parametrize("judge", [strong, blind])
def test_who_looks_finds_every_mistake_and_who_does_not_none(judge: object, target: ModuleType) -> None:
    assert callable(judge)

    def said(number: int) -> str:
        each = mutants("target.py", TARGET)[number]
        install(target, mutated(TARGET, each), each.where)
        return str(judge(target))

    found = [in_a_fork(lambda number=number: said(number)) for number in range(3)]  # type: ignore[misc]
    assert found == [("strong" if judge is strong else "")] * 3
    assert strong(target) == "", "a mistake stays in its own process"


def test_what_breaks_or_grows_or_never_ends_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.mutate.SECONDS", 0.05)

    def turning() -> str:
        while True:
            pass

    assert in_a_fork(lambda: str(1 // 0)) == "breaks: ZeroDivisionError"

    def growing() -> str:
        held = []
        while True:
            held.append(bytes(1 << 24))

    assert in_a_fork(turning) == "never ends"
    assert in_a_fork(growing) in ("breaks: MemoryError", "never ends")


# ------------------------------------------------------------------------------------------ who is asked


def called(action: Callable[[], object]) -> set[str]:
    with calls() as found:
        action()
    return {name for _, name in found}


def test_what_is_called_is_seen_by_the_names_that_mutants_have() -> None:
    assert "RollingDays.__post_init__" in called(lambda: RollingDays(3))
    assert "RollingDays.__post_init__" not in called(lambda: Ever())


def test_what_is_remembered_from_before_is_called_all_the_same() -> None:
    assert "zone_keys" in called(zone_keys)
    assert "zone_keys" in called(zone_keys)


MADE = "benefitdsl/engine/made.py", "made"
ASKED = {
    "tests/unit/engine/test_undo.py::test_that_calls_it": {MADE},
    "tests/unit/engine/test_undo.py::test_that_does_not": set[tuple[str, str]](),
    "tests/unit/quantities/test_days.py::test_of_another_room": {MADE},
}


@pytest.mark.parametrize(("changed", "asked"), [(MADE, [0]), (None, [0, 1]), (("other.py", "made"), [])])
def test_only_tests_of_the_room_that_call_it_are_asked(
    changed: tuple[str, str] | None, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []

    def asking(tests: list[str], _: object) -> str:
        found.extend(tests)
        return ""

    monkeypatch.setattr("tools.mutate.tested", asking)
    mutant = mutants("engine/undo.py", (SOURCE / "engine/undo.py").read_text(encoding="utf-8"))[0]
    assert Judges(Histories(), ASKED, examples=False).judge(mutant, changed) == ""
    assert found == [list(ASKED)[place] for place in asked]


def test_tests_that_cannot_be_run_find_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    mutant = mutants("engine/undo.py", (SOURCE / "engine/undo.py").read_text(encoding="utf-8"))[0]
    monkeypatch.setattr("tools.mutate.ready", lambda *_: Judges(Histories(), {}, examples=False))
    monkeypatch.setattr("tools.mutate.judged", lambda *_: NO_VERDICT)
    with pytest.raises(SystemExit, match=r"cannot be run with engine/undo\.py"):
        run([mutant], examples=False)
    monkeypatch.setattr("tools.mutate.judged", lambda *_: "tests/unit/engine/test_undo.py::test_that_fails")
    assert run([mutant], examples=False) == 0


# ------------------------------------------------------------------------------------------ the list


def test_the_list_names_mutants_that_there_are_and_says_why() -> None:
    survivors = tomllib.loads(LISTED.read_text(encoding="utf-8"))["survivor"]
    there = {
        Known.of(each)
        for module in TESTS
        for each in mutants(module, (SOURCE / module).read_text(encoding="utf-8"))
    }
    listed = [Known(*(each[name] for name in ("module", "where", "was", "now"))) for each in survivors]
    assert [each for each in listed if each not in there] == []
    assert all(len(each["why"]) > 10 for each in survivors)
