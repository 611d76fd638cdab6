"""`benefitdsl schema`: JSON Schemas of what goes in and out."""

from __future__ import annotations

from pathlib import Path

import click

from benefitdsl.adapters.cli.output import say_json
from benefitdsl.adapters.cli.rules import read_plan
from benefitdsl.analysis.bounds.schema import bounds_schema
from benefitdsl.model.schema import NAMES, schema_of
from benefitdsl.plan import plan_schema


@click.command()
@click.argument("name", type=click.Choice([*NAMES, "plan", "bounds"]))
@click.argument("rules", required=False, type=click.Path(exists=True, path_type=Path))
def command(name: str, rules: Path | None) -> None:
    """Write the JSON Schema of an event, member, effect, decision, snapshot, quote, view, plan, or of bounds.

    With RULES that of this programme's own events, and of money in its currency.
    """
    own = {"plan": plan_schema, "bounds": bounds_schema}
    if name in own:
        say_json(own[name]())
        return
    plan = read_plan(rules).plan if rules else None
    say_json(next(schema_of(one, plan) for one in NAMES if one == name))
