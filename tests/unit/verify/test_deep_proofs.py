"""Why answers of `check --deep` can be believed: formulas mean what engines read, and witnesses stand on the reference
engine too."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings

import benefitdsl
from benefitdsl.engine.reference import Reference
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.session import Session
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import MissionCompleted, TierChanged
from benefitdsl.model.event import FieldValue
from benefitdsl.plan.expr import Expr, FieldOf, HasField
from benefitdsl.plan.parts import Plan
from benefitdsl.verify.deep import rights
from benefitdsl.verify.deep.answers import Answer
from benefitdsl.verify.deep.ask import ask_all
from benefitdsl.verify.deep.busy import busy_histories
from benefitdsl.verify.deep.buying import bought_twice, used_and_bought_again
from benefitdsl.verify.deep.recipes import Cook
from benefitdsl.verify.deep.rights import never_comes_back
from benefitdsl.verify.deep.scene import Scene
from benefitdsl.verify.deep.stage import Key, Stage
from benefitdsl.verify.deep.survey import Survey
from benefitdsl.verify.deep.telling import AnswerWords
from benefitdsl.verify.deep.world import Search, World, negated
from benefitdsl.verify.generate import Ground, numbered
from benefitdsl.verify.history import History, Joining, Passing, Sending
from tests.unit.analysis.test_truth import PLAN, _conditions, _events, _read

SHOWN = ("never_gives", "nobody_completes", "nobody_reaches")
RULES = ("examples/rules/w3", "examples/rules/heytea", "examples/rules/chayan", "examples/rules/haidilao")


# ------------------------------------------------------------------------------------------- formulas


def _fixed(world: World, fields: dict[str, FieldValue]) -> list[object]:
    """The event as it is, said of every atom that the formula reads."""
    frame = world.frame("order", "event")
    said: list[object] = []
    for atom in list(world.atoms):
        match atom.expr:
            case FieldOf(name):
                said.append(frame.value(atom.expr) == _term(world, fields[name]))
            case HasField(name):
                said.append(frame.flag(atom.expr) == (name in fields))
            case _:
                pass
    return said


def _term(world: World, value: FieldValue) -> int | bool:
    assert not isinstance(value, tuple)
    return world.text(value) if isinstance(value, str) else value


@settings(max_examples=120, deadline=None)
@given(_conditions(), _events())
def test_a_formula_holds_of_an_event_where_the_engine_says_so(
    condition: Expr, fields: dict[str, FieldValue]
) -> None:
    holds = _read(condition, fields)
    for wanted in (True, False):
        world = World(PLAN, 10_000)
        world.text(str(fields["channel"]))  # known before the laws of `contains` are made of it
        formula = world.frame("order", "event").flag(condition)
        search = Search(world, [formula if wanted else negated(formula), *_fixed(world, fields)])
        assert search.solve() == ("possible" if holds is wanted else "impossible")


# ------------------------------------------------------------------------------------------ witnesses


def _outcomes(plan: Plan, history: History) -> list[Outcome]:
    """What the last happening leads to on the reference engine."""
    session = Session(Reference(plan), seed=history.seed)
    found: list[Outcome] = []
    for happening in history.happenings:
        match happening:
            case Joining(member, at, attributes):
                session.join(member, at, attributes)
            case Sending(event):
                found = [step.outcome for step in session.send(event)]
            case Passing(until):
                found = [step.outcome for step in session.pass_time(until)]
    return found


def _stands(plan: Plan, answer: Answer, history: History) -> bool:
    """Whether the effects of the last happening show that the claim is not so."""
    name = answer.claim.about[0]
    for outcome in _outcomes(plan, history):
        for effect in outcome.effects:
            match answer.claim.question, effect:
                case "never_gives", _ if effect.cause.rule == name:
                    return True
                case "nobody_completes", MissionCompleted(_, mission, _, True) if mission == name:
                    return True
                case "nobody_reaches", TierChanged(_, _, _, new) if new == name:
                    return True
                case _:
                    pass
    return False


@pytest.mark.parametrize("rules", RULES)
def test_witnesses_stand_on_the_reference_engine_and_not_without_their_end(rules: str) -> None:
    rulebook = benefitdsl.load(rules)
    witnessed = [
        answer
        for answer in ask_all(rulebook)
        if answer.witness is not None and answer.claim.question in SHOWN
    ]
    assert witnessed
    cut = 0
    for answer in witnessed:
        assert answer.witness is not None
        history = answer.witness.history
        assert _stands(rulebook.plan, answer, history)
        cut += not _stands(rulebook.plan, answer, History(history.happenings[:-1], history.seed))
    assert cut > len(witnessed) / 2  # the control: mostly only the end shows it


def test_the_survey_gives_the_same_history_every_time() -> None:
    rulebook = benefitdsl.load("examples/rules/demo")
    rule = rulebook.plan.rules[0].id
    found = [Survey(Stage(rulebook)).find(("gives", rule)) for _ in range(2)]
    assert found[0] is not None
    assert found[0] == found[1]
    assert Stage(rulebook).shows(found[0], ("gives", rule))
    assert not Stage(rulebook).shows(replace(found[0], happenings=found[0].happenings[:-1]), ("gives", rule))


# --------------------------------------------------------------------------------------------- proofs

CASES = Path(__file__).resolve().parents[2] / "cases" / "deep"
PROVED = tuple(
    path.stem
    for path in sorted(CASES.glob("*.benefit"))
    if path.read_text(encoding="utf-8").startswith(
        ("# never_gives", "# always", "# no_turn", "# nobody_reaches")
    )
    and not path.stem.endswith(".good")
)


def _key(answer: Answer, plan: Plan) -> Key | None:
    """What no history may show where the claim is proved."""
    name, said = answer.claim.about[0], dict(answer.claim.said)
    match answer.claim.question:
        case "never_gives" | "no_turn":
            return ("gives", name)
        case "always_holds" | "never_holds":
            return ("case", name, said["number"])
        case "nobody_completes":
            return ("stage", name, next(each for each in plan.missions if each.id == name).stages[-1].at)
        case "nobody_reaches":
            return ("level", answer.claim.about[1], name)
        case _:
            return None


def _shown(rulebook: Rulebook, histories: int) -> set[Key]:
    """What generated histories of the programme show, other ones than the survey makes, and busy ones."""
    stage, ground = Stage(rulebook), Ground(rulebook)
    generated = (numbered(ground, 7, number, lambda _: None) for number in range(histories))
    made = chain(generated, busy_histories(Cook.of(rulebook.plan)))
    return {key for history in made for seen in stage.perform(history) for key in seen.keys}


@pytest.mark.parametrize("name", PROVED)
def test_no_history_shows_what_is_proved_impossible(name: str) -> None:
    bad, good = (benefitdsl.load(CASES / f"{name}{end}.benefit") for end in ("", ".good"))
    proved = {
        key
        for answer in ask_all(bad)
        if answer.verdict == "yes" and (key := _key(answer, bad.plan)) is not None
    }
    assert proved
    assert not proved & _shown(bad, 15)
    witnessed = {_key(answer, good.plan) for answer in ask_all(good) if answer.verdict == "no"}
    assert witnessed & _shown(good, 15), "the control: in the twin histories do show such things"


# ------------------------------------------------------------------------------- rights that come back

COMES_BACK = (
    "47_used_before_it_is_given_back",
    "49_the_first_order_draws_again",
    "52_a_coupon_a_month_of_orders_given_back",
)


def _given_again(name: str) -> tuple[bool, set[bool]]:
    """Whether the right is proved not to come back with a refund; and of each story of what is bought again, used
    before where that can be, whether it shows that it did."""
    scene = Scene(benefitdsl.load(CASES / f"{name}.benefit"), 2_000)
    rule = next(each for each in scene.plan.rules if each.id == "r")
    key: Key = ("gives", rule.id)
    shown: set[bool] = set()
    for bought in scene.fired(rule):
        for again in (bought_twice(scene.cook, bought), *used_and_bought_again(scene, bought, rule)):
            assert scene.stage.applied(again.refunded)
            shown.add(scene.stage.shows(again.refunded, key) and not scene.stage.shows(again.kept, key))
    return never_comes_back(scene, rule, "order"), shown


@pytest.mark.parametrize("name", COMES_BACK)
def test_no_story_brings_back_a_right_that_is_proved_not_to_come_back(name: str) -> None:
    assert _given_again(f"{name}.good") == (True, {False})
    assert _given_again(name) == (False, {True}), "the control: what counts no refunded order comes back"


def test_a_refund_that_is_said_to_change_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A seeded defect of what the solver is told of refunds: it proves what a story shows to be otherwise."""
    monkeypatch.setattr(rights, "_sign_of", lambda *_: "same")
    assert [_given_again(name) for name in COMES_BACK] == [(True, {True})] * len(COMES_BACK)


@pytest.mark.slow
def test_every_question_about_the_examples_is_decided_in_a_minute_and_every_witness_plays() -> None:
    """Processor time, so that a machine with other work does not fail it."""
    began = process_time()
    undecided: list[tuple[str, str]] = []
    harm: list[tuple[str, str, tuple[str, ...]]] = []
    for folder in sorted(Path("examples/rules").iterdir()):
        rulebook = benefitdsl.load(folder)
        for answer in ask_all(rulebook):
            if answer.verdict == "undecided":
                undecided.append((folder.name, answer.claim.question))
            if answer.is_harm:
                harm.append((folder.name, answer.claim.question, answer.claim.about))
            if answer.witness is not None:
                assert AnswerWords(rulebook, "en").story(answer.witness.history)
    assert process_time() - began < 60
    assert undecided == []
    assert harm == [("w3", "refund_pays_once", ("coupon_398",))]
