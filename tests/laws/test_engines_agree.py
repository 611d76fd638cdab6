"""The production engine and the reference engine agree on every effect, every pool change and every snapshot.

What runs here is what fits in a minute; `./run campaign` runs 20,000 histories, or as many as it is told. The harness
has its negative controls: seeded defects, each of which it must find within a bounded number of histories.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from math import ceil
from time import process_time
from typing import Any

import pytest

from benefitdsl.engine.reference import (
    Reference,
    benefits,
    boards,
    draws,
    limits,
    localtime,
    progress,
    remainder,
    reservations,
    reversal,
    scores,
)
from benefitdsl.engine.reference.facts import State
from benefitdsl.engine.reference.run import Run
from benefitdsl.plan.parts import (
    AfterEarning,
    Benefit,
    Board,
    Draw,
    Limit,
    Mission,
    Offer,
    PendingUntilCollected,
    Plan,
    Points,
    ScoreCap,
    Streak,
    Team,
)
from benefitdsl.quantities.window import RollingDays
from tests.support import coverage, kept
from tests.support.changing import changed
from tests.support.histories import history
from tests.support.playing import Difference, Engine, compared, compiled, first_difference, shrunk
from tests.support.programmes import programme
from tests.support.steps import Step
from tests.support.story import told

SECONDS = 60  # of CPU time
ENOUGH = 800  # histories in which a seeded defect must show, and everything be touched


@pytest.mark.slow
def test_the_engines_agree(capsys: pytest.CaptureFixture[str]) -> None:
    touched: Counter[str] = Counter()
    start, seed, steps = process_time(), 0, 0
    while process_time() - start < SECONDS:
        plan, first_day = programme(seed)
        made = history(plan, first_day, seed)
        engine = compiled(plan)
        found = compared(made.shown, engine, made.steps)
        if found is not None:
            pytest.fail(f"seed {seed} differs\n{story(plan, engine, seed)}")
        touched.update(coverage.of_plan(plan))
        for shown in made.shown:
            touched.update(coverage.of_shown(shown))
        seed, steps = seed + 1, steps + len(made.steps)
    with capsys.disabled():
        print(f"\n{seed} histories of {steps} steps, no difference")
    if seed >= ENOUGH:
        assert coverage.missing(touched) == []


@pytest.mark.parametrize("name", kept.names())
def test_what_was_mended_stays_mended(name: str) -> None:
    """Histories on which the engines once differed, as data (`./run campaign --keep` writes them)."""
    plan, steps = kept.read(name)
    found = first_difference(Reference(plan), compiled(plan), steps)
    if found is not None:
        pytest.fail(told(plan, steps, found))


def story(plan: Plan, engine: Engine, seed: int) -> str:
    _, first_day = programme(seed)
    steps = shrunk(Reference(plan), engine, history(plan, first_day, seed).steps)
    found = first_difference(Reference(plan), engine, steps)
    return "gone when played again" if found is None else told(plan, steps, found)


# ------------------------------------------------------------------------------------------ negative controls


def search(engine_of: Callable[[Plan], Engine]) -> Difference | None:
    """The first difference from the reference engine within so many histories."""
    for seed in range(ENOUGH):
        plan, first_day = programme(seed)
        made = history(plan, first_day, seed)
        found = compared(made.shown, engine_of(plan), made.steps)
        if found is not None:
            return found
    return None


def wider_windows(node: Any) -> Any:
    """A window that holds an entry for one day too many."""
    return RollingDays(node.days + 1) if isinstance(node, RollingDays) else node


def other_edge(node: Any) -> Any:
    """Points that expire a day early."""
    if isinstance(node, AfterEarning) and node.edge == "end_of_day":
        return AfterEarning(node.duration, "start_of_day")
    return node


def nothing_given_back(node: Any) -> Any:
    """A limit that a refund does not give back."""
    return replace(node, gross=True) if isinstance(node, Limit) else node


def longer_gaps(node: Any) -> Any:
    """A streak that goes on over one missed day too many."""
    return replace(node, freezes=node.freezes + 1) if isinstance(node, Streak) else node


def day_starts_late(node: Any) -> Any:
    """A local day that starts a minute late."""
    return replace(node, day_start=node.day_start + 1) if isinstance(node, Plan) else node


def guarantee_one_late(node: Any) -> Any:
    """A guarantee that takes one empty draw more."""
    return replace(node, guarantee=node.guarantee + 1) if isinstance(node, Draw) and node.guarantee else node


def nothing_in_place_of_what_ran_out(node: Any) -> Any:
    """A draw that does not go on to the next prize."""
    return replace(node, out="nothing") if isinstance(node, Draw) and node.out == "next" else node


def cap_by_the_wrong_key(node: Any) -> Any:
    """A cap for each category that is kept for each shop, and so on."""
    other = {"order": "day", "day": "order", "category": "shop", "shop": "category", "month": "year"}
    return replace(node, per=other.get(node.per, "month")) if isinstance(node, ScoreCap) else node


def ties_the_other_way(node: Any) -> Any:
    """A ranking in which equal values do not share a place, or do."""
    if isinstance(node, Board):
        return replace(node, ties="earlier" if node.ties == "shared" else "shared")
    return node


def steps_in_any_order(node: Any) -> Any:
    return replace(node, ordered=False) if isinstance(node, Mission) else node


def costs_kept(node: Any) -> Any:
    """An offer given back, of which the points it cost do not come back."""
    return replace(node, on_refund="keep") if isinstance(node, Offer) else node


def quota_of_the_member(node: Any) -> Any:
    """A quota for each stay that counts all stays together."""
    return replace(node, scope="member") if isinstance(node, Limit) and node.scope == "stay" else node


def one_coupon_more(node: Any) -> Any:
    return (
        replace(node, per_order=node.per_order + 1) if isinstance(node, Benefit) and node.per_order else node
    )


def collected_early(node: Any) -> Any:
    """Points that can be collected a day before."""
    return replace(node, days=node.days - 1) if isinstance(node, PendingUntilCollected) else node


def fuller_teams(node: Any) -> Any:
    return replace(node, size=node.size + 1) if isinstance(node, Team) and node.size else node


def share_of_all(node: Any) -> Any:
    """Points that may pay the whole order."""
    if isinstance(node, Points) and node.as_cash is not None:
        return replace(node, as_cash=(*node.as_cash[:2], 1, 1))
    return node


DEFECTS_OF_PLANS = (
    wider_windows,
    other_edge,
    nothing_given_back,
    longer_gaps,
    day_starts_late,
    guarantee_one_late,
    nothing_in_place_of_what_ran_out,
    cap_by_the_wrong_key,
    ties_the_other_way,
    steps_in_any_order,
    costs_kept,
    quota_of_the_member,
    one_coupon_more,
    collected_early,
    fuller_teams,
    share_of_all,
)


@pytest.mark.parametrize("defect", DEFECTS_OF_PLANS, ids=lambda defect: defect.__name__)
def test_a_defect_of_the_production_engine_shows(defect: Callable[[Any], Any]) -> None:
    """The production engine is given a plan that is a little wrong, as if it misread the right one."""
    assert search(lambda plan: compiled(changed(plan, defect))) is not None


MISTAKES = (
    "refund rounds up",
    "use not given back",
    "gap of a day",
    "end a microsecond early",
    "extends from the earliest end",
    "points taken stay taken",
    "row of empty draws never ends",
    "a hold is a minute longer",
    "latest entry is the first",
    "a cap for each entry",
)


@pytest.fixture(params=MISTAKES)
def defective(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reference engine with a mistake in it."""
    match request.param:
        case "extends from the earliest end":
            begins = benefits.begins_at
            monkeypatch.setattr(benefits, "begins_at", lambda run, asked: min_end(run, asked, begins))
        case "points taken stay taken":
            monkeypatch.setattr(reversal, "_give_back_taken", lambda *_: None)
        case "row of empty draws never ends":
            monkeypatch.setattr(draws, "empty_in_a_row", lambda state, draw: all_empty(state, draw))
        case "a hold is a minute longer":
            monkeypatch.setattr(reservations, "MINUTES", 16)
        case "latest entry is the first":
            monkeypatch.setattr(boards, "_latest", first_entry)
        case "a cap for each entry":
            monkeypatch.setattr(scores, "_kept_under", lambda cap, time, entry: str(entry))
        case "refund rounds up":
            monkeypatch.setattr(reversal, "share", ceiling)
            monkeypatch.setattr(remainder, "share", ceiling)
        case "use not given back":
            monkeypatch.setattr(limits, "stands", lambda state, use: True)
        case "gap of a day":
            alive = progress.is_alive
            monkeypatch.setattr(
                progress, "is_alive", lambda mission, run, today: alive(mission, run, today - 1)
            )
        case _:
            until = localtime.LocalTime.lasts_until
            monkeypatch.setattr(
                localtime.LocalTime, "lasts_until", lambda *given, **named: until(*given, **named) - 1
            )


def min_end(run: Run, benefit: Benefit, begins: Callable[[Run, Benefit], int | None]) -> int | None:
    """The earliest end of what is held, where there is a beginning at all."""
    found = begins(run, benefit)
    ends = [
        benefits.valid_until(run.state, issued)
        for issued in run.state.issued
        if issued.benefit == benefit.id and benefits.condition(run.state, issued) in ("held", "reserved")
    ]
    return found if found is None else min(end for end in ends if end is not None)


def all_empty(state: State, draw: str) -> int:
    return sum(fact.empty for fact in state.drawn if fact.draw == draw)


def first_entry(state: State, board: Board, period: int, member: str) -> tuple[int, str]:
    entries = [
        entry
        for entry in state.board_entries
        if (entry.board, entry.period, entry.by) == (board.id, period, member)
    ]
    return min((entry.at, entry.event) for entry in entries)


def ceiling(given: int, part: int, whole: int) -> int:
    return ceil(given * part / whole)


@pytest.mark.usefixtures("defective")
def test_a_defect_of_the_reference_engine_shows() -> None:
    assert search(compiled) is not None


# ------------------------------------------------------------------------------------------ hashes of draws


@pytest.fixture
def first_hashes_too_great(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every draw's first hash is the greatest there is, so that both engines must pass over it but for few weights."""
    plain = hmac.new

    def new(key: bytes, message: bytes, digest: Any) -> Any:
        return Greatest() if message.endswith(b"/0") else plain(key, message, digest)

    monkeypatch.setattr(hmac, "new", new)


class Greatest:
    def digest(self) -> bytes:
        return b"\xff" * 32


def drawing() -> Iterator[tuple[Plan, list[Step]]]:
    for seed in range(120):
        plan, first_day = programme(seed)
        if plan.draws:
            yield plan, history(plan, first_day, seed).steps


@pytest.mark.usefixtures("first_hashes_too_great")
def test_a_hash_in_the_uneven_rest_is_passed_over() -> None:
    for plan, steps in drawing():
        assert first_difference(Reference(plan), compiled(plan), steps) is None


@pytest.mark.usefixtures("first_hashes_too_great")
def test_a_hash_that_is_not_passed_over_would_show(monkeypatch: pytest.MonkeyPatch) -> None:
    def uneven(seed: bytes, message: str, total: int) -> int:
        return int.from_bytes(hmac.new(seed, f"{message}/0".encode(), sha256).digest(), "big") % total

    monkeypatch.setattr(draws, "roll_of", uneven)
    assert any(
        first_difference(Reference(plan), compiled(plan), steps) is not None for plan, steps in drawing()
    )
