"""The table of limits is complete and has words in every language."""

from __future__ import annotations

import pytest

from benefitdsl import limits
from benefitdsl.limits import LIMITS
from benefitdsl.messages import LANGUAGES, Language, word


def test_every_constant_is_in_the_table() -> None:
    constants = sorted(value for name, value in vars(limits).items() if name.startswith("MAX_"))
    assert sorted(limit.value for limit in LIMITS) == constants


def test_names_are_unique() -> None:
    assert len({limit.name for limit in LIMITS}) == len(LIMITS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_limit_has_words(language: Language) -> None:
    for limit in LIMITS:
        assert word("limits", limit.name, language)
        word("units", limit.unit, language)


def test_what_trust_promises() -> None:
    """The figures of TRUST, checklist 5, once more: a limit is not changed in passing."""
    assert {limit.name: limit.value for limit in LIMITS} | {
        "file": 256 * 1024,
        "programme": 16 * 1024 * 1024,
        "tokens": 50_000,
        "depth": 64,
        "rules": 20_000,
        "rule_nodes": 2_000,
        "name": 64,
        "string": 1_000,
        "list": 1_000,
        "whole_digits": 15,
        "fraction_digits": 6,
        "event_steps": 10_000,
        "event_effects": 100,
        "errors": 50,
        "event": 64 * 1024,
        "event_depth": 16,
        "event_keys": 256,
        "batch": 500,
        "body": 1024 * 1024,
        "header": 16 * 1024,
    } == {limit.name: limit.value for limit in LIMITS}
