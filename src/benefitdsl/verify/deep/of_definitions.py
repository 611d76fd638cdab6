"""What is defined otherwise in another version of the programme: every part that is not a rule, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from benefitdsl.plan.parts import (
    Benefit,
    Board,
    Budget,
    Draw,
    EventType,
    Experiment,
    Minimum,
    Mission,
    Notice,
    Offer,
    Origin,
    Plan,
    Points,
    Prize,
    Promotion,
    Rule,
    Stage,
    Streak,
    Tiers,
)
from benefitdsl.plan.reduction import Reduction
from benefitdsl.plan.walk import walk
from benefitdsl.verify.deep.answers import Answer, Claim, Why, undecided
from benefitdsl.verify.deep.scene import Scene

FAMILIES: Final[Mapping[str, str]] = {
    "events": "event",
    "attributes": "attribute",
    "points": "points",
    "benefits": "benefit",
    "segments": "segment",
    "notices": "notice",
    "budgets": "budget",
    "groups": "group",
    "missions": "mission",
    "tiers": "tiers",
    "privileges": "privilege",
    "promotions": "promotion",
    "draws": "draw",
    "offers": "offer",
    "scores": "score",
    "teams": "team",
    "boards": "board",
    "experiments": "experiment",
}
"""The parts of a plan that are asked about, by the family of their names."""
OTHERWISE: Final[Mapping[str, str]] = {
    "rules": "each is asked on its own",
    "laws": "no engine reads them",
    "metrics": "each is named by what it counts, by those who ask for it",
    "tags": "a name and nothing else",
    "id": "the name of the programme",
    "titles": "what it is called",
    "version": "made of everything else",
}
"""What else a plan has, and why it is not asked about here."""
SETTINGS: Final = ("timezone", "currency", "day_start", "rounding", "late_within", "refund_within")
_NAMES: Final = ("benefit", "currency", "mission", "tiers", "draw", "notice", "score", "board", "team", "tag")
_UNSAID: Final = ("origin", "titles", "terms")  # the terms of a benefit are what its reduction and worth say

WORDS: Final[Mapping[type, Mapping[str, str]]] = {
    Plan: {"day_start": "day_starts", "late_within": "late"},
    EventType: {"fields": "field"},
    Points: {"expiry": "expire", "caps": "cap", "shortfall": "if_short", "as_cash": "cash_value"},
    Benefit: {"claim_within": "claim", "on_refund_of_use": "on_refund"},
    Minimum: {"amount": "minimum", "base": "minimum_base"},
    Reduction: {
        "where": "of",
        "amount": "off",
        "share": "percent_off",
        "cap": "off_cap",
        "per": "per_full",
        "every": "of_every",
    },
    Promotion: {"limits": "limit"},
    Notice: {"cap": "limit"},
    Budget: {"window": "period", "unit": "total"},
    Mission: {
        "event": "counts",
        "where": "counts",
        "items": "counts",
        "measure": "counts",
        "value": "counts",
        "window": "within",
        "enrolment": "start",
        "daily_cap": "at_most",
        "limits": "limit",
        "budgets": "budget",
        "steps": "step",
        "ordered": "in_order",
    },
    Draw: {"out": "when_out", "guarantee": "sure_after"},
    Prize: {"actions": "prize"},
    Stage: {"at": "target", "actions": "reward"},
    Streak: {"saved_count": "saved_days"},
    Tiers: {"levels": "level", "retention": "keep"},
    Offer: {
        "then": "gives",
        "limits": "limit",
        "budgets": "budget",
        "cancel": "refund_within",
    },
    Board: {"unit": "period", "counted": "counts", "placed": "top", "places": "top"},
    Experiment: {"variants": "variant"},
}
"""The word of the catalogue for a field of the plan, where they are not called alike."""


def ask_definitions(scene: Scene, old: Scene) -> Iterator[Answer]:
    """Whatever differs, came or went; nothing of what is defined alike."""
    yield from _settings(scene.plan, old.plan)
    for attribute, family in FAMILIES.items():
        mine, theirs = (_by_name(plan, attribute) for plan in (scene.plan, old.plan))
        for name in {**theirs, **mine}:
            if name in mine and name in theirs:
                if _bare(mine[name]) != _bare(theirs[name]):
                    yield _told(family, name, mine[name], "changed", _changed(mine[name], theirs[name]))
            else:
                here = name in mine
                yield _told(family, name, (mine if here else theirs)[name], "came" if here else "went")


def changed_names(mine: Plan, other: Plan, rule: Rule) -> tuple[str, ...]:
    """What a rule names, itself or through the prizes of its draws, that the two versions define otherwise."""
    draws = {each.id: each for each in mine.draws}
    named = list(dict.fromkeys(_named(rule)))
    named += [name for one in tuple(named) if one in draws for name in _named(draws[one].prizes)]
    differ = {
        name
        for attribute in FAMILIES
        for one, two in ((_by_name(mine, attribute), _by_name(other, attribute)),)
        for name in one.keys() & two.keys()
        if _bare(one[name]) != _bare(two[name])
    }
    return tuple(name for name in dict.fromkeys(named) if name in differ)


def _named(node: object) -> Iterator[str]:
    for each in walk(node):
        if is_dataclass(each):
            yield from (
                value for word in _NAMES if isinstance(value := getattr(each, word, None), str) and value
            )


def _settings(mine: Plan, other: Plan) -> Iterator[Answer]:
    words = [WORDS[Plan].get(name, name) for name in SETTINGS if getattr(mine, name) != getattr(other, name)]
    if words:
        said = (("family", "programme"), ("fields", " ".join(words)))
        yield undecided(Claim("same", (mine.id,), _first_place(mine), said), "changed")


def _first_place(plan: Plan) -> Origin:
    """The first line of the file of the programme: a plan does not say where its own settings stand."""
    places = [part.origin for attribute in FAMILIES for part in getattr(plan, attribute) if _has_place(part)]
    places += [rule.origin for rule in plan.rules]
    return Origin(min(places, key=lambda each: each.line).file, 1) if places else Origin("", 1)


def _has_place(part: Any) -> bool:
    return hasattr(part, "origin")


def _by_name(plan: Plan, attribute: str) -> dict[str, Any]:
    return {_name(each): each for each in getattr(plan, attribute)}


def _name(part: Any) -> str:
    return str(part.id if hasattr(part, "id") else part.name)


def _told(family: str, name: str, part: Any, why: Why, words: tuple[str, ...] = ()) -> Answer:
    said = (("family", family), ("fields", " ".join(words)))
    return undecided(Claim("same", (name,), getattr(part, "origin", Origin("", 1)), said), why)


# ------------------------------------------------------------------------------------------- fields


def _bare(value: Any) -> Any:
    """The value without places and titles; what a notice says is no title."""
    if isinstance(value, tuple):
        return tuple(_bare(each) for each in value)
    if is_dataclass(value):
        return type(value), tuple(
            _bare(getattr(value, each.name))
            for each in fields(value)
            if each.name not in ("origin", "titles")
        )
    return value


def _changed(mine: Any, other: Any) -> tuple[str, ...]:
    """The words for the fields that differ, each once, as far as they can be told."""
    return tuple(dict.fromkeys(_differing(mine, other)))


def _differing(mine: Any, other: Any) -> Iterator[str]:
    for each in fields(mine):
        one, two = getattr(mine, each.name), getattr(other, each.name)
        if each.name in _UNSAID or _bare(one) == _bare(two):
            continue
        yield from _within(type(mine), each.name, one, two)


def _within(owner: type, name: str, one: Any, two: Any) -> Iterator[str]:
    """A field whose own fields are said by the author goes down to them."""
    match one, two:
        case (Reduction() as mine, Reduction() as other) if mine.way == other.way:
            yield from (_of_way(mine, word) for word in _differing(mine, other))
        case (Minimum(), Minimum()) | (Streak(), Streak()):
            yield from _differing(one, two)
        case ((Reduction() as reduction), _) | (_, (Reduction() as reduction)):
            yield _of_way(reduction, "percent_off" if reduction.way == "percent" else "off")
        case _ if owner is Mission and name == "stages":
            yield from _rows(one, two) if len(one) == len(two) == 1 else ("stage",)
        case _ if owner is Draw and name == "prizes":
            yield from (
                _rows(one, two) if [each.id for each in one] == [each.id for each in two] else ("prize",)
            )
        case _:
            yield WORDS.get(owner, {}).get(name, name)


def _of_way(reduction: Reduction, word: str) -> str:
    """What the amount or the count of a discount is called follows from its way."""
    match reduction.way, word:
        case "price", "off":
            return "price"
        case "nth", "of_every":
            return "nth_item"
        case _:
            return word


def _rows(one: tuple[Any, ...], two: tuple[Any, ...]) -> Iterator[str]:
    for mine, other in zip(one, two, strict=True):
        yield from _differing(mine, other)


__all__ = ["FAMILIES", "OTHERWISE", "SETTINGS", "WORDS", "ask_definitions", "changed_names"]
