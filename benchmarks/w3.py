"""W3: a small loyalty programme over 18 months, beside the same written by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import perf_counter, process_time

from benchmarks.beside import NotBeside
from benchmarks.report import Reading, Report
from benchmarks.sizes import Size
from benchmarks.timing import ROUNDS, Contender, no_collector, race
from benchmarks.w3_programme import Programme, agrees, evaluated, programme, streamed
from benchmarks.w3_words import Row, sent
from benefitdsl.adapters.files.replay import replay
from benefitdsl.api import RuleErrors
from benefitdsl.model.event import Event
from benefitdsl.model.json import effect_to_json
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools

ROWS = (6, 7, 8, 9, 10, 14, 15)
ORDINARY = 20  # members around the middle, by number of events


def run(size: Size) -> Report:
    report = Report("W3  the loyalty programme")
    try:
        w3 = programme(size.w3_mod)
    except NotBeside as missing:
        report.leave_out(str(missing), *ROWS)
        return report
    except RuleErrors as errors:
        report.leave_out(f"the rules do not load: {errors.diagnostics[0].code}", *ROWS)
        return report
    report.line("events", len(w3.events), "", f"members whose number {w3.mod} divides")
    _same(report, w3)
    _replays(report, w3)
    _members(report, w3)
    _two_processes(report, w3)
    return report


def _same(report: Report, w3: Programme) -> None:
    """Row 15, for both ways to run."""
    effects, replays = streamed(w3)
    in_place = agrees(w3, effects, {member: each.member for member, each in replays.items()})
    pure = agrees(w3, *evaluated(w3))
    note = "" if in_place and pure else f"replay {in_place}, evaluate {pure}"
    report.goals[15] = Reading(float(in_place and pure), note)


def _replays(report: Report, w3: Programme) -> None:
    """Rows 6, 7 and 9."""
    count = len(w3.events)
    together = sorted(w3.rows, key=lambda row: row["member"])
    own = w3.of_member()
    dicts = [sent(row) for row in w3.rows]
    found = race(
        [
            Contender("limit", lambda: w3.limit.Limit().run(w3.rows, []), count),
            Contender("limit together", lambda: w3.limit.Limit().run(together, []), count),
            Contender("genlike", lambda: w3.limit.Genlike().run(w3.rows, []), count),
            Contender("replay", lambda: streamed(w3), count),
            Contender("replay together", lambda: _together(w3, own), count),
            Contender("told", lambda: _told(w3), count),
            Contender("pure", lambda: evaluated(w3), count),
            Contender("door", lambda: _read(w3, dicts), count),
        ]
    )
    limit, ours = found["limit"], found["replay"]
    told = {
        "limit": "hand-written limit, in the order of the stream",
        "limit together": "hand-written limit, one member's events together",
        "genlike": "hand-written, state and effects as dicts, rule and facts on each effect",
        "replay": "Engine.replay, in the order of the stream",
        "replay together": "Engine.replay, one member's events together",
        "told": "Engine.replay, effects and states as JSON values",
        "pure": "Engine.evaluate",
        "door": "Door.read_event alone",
    }
    for name, words in told.items():
        report.line(words, found[name].us, "µs/event", f"{found[name].over(limit):.3g}× the limit")
    report.goals[6] = Reading(
        ours.over(limit), f"together {found['replay together'].over(found['limit together']):.3g}×"
    )
    report.goals[7] = Reading(found["told"].over(limit))
    report.goals[9] = Reading(found["pure"].over(ours))


def _together(w3: Programme, own: dict[str, list[Event]]) -> None:
    engine, joined = w3.engine, w3.joined
    for member, events in own.items():
        replay = engine.replay(engine.new_member(member, joined), events)
        _ = [outcome.effects for outcome in replay], replay.member


def _told(w3: Programme) -> None:
    """What a report or a store takes: every effect with rule, cause and line, and every state at the end."""
    effects, replays = streamed(w3)
    currency = w3.book.plan.currency
    _ = [[effect_to_json(effect, currency) for effect in each] for each in effects]
    _ = [replay.member.to_json() for replay in replays.values()]


def _read(w3: Programme, dicts: list[Row]) -> None:
    """The events read from dicts, as a host sends them."""
    read = w3.book.door.read_event
    for each in dicts:
        read(each)


# ------------------------------------------------------------------------------------------ members


def _members(report: Report, w3: Programme) -> None:
    """Rows 8 and 10: the member with the most events, and those in the middle."""
    own = sorted(w3.of_member().values(), key=len)
    busiest, half = own[-1], len(own) // 2
    ordinary = own[max(0, half - ORDINARY // 2) : half + ORDINARY // 2]
    events = sum(map(len, ordinary))
    states = [json.dumps(_final(w3, each).to_json()) for each in ordinary]
    big = json.dumps(_final(w3, busiest).to_json())
    found = race(
        [
            Contender("ordinary, evaluate", lambda: [_final(w3, each) for each in ordinary], events, 3),
            Contender("ordinary, replay", lambda: [_in_place(w3, each) for each in ordinary], events, 3),
            Contender("busiest, evaluate", lambda: _final(w3, busiest), len(busiest)),
            Contender("busiest, replay", lambda: _in_place(w3, busiest), len(busiest)),
            Contender("ordinary, JSON", lambda: _again(states), len(states), 3),
            Contender("busiest, JSON", lambda: _again([big]), 1, 3),
        ]
    )
    for name, pace in found.items():
        report.line(name, pace.us, "µs/state" if "JSON" in name else "µs/event")
    report.line("ordinary member: events", events / len(ordinary), "")
    report.line("ordinary member: state", sum(map(len, states)) / len(states), "bytes of JSON")
    report.line("busiest member: events", len(busiest), "")
    report.line("busiest member: state", len(big), "bytes of JSON")
    pure = found["busiest, evaluate"].over(found["ordinary, evaluate"])
    in_place = found["busiest, replay"].over(found["ordinary, replay"])
    report.goals[8] = Reading(max(pure, in_place), f"evaluate {pure:.3g}×, replay {in_place:.3g}×")
    report.goals[10] = Reading(found["ordinary, JSON"].over(found["ordinary, evaluate"]), "of an evaluate")


def _final(w3: Programme, events: Sequence[Event]) -> Member:
    engine, pools = w3.engine, InMemoryPools()
    member = engine.new_member(events[0].member, w3.joined)
    for event in events:
        member, _ = engine.evaluate(member, event, pools)
    return member


def _in_place(w3: Programme, events: Sequence[Event]) -> Member:
    engine = w3.engine
    replay = engine.replay(engine.new_member(events[0].member, w3.joined), events)
    for _ in replay:
        pass
    return replay.member


def _again(states: Sequence[str]) -> None:
    """Decode and encode."""
    for state in states:
        json.dumps(Member.from_json(json.loads(state)).to_json())


# ------------------------------------------------------------------------------------------ processes


def _two_processes(report: Report, w3: Programme) -> None:
    """Row 14. On a machine that others use, the clock on the wall says nothing: what counts is the CPU time that stands
    one after the other, this process's own and half of what both workers took, as they share the events evenly."""
    ratios, walls, extra = [], [], []
    for _ in range(ROUNDS):
        one, _, wall_of_one = _replayed(w3, 1)
        own, workers, wall_of_two = _replayed(w3, 2)
        ratios.append(one / (own + workers / 2))
        walls.append(wall_of_one / wall_of_two)
        extra.append((own + workers) / one)
    report.line(
        "files.replay, one process's wall time over two's",
        max(walls),
        "×",
        "best round; needs two idle cores",
    )
    report.line("files.replay, CPU of two processes over one's", median(extra), "×")
    report.goals[14] = Reading(median(ratios), "by CPU time: own + half of the workers'")


def _replayed(w3: Programme, jobs: int) -> tuple[float, float, float]:
    """CPU seconds of this process, of its workers, and seconds on the wall."""
    with no_collector():
        wall, own, workers = perf_counter(), process_time(), _children()
        replay(w3.book.plan, w3.events, jobs=jobs).close()
        return process_time() - own, _children() - workers, perf_counter() - wall


def _children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
