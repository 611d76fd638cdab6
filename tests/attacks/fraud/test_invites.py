"""Who invites whom: every graph of three, graphs and rings of six. One inviter for life, nothing for a ring."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitdsl.engine import roles
from benefitdsl.model.effect import InviterRecorded, InviterRefused
from benefitdsl.model.pools import Claim, InMemoryPools
from tests.attacks.fraud.playing import Both, Change, at, effects_of, only_production, programme

REWARD, DEPTH = 500, 6
Graph = dict[str, str | None]  # whom each says to be invited by, in the order of registering
FIRST_ORDER = ("  如果：金额 ≥ 99元 且 累计 订单（金额 ≥ 99元）次数 ≥ 1\n", "  如果：金额 ≥ 99元\n")


def registered(both: Both, graph: Graph) -> dict[str, str]:
    """Whom the engine takes to have invited each."""
    found = {}
    for member, inviter in graph.items():
        fields = {} if inviter is None else {"inviter": inviter}
        for effect in effects_of(both.send("register", member, f"r{member}", at("09:00"), **fields)):
            if isinstance(effect, InviterRecorded):
                found[member] = effect.inviter
    return found


def paid(both: Both, member: str) -> int:
    return both.points(member).live if member in both.sessions[0].members else 0


def leads_back(inviters: dict[str, str], member: str) -> bool:
    one: str | None = inviters.get(member)
    for _ in inviters:
        if one is None or one == member:
            break
        one = inviters.get(one)
    return one == member


def is_sound(graph: Graph, *changes: Change) -> bool:
    """No circle is taken, nothing is paid for a first order, and for second ones what was taken and no more."""
    both = Both(programme("invites", *changes))
    inviters = registered(both, graph)
    sound = not any(leads_back(inviters, member) for member in graph)
    for number in (1, 2, 3):
        for member in graph:
            both.send(
                "order",
                member,
                f"o{member}{number}",
                at(f"1{number}:00"),
                order=f"{member}{number}",
                amount="99.00",
            )
        due = 0 if number == 1 else REWARD
        for member in graph:
            sound &= paid(both, member) == due * list(inviters.values()).count(member)
    return sound


NAMES = ("a", "b", "c")
GRAPHS = [
    dict(zip(order, invited, strict=True))
    for order in permutations(NAMES)
    for invited in product((None, *NAMES), repeat=len(NAMES))
]


def ring(size: int) -> Graph:
    """Each is invited by the next, and the last by the first."""
    return {f"m{number}": f"m{(number + 1) % size}" for number in range(size)}


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    names = [f"m{number}" for number in range(DEPTH)]
    return {name: draw(st.sampled_from([None, *names])) for name in draw(st.permutations(names))}


def test_every_graph_of_three() -> None:
    assert len(GRAPHS) == 6 * 4**3
    assert [graph for graph in GRAPHS if not is_sound(graph)] == []


@settings(max_examples=50)
@given(graphs())
def test_graphs_of_six(graph: Graph) -> None:
    assert is_sound(graph)


@pytest.mark.parametrize("size", range(1, DEPTH + 1))
def test_a_ring_is_never_closed(size: int) -> None:
    both = Both(programme("invites"))
    graph = ring(size)
    inviters = registered(both, graph)
    assert list(inviters) == list(graph)[:-1]
    assert is_sound(graph)


def test_circles_that_are_not_looked_for_show(monkeypatch: pytest.MonkeyPatch) -> None:
    only_production(monkeypatch)
    monkeypatch.setattr(roles, "_leads_to", lambda d, first, member: False)
    assert not any(is_sound(ring(size)) for size in range(2, DEPTH + 1))


def test_a_reward_for_the_first_order_shows() -> None:
    assert not is_sound({"a": None, "b": "a"}, FIRST_ORDER)


# ------------------------------------------------------------------------------------------------ gone and back again


def rejoined() -> tuple[list[str], int]:
    """Somebody who was invited is forgotten by the host and registers once more, invited by another: why that is
    refused, and what the other is paid for two orders."""
    both = Both(programme("invites"))
    registered(both, {"a": None, "c": None, "b": "a"})
    for session in both.sessions:
        del session.members["b"]
    steps = both.send("register", "b", "again", at("12:00"), inviter="c")
    for number in (1, 2):
        both.send("order", "b", f"o{number}", at(f"13:0{number}"), order=f"b{number}", amount="99.00")
    return [each.reason for each in effects_of(steps) if isinstance(each, InviterRefused)], paid(both, "c")


def test_who_comes_back_has_the_inviter_of_the_first_time() -> None:
    assert rejoined() == (["taken"], 0)


def test_pools_that_forget_inviters_show(monkeypatch: pytest.MonkeyPatch) -> None:
    apply = InMemoryPools.apply

    def forgetful(pools: InMemoryPools, changes: Any) -> None:
        apply(pools, [each for each in changes if not isinstance(each, Claim)])

    monkeypatch.setattr(InMemoryPools, "apply", forgetful)
    assert rejoined() == ([], REWARD)
