"""The attack corpus (`TRUST.md`, 130 lines): of each attack comes what stands in `expected/`, in time, in little
memory, and never an exception that is not documented.

`python -m tests.attacks.test_corpus` writes what is expected anew; every change in it is to be read before it counts.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benefitdsl.adapters.files import effects, rows
from benefitdsl.engine import core
from benefitdsl.engine.door import text, values
from benefitdsl.limits import MAX_EVENT_BYTES
from benefitdsl.source import hygiene
from benefitdsl.syntax import parse
from benefitdsl.verify import scenario, yaml_tree
from tests.attacks import depth, lexer, numbers, spelling
from tests.attacks.corpus import Attack
from tests.attacks.groups import GROUPS, LANGUAGE, LINES, Group
from tests.attacks.guards import TookTooLong, in_time

MEMORY = 1 << 30  # of address space: what Python and the grammars take, and half of it again
WAITING = tomllib.loads(Path(__file__).with_name("waiting.toml").read_text(encoding="utf-8"))

EACH = [
    pytest.param(group, attack, id=f"{group.name}-{attack.id}")
    for group in GROUPS
    for attack in group.attacks
]
each_group = pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)


# ------------------------------------------------------------------------------------------------ all lines


def covered() -> set[str]:
    return {attack.id[:3] for group in GROUPS for attack in group.attacks}


def test_there_are_130_lines() -> None:
    assert len(LINES) == 130


def test_every_line_has_a_case_or_waits_with_a_reason() -> None:
    assert covered() | set(WAITING["waiting"]) == set(LINES)
    assert covered() & set(WAITING["waiting"]) == set()
    assert set(WAITING["partly"]) <= covered()
    assert all(reason.strip() for table in WAITING.values() for reason in table.values())


@each_group
def test_every_attack_is_expected(group: Group) -> None:
    ids = [attack.id for attack in group.attacks]
    assert len(set(ids)) == len(ids)
    assert set(group.expected()) == set(ids)
    assert {name[:3] for name in ids} <= set(LINES)


# ------------------------------------------------------------------------------------------------ what comes of each


@pytest.mark.parametrize(("group", "attack"), EACH)
def test_what_comes_of_it(group: Group, attack: Attack) -> None:
    data = attack.make()
    with in_time():
        found = group.outcome(data)
    assert found == group.expected()[attack.id]


@pytest.mark.slow
def test_all_attacks_in_little_memory() -> None:
    """One process takes them all and stays below a bound of memory that it cannot pass."""
    done = subprocess.run(
        [sys.executable, "-c", "from tests.attacks.test_corpus import stand_all; stand_all()"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def stand_all() -> None:
    for group in GROUPS:
        for attack in group.attacks:
            group.outcome(attack.make())


# ------------------------------------------------------------------------------------------------ negative controls


def failing(group: Group, attacks: tuple[Attack, ...] | None = None) -> list[str]:
    """The attacks that do not come out as they should."""
    wanted, failed = group.expected(), []
    for attack in group.attacks if attacks is None else attacks:
        try:
            with in_time(2):
                if group.outcome(attack.make()) != wanted[attack.id]:
                    failed.append(attack.id)
        except Exception:
            failed.append(attack.id)
    return failed


def of(group: str, *lines: str) -> tuple[Group, tuple[Attack, ...]]:
    """A group, and its attacks of some lines."""
    found = next(each for each in GROUPS if each.name == group)
    return found, tuple(each for each in found.attacks if each.id.startswith(lines))


def test_depth_that_is_not_counted_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "too_deep", lambda *given: False)
    deep = tuple(each for each in depth.ATTACKS if each.id.startswith(("B01", "B02", "B09")))
    assert failing(LANGUAGE, deep)


def test_signs_that_are_not_looked_at_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hygiene, "_refused_signs", lambda text: iter(()))
    assert len(failing(LANGUAGE, lexer.ATTACKS)) > 10


def test_names_that_are_not_looked_at_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benefitdsl.syntax.build.atoms.name_problem", lambda name, is_quoted=False: None)
    assert len(failing(LANGUAGE, spelling.ATTACKS)) > 5


def test_digits_that_are_not_counted_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benefitdsl.syntax.build.atoms.MAX_WHOLE_DIGITS", 10_000)
    assert len(failing(LANGUAGE, numbers.ATTACKS)) > 3


def test_segments_that_are_not_weighed_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benefitdsl.check.size.segment_sizes", lambda draft: {})
    assert failing(*of("language", "B13 segments in segments at limit + 1", "B14 64"))


def test_a_broken_parser_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser that drops its mistakes, and one that dies of them."""

    def silent(*given: Any, **named: Any) -> Any:
        module, found = parse.parse(*given, **named)
        return replace(module), type(found)()

    monkeypatch.setattr("benefitdsl.api.reading.parse", silent)
    assert len(failing(LANGUAGE, numbers.ATTACKS)) > 20


def twice_told(patch: pytest.MonkeyPatch) -> None:
    """Of a key given twice the last counts."""
    patch.setattr(text, "_DECODER", text.json.JSONDecoder())


def levels_uncounted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(text, "_check_depth", lambda given: None)


def size_unlimited(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(text, "MAX_EVENT_BYTES", 1 << 40)


def signs_in_ids(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(values, "UNSAFE", values.re.compile("(?!)"))


def any_instant(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(values, "parse_instant", lambda given: 0)


def no_duplicates(patch: pytest.MonkeyPatch) -> None:
    """The engine does not look whether an event came before."""
    patch.setattr(core, "_known", lambda draft, event: None)
    patch.setattr(core, "_repeats", lambda draft, kind: None)


def aliases_allowed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(yaml_tree, "_plain", lambda event, line: None)


def yaml_depth_uncounted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(yaml_tree, "MAX_DEPTH", 1 << 30)


def signs_in_yaml(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(yaml_tree, "_NEVER", yaml_tree.re.compile("(?!)"))


def repeats_unlimited(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(scenario._Room, "take", lambda room, node, times: None)


def rows_unlimited(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rows, "MAX_ROW_CHARACTERS", 1 << 40)


def formulas_untouched(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(effects, "safe_cell", lambda cell: cell)


# What never ends is stopped by a signal, which may come while a callback of the garbage collector runs.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("group", "lines", "defect"),
    [
        ("doors", ("G01",), twice_told),
        ("doors", ("G04",), levels_uncounted),
        ("doors", ("G04",), size_unlimited),
        ("doors", ("G08",), signs_in_ids),
        ("doors", ("D",), any_instant),
        ("stories", ("G09", "G10"), no_duplicates),
        ("scenarios", ("F01", "F03", "F06", "F13"), aliases_allowed),
        ("scenarios", ("F04 d",), yaml_depth_uncounted),
        ("scenarios", ("F12",), signs_in_yaml),
        ("scenarios", ("F14 99",), repeats_unlimited),
        ("tables", ("G17 1", "G18 a line"), rows_unlimited),
        ("exports", ("E16",), formulas_untouched),
    ],
    ids=lambda value: getattr(value, "__name__", None) or str(value),
)
def test_a_guard_that_is_off_shows(
    group: str,
    lines: tuple[str, ...],
    defect: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made, attacks = of(group, *lines)
    assert failing(made, attacks) == []
    defect(monkeypatch)
    assert failing(made, attacks)


def test_an_attack_that_never_ends_shows() -> None:
    def wait() -> None:
        while True:
            pass

    with pytest.raises(TookTooLong), in_time(0.2):
        wait()


def test_an_attack_that_fills_the_memory_shows() -> None:
    code = "x = bytearray(2 << 30)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        text=True,
    )
    assert "MemoryError" in done.stderr


def test_the_limit_of_an_event_is_that_of_the_door() -> None:
    """The negative controls switch off what is looked up by these names."""
    assert text.MAX_EVENT_BYTES == MAX_EVENT_BYTES


if __name__ == "__main__":
    for each in GROUPS:
        each.write()
