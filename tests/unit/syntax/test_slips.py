"""Wrong texts with further slips: whatever is said of them, something is said, and every fix can be made."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from benefitdsl import api
from benefitdsl.diagnostics import apply_edits, render_text
from benefitdsl.messages import LANGUAGES
from benefitdsl.syntax.mistaken import unfold

WRONG = Path(__file__).parents[2] / "cases" / "wrong"
TEXTS = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(WRONG.glob("*/*.benefit"))]
LINES = [line for text in TEXTS for line in text.splitlines() if line.strip()]
PIECES = [
    *'，、：:；;→（）「」"%=>',
    "且",
    "或",
    "如果",
    "那么",
    "限",
    "满",
    "每",
    " and ",
    "近30天",
    "8折",
    "永久",
    "每周三",
]
MANY = 600


def slipped(text: str, rng: random.Random) -> str:
    """The text with a few lines lost, doubled or taken from another, and a few pieces too many or too few."""
    lines = text.splitlines() or [""]
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(lines))
        line = lines[at]
        begin = rng.randint(0, len(line))
        match rng.randrange(5):
            case 0:
                lines[at] = rng.choice(LINES)
            case 1:
                lines.insert(at, rng.choice(LINES))
            case 2:
                lines[at] = line[:begin] + rng.choice(PIECES) + line[begin:]
            case 3:
                lines[at] = line[:begin] + line[begin + rng.randint(1, 4) :]
            case _:
                lines[at : at + 1] = [] if len(lines) > 1 else [""]
    return "\n".join(lines) + "\n"


def say_all(texts: Sequence[str]) -> int:
    """Say what is wrong with each, in both languages, make every fix, and return how many fixes there were."""
    fixes = 0
    for text in texts:
        reading = api.read(text)
        _, diagnostics = api.compile_reading(reading)
        for language in LANGUAGES:
            assert render_text(diagnostics, reading.sources, language) or not diagnostics
        for fix in (fix for each in diagnostics for fix in each.fixes):
            assert apply_edits(text, fix.edits) != text, fix
            fixes += 1
    return fixes


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_written_something_is_said(seed: int) -> None:
    rng = random.Random(seed)
    assert say_all([slipped(rng.choice(TEXTS), rng) for _ in range(MANY // 4)]) > MANY // 4


def test_a_message_that_cannot_be_made_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("when")

    monkeypatch.setattr("benefitdsl.syntax.blocks.unfolded", broken)
    assert unfold.unfolded is not broken
    with pytest.raises(KeyError):
        say_all([text for text in TEXTS if "评价有礼" in text])
