"""A story of offers, draws, privileges, scores, teams and boards, in both languages, word by word.

The pages `salon.en.txt` and `salon.zh.txt` are read by people before they are changed: run this file to write them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.door import Door
from benefitdsl.engine.explain import Explainer, Explanation, Teller
from benefitdsl.engine.explain.as_json import explanation_to_json
from benefitdsl.messages import LANGUAGES, Language
from benefitdsl.model.addressed import addressed_events
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.quantities.instants import parse_instant
from tests.support.salon import SEED, salon

HERE = Path(__file__).parent
NAMES = {
    "amount": "金额",
    "order": "订单",
    "steps": "步数",
    "category": "品类",
    "visit": "到店",
    "share": "分享",
}
DISCOUNTS = [{"source": "autumn", "amount": "20.00", "base": "80.00"}]


def event(id: str, type: str, day: int, member: str = "anna", **fields: Any) -> dict[str, Any]:
    at = f"2026-03-{day:02}T10:00:00+08:00"
    return {"id": id, "type": type, "member": member, "at": at, **fields}


STORY = (
    event("e1", "exchange", 2, offer="sample_for_beans"),
    event("e2", "exchange", 2, offer="nothing_of_the_kind"),
    event("e3", "redeem", 2, benefit="lounge"),
    event("e4", "order", 3, order="1", amount="1200.00"),
    event("e5", "visit", 3),
    event("e6", "exchange", 4, offer="sample_for_beans", reference="r1"),
    event("e7", "exchange", 4, offer="sample_for_beans", reference="r2"),
    event("b1", "order", 4, "bob", order="2", amount="3000.00"),
    event("b2", "exchange", 4, "bob", offer="sample_for_beans", reference="r3"),
    event("c1", "order", 4, "carl", order="3", amount="3000.00"),
    event("c2", "exchange", 4, "carl", offer="sample_for_beans", reference="r4"),
    event("e8", "draw", 4, draw="box"),
    event("e9", "draw", 4, draw="wheel"),
    event("e10", "redeem", 5, benefit="lounge"),
    event("e11", "redeem", 5, benefit="lounge"),
    event("e12", "redeem", 5, benefit="lounge"),
    event("e13", "buy_membership", 6, membership="plus", amount="100.00"),
    event("e14", "buy_membership", 6, membership="plus", amount="198.00"),
    event("e15", "buy_membership", 7, membership="plus", amount="198.00"),
    event("e16", "cancel_membership", 8, membership="plus"),
    event("e17", "top_up", 8, amount="88.00"),
    event("e18", "order", 9, order="4", amount="60.00", discounts=DISCOUNTS),
    event("e19", "order", 9, order="5", amount="60.00", discounts=DISCOUNTS),
    event("e20", "order", 9, order="6", amount="10.00", points_used=30),
    event("e21", "order", 9, order="7", amount="5000.00", points_used=900),
    event("e22", "join_team", 10, team="owls"),
    event("e23", "join_team", 10, team="larks"),
    event("e24", "steps", 10, steps=12000),
    event("e25", "hold", 11, checkout="c1", coupons=["ten_off"]),
    event("e26", "share", 12),
    event("e27", "order", 13, order="9", amount="300.00", coupons=["ten_off"]),
)


def story() -> Iterator[Explanation]:
    plan = salon()
    door, engine, explainer, pools = Door(plan), compile_plan(plan), Explainer(plan), InMemoryPools()
    members: dict[str, Member] = {}
    for raw in STORY:
        queue: deque[Event] = deque([door.read_event(raw)])
        while queue:
            sent = queue.popleft()
            joined = parse_instant("2026-03-01T00:00:00Z")
            before = members.get(sent.member) or engine.new_member(sent.member, joined, {})
            after, outcome = engine.evaluate(before, sent, pools, SEED)
            yield explainer.explain(before, sent, outcome, after, pools, SEED)
            pools.apply(outcome.pool_changes)
            members[sent.member] = after
            queue.extend(addressed_events(outcome))
    for member in ("anna", "board:stars"):
        now = parse_instant("2026-04-09T00:00:00Z")
        after, outcome = engine.advance(members[member], now, pools, SEED)
        yield explainer.explain(members[member], None, outcome, after, pools, SEED)


def page(language: Language) -> str:
    teller = Teller(salon(), language, NAMES if language == "zh" else None)
    return "\n\n".join(teller.text(told) for told in story()) + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_story(language: Language) -> None:
    assert page(language) == (HERE / f"salon.{language}.txt").read_text(encoding="utf-8")


def test_what_is_missing_stands_in_the_json_as_numbers() -> None:
    told = {one.event.id: one for one in story() if one.event is not None}
    teller = Teller(salon(), "en")

    def why(id: str) -> Any:
        return explanation_to_json(told[id], teller)["asked"][0]["why"]

    assert why("e1") == {
        "kind": "too_few_points",
        "text": ["100 beans needed, 0 there: 100 missing"],
        "findings": [],
        "currency": "beans",
        "needed": 100,
        "live": 0,
        "missing": 100,
    }
    assert (why("e13")["fee"], why("e13")["paid"]) == (19800, 10000)
    assert why("c2")["total"] == 2
    assert (why("e20")["asked"], why("e20")["most"], why("e20")["step"]) == (30, 20, 10)
    steps = next(
        one for one in explanation_to_json(told["e27"], teller)["missions"] if one["mission"] == "welcome"
    )["steps"]
    assert [(one["step"], one["missing"]) for one in steps] == [("look", 0), ("spend", 0), ("tell", 2)]


if __name__ == "__main__":
    for each in LANGUAGES:
        (HERE / f"salon.{each}.txt").write_text(page(each), encoding="utf-8")
