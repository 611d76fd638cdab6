"""Composite missions: what adds to which step, how many are done, and what refunds leave of them."""

from __future__ import annotations

from typing import Any

from benefitdsl.model.effect import MissionCompleted, MissionLapsed
from benefitdsl.plan.expr import TRUE, Compare, Const, Expr, FieldOf, ItemFieldOf
from benefitdsl.plan.parts import Limit, Mission, Points, Stage, Step
from benefitdsl.quantities.window import CalendarPeriods, Ever
from tests.unit.engine.programme import HERE, Driver, at, earn, plan


def step(id_: str, event: str, target: int = 1, where: Expr = TRUE, **more: Any) -> Step:
    items, measure, value = more.get("items", False), more.get("measure", "count"), more.get("value")
    return Step(id_, event, where, items, measure, value, target)


VISITS = step("visits", "visit", 2)
SPENT = step("spent", "order", 100, measure="sum", value=FieldOf("amount"))
VISITS_AGAIN = step("again", "visit")
KINDS = step("kinds", "order", 2, items=True, measure="distinct", value=ItemFieldOf("category"))


def goal(*steps: Step, stages: tuple[int, ...] = (), **more: Any) -> Driver:
    made = Mission(
        "k", HERE, "", TRUE, items=False, measure="steps", value=None,
        stages=tuple(Stage(stage, (earn(stage),)) for stage in stages or (len(steps),)),
        window=more.pop("window", Ever()), steps=steps, **more,
    )  # fmt: skip
    return Driver(plan(missions=(made,), points=(Points("p", HERE),)))


def reached(d: Driver) -> list[int]:
    return [effect.stage for effect in d.last.effects if isinstance(effect, MissionCompleted)]


def order(d: Driver, number: str, amount: int, *categories: str, day: str = "2024-01-02") -> None:
    items = tuple({"category": category, "quantity": 1, "amount": 1} for category in categories)
    d.send("order", day, order=number, amount=amount, **({"items": items} if items else {}))


def progress(d: Driver) -> int:
    return d.view.missions[0].progress


def test_an_event_adds_to_every_step_that_it_matches() -> None:
    d = goal(VISITS, SPENT, KINDS, stages=(1, 3))
    d.send("visit", "2024-01-02")
    assert (progress(d), d.view.missions[0].alive) == (0, True)
    order(d, "1", 60, "milk")
    assert progress(d) == 0
    order(d, "2", 40, "tea", "milk")
    assert (progress(d), reached(d)) == (2, [1])
    d.send("visit", "2024-01-02")
    assert (reached(d), d.points.live, d.view.missions[0].completed) == ([3], 4, 1)


def test_what_does_not_match_opens_nothing() -> None:
    d = goal(step("dear", "order", where=Compare("ge", FieldOf("amount"), Const(50))), VISITS)
    order(d, "1", 49)
    assert not d.view.missions[0].alive
    order(d, "2", 50)
    assert (d.view.missions[0].alive, progress(d)) == (True, 1)


def test_ordered_steps_count_one_after_the_other() -> None:
    d = goal(VISITS, SPENT, VISITS_AGAIN, ordered=True)
    order(d, "1", 100)
    assert not d.view.missions[0].alive  # not its turn
    for _ in range(2):
        d.send("visit", "2024-01-02")
    assert progress(d) == 1
    d.send("visit", "2024-01-02")  # for no step: the second is asked
    order(d, "2", 500)
    assert progress(d) == 2
    d.send("visit", "2024-01-02")
    assert reached(d) == [3]


def test_one_event_adds_to_one_ordered_step() -> None:
    d = goal(step("a", "visit"), step("b", "visit"), ordered=True)
    d.send("visit", "2024-01-02")
    assert progress(d) == 1
    d.send("visit", "2024-01-02")
    assert reached(d) == [2]
    both = goal(
        step("a", "visit"), step("b", "visit")
    )  # the negative control: steps in no order take it together
    both.send("visit", "2024-01-02")
    assert reached(both) == [2]


def test_a_stage_that_waits_for_room_is_asked_again() -> None:
    limit = Limit(1, "member", CalendarPeriods("month", 1))
    for ordered in (False, True):
        d = goal(step("a", "visit"), limits=(limit,), repeat="again", ordered=ordered)
        d.send("visit", "2024-01-02")
        assert reached(d) == [1]
        d.send("visit", "2024-01-03")
        assert (reached(d), progress(d)) == ([], 1)
        d.send("visit", "2024-02-01")
        assert (reached(d), d.view.missions[0].completed) == ([1], 2)


def test_a_window_that_ends_lapses_with_the_steps_done() -> None:
    d = goal(VISITS, SPENT, window=CalendarPeriods("month", 1), repeat="each_period")
    order(d, "1", 100)
    (lapsed,) = d.advance("2024-02-01").effects
    assert isinstance(lapsed, MissionLapsed)
    assert (lapsed.progress, lapsed.cause.at) == (1, at("2024-02-01"))
    d.send("visit", "2024-02-01")
    assert progress(d) == 0


def test_a_refund_undoes_a_step_and_its_stage() -> None:
    d = goal(VISITS, SPENT, stages=(1, 2), on_refund="reopen")
    order(d, "1", 60)
    order(d, "2", 60)
    assert reached(d) == [1]
    d.send("refund", "2024-01-02", order="1", amount=20)
    assert (d.seen(), progress(d)) == ([], 1)
    d.send("refund", "2024-01-02", order="1", amount=1)
    assert (d.seen(), progress(d), d.points.live) == (["MissionReopened", "PointsReversed"], 0, 0)
    order(d, "3", 1)
    assert reached(d) == [1]


def test_a_refund_of_the_last_step_opens_the_mission_again() -> None:
    d = goal(VISITS, SPENT, on_refund="reopen")
    for _ in range(2):
        d.send("visit", "2024-01-02")
    order(d, "1", 100)
    assert d.view.missions[0].completed == 1
    d.send("refund", "2024-01-03", order="1")
    assert (d.view.missions[0].completed, progress(d), d.points.live) == (0, 1, 0)
    order(d, "2", 100)
    assert d.view.missions[0].completed == 1


def test_progress_lowered_keeps_what_was_reached() -> None:
    d = goal(VISITS, SPENT, stages=(1, 2))
    order(d, "1", 100)
    d.send("refund", "2024-01-02", order="1")
    assert (d.seen(), progress(d), d.points.live) == ([], 0, 1)
    kept = goal(VISITS, SPENT, stages=(1, 2), on_refund="keep")
    order(kept, "1", 100)
    kept.send("refund", "2024-01-02", order="1")
    assert progress(kept) == 1


def test_different_values_of_a_step_after_a_refund_of_lines() -> None:
    d = goal(KINDS, VISITS)
    order(d, "1", 2, "milk", "tea")
    assert progress(d) == 1
    order(d, "2", 1, "tea")
    d.send("refund", "2024-01-02", order="1", lines=({"line": 2, "quantity": 1},))
    assert progress(d) == 1  # tea stands by the second order
    d.send("refund", "2024-01-02", order="2")
    assert progress(d) == 0


def test_an_ordered_step_that_was_lost_is_asked_for_again() -> None:
    d = goal(SPENT, VISITS, step("last", "visit", 9), ordered=True)
    order(d, "1", 100)
    for _ in range(2):
        d.send("visit", "2024-01-02")
    assert progress(d) == 2
    d.send("refund", "2024-01-02", order="1")
    assert progress(d) == 0
    order(d, "2", 100)
    assert progress(d) == 2  # the visits still stand
