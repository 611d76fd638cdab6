"""The attack corpus in groups: what each attacks, and what comes of an attack as a list of words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.attacks import (
    depth,
    doors,
    exports,
    guards,
    lexer,
    numbers,
    scenarios,
    spelling,
    stories,
    tables,
    times,
)
from tests.attacks.corpus import Attack

HERE = Path(__file__).parent
SIZES = {"A": 16, "B": 18, "C": 17, "D": 17, "E": 16, "F": 14, "G": 18, "H": 14}
LINES = tuple(f"{letter}{number:02}" for letter, size in SIZES.items() for number in range(1, size + 1))
"""The lines of the corpus in `TRUST.md`; the id of every attack begins with its line."""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    attacks: tuple[Attack, ...]
    outcome: Callable[[bytes], list[str]]

    @property
    def file(self) -> Path:
        """What is expected of each, by id."""
        return HERE / "expected" / f"{self.name}.json"

    def expected(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = json.loads(self.file.read_text(encoding="utf-8"))
        return found

    def write(self) -> None:
        """Write down what comes of each attack now."""
        found = {attack.id: self.outcome(attack.make()) for attack in self.attacks}
        rows = (
            f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(words, ensure_ascii=False)}"
            for name, words in found.items()
        )
        self.file.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def codes(data: bytes) -> list[str]:
    return guards.outcome(data).codes


LANGUAGE = Group(
    "language",
    (*lexer.ATTACKS, *depth.ATTACKS, *numbers.ATTACKS, *times.ATTACKS, *spelling.ATTACKS),
    codes,
)
GROUPS = (
    LANGUAGE,
    Group("doors", doors.ATTACKS, doors.outcome),
    Group("stories", stories.ATTACKS, stories.outcome),
    Group("scenarios", scenarios.ATTACKS, scenarios.outcome),
    Group("tables", tables.ATTACKS, tables.outcome),
    Group("exports", exports.ATTACKS, exports.outcome),
)
