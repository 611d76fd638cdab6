"""Draws made again from their seed: whether each follows from it as the effects say (spec 13.1)."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, combinations
from pathlib import Path
from typing import Any, Final, Literal

from benefitdsl.engine.draws import roll_of
from benefitdsl.plan.parts import Draw, Plan, Prize

Fault = Literal["commitment", "roll", "total", "prize", "repeated", "unknown"]
"""`commitment`: made with another seed; `roll`: the seed gives another; `total`: the weights sum to another;
`prize`: the roll names another; `repeated`: that draw stands there already; `unknown`: the rules have no such draw."""

MAX_STOCKED: Final = 16
"""Prizes that may have run out, of a draw among those that are there, for which every way is looked at."""


class BadEffects(ValueError):
    """A file that is no list of effects, one JSON object a line."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path.name}:{line}: {why}")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw as an effect tells it."""

    line: int
    member: str
    event: str
    version: str
    draw: str
    number: int
    prize: str
    sure: bool
    roll: int
    total: int
    commitment: str


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A draw that does not follow. `expected` is what the seed gives; empty where there is nothing to give."""

    drawn: Drawn
    fault: Fault
    expected: str


_FIELDS: Final = {
    "member": str,
    "event": str,
    "version": str,
    "draw": str,
    "number": int,
    "prize": str,
    "sure": bool,
    "roll": int,
    "total": int,
    "commitment": str,
}


def read_draws(path: Path, member: str | None = None) -> Iterator[Drawn]:
    """The draws among the effects of a file; of `member` where a line names none, as `Decision.to_json` writes them.
    `BadEffects`, `OSError`."""
    number = 0
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as file:
            for number, line in enumerate(file, 1):
                effect = _object(path, number, line)
                if effect.get("effect") == "draw_made":
                    named = effect if member is None else {"member": member, **effect}
                    yield _drawn(path, number, named)
    except (EOFError, zlib.error) as error:  # a packed file that ends too early, or is broken
        raise BadEffects(path, number + 1, str(error)) from None


def _object(path: Path, line: int, text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:  # no JSON, or no UTF-8, or nested beyond all sense
        raise BadEffects(path, line, str(error)) from None
    if not isinstance(found, dict):
        raise BadEffects(path, line, "not a JSON object")
    return found


def _drawn(path: Path, line: int, effect: dict[str, Any]) -> Drawn:
    for name, kind in _FIELDS.items():
        if type(effect.get(name)) is not kind:
            raise BadEffects(path, line, f"a draw without `{name}`")
    return Drawn(line, *(effect[name] for name in _FIELDS))


def check_draws(
    draws: Iterable[Drawn], seed: bytes, programme: str, plan: Plan | None = None
) -> Iterator[Mismatch | None]:
    """For each draw None, or the first thing that does not follow. Prizes are looked at where `plan` is the version
    that drew."""
    commitment, seen = sha256(seed).hexdigest(), set[str]()
    for drawn in draws:
        message = f"{programme}/{drawn.draw}/{drawn.member}/{drawn.event}/{drawn.number}"
        if message in seen:
            yield Mismatch(drawn, "repeated", "")
            continue
        seen.add(message)
        yield _check(drawn, seed, commitment, message, plan)


def _check(drawn: Drawn, seed: bytes, commitment: str, message: str, plan: Plan | None) -> Mismatch | None:
    if drawn.commitment != commitment:
        return Mismatch(drawn, "commitment", commitment)
    roll = roll_of(seed, message, drawn.total) if drawn.total > 0 else 0
    if drawn.roll != roll:
        return Mismatch(drawn, "roll", str(roll))
    if plan is None or plan.version != drawn.version:
        return None
    draw = next((one for one in plan.draws if one.id == drawn.draw), None)
    if draw is None:
        return Mismatch(drawn, "unknown", "")
    return _check_prize(drawn, draw)


def _check_prize(drawn: Drawn, draw: Draw) -> Mismatch | None:
    """Whether the roll can come to that prize: which prizes had run out, only the pools of that time know."""
    totals = {sum(prize.weight for prize in there) for there in _there(draw)}
    if drawn.total not in totals:
        return Mismatch(drawn, "total", " ".join(map(str, sorted(totals))))
    if drawn.sure:
        sure = draw.sure or ""
        return None if drawn.prize == sure else Mismatch(drawn, "prize", sure)
    possible = _possible(drawn, draw)
    return None if drawn.prize in possible else Mismatch(drawn, "prize", " ".join(sorted(possible)))


def _there(draw: Draw) -> Iterator[tuple[Prize, ...]]:
    """The prizes among which was drawn: all, or of a draw among those that are there each way of having run out."""
    stocked = [prize for prize in draw.prizes if prize.stock is not None]
    if draw.out != "renormalise" or len(stocked) > MAX_STOCKED:
        yield draw.prizes
        return
    for count in range(len(stocked) + 1):
        for gone in combinations(stocked, count):
            yield tuple(prize for prize in draw.prizes if prize not in gone)


def _possible(drawn: Drawn, draw: Draw) -> set[str]:
    """The prizes that the roll can have come to."""
    if drawn.total == 0:
        return {""}
    if draw.out == "renormalise":
        ways = [there for there in _there(draw) if sum(prize.weight for prize in there) == drawn.total]
        return {_named(there, drawn.roll).id for there in ways}
    named = _named(draw.prizes, drawn.roll)
    if named.stock is None:
        return {named.id}
    others = {prize.id for prize in draw.prizes if prize.actions} if draw.out == "next" else set()
    return {named.id, "", *others}


def _named(prizes: tuple[Prize, ...], roll: int) -> Prize:
    sums = accumulate(prize.weight for prize in prizes)
    return next(prize for prize, above in zip(prizes, sums, strict=True) if roll < above)
