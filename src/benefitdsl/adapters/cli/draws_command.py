"""`benefitdsl draws`: whether draws follow from the seed that was promised."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from benefitdsl.adapters.cli.exits import FOUND, USAGE
from benefitdsl.adapters.cli.given import read_seed, usage
from benefitdsl.adapters.cli.output import json_option, language_option, say, say_json, stop
from benefitdsl.adapters.cli.rules import Spoken, read_plan
from benefitdsl.adapters.files.draws import BadEffects, Mismatch, check_draws, read_draws
from benefitdsl.messages import Language, fill, word


@click.command()
@click.argument("effects", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--seed", callback=read_seed, metavar="HEX", help="The seed, now that it is shown.")
@click.option(
    "--rules",
    "rules",
    type=click.Path(exists=True, path_type=Path),
    help="The rules, or the stored plan: prizes are checked too.",
)
@click.option("--programme", metavar="NAME", help="The programme's name, where there are no rules at hand.")
@click.option("--member", metavar="ID", help="Whose effects these are, where the lines name no `member`.")
@json_option
@language_option
def command(
    effects: Path,
    seed: bytes | None,
    rules: Path | None,
    programme: str | None,
    member: str | None,
    as_json: bool,
    language: Language | None,
) -> None:
    """Make every draw of a file of effects again from its seed, and name those that do not follow.

    EFFECTS are the JSON lines that `run --out` writes, or effects as a host stores them, with `member`.

    Exits with 1 where a draw does not follow, or there is none.
    """
    if (rules is None) == (programme is None):
        raise usage("one_of_two", language, one="--rules", other="--programme")
    if seed is None:
        raise usage("seed_missing", language)
    spoken = None if rules is None else read_plan(rules, language)
    name = spoken.plan.id if spoken is not None else programme or ""
    speaks = language or ("en" if spoken is None else spoken.language)
    try:
        found = list(
            check_draws(read_draws(effects, member), seed, name, None if spoken is None else spoken.plan)
        )
    except (BadEffects, OSError) as error:
        stop(str(error), USAGE)
    wrong = [one for one in found if one is not None]
    commitment = sha256(seed).hexdigest()
    if as_json:
        say_json(_as_json(len(found), commitment, wrong))
    else:
        _show(len(found), commitment, wrong, effects, speaks, spoken)
    if wrong or not found:
        raise click.exceptions.Exit(FOUND)


def _as_json(count: int, commitment: str, wrong: Sequence[Mismatch]) -> dict[str, Any]:
    return {
        "draws": count,
        "commitment": commitment,
        "mismatches": [
            {
                "line": one.drawn.line,
                "member": one.drawn.member,
                "event": one.drawn.event,
                "draw": one.drawn.draw,
                "number": one.drawn.number,
                "fault": one.fault,
                "expected": one.expected,
            }
            for one in wrong
        ],
    }


def _show(
    count: int,
    commitment: str,
    wrong: Sequence[Mismatch],
    effects: Path,
    language: Language,
    spoken: Spoken | None,
) -> None:
    for one in wrong:
        facts: dict[str, str | int] = {
            "event": one.drawn.event,
            "member": one.drawn.member,
            "draw": one.drawn.draw,
            "number": one.drawn.number,
            "expected": one.expected,
            "prize": one.drawn.prize,
            "roll": one.drawn.roll,
            "total": one.drawn.total,
        }
        said = fill(word("cli", f"draw_{one.fault}", language), facts, language)
        say(f"{effects.name}:{one.drawn.line}: {said}")
    key = "draws_wrong" if wrong else "draws_right" if count else "draws_none"
    counts: dict[str, str | int] = {
        "count": count,
        "wrong": len(wrong),
        "commitment": commitment[:16],
    }
    say(fill(word("cli", key, language), counts, language))
    if count and spoken is None:
        say(word("cli", "draws_without_rules", language))
