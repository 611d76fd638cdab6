"""Evaluation touches nothing: Python itself reports files, sockets, processes, imports and code that is made, and the
process in which every story of the examples is told ends at the first of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import audit

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.support.audit", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
        text=True,
    )


def test_evaluation_touches_nothing() -> None:
    """Evaluated, advanced, quoted, explained and viewed, in both languages."""
    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    stories, steps = (int(word) for word in done.stdout.split() if word.isdigit())
    assert stories > 400
    assert steps > 2000


@pytest.mark.parametrize("plant", audit.PLANTED)
def test_what_touches_something_is_seen(plant: str) -> None:
    done = run(plant)
    assert done.returncode == audit.TOUCHED, done.stdout + done.stderr
