"""Writes the goldens of the wrong texts anew. For a person at a desk, who then reads the difference; never in CI.

PYTHONPATH=src python tests/cases/wrong/update.py            # all
PYTHONPATH=src python tests/cases/wrong/update.py zh/012     # those whose path begins like this
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benefitdsl.api import compile_reading, read
from benefitdsl.diagnostics import Severity, render_text
from benefitdsl.messages import LANGUAGES

HERE = Path(__file__).resolve().parent


def main(beginnings: list[str]) -> int:
    if os.environ.get("CI"):
        print("goldens are read and committed by people", file=sys.stderr)
        return 1
    for path in sorted(HERE.glob("*/*.benefit")):
        name = path.relative_to(HERE).as_posix()
        if ".right." in name or not name.startswith(tuple(beginnings or [""])):
            continue
        reading = read(path)
        _, diagnostics = compile_reading(reading)
        found = [each for each in diagnostics if each.severity is not Severity.INFO]
        for language in LANGUAGES:
            page = render_text(found, reading.sources, language)
            path.with_suffix(f".{language}.txt").write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
