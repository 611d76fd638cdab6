"""The README's rules load, its two languages are one programme, and its Python runs on them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from benefitdsl.adapters.cli.root import root
from tests.unit.docs import blocks

README = (blocks.ROOT / "README.md").read_text(encoding="utf-8")
RULES = re.findall(r"^```benefit\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_both_texts_are_one_programme() -> None:
    english, chinese = map(blocks.load, RULES)
    assert english.version == chinese.version


def test_another_rule_is_another_programme() -> None:
    """The negative control: the version tells programmes apart."""
    english, chinese = RULES
    assert blocks.load(english).version != blocks.load(chinese.replace("398元", "397元")).version


@pytest.mark.parametrize("rules", RULES, ids=["en", "zh"])
def test_the_decision_is_the_one_shown(rules: str) -> None:
    for code in PYTHON:
        exec(compile(code, "README.md", "exec"), {"RULES": rules})  # noqa: S102 - it is our own page


COMMANDS = re.findall(r"^\./run ((?:check|explain|verify) \S+(?: \S+)?)", README, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_shown_do_what_they_say(command: str) -> None:
    words = [str(blocks.ROOT / word) if "/" in word else word for word in command.split()]
    briefly = ["--histories", "20"] if words[0] == "verify" else []
    done = CliRunner().invoke(root, words + briefly)
    assert done.exit_code == 0, done.output


def local_links(path: Path) -> list[str]:
    found = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    return [link for link in found if "://" not in link]


PAGES = [
    blocks.ROOT / "README.md",
    *sorted((blocks.ROOT / "docs").glob("*.md")),
    *sorted((blocks.ROOT / "docs/guide").glob("*.md")),
    *sorted((blocks.ROOT / "docs/decisions").glob("*.md")),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(blocks.ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    missing = [link for link in local_links(page) if not (page.parent / link).exists()]
    assert missing == []


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as they are made where Markdown is shown."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(blocks.ROOT).as_posix())
def test_links_within_a_page_lead_somewhere(page: Path) -> None:
    wanted = set(re.findall(r"\]\(#([^)]*)\)", page.read_text(encoding="utf-8")))
    assert wanted <= anchors(page)


def test_every_decision_is_listed() -> None:
    folder = blocks.ROOT / "docs/decisions"
    listed = set(local_links(folder / "index.md"))
    assert listed == {path.name for path in folder.glob("0*.md")}
