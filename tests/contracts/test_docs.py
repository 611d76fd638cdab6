"""The generated pages are what the catalogue says, and a page that is not is named."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from benefitdsl.messages import codes
from benefitdsl.std import STANDARD

TOOL = Path(__file__).parents[2] / "tools" / "docs.py"


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool, writing into an empty folder."""
    spec = importlib.util.spec_from_file_location("docs_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    monkeypatch.setattr("sys.path", [*sys.path])
    monkeypatch.setitem(sys.modules, "docs_tool", tool)
    spec.loader.exec_module(tool)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "REFERENCE", tmp_path / "reference")
    monkeypatch.setattr(tool, "ERRORS", tmp_path / "errors")
    return tool


def test_every_kind_and_code_has_a_page(docs: ModuleType, tmp_path: Path) -> None:
    assert docs.main() == 0
    assert docs.main("--check") == 0
    pages = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.md")}
    assert pages == {
        "reference/index.md",
        "reference/events.md",
        *(f"reference/{kind.word}.md" for kind in STANDARD.kinds),
        *(f"errors/{code}.md" for code in codes()),
    }


def test_a_page_tells_every_field_and_choice_in_both_languages(docs: ModuleType, tmp_path: Path) -> None:
    docs.main()
    for kind in STANDARD.kinds:
        text = (tmp_path / "reference" / f"{kind.word}.md").read_text("utf-8")
        told = [spec.labels for spec in kind.fields]
        told += [choice.labels for spec in kind.fields for choice in spec.choices]
        missing = [
            label for labels in told for each in labels.values() for label in each if f"`{label}`" not in text
        ]
        assert missing == []
        assert kind.example.strip() in text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda root: (root / "reference" / "coupon.md").write_text("old", "utf-8"),
        lambda root: (root / "reference" / "coupon.md").unlink(),
        lambda root: (root / "reference" / "voucher.md").write_text("a kind that is gone", "utf-8"),
        lambda root: (root / "errors" / "BEN999.md").write_text("a code that is gone", "utf-8"),
    ],
    ids=["changed", "missing", "left over kind", "left over code"],
)
def test_a_stale_page_is_named(
    docs: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: object
) -> None:
    docs.main()
    spoil(tmp_path)  # type: ignore[operator]
    capsys.readouterr()
    assert docs.main("--check") == 1
    assert capsys.readouterr().out.count("not up to date: ") == 1
    docs.main()
    assert docs.main("--check") == 0
