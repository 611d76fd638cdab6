"""Every claim and everything that is found, in words of both languages (`tests/cases/laws/told.toml`)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import get_args

import pytest

from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import LANGUAGES
from benefitdsl.plan.parts import Claim
from benefitdsl.verify.laws import Breach, breaches_at_rest, failed, law_says, law_title, tell
from benefitdsl.verify.laws.law import BuiltIn, Found
from tests.unit.verify.laws import test_built_in, test_declared
from tests.unit.verify.laws.stories import breaches, loaded

GOLDEN = tomllib.loads((Path(__file__).parents[3] / "cases/laws/told.toml").read_text("utf-8"))
FREE = "coupon cup\n  off: 50 CNY\n  minimum: 50 CNY\nend\nrule cups: order -> grant cup\n"
DAILY = "gift cup\n  usable: on 2025-01-01\nend\nrule cups: order -> grant cup\n"


def shown() -> dict[str, tuple[Rulebook, Breach]]:
    """A breach of each kind, by the name of its golden texts."""
    found: dict[str, tuple[Rulebook, Breach]] = {}
    for name, case in test_declared.CASES.items():
        rulebook = loaded(test_declared.programme(case))
        if case.broken:
            found[name] = rulebook, breaches(rulebook, *case.broken, laws=("asked",))[0]
    for name, built_in in test_built_in.CASES.items():
        rulebook = loaded(built_in.wrong)
        found[name] = rulebook, breaches(rulebook, *built_in.told)[0]
    free = loaded(FREE)
    found["50 off 50"] = free, breaches_at_rest(free.plan)[0]
    found["an error"] = free, failed(ValueError("no such day"), "m1", None, None)
    never = loaded(DAILY)
    found["no day at all"] = never, breaches(never, *test_built_in.BUY)[0]
    return found


SHOWN = shown()


@pytest.mark.parametrize("name", SHOWN)
def test_a_breach_in_words(name: str) -> None:
    rulebook, breach = SHOWN[name]
    assert {one: list(tell(breach, rulebook, one)) for one in LANGUAGES} == GOLDEN[name]


def test_everything_is_told() -> None:
    assert set(GOLDEN) == set(SHOWN)
    assert {type(breach.found) for _, breach in SHOWN.values()} == set(get_args(Found))
    claims = {type(law.claim) for rulebook, _ in SHOWN.values() for law in rulebook.plan.laws}
    assert claims == set(get_args(Claim))


def test_what_laws_are_called() -> None:
    rulebook = loaded(LAWS)
    titles = {law: tuple(law_title(law, rulebook, one) for one in LANGUAGES) for law in ("a", "b")}
    assert titles == {"a": ("mine", "我的"), "b": ("", "")}
    assert law_says("b", rulebook, "zh") == "须成立：beans余额 ≥ 0"


LAWS = """
law a en "mine" zh "我的"
  always: balance of beans >= 0
end
law b
  always: balance of beans >= 0
end
"""


@pytest.mark.parametrize("law", get_args(BuiltIn))
def test_a_built_in_law_has_a_title_and_a_sentence(law: BuiltIn) -> None:
    rulebook = loaded(LAWS)
    said = {(law_title(law, rulebook, one), law_says(law, rulebook, one)) for one in LANGUAGES}
    assert len(said) == len(LANGUAGES)
