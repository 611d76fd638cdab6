"""Every value form has a term and an example in both languages: a message about it can always be said."""

import pytest

from benefitdsl.api import read
from benefitdsl.messages import LANGUAGES, Language, term
from benefitdsl.syntax.grammar import START_OF_FORM
from benefitdsl.syntax.mistaken.wrong import habits_of

FORMS = (*START_OF_FORM, "choice", "one_line")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_a_form_has_a_term_and_an_example(form: str, language: Language) -> None:
    assert term(f"form_{form}", language)
    assert habits_of(language)["examples"][form]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "language: en\n\nrule q: order -> grant g, 3 g\n",
            "`3` does not fit here; a rule on one line looks like",
        ),
        ("语言：zh\n\n规则 某：订单 → 发放 券，3 券\n", "内容没有写完；单行规则的写法如"),
    ],
    ids=LANGUAGES,
)
def test_a_mistake_in_a_rule_on_one_line_is_said(text: str, said: str) -> None:
    reading = read(text)
    assert [each.message(reading.language)[: len(said)] for each in reading.diagnostics] == [said]
