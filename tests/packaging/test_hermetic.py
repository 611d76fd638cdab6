"""Below the top floors nothing calls `hash`, which differs from process to process, or `open`.

Everything else that is banned there is an import, and ruff knows it: see `banned-api` in pyproject.toml. Builtins
have no import to ban.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "benefitdsl"
TOP_FLOORS = {"adapters", "host", "verify"}
BANNED = {"__import__", "eval", "hash", "input", "open"}
MAKERS = {"__import__", "compile", "eval", "exec"}
"""What makes code that runs; in one file it is made, of built nodes (tests/unit/engine/test_generated_code.py)."""


def banned_calls(text: str, banned: set[str] = BANNED) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name) and node.id in banned:
            yield f"{node.lineno}: {node.id}"


def hermetic_files() -> list[Path]:
    return [
        path for path in sorted(PACKAGE.rglob("*.py")) if path.relative_to(PACKAGE).parts[0] not in TOP_FLOORS
    ]


@pytest.mark.parametrize("path", hermetic_files(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_banned_below_the_top_floors(path: Path) -> None:
    assert list(banned_calls(path.read_text(encoding="utf-8"))) == []


def test_one_file_makes_code() -> None:
    texts = {path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    makers = {name for name, text in texts.items() if list(banned_calls(text, MAKERS))}
    assert makers == {"engine/expressions.py"}


def test_the_search_would_find_it() -> None:
    """Negative control."""
    assert list(banned_calls("a = hash('x')\nwith open('f') as f: f.read()")) == ["1: hash", "2: open"]
