"""Effects as a file: JSON lines, or a table for people who open it in a spreadsheet."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, cast

from benefitdsl.model.json import CAUSE_KEYS

COLUMNS = ("member", "at", "effect", "of", "amount", "instance", "until", "event", "rule", "line", "details")

# What an effect is about, how much, which one, and until when: the first of these fields that it has.
_OF = (
    *("currency", "benefit", "mission", "tiers", "tag", "notice", "inviter"),
    *("privilege", "promotion", "draw", "score", "team", "board"),
)
_AMOUNT = ("amount", "stage", "progress", "length", "off", "left", "new")
_INSTANCE = ("instance", "lot", "prize", "actor", "level")
_UNTIL = ("valid_until", "claim_until", "expires_at", "until")

# A spreadsheet takes a text that begins with one of these for a formula (TRUST, 18).
_FORMULA = tuple("=+-@\t\r\0\n＝＋－＠")


def write_effects(path: Path, lines: Iterable[bytes]) -> int:
    """Write effects, given as JSON lines: as a table where the name ends in .csv, packed where it ends in .gz.

    Returns how many. INVARIANT: the file is there whole or not at all.
    """
    part = path.with_name(path.name + ".part")
    try:
        with _open(part, path.name) as file:
            write = _write_table if ".csv" in path.suffixes[-2:] else _write_lines
            count = write(file, lines)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _open(path: Path, name: str) -> IO[bytes]:
    # Without a time stamp, so that the same effects are the same bytes.
    return cast(IO[bytes], gzip.GzipFile(path, "wb", mtime=0)) if name.endswith(".gz") else path.open("wb")


def _write_lines(file: IO[bytes], lines: Iterable[bytes]) -> int:
    count = 0
    for line in lines:
        file.write(line)
        count += 1
    return count


def _write_table(file: IO[bytes], lines: Iterable[bytes]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    table = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    table.writerow(COLUMNS)
    count = 0
    for line in lines:
        table.writerow(_row(json.loads(line)))
        count += 1
    text.flush()
    text.detach()
    return count


def _row(effect: dict[str, Any]) -> list[str | int]:
    own = {name: value for name, value in effect.items() if name not in CAUSE_KEYS and name != "member"}
    told = own.get("send", own)
    cells = [
        effect["member"],
        effect["at"],
        effect["effect"],
        _first(told, _OF) or told.get("type", ""),
        _first(told, _AMOUNT),
        _first(told, _INSTANCE),
        _first(told, _UNTIL),
        effect["event"],
        effect["rule"],
        effect["line"],
        json.dumps(own, ensure_ascii=False, separators=(",", ":")),
    ]
    return [safe_cell(cell) for cell in cells]


def _first(fields: dict[str, Any], names: Iterable[str]) -> Any:
    return next((fields[name] for name in names if fields.get(name) is not None), "")


def safe_cell(value: str | int) -> str | int:
    """The cell as a spreadsheet may have it: a number as a number, a text never as a formula.

    >>> safe_cell("=1+1"), safe_cell(-5)
    ("'=1+1", -5)
    """
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value
