"""`benefitdsl plan`: the stored form of a programme, which runs without the language."""

from __future__ import annotations

from pathlib import Path

import click

from benefitdsl.adapters.cli.output import language_option
from benefitdsl.adapters.cli.rules import read_plan
from benefitdsl.messages import Language
from benefitdsl.plan import plan_to_text


@click.command()
@click.argument("rules", type=click.Path(exists=True, path_type=Path))
@language_option
def command(rules: Path, language: Language | None) -> None:
    """Write the plan of a programme as one line of JSON.

    A host stores it and evaluates it without the language; RULES of other commands may be such a file (`.json`).
    """
    click.echo(plan_to_text(read_plan(rules, language).plan))
