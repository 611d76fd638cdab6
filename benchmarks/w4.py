"""W4: every example over a generated year, one member's events together, in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from statistics import median

from benchmarks.beside import ROOT
from benchmarks.histories import START, attributes, story
from benchmarks.report import Report
from benchmarks.sizes import Size
from benchmarks.timing import Contender, race
from benefitdsl import api
from benefitdsl.api import RuleErrors
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.model.event import Event

EXAMPLES = ROOT / "examples" / "rules"


def run(size: Size) -> Report:
    report = Report("W4  the examples, Engine.replay over a generated year")
    contenders, applied = [], {}
    for path in sorted(EXAMPLES.glob("*/*.benefit")):
        try:
            book = api.load(path)
        except RuleErrors as errors:
            report.leave_out(f"{path.name} does not load: {errors.diagnostics[0].code}")
            continue
        histories = [story(book.plan, number, size.w4_events) for number in range(size.w4_members)]
        told = Counter(status for events in histories for status in _play(book, events, 0))
        applied[path.name] = told["applied"] / told.total()
        contenders.append(Contender(path.name, _passes(book, histories), told.total()))
    found = race(contenders)
    if found:
        middle = median(pace.us for pace in found.values())
        report.line("events of each", size.w4_members * size.w4_events, "", f"{size.w4_members} members")
        report.line("the example in the middle", middle, "µs/event")
        for name, pace in found.items():
            note = f"{pace.us / middle:.2f}× the middle, {applied[name]:.0%} of the events applied"
            report.line(name, pace.us, "µs/event", note)
    return report


def _passes(book: Rulebook, histories: list[list[Event]]) -> Callable[[], None]:
    def play_all() -> None:
        for number, events in enumerate(histories):
            _play(book, events, number)

    return play_all


def _play(book: Rulebook, events: list[Event], number: int) -> list[str]:
    """The status of each outcome."""
    engine = book.engine
    member = engine.new_member(events[0].member, START, attributes(book.plan, number))
    return [outcome.status for outcome in engine.replay(member, events)]
