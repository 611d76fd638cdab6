"""Group E in files for spreadsheets: texts that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from benefitdsl.adapters.files.effects import write_effects
from benefitdsl.model.json import CAUSE_KEYS
from tests.attacks.corpus import Attack, attack

FORMULAS = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "＝1", "＋1", "－1", "＠x", "\r=1", "\0=1", "\n=1",
    "=HYPERLINK(\"http://x\",\"y\")", " =1", "'=1", "a=1", "1", '"', "a,b", "a\nb", "-5", "−5",
)  # fmt: skip


def outcome(data: bytes) -> list[str]:
    """The different cells of one effect in which a text stands at every place where an author's text can."""
    text = data.decode()
    effect = dict.fromkeys(CAUSE_KEYS, text) | {"member": text, "tag": text, "instance": text, "amount": -5}
    with tempfile.TemporaryDirectory(prefix="benefitdsl-attack-") as folder:
        path = Path(folder) / "effects.csv"
        write_effects(path, [json.dumps(effect).encode()])
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(dict.fromkeys(_cells(file)))


def _cells(file: TextIO) -> Iterator[str]:
    """The cells as they are read back: a text as a text, and a number, which alone stands without quotes."""
    head, row = csv.reader(file, quoting=csv.QUOTE_NONNUMERIC)
    for name, cell in zip(head, row, strict=True):
        if name != "details":
            yield ascii(cell)


ATTACKS: tuple[Attack, ...] = tuple(attack(f"E16 {text!a}", text) for text in FORMULAS)
