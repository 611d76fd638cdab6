"""The events of a file as commands take them: read by a mapping, bad rows told."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from pathlib import Path

from benefitdsl.adapters.cli.exits import STOPPED, USAGE
from benefitdsl.adapters.cli.output import complain, stop
from benefitdsl.adapters.files.events import EventReader
from benefitdsl.adapters.files.mapping import MappingFile, read_mapping
from benefitdsl.adapters.files.rows import BadRow, TableRefused, format_of
from benefitdsl.messages import Language, fill, word
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import Plan
from benefitdsl.verify.yaml_tree import YamlRefused

SHOWN_ROWS = 20


@dataclass(slots=True)
class Gathered:
    """The events of a file, in its order, and how many rows are none."""

    events: list[Event] = field(default_factory=list)
    bad_rows: int = 0


def gather(plan: Plan, path: Path, mapping: Path | None, on_bad_row: str, language: Language) -> Gathered:
    """Read all events of a file. A bad row is told with file, line and reason; then it is left out, or ends the
    command."""
    found = Gathered()
    try:
        if mapping is None and format_of(path) != "jsonl":
            stop(fill(word("cli", "needs_mapping", language), {"file": path.name}, language), USAGE)
        for one in EventReader(plan, path, None if mapping is None else _mapping(mapping, language)):
            if isinstance(one, BadRow):
                _tell(one, found, on_bad_row, language)
            else:
                found.events.append(one)
    except TableRefused as refused:
        stop(refused.text(language), USAGE)
    except (OSError, EOFError, UnicodeError, zlib.error) as error:
        stop(str(error), USAGE)
    if found.bad_rows > SHOWN_ROWS:
        facts = {"count": found.bad_rows - SHOWN_ROWS}
        complain(fill(word("cli", "more_rows", language), facts, language))
    return found


def _mapping(path: Path, language: Language) -> MappingFile:
    colon = word("frame", "colon", language)
    try:
        return read_mapping(path)
    except YamlRefused as refused:
        stop(path.name + colon + refused.text(language), USAGE)
    except OSError as error:
        stop(f"{path.name}{colon}{error}", USAGE)


def _tell(row: BadRow, found: Gathered, on_bad_row: str, language: Language) -> None:
    found.bad_rows += 1
    if found.bad_rows <= SHOWN_ROWS:
        complain(f"{row.file}:{row.line}: {row.reason(language)}")
    if on_bad_row == "stop":
        stop(word("cli", "stopped", language), STOPPED)
