"""The standard attributes of members, set at joining or by `profile` events."""

from __future__ import annotations

from benefitdsl.catalogue import AttributeKind
from benefitdsl.plan.parts import EventField, FieldType
from benefitdsl.std.fields import Words, labels, texts


def _attribute(name: str, kind: FieldType, zh: Words, doc_en: str, doc_zh: str) -> AttributeKind:
    return AttributeKind(EventField(name, kind), labels(name, zh), texts(doc_en, doc_zh))


ATTRIBUTES: tuple[AttributeKind, ...] = (
    _attribute("birthday", "date", "生日", "The day of birth.", "出生日期。"),
    _attribute("gender", "text", "性别", "The gender, as the host writes it.", "性别，取值由业务系统决定。"),
    _attribute("city", "text", "城市", "The city the member lives in.", "所在城市。"),
    _attribute("phone", "text", ("电话", "手机号"), "The telephone number.", "手机号码。"),
)
