"""`benefitdsl quote`: what a cart costs a member, and why."""

from __future__ import annotations

from pathlib import Path

import click

from benefitdsl.adapters.cli.exits import FOUND, USAGE
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
from benefitdsl.adapters.cli.output import json_option, language_option, say, say_json, stop
from benefitdsl.adapters.cli.rules import read_plan
from benefitdsl.engine.door.errors import EventErrors
from benefitdsl.engine.draws import SeedNeeded
from benefitdsl.engine.fit import MissingParts
from benefitdsl.engine.quote.cart_door import NoOrders
from benefitdsl.engine.quote.search import QuoteTooLarge
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.limits import MAX_COMBINATIONS
from benefitdsl.messages import Language, fill, word
from benefitdsl.model.quote import Cart
from benefitdsl.std import STANDARD


@click.command()
@click.argument("rules", type=click.Path(exists=True, path_type=Path))
@state_option
@new_option
@click.option(
    "--cart",
    "cart_path",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The cart, as JSON.",
)
@at_option
@seed_option
@json_option
@language_option
def command(
    rules: Path,
    state: Path | None,
    new: bool,
    cart_path: Path,
    at: str,
    seed: bytes | None,
    as_json: bool,
    language: Language | None,
) -> None:
    """Quote a cart: prices line by line, the best discounts, which coupons cannot be used and why, what pays.

    Exits with 1 where something that the cart chooses cannot be had.
    """
    require_one(state, new, language)
    spoken = read_plan(rules, language)
    rulebook = Rulebook(spoken.plan, catalogue=STANDARD)
    instant = read_instant(spoken.plan, at, spoken.language)
    member = member_at(rulebook, state, instant)
    try:
        cart = _cart(rulebook, cart_path, spoken.language)
        quote = rulebook.quote(member, cart, instant, seed=seed)
    except QuoteTooLarge as error:
        facts = {"count": error.combinations, "limit": MAX_COMBINATIONS}
        stop(fill(word("quote", "too_large", spoken.language), facts, spoken.language))
    except (NoOrders, MissingParts, SeedNeeded) as error:
        stop_at(error, spoken.language)
    if as_json:
        say_json(quote.to_json())
    else:
        say(quote.explain(spoken.language))
    if quote.refused is not None:
        raise click.exceptions.Exit(FOUND)


def _cart(rulebook: Rulebook, path: Path, language: Language) -> Cart:
    try:
        return rulebook.cart_door.read_cart_text(path.read_bytes())
    except EventErrors as errors:
        stop("\n".join(f"{path.name}: {message}" for message in errors.messages(language)), USAGE)
    except OSError as error:
        stop(str(error), USAGE)
