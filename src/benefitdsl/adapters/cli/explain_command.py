"""`benefitdsl explain`: one member and one event in words, or what a code means."""

from __future__ import annotations

import re
from pathlib import Path

import click

from benefitdsl.adapters.cli import tale
from benefitdsl.adapters.cli.events import gather
from benefitdsl.adapters.cli.given import require_seed, seed_option
from benefitdsl.adapters.cli.output import json_option, language_option, say, say_json, stop
from benefitdsl.adapters.cli.rules import read_plan
from benefitdsl.adapters.cli.tale import story_of
from benefitdsl.messages import Language, UnknownMessage, fill, message, outline, word


@click.command()
@click.argument("rules", metavar="RULES|CODE")
@click.option(
    "--events",
    "events_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The events.",
)
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="How rows become events."
)
@click.option("--member", help="Whose story.")
@click.option("--event", metavar="ID", help="Only this event.")
@seed_option
@json_option
@language_option
def command(
    rules: str,
    events_path: Path | None,
    mapping: Path | None,
    member: str | None,
    event: str | None,
    seed: bytes | None,
    as_json: bool,
    language: Language | None,
) -> None:
    """Tell what happened to a member: which rules fired, which did not, and by how much they missed.

    With a CODE such as BEN203 instead of RULES: what the code means, with an example.
    """
    if re.fullmatch(r"BEN[0-9]{3}", rules, re.IGNORECASE):
        _code(rules.upper(), language or "en", as_json=as_json)
        return
    if events_path is None or member is None:
        raise click.UsageError("explain needs --events and --member, or a code such as BEN203.")
    path = Path(rules)
    if not path.exists():
        raise click.UsageError(f"there are no rules at {rules}.")
    spoken = read_plan(path, language)
    require_seed(spoken.plan, seed, spoken.language)
    gathered = gather(spoken.plan, events_path, mapping, "skip", spoken.language)
    told = story_of(spoken, gathered.events, member, event, None, seed)
    if as_json:
        say_json(tale.as_json(spoken, told))
    else:
        say(tale.as_text(spoken, told))


def _code(code: str, language: Language, *, as_json: bool) -> None:
    """The page of a code."""
    try:
        page = message(code, language)
    except UnknownMessage:
        stop(fill(word("cli", "no_code", language), {"code": code}, language))
    if as_json:
        parts = ("code", "title", "message", "help", "explain", "wrong", "right")
        say_json({part: getattr(page, part) for part in parts})
        return
    said, advice = outline(page.message), outline(page.help)
    blocks = [f"{page.code}  {page.title}", _indented(said), advice, page.explain.strip()]
    for key, example in (("wrong", page.wrong), ("right", page.right)):
        if example:
            blocks.append(f"{word('cli', key, language)}\n\n{_indented(example.strip())}")
    say("\n\n".join(block for block in blocks if block))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.split("\n"))
