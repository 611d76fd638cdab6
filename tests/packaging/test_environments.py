"""The same bytes come of the golden corpus in another environment, and the bytes that are written down.

`./run environments --write` writes them down anew; the parts that differ say what changed: plans, formatted texts,
messages or effects. `./run environments` asks in every environment there is.
"""

from __future__ import annotations

import sys

import pytest

from tests.support.golden import STORED
from tools.environments import Environment, run

STRANGE = Environment(
    "strange",
    {"PYTHONHASHSEED": "random", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Apia"},
    ("-O",),
)
PLAIN = Environment("plain", {"PYTHONHASHSEED": "0", "LANG": "C", "LC_ALL": "C", "TZ": "UTC"})


@pytest.mark.parametrize("environment", [PLAIN, STRANGE], ids=lambda environment: environment.name)
def test_the_same_bytes_in_every_environment(environment: Environment) -> None:
    found, stored = run(sys.executable, environment), STORED.read_text(encoding="utf-8")
    parts = [line.split()[1] for line in found.splitlines() if line not in stored.splitlines()]
    assert found == stored, f"{parts} changed; where that is meant: ./run environments --write"


def test_a_set_that_is_iterated_over_shows() -> None:
    """Negative control: a writer of plans that goes through keys in the order of a set."""
    found = {
        run(sys.executable, Environment(seed, {"PYTHONHASHSEED": seed}), "plans", "--planted")
        for seed in "123"
    }
    assert len(found) > 1
