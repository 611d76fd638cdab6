"""The engine runs without the language: a worker that loads a stored plan never loads Lark or YAML."""

import subprocess
import sys

import pytest

import benefitdsl

LANGUAGE = {"lark", "yaml", "benefitdsl.api", "benefitdsl.check", "benefitdsl.lower", "benefitdsl.syntax"}


def loaded_after(statement: str) -> set[str]:
    """Return the modules of a fresh interpreter that ran one statement."""
    program = f"{statement}\nimport sys\nprint(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["benefitdsl", "benefitdsl.engine", "benefitdsl.plan", "benefitdsl.std"])
def test_the_engine_does_not_load_the_language(module: str) -> None:
    assert loaded_after(f"import {module}") & LANGUAGE == set()


@pytest.mark.parametrize("module", ["lark", "yaml", "benefitdsl.api"])
def test_the_question_would_notice(module: str) -> None:
    """Negative control: an engine that did load it would be seen."""
    assert module in loaded_after(f"import benefitdsl.engine, {module}")


@pytest.mark.parametrize("name", benefitdsl.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(benefitdsl, name) is not None
    assert name in dir(benefitdsl)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        benefitdsl.no_such_name  # noqa: B018 - asking is the test
