"""How Hypothesis plays here: no clock decides a test, and a gate plays the same examples every time."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

QUIET = [HealthCheck.too_slow]  # a busy machine is no fault of the test
settings.register_profile("desk", deadline=None, suppress_health_check=QUIET)
settings.register_profile("gate", deadline=None, suppress_health_check=QUIET, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "desk")
