"""The guides and the page on scenarios are run: see `tests/unit/docs/blocks.py`."""

from sybil import Sybil

from tests.unit.docs.blocks import PARSERS

pytest_collect_file = Sybil(parsers=PARSERS, patterns=["guide/*.md", "scenarios.md"]).pytest()
