"""What several commands are given: a seed, a stored member, an instant."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final, NoReturn, assert_never

import click

from benefitdsl.adapters.cli.exits import USAGE
from benefitdsl.adapters.cli.output import stop
from benefitdsl.engine.draws import MIN_SEED_BYTES, SeedNeeded
from benefitdsl.engine.fit import MissingParts
from benefitdsl.engine.quote.cart_door import NoOrders
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import Language, fill, word
from benefitdsl.model.member import Member
from benefitdsl.plan.parts import Plan
from benefitdsl.quantities.calendar import Zone
from benefitdsl.quantities.days import day_of
from benefitdsl.quantities.instants import parse_instant

_LOCAL: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2}))?")


Wrong = NoOrders | MissingParts | SeedNeeded
"""What a rule book says of a call that it cannot answer."""


def spoken_in(ctx: click.Context) -> Language:
    """The language of --language, before the rules are read."""
    return ctx.params.get("language") or "en"


def usage(key: str, language: Language | None, **facts: str | int) -> click.UsageError:
    """A command called wrongly, in words of `[cli]`."""
    return click.UsageError(fill(word("cli", key, language or "en"), facts, language or "en"))


def stop_at(error: Wrong, language: Language) -> NoReturn:
    """End the command with what is wrong, in the language."""
    match error:
        case NoOrders(plan=plan):
            text = fill(word("cli", "no_orders", language), {"plan": plan}, language)
        case MissingParts(member=member, parts=parts):
            facts = {"member": member, "parts": word("explain", "list_comma", language).join(parts)}
            text = fill(word("cli", "missing_parts", language), facts, language)
        case SeedNeeded():
            text = fill(word("cli", "seed_needed", language), {"count": MIN_SEED_BYTES}, language)
        case _:
            assert_never(error)
    stop(text, USAGE)


def read_seed(ctx: click.Context, _param: click.Parameter, value: str | None) -> bytes | None:
    """A seed in hexadecimal: at least 16 bytes. It is a secret and is never repeated in a complaint."""
    if value is None:
        return None
    try:
        seed = bytes.fromhex(value)
    except ValueError:
        raise click.BadParameter(word("cli", "seed_hexadecimal", spoken_in(ctx))) from None
    if len(seed) < MIN_SEED_BYTES:
        language = spoken_in(ctx)
        facts = {"count": MIN_SEED_BYTES}
        raise click.BadParameter(fill(word("cli", "seed_short", language), facts, language))
    return seed


seed_option = click.option(
    "--seed",
    callback=read_seed,
    envvar="BENEFITDSL_SEED",
    metavar="HEX",
    help="The secret of the draws (or BENEFITDSL_SEED).",
)


state_option = click.option(
    "--member",
    "state",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The member's stored state, as JSON.",
)
new_option = click.option(
    "--new", is_flag=True, help="A member who has just joined, instead of a stored one."
)
at_option = click.option(
    "--at", required=True, metavar="TIME", help="When: 2026-03-02 10:00 of the programme, or RFC 3339."
)


def require_one(state: Path | None, new: bool, language: Language | None) -> None:
    """Refuse a call that has not just one of `--member` and `--new`."""
    if (state is None) != new:
        raise usage("one_of_two", language, one="--member STATE.json", other="--new")


def member_at(rulebook: Rulebook, state: Path | None, instant: int) -> Member:
    """The stored member, or one who joins at the instant."""
    return rulebook.new_member("new", at=instant) if state is None else read_member(state)


def require_seed(plan: Plan, seed: bytes | None, language: Language) -> None:
    """End the command where a programme with draws comes without a seed."""
    if plan.draws and seed is None:
        facts = {"count": MIN_SEED_BYTES}
        stop(fill(word("cli", "seed_needed", language), facts, language), USAGE)


def read_member(path: Path) -> Member:
    """The member stored in a file."""
    try:
        return Member.from_json(json.loads(path.read_bytes()))
    except (ValueError, OSError, RecursionError) as error:
        stop(f"{path.name}: {error}", USAGE)


def read_instant(plan: Plan, text: str, language: Language) -> int:
    """A local time of the programme, a date, or RFC 3339."""
    match = _LOCAL.fullmatch(text)
    try:
        if match is None:
            return parse_instant(text)
        year, month, day, hour, minute = (int(part or 0) for part in match.groups())
        return Zone(plan.timezone, plan.day_start).instant_of(day_of(year, month, day), hour * 60 + minute)
    except ValueError:
        stop(fill(word("cli", "at_time", language), {"text": text}, language), USAGE)
