"""`benefitdsl check`: everything that is wrong with rules, all at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import click

from benefitdsl.adapters.cli.bounds_text import BoundsText
from benefitdsl.adapters.cli.exits import DONE, FOUND, USAGE, WARNINGS
from benefitdsl.adapters.cli.output import language_option, say, stop, use_color
from benefitdsl.adapters.cli.rules import Judged, judge_all, text_of
from benefitdsl.analysis.bounds.as_json import to_json
from benefitdsl.analysis.bounds.report import bounds_of
from benefitdsl.diagnostics import Severity, render_json, render_sarif
from benefitdsl.engine.quote.bound import combinations_bound, has_discounts
from benefitdsl.limits import MAX_COMBINATIONS
from benefitdsl.messages import Language, fill, word
from benefitdsl.plan.parts import Plan

DEEP_TIMEOUT_S: Final = 2.0


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(("text", "json", "sarif")), default="text", help="How to write it."
)
@click.option("--strict", is_flag=True, help="Exit with 3 where there are only warnings.")
@click.option("--deep", is_flag=True, help="Ask what a reviewer asks, too (extra `solver`).")
@click.option(
    "--against",
    type=click.Path(exists=True, path_type=Path),
    help="With --deep: another version of the rules; which of them give otherwise?",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.001),
    help="With --deep: seconds of solving for one question, counted in steps. [default: 2]",
)
@language_option
def command(
    paths: tuple[Path, ...],
    form: str,
    strict: bool,
    deep: bool,
    against: Path | None,
    timeout: float | None,
    language: Language | None,
) -> None:
    """Check rules: every error and warning, with the line it is on and what to write instead.

    Each of PATHS is a programme of its own: a file, or a folder of files that belong together. Files such as
    shop.en.benefit and shop.zh.benefit, beside one another, are one file in two languages: both are checked.
    """
    _require_deep(deep, form, against, timeout, len(paths), language or "en")
    told = [(path, judged) for path in paths for judged in judge_all(path)]
    for path, judged in told:
        click.echo(_written(judged, form, language), nl=False)
        if form == "text" and _is_faultless(judged):
            _praise(path, judged, language or judged.language)
        if form == "text" and judged.plan is not None:
            _tell_bound(judged.plan, language or judged.language)
            _tell_bounds(judged.plan, language or judged.language)
    code = _exit([judged for _, judged in told], strict)
    for path, judged in _programmes(told) if deep else ():
        from benefitdsl.adapters.cli.deep import tell_deep  # who does not ask loads no solver

        if judged.plan is not None:
            spoken = language or judged.language
            found = tell_deep(path, judged.plan, form, spoken, against, timeout or DEEP_TIMEOUT_S)
            code = code or (found if strict else DONE)
    raise click.exceptions.Exit(code)


def _require_deep(
    deep: bool, form: str, against: Path | None, timeout: float | None, programmes: int, language: Language
) -> None:
    """End the command where options do not go together."""
    if not deep and (against is not None or timeout is not None):
        stop(word("deep", "alone", language), USAGE)
    if deep and form == "sarif":
        stop(word("deep", "no_sarif", language), USAGE)
    if against is not None and programmes != 1:
        stop(word("deep", "one", language), USAGE)


def _programmes(told: list[tuple[Path, Judged]]) -> list[tuple[Path, Judged]]:
    """Each programme once: in two languages it is one."""
    return list({path: (path, judged) for path, judged in reversed(told)}.values())[::-1]


def _is_faultless(judged: Judged) -> bool:
    """Whether nothing was found, or nothing but notes."""
    return len(judged.diagnostics) == judged.diagnostics.count(Severity.INFO)


def _praise(path: Path, judged: Judged, language: Language) -> None:
    facts = {"files": len(judged.sources), "blocks": judged.blocks}
    said = fill(word("cli", "no_mistakes", language), facts, language)
    say(f"{path}{word('frame', 'colon', language)}{said}")


def _tell_bound(plan: Plan, language: Language) -> None:
    """How many combinations of discounts a quote may look at."""
    if not has_discounts(plan):
        return
    count = combinations_bound(plan)
    key = "bound_open" if count is None else "bound_over" if count > MAX_COMBINATIONS else "bound"
    say(fill(word("quote", key, language), {"count": count or 0, "limit": MAX_COMBINATIONS}, language))


def _tell_bounds(plan: Plan, language: Language) -> None:
    """What an event, and a member, can come to at most; `benefitdsl bounds` has all of it."""
    for line in BoundsText(plan, language).lines(bounds_of(plan)):
        say(line)


def _written(judged: Judged, form: str, language: Language | None) -> str:
    spoken = language or judged.language
    found, hidden = judged.diagnostics, judged.diagnostics.hidden_count
    match form:
        case "json":
            page = json.loads(render_json(found, judged.sources, spoken, hidden_count=hidden))
            return _line({**page, **_bounds_json(judged.plan)})
        case "sarif":
            return _line(json.loads(render_sarif(found, judged.sources, spoken)))
        case _:
            return text_of(judged, language, color=use_color())


def _bounds_json(plan: Plan | None) -> dict[str, Any]:
    """The same bounds for machines; null where errors leave no programme, or where there is no bound."""
    if plan is None:
        return {"combinations": None, "bounds": None}
    count = combinations_bound(plan) if has_discounts(plan) else 0
    return {"combinations": count, "bounds": to_json(plan, bounds_of(plan))}


def _line(page: dict[str, Any]) -> str:
    """JSON on one line, so that those of several programmes are JSON lines."""
    return json.dumps(page, separators=(",", ":")) + "\n"


def _exit(all_judged: list[Judged], strict: bool) -> int:
    if any(judged.diagnostics.has_errors or judged.plan is None for judged in all_judged):
        return FOUND
    warned = any(judged.diagnostics.count(Severity.WARNING) for judged in all_judged)
    return WARNINGS if strict and warned else DONE
