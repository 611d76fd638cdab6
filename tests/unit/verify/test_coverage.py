"""What scenarios show, on the small programmes of `tests/cases/coverage`: each goal is seen, and unseen once the steps
that show it are left out."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benefitdsl import api
from benefitdsl.engine.compile import compile_plan
from benefitdsl.plan.parts import Plan
from benefitdsl.std import STANDARD
from benefitdsl.verify.coverage.goals import WHOLE, Done, Edge, Full, Holds, Key
from benefitdsl.verify.coverage.of_parts import goals_of
from benefitdsl.verify.coverage.scene import Watcher
from benefitdsl.verify.scenario import read_scenarios
from benefitdsl.verify.tell import Teller

CASES = Path(__file__).parents[2] / "cases" / "coverage"

PROGRAMME = """
programme p
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end
"""

BEANS = """
points beans
end
"""


def cases() -> list[Any]:
    return [
        pytest.param(case, id=case["name"])
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


@cache
def plan_of(rules: str) -> Plan:
    return api.load(
        PROGRAMME + (BEANS if "beans" in rules and "points beans" not in rules else "") + rules
    ).plan


def steps_of(story: str) -> list[str]:
    """The steps as texts, each with its list sign."""
    return [step for step in re.split(r"(?m)^(?=- )", story.strip()) if step]


def seen_by(plan: Plan, steps: list[str], *, lax: bool = False) -> set[Key]:
    """What a story of these steps shows. `lax` where steps before are left out, so that outcomes are others."""
    text = "".join("      " + line + "\n" for step in steps for line in step.rstrip().split("\n"))
    head = "scenarios:\n  - name: a story\n    seed: any\n"
    given = "    given: {members: {anna: {joined: 2026-03-01}, bob: {joined: 2026-03-01}}}\n    story:\n"
    watcher = Watcher(plan)
    teller = Teller(plan, (compile_plan(plan),), STANDARD, watcher=watcher)
    for scenario in read_scenarios((head + given + text).encode()).scenarios if steps else ():
        told = teller.tell(scenario)
        assert lax or told.failures == []
    return watcher.seen


def name_of(key: Key) -> str:
    """A key as the cases write it."""
    head = f"{key.family} {key.part}"
    match key.what:
        case Done(word, of):
            return f"{head} {word} {of}".rstrip()
        case Holds(field, place, wanted):
            return f"{head} {field} {'whole' if place == WHOLE else place + 1} {str(wanted).lower()}"
        case Full(place, beyond):
            return f"{head} limit {place + 1} {'beyond' if beyond else 'reached'}"
        case Edge(of, inside):
            return f"{head} edge {of or 'own'} {'inside' if inside else 'outside'}"


@pytest.mark.parametrize("case", cases())
def test_a_goal_is_seen_with_its_steps_and_unseen_without_them(case: dict[str, Any]) -> None:
    plan, steps = plan_of(case["rules"]), steps_of(case["story"])
    asked = {name_of(goal.key) for goal in goals_of(plan)}
    assert {*case["goals"], *case.get("never", ())} - asked == set()
    assert set(case.get("absent", ())) & asked == set()

    whole = {name_of(key) for key in seen_by(plan, steps)}
    assert set(case["goals"]) - whole == set()
    assert set(case.get("never", ())) & whole == set()

    rest = [step for number, step in enumerate(steps, 1) if number not in case["without"]]
    assert {name_of(key) for key in seen_by(plan, rest, lax=True)} & set(case["goals"]) == set()


def kind_of(key: Key) -> tuple[str, ...]:
    """What sort of goal it is, whichever part it is of."""
    match key.what:
        case Done(word, of):
            return key.family, word, *((of,) if word == "refused" else ())
        case Holds():
            return key.family, "holds"
        case Full(_, beyond):
            return key.family, "beyond" if beyond else "full"
        case Edge(_, inside):
            return key.family, "inside" if inside else "outside"


def test_every_kind_of_goal_has_its_case() -> None:
    """Every kind that the programmes of the field have."""
    shown = set()
    for (case,) in (parameters.values for parameters in cases()):
        named = set(case["goals"])
        shown |= {
            kind_of(goal.key) for goal in goals_of(plan_of(case["rules"])) if name_of(goal.key) in named
        }
    rules = Path(__file__).parents[3] / "examples" / "rules"
    plans = [api.load(path).plan for path in rules.glob("*/*.en.benefit")]
    assert {kind_of(goal.key) for plan in plans for goal in goals_of(plan)} - shown == set()
