"""`./run`: what it passes on to benefitdsl, and what it keeps for the workshop."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

RUN = Path(__file__).parents[2] / "run"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script as a module, which installs nothing and notes its calls."""
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    loader = SourceFileLoader("run_script", str(RUN))
    spec = spec_from_loader("run_script", loader)
    assert spec is not None
    module: Any = module_from_spec(spec)
    loader.exec_module(module)
    module.calls = []
    module.prepare = lambda _extras: None
    module.call = lambda *command, **_more: module.calls.append(command) or 0
    return module


@pytest.mark.parametrize(
    ("written", "called"),
    [
        (["explain", "BEN203"], ("benefitdsl", "explain", "BEN203")),
        (["fmt", "x.benefit"], ("benefitdsl", "fmt", "x.benefit")),
        (["benefitdsl", "test", "examples/rules"], ("benefitdsl", "test", "examples/rules")),
        (["benefitdsl", "fmt", "--check", "x"], ("benefitdsl", "fmt", "--check", "x")),
        (["--", "test", "x"], ("benefitdsl", "test", "x")),
        (["test", "tests/unit"], ("python", "-m", "pytest", "tests/unit")),
        (["fuzz", "event"], ("python", "tools/fuzz.py", "event")),
        (["environments"], ("python", "tools/environments.py")),
    ],
    ids=str,
)
def test_what_is_called(run: Any, written: list[str], called: tuple[str, ...]) -> None:
    assert run.main(*written) == 0
    assert run.calls == [called]
