"""Missions of several steps (spec §16)."""

from __future__ import annotations

from dataclasses import replace

from benefitdsl.model.effect import MissionCompleted, MissionLapsed, MissionReopened, TagChanged
from benefitdsl.plan.expr import TRUE, Compare, Const, FieldOf, ItemFieldOf, ProgressOf
from benefitdsl.plan.parts import (
    EventField,
    EventType,
    Limit,
    Mission,
    OnEvent,
    Plan,
    Rule,
    SetTag,
    Stage,
    Step,
)
from benefitdsl.quantities.window import CalendarPeriods, Ever
from tests.unit.reference.crowd import DAY, ORIGIN, START, Crowd

LINE = (EventField("category", "text", True), EventField("amount", "money"), EventField("quantity", "number"))
ORDER = EventType(
    "order",
    (EventField("no", "text"), EventField("amount", "money"), EventField("items", "items", fields=LINE)),
    key="no",
)
REFUND = EventType(
    "refund",
    (EventField("no", "text"), EventField("amount", "money"), EventField("lines", "items")),
    reverses="order",
)
SIGN_IN, ASKED = EventType("sign_in", ()), EventType("asked", ())
SIGNED = Step("signed", "sign_in", TRUE, False, "count", None, 2)
SPENT = Step("spent", "order", TRUE, False, "sum", FieldOf("amount"), 1_000)
VARIED = Step("varied", "order", TRUE, True, "distinct", ItemFieldOf("category"), 2)
MISSION = Mission(
    "start",
    ORIGIN,
    "",
    TRUE,
    False,
    "steps",
    None,
    (Stage(1, (SetTag("begun"),)), Stage(3, (SetTag("done"),))),
    Ever(),
    on_refund="reopen",
    steps=(SIGNED, SPENT, VARIED),
)
MILK, BREAD = (
    {"category": name, "amount": amount, "quantity": 1} for name, amount in (("milk", 400), ("bread", 600))
)


def crowd(mission: Mission = MISSION, rules: tuple[Rule, ...] = ()) -> Crowd:
    plan = Plan("club", "Asia/Shanghai", "CNY", (ORDER, REFUND, SIGN_IN, ASKED), rules=rules)
    return Crowd(replace(plan, tags=("begun", "done", "asked"), missions=(mission,)))


def progress(anna: Crowd) -> int:
    (view,) = anna.sees("anna").missions
    return view.progress


def completed(anna: Crowd, kind: str, day: int = 1, **fields: object) -> list[int]:
    outcome = anna.sends("anna", kind, day, **fields)  # type: ignore[arg-type] # fields of any sort
    return [effect.stage for effect in outcome.effects if isinstance(effect, MissionCompleted)]


def test_one_event_adds_to_every_step_it_matches() -> None:
    anna = crowd()
    assert completed(anna, "sign_in") == []
    assert (progress(anna), anna.sees("anna").missions[0].alive) == (0, True)
    assert completed(anna, "order", no="a", amount=1_000, items=(MILK, BREAD)) == [1]
    assert progress(anna) == 2
    assert completed(anna, "sign_in") == [3]
    assert anna.sees("anna").tags == ("begun", "done")
    assert anna.sees("anna").missions[0].completed == 1


def test_an_event_worth_nothing_opens_nothing() -> None:
    anna = crowd()
    assert completed(anna, "order", no="a", amount=0) == []
    assert anna.sees("anna").missions[0].alive is False


def test_a_step_counts_once_however_far_beyond_its_target() -> None:
    anna = crowd()
    for number in range(5):
        completed(anna, "order", no=str(number), amount=1_000)
    assert progress(anna) == 1


def test_ordered_steps_wait_for_their_turn() -> None:
    anna = crowd(replace(MISSION, ordered=True))
    completed(anna, "order", no="a", amount=9_000, items=(MILK, BREAD))
    assert anna.sees("anna").missions[0].alive is False  # no match: no instance either
    completed(anna, "sign_in")
    assert completed(anna, "sign_in") == [1]
    completed(anna, "order", no="b", amount=9_000, items=(MILK, BREAD))
    assert progress(anna) == 2  # the second step took it, and nothing is left for the third
    assert completed(anna, "order", no="c", amount=1, items=(MILK, BREAD)) == [3]


def test_a_stage_without_room_waits_for_the_next_match_of_the_last_step() -> None:
    limits = (Limit(1, "member", CalendarPeriods("month")),)
    mission = replace(
        MISSION, steps=(SIGNED,), stages=(Stage(1, ()),), ordered=True, repeat="again", limits=limits
    )
    anna = crowd(mission)
    completed(anna, "sign_in")
    assert completed(anna, "sign_in") == [1]
    completed(anna, "sign_in", 2)
    assert completed(anna, "sign_in", 2) == []
    assert progress(anna) == 1
    assert completed(anna, "sign_in", 14) == [1]


def test_a_refund_lowers_its_steps_and_reopens() -> None:
    anna = crowd()
    completed(anna, "sign_in")
    completed(anna, "sign_in")
    assert completed(anna, "order", no="a", amount=1_000, items=(MILK, BREAD)) == [3]
    back = anna.sends("anna", "refund", 2, no="a", lines=({"line": 1, "quantity": 1},))
    assert [type(effect) for effect in back.effects] == [MissionReopened, TagChanged]
    assert progress(anna) == 1  # 600 of 1000, one category of two
    assert completed(anna, "order", 3, no="b", amount=400, items=(MILK,)) == [3]


def test_lowered_stages_stay() -> None:
    anna = crowd(replace(MISSION, on_refund="lower"))
    completed(anna, "order", no="a", amount=1_000)
    assert anna.sends("anna", "refund", 2, no="a", amount=1).effects == ()
    assert (progress(anna), anna.sees("anna").tags) == (0, ("begun",))
    kept = crowd(replace(MISSION, on_refund="keep"))
    completed(kept, "order", no="a", amount=1_000)
    kept.sends("anna", "refund", 2, no="a")
    assert progress(kept) == 1


def test_what_an_ordered_step_lost_is_asked_for_again() -> None:
    steps = (SPENT, SIGNED)
    anna = crowd(replace(MISSION, ordered=True, steps=steps, stages=(Stage(1, ()), Stage(2, ()))))
    completed(anna, "order", no="a", amount=1_000)
    completed(anna, "sign_in")
    assert completed(anna, "sign_in") == [2]
    back = anna.sends("anna", "refund", 2, no="a", amount=500)
    assert [effect.stage for effect in back.effects if isinstance(effect, MissionReopened)] == [2, 1]
    assert progress(anna) == 0
    assert completed(anna, "sign_in", 3) == []
    assert completed(anna, "order", 3, no="b", amount=500) == [1, 2]  # the second step is done as it was


def test_items_refunded_by_amount_only_lose_their_share() -> None:
    pieces = Step("pieces", "order", TRUE, True, "count", None, 4)
    anna = crowd(replace(MISSION, steps=(pieces,), stages=(Stage(1, ()),)))
    four = ({"category": "milk", "amount": 1_000, "quantity": 4},)
    assert completed(anna, "order", no="a", amount=1_000, items=four) == [1]
    anna.sends("anna", "refund", 2, no="a", amount=499)
    assert progress(anna) == 0  # 4 − floor(4 × 499 / 1000) = 3
    assert completed(anna, "order", 3, no="b", amount=1, items=(MILK,)) == [1]


def test_a_period_lapses_with_the_steps_done() -> None:
    anna = crowd(replace(MISSION, window=CalendarPeriods("week"), repeat="each_period"))
    completed(anna, "order", no="a", amount=1_000)
    (lapsed,) = anna.waits("anna", 8)
    assert isinstance(lapsed, MissionLapsed)
    assert (lapsed.progress, lapsed.cause.at) == (1, START + 7 * DAY)
    assert completed(anna, "sign_in", 9) == []


def test_progress_of_counts_the_steps() -> None:
    half = Compare("ge", ProgressOf("start"), Const(1))
    anna = crowd(rules=(Rule("half", ORIGIN, (OnEvent("asked"),), half, (SetTag("asked"),)),))
    assert anna.sends("anna", "asked", 1).effects == ()
    completed(anna, "order", no="a", amount=1_000)
    assert len(anna.sends("anna", "asked", 1).effects) == 1
