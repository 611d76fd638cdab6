"""Random but valid scores, teams, boards and experiments, by seed."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from benefitdsl.plan.expr import TRUE, Arithmetic, Choose, Compare, Const, Expr, FieldOf, ItemFieldOf
from benefitdsl.plan.parts import (
    Board,
    EventType,
    Experiment,
    ReviewPeriodic,
    Score,
    ScoreCap,
    ScorePart,
    Team,
)
from tests.support.conditions import UNITS, Names, event_test, line_test, whole, window
from tests.support.doings import origin, some

CAPS = ("order", "day", "month", "year", "category", "shop")
NUMBERS = {"order": "amount", "visit": "score", "refund": "", "signin": ""}


def score(rng: Random, names: Names, kinds: Sequence[EventType], number: int) -> Score:
    parts: list[ScorePart] = []
    for place in range(rng.randint(1, 3)):
        parts.append(_part(rng, names, kinds, [part.id for part in parts], place))
    every = rng.choice(("day", "day", "month", "anniversary"))
    return Score(
        f"score{number}", origin(rng), tuple(parts), ReviewPeriodic(every, rng.choice((1, 1, 8, 31)))
    )


def _part(
    rng: Random, names: Names, kinds: Sequence[EventType], before: Sequence[str], place: int
) -> ScorePart:
    most = some(rng, 0.3, rng.choice((3, 10, 25)))
    scale = (rng.choice(before), rng.randint(1, 3), rng.choice((1, 2, 10))) if before else None
    if rng.random() < 0.25:
        value = whole(rng, names, None, 1, member_only=True)
        return ScorePart(f"part{place}", value, rng.choice((1, 2, 5)), most=most, scale=some(rng, 0.3, scale))
    kind = rng.choice([each for each in kinds if each.name in NUMBERS])
    items = kind.name == "order" and rng.random() < 0.5
    return ScorePart(
        f"part{place}",
        _value(rng, kind, items),
        rng.choice((1, 1, 2, 5)),
        kind.name,
        (line_test(rng, names) if items else event_test(rng, names, kind)) if rng.random() < 0.4 else TRUE,
        items,
        window(rng, names.first_day),
        tuple(ScoreCap(rng.choice((1, 4, 10)), each) for each in rng.sample(CAPS, rng.choice((0, 1, 1, 2)))),
        most,
        some(rng, 0.3, scale),
    )


def _value(rng: Random, kind: EventType, items: bool) -> Expr:
    """Of fields alone, so that it can be read again of what is left."""
    if rng.random() < 0.25 or not (items or NUMBERS[kind.name]):
        return Const(rng.randint(1, 6))
    value: Expr = ItemFieldOf(rng.choice(("amount", "weight"))) if items else FieldOf(NUMBERS[kind.name])
    match rng.randrange(4):
        case 0:
            return Choose(((Compare("ge", value, Const(6)), Const(rng.randint(3, 9))),), value)
        case 1:
            return Arithmetic(rng.choice(("add", "sub", "mul")), value, Const(rng.randint(1, 3)))
        case _:
            return value


def teams(rng: Random) -> tuple[Team, ...]:
    found = (
        Team("team0", origin(rng), size=some(rng, 0.5, rng.choice((1, 2)))),
        Team("team1", origin(rng), size=some(rng, 0.5, 1), mentor=True),
        Team("team2", origin(rng)),
    )
    return tuple(rng.sample(found, rng.choice((1, 2, 2, 3))))


def board(rng: Random, number: int) -> Board:
    ties = rng.choice(("shared", "earlier"))
    unit = rng.choice(("day", "day", "week", "week", *UNITS))
    return Board(f"board{number}", origin(rng), unit, "scored", "placed", rng.randint(1, 3), ties)


def experiment(rng: Random, number: int) -> Experiment:
    shares = rng.choice(((1, 1), (9, 1), (1, 0, 2), (3,)))
    variants = tuple((f"variant{place}", share) for place, share in enumerate(shares))
    return Experiment(f"experiment{number}", origin(rng), variants)
