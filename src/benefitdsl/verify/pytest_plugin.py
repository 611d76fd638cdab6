"""Scenarios as pytest items: every `*.scenario.yaml` is collected, each scenario once per rules it names.

Each is told to the production engine and to the reference engine, which must agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from benefitdsl.messages import Language
    from benefitdsl.verify.scenario import Scenario
    from benefitdsl.verify.tell import Failure, Teller

SUFFIXES = (".scenario.yaml", ".scenario.yml")


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    """Take the files that are named as scenario files."""
    if file_path.name.endswith(SUFFIXES):
        return ScenarioCollector.from_parent(parent, path=file_path)
    return None


class ScenarioCollector(pytest.File):
    """One scenario file."""

    def collect(self) -> Iterator[pytest.Item]:
        from benefitdsl.verify.scenario import read_scenarios

        file = read_scenarios(self.path.read_bytes())
        for rules in file.rules:
            tellers = _Lazy(self.path.parent / rules, file.language)
            for scenario in file.scenarios:
                name = scenario.name if len(file.rules) == 1 else f"{scenario.name} [{rules}]"
                yield ScenarioItem.from_parent(self, name=name, scenario=scenario, teller=tellers)


class _Lazy:
    """The teller of one rules folder, made when the first scenario needs it."""

    def __init__(self, path: Path, language: Language) -> None:
        self.path = path
        self.language = language
        self._teller: Teller | None = None

    def __call__(self) -> Teller:
        if self._teller is None:
            from benefitdsl.verify.telling import teller_of

            self._teller = teller_of(self.path, self.language)
        return self._teller


class ScenarioFailed(Exception):
    """A scenario did not come out as told."""

    def __init__(self, failures: list[Failure]) -> None:
        super().__init__(f"{len(failures)} steps differ")
        self.failures = failures


class ScenarioItem(pytest.Item):
    """One scenario on one set of rules."""

    def __init__(self, *, scenario: Scenario, teller: _Lazy, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scenario = scenario
        self.teller = teller

    def runtest(self) -> None:
        told = self.teller().tell(self.scenario)
        if told.failures:
            raise ScenarioFailed(told.failures)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The differing steps with their lines, or the diagnostics of the rules; no traceback into the runner."""
        from benefitdsl.api import RuleErrors
        from benefitdsl.verify.telling import failure_text

        if isinstance(excinfo.value, ScenarioFailed):
            language = self.teller.language
            return "\n".join(
                failure_text(failure, self.path.name, language) for failure in excinfo.value.failures
            )
        if isinstance(excinfo.value, RuleErrors):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.scenario.line - 1, f"scenario: {self.name}"
