"""`benefitdsl view`: what a member has, can do and must not miss."""

from __future__ import annotations

from pathlib import Path

import click

from benefitdsl.adapters.cli.given import (
    at_option,
    member_at,
    new_option,
    read_instant,
    require_one,
    seed_option,
    state_option,
    stop_at,
)
from benefitdsl.adapters.cli.output import json_option, language_option, say, say_json
from benefitdsl.adapters.cli.rules import read_plan
from benefitdsl.engine.draws import SeedNeeded
from benefitdsl.engine.fit import MissingParts
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import Language
from benefitdsl.std import STANDARD


@click.command()
@click.argument("rules", type=click.Path(exists=True, path_type=Path))
@state_option
@new_option
@at_option
@seed_option
@json_option
@language_option
def command(
    rules: Path,
    state: Path | None,
    new: bool,
    at: str,
    seed: bytes | None,
    as_json: bool,
    language: Language | None,
) -> None:
    """Show a member's points and benefits with their ends, progress and what is missing, levels, what can be had.

    Stock and limits that all members share are shown as if nobody had used them: the file knows one member.
    """
    require_one(state, new, language)
    spoken = read_plan(rules, language)
    rulebook = Rulebook(spoken.plan, catalogue=STANDARD)
    instant = read_instant(spoken.plan, at, spoken.language)
    member = member_at(rulebook, state, instant)
    try:
        view = rulebook.view(member, instant, language=spoken.language, seed=seed)
    except (MissingParts, SeedNeeded) as error:
        stop_at(error, spoken.language)
    if as_json:
        say_json(view.to_json())
    else:
        say(view.text())
