"""`benefitdsl limits`: every limit of the language and of evaluation."""

from __future__ import annotations

import click

from benefitdsl.adapters.cli.output import json_option, language_option, say, say_json, table
from benefitdsl.limits import LIMITS
from benefitdsl.messages import Language, word


@click.command()
@json_option
@language_option
def command(as_json: bool, language: Language | None) -> None:
    """Show every limit of the language and of evaluation."""
    if as_json:
        say_json([{"name": limit.name, "value": limit.value, "unit": limit.unit} for limit in LIMITS])
        return
    spoken = language or "en"
    say(
        table(
            (word("limits", limit.name, spoken), limit.value, word("units", limit.unit, spoken), limit.name)
            for limit in LIMITS
        )
    )
