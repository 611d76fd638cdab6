"""`benefitdsl test`: the scenarios beside the rules, told to both engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from benefitdsl.adapters.cli.coverage import Wanted, coverage_options, show_coverage
from benefitdsl.adapters.cli.exits import FOUND
from benefitdsl.adapters.cli.given import seed_option
from benefitdsl.adapters.cli.output import json_option, language_option, say, say_json, stop
from benefitdsl.adapters.cli.rules import read_plan
from benefitdsl.messages import Language
from benefitdsl.verify.failure import Failure

if TYPE_CHECKING:
    from benefitdsl.plan.parts import Plan
    from benefitdsl.verify.coverage.programmes import Programmes
    from benefitdsl.verify.coverage.scene import Watcher
    from benefitdsl.verify.tell import Teller

SUFFIXES = (".scenario.yaml", ".scenario.yml")


@dataclass(slots=True)
class Result:
    """One scenario on one set of rules."""

    file: str
    rules: str
    name: str
    line: int
    failures: Sequence[Failure] = field(default=())
    language: Language = "en"

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "rules": self.rules,
            "scenario": self.name,
            "line": self.line,
            "passed": not self.failures,
            "failures": [
                {
                    "line": one.line,
                    "what": one.what("en"),
                    "expected": list(one.expected),
                    "actual": list(one.actual),
                }
                for one in self.failures
            ],
        }


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@seed_option
@coverage_options
@json_option
@language_option
def command(
    paths: tuple[Path, ...],
    seed: bytes | None,
    coverage: bool,
    coverage_text: bool,
    coverage_json: Path | None,
    coverage_html: Path | None,
    cover_at_least: Fraction | None,
    as_json: bool,
    language: Language | None,
) -> None:
    """Tell the scenarios to both engines, and show where they do not come out as told.

    PATHS are scenario files (`*.scenario.yaml`) or folders of them, searched to any depth. --seed is for scenarios
    with draws that name no seed of their own. --coverage shows which parts of the rules they reach.
    """
    wanted = Wanted(coverage, coverage_text, coverage_json, coverage_html, cover_at_least)
    files = list(dict.fromkeys(file for path in paths for file in scenario_files(path)))
    if not files:
        stop("there is no scenario file (*.scenario.yaml) here")
    programmes = _programmes() if wanted.anything else None
    results = [result for file in files for result in tell_file(file, seed, programmes, language)]
    failed = [result for result in results if result.failures]
    if as_json:
        say_json({"passed": len(results) - len(failed), "failed": len(failed), "results": _all_json(results)})
    else:
        _show(results, failed, language)
    enough = programmes is None or show_coverage(wanted, programmes, language, quiet=as_json)
    if failed or not enough:
        raise click.exceptions.Exit(FOUND)


def scenario_files(path: Path) -> Iterator[Path]:
    """The scenario files of a path, sorted."""
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.name.endswith(SUFFIXES) and file.is_file())
    else:
        yield path


def tell_file(
    file: Path,
    seed: bytes | None = None,
    programmes: Programmes | None = None,
    wanted: Language | None = None,
) -> Iterator[Result]:
    """Tell every scenario of a file, once for each of the rules it names; `programmes` look on. Of rules in two
    languages those of the one `wanted` are told, else those of the file."""
    from benefitdsl.verify.scenario import language_of, read_scenarios
    from benefitdsl.verify.yaml_tree import YamlRefused

    data = file.read_bytes()
    language = wanted or language_of(data)
    try:
        told = read_scenarios(data)
    except YamlRefused as refused:
        yield Result(
            file.name, "", "", refused.line, (Failure(refused.line, refused.text, (), ()),), language
        )
        return
    for rules in told.rules:
        teller = _teller(file.parent / rules, language, seed, programmes)
        for scenario in told.scenarios:
            failures = teller.tell(scenario).failures
            yield Result(file.name, rules, scenario.name, scenario.line, tuple(failures), language)


def _programmes() -> Programmes:
    from benefitdsl.verify.coverage.programmes import Programmes

    return Programmes()


def _teller(path: Path, language: Language, seed: bytes | None, programmes: Programmes | None) -> Teller:
    """A teller for the rules at a path on both engines; errors in the rules are printed and end the command."""
    from benefitdsl.engine.compile import compile_plan
    from benefitdsl.engine.reference import Reference
    from benefitdsl.std import STANDARD
    from benefitdsl.verify.tell import Teller

    if not path.exists():
        stop(f"there are no rules at {path}")
    plan = read_plan(path, language).plan
    reference: Any = Reference(plan)
    watcher = None if programmes is None else _watcher(programmes, plan, path, language)
    return Teller(plan, (compile_plan(plan), reference), STANDARD, language, seed, watcher)


def _watcher(programmes: Programmes, plan: Plan, path: Path, language: Language) -> Watcher:
    """Who looks on; a stored plan has no text whose lines could be marked."""
    from benefitdsl.api import read

    return programmes.watcher(plan, None if path.suffix == ".json" else read(path, language=language))


def _all_json(results: Sequence[Result]) -> list[dict[str, Any]]:
    return [result.to_json() for result in results]


def _show(results: Sequence[Result], failed: Sequence[Result], language: Language | None) -> None:
    from benefitdsl.verify.said import said
    from benefitdsl.verify.telling import failure_text

    for result in failed:
        say(f"{result.name}  [{result.rules}]" if result.name else result.file)
        for failure in result.failures:
            say(_indented(failure_text(failure, result.file, result.language)))
        say()
    spoken: Language = "zh" if all(result.language == "zh" for result in results) else "en"
    spoken = language or spoken
    say(said("passed", passed=len(results) - len(failed), failed=len(failed)).text(spoken))


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
