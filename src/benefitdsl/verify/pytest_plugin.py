"""Scenarios as pytest items: every `*.scenario.yaml` is collected, each scenario once per rules it names.

Each is told to the production engine and to the reference engine, which must agree. `--benefitdsl-coverage` shows which
parts of the rules they reach. With `--benefitdsl-verify` the laws of the rules are items, too (`pytest_laws.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from benefitdsl.messages import Language
    from benefitdsl.verify.coverage.programmes import Programmes
    from benefitdsl.verify.failure import Failure
    from benefitdsl.verify.scenario import Scenario
    from benefitdsl.verify.tell import Teller

SUFFIXES = (".scenario.yaml", ".scenario.yml")
_PROGRAMMES: pytest.StashKey[Programmes] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, in a group of their own."""
    group = parser.getgroup("benefitdsl")
    group.addoption(
        "--benefitdsl-coverage", action="store_true", help="show which parts of the rules scenarios reach"
    )
    group.addoption(
        "--benefitdsl-cover-at-least",
        metavar="SHARE",
        help="fail where less of a programme was seen, such as 90%%",
    )
    for_laws = "try the laws of the rules of each scenario file for so many seconds"
    group.addoption("--benefitdsl-verify", type=float, metavar="SECONDS", help=for_laws)
    parser.addini("benefitdsl_verify", for_laws, default="0")


def pytest_configure(config: pytest.Config) -> None:
    """Look on at scenarios where coverage is asked for. Processes cannot look on at one another's scenarios."""
    from benefitdsl.verify.coverage.programmes import Programmes, share_of

    at_least = config.getoption("--benefitdsl-cover-at-least")
    if not config.getoption("--benefitdsl-coverage") and at_least is None:
        return
    if at_least is not None and share_of(at_least) is None:
        raise pytest.UsageError(f"--benefitdsl-cover-at-least: `{at_least}` is no percentage such as 90%")
    if hasattr(config, "workerinput") or config.getoption("numprocesses", None):
        raise pytest.UsageError("--benefitdsl-coverage looks on at scenarios of one process: leave out -n")
    config.stash[_PROGRAMMES] = Programmes()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where less was seen than is needed."""
    from benefitdsl.verify.coverage.programmes import share_of

    programmes = session.config.stash.get(_PROGRAMMES, None)
    at_least = session.config.getoption("--benefitdsl-cover-at-least")
    share = None if at_least is None else share_of(at_least)
    if programmes is None or share is None:
        return
    if (
        any(not one.report()[0].reaches(share) for one in programmes)
        and session.exitstatus == pytest.ExitCode.OK
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show the figures and what was not seen, and where less was seen than is needed."""
    from benefitdsl.verify.coverage.marked import shortfall, summary
    from benefitdsl.verify.coverage.programmes import share_of

    at_least = config.getoption("--benefitdsl-cover-at-least")
    for one in config.stash.get(_PROGRAMMES, None) or ():
        report, words = one.report()
        terminalreporter.section(f"benefitdsl {report.plan.id}")
        terminalreporter.write_line(summary(report, words))
        too_little = None if at_least is None else shortfall(report, words, share_of(at_least))
        if too_little is not None:
            terminalreporter.write_line(too_little, red=True)


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
            programmes = self.config.stash.get(_PROGRAMMES, None)
            tellers = _Lazy(self.path.parent / rules, file.language, programmes)
            for scenario in file.scenarios:
                name = scenario.name if len(file.rules) == 1 else f"{scenario.name} [{rules}]"
                yield ScenarioItem.from_parent(self, name=name, scenario=scenario, teller=tellers)
            yield from self._laws(tellers)

    def _laws(self, teller: _Lazy) -> Iterator[pytest.Item]:
        """The laws of the rules, where they are to be tried."""
        asked: float | None = self.config.getoption("--benefitdsl-verify")
        seconds = float(self.config.getini("benefitdsl_verify")) if asked is None else asked
        if seconds > 0:
            from benefitdsl.verify.pytest_laws import law_items

            yield from law_items(self, teller.path, teller, teller.language, seconds)


class _Lazy:
    """The teller of one rules folder, made when the first scenario needs it."""

    def __init__(self, path: Path, language: Language, programmes: Programmes | None) -> None:
        self.path = path
        self.language = language
        self.programmes = programmes
        self._teller: Teller | None = None

    def __call__(self) -> Teller:
        if self._teller is None:
            from benefitdsl.verify.telling import teller_of

            self._teller = teller_of(self.path, self.language, self.programmes)
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
