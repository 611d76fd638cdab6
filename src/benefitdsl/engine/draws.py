"""Draws: the prize that follows from the host's seed, what comes of one that has run out, the guarantee (spec 13.1).

The seed is secret until the host shows it; whoever has it can make every draw again from the messages.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, assert_never

from benefitdsl.engine.book import DrawBook, PrizeBook, Source
from benefitdsl.engine.draft import Draft
from benefitdsl.model.effect import DrawMade, Effect
from benefitdsl.model.pools import Take
from benefitdsl.plan.parts import Plan

MIN_SEED_BYTES: Final = 16
_SPAN: Final = 1 << 256
_STAND_IN: Final = bytes(MIN_SEED_BYTES)


class SeedNeeded(ValueError):
    """The plan has draws, and there is no seed for them, or one that could be guessed or is no bytes (`kind`)."""

    def __init__(self, length: int | None, kind: str = "bytes") -> None:
        found = "none was given" if length is None else f"this one has {length}"
        if kind != "bytes":
            found = f"this one is of the type `{kind}` (`bytes.fromhex` reads hexadecimal text)"
        super().__init__(
            f"the programme has draws: a seed of at least {MIN_SEED_BYTES} bytes is needed, {found}"
        )
        self.length = length
        self.kind = kind


def require_seed(plan: Plan, seed: bytes | None) -> None:
    """Raise `SeedNeeded` where the plan has draws and the seed is not fit for them."""
    if plan.draws:
        require_fit(seed)
        if seed is None:
            raise SeedNeeded(None)


def require_fit(seed: object) -> None:
    """Raise `SeedNeeded` where a seed is given that is no bytes or too few: types are not checked in every host."""
    if seed is not None and not isinstance(seed, bytes):
        raise SeedNeeded(None, type(seed).__name__)
    if seed is not None and len(seed) < MIN_SEED_BYTES:
        raise SeedNeeded(len(seed))


def fit_or_stand_in(plan: Plan, seed: bytes | None) -> bytes:
    """The seed; where none is given, one that stands in for it as long as nothing is drawn with it, which
    `require_no_draw` then asks. `SeedNeeded` for one that is not fit."""
    if plan.draws:
        require_fit(seed)
    return _STAND_IN if seed is None else seed


def require_no_draw(effects: Iterable[Effect]) -> None:
    """Raise `SeedNeeded` where something was drawn: asked where no seed was given and most often none is needed."""
    if any(isinstance(effect, DrawMade) for effect in effects):
        raise SeedNeeded(None)


def roll_of(seed: bytes, message: str, total: int) -> int:
    """A number below `total`, each as likely: the first HMAC that does not fall into the uneven rest, modulo it."""
    bound, number = _SPAN // total * total, 0
    while True:
        digest = hmac.new(seed, f"{message}/{number}".encode(), hashlib.sha256).digest()
        drawn = int.from_bytes(digest, "big")
        if drawn < bound:
            return drawn % total
        number += 1


class _Drawn(NamedTuple):
    prize: PrizeBook | None
    roll: int
    total: int


def make(d: Draft, book: DrawBook, source: Source) -> PrizeBook | None:
    """Draw once, with its effect and the prize's stock taken; the prize, whose actions are still to be taken."""
    number = d.draws.get(d.key, 0)
    d.draws[d.key] = number + 1
    seed = d.seed
    if seed is None:
        raise SeedNeeded(None)
    drawn = _draw(d, book, seed, f"{d.book.plan.id}/{book.draw.id}/{d.base.id}/{d.key}/{number}")
    sure = _sure(d, book)
    prize = drawn.prize if sure is None else sure
    d.effects.append(
        DrawMade(
            d.cause(source),
            book.draw.id,
            number,
            "" if prize is None else prize.prize.id,
            sure is not None,
            drawn.roll,
            drawn.total,
            hashlib.sha256(seed).hexdigest(),
        )
    )
    if prize is not None and prize.prize.stock is not None:
        d.changes.append(Take(prize.stock, 1, prize.prize.stock))
        if d.firing is not None:
            d.firing.budgets += ((prize.stock, 1),)
    if book.draw.guarantee is not None:
        empty = prize is None or not prize.actions
        d.empty_draws[book.draw.id] = d.empty_draws.get(book.draw.id, 0) + 1 if empty else 0
    return prize


def _draw(d: Draft, book: DrawBook, seed: bytes, message: str) -> _Drawn:
    """The prize that the seed comes to, before any guarantee."""
    prizes: Sequence[PrizeBook] = book.prizes
    if book.draw.out == "renormalise":
        prizes = [prize for prize in prizes if _is_there(d, prize)]
    total = sum(prize.prize.weight for prize in prizes)
    if total <= 0:
        return _Drawn(None, 0, 0)
    roll = roll_of(seed, message, total)
    prize = _prize_at(prizes, roll)
    if _is_there(d, prize):
        return _Drawn(prize, roll, total)
    match book.draw.out:
        case "nothing" | "renormalise":
            return _Drawn(None, roll, total)
        case "next":
            return _Drawn(_next_prize(d, book, prize), roll, total)
        case _:
            assert_never(book.draw.out)


def _prize_at(prizes: Sequence[PrizeBook], roll: int) -> PrizeBook:
    above = 0
    for prize in prizes:
        above += prize.prize.weight
        if roll < above:
            return prize
    raise AssertionError("a roll is below the sum of the weights")


def _is_there(d: Draft, prize: PrizeBook) -> bool:
    return prize.prize.stock is None or d.pool_used(prize.stock) < prize.prize.stock


def _next_prize(d: Draft, book: DrawBook, after: PrizeBook) -> PrizeBook | None:
    """The next prize in order, round to the first, that is there and not empty."""
    place = book.prizes.index(after)
    others = book.prizes[place + 1 :] + book.prizes[:place]
    return next((prize for prize in others if prize.actions and _is_there(d, prize)), None)


def _sure(d: Draft, book: DrawBook) -> PrizeBook | None:
    """The guaranteed prize, after enough empty draws in a row and where it has not run out."""
    draw = book.draw
    if draw.guarantee is None or d.empty_draws.get(draw.id, 0) < draw.guarantee:
        return None
    return next((prize for prize in book.prizes if prize.prize.id == draw.sure and _is_there(d, prize)), None)
