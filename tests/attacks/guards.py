"""What keeps an attack from hanging the suite: a hard limit of time, and a report of what came of it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from benefitdsl.api import compile_reading
from benefitdsl.api.reading import Reading, read_text
from benefitdsl.diagnostics import render_json, render_sarif, render_text
from benefitdsl.engine.compile import compile_plan
from benefitdsl.limits import MAX_ERRORS
from benefitdsl.std import STANDARD

# Of the processor, not of the clock: what else the machine does must not decide. The promise is 100 ms for 4 KiB.
SECONDS = 5.0


class TookTooLong(Exception):
    """The attack was not over in time."""


@contextmanager
def in_time(seconds: float = SECONDS) -> Iterator[None]:
    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 0.5)  # again, where a callback has swallowed it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The codes of all errors, how many of them are shown, and how many there are."""

    codes: list[str]
    shown: int
    found: int


def outcome(data: bytes) -> Outcome:
    """Read, check and compile a file, and show what is wrong with it in every way there is."""
    reading: Reading = read_text(data, STANDARD)  # type: ignore[arg-type]  # bytes are read as a file's are
    plan, diagnostics = compile_reading(reading)
    if plan is not None:
        compile_plan(plan)
    for language in ("en", "zh"):
        page = render_text(tuple(diagnostics), reading.sources, language)
        if any(sign < " " and sign != "\n" for sign in page):
            raise AssertionError(f"a control character reaches the terminal: {page!r}")
        render_json(diagnostics, reading.sources, language)
    render_sarif(diagnostics, reading.sources, "en")
    if len(tuple(diagnostics)) > MAX_ERRORS:
        raise AssertionError("more errors are shown than may be")
    errors = [each for each in diagnostics if each.is_error]
    return Outcome(sorted({each.code for each in errors}), len(tuple(diagnostics)), len(diagnostics))
