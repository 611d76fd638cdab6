"""What a coupon or a promotion takes off an order: read by quotes, never by the event engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from benefitdsl.plan.expr import TRUE, Const, Expr
from benefitdsl.quantities.rounding import Rounding

Way = Literal[
    "amount",  # `amount` off the pieces together
    "percent",  # `share` off each piece
    "price",  # each piece costs `amount`
    "nth",  # every `every`-th piece, dearest first, is reduced by `share`
    "cheapest",  # of every `every` pieces, dearest first, the `free` cheapest are reduced by `share`
    "shipping",  # shipping is reduced by `share`
]


@dataclass(frozen=True, slots=True)
class Reduction:
    """`where` is asked of each line (TRUE: all); the pieces of the lines for which it holds are *touched*.

    `amount` is an expression over the member, in minor units. `per` repeats an amount: once for each full `per` minor
    units of the running total of the touched lines, at most `times` times. `share` is a numerator and a denominator of
    what is taken off; `cap` the most that is taken off in all. `pieces` is the most pieces touched, dearest first.
    `every` and `free` are those of the ways that count pieces."""

    way: Way
    where: Expr = TRUE
    amount: Expr = Const(0)
    share: tuple[int, int] = (1, 1)
    cap: int | None = None
    per: int | None = None
    times: int | None = None
    pieces: int | None = None
    every: int = 0
    free: int = 0
    rounding: Rounding = Rounding.DOWN
