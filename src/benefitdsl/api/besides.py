"""What can be said about the meaning of a text that could not be read whole.

A block with a mistake of form loses fields, and with them perhaps a definition that others use. So nothing is said of
the meaning of such a block, nor that a name is unknown anywhere; the author hears that once the form is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benefitdsl.api.reading import Reading
from benefitdsl.check import Checked
from benefitdsl.diagnostics import Diagnostic
from benefitdsl.source import Span

# What may only follow from a definition that was lost.
_FOLLOWING: Final = frozenset(
    f"BEN{number}" for number in (110, 111, 115, 122, 126, 127, 128, 132, 133, 135, 136, 137, 139, 140, 145)
)

_EARLY_END: Final = "early_end"  # the label at an `end` that cut a block short


def besides(reading: Reading, checked: Checked) -> Iterator[Diagnostic]:
    """Return the errors of the checks that stand whatever the mistakes of form are."""
    broken = list(_broken_blocks(reading))
    for each in checked.diagnostics:
        if each.is_error and each.code not in _FOLLOWING and not _within(each.span, broken):
            yield each


def _broken_blocks(reading: Reading) -> Iterator[Span]:
    wrong = [each.span for each in reading.diagnostics if each.is_error and each.span is not None]
    wrong += [label.span for each in reading.diagnostics for label in each.labels if label.key == _EARLY_END]
    for module in reading.modules:
        here = [span for span in wrong if span.file == module.file]
        for block in module.blocks if here else ():
            if any(span.start < block.span.end and block.span.start <= span.end for span in here):
                yield block.span


def _within(span: Span | None, blocks: list[Span]) -> bool:
    return span is not None and any(block.contains(span) for block in blocks)
