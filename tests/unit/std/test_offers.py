"""What exchanges, draws, memberships and privileges become, and what they may not say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benefitdsl.catalogue import LastsFor, Quantity
from benefitdsl.plan.expr import And, Choose, Compare, Const, HasTag, TierOf
from benefitdsl.plan.parts import (
    Benefit,
    Cancel,
    Cost,
    Draw,
    GrantBenefit,
    Lasting,
    Limit,
    MakeDraw,
    Offer,
    Privilege,
    Prize,
)
from benefitdsl.plan.schedule import Schedule, Weekdays
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Ever
from benefitdsl.std.draw import DRAW
from benefitdsl.std.exchange import EXCHANGE
from benefitdsl.std.membership import MEMBERSHIP
from benefitdsl.std.privilege import PRIVILEGE
from tests.contracts.samples import ORIGIN, TITLES
from tests.unit.std.blocks import lowered, problem_places, row

GIVES = (GrantBenefit("tea"),)
BEANS = Quantity("beans", 500)
ONCE = Limit(1, "member", Ever())
GOLD, BLACK = (Compare("ge", TierOf("ladder"), Const(rank)) for rank in (1, 2))
VIP = HasTag("vip")

# ------------------------------------------------------------------------------------------- exchanges

PLAIN = Offer("club", ORIGIN, GIVES, TITLES)

EXCHANGES: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"costs": (BEANS,)}, {"costs": (Cost("beans", Const(500)),)}),
    (
        {"costs": (BEANS, Quantity("coins", 3), BEANS)},
        {"costs": (Cost("beans", Const(1000)), Cost("coins", Const(3)))},
    ),
    ({"ticket": "card", "stock": 10}, {"ticket": "card", "stock": 10}),
    (
        {"ticket": "card", "limit": (ONCE,), "count_refunded": True, "budget": ("b",), "on_refund": "keep"},
        {"ticket": "card", "limits": (replace(ONCE, gross=True),), "budgets": ("b",), "on_refund": "keep"},
    ),
    (
        {
            "costs": (BEANS, Quantity("coins", 3)),
            "cost": (row("gold", Quantity("beans", 400)), row("black", Quantity("beans", 300))),
        },
        {
            "costs": (
                Cost("coins", Const(3)),
                Cost("beans", Choose(((BLACK, Const(300)), (GOLD, Const(400))), Const(500))),
            )
        },
    ),
    (
        {"costs": (BEANS,), "refund_within": Duration(7, "day")},
        {"costs": (Cost("beans", Const(500)),), "cancel": Cancel(Duration(7, "day"))},
    ),
    (
        {"ticket": "card", "refund_if_unused": True},
        {"ticket": "card", "cancel": Cancel(None, if_unused=True)},
    ),
    (  # without a price for all, the lower levels may not have it
        {"cost": (row("black", Quantity("beans", 300)), row("gold", Quantity("beans", 400)))},
        {"costs": (Cost("beans", Choose(((BLACK, Const(300)),), Const(400))),), "condition": GOLD},
    ),
    (
        {"cost": (row("gold", BEANS),), "condition": VIP},
        {"costs": (Cost("beans", Const(500)),), "condition": And((GOLD, VIP))},
    ),
)


@pytest.mark.parametrize(("said", "expected"), EXCHANGES)
def test_exchange(said: dict[str, Any], expected: dict[str, Any]) -> None:
    assert lowered(EXCHANGE, gives=GIVES, **said) == (replace(PLAIN, **expected),)


@pytest.mark.parametrize(
    ("said", "places"),
    [({}, ["gives"]), ({"costs": (BEANS,), "stock": 0}, ["stock"])],
)
def test_exchange_problems(said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(EXCHANGE, gives=GIVES, **said) == places


# ----------------------------------------------------------------------------------------------- draws

CUP = {"prize": (row("cup", GIVES),), "weight": (row("cup", 30),)}
DRAWN = Draw("club", ORIGIN, (Prize("cup", 30, GIVES),), TITLES)
ASKED = Offer("club", ORIGIN, (MakeDraw("club"),), TITLES)

DRAWS: tuple[tuple[dict[str, Any], tuple[Any, ...]], ...] = (
    ({}, (DRAWN,)),
    ({"free": True}, (DRAWN, ASKED)),
    (
        {"costs": (BEANS,), "limit": (ONCE,)},
        (DRAWN, replace(ASKED, costs=(Cost("beans", Const(500)),), limits=(ONCE,))),
    ),
    ({"ticket": "card", "condition": VIP}, (DRAWN, replace(ASKED, ticket="card", condition=VIP))),
    (
        {"nothing": 70, "stock": (row("cup", 5),), "when_out": "next"},
        (replace(DRAWN, prizes=(Prize("cup", 30, GIVES, 5), Prize("", 70)), out="next"),),
    ),
    ({"sure": "cup", "sure_after": 9}, (replace(DRAWN, sure="cup", guarantee=9),)),
)


@pytest.mark.parametrize(("said", "expected"), DRAWS)
def test_draw(said: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert lowered(DRAW, **CUP, **said) == expected


WRONG_DRAWS: tuple[tuple[dict[str, Any], list[Any]], ...] = (
    ({"weight": ()}, [("prize", "cup")]),
    ({"weight": (row("cup", 1), row("hat", 1))}, [("weight", "hat")]),
    ({"weight": (row("cup", 0),)}, [("weight", "cup")]),
    ({"stock": (row("hat", 1),)}, [("stock", "hat")]),
    ({"stock": (row("cup", 0),)}, [("stock", "cup")]),
    ({"nothing": -1}, ["nothing"]),
    ({"sure": "cup"}, ["sure"]),
    ({"sure_after": 9}, ["sure_after"]),
    ({"sure": "hat", "sure_after": 9}, ["sure"]),
    ({"sure": "cup", "sure_after": 0}, ["sure_after"]),
    ({"free": True, "ticket": "card"}, ["free"]),
    ({"limit": (ONCE,)}, ["limit"]),
    ({"condition": VIP}, ["condition"]),
)


@pytest.mark.parametrize(("said", "places"), WRONG_DRAWS)
def test_draw_problems(said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(DRAW, **(CUP | said)) == places


# ------------------------------------------------------------------------------------------ privileges


def test_privilege() -> None:
    wednesdays = Schedule((Weekdays((2,)),))
    least = Privilege("club", ORIGIN, TITLES)
    assert lowered(PRIVILEGE) == (least,)
    assert lowered(
        PRIVILEGE, condition=VIP, audience="loyal", usable=wednesdays, quota=(ONCE,), worth=20_000
    ) == (replace(least, condition=VIP, audience="loyal", usable=wednesdays, quota=(ONCE,), worth=20_000),)


# ----------------------------------------------------------------------------------------- memberships

YEAR = (LastsFor(Duration(1, "year"), "issue"),)
CARD = Benefit(
    "club", ORIGIN, "membership", TITLES, valid=(Lasting(Duration(1, "year"), "issue"),), extends=True
)
BOUGHT = Offer("club", ORIGIN, (GrantBenefit("club"),), TITLES, fee=Const(19_800))

MEMBERSHIPS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({}, {}),
    ({"opening": GIVES}, {"then": (GrantBenefit("club"), *GIVES)}),
    (
        {"reduced_fee": 14_800, "reduced_if": VIP},
        {"fee": Choose(((VIP, Const(14_800)),), Const(19_800))},
    ),
    ({"refund_within": Duration(7, "day")}, {"cancel": Cancel(Duration(7, "day"))}),
    (
        {"refund_if_unused": True, "privileges": ("lounge",)},
        {"cancel": Cancel(None, if_unused=True, privileges=("lounge",))},
    ),
    ({"audience": "loyal", "limit": (ONCE,)}, {"audience": "loyal", "limits": (ONCE,)}),
)


@pytest.mark.parametrize(("said", "expected"), MEMBERSHIPS)
def test_membership(said: dict[str, Any], expected: dict[str, Any]) -> None:
    assert lowered(MEMBERSHIP, fee=19_800, valid=YEAR, **said) == (CARD, replace(BOUGHT, **expected))


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ({"reduced_fee": 14_800}, ["reduced_fee"]),
        ({"reduced_if": VIP}, ["reduced_if"]),
        ({"reduced_fee": 19_800, "reduced_if": VIP}, ["reduced_fee"]),
        ({"privileges": ("lounge",)}, ["privileges"]),
        ({"valid": (LastsFor(Duration(1, "year"), "claim"),)}, ["valid"]),
    ],
)
def test_membership_problems(said: dict[str, Any], places: list[Any]) -> None:
    assert problem_places(MEMBERSHIP, **({"fee": 19_800, "valid": YEAR} | said)) == places
