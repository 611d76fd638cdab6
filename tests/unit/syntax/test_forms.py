"""Every value form, in both languages: what it reads as, and that the formatter writes it back."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from benefitdsl.source import Source
from benefitdsl.syntax.format import format_module
from benefitdsl.syntax.parse import parse
from tests.support.modules import FORMS

CASES = tomllib.loads(Path("tests/cases/syntax/forms.toml").read_text(encoding="utf-8"))["case"]
LABELS = {"en": ("shape", "end"), "zh": ("形状", "结束")}


def text_of(language: str, form: str, value: str) -> str:
    head, end = LABELS[language]
    colon = ":" if language == "en" else "："
    return f"language{colon}{language}\n\n{head} x\n  {form}{colon}{value}\n{end}\n"


def value_of(language: str, form: str, value: str) -> Any:
    module, found = parse(Source("case", text_of(language, form, value)), FORMS)
    assert [(each.code, dict(each.facts)) for each in found] == [], value
    return module.blocks[0].fields[0].value


def written(language: str, form: str, value: str, into: str) -> str:
    module, _ = parse(Source("case", text_of(language, form, value)), FORMS)
    line = format_module(module, FORMS, into).splitlines()[3]
    return line.strip().removeprefix(form).lstrip(":：").strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['form']}-{case['en']}")
def test_reads_as_one_tree_in_both_languages(case: dict[str, Any]) -> None:
    form = case["form"]
    tree = value_of("en", form, case["en"])

    assert value_of("zh", form, case["zh"]) == tree
    if "tree" in case:
        assert repr(tree) == case["tree"]
    for text in case.get("also", ()):
        assert any(_reads(language, form, text) == tree for language in LABELS), text


def _reads(language: str, form: str, text: str) -> Any:
    module, found = parse(Source("case", text_of(language, form, text)), FORMS)
    return module.blocks[0].fields[0].value if not found else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['form']}-{case['en']}")
def test_is_written_back(case: dict[str, Any]) -> None:
    form = case["form"]

    assert written("en", form, case["en"], "en") == case["en"]
    assert written("zh", form, case["zh"], "zh") == case["zh"]
    assert written("en", form, case["en"], "zh") == case["zh"]
    assert written("zh", form, case["zh"], "en") == case["en"]
