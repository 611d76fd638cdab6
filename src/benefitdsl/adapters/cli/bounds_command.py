"""`benefitdsl bounds`: what an event takes, how large a member grows, what a programme can cost at most."""

from __future__ import annotations

from pathlib import Path

import click

from benefitdsl.adapters.cli.bounds_text import BoundsText
from benefitdsl.adapters.cli.output import json_option, language_option, say, say_json
from benefitdsl.adapters.cli.rules import read_plan
from benefitdsl.analysis.bounds.as_json import to_json
from benefitdsl.analysis.bounds.report import bounds_of
from benefitdsl.messages import Language


@click.command()
@click.argument("rules", type=click.Path(exists=True, path_type=Path))
@json_option
@language_option
def command(rules: Path, as_json: bool, language: Language | None) -> None:
    """Show what rules can cost at most: for each event, each member and period, each budget, and what drives it.

    Nothing is run: every figure follows from the rules alone.
    """
    spoken = read_plan(rules, language)
    bounds = bounds_of(spoken.plan)
    if as_json:
        say_json(to_json(spoken.plan, bounds))
    else:
        say(BoundsText(spoken.plan, spoken.language).tables(bounds))
