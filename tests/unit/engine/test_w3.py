"""Workload W3 at a hundredth: the digests of every effect and every final state are the oracle's."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from benefitdsl.engine.compile import Engine, compile_plan
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools
from tests.unit.engine import w3

MOD = 100
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def oracle() -> ModuleType:
    module = w3.reference()
    if module is None:
        pytest.skip("shared/bench, which holds the generator and the oracle, is not beside this checkout")
    return module


@pytest.fixture(scope="module")
def rows(oracle: ModuleType) -> Rows:
    return [row for row in oracle.generate() if row["member"] % MOD == 0]


def joined(oracle: ModuleType) -> int:
    at: int = oracle.T0 * 1_000_000
    return at


def summary(oracle: ModuleType, engine: Engine, rows: Rows, run: Callable[[Engine, Rows], Any]) -> Any:
    effects, members = run(engine, rows)
    pools = InMemoryPools()
    end = (oracle.END_DAY * 86400 - oracle.TZ) * 1_000_000
    states = []
    for number in sorted(members):
        member, outcome = engine.advance(members[number], end, pools)
        effects += [(-1, *word) for word in w3.words(outcome.effects, settled=True)]
        view = engine.snapshot(member)
        points, tier = view.points[0], view.tiers[0]
        streak = view.missions[1].progress
        states.append(
            (number, points.live, points.owed, w3.LEVELS[tier.level], tier.metric, streak, len(points.lots))
        )
    return oracle.summary(effects, states)


def by_event(engine: Engine, rows: Rows) -> Any:
    members: dict[int, Member] = {}
    pools, effects = InMemoryPools(), []
    for row in rows:
        event, number = w3.event(row), row["member"]
        member = members.get(number) or engine.new_member(event.member, 1704038400_000_000)
        members[number], outcome = engine.evaluate(member, event, pools)
        assert outcome.status == "applied", outcome
        effects += [(row["id"], *word) for word in w3.words(outcome.effects)]
    return effects, members


def in_place(engine: Engine, rows: Rows) -> Any:
    effects: list[tuple[int, int, str, int]] = []
    members: dict[int, Member] = {}
    for number in sorted({row["member"] for row in rows}):
        own = [row for row in rows if row["member"] == number]
        events: list[Event] = [w3.event(row) for row in own]
        replay = engine.replay(engine.new_member(str(number), 1704038400_000_000), events)
        for row, outcome in zip(own, replay, strict=True):
            effects += [(row["id"], place, *word) for place, word in enumerate(w3.words(outcome.effects))]
        members[number] = replay.member
    return [(id_, kind, value) for id_, _, kind, value in sorted(effects)], members


@pytest.mark.parametrize("run", [by_event, in_place], ids=["pure", "replay"])
def test_w3(oracle: ModuleType, rows: Rows, run: Callable[[Engine, Rows], Any]) -> None:
    found = summary(oracle, compile_plan(w3.plan()), rows, run)
    expected = {k: v for k, v in oracle.EXPECTED[MOD].items() if k not in ("events", "events_sha256")}
    assert found == expected
