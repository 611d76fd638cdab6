"""Attacks in files, through the commands that read them: each ends with a sentence and an exit code, never with a
traceback, and `run` takes just the events that the door takes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benefitdsl.adapters.cli.root import root
from tests.attacks import doors, scenarios
from tests.attacks.groups import GROUPS
from tests.attacks.guards import in_time

DOORS = next(group for group in GROUPS if group.name == "doors")
SMALL = 100_000  # bytes; larger ones are read in test_corpus.py
DEEP = "[" * 100_000
BROKEN = gzip.compress(b'{"effect": "tag"}\n' * 50, mtime=0)[:24] + b"\x00\x07\xff" * 20


def called(*arguments: str) -> Result:
    """A command called; an exception that is no exit is raised."""
    with in_time(20):
        result = CliRunner().invoke(root, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "x.benefit"
    path.write_text(doors.RULES, encoding="utf-8")
    return path


def is_line(data: bytes) -> bool:
    """Whether an event can stand on a line among others."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not {"\n", "\r"} & set(text.strip(" \n"))


def test_run_takes_what_the_door_takes(shop: Path) -> None:
    made = [(attack.id, attack.make()) for attack in DOORS.attacks]
    lines = [(name, data.strip(b" \n")) for name, data in made if is_line(data) and len(data) < SMALL]
    assert len(lines) > 150
    events = shop.with_name("events.jsonl")
    events.write_bytes(b"\n".join(data for _, data in lines) + b"\n")
    summary = json.loads(called("run", str(shop), "--events", str(events), "--json").stdout)
    wanted = DOORS.expected()
    # A mark of byte order at the start of a file is taken off, further on it is a mistake like any other.
    refused = sum(bool(wanted[name]) for name, _ in lines)
    assert (summary["events"], summary["bad_rows"]) == (len(lines) - refused, refused)


@pytest.mark.parametrize(
    "attack",
    [each for each in DOORS.attacks if not is_line(each.make()) and len(each.make()) < SMALL],
    ids=lambda each: each.id,
)
def test_run_stops_or_goes_on(attack: object, shop: Path) -> None:
    events = shop.with_name("events.jsonl")
    events.write_bytes(attack.make())  # type: ignore[attr-defined]
    result = called("run", str(shop), "--events", str(events), "--json")
    assert result.exit_code == 2 or json.loads(result.stdout)["bad_rows"] >= 0


@pytest.mark.parametrize(
    "attack", [each for each in scenarios.ATTACKS if len(each.make()) < SMALL], ids=lambda each: each.id
)
def test_scenarios_are_told_or_refused(attack: object, shop: Path) -> None:
    path = shop.with_name("attack.scenario.yaml")
    path.write_bytes(attack.make())  # type: ignore[attr-defined]
    result = called("test", str(path))
    assert result.exit_code in (0, 1, 2)
    assert result.output.strip()
    assert not any(sign < " " and sign != "\n" for sign in result.output)


@pytest.mark.parametrize(
    "state", [DEEP, "[]", "{}", "", "\0", '{"format": 1}', "1e400", '"\ud83d"'], ids=ascii
)
def test_states_that_are_none(state: str, shop: Path) -> None:
    path = shop.with_name("member.json")
    path.write_bytes(state.encode("utf-8", "surrogatepass"))
    result = called("view", str(shop), "--member", str(path), "--at", "2026-03-31")
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("effects.jsonl", DEEP.encode()),
        ("effects.jsonl", b"\xff"),
        ("effects.jsonl.gz", BROKEN),
        ("effects.jsonl.gz", gzip.compress(b"{}\n")[:-9]),
        ("effects.jsonl.gz", b"no gzip"),
    ],
    ids=["deep", "bytes", "broken", "cut off", "not packed"],
)
def test_effects_that_are_none(name: str, data: bytes, shop: Path) -> None:
    path = shop.with_name(name)
    path.write_bytes(data)
    result = called("draws", str(path), "--rules", str(shop), "--seed", "00" * 16)
    assert result.exit_code == 2


def test_a_command_that_dies_shows(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: a reader of states that lets out what Python says of deep nesting."""
    monkeypatch.setattr(
        "benefitdsl.adapters.cli.given.json.loads", lambda data: (_ for _ in ()).throw(RuntimeError)
    )
    path = shop.with_name("member.json")
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(RuntimeError):
        called("view", str(shop), "--member", str(path), "--at", "2026-03-31")
