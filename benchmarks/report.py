"""What a workload found, and all of it as one table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field

from benchmarks.goals import GOALS, plain


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured for a row; `note` says how, where that is not plain."""

    value: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement behind the rows."""

    name: str
    value: float
    unit: str
    note: str = ""


@dataclass(slots=True)
class Report:
    """`goals` by the number of the row; `missing` says of a row why it has no reading."""

    workload: str
    goals: dict[int, Reading] = field(default_factory=dict)
    missing: dict[int, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def line(self, name: str, value: float, unit: str, note: str = "") -> None:
        self.lines.append(Line(name, value, unit, note))

    def leave_out(self, what: str, *rows: int) -> None:
        self.left_out.append(what)
        self.missing |= dict.fromkeys(rows, what)


def as_json(reports: Iterable[Report]) -> str:
    return json.dumps([asdict(report) for report in reports], ensure_ascii=False, indent=1)


def as_text(reports: list[Report]) -> str:
    return "\n".join([*_goals(reports), *(line for report in reports for line in _details(report))])


def _goals(reports: list[Report]) -> Iterator[str]:
    readings = {number: reading for report in reports for number, reading in report.goals.items()}
    missing = {number: why for report in reports for number, why in report.missing.items()}
    rows: list[tuple[str, ...]] = [("#", "goal", "must", "aim", "measured", "verdict", "")]
    for goal in GOALS:
        head = (str(goal.number), goal.about, goal.bound(goal.must), goal.bound(goal.aim))
        reading = readings.get(goal.number)
        if reading is None:
            rows.append((*head, "-", "-", missing.get(goal.number, "not asked for")))
        else:
            rows.append((*head, goal.shown(reading.value), goal.verdict(reading.value), reading.note))
    yield from _table(rows)


def _details(report: Report) -> Iterator[str]:
    yield ""
    yield report.workload
    yield from _table(
        [("", line.name, f"{plain(line.value)} {line.unit}", line.note) for line in report.lines]
    )
    for what in report.left_out:
        yield f"  left out: {what}"


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))] if rows else []
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
