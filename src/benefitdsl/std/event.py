"""event: an own event, or further fields of a standard one.

A block named like a standard event adds its fields to that event and keeps its key, uniqueness and role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from benefitdsl.catalogue import Context, Kind, Part, Problem, Row
from benefitdsl.plan.parts import EventField, EventType, Uniqueness
from benefitdsl.std.events import EVENTS
from benefitdsl.std.fields import choice, labels, table, texts, told

EXAMPLE = """\
event quiz
  field correct: flag required
  field topic: text
  once a day: yes
end

event order
  field gift_wrap: flag
  line organic: flag
end
"""

LINES = "items"

AMONG = (
    choice("member", "each member", "每位会员", "Each member once.", "每位会员各计一次。"),
    choice(
        "everyone",
        "all members",
        "全体会员",
        "One member, once: an order number.",
        "只归一位会员且只计一次，如订单号。",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What an event carries, and when two of them are one."""

    field: tuple[Row, ...] = told(
        "field_type",
        "field",
        "字段",
        "A field: its name and what it is, such as `field correct: flag required`.",
        "事件字段：名称与类型，如 `字段 答对：是否 必填`。",
        key="name",
        defines="field",
    )
    line: tuple[Row, ...] = told(
        "field_type",
        "line",
        "明细",
        "A field of each line of the event's `items`.",
        "商品明细中每一行的字段。",
        key="name",
        defines="field",
        scope="line",
    )
    key: str | None = told(
        "name",
        "key",
        "单号",
        "The field by which later events name it: its number.",
        "其他事件引用它时所用的字段，如单号。",
        refers="field",
    )
    unique: tuple[str, ...] = told(
        "names",
        "unique",
        "唯一",
        "The fields that tell two of them apart: with the same values it counts once.",
        "按哪些字段判断重复：取值相同只计一次。",
        refers="field",
        default=(),
    )
    unique_among: str = told(
        "choice",
        "unique among",
        "唯一范围",
        "Whether the same values count once for each member or once in all.",
        "相同取值是每位会员各计一次，还是全体只计一次。",
        choices=AMONG,
        default="member",
    )
    once_a_day: bool = told(
        "flag",
        "once a day",
        "每日一次",
        "Whether it counts once a day (for the same values of `unique`).",
        "是否每天只计一次（与“唯一”字段合并判断）。",
        default=False,
    )
    shares_numbers: str | None = told(
        "name",
        "shares numbers with",
        "共用单号",
        "Another event whose unique values this one may not repeat: an order number typed in by hand.",
        "与哪个事件共用唯一取值，如手工录入的订单号与订单。",
        refers="event",
    )
    reverses: str | None = told(
        "name",
        "reverses",
        "冲销",
        "The event that this one takes back, found by its key.",
        "本事件冲销哪个事件，按单号对应。",
        refers="event",
    )


def problems(event: Event) -> tuple[Problem, ...]:
    return tuple(_problems(event))


def _problems(event: Event) -> Iterable[Problem]:
    if not event.unique:
        if event.unique_among == "everyone":
            yield Problem("unique_among", _WHAT_IS_UNIQUE)
        if event.shares_numbers is not None:
            yield Problem("shares_numbers", _WHAT_IS_UNIQUE)


def lower(event: Event, context: Context) -> tuple[Part, ...]:
    standard = next((kind.type for kind in EVENTS if kind.type.name == context.name), None)
    own = standard or EventType(context.name, ())
    return (
        replace(
            own,
            fields=_with_lines(_joined(own.fields, event.field), event.line),
            unique=own.unique + _unique(event, context.name),
            key=event.key or own.key,
            reverses=event.reverses or own.reverses,
        ),
    )


def _unique(event: Event, name: str) -> tuple[Uniqueness, ...]:
    if not event.unique and not event.once_a_day:
        return ()
    return (
        Uniqueness(
            across=event.shares_numbers or name,
            fields=event.unique,
            daily=event.once_a_day,
            shared=event.unique_among == "everyone",
        ),
    )


def _joined(fields: tuple[EventField, ...], rows: tuple[Row, ...]) -> tuple[EventField, ...]:
    known = {field.name for field in fields}
    return (*fields, *(row.value for row in rows if row.key not in known))


def _with_lines(fields: tuple[EventField, ...], rows: tuple[Row, ...]) -> tuple[EventField, ...]:
    """The fields with the rows among those of the lines; a field `items` is added where there is none."""
    if not rows:
        return fields
    lines = next((field for field in fields if field.type == "items"), EventField(LINES, "items"))
    longer = replace(lines, fields=_joined(lines.fields, rows))
    if lines in fields:
        return tuple(longer if field == lines else field for field in fields)
    return (*fields, longer)


_WHAT_IS_UNIQUE = texts("which fields are unique?", "没有写明哪些字段唯一")

EVENT = Kind(
    word="event",
    labels=labels("event", "事件"),
    family="event",
    doc=texts("An own event, or further fields of a standard one.", "自定义事件，或为标准事件增加字段。"),
    fields=table(Event),
    parameters=Event,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
