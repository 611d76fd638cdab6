"""Workload W3 from its rule text: all 200,000 events give the oracle's totals, states and digests."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from types import ModuleType
from typing import Any

import pytest

from benefitdsl import api
from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.reference import Reference
from benefitdsl.host.runner import Runner
from benefitdsl.model.effect import (
    BenefitIssued,
    Effect,
    PointsEarned,
    PointsExpired,
    PointsReversed,
    PointsSpent,
    TierChanged,
)
from benefitdsl.model.event import Event
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.plan.parts import Plan
from tests.real.shared import EXAMPLES, beside

LEVELS = {"basic": 0, "silver": 1, "gold": 2}
EARNED = {"streak": "streak", "shared": "share"}
ISSUED = {"off": "coupon", "milk_gift": "gift"}


@pytest.fixture(scope="module")
def oracle() -> ModuleType:
    spec = importlib.util.spec_from_file_location("w3_reference", beside("bench", "w3_reference.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows(oracle: ModuleType) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = oracle.generate()
    return found


@pytest.fixture(scope="module")
def plan() -> Plan:
    return api.load(EXAMPLES / "w3" / "w3.en.benefit").plan


def event_of(row: dict[str, Any]) -> Event:
    fields: dict[str, Any] = {name: row[name] for name in ("amount", "milk") if name in row}
    if row.get("redeem"):
        fields["points_used"] = row["redeem"]
    if "order" in row:
        fields["order"] = str(row["order"])
    return Event(str(row["id"]), row["type"], str(row["member"]), row["ts"] * 1_000_000, fields)


def word_of(effect: Effect) -> list[tuple[str, int]]:
    """One effect as W3 writes it."""
    match effect:
        case PointsEarned():
            return [(EARNED.get(effect.cause.rule, "earn"), effect.amount)]
        case PointsExpired():
            return [("expire", effect.amount)]
        case PointsSpent():
            return [("redeem", effect.amount)]
        case PointsReversed():
            return [("claw", effect.amount)]
        case BenefitIssued():
            return [(ISSUED[effect.benefit], 1)]
        case TierChanged():
            return [("tier", LEVELS[effect.old] * 10 + LEVELS[effect.new])]
        case _:
            return []


def words_of(effects: Iterable[Effect]) -> list[tuple[str, int]]:
    """The effects of one event. W3 settles in one go: all expiries, then one review; here each level is left at its
    own instant, so the changes of level that were due become one, behind the expiries."""
    due, own = [], []
    for effect in effects:
        (due if "@" in effect.cause.event else own).append(effect)
    changes = [effect for effect in due if isinstance(effect, TierChanged)]
    words = [word for effect in due if not isinstance(effect, TierChanged) for word in word_of(effect)]
    if changes and changes[0].old != changes[-1].new:
        words.append(("tier", LEVELS[changes[0].old] * 10 + LEVELS[changes[-1].new]))
    return words + [word for effect in own for word in word_of(effect)]


def told(oracle: ModuleType, rows: list[dict[str, Any]], runner: Runner[Any]) -> dict[str, Any]:
    """W3's own summary of our effects and states."""
    members: dict[int, Any] = {}
    effects: list[tuple[int, str, int]] = []
    pools = InMemoryPools()
    for row in rows:
        number = row["member"]
        if number not in members:
            members[number] = runner.new_member(str(number), oracle.T0 * 1_000_000, {})
        members[number], outcome = runner.evaluate(members[number], event_of(row), pools)
        assert outcome.status in ("applied", "repeated"), outcome
        effects += [(row["id"], *word) for word in words_of(outcome.effects)]
    states = []
    end = (oracle.END_DAY * 86400 - oracle.TZ) * 1_000_000
    for number in sorted(members):
        member, outcome = runner.advance(members[number], end, pools)
        effects += [(-1, *word) for word in words_of(outcome.effects)]
        view = runner.snapshot(member)
        points, tier, streak = view.points[0], view.tiers[0], view.missions[1].progress
        states.append(
            (number, points.live, points.owed, LEVELS[tier.level], tier.metric, streak, len(points.lots))
        )
    found: dict[str, Any] = oracle.summary(effects, states)
    return found


@pytest.mark.parametrize("mod", [1, 10, 100])
def test_compiled(oracle: ModuleType, rows: list[dict[str, Any]], plan: Plan, mod: int) -> None:
    found = told(oracle, [row for row in rows if row["member"] % mod == 0], compile_plan(plan))
    assert found == {
        name: value for name, value in oracle.EXPECTED[mod].items() if not name.startswith("events")
    }


def test_reference(oracle: ModuleType, rows: list[dict[str, Any]], plan: Plan) -> None:
    found = told(oracle, [row for row in rows if row["member"] % 100 == 0], Reference(plan))
    assert found == {
        name: value for name, value in oracle.EXPECTED[100].items() if not name.startswith("events")
    }


def test_chinese_rules_are_the_same_programme(plan: Plan) -> None:
    assert api.load(EXAMPLES / "w3" / "w3.zh.benefit").version == plan.version
