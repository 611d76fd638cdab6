"""The attack corpus on the language (`TRUST.md`, groups A, B, C and E): each file gives the codes that stand in
`expected.json`, in time, and never another exception.

`python -m tests.attacks.test_language` writes `expected.json` anew; every change in it is to be read before it counts.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benefitdsl import api
from benefitdsl.api.reading import Reading
from benefitdsl.check import check
from benefitdsl.limits import (
    MAX_ERRORS,
    MAX_FILES,
    MAX_FOLDER_DEPTH,
    MAX_PROGRAMME_BYTES,
    MAX_RULES,
)
from benefitdsl.source import SourceSet, hygiene
from benefitdsl.std import STANDARD
from benefitdsl.syntax import ast, parse
from benefitdsl.syntax.format import format_module
from tests.attacks import depth, guards, lexer, numbers, spelling
from tests.attacks.corpus import HEAD, Attack, block
from tests.attacks.guards import Outcome, TookTooLong, in_time, outcome
from tests.support.texts.programmes import programme

EXPECTED = Path(__file__).with_name("expected.json")
ATTACKS: tuple[Attack, ...] = (*lexer.ATTACKS, *depth.ATTACKS, *numbers.ATTACKS, *spelling.ATTACKS)
MEMORY = 1 << 30  # of address space: what Python and the grammars take, and half of it again
MUTANTS = 400


def expected() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(EXPECTED.read_text(encoding="utf-8"))
    return found


def test_every_attack_is_expected() -> None:
    ids = [each.id for each in ATTACKS]
    assert len(set(ids)) == len(ids)
    assert set(expected()) == set(ids)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_the_codes(attack: Attack) -> None:
    data = attack.make()
    with in_time():
        found = outcome(data)
    assert found.codes == expected()[attack.id]
    assert found.shown <= MAX_ERRORS


@pytest.mark.slow
def test_all_attacks_in_little_memory() -> None:
    """One process takes them all and stays below a bound of memory that it cannot pass."""
    done = subprocess.run(
        [sys.executable, "-c", "from tests.attacks.test_language import stand_all; stand_all()"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def stand_all() -> None:
    for attack in ATTACKS:
        outcome(attack.make())


# ------------------------------------------------------------------------------------------ limits of many files


@pytest.mark.parametrize(("count", "shown"), [(MAX_ERRORS - 1, MAX_ERRORS - 1), (MAX_ERRORS, MAX_ERRORS)])
def test_errors_up_to_the_limit_are_shown(count: int, shown: int) -> None:
    assert outcome(unknown_fields(count)) == Outcome(["BEN038"], shown, count)


def test_errors_beyond_the_limit_are_not_shown() -> None:
    """The parser may stop to look for more; what it finds is counted."""
    found = outcome(unknown_fields(MAX_ERRORS + 1))
    assert found.shown == MAX_ERRORS
    assert found.found >= MAX_ERRORS


def unknown_fields(count: int) -> bytes:
    return block("coupon c\n" + "  nonsense: 1\n" * count + "end\nrule r: order -> grant c\n").encode()


@pytest.mark.parametrize(
    ("count", "codes"), [(MAX_RULES - 1, []), (MAX_RULES, []), (MAX_RULES + 1, ["BEN018"])]
)
def test_rules(count: int, codes: list[str]) -> None:
    """Of trees, as so many rules are many files; other mistakes are not looked at."""
    rules = tuple(ast.Block("rule", ast.Name(f"r{number}"), None, ()) for number in range(count))
    with in_time(30):
        found = check((ast.Module(rules),), STANDARD, SourceSet())
    assert [each.code for each in found.diagnostics if each.code == "BEN018"] == codes


@pytest.mark.parametrize(("more", "codes"), [(-1, []), (0, []), (1, ["BEN017"])])
def test_bytes_of_a_programme(more: int, codes: list[str]) -> None:
    reading = Reading(STANDARD)
    reading.add("main.benefit", HEAD + "#" * 100)
    line = b"#" + b"x" * 1022 + b"\n"
    whole = b"language: en\n" + line * 255
    while reading.bytes_read + len(whole) <= MAX_PROGRAMME_BYTES:
        reading.add(f"{len(reading.sources)}.benefit", whole)
    left = MAX_PROGRAMME_BYTES - reading.bytes_read + more
    reading.add("last.benefit", (b"language: en\n" + line * 256)[: left - 1] + b"\n")
    assert reading.bytes_read == MAX_PROGRAMME_BYTES + more
    assert [each.code for each in reading.diagnostics] == codes


@pytest.mark.parametrize(
    ("count", "codes"), [(MAX_FILES - 1, []), (MAX_FILES, []), (MAX_FILES + 1, ["BEN154"])]
)
def test_files(count: int, codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "main.benefit").write_text(HEAD, encoding="utf-8")
    for number in range(count - 1):
        (tmp_path / f"{number}.benefit").write_text("language: en\n", encoding="utf-8")
    reading = api.read(tmp_path)
    assert [each.code for each in reading.diagnostics] == codes


@pytest.mark.parametrize(
    ("levels", "found"), [(MAX_FOLDER_DEPTH - 2, 2), (MAX_FOLDER_DEPTH - 1, 2), (MAX_FOLDER_DEPTH, 1)]
)
def test_folders_in_folders(levels: int, found: int, tmp_path: Path) -> None:
    (tmp_path / "main.benefit").write_text(HEAD, encoding="utf-8")
    deep = tmp_path.joinpath(*(f"d{number}" for number in range(levels)))
    deep.mkdir(parents=True)
    (deep / "more.benefit").write_text("language: en\n", encoding="utf-8")
    assert len(api.read(tmp_path).modules) == found


# ------------------------------------------------------------------------------------------ B13: includes


def folder(tmp_path: Path, include: str) -> list[str]:
    """The codes of a programme that includes a file by this name."""
    rules = tmp_path / "rules"
    rules.mkdir(exist_ok=True)
    main = HEAD.replace("  language", f'  include: "{include}"\n  language')
    (rules / "main.benefit").write_text(main, encoding="utf-8")
    with in_time():
        return [each.code for each in api.read(rules / "main.benefit").diagnostics]


@pytest.mark.parametrize(
    ("include", "code"),
    [
        ("main.benefit", "BEN153"),
        ("../../../../../../../../etc/passwd", "BEN151"),
        ("/etc/passwd", "BEN151"),
        ("/dev/zero", "BEN151"),
        ("..\\\\secret", "BEN151"),
        ("nothing.benefit", "BEN150"),
        ("d/" * MAX_FOLDER_DEPTH + "x.benefit", "BEN154"),
        (".", "BEN151"),
        ("a" * 900, "BEN150"),
    ],
)
def test_includes_that_lead_away(include: str, code: str, tmp_path: Path) -> None:
    assert folder(tmp_path, include) == [code]


def a_pipe(place: Path) -> None:
    os.mkfifo(place)


def a_device(place: Path) -> None:
    place.symlink_to("/dev/zero")


def a_link_to_itself(place: Path) -> None:
    place.symlink_to(place)


def a_link_away(place: Path) -> None:
    place.symlink_to("/etc/passwd")


def a_folder(place: Path) -> None:
    place.mkdir()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (a_pipe, "BEN152"),
        (a_device, "BEN151"),
        (a_link_to_itself, "BEN150"),
        (a_link_away, "BEN151"),
        (a_folder, "BEN152"),
    ],
)
def test_includes_that_are_no_files(make: Callable[[Path], None], code: str, tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    make(tmp_path / "rules" / "odd.benefit")
    assert folder(tmp_path, "odd.benefit") == [code]


# ------------------------------------------------------------------------------------------ any bytes


def mutant(rng: Random, text: str) -> bytes:
    """A programme of at most 4 KiB with something wrong in it."""
    data = bytearray(text.encode()[:4096])
    for _ in range(rng.choice((1, 1, 2, 5, 40))):
        at, end = sorted((rng.randrange(len(data)), rng.randrange(len(data))))
        match rng.randrange(7):
            case 0:
                data[at] = rng.randrange(256)
            case 1:
                del data[at : min(end, at + rng.choice((1, 3, 40)))]
            case 2:
                data[at:at] = data[at : min(end, at + 60)]
            case 3:
                data[at:at] = rng.choice(SPLINTERS).encode("utf-8", "surrogatepass")
            case 4:
                data[at:end] = bytes(reversed(data[at:end])) if end - at < 30 else data[at:end]
            case 5:
                data[at:at] = rng.choice(SPLINTERS).encode("utf-8", "surrogatepass") * rng.choice((2, 50))
            case _:
                data[at] ^= 1 << rng.randrange(8)
        if not data:
            return bytes(rng.randrange(256) for _ in range(40))
    return bytes(data[:4096])


SPLINTERS = (
    "(", ")", '"', "「", "」", "`", "#", ":", "：", ",", "，", "\n", "\r", "->", "end\n", "结束\n", "rule ", "rule",
    "规则", "not ", "非", " or ", " of ", "where ", "in last ", "9999999999999999", "1.5%", " CNY", "元", "\x00",
    "\u202e", "\ufeff", "\ud800", "tier ", "give 1 ", "每满", "is one of (", "language: xx\n", "语言：en\n",
    "programme p\n", "\u3000", "-", "+", "*", "/", "{}", "\\", "\\u{",
)  # fmt: skip


def test_any_bytes_give_a_tree_or_diagnostics() -> None:
    """Programmes with something wrong in them, and noise."""
    rng, slowest = Random("mutants"), (0.0, b"")
    for seed in range(MUTANTS):
        made = programme(seed % 40).modules[0]
        data = mutant(rng, format_module(made, STANDARD, rng.choice(("en", "zh"))))
        start = time.process_time()
        with in_time():
            outcome(data)
        slowest = max(slowest, (time.process_time() - start, data))
    assert slowest[0] < guards.SECONDS / 2, slowest


# ------------------------------------------------------------------------------------------ negative controls


def failing(attacks: tuple[Attack, ...]) -> list[str]:
    """The attacks that do not come out as they should."""
    wanted, failed = expected(), []
    for attack in attacks:
        try:
            with in_time(2):
                if outcome(attack.make()).codes != wanted[attack.id]:
                    failed.append(attack.id)
        except Exception:
            failed.append(attack.id)
    return failed


def test_depth_that_is_not_counted_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "too_deep", lambda *given: False)
    assert failing(tuple(each for each in depth.ATTACKS if each.id.startswith(("B01", "B02", "B09"))))


def test_signs_that_are_not_looked_at_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hygiene, "_refused_signs", lambda text: iter(()))
    assert len(failing(lexer.ATTACKS)) > 10


def test_names_that_are_not_looked_at_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benefitdsl.syntax.build.atoms.name_problem", lambda name, is_quoted=False: None)
    assert len(failing(spelling.ATTACKS)) > 5


def test_digits_that_are_not_counted_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benefitdsl.syntax.build.atoms.MAX_WHOLE_DIGITS", 10_000)
    assert len(failing(numbers.ATTACKS)) > 3


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


def test_a_broken_parser_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parser that drops its mistakes, and one that dies of them."""

    def silent(*given: Any, **named: Any) -> Any:
        module, found = parse.parse(*given, **named)
        return replace(module), type(found)()

    monkeypatch.setattr("benefitdsl.api.reading.parse", silent)
    assert len(failing(numbers.ATTACKS)) > 20


def write() -> None:
    """Write down what comes of each attack now."""
    found = {attack.id: outcome(attack.make()).codes for attack in ATTACKS}
    rows = (f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(codes)}" for name, codes in found.items())
    EXPECTED.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
