"""W2: from rule text, and from a stored plan, to an engine; and the memory that takes."""

from __future__ import annotations

import gc
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from benchmarks import w1_workload
from benchmarks.report import Reading, Report
from benchmarks.sizes import Size
from benchmarks.timing import Contender, race
from benchmarks.w1_workload import Threshold
from benefitdsl import api
from benefitdsl.engine.rulebook import Rulebook, load_plan
from benefitdsl.plan import plan_to_text

RULES_PER_FILE = 200  # a file has bounds of its own
SMALL = 1_000

HEAD = """programme w2 en "W2"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points p en "points"
end
"""

EVENT = """
event {type}
  field amount: money required
  field category: text required
  field channel: text required
  field level: number required
end
"""

RULE = """
rule {id}
  when: {type}
  if: amount >= {amount} CNY and category is "{category}" and channel is "{channel}" and level >= {tier}
  then: give 5 p
  limit: 3 per member per month
  on refund: keep
end
"""


def run(size: Size) -> Report:
    report = Report("W2  loading")
    large = size.w2_rules
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, big = folder / "small", folder / "large"
        write(small, min(SMALL, large // 2))
        write(big, large)
        api.load(small)  # the grammar is made once
        _cold(report, small, big, large)
        _warm(report, api.load(big), large)
    return report


def write(folder: Path, count: int) -> None:
    """A programme of so many rules, each seven lines, with the conditions of W1."""
    folder.mkdir()
    kinds = "".join(EVENT.format(type=f"t{number}") for number in range(10))
    (folder / "programme.benefit").write_text(HEAD + kinds, encoding="utf-8")
    for number, part in enumerate(_parts(w1_workload.rules(count))):
        text = "language: en\n" + "".join(RULE.format(**rule._asdict()) for rule in part)
        (folder / f"rules{number:03}.benefit").write_text(text, encoding="utf-8")


def _parts(rules: list[Threshold]) -> Iterator[list[Threshold]]:
    for start in range(0, len(rules), RULES_PER_FILE):
        yield rules[start : start + RULES_PER_FILE]


def _cold(report: Report, small: Path, big: Path, large: int) -> None:
    few = min(SMALL, large // 2)
    found = race(
        [
            Contender("small", lambda: api.load(small).engine, few),
            Contender("read", lambda: api.read(big), large),
            Contender("large", lambda: api.load(big).engine, large),
        ]
    )
    read, whole = found["read"], found["large"]
    report.line(f"text to runnable, {few:,} rules", found["small"].us / 1e3, "ms/rule")
    report.line(f"text to runnable, {large:,} rules", whole.us / 1e3, "ms/rule")
    report.line("  of that: parsing", read.us / 1e3, "ms/rule", f"{read.over(whole):.0%}")
    note = "" if large == 10_000 else f"of {large:,} rules"
    report.goals[11] = Reading(whole.us / 1e3, note)


def _warm(report: Report, book: Rulebook, large: int) -> None:
    text = plan_to_text(book.plan)
    version = len(text.encode())
    report.line("stored plan", version / large, "bytes/rule")
    found = race(
        [
            Contender("plan", lambda: load_plan(text), 1),
            Contender("engine", lambda: Rulebook(book.plan).engine, 1),
            Contender("both", lambda: load_plan(text).engine, 1),
        ]
    )
    for name, told in (("plan", "text to plan, version checked"), ("engine", "plan to engine")):
        report.line(
            f"stored plan, {told}", found[name].us / 1e3, "ms", f"{found[name].over(found['both']):.0%}"
        )
    ms, note = found["both"].us / 1e3, ""
    if large != 10_000:
        ms, note = ms * 10_000 / large, f"from {large:,} rules, made proportional"
    report.goals[12] = Reading(ms, note)
    plan, engine = _memory(text)
    report.line("memory of the plan", plan / large, "bytes/rule")
    report.line("memory of the engine beside it", engine / large, "bytes/rule")
    report.goals[13] = Reading((plan + engine) / large / 1e3)


def _memory(text: str) -> tuple[int, int]:
    """What a loaded plan holds, and what its engine holds beside it, in bytes."""
    gc.collect()
    tracemalloc.start()
    try:
        book = load_plan(text)
        gc.collect()
        plan = tracemalloc.get_traced_memory()[0]
        engine = book.engine
        gc.collect()
        whole = tracemalloc.get_traced_memory()[0]
        assert engine.plan is book.plan
        return plan, whole - plan
    finally:
        tracemalloc.stop()
