"""A process that ends at once when evaluation touches the world: files, sockets, processes, code made from text.

python -m tests.support.audit            every story of the examples, each event evaluated, explained and viewed
python -m tests.support.audit open       one example with an engine into which an `open` was planted

Rules, plans and what is loaded when first needed are there before the watch begins: one example is played first.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from traceback import format_stack
from typing import Any

from benefitdsl import api, engine
from benefitdsl.engine import core
from benefitdsl.engine.quote.cart_door import NoOrders
from benefitdsl.engine.reference import Reference
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.messages import LANGUAGES
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, Scalar
from benefitdsl.model.json import EFFECTS, POOL_CHANGES, layout
from benefitdsl.model.member import Member
from benefitdsl.model.pools import Pools
from benefitdsl.model.quote import Cart
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.std import STANDARD
from benefitdsl.verify.scenario import Scenario, read_scenarios
from benefitdsl.verify.tell import Teller

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "rules"
FIRST = "demo"  # is played before the watch begins
TOUCHED = 3  # the code with which the process ends

# All that Python reports of evaluation, and why it touches nothing.
ALLOWED: Mapping[str, str] = {"builtins.id": "an address within the process"}

watching = False


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """End the process where anything but what is allowed happens; an exception could be caught on its way."""
    global watching
    if watching and event not in ALLOWED:
        watching = False  # to tell where it was
        os.write(2, f"{event} {arguments!r}"[:500].encode("utf-8", "replace") + b"\n")
        os.write(2, "".join(format_stack()[:-1]).encode())
        os._exit(TOUCHED)


class Asking:
    """An engine of which everything is asked at each step: explanations in both languages, and a view."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.asked = 0

    def new_member(self, member: str, at: int, attributes: Mapping[str, Scalar], /) -> Member:
        return self.rulebook.engine.new_member(member, at, attributes)

    def evaluate(
        self, member: Member, event: Event, pools: Pools, seed: bytes | None = None, /
    ) -> tuple[Member, Outcome]:
        decision = self.rulebook.evaluate(member, event, pools=pools, seed=seed)
        self._ask(decision, event.at, pools, seed)
        return decision.member, decision.outcome

    def advance(
        self, member: Member, now: int, pools: Pools, seed: bytes | None = None, /
    ) -> tuple[Member, Outcome]:
        decision = self.rulebook.advance(member, now, pools=pools, seed=seed)
        self._ask(decision, now, pools, seed)
        return decision.member, decision.outcome

    def quote(self, member: Member, cart: Cart, at: int, pools: Pools, seed: bytes | None = None, /) -> Any:
        quoted = self.rulebook.quote(member, cart, at, pools=pools, seed=seed)
        for language in LANGUAGES:
            quoted.explain(language)
        return self.rulebook.engine.quote(member, cart, at, pools, seed)

    def next_due(self, member: Member, /) -> int | None:
        return self.rulebook.next_due(member)

    def snapshot(self, member: Member, /) -> Snapshot:
        return self.rulebook.snapshot(member)

    def _ask(self, decision: Any, at: int, pools: Pools, seed: bytes | None) -> None:
        self.asked += 1
        decision.to_json()
        for language in LANGUAGES:
            decision.explain(language)
            self.rulebook.view(decision.member, at, language=language, pools=pools, seed=seed)


def tellers(folder: Path) -> Iterator[tuple[Asking, Teller, Scenario]]:
    """The stories of an example, each with what tells it; loaded, compiled and read."""
    for path in sorted(folder.glob("*.scenario.yaml")):
        file = read_scenarios(path.read_bytes())
        for rules in file.rules:
            rulebook = api.load(path.parent / rules)
            asking = Asking(rulebook)
            assert rulebook.engine
            assert rulebook.explainer
            assert rulebook.viewer
            with suppress(NoOrders):  # what quotes ask is made into functions when the first is asked for
                assert rulebook.engine._checkout
            for kind in EFFECTS.values():  # the types of their fields are read from our own annotations, once
                layout(kind, rulebook.plan.currency)
            for kind in POOL_CHANGES.values():
                layout(kind, "")
            teller = Teller(rulebook.plan, (asking, Reference(rulebook.plan)), STANDARD, file.language)
            yield from ((asking, teller, scenario) for scenario in file.scenarios)


def planted(act: Callable[[], object]) -> None:
    """Let every event also do something that it must not."""
    decide = core.decide

    def also(*given: Any) -> Outcome:
        act()
        return decide(*given)

    core.decide = also


PLANTED: Mapping[str, Callable[[], object]] = {
    "open": lambda: Path(__file__).read_bytes(),
    "listdir": lambda: os.listdir("/"),
    "socket": lambda: socket.socket().close(),
    "process": lambda: subprocess.run(["true"], check=False),
    "exec": lambda: exec("x = 1"),  # noqa: S102 - that is the defect
    "compile": lambda: compile("1", "x", "eval"),
    "import": lambda: __import__("wave"),
}


def main(plant: str = "") -> None:
    global watching
    for module in walk_packages(engine.__path__, engine.__name__ + "."):
        import_module(module.name)  # some are loaded when a quote or a view is first asked for
    for _, teller, scenario in tellers(EXAMPLES / FIRST):
        assert teller.tell(scenario).passed
    folders = [EXAMPLES / FIRST] if plant else sorted(EXAMPLES.iterdir())
    all_of_them = [each for folder in folders for each in tellers(folder)]
    sys.addaudithook(watch)
    if plant:
        planted(PLANTED[plant])
    watching = True
    failed = [scenario.name for _, teller, scenario in all_of_them if not teller.tell(scenario).passed]
    watching = False
    askings = {id(asking): asking for asking, _, _ in all_of_them}
    print(f"{len(all_of_them)} stories, {sum(each.asked for each in askings.values())} steps asked")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
