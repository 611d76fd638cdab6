"""How Hypothesis plays here: no clock decides a test, and a gate plays the same examples every time. And what takes
long begins first, so that the cores of a gate end together."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

QUIET = [HealthCheck.too_slow]  # a busy machine is no fault of the test
settings.register_profile("desk", deadline=None, suppress_health_check=QUIET)
settings.register_profile("gate", deadline=None, suppress_health_check=QUIET, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "desk")

LONGEST_FIRST = ("test_engines_agree.py", "test_w3.py", "laws", "attacks", "real", "test_codec.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files and folders of `LONGEST_FIRST` in that order, then the rest as it was collected."""
    items.sort(key=lambda item: _rank(item.path))


def _rank(path: Path) -> int:
    ranks = [rank for rank, name in enumerate(LONGEST_FIRST) if name in path.parts]
    return min(ranks, default=len(LONGEST_FIRST))
