"""What a member then has, under the words in which scenarios ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import Plan
from benefitdsl.quantities.money import format_money
from benefitdsl.verify.failure import Failure
from benefitdsl.verify.phrases import amount_of, money_missions, stored_value, written
from benefitdsl.verify.reader import Reader
from benefitdsl.verify.said import said
from benefitdsl.verify.scenario import ScenarioStep, pair
from benefitdsl.verify.yaml_tree import Node


class Holdings:
    """What members of one programme have."""

    def __init__(self, plan: Plan, reader: Reader) -> None:
        self.plan, self.reader = plan, reader
        self.money_missions = money_missions(plan)

    def differing(self, snapshot: Callable[[str], Snapshot], step: ScenarioStep) -> list[Failure]:
        if not step.state:
            return []
        has = self._all(snapshot(step.member))
        failures = []
        for word, node in step.state.items():
            expected, actual = _stated(node, has[word])
            if word in ("balance", "pending", "owed"):
                expected = self._money(expected, actual)
            elif word == "progress":
                expected = self._progress(expected)
            elif word == "valid from" and isinstance(expected, dict):
                expected = {
                    name: self.reader.zone.to_local_text(self.reader.instant(str(time), step.line))
                    for name, time in expected.items()
                }
            if expected != actual:
                failures.append(
                    Failure(step.line, said("state", word=pair(word)).text, _shown(expected), _shown(actual))
                )
        return failures

    def _all(self, snapshot: Snapshot) -> dict[str, Any]:
        """What a snapshot has, under the words in which scenarios ask for it."""

        def amounts(numbers: Iterable[tuple[str, int]]) -> dict[str, str]:
            return {currency: amount_of(amount, currency, self.plan) for currency, amount in numbers}

        return {
            "balance": amounts((points.currency, points.live - points.owed) for points in snapshot.points),
            "pending": amounts((points.currency, points.pending) for points in snapshot.points),
            "owed": amounts((points.currency, points.owed) for points in snapshot.points),
            "holds": sorted(benefit.benefit for benefit in snapshot.benefits),
            "reserved": sorted(one.benefit for one in snapshot.benefits if one.state == "reserved"),
            "valid from": {
                one.benefit: self.reader.zone.to_local_text(one.valid_from)
                for one in snapshot.benefits
                if one.valid_from is not None
            },
            "tier": {tiers.tiers: tiers.level for tiers in snapshot.tiers},
            "progress": {
                one.mission: format_money(one.progress, self.plan.currency)
                if one.mission in self.money_missions
                else str(one.progress)
                for one in snapshot.missions
            },
            "completed": {mission.mission: str(mission.completed) for mission in snapshot.missions},
            "tags": list(snapshot.tags),
            "score": {score: str(value) for score, value in snapshot.scores},
            "empty draws": {draw: str(count) for draw, count in snapshot.empty_draws},
            "teams": {team: list(actors) for team, actors in snapshot.teams},
            "standings": {
                one.board: {member: str(value) for member, value in one.values} for one in snapshot.standings
            },
        }

    def _progress(self, expected: Any) -> Any:
        """Stated progress, of missions that count money written out."""
        if isinstance(expected, dict):
            return {
                name: written(str(text), self.plan) if name in self.money_missions else text
                for name, text in expected.items()
            }
        only = len(self.plan.missions) == len(self.money_missions) == 1
        return written(str(expected), self.plan) if only and isinstance(expected, str) else expected

    def _money(self, expected: Any, actual: Any) -> Any:
        """Stated balances, of stored value written out: `100` is `100.00`."""
        money = stored_value(self.plan)
        if isinstance(expected, dict):
            return {
                name: written(str(text), self.plan) if name in money else text
                for name, text in expected.items()
            }
        only = len(self.plan.points) == 1 and self.plan.points[0].id in money
        return written(str(expected), self.plan) if only and isinstance(actual, str) else expected


def _shown(value: Any) -> tuple[str, ...]:
    """What a member has, a line each; none for nothing."""
    match value:
        case dict():
            return tuple(f"{name}: {part}" for name, part in value.items())
        case list():
            return tuple(map(str, value))
        case _:
            return (str(value),)


def _plain(node: Node) -> Any:
    """A node as texts, lists and mappings."""
    match node.value:
        case list():
            return [_plain(item) for item in node.value]
        case dict():
            return {name: _plain(item) for name, item in node.value.items()}
        case text:
            return text


def _stated(node: Node, actual: Any) -> tuple[Any, Any]:
    """The stated value and the part of the actual one that it speaks of."""
    if isinstance(node.value, dict):
        expected = {name: _plain(value) for name, value in node.value.items()}
        return expected, {name: value for name, value in actual.items() if name in expected}
    if isinstance(node.value, list):
        return sorted(str(item.value) for item in node.value), sorted(actual)
    if node.value in ("nothing", "无"):
        return [], actual if isinstance(actual, list) else [actual]
    if isinstance(actual, dict) and len(actual) == 1:
        return node.value, next(iter(actual.values()))
    if isinstance(actual, list):
        return [node.value], actual
    return node.value, actual


__all__ = ["Holdings"]
