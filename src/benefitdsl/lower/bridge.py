"""What the lowering of one programme carries along: what the checks found, the settings, and the metrics so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from benefitdsl.check import Checked
from benefitdsl.lower.metrics import Metrics
from benefitdsl.plan.parts import Origin
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.source import Span


@dataclass(frozen=True, slots=True)
class Bridge:
    """`day_start` in minutes of the clock; `roundings` by points currency."""

    checked: Checked
    currency: str
    day_start: int
    holidays: dict[str, tuple[int, ...]]
    roundings: dict[str, Rounding]
    metrics: Metrics = field(default_factory=Metrics)

    def origin(self, span: Span) -> Origin:
        """Return the file and line of a place, as the author sees them."""
        sources = self.checked.draft.sources
        if span.file >= len(sources):
            return Origin("", 0)
        source = sources[span.file]
        return Origin(source.name, source.line_number(span.start))
