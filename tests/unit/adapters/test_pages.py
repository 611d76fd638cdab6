"""The pages about the command line say what it does."""

from pathlib import Path

import pytest

from tests.unit.adapters.consoles import calls, matches, run, write_files

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("name", ["mapping.md", "cli.md", "deep.md"])
def test_page(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    write_files(page, tmp_path)
    monkeypatch.chdir(tmp_path)
    found = list(calls(page))
    assert found
    for call in found:
        printed = run(call)
        assert matches(printed, call.printed), f"{name}:{call.line}: {' '.join(call.arguments)}\n{printed}"


def test_the_comparison_is_one() -> None:
    assert matches("a\nb\nc\n", "a\n…\nc\n")
    assert not matches("a\nb\n", "a\nc\n")
    assert not matches("a\nb\n", "a\n")
