"""Random but valid actions, limits and budgets, by seed.

What may follow from what is bounded here, as `check` would prove, so that cascades and the telling of others come to an
end: `Powers` says what the actions of a part may do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from benefitdsl.plan.expr import And, Const, Expr, FieldOf, HasInviter, Inviter, Self
from benefitdsl.plan.parts import (
    Action,
    EarnPoints,
    Enrol,
    EventType,
    GrantBenefit,
    Limit,
    MakeDraw,
    MultiplyPoints,
    Origin,
    RaiseTier,
    Rule,
    SendNotice,
    SetTag,
    TakePoints,
    TellMember,
    TellRoster,
    TellTeam,
)
from benefitdsl.quantities.rounding import Rounding
from tests.support.conditions import Names, shared_window, whole, window

T = TypeVar("T")
Fields = tuple[tuple[str, Expr], ...]

# An event addresses only such of a greater rank: what is told comes to an end. Types without a rank have rank 0.
RANKS = {"teamed": 1, "scored": 1, "placed": 1, "gift": 2, "note": 3}


@dataclass(frozen=True, slots=True)
class Powers:
    """What actions may do: earn these currencies, use points up, raise tiers, draw, tell by types above a rank, grant
    a hundred at once."""

    earn: frozenset[str]
    take: bool = True
    lift: bool = True
    draw: bool = True
    rank: int = 0
    many: bool = False

    def __and__(self, other: Powers) -> Powers:
        return Powers(
            self.earn & other.earn,
            self.take and other.take,
            self.lift and other.lift,
            self.draw and other.draw,
            max(self.rank, other.rank),
            self.many and other.many,
        )


def free(names: Names, kind: EventType | None = None) -> Powers:
    """Everything, but for what the event that asks must not tell, and for a hundred at once where none asks: time
    would bring them again and again."""
    rank = RANKS.get(kind.name, 0) if kind is not None else 0
    return Powers(frozenset(names.currencies), rank=rank, many=kind is not None)


def cascading(earn: Iterable[str], *, take: bool, lift: bool = True, draw: bool = True) -> Powers:
    """What follows from something done: it tells nobody who could answer."""
    return Powers(frozenset(earn), take, lift, draw, RANKS["gift"])


def origin(rng: Random) -> Origin:
    return Origin("rules.benefit", rng.randint(1, 900))


def some(rng: Random, chance: float, value: T) -> T | None:
    return value if rng.random() < chance else None


def limit(rng: Random, names: Names, kind: EventType | None) -> Limit:
    scope = rng.choice(("member", "member", "order", "device", "referee", "code", "all"))
    keys: list[Expr] = [Const("x")]
    if kind is not None:
        keys += [
            FieldOf(each.name) for each in kind.fields if each.required and each.type in ("text", "number")
        ]
    shared = scope not in ("member", "order")
    return Limit(
        rng.choice((1, 1, 2, 3)),
        scope,
        shared_window(rng) if shared else window(rng, names.first_day),
        rng.choice(keys) if scope in ("device", "referee", "code") else None,
        rng.random() < 0.2,
    )


# ------------------------------------------------------------------------------------------ actions

CHOICES = "earn earn earn earn multiply grant grant take take draw tag notice tell tell raise enrol".split()


def actions(
    rng: Random, names: Names, kind: EventType | None, may: Powers, count: int = 3
) -> tuple[Action, ...]:
    return tuple(_action(rng, names, kind, may) for _ in range(rng.randint(1, count)))


def _action(rng: Random, names: Names, kind: EventType | None, may: Powers) -> Action:
    choice = rng.choice(CHOICES)
    earned = [currency for currency in names.currencies if currency in may.earn]
    if choice == "earn" and earned:
        return earn(rng, names, kind, rng.choice(earned))
    if choice == "multiply" and earned:
        factor = (rng.choice((0, 1, 2, 3, 5)), rng.choice((1, 2)))
        return MultiplyPoints(rng.choice(earned), *factor, rng.random() < 0.4)
    if choice == "take" and may.take:
        return take(rng, names, kind)
    if choice == "draw" and may.draw and names.draws:
        return MakeDraw(rng.choice(names.draws))
    if choice == "tag" and names.tags:
        return SetTag(rng.choice(names.tags), rng.random() < 0.75)
    if choice == "notice":
        return SendNotice(rng.choice(("notice0", "notice1")))
    if choice == "tell" and may.rank < max(RANKS.values()):
        return tell(rng, names, kind, may.rank)
    if choice == "raise" and names.tiers and may.lift:
        ladder = rng.choice(list(names.tiers))
        return RaiseTier(ladder, rng.randrange(1, names.tiers[ladder]))
    if choice == "enrol" and names.missions:
        return Enrol(rng.choice(names.missions))
    most = 101 if may.many else 2  # more than one event may have effects
    count = most if rng.random() < 0.01 else rng.choice((1, 1, 2))
    return GrantBenefit(rng.choice(names.benefits), count)


def earn(rng: Random, names: Names, kind: EventType | None, currency: str) -> EarnPoints:
    return EarnPoints(
        currency,
        whole(rng, names, kind, 1),
        rng.choice((1, 1, 2, 3, 7)),
        rng.choice(list(Rounding)),
        rng.random() < 0.6,
    )


def take(rng: Random, names: Names, kind: EventType | None) -> TakePoints:
    amount = Const(rng.randint(1, 6)) if rng.random() < 0.6 else whole(rng, names, kind, 1)
    return TakePoints(
        rng.choice(names.currencies),
        amount,
        rng.choice((1, 1, 2, 3)),
        rng.choice(list(Rounding)),
        rng.random() < 0.4,
    )


# ------------------------------------------------------------------------------------------ telling


def tell(rng: Random, names: Names, kind: EventType | None, rank: int) -> Action:
    """Another member, a team, the members of a team or a board is told, by a type of a greater rank."""
    types = [name for name, own in RANKS.items() if own > rank and name != "placed"]
    name = rng.choice(types)
    if name == "scored":
        board = Const(f"board:{rng.choice(names.boards or ['board0'])}")
        return TellMember(board, "scored", (("by", Self()), ("value", whole(rng, names, kind, 0))))
    fields = _fields(rng, names, kind)
    if name == "teamed":
        if names.teams and rng.random() < 0.8:
            return TellTeam(rng.choice(names.teams), "teamed", fields)
        return TellMember(Const("team:team0:red"), "teamed", fields)
    if names.teams and rng.random() < 0.4:
        return TellRoster(rng.choice(names.teams), name, fields)
    return TellMember(Const(rng.choice(("m1", "m2", "m3"))), name, fields)


def _fields(rng: Random, names: Names, kind: EventType | None) -> Fields:
    fields: Fields = (("score", whole(rng, names, kind, 0)), ("from", Self()))
    return rng.choice((fields, fields, fields[:1], ()))


def tell_inviter(rng: Random, rule: Rule) -> Rule:
    """A rule of two sides: the inviter is told, where there is one."""
    telling = TellMember(Inviter(), "gift", (("score", Const(rng.randint(1, 9))),))
    return replace(
        rule, condition=And((HasInviter(), rule.condition)), then=(*rule.then, telling), otherwise=()
    )
