"""The code blocks of the guides, run: ```benefit is loaded, ```yaml scenarios are told, ```python is executed.

A guide is one programme that grows. A ```benefit block joins what the blocks before it said, in place of what had the
same kind and name, and the whole must load without a diagnostic. The guide's first block with a programme head is
its head; before one comes, a small standard head is lent. A comment above a fence says more:

    <!-- wrong: BEN203 -->  the block is a mistake: with it the programme gives this diagnostic, and a ```text block
                            right below says words of the message. It does not join.
    <!-- file -->           a programme of its own: it stands alone and starts the guide's programme anew
    <!-- alone -->          stands alone with a head, and does not join
    <!-- as: menu.benefit --> the block is a file of a folder, for a python block that reads it
    <!-- not run -->        for a sketch of something that a host brings; no block of ours should need it
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sybil import Document, Example, Region
from sybil.parsers.markdown import PythonCodeBlockParser

FENCE = re.compile(
    r"(?:<!-- *(?P<say>[^>]*?) *-->\n)?"
    r"```(?P<language>benefit|yaml)\n(?P<text>.*?)^```$(?:\n+```text\n(?P<words>.*?)^```$)?",
    re.MULTILINE | re.DOTALL,
)
HEADS = {
    "en": 'programme guide "guide"\n  language: en\n  timezone: Asia/Shanghai\n  currency: CNY\nend\n',
    "zh": '会员计划 guide "指南"\n  语言：zh\n  时区：Asia/Shanghai\n  币种：CNY\n结束\n',
}
HEAD_WORDS = ("programme", "会员计划")
ENDS = ("end", "结束")
NOT_YET_USED = frozenset({"BEN402"})  # what a later block will give
HAN = re.compile("[\u4e00-\u9fff]")
ARROW = re.compile("->|→")


@dataclass
class Guide:
    """The programme of one document so far: its head, and its blocks by kind and name in order."""

    head: str = ""
    blocks: dict[str, str] = field(default_factory=dict)

    def text(self, more: str = "") -> str:
        """The whole programme, with the blocks of `more` joined in."""
        joined = self.joined(more)
        head = joined.head or HEADS["zh" if HAN.search(without_texts(more)) else "en"]
        return "\n".join([head, *joined.blocks.values()])

    def joined(self, more: str) -> Guide:
        """This programme with the blocks of a text, which may name one thing twice and is then wrong."""
        head, fresh = self.head, dict[str, str]()
        for key, text in cut(more):
            if key.startswith(HEAD_WORDS):
                head = text
            else:
                fresh[key] = fresh.get(key, "") + text
        return Guide(head, self.blocks | fresh)


def without_texts(text: str) -> str:
    """The text without what stands in quotation marks or comments, which may be in any language."""
    return re.sub(r'"[^"\n]*"|#[^\n]*', "", text)


def cut(text: str) -> Iterator[tuple[str, str]]:
    """The blocks of a text, each with its kind and name; comments go with the block below them."""
    lines: list[str] = []
    key = ""
    for line in text.splitlines():
        bare = without_texts(line).strip()
        lines.append(line)
        if not bare:
            continue
        if not key:
            key = " ".join(re.split(r"[\s:：]+", bare)[:2])
            if not (ARROW.search(bare) and re.search("[:：]", bare)):
                continue
        elif bare not in ENDS:
            continue
        yield key, "\n".join(lines) + "\n"
        lines, key = [], ""
    if key:
        yield key, "\n".join(lines) + "\n"


def load(text: str, allowed: frozenset[str] = frozenset()) -> Any:
    """The rule book of a text that must be without any diagnostic, but for warnings of the codes allowed."""
    from benefitdsl import api  # not above: documents are collected even where the language does not work

    rulebook = api.load(text)
    warnings = [each.message("en") for each in rulebook.warnings if each.code not in allowed]
    assert not warnings, "\n".join(warnings)
    return rulebook


# ------------------------------------------------------------------------------------------- evaluators


def guide_of(example: Example) -> Guide:
    return example.namespace.setdefault("GUIDE", Guide())  # type: ignore[no-any-return]


def run_benefit(example: Example) -> None:
    text, say, words = example.parsed
    guide = guide_of(example)
    if say.startswith("wrong:"):
        expect_wrong(guide, text, say.removeprefix("wrong:").strip(), words)
        return
    if say.startswith("as:"):
        example.namespace.setdefault("FILES", {})[say.removeprefix("as:").strip()] = text
        return
    if say in ("file", "alone"):
        guide = Guide()
    load(guide.text(text), NOT_YET_USED)
    if say != "alone":
        example.namespace["GUIDE"] = guide.joined(text)


def expect_wrong(guide: Guide, text: str, code: str, words: str | None) -> None:
    from benefitdsl import api

    with pytest.raises(api.RuleErrors) as raised:
        api.load(guide.text(text))
    said, codes = str(raised.value), [each.code for each in raised.value.diagnostics]
    assert codes == [code], said
    for line in filter(None, map(str.strip, (words or "").splitlines())):
        assert line in said, f"{line!r} is not said in:\n{said}"


def run_scenarios(example: Example) -> None:
    text, _, _ = example.parsed
    from benefitdsl.engine.compile import compile_plan
    from benefitdsl.engine.reference import Reference
    from benefitdsl.std import STANDARD
    from benefitdsl.verify.scenario import read_scenarios
    from benefitdsl.verify.tell import Teller
    from benefitdsl.verify.telling import failure_text

    plan = load(guide_of(example).text()).plan
    teller = Teller(plan, (compile_plan(plan), Reference(plan)), STANDARD)
    for scenario in read_scenarios(text.encode()).scenarios:
        failures = teller.tell(scenario).failures
        assert not failures, "\n".join(failure_text(each, scenario.name) for each in failures)


Evaluator = Callable[[Example], None]


def benefit_blocks(document: Document) -> Iterable[Region]:
    """The parser that Sybil is given for our two languages."""
    for match in FENCE.finditer(document.text):
        say = match["say"] or ""
        evaluator: Evaluator = run_benefit if match["language"] == "benefit" else run_scenarios
        if say == "not run" or (match["language"] == "yaml" and not is_story(match["text"])):
            continue
        yield Region(
            match.start("language"),
            match.end("text"),
            (textwrap.dedent(match["text"]), say, match["words"]),
            evaluator,
        )


def is_story(text: str) -> bool:
    return re.search(r"^(scenarios|场景):", text, re.MULTILINE) is not None


PARSERS = [benefit_blocks, PythonCodeBlockParser()]
ROOT = Path(__file__).parents[3]
