"""The grammar and its word lists: complete in every language, and free of clashes."""

import re
from collections import Counter

import pytest

from benefitdsl.resources import grammar_text
from benefitdsl.syntax import grammar as grammar_module
from benefitdsl.syntax.grammar import check_terminals, contexts, grammar_of
from benefitdsl.syntax.mistaken.wrong import habits_of
from benefitdsl.syntax.words import LANGUAGES, Words, words_of

# Groups whose words are the same in every language; the others are for the languages that need them.
GROUPS = ("lines", "units", "one_unit", "periods", "calendar_units", "weekdays", "months", "vocabulary")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_terminals_of_a_place_match_the_same_text(language: str) -> None:
    check_terminals(language)


def test_a_clash_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the test above."""

    def clashing(words: Words) -> str:
        return grammar_of(words).replace("PERCENT.3: /", "PERCENT: /[0-9]+|")

    monkeypatch.setattr(grammar_module, "grammar_of", clashing)
    with pytest.raises(Exception, match="Collision between Terminals"):
        check_terminals("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_words_of_a_place_are_spelled_alike(language: str) -> None:
    for terminals in contexts(language):
        spellings = Counter(pattern for name, pattern in terminals if name == name.upper())
        assert [pattern for pattern, count in spellings.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_there_in_every_language(language: str) -> None:
    english, other = words_of("en"), words_of(language)

    assert set(other.words) - other.particles == set(english.words) - english.particles
    for group in GROUPS:
        assert set(other.groups[group]) == set(english.groups[group]), group
    assert all(spellings for spellings in other.words.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_used_and_every_terminal_is_defined(language: str) -> None:
    words = words_of(language)
    text = grammar_text("benefit.lark") + grammar_text(f"order/{language}.lark")
    used = set(re.findall(r"\b[A-Z][A-Z_]+\b", re.sub(r"//.*|/(?:\\.|[^/\n])+/", "", text)))

    assert {word.upper() for word in words.words} - used == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grammar_names_no_kind(language: str) -> None:
    text = grammar_text("benefit.lark") + grammar_text(f"order/{language}.lark")

    assert not re.search(r"coupon|mission_block|programme|优惠券|会员计划", re.sub(r"//.*", "", text))


def test_habits_are_the_same_in_every_language() -> None:
    english = habits_of("en")

    for language in LANGUAGES:
        habits = habits_of(language)
        assert set(habits) == set(english)
        assert set(habits["examples"]) == set(english["examples"])
