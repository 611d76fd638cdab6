"""One hash over everything that a golden corpus comes to: plans, formatted texts, messages, effects.

python -m tests.support.golden                    a line for each part, and one for all of them
python -m tests.support.golden plans --planted    one part, by a writer that iterates over a set: its hash must change

The same bytes must come of it in every environment: hash seed, locale, time zone, optimisation, version of Python.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benefitdsl import api
from benefitdsl.api import compile_reading
from benefitdsl.diagnostics import render_json, render_text
from benefitdsl.engine.quote.checkout import Quotation
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.session import Happened
from benefitdsl.messages import LANGUAGES
from benefitdsl.model.json import outcome_to_json, quote_to_json, snapshot_to_json
from benefitdsl.model.pools import Pools
from benefitdsl.plan import codec, plan_to_text
from benefitdsl.std import STANDARD
from benefitdsl.syntax.format import format_module
from benefitdsl.verify.scenario import read_scenarios
from benefitdsl.verify.tell import Teller

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples" / "rules"
WRONG = ROOT / "tests" / "cases" / "wrong"
STORED = ROOT / "tests" / "golden" / "corpus.sha256"


def rule_files() -> list[Path]:
    return sorted(EXAMPLES.glob("*/*.benefit"))


def plans() -> Iterator[str]:
    for path in rule_files():
        yield plan_to_text(api.load(path).plan)


def formatted() -> Iterator[str]:
    for path in rule_files():
        for module in api.read(path).modules:
            for language in LANGUAGES:
                yield format_module(module, STANDARD, language)


def messages() -> Iterator[str]:
    """What is said of the texts that operators get wrong, in both languages."""
    for path in sorted(WRONG.glob("*/*.benefit")):
        reading = api.read(path)
        _, diagnostics = compile_reading(reading)
        for language in LANGUAGES:
            yield render_text(tuple(diagnostics), reading.sources, language)
            yield str(render_json(diagnostics, reading.sources, language))


def effects() -> Iterator[str]:
    """What every step of every story came to: the outcome and what the member has then; and every quote."""
    for folder in sorted(EXAMPLES.iterdir()):
        for path in sorted(folder.glob("*.scenario.yaml")):
            file = read_scenarios(path.read_bytes())
            for rules in file.rules:
                rulebook = api.load(path.parent / rules)
                notes = Notes(rulebook)
                teller = Teller(rulebook.plan, (rulebook.engine,), STANDARD, file.language, watcher=notes)
                for scenario in file.scenarios:
                    teller.tell(scenario)
                yield from notes.found


@dataclass(slots=True)
class Notes:
    """Looks on at stories and writes down what came of each step."""

    rulebook: Rulebook
    found: list[str] = field(default_factory=list)

    def scene(self, pools: Pools, seed: bytes | None) -> Notes:
        return self

    def stepped(self, happened: Happened[Any]) -> None:
        outcome = outcome_to_json(happened.step.outcome, self.rulebook.plan.currency)
        state = snapshot_to_json(self.rulebook.snapshot(happened.after))
        self.found.append(json.dumps([happened.step.member, outcome, state], ensure_ascii=False))

    def quoted(self, before: Any, made: Quotation) -> None:
        self.found.append(json.dumps(quote_to_json(made.quote, self.rulebook.plan.currency)))


PARTS: Mapping[str, Callable[[], Iterator[str]]] = {
    "plans": plans,
    "formatted": formatted,
    "messages": messages,
    "effects": effects,
}


def hashes(names: tuple[str, ...] = tuple(PARTS)) -> dict[str, str]:
    """The hash of each part, and of all of them as `all`."""
    found = {name: _hash(PARTS[name]()) for name in names}
    return found | {"all": _hash(iter(found.values()))}


def _hash(texts: Iterator[str]) -> str:
    found = hashlib.sha256()
    for text in texts:
        data = text.encode()
        found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()


def lines(found: Mapping[str, str]) -> str:
    return "".join(f"{value}  {name}\n" for name, value in found.items())


def planted() -> None:
    """Write plans with the keys of each object in the order of a set."""
    record = codec._Writer.record

    def unordered(writer: Any, value: Any, depth: int) -> dict[str, Any]:
        made = record(writer, value, depth)
        return {name: made[name] for name in set(made)}

    codec._Writer.record = unordered  # type: ignore[method-assign]


def main(*arguments: str) -> None:
    if "--planted" in arguments:
        planted()
    names = tuple(name for name in arguments if name in PARTS)
    sys.stdout.write(lines(hashes(names or tuple(PARTS))))


if __name__ == "__main__":
    main(*sys.argv[1:])
