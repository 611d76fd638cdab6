"""Whether what a scenario expects can be at all: names that the programme has, reasons that there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from benefitdsl.plan.parts import Plan
from benefitdsl.verify.phrases import REASONS, WHYS, normal
from benefitdsl.verify.said import Said, Words, one_of, said
from benefitdsl.verify.scenario import Expected

_POINTS = ("earned", "pending", "ripened", "spent", "expired", "taken back", "returned")
_BENEFITS = ("issued", "claimed", "used", "revoked", "reserved", "released", "expired", "returned")
_MISSIONS = ("completed", "reopened", "lapsed", "repaired")
MAX_NAMES = 12
_AMOUNT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?: [A-Z]{3})?")
_NAMES: dict[str, Callable[[Plan], list[str]]] = {
    "privilege": lambda plan: [one.id for one in plan.privileges],
    "promotion": lambda plan: [one.id for one in plan.promotions],
    "board": lambda plan: [one.id for one in plan.boards],
}


def unknown_effect(expected: Expected, plan: Plan) -> tuple[Words, Said] | None:
    """What is wrong with an expected effect, and what should stand there; None where it can be."""
    verb, of = expected.verb, normal(expected.verb, expected.of, plan)
    points = [one.id for one in plan.points]
    if verb in _POINTS and any(_is_amount_of(of, name) for name in points):
        return None
    if verb in _BENEFITS:
        names = [one.id for one in plan.benefits]
    elif verb in _POINTS and points:
        return f"`{of}`", said("amount_and_points", words=(", ".join(points), "、".join(points)))
    elif verb in _POINTS:
        names = []
    elif verb in _MISSIONS:
        names = [one.id for one in plan.missions]
    elif verb in _NAMES:
        names = _NAMES[verb](plan)
    else:
        return None
    if of in names:
        return None
    return said("unknown_name", name=of), _one_of_names(names)


def _one_of_names(names: Iterable[str]) -> Said:
    """The names there are; of many only that they are the programme's."""
    names = sorted(names)
    return one_of(names) if 0 < len(names) <= MAX_NAMES else said("name_of")


def _is_amount_of(of: str, name: str) -> bool:
    amount, _, ends = of.rpartition(f" {name}")
    return not ends and _AMOUNT.fullmatch(amount) is not None


def unknown_reason(word: str, text: str, plan: Plan) -> tuple[Words, Said] | None:
    """The same for a text of what a quote shows under a word, in English."""
    words = text.split()
    if word == "refused":
        said_reason, known = words[:1], REASONS
    elif word in ("usable", "unusable"):
        names = {one.id for one in plan.benefits} | {one.id for one in plan.promotions}
        if words[0] not in names and any(name.split()[0] == words[0] for name in names):
            return None  # a name of several words: where its reason begins is not known
        if words[0] not in names:
            return said("unknown_name", name=words[0]), _one_of_names(names)
        said_reason, known = words[1:2], WHYS
    else:
        return None
    if not said_reason or said_reason[0] in known:
        return None
    return f"`{said_reason[0]}`", one_of(known, WHYS)
