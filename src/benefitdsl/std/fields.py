"""How the kinds of this room say their fields: type, form, labels and sentence of a field in one place.

@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    once: bool = told("flag", "once", "仅一次", "…", "…", default=True)

table(Badge)  # the FieldSpecs, in written order
"""

from __future__ import annotations

from dataclasses import MISSING, field, fields
from typing import Any

from benefitdsl.catalogue import ChoiceSpec, FieldSpec, Form, Spellings, Texts

Words = str | tuple[str, ...]  # a spelling, or several of which the first is canonical


def labels(en: Words, zh: Words) -> Spellings:
    """The spellings of a word in the two languages that ship."""
    return {"en": (en,) if isinstance(en, str) else en, "zh": (zh,) if isinstance(zh, str) else zh}


def texts(en: str, zh: str) -> Texts:
    """A sentence in the two languages that ship."""
    return {"en": en, "zh": zh}


AT_LEAST_ONE = texts("this is at least 1", "应大于 0")
"""What several kinds find wrong with a number of things."""


def choice(word: str, en: Words, zh: Words, doc_en: str, doc_zh: str) -> ChoiceSpec:
    """One of the words that a field offers."""
    return ChoiceSpec(word, labels(en, zh), texts(doc_en, doc_zh))


def told(
    form: Form, en: Words, zh: Words, doc_en: str, doc_zh: str, *, default: Any = MISSING, **more: Any
) -> Any:
    """An attribute of a kind's parameters together with everything an author is told about it.

    Without a default: None, or () for what may stand several times; a field that is `required` has none. `more` are
    further attributes of its `FieldSpec`.
    """
    if default is MISSING:
        default = () if more.get("repeated") or more.get("key", "none") != "none" else None
    spec = FieldSpec("", form, labels(en, zh), texts(doc_en, doc_zh), default=default, **more)
    metadata = {"spec": spec}
    return field(metadata=metadata) if spec.required else field(default=default, metadata=metadata)


def table(parameters: type[Any]) -> tuple[FieldSpec, ...]:
    """The fields that a dataclass of `told` attributes tells, in written order."""
    return tuple(_named(attribute.name, attribute.metadata["spec"]) for attribute in fields(parameters))


def _named(word: str, spec: FieldSpec) -> FieldSpec:
    more = {each.name: getattr(spec, each.name) for each in fields(FieldSpec)}
    return FieldSpec(**{**more, "word": word})
