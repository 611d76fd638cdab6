"""`benefitdsl view`: what a member has, can do and must not miss."""

from __future__ import annotations

from pathlib import Path

import click

from benefitdsl.adapters.cli.given import read_instant, read_member, seed_option, stop_at, usage
from benefitdsl.adapters.cli.output import json_option, language_option, say, say_json
from benefitdsl.adapters.cli.rules import read_plan
from benefitdsl.engine.draws import SeedNeeded
from benefitdsl.engine.fit import MissingParts
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import Language
from benefitdsl.std import STANDARD


@click.command()
@click.argument("rules", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--member",
    "state",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The member's stored state, as JSON.",
)
@click.option("--new", is_flag=True, help="A member who has just joined, instead of a stored one.")
@click.option(
    "--at", required=True, metavar="TIME", help="When: 2026-03-02 10:00 of the programme, or RFC 3339."
)
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
    if (state is None) != new:
        raise usage("one_of_two", language, one="--member STATE.json", other="--new")
    spoken = read_plan(rules, language)
    rulebook, instant = (
        Rulebook(spoken.plan, catalogue=STANDARD),
        read_instant(spoken.plan, at, spoken.language),
    )
    member = rulebook.new_member("new", at=instant) if state is None else read_member(state)
    try:
        view = rulebook.view(member, instant, language=spoken.language, seed=seed)
    except (MissingParts, SeedNeeded) as error:
        stop_at(error, spoken.language)
    if as_json:
        say_json(view.to_json())
    else:
        say(view.text())
