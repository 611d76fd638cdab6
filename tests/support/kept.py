"""Histories on which the engines once differed, kept as data: a plan and steps, whatever becomes of the generators."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benefitdsl.model.event import Event, FieldValue
from benefitdsl.plan.codec import plan_from_json, plan_to_json
from benefitdsl.plan.parts import Plan
from tests.support.steps import Advance, Join, Send, Settle, Step

FOLDER = Path(__file__).resolve().parents[1] / "cases" / "engines"


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def read(name: str) -> tuple[Plan, list[Step]]:
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return plan_from_json(data["plan"]), [_step(each) for each in data["steps"]]


def write(name: str, plan: Plan, steps: Sequence[Step]) -> None:
    """One line a part of the plan and a step, so that a change of a case can be read."""
    plan_lines = [
        f"{json.dumps(key)}: {_listed(value)}" for key, value in plan_to_json(plan).items() if value != []
    ]
    steps_text = ",\n".join(_text(_written(step)) for step in steps)
    text = '{"plan": {\n' + ",\n".join(plan_lines) + '\n},\n"steps": [\n' + steps_text + "\n]}\n"
    (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


def _listed(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(_text(each) for each in value) + "\n]"
    return _text(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _written(step: Step) -> dict[str, Any]:
    match step:
        case Join(member, at, attributes):
            return {"join": member, "at": at, "attributes": attributes}
        case Advance(member, to):
            return {"advance": member, "to": to}
        case Settle(to):
            return {"settle": to}
        case Send(event):
            sent = {"send": event.type, "id": event.id, "member": event.member, "at": event.at}
            return {**sent, "source": event.source, "fields": dict(event.fields)}


def _step(data: dict[str, Any]) -> Step:
    match data:
        case {"join": member, "at": at, "attributes": attributes}:
            return Join(member, at, attributes)
        case {"advance": member, "to": to}:
            return Advance(member, to)
        case {"settle": to}:
            return Settle(to)
        case {"send": kind, "id": id_, "member": member, "at": at, "source": source, "fields": fields}:
            given: dict[str, FieldValue] = {
                name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
            }
            return Send(Event(id_, kind, member, at, given, source))
        case _:
            raise ValueError(data)
