"""Events that would have effects without end: refused once it is clear that there are too many, on both engines."""

from __future__ import annotations

import pytest

from benefitdsl import load
from benefitdsl.engine.reference import Reference
from benefitdsl.model.event import Event
from benefitdsl.model.pools import InMemoryPools
from tests.attacks.corpus import HEAD
from tests.attacks.guards import in_time

AT = 20_500 * 86_400_000_000
LARGEST = 10**16  # minor units: the most that the door lets in

CARRIED = f"""{HEAD}
mission m
  counts: sum of amount of order
  target: 0.01 CNY
  reward: give 1 beans
  repeat: again
  surplus: carry over
end
"""
COUNTED = f"""{HEAD}
mission m
  counts: items of order
  target: 1
  reward: give 1 beans
  repeat: again
  surplus: carry over
end
"""
GRANTED = f"""{HEAD}
gift g
end
rule r: order -> grant 999999999999999 g
"""


@pytest.mark.parametrize("text", [CARRIED, COUNTED, GRANTED], ids=["carried", "counted", "granted"])
def test_an_event_ends(text: str) -> None:
    plan = load(text).plan
    lines = ({"quantity": 2**53, "amount": 1},)
    event = Event("e1", "order", "m1", AT, {"order": "n1", "amount": LARGEST, "items": lines})
    for engine in (load(text).engine, Reference(plan)):
        with in_time():
            member = engine.new_member("m1", AT, {})
            _, found = engine.evaluate(member, event, InMemoryPools())
        assert (found.status, found.reason) == ("refused", "too_many_effects")
