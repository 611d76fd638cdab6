"""From bytes to a source and the diagnostics about its text: the first arrow of the pipeline."""

from __future__ import annotations

from benefitdsl.diagnostics.diagnostic import Diagnostic, Edit, Fix, Severity
from benefitdsl.source import Flaw, Source, Span


def read_source(name: str, data: bytes | str, file: int = 0) -> tuple[Source, tuple[Diagnostic, ...]]:
    r"""Return the source, and an error for everything that may not stand in it.

    The source comes back even then, because the error shows its line; a text with errors must not be parsed.

    >>> source, errors = read_source("a.benefit", b"ok\x00")
    >>> [error.code for error in errors]
    ['BEN002']
    """
    read = Source.from_bytes(name, data) if isinstance(data, bytes) else Source.from_text(name, data)
    source, flaws = read
    return source, tuple(from_flaw(flaw, file) for flaw in flaws)


def from_flaw(flaw: Flaw, file: int, offset: int = 0) -> Diagnostic:
    """Return the error about a flaw that was found in the text beginning at `offset` of a file."""
    span = Span(file, flaw.start, flaw.end).shifted(offset)
    fixes: tuple[Fix, ...] = ()
    if patch := flaw.patch:
        edit = Edit(Span(file, patch.start, patch.end).shifted(offset), patch.new_text)
        fixes = (Fix(patch.key, (edit,), {"new_text": patch.new_text}),)
    return Diagnostic(flaw.code, Severity.ERROR, span, flaw.facts, fixes=fixes)
