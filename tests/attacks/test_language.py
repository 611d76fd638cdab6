"""Attacks on the language that are more than one file of bytes: many files, limits at limit - 1, limit and limit + 1,
files that lead away, and generated texts with something wrong in them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

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
from benefitdsl.source import SourceSet
from benefitdsl.std import STANDARD
from benefitdsl.syntax import ast
from benefitdsl.syntax.format import format_module
from tests.attacks import guards
from tests.attacks.corpus import HEAD, block
from tests.attacks.fuzz.mutation import by_bytes
from tests.attacks.fuzz.targets import RULE_SPLINTERS
from tests.attacks.guards import Outcome, in_time, outcome
from tests.support.texts.programmes import programme

MUTANTS = 400


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


def test_any_bytes_give_a_tree_or_diagnostics() -> None:
    """Programmes with something wrong in them, and noise."""
    rng, slowest = Random("mutants"), (0.0, b"")
    for seed in range(MUTANTS):
        made = programme(seed % 40).modules[0]
        text = format_module(made, STANDARD, rng.choice(("en", "zh"))).encode()
        data = by_bytes(rng, text, RULE_SPLINTERS, (text,))
        start = time.process_time()
        with in_time():
            outcome(data)
        slowest = max(slowest, (time.process_time() - start, data))
    assert slowest[0] < guards.SECONDS / 2, slowest
