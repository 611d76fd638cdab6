"""Case tables as text: one case a line, its columns between bars, the line itself its name."""

from collections.abc import Sequence

import pytest
from _pytest.mark import ParameterSet


def table(text: str) -> Sequence[ParameterSet]:
    """The rows of a table; lines that start with `#` are remarks."""
    rows = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    return [
        pytest.param(*(cell.strip() for cell in row.split("|")), id=" ".join(row.split())) for row in rows
    ]
