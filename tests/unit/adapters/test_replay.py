"""Replays: the same result in one process and in several, on either engine; members that meet are replayed together."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benefitdsl.adapters.demo.shop import HERO, year_of_events
from benefitdsl.adapters.files.effects import safe_cell, write_effects
from benefitdsl.adapters.files.groups import groups_of, shared_by_all
from benefitdsl.adapters.files.partition import split
from benefitdsl.adapters.files.replay import Replay, replay
from benefitdsl.adapters.files.summary import Summary
from benefitdsl.engine.door import Door
from benefitdsl.model.event import Event
from benefitdsl.plan.expr import Const
from benefitdsl.plan.parts import Budget, Limit, Origin, Plan
from benefitdsl.quantities.instants import parse_instant
from benefitdsl.quantities.window import Ever
from tests.unit.engine_explain.club import CLUB

UNTIL = parse_instant("2027-01-01T00:00:00+08:00")


@pytest.fixture(scope="module")
def plan() -> Plan:
    from benefitdsl import api

    return api.load(Path(__file__).parents[3] / "examples/rules/demo/demo.en.benefit").plan


@pytest.fixture(scope="module")
def year(plan: Plan) -> list[Event]:
    door = Door(plan)
    return [door.read_event(raw) for raw in year_of_events(40, 3)]


def told(done: Replay) -> tuple[dict[str, Any], bytes]:
    try:
        return done.summary.to_json(), b"".join(done.effects())
    finally:
        done.close()


def order(
    id: str, member: str, number: str, at: str = "2026-03-02T10:00:00Z", amount: str = "10.00"
) -> Event:
    raw = {"id": id, "type": "order", "member": member, "at": at, "order": number, "amount": amount}
    return Door(CLUB).read_event(raw)


# ------------------------------------------------------------------------------------------- one result


def test_processes_change_nothing(plan: Plan, year: list[Event]) -> None:
    alone = told(replay(plan, year, until=UNTIL, effects=True))
    done: list[int] = []
    together = told(replay(plan, year, until=UNTIL, effects=True, jobs=2, progress=done.append))
    assert together == alone
    assert sum(done) == len(year)
    assert alone[0]["effects"]["BenefitIssued"] > 0
    assert alone[0]["delivered"] > 0


def test_the_engines_agree(plan: Plan, year: list[Event]) -> None:
    events = [event for event in year if event.member in (HERO, "mei", "m0001", "m0002")]
    fast = told(replay(plan, events, until=UNTIL, effects=True))
    slow = told(replay(plan, events, until=UNTIL, effects=True, engine="reference"))
    assert slow == fast


def test_how_members_are_mixed_in_the_file_does_not_matter(plan: Plan, year: list[Event]) -> None:
    by_member = sorted(year, key=lambda event: event.member)
    assert told(replay(plan, by_member, effects=True)) == told(replay(plan, year, effects=True))


def test_effects_stand_member_by_member_in_order_of_time(plan: Plan, year: list[Event]) -> None:
    _, lines = told(replay(plan, year, effects=True))
    effects = [json.loads(line) for line in lines.splitlines()]
    members = [effect["member"] for effect in effects]
    assert members == sorted(members)
    hero = [effect["at"] for effect in effects if effect["member"] == HERO]
    assert hero == sorted(hero)


def test_a_summary_crosses_as_json(plan: Plan, year: list[Event]) -> None:
    done = replay(plan, year)
    dumped = json.loads(json.dumps(done.summary.dump()))
    assert Summary.load(dumped).to_json() == done.summary.to_json()
    twice = Summary()
    twice.join(done.summary)
    twice.join(Summary())
    assert twice.to_json() == done.summary.to_json()


def test_no_event_at_all() -> None:
    assert told(replay(CLUB, [], jobs=4, effects=True)) == (Summary().to_json(), b"")


# ------------------------------------------------------------------------------------------- groups


def test_everybody_is_alone_at_first() -> None:
    groups = groups_of(CLUB, [order("e1", "bo", "1"), order("e2", "anna", "2"), order("e3", "bo", "3")])
    assert [[event.id for event in group] for group in groups.events] == [["e2"], ["e1", "e3"]]
    assert groups.contested == ()


def test_who_names_the_same_order_is_replayed_together_in_order_of_time() -> None:
    late, early = order("e1", "anna", "1", "2026-03-03T10:00:00Z"), order("e2", "bo", "1")
    groups = groups_of(CLUB, [late, early, order("e3", "cy", "2")])
    assert [[event.id for event in group] for group in groups.events] == [["e2", "e1"], ["e3"]]
    assert groups.contested == (("order:1", ("anna", "bo")),)
    summary = replay(CLUB, [late, early]).summary.to_json()
    assert summary["statuses"] == {"applied": 1, "repeated: seen_before": 1}
    assert summary["points"]["beans"]["earned"] == 10


def test_what_all_share_makes_one_group() -> None:
    budget = Budget("spring", Origin("", 0), 100, "count", Ever())
    assert shared_by_all(CLUB) == ""
    assert shared_by_all(replace(CLUB, budgets=(budget,))) == "budget spring"
    limited = replace(CLUB.rules[0], limits=(Limit(1, "all", Ever(), Const("x")),))
    assert shared_by_all(replace(CLUB, rules=(limited,))) == "rule first_398"


def test_at_the_same_instant_the_order_of_the_file_counts() -> None:
    budget = Budget("spring", Origin("", 0), 100, "count", Ever())
    early = order("e0", "cy", "3", "2026-03-01T10:00:00Z")
    bo, anna = order("e1", "bo", "1"), order("e2", "anna", "2")
    for file in ((bo, anna, early), (anna, bo, early)):
        (group,) = groups_of(replace(CLUB, budgets=(budget,)), file).events
        assert group == (early, *file[:2])


def test_an_inviter_and_the_friend_are_replayed_together(plan: Plan, year: list[Event]) -> None:
    groups = groups_of(plan, year)
    with_hero = next(group for group in groups.events if any(event.member == HERO for event in group))
    assert {event.member for event in with_hero} == {HERO, "mei"}
    assert len(groups.events) > 20


def test_shares_are_about_equal() -> None:
    groups = [
        [order(f"{member}{n}", member, f"{member}{n}") for n in range(size)]
        for member, size in (("a", 5), ("b", 3), ("c", 2), ("d", 1))
    ]
    assert sorted(sum(map(len, share)) for share in split(groups, 2)) == [5, 6]
    assert len(split(groups, 9)) == 4


# ------------------------------------------------------------------------------------------- effects as files


HOSTILE = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text


def test_numbers_and_plain_texts_stay() -> None:
    assert [safe_cell(cell) for cell in (-5, "towels", "")] == [-5, "towels", ""]


def test_a_table_of_effects(tmp_path: Path) -> None:
    events = [order("e1", "=cmd|' /C calc'!A0", "1", amount="398.00")]
    done = replay(CLUB, events, effects=True)
    count = write_effects(tmp_path / "effects.csv", done.effects())
    done.close()
    raw = (tmp_path / "effects.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert count == len(rows) == 2
    assert {row["member"] for row in rows} == {"'=cmd|' /C calc'!A0"}
    assert [(row["effect"], row["of"], row["amount"]) for row in rows] == [
        ("benefit_issued", "towels", ""),
        ("points_earned", "beans", "398"),
    ]


def test_packed_effects_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    for name in ("one.jsonl.gz", "two.jsonl.gz"):
        write_effects(tmp_path / name, [b'{"a":1}\n'])
    one = (tmp_path / "one.jsonl.gz").read_bytes()
    assert gzip.decompress(one) == b'{"a":1}\n'
    assert one == (tmp_path / "two.jsonl.gz").read_bytes().replace(b"two.jsonl", b"one.jsonl")


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    def broken() -> Any:
        yield b"{}\n"
        raise RuntimeError("on the way")

    with pytest.raises(RuntimeError):
        write_effects(tmp_path / "effects.jsonl", broken())
    assert list(tmp_path.iterdir()) == []
