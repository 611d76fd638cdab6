"""Which prize a draw comes to (spec §13.1)."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import count

from benefitdsl.engine.reference.facts import State
from benefitdsl.engine.reference.run import Run
from benefitdsl.plan.parts import Draw, Plan, Prize

SEED_BYTES = 16


@dataclass(frozen=True, slots=True)
class Decided:
    """No prize is nothing. `sure` when the guarantee decided."""

    prize: Prize | None
    sure: bool
    roll: int
    total: int


def require_seed(plan: Plan, seed: bytes | None) -> None:
    if plan.draws and (seed is None or len(seed) < SEED_BYTES):
        raise ValueError(f"a plan with draws needs a seed of at least {SEED_BYTES} bytes")


def named(plan: Plan, draw: str) -> Draw:
    return next(each for each in plan.draws if each.id == draw)


def decide(run: Run, draw: Draw) -> Decided:
    prizes = [prize for prize in draw.prizes if draw.out != "renormalise" or _is_there(run, draw, prize)]
    total = sum(prize.weight for prize in prizes)
    roll = 0
    if total > 0:
        message = f"{run.plan.id}/{draw.id}/{run.state.member}/{run.key}/{number_of(run)}"
        roll = roll_of(seed_of(run), message, total)
    sure = _sure(run, draw)
    if sure is not None:
        return Decided(sure, True, roll, total)
    if total == 0:
        return Decided(None, False, 0, 0)
    return Decided(_instead(run, draw, _prize_at(prizes, roll)), False, roll, total)


def number_of(run: Run) -> int:
    """How many draws the event or the instant at hand has made so far."""
    return run.draws.count(run.key)


def roll_of(seed: bytes, message: str, total: int) -> int:
    """A number below `total`, all equally likely: hashes above the last whole multiple are passed over."""
    bound = 2**256 // total * total
    for index in count():
        digest = hmac.new(seed, f"{message}/{index}".encode(), sha256).digest()
        number = int.from_bytes(digest, "big")
        if number < bound:
            return number % total
    raise AssertionError("a count has no end")


def seed_of(run: Run) -> bytes:
    assert run.seed is not None
    return run.seed


def stock_key(draw: Draw, prize: Prize) -> str:
    return f"stock:{draw.id}:{prize.id}"


def empty_in_a_row(state: State, draw: str) -> int:
    """How many draws have been empty since the last that was not."""
    row = 0
    for fact in state.drawn:
        if fact.draw == draw:
            row = row + 1 if fact.empty else 0
    return row


def _is_there(run: Run, draw: Draw, prize: Prize) -> bool:
    return prize.stock is None or run.used(stock_key(draw, prize)) < prize.stock


def _sure(run: Run, draw: Draw) -> Prize | None:
    """The prize of the guarantee, where it is due and has not run out."""
    if draw.guarantee is None or empty_in_a_row(run.state, draw.id) < draw.guarantee:
        return None
    return next(
        (prize for prize in draw.prizes if prize.id == draw.sure and _is_there(run, draw, prize)), None
    )


def _prize_at(prizes: Sequence[Prize], roll: int) -> Prize:
    passed = 0
    for prize in prizes:
        passed += prize.weight
        if passed > roll:
            return prize
    raise AssertionError("the roll is below the sum of the weights")


def _instead(run: Run, draw: Draw, prize: Prize) -> Prize | None:
    """The prize, or what comes of it when it has run out."""
    if _is_there(run, draw, prize):
        return prize
    if draw.out != "next":
        return None
    place = draw.prizes.index(prize)
    following = [*draw.prizes[place + 1 :], *draw.prizes[:place]]
    return next((each for each in following if each.actions and _is_there(run, draw, each)), None)
