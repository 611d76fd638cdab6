"""What holds of every tree and of every text."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benefitdsl.diagnostics import render_text
from benefitdsl.source import Source, SourceSet, Span
from benefitdsl.std import SAMPLE, STANDARD
from benefitdsl.syntax import ast
from benefitdsl.syntax.cache import BlockCache
from benefitdsl.syntax.format import format_module
from benefitdsl.syntax.mistaken.wrong import habits_of
from benefitdsl.syntax.parse import parse
from benefitdsl.syntax.walk import children, walk
from benefitdsl.syntax.words import LANGUAGES, words_of
from tests.support.modules import FORMS, TEXTS_OF_NAMES, modules

TREES = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
TEXTS = settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
STANDARD_TEXTS = {
    "en": SAMPLE,
    "zh": format_module(parse(Source("sample", SAMPLE), STANDARD)[0], STANDARD, "zh"),
}


# ------------------------------------------------------------------------------------------------ trees


@TREES
@given(modules())
def test_what_is_written_reads_as_the_same_tree(module: ast.Module) -> None:
    for language in LANGUAGES:
        text = format_module(module, FORMS, language)
        read, found = parse(Source("law", text), FORMS)

        assert not list(found)
        assert read == module
        assert read.language == language


@TREES
@given(modules())
def test_formatting_changes_nothing_the_second_time(module: ast.Module) -> None:
    once = format_module(module, FORMS)
    read, _ = parse(Source("law", once), FORMS)

    assert format_module(read, FORMS) == once


@TREES
@given(modules())
def test_there_and_back_is_the_same_text(module: ast.Module) -> None:
    english = format_module(module, FORMS, "en")
    there, _ = parse(Source("law", english), FORMS)
    chinese = format_module(there, FORMS, "zh")
    back, _ = parse(Source("law", chinese), FORMS)

    assert format_module(back, FORMS, "en") == english


@TREES
@given(modules())
def test_a_part_stands_within_the_whole(module: ast.Module) -> None:
    text = format_module(module, FORMS)
    read, _ = parse(Source("law", text), FORMS)

    for block in read.blocks:
        for node in walk(block):
            assert 0 <= node.span.start < node.span.end <= len(text)
            assert all(node.span.contains(child.span) for child in children(node)), node


@TREES
@given(modules(), st.integers(0, 3))
def test_a_remembered_block_is_the_same_block_elsewhere(module: ast.Module, lines: int) -> None:
    text = format_module(module, FORMS)
    cache = BlockCache()
    parse(Source("law", text), FORMS, 0, cache)
    first, rest = text.split("\n", 1)
    moved = Source("law", first + "\n" * (lines + 1) + rest)

    remembered, _ = parse(moved, FORMS, 1, cache)
    fresh, _ = parse(moved, FORMS, 1)

    assert remembered == fresh
    assert _spans(remembered) == _spans(fresh)


def _spans(module: ast.Module) -> list[Span]:
    return [node.span for block in module.blocks for node in walk(block)]


# ------------------------------------------------------------------------------------------------ texts


def _survives(text: str) -> None:
    """Ask that a text gives a tree or messages, and that each message has words and a place in the text."""
    source = Source("law", text)
    module, found = parse(source, STANDARD)
    for diagnostic in found:
        assert diagnostic.span is not None
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)
    for language in ("en", "zh"):
        render_text(found, SourceSet((source,)), language)
    if not found.has_errors:
        assert parse(Source("law", format_module(module, STANDARD)), STANDARD)[0] == module


@TEXTS
@given(st.text())
@example("language: en\nrule a: order -> give 1 a per " + "(" * 1000)
def test_any_text_gives_a_tree_or_messages(text: str) -> None:
    _survives(text)


@TEXTS
@given(st.binary(max_size=200))
def test_any_bytes_give_a_tree_or_messages(data: bytes) -> None:
    _survives(data.decode("latin-1"))


def _tokens() -> st.SearchStrategy[str]:
    words = [spelling for code in LANGUAGES for spelling in words_of(code).every_spelling()]
    labels = [
        spelling
        for kind in STANDARD.kinds
        for labels in (kind.labels, *(spec.labels for spec in kind.fields))
        for spellings in labels.values()
        for spelling in spellings
    ]
    examples = [str(each) for code in LANGUAGES for each in habits_of(code)["examples"].values()]
    signs = [*"\n\n\n  ::：，,()（）<>=+-*/%.。;#\"'「」`", "->", "→", "=>", "==", "&&", "until", "直到"]
    numbers = [
        "1",
        "30",
        "0",
        "1e3",
        "1,000",
        "398元",
        "9.90 CNY",
        "30 days",
        "20%",
        "24:00",
        "2026-02-30",
        "三",
    ]
    return st.sampled_from(words + labels + examples * 4 + signs * 8 + numbers * 4) | TEXTS_OF_NAMES


@TEXTS
@given(st.sampled_from(LANGUAGES), st.lists(_tokens(), max_size=40), st.sampled_from(["", " "]))
def test_soup_of_words_gives_a_tree_or_messages(language: str, tokens: list[str], between: str) -> None:
    _survives(f"language: {language}\n" + between.join(tokens))


@TEXTS
@given(st.sampled_from(LANGUAGES), st.lists(_tokens(), min_size=1, max_size=6), st.data())
def test_a_damaged_file_gives_a_tree_or_messages(
    language: str, tokens: list[str], data: st.DataObject
) -> None:
    text = STANDARD_TEXTS[language]
    for token in tokens:
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 6, len(text))))
        text = text[:start] + token + text[end:]
    _survives(text)
