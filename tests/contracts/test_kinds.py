"""Every kind of the standard vocabulary meets every demand, and every demand notices a kind that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from benefitdsl.catalogue import Catalogue, ChoiceSpec, Context, EventKind, FieldSpec, Kind, Part
from benefitdsl.plan.parts import Benefit, EventField, EventType, Uniqueness
from benefitdsl.std import STANDARD
from benefitdsl.std.badge import BADGE
from benefitdsl.std.group import GROUP
from benefitdsl.std.mission import MISSION
from tests.contracts import demands
from tests.contracts.demands import CATALOGUE_DEMANDS, DEMANDS


@pytest.mark.parametrize("demand", DEMANDS, ids=lambda demand: demand.__name__)
@pytest.mark.parametrize("kind", STANDARD.kinds, ids=lambda kind: kind.word)
def test_kind_meets_demand(kind: Kind, demand: Callable[[Kind], Any]) -> None:
    assert list(demand(kind)) == []


@pytest.mark.parametrize("demand", CATALOGUE_DEMANDS, ids=lambda demand: demand.__name__)
def test_catalogue_meets_demand(demand: Callable[[Catalogue], Any]) -> None:
    assert list(demand(STANDARD)) == []


# ------------------------------------------------------------------------------------- negative controls


@dataclass  # neither frozen nor slotted
class Loose:
    once: bool = False


class Undocumented:
    pass


def _impure() -> Callable[[Any, Context], tuple[Part, ...]]:
    """Lowers to a benefit that costs more each time."""
    made: list[int] = []

    def lower(_block: Any, context: Context) -> tuple[Part, ...]:
        made.append(1)
        return (Benefit(context.name, context.origin, "badge", worth=len(made)),)

    return lower


def _meddling(block: Any, context: Context) -> tuple[Part, ...]:
    object.__setattr__(block, "once", False)
    return BADGE.lower(block, context)


def _twice(block: Any, context: Context) -> tuple[Part, ...]:
    return BADGE.lower(block, context) * 2


def _elsewhere(block: Any, context: Context) -> tuple[Part, ...]:
    return BADGE.lower(block, replace(context, name="gold"))


def _with_what_json_has_not(_block: Any, context: Context) -> tuple[Part, ...]:
    return (Benefit(context.name, context.origin, "badge", terms=(("off", [1, 2]),)),)  # type: ignore[arg-type]


def _field(kind: Kind, word: str, /, **changed: Any) -> Kind:
    """The kind with one field changed."""
    changes = tuple(replace(spec, **changed) if spec.word == word else spec for spec in kind.fields)
    return replace(kind, fields=changes)


def _with(kind: Kind, *fields: FieldSpec) -> Kind:
    return replace(kind, fields=kind.fields + fields)


ONCE = BADGE.fields[0]
POLICY = GROUP.fields[0]

BROKEN: tuple[tuple[Callable[[Kind], Any], Kind], ...] = (
    (demands.has_reference_entry, replace(BADGE, lower=_twice)),
    (demands.has_reference_entry, replace(BADGE, parameters=Undocumented)),
    (demands.is_told_in_every_language, replace(BADGE, labels={"en": ("badge",)})),
    (demands.is_told_in_every_language, replace(BADGE, doc={"en": "A badge.", "zh": ""})),
    (demands.is_told_in_every_language, _field(BADGE, "once", labels={"en": ("once",), "zh": ("",)})),
    (demands.is_told_in_every_language, _field(BADGE, "once", labels={"en": ("once ",), "zh": ("仅一次",)})),
    (demands.is_told_in_every_language, _field(BADGE, "once", doc={"en": "once", "zh": "仅一次。"})),
    (
        demands.is_told_in_every_language,
        _field(GROUP, "policy", choices=(ChoiceSpec("stack", {"en": ("stack",)}, {"en": "All."}),)),
    ),
    (demands.has_frozen_parameters_for_its_fields, replace(BADGE, parameters=Loose)),
    (demands.has_frozen_parameters_for_its_fields, _field(BADGE, "once", default=False)),
    (demands.has_frozen_parameters_for_its_fields, _field(BADGE, "once", required=True)),
    (demands.has_frozen_parameters_for_its_fields, _field(BADGE, "once", word="only_once")),
    (demands.has_choices_that_fit, _field(GROUP, "policy", choices=())),
    (demands.has_choices_that_fit, _field(GROUP, "policy", choices=POLICY.choices * 2)),
    (demands.has_choices_that_fit, _field(GROUP, "policy", required=False, default="all")),
    (demands.has_labels_of_its_own, _with(BADGE, ONCE)),
    (
        demands.has_labels_of_its_own,
        _with(MISSION, replace(ONCE, word="x", labels={"en": ("stage limit",), "zh": ("阶段限制",)})),
    ),
    (demands.has_no_word_of_shapes, _field(BADGE, "once", labels={"en": ("end",), "zh": ("仅一次",)})),
    (demands.lowers_purely, replace(BADGE, lower=_impure())),
    (demands.lowers_purely, replace(BADGE, lower=_meddling)),
    (demands.makes_unlike_parts, replace(BADGE, lower=_twice)),
    (demands.makes_unlike_parts, replace(BADGE, lower=_elsewhere)),
    (demands.survives_the_codec, replace(BADGE, lower=_with_what_json_has_not)),
)


@pytest.mark.parametrize(
    ("demand", "kind"), BROKEN, ids=[f"{place}-{demand.__name__}" for place, (demand, _) in enumerate(BROKEN)]
)
def test_demand_notices(demand: Callable[[Kind], Any], kind: Kind) -> None:
    assert list(demand(kind)) != []


def _event(name: str, zh: str, *fields: EventField, **more: Any) -> EventKind:
    labels = {field.name: {"en": (field.name,), "zh": (f"{field.name}值",)} for field in fields}
    docs = {field.name: {"en": "A field.", "zh": "字段。"} for field in fields}
    kind = EventType(name, fields, **more)
    return EventKind(kind, {"en": (name,), "zh": (zh,)}, {"en": "An event.", "zh": "事件。"}, labels, docs)


PLAY = _event("play", "玩", EventField("score", "number"))
TWIN = replace(BADGE, word="twin")


def _head(zh: str, en: str, **changed: Any) -> Catalogue:
    """A kind of its own with one more field, which is labelled like this."""
    row = replace(ONCE, word="x", labels={"en": (en,), "zh": (zh,)}, key="name", default=())
    kind = _with(BADGE, replace(row, **changed))
    return Catalogue((replace(kind, word="head", labels={"en": ("head",), "zh": ("头",)}),))


BROKEN_CATALOGUES: tuple[tuple[Callable[[Catalogue], Any], Catalogue], ...] = (
    (demands.kinds_get_along, Catalogue((TWIN,))),
    (demands.kinds_get_along, _head("礼", "gift")),
    (demands.kinds_get_along, _head("礼品数", "presents", key="none")),
    (demands.kinds_get_along, _head("礼", "gift count", key="none")),
    (demands.standard_words_are_one, Catalogue(events=(_event("play", "订单"),))),
    (demands.standard_words_are_one, Catalogue(events=(PLAY,))),  # `score` is 得分 in the standard
    (demands.events_are_told, Catalogue(events=(replace(PLAY, doc={"en": "", "zh": ""}),))),
    (demands.events_are_told, Catalogue(events=(replace(PLAY, field_labels={}),))),
    (demands.events_are_told, Catalogue(events=(_event("play", "玩", key="number"),))),
    (
        demands.events_are_told,
        Catalogue(events=(_event("play", "玩", unique=(Uniqueness("play", ("n",)),)),)),
    ),
)


@pytest.mark.parametrize(
    ("demand", "more"),
    BROKEN_CATALOGUES,
    ids=[f"{place}-{demand.__name__}" for place, (demand, _) in enumerate(BROKEN_CATALOGUES)],
)
def test_catalogue_demand_notices(demand: Callable[[Catalogue], Any], more: Catalogue) -> None:
    assert list(demand(STANDARD | more)) != []
