"""A history written as a scenario: read as the same, failing on the mistake and passing on its right twin."""

from __future__ import annotations

from pathlib import Path

import pytest

import benefitdsl
from benefitdsl.engine.reference import Reference
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import Language
from benefitdsl.model.event import Event
from benefitdsl.std import STANDARD
from benefitdsl.verify.failure import Failure
from benefitdsl.verify.generate import Ground, name_of, numbered
from benefitdsl.verify.history import History, Joining, Passing, Sending
from benefitdsl.verify.saved import Saved, save_scenario
from benefitdsl.verify.scenario import Scenario, read_scenarios
from benefitdsl.verify.search import Search
from benefitdsl.verify.tell import Teller
from benefitdsl.verify.write import Story, scalar, scenario_text
from tests.unit.verify.test_mistakes import FILES, read

EXAMPLES = ("demo", "haidilao", "teams", "tags", "lucky_draw", "community", "w3")


def scenario_of(
    rulebook: Rulebook, history: History, language: Language, seed: str | None = None
) -> Scenario:
    story = Story("a story", history, ("runs",), seed=seed)
    return read_scenarios(scenario_text(rulebook, STANDARD, story, language).encode()).scenarios[0]


def failures(rulebook: Rulebook, scenario: Scenario) -> list[Failure]:
    teller = Teller(rulebook.plan, (rulebook.engine, Reference(rulebook.plan)), STANDARD, "en")
    return teller.tell(scenario).failures


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_any_history_is_told_as_it_came_out(name: str, language: Language) -> None:
    rulebook = benefitdsl.load(f"examples/rules/{name}", language=language)
    ground = Ground(rulebook)
    for number in range(12):
        history = numbered(ground, 5, number, lambda _: None)
        scenario = scenario_of(rulebook, history, language, name_of(5, number))
        assert failures(rulebook, scenario) == []


def test_instants_between_minutes_and_texts_that_yaml_would_misread() -> None:
    rulebook = benefitdsl.load("examples/rules/demo")
    at = 1_772_330_400_000_000
    fields = {"order": "A: 1 #2", "amount": 10, "comment": '- "{[’', "channel": "no", "shop": "是"}
    history = History(
        (
            Joining("anna: 1", at - 1, {"birthday": 7_000}),
            Sending(Event("a 1", "order", "anna: 1", at + 1, dict(fields))),
            Sending(Event("a 1", "order", "anna: 1", at + 1, dict(fields))),
            Passing(at + 61_000_000),
        )
    )
    scenario = scenario_of(rulebook, history, "en")
    assert [step.at for step in scenario.steps] == [
        "2026-03-01T02:00:00.000001Z",
        None,
        "2026-03-01 10:01:01",
        None,
    ]
    assert [step.again for step in scenario.steps] == [None, "a 1", None, None]
    assert {name: node.value for name, node in scenario.steps[0].fields.items()} == {
        **fields,
        "amount": "0.10",
    }
    assert failures(rulebook, scenario) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("A1", "A1"),
        ("2026-03-01 10:00", "2026-03-01 10:00"),
        ("满减券", "满减券"),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("", '""'),
        ("a ", '"a "'),
        ("-1", '"-1"'),
        ("{n}", '"{n}"'),
        ("a\nb", '"a\\nb"'),
    ],
)
def test_texts_in_quotation_marks_where_they_must_be(text: str, written: str) -> None:
    assert scalar(text) == written


# --------------------------------------------------------------------------------------------- laws asked


def saved(file: Path, folder: Path, **more: bool) -> tuple[Rulebook, Rulebook, Saved]:
    """A mistake and its right twin, and what became of the scenario of the mistake."""
    case = read(file)
    wrong = benefitdsl.load(case["rules"].replace(case["right"], case["wrong"]))
    (finding,) = Search(wrong, 1, [case["law"]]).run(lambda number: number < 3_000).broken
    language: Language = "zh" if "会员计划" in case["rules"] else "en"
    rules = folder / "p.benefit"
    seed = name_of(1, finding.number)
    return (
        wrong,
        benefitdsl.load(case["rules"]),
        save_scenario(wrong, rules, None, finding, seed, language, **more),
    )


MOVING = [file for file in FILES if file.stem[:2] not in ("09",)]  # what is wrong at rest has no story


@pytest.mark.parametrize("file", MOVING, ids=lambda file: file.stem)
def test_the_scenario_fails_on_the_mistake_for_the_law_and_passes_on_its_right_twin(
    file: Path, tmp_path: Path
) -> None:
    wrong, right, kept = saved(file, tmp_path)
    assert kept.how == "saved", kept.why
    (scenario,) = read_scenarios(kept.file.read_bytes()).scenarios
    (failure,) = failures(wrong, scenario)
    assert failure.line == scenario.steps[-1].line
    assert failure.expected != failure.actual
    outcome = [step for step in scenario.steps if step.outcome is not None]
    if not outcome:  # what the mistake refused may be applied by the right rules
        assert [one for one in failures(right, scenario) if one.line == failure.line] == []


def test_what_is_there_is_overwritten_only_by_force(tmp_path: Path) -> None:
    *_, first = saved(FILES[0], tmp_path)
    assert first.how == "saved"
    *_, again = saved(FILES[0], tmp_path)
    assert again.how == "saved"  # the same text
    first.file.write_text("mine", encoding="utf-8")
    *_, third = saved(FILES[0], tmp_path)
    assert third.how == "there"
    assert first.file.read_text(encoding="utf-8") == "mine"
    *_, forced = saved(FILES[0], tmp_path, force=True)
    assert forced.how == "saved"
    assert first.file.read_text(encoding="utf-8") != "mine"


def test_a_story_that_comes_out_otherwise_is_not_saved(tmp_path: Path) -> None:
    """The finding of one programme, written for another in which the law holds."""
    case = read(FILES[0])
    wrong = benefitdsl.load(case["rules"].replace(case["right"], case["wrong"]))
    (finding,) = Search(wrong, 1, [case["law"]]).run(lambda number: number < 3_000).broken
    right = benefitdsl.load(case["rules"])
    kept = save_scenario(right, tmp_path / "p.benefit", None, finding, "1.0", "en")
    assert kept.how == "differs"
    assert not kept.file.exists()
