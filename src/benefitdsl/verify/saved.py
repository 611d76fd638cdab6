"""Saving what was found as a scenario: only one on which `benefitdsl test` fails for the law, and for nothing else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benefitdsl.engine.reference import Reference
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import Language
from benefitdsl.std import STANDARD
from benefitdsl.verify.failure import Failure
from benefitdsl.verify.scenario import read_scenarios
from benefitdsl.verify.search import Finding
from benefitdsl.verify.story import say
from benefitdsl.verify.tell import Teller
from benefitdsl.verify.write import Story, scenario_text
from benefitdsl.verify.yaml_tree import YamlRefused

SUFFIX = ".verify.scenario.yaml"


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a scenario: `saved`; `there` was a file of that name already; or it `differs`: as a scenario the
    story comes out otherwise, `why` says how."""

    file: Path
    how: Literal["saved", "there", "differs"]
    why: str = ""


def save_scenario(
    rulebook: Rulebook,
    rules: Path,
    folder: Path | None,
    finding: Finding,
    seed: str,
    language: Language,
    notes: tuple[str, ...] = (),
    *,
    force: bool = False,
) -> Saved:
    """Write the scenario of a finding beside the rules, or into `folder`. `seed` is the text its draws come from."""
    law = finding.breach.law
    target = folder or (rules if rules.is_dir() else rules.parent)
    file = target / f"{law.replace('/', '_')}{SUFFIX}"
    story = Story(
        say("scenario_name", language, law=law),
        finding.history,
        (law,),
        () if target == rules else (os.path.relpath(rules, target),),
        seed if rulebook.plan.draws else None,
        notes,
    )
    text = scenario_text(rulebook, STANDARD, story, language)
    why = _otherwise(rulebook, text, language)
    if why:
        return Saved(file, "differs", why)
    if file.exists() and not force and file.read_text(encoding="utf-8") != text:
        return Saved(file, "there")
    target.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return Saved(file, "saved")


def _otherwise(rulebook: Rulebook, text: str, language: Language) -> str:
    """How the scenario comes out otherwise than by the law's not holding; "" where it does not."""
    teller = Teller(rulebook.plan, (rulebook.engine, Reference(rulebook.plan)), STANDARD, language)
    try:
        (scenario,) = read_scenarios(text.encode()).scenarios
    except YamlRefused as refused:  # such as an event that is called like a word of the format
        return refused.text(language)
    failures = teller.tell(scenario).failures
    asked = {step.line for step in scenario.steps if step.keeps}
    others = [one for one in failures if one.line not in asked]
    if others:
        return _text(others[0], language)
    return "" if failures else say("held", language)


def _text(failure: Failure, language: Language) -> str:
    facts = (failure.what(language), *failure.expected[:1], *failure.actual[:1])
    return " · ".join(facts)


__all__ = ["SUFFIX", "Saved", "save_scenario"]
