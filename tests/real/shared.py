"""Where real data and oracles stand beside the project, and the skip that says so when they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "rules"
SHARED = ROOT.parent / "shared"


def beside(*parts: str) -> Path:
    """The file `../shared/…`; the test is skipped, with its name, when it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not beside this checkout")
    return path
