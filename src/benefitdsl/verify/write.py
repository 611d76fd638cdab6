"""A history written as a scenario file: what `benefitdsl test` reads, in the language of the rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benefitdsl.catalogue import Catalogue
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import Language
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, FieldValue
from benefitdsl.plan.parts import EventField
from benefitdsl.quantities.calendar import MINUTE_US, SECOND_US, Zone, format_day, format_instant, parse_day
from benefitdsl.quantities.money import format_money
from benefitdsl.verify.history import Happening, History, Joining, Passing, Playing, Sending
from benefitdsl.verify.phrases import outcome_in
from benefitdsl.verify.scenario import WORDS
from benefitdsl.verify.spelling import spellings

_PLAIN = re.compile(r"[A-Za-z0-9_一-鿿](?:[A-Za-z0-9_一-鿿 .@/+-]|:(?=[0-9]))*(?<! )")
_YES = {"en": ("no", "yes"), "zh": ("否", "是")}


@dataclass(frozen=True, slots=True)
class Story:
    """What a scenario file is to say. `name` is the title; `rules` stand relative to the file, none for its own folder;
    `seed` is the text that its draws come from; `laws` are those that it asks at the end; `notes` are its first lines.
    """

    name: str
    history: History
    laws: tuple[str, ...]
    rules: tuple[str, ...] = ()
    seed: str | None = None
    notes: tuple[str, ...] = ()


def scenario_text(rulebook: Rulebook, catalogue: Catalogue, story: Story, language: Language) -> str:
    """The text of the file. Played once, to say what came of each event."""
    return _Writer(rulebook, catalogue, language).text(story)


class _Writer:
    def __init__(self, rulebook: Rulebook, catalogue: Catalogue, language: Language) -> None:
        self.rulebook, self.language = rulebook, language
        self.zone = Zone(rulebook.plan.timezone, rulebook.plan.day_start)
        self.types = {type_.name: type_ for type_ in rulebook.plan.events}
        self.attributes = {field.name: field for field in rulebook.plan.attributes}
        self.names, self.read = catalogue.names(language), spellings(catalogue)

    def text(self, story: Story) -> str:
        joinings = [one for one in story.history.happenings if isinstance(one, Joining)]
        lines = [f"# {note}" for note in story.notes]
        if story.rules:
            lines.append(f"{self.word('rules')}: [{', '.join(map(scalar, story.rules))}]")
        lines += [f"{self.word('scenarios')}:", f"  - {self.word('name')}: {scalar(story.name)}"]
        if joinings:
            lines.append(f"    {self.word('given')}: {self._given(joinings)}")
        if story.seed is not None:
            lines.append(f"    {self.word('seed')}: {scalar(story.seed)}")
        lines.append(f"    {self.word('story')}:")
        first = joinings[0].member if joinings else "m1"
        lines += [f"      - {flow(step)}" for step in self._steps(story.history, first)]
        lines.append(f"      - {flow({self.word('keeps'): list(story.laws)})}")
        return "\n".join(lines) + "\n"

    def word(self, word: str) -> str:
        return WORDS[word] if self.language == "zh" else word

    def name(self, name: str) -> str:
        """What the language calls an event or a field, as far as it is read as that again."""
        spelled = self.names.get(name, name)
        return spelled if self.read.get(spelled, spelled) == name else name

    # ------------------------------------------------------------------------- members

    def _given(self, joinings: list[Joining]) -> str:
        members = {one.member: self._joining(one) for one in joinings}
        return flow({self.word("members"): members})

    def _joining(self, one: Joining) -> dict[str, Any]:
        known = {
            self.name(name): self.value(value, self.attributes[name])
            for name, value in one.attributes.items()
        }
        return {
            self.word("joined"): self.time(one.at),
            **({self.word("attributes"): known} if known else {}),
        }

    # ------------------------------------------------------------------------- steps

    def _steps(self, history: History, first: str) -> Iterable[dict[str, Any]]:
        playing = Playing(self.rulebook, history.seed, lambda _: None)
        told: dict[str, Event] = {}
        number = 0
        for one in history.happenings:
            outcome = _outcome_of(playing, one)
            match one:
                case Joining():
                    continue
                case Passing(until):
                    number += 1
                    yield {self.word("everyone until"): self.time(until)}
                case Sending(event):
                    number += 1
                    yield self._step(event, number, first, outcome, told)
                    told[event.id] = event

    def _step(
        self, event: Event, number: int, first: str, outcome: Outcome | None, told: Mapping[str, Event]
    ) -> dict[str, Any]:
        again = told.get(event.id) == event
        step: dict[str, Any] = {}
        if again:
            step[self.word("again")] = event.id
        else:
            step[self.word("at")] = self.time(event.at)
        if event.member != first:
            step[self.word("member")] = event.member
        if not again and event.id != f"e{number}":
            step[self.word("id")] = event.id
        if event.source and not again:
            step[self.word("source")] = event.source
        if not again:
            step[self.name(event.type)] = self._fields(event)
        expected = "duplicate" if again else "applied"
        if outcome is not None and outcome.status != expected:
            said = " ".join(filter(None, (outcome.status, outcome.reason)))
            step[self.word("outcome")] = outcome_in(said, self.language)
        return step

    def _fields(self, event: Event) -> dict[str, Any]:
        known = {field.name: field for field in self.types[event.type].fields}
        return {self.name(name): self.value(value, known[name]) for name, value in event.fields.items()}

    # ------------------------------------------------------------------------- values

    def value(self, value: FieldValue, field: EventField) -> Any:
        """As a scenario writes it: texts, lists, mappings."""
        if isinstance(value, tuple):
            parts = {part.name: part for part in field.fields}
            return [
                one
                if isinstance(one, str)
                else {self.name(name): self.value(part, parts[name]) for name, part in one.items()}
                for one in value
            ]
        if field.type == "money":
            return format_money(int(value), self.rulebook.plan.currency)
        if field.type == "date":
            return format_day(int(value))
        return _YES[self.language][value] if isinstance(value, bool) else str(value)

    def time(self, at: int) -> str:
        """Local time where that is enough to say it, else RFC 3339."""
        local = self.zone.to_local_text(at)
        day, clock = local.split(" ")
        minute = int(clock[:2]) * 60 + int(clock[3:])
        seconds, rest = divmod(at % MINUTE_US, SECOND_US)
        if rest or self.zone.instant_of(parse_day(day), minute) + seconds * SECOND_US != at:
            return format_instant(at)
        return f"{local}:{seconds:02}" if seconds else local


def _outcome_of(playing: Playing, happening: Happening) -> Outcome | None:
    """What came of it; None where the engine broke."""
    try:
        steps = playing.happen(happening)
    except Exception:  # a story about an engine that breaks is written all the same
        return None
    return steps[0].outcome if steps else None


def flow(value: Any) -> str:
    """A value in YAML's short form, on one line."""
    match value:
        case dict():
            return "{" + ", ".join(f"{scalar(name)}: {flow(part)}" for name, part in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(flow, value)) + "]"
        case _:
            return scalar(str(value))


def scalar(text: str) -> str:
    """A text as it is where nothing in it means anything to YAML, else in quotation marks."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
