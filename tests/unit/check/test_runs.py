"""What the checks accept runs: every sound case meets events with and without their optional fields."""

from __future__ import annotations

from typing import Any

import pytest

from benefitdsl import load
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.plan.parts import EventField, EventType
from tests.unit.check.test_cases import TWINS, Case, cases, text_of

NOT_HELD = ("coupons", "points_used", "stored_value", "checkout")  # what the member has not is refused
SEED = b"a seed of sixteen"
JOINED = "2026-03-01T10:00:00+08:00"
VALUES: dict[str, Any] = {
    "money": "398.00",
    "number": 3,
    "text": "app",
    "flag": True,
    "date": "2026-03-02",
    "texts": ["a"],
}

SOUND = [(case, text_of(case, case.get("if") or case["text"])) for case in cases() if not case["expect"]]
SOUND += [(case, text_of(case, case["right"])) for case in TWINS]


def value_of(field: EventField, *, whole: bool, number: int) -> Any:
    if field.type == "items":
        return [
            {
                each.name: value_of(each, whole=whole, number=1)
                for each in field.fields
                if each.required or whole
            }
        ]
    if field.type == "member":
        return f"friend{number}"
    return f"{field.name}{number}" if field.type == "text" and field.required else VALUES[field.type]


def event_of(event: EventType, number: int, *, whole: bool) -> dict[str, Any]:
    """Return an event with all its fields, or only with those it must have."""
    fields = {
        each.name: value_of(each, whole=whole, number=number)
        for each in event.fields
        if each.required or (whole and each.name not in NOT_HELD)
    }
    day, hour = 2 + number // 20, number % 20
    return {
        "id": f"e{number}",
        "type": event.name,
        "member": "m1",
        "at": f"2026-03-{day:02}T{hour:02}:00:00+08:00",
        **fields,
    }


def statuses(rulebook: Rulebook) -> list[str]:
    member = rulebook.new_member("m1", at=JOINED, attributes={})
    found: list[str] = []
    number = 0
    for event in rulebook.plan.events:
        for whole in (False, True):
            if event.name != "reversal":
                decision = rulebook.evaluate(member, event_of(event, number, whole=whole), seed=SEED)
                member, number = decision.member, number + 1
                found.append(decision.status)
    return [*found, rulebook.advance(member, "2027-06-01T00:00:00Z", seed=SEED).status]


@pytest.mark.parametrize(
    ("case", "text"), SOUND, ids=lambda part: part["name"] if isinstance(part, dict) else ""
)
def test_it_runs(case: Case, text: str) -> None:
    assert case["expect"] == [] or "right" in case
    assert statuses(load(text)).count("applied") > 10
