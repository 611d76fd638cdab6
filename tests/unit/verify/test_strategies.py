"""Strategies for hosts: what they draw can be evaluated, shrinks, and only they need Hypothesis."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import benefitdsl
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.verify import event_streams, histories, members
from benefitdsl.verify.history import History, play

RULEBOOK = benefitdsl.load("examples/rules/demo")
FEW = settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@FEW
@given(members(RULEBOOK), st.data())
def test_members_can_be_evaluated(member: Member, data: st.DataObject) -> None:
    at = RULEBOOK.snapshot(member).clock + data.draw(st.integers(0, 10**12))
    order = Event("o1", "order", member.id, at, {"order": "A1", "amount": 39_800})
    assert RULEBOOK.evaluate(member, order).status == "applied"


@FEW
@given(event_streams(RULEBOOK))
def test_events_pass_the_door(events: tuple[Event, ...]) -> None:
    door = RULEBOOK.door
    assert [door.read_event(door.write_event(event)) for event in events] == list(events)


@FEW
@given(histories(RULEBOOK))
def test_histories_can_be_played(history: History) -> None:
    seen: list[int] = []
    play(RULEBOOK, history, lambda moment: seen.append(moment.number))
    assert max(seen, default=0) < len(history.happenings)


PROBE = """
import sys
sys.modules["hypothesis"] = None  # as where it is not installed
import benefitdsl.verify
import benefitdsl.verify.search
try:
    benefitdsl.verify.members
except ModuleNotFoundError as error:
    print(error)
else:
    print("loaded")
"""


def test_only_they_need_hypothesis() -> None:
    source = str(Path(benefitdsl.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, check=True, env={"PYTHONPATH": source}
    )
    assert done.stdout == "strategies need Hypothesis: pip install 'benefitdsl[verify]'\n"


def test_an_unknown_name_is_none_of_theirs() -> None:
    with pytest.raises(AttributeError, match="strategy"):
        _ = benefitdsl.verify.strategy  # type: ignore[attr-defined]
