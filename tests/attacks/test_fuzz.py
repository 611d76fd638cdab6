"""Every target of fuzzing stands its seeds, what was once found, and mutants of both; `./run fuzz` plays many more."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitdsl.adapters.files import mapping, rows
from benefitdsl.engine import core, expressions
from benefitdsl.engine.door import values
from benefitdsl.model import json as forms
from benefitdsl.model import member_json
from benefitdsl.plan import codec
from benefitdsl.syntax import parse
from benefitdsl.syntax.spelling.chinese import Chinese
from benefitdsl.verify import yaml_tree
from tests.attacks.fuzz import seeds
from tests.attacks.fuzz.hunt import Hunt
from tests.attacks.fuzz.mutation import MAX_JSON_BYTES
from tests.attacks.fuzz.targets import TARGETS, Target

CASES = Path(__file__).resolve().parents[1] / "cases" / "fuzz"
KEPT = [(target, path) for target in TARGETS for path in sorted((CASES / target.name).glob("*"))]
SLOW = {"rules", "format", "programme"}  # milliseconds an input
SOUGHT = 1_500  # mutants among which a seeded defect must show
each_target = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)


def examples(target: Target) -> int:
    return 40 if target.name in SLOW else 200


@each_target
def test_seeds_are_stood(target: Target) -> None:
    found = target.seeds() if target.name not in SLOW else target.seeds()[::12]
    hunt = Hunt(target)
    assert [hunt.play(data) for data in found] == [""] * len(found)
    assert hunt.taken


@pytest.mark.parametrize(("target", "path"), KEPT, ids=lambda value: getattr(value, "name", None))
def test_what_was_found_once(target: Target, path: Path) -> None:
    assert Hunt(target).play(path.read_bytes()) == ""


def test_every_kept_case_has_its_target() -> None:
    assert {path.name for path in CASES.iterdir()} <= {target.name for target in TARGETS}


@each_target
def test_mutants(target: Target) -> None:
    pool = list(target.seeds())

    @settings(max_examples=examples(target))
    @given(st.sampled_from(pool), st.randoms(use_true_random=False))
    def stands(data: bytes, rng: Random) -> None:
        made = target.mutate(rng, data, target.splinters, pool)
        assert len(made) <= MAX_JSON_BYTES
        assert Hunt(target).play(made) == "", made

    stands()


@each_target
def test_any_bytes(target: Target) -> None:
    @settings(max_examples=examples(target))
    @given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
    def stands(data: bytes) -> None:
        assert Hunt(target).play(data) == "", data

    stands()


# ------------------------------------------------------------------------------------------------ negative controls


def raising(*_: Any, **__: Any) -> Any:
    raise IndexError("a seeded defect")


def of_rules(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(parse, "explain", raising)


def of_format(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Chinese, "lasts", lambda self, term: "30天")


def of_programme(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(expressions._COMPARE, "ge", ast.Gt)


def of_plan(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(codec, "_plan_error", raising)


def of_member(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(member_json, "BadMember", KeyError)


def of_effect(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(forms, "_an_object", raising)


def of_event(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(values, "parse_instant", lambda text: int(text[:4]))


def of_evaluation(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(core, "_known", lambda draft, event: None)
    patch.setattr(core, "_repeats", lambda draft, kind: None)


def of_cart(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("benefitdsl.engine.quote.cart_door.MAX_AMOUNT", raising)


def of_scenario(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(yaml_tree, "_refusal", raising)


def of_mapping(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(mapping, "one_of", raising)


def of_rows(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rows, "bad_row", raising)


DEFECTS = {
    "rules": of_rules,
    "format": of_format,
    "programme": of_programme,
    "plan": of_plan,
    "member": of_member,
    "effect": of_effect,
    "event": of_event,
    "event twice": of_evaluation,
    "cart": of_cart,
    "scenario": of_scenario,
    "mapping": of_mapping,
    "rows": of_rows,
}


def found(target: Target) -> bool:
    """Whether mutants by number show something within so many."""
    hunt, pool = Hunt(target), list(target.seeds())
    for number in range(SOUGHT):
        rng = Random(f"{target.name} {number}")
        if hunt.play(target.mutate(rng, rng.choice(pool), target.splinters, pool)):
            return True
    return False


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target = next(each for each in TARGETS if each.name == name.split()[0])
    target.seeds()
    seeds.shop()
    defect: Callable[[pytest.MonkeyPatch], None] = DEFECTS[name]
    defect(monkeypatch)
    assert found(target)


def test_every_target_has_a_defect() -> None:
    assert {target.name for target in TARGETS} <= set(DEFECTS)
