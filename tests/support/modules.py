"""Trees to format, made at random, and a catalogue that has a field of every form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from benefitdsl.catalogue import Catalogue, ChoiceSpec, FieldSpec, Form, Kind
from benefitdsl.std import STANDARD


@dataclass(frozen=True, slots=True)
class Shape:
    """Parameters of the kind below; nothing reads them."""


def _both(text: str) -> dict[str, tuple[str, ...]]:
    return {"en": (text,), "zh": (text,)}


_CHOICES = tuple(
    ChoiceSpec(word, {"en": (word.replace("_", " "),), "zh": (zh,)}, {})
    for word, zh in (("keep", "保留"), ("revoke_unused", "未用则收回"))
)
_FIELDS = tuple(
    FieldSpec(form, form, _both(form), {}, repeated=True, choices=_CHOICES if form == "choice" else ())
    for form in get_args(Form)
    if form != "language"
)
_ROWS = (
    FieldSpec("level", "amount", {"en": ("level",), "zh": ("等级",)}, {}, key="name"),
    FieldSpec("stage", "actions", {"en": ("stage",), "zh": ("阶段",)}, {}, key="number"),
    FieldSpec("of_event", "name", {"en": ("of event",), "zh": ("事件",)}, {}, repeated=True, refers="event"),
    FieldSpec("of_field", "names", {"en": ("of field",), "zh": ("字段",)}, {}, repeated=True, refers="field"),
)
SHAPE = Kind(
    word="shape",
    labels={"en": ("shape",), "zh": ("形状",)},
    family="none",
    doc={},
    fields=(*_FIELDS, *_ROWS),
    parameters=Shape,
    lower=lambda _parameters, _context: (),
    example="",
)
FORMS = Catalogue(kinds=(SHAPE,), events=STANDARD.events, attributes=STANDARD.attributes)
