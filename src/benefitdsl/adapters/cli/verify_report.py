"""What `benefitdsl verify` found in one programme: as text, as JSON, and as scenarios beside the rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benefitdsl.adapters.cli.output import table
from benefitdsl.engine.explain.naming import Naming
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import Language
from benefitdsl.quantities.instants import format_instant
from benefitdsl.verify.generate import name_of
from benefitdsl.verify.laws import Breach, law_says, law_title, tell
from benefitdsl.verify.saved import Saved, save_scenario
from benefitdsl.verify.search import Finding, Findings, Tried
from benefitdsl.verify.story import say, story_of


class Report:
    """The findings of one programme, in one language."""

    def __init__(self, path: Path, rulebook: Rulebook, language: Language, findings: Findings) -> None:
        self.path, self.rulebook, self.language, self.findings = path, rulebook, language, findings
        self.saved: dict[str, Saved] = {}

    @property
    def is_broken(self) -> bool:
        return bool(self.findings.broken or self.findings.at_rest)

    def save(self, folder: Path | None, *, force: bool) -> None:
        """Write each story as a scenario into the folder, or beside the rules."""
        for one in self.findings.broken:
            law, seed = one.breach.law, self.findings.seed
            notes = (
                self._say("note_found", seed=seed, number=one.number),
                self._say("note_fails", law=law),
            )
            self.saved[law] = save_scenario(
                self.rulebook,
                self.path,
                folder,
                one,
                name_of(seed, one.number),
                self.language,
                notes,
                force=force,
            )

    def _say(self, key: str, **facts: str | int) -> str:
        return say(key, self.language, **facts)

    # ------------------------------------------------------------------------- as text

    def text(self) -> str:
        parts = [str(self.path)]
        parts += ["\n".join(self._finding(one)) for one in self.findings.broken]
        parts += ["\n".join((self._head(one), *self._breach(one))) for one in self.findings.at_rest]
        return "\n\n".join([*parts, "\n".join(self._end())])

    def _finding(self, one: Finding) -> Iterator[str]:
        yield self._head(one.breach)
        yield from (f"  {line}" for line in story_of(self.rulebook, one.history, self.language))
        yield from self._breach(one.breach)
        seed = self.findings.seed
        yield "  " + self._say("again", rules=str(self.path), seed=seed, number=one.number)
        saved = self.saved.get(one.breach.law)
        if saved is not None:
            key = {"saved": "saved", "there": "not_saved", "differs": "differs"}[saved.how]
            yield "  " + self._say(key, file=str(saved.file), why=saved.why)

    def _head(self, breach: Breach) -> str:
        title = law_title(breach.law, self.rulebook, self.language)
        key = "law_titled" if title else "law"
        return self._say(key, law=breach.law, title=title) + self._line(breach)

    def _line(self, breach: Breach) -> str:
        origin = breach.origin
        return "" if origin is None else self._say("at_line", file=origin.file, line=origin.line)

    def _breach(self, breach: Breach) -> Iterator[str]:
        says, found = tell(breach, self.rulebook, self.language)
        yield "  " + self._say("found", text=found)
        yield "  " + self._say("says", text=says)
        if breach.rules:
            naming = Naming(self.rulebook.plan, self.language, self.rulebook.names(self.language))
            called = [(naming.part(one.id), one) for one in breach.rules]
            rules = [name + self._say("at_line", file=one.file, line=one.line) for name, one in called]
            yield "  " + self._say("rules", rules=self._say("list_comma").join(rules))

    def _end(self) -> Iterator[str]:
        """What became of every law, and how it was tried."""
        head = [self._say(key) for key in ("head_law", "head_became", "head_concerned", "head_title")]
        rows: list[list[str | int]] = [[*head]]
        rows += [self._row(one.law, became(one), one.concerned) for one in self.findings.tried]
        rows += [self._row(law, self._became_without(law), "") for law in self.findings.without]
        yield table(rows)
        untried = [one.law for one in self.findings.tried if became(one) == "not_tried"]
        if untried:
            yield self._say("untried", laws=self._say("list_comma").join(untried))
        if self.findings.interrupted:
            yield self._say("interrupted")
        broken = len(self.findings.broken) + len(self.findings.at_rest)
        yield self._say("something_found", count=broken) if broken else self._say("nothing_found")
        yield self._say("seed", seed=self.findings.seed, count=self.findings.histories)

    def _row(self, law: str, became: str, concerned: int | str) -> list[str | int]:
        return [law, self._say(became), concerned, law_title(law, self.rulebook, self.language)]

    def _became_without(self, law: str) -> str:
        """What came of a law that needs no history."""
        return "broken" if any(one.law == law for one in self.findings.at_rest) else "held"

    # ------------------------------------------------------------------------- as JSON

    def to_json(self) -> dict[str, Any]:
        return {
            "rules": str(self.path),
            "programme": self.rulebook.plan.id,
            "version": self.rulebook.version,
            "seed": self.findings.seed,
            "histories": self.findings.histories,
            "interrupted": self.findings.interrupted,
            "laws": [
                *(self._law_json(one) for one in self.findings.tried),
                *(self._without_json(law) for law in self.findings.without),
            ],
        }

    def _law_json(self, one: Tried) -> dict[str, Any]:
        made = {"law": one.law, "became": became(one), "concerned": one.concerned}
        made["says"] = law_says(one.law, self.rulebook, self.language)
        if one.finding is not None:
            made |= {"history": one.finding.number, **self._breach_json(one.finding.breach)}
            made["story"] = story_of(self.rulebook, one.finding.history, self.language)
            saved = self.saved.get(one.law)
            made["scenario"] = None if saved is None or saved.how != "saved" else str(saved.file)
        return made

    def _without_json(self, law: str) -> dict[str, Any]:
        says = law_says(law, self.rulebook, self.language)
        made = {"law": law, "became": self._became_without(law), "concerned": None, "says": says}
        found = [self._breach_json(one) for one in self.findings.at_rest if one.law == law]
        return made if not found else made | {"breaches": found}

    def _breach_json(self, breach: Breach) -> dict[str, Any]:
        return {
            "line": None if breach.origin is None else f"{breach.origin.file}:{breach.origin.line}",
            "found": tell(breach, self.rulebook, self.language)[1],
            "member": breach.member or None,
            "at": None if breach.at is None else format_instant(breach.at),
            "event": None if breach.event is None else breach.event.key,
            "rules": [{"rule": one.id, "file": one.file, "line": one.line} for one in breach.rules],
        }


def became(one: Tried) -> str:
    """What came of a law: `broken`, `held` in all histories that concerned it, or `not_tried` by any."""
    if one.finding is not None:
        return "broken"
    return "held" if one.concerned else "not_tried"
