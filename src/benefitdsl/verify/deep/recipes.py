"""Events made to order: with the fields that a condition asks for, or that add up to so much; all else is plain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from benefitdsl.model.event import Event, FieldValue, Scalar
from benefitdsl.plan.expr import (
    TRUE,
    Expr,
    FieldOf,
    HasField,
    ItemFieldOf,
    ItemsTotal,
)
from benefitdsl.plan.parts import (
    EventField,
    EventType,
    Plan,
)
from benefitdsl.quantities.calendar import Zone
from benefitdsl.verify.deep.ties import ties
from benefitdsl.verify.deep.who import MEMBER
from benefitdsl.verify.deep.world import NotEncoded, Search, World

FRIEND: Final = "friend"
MOST_EVENTS: Final = 60


class NoRecipe(Exception):
    """Nothing here brings that about."""


@dataclass(frozen=True, slots=True)
class Cook:
    """Makes histories of one plan."""

    plan: Plan
    zone: Zone

    @classmethod
    def of(cls, plan: Plan) -> Cook:
        return cls(plan, Zone(plan.timezone, plan.day_start))

    def event(self, type_: str, values: Mapping[Expr, Any], at: int, id: str, member: str = MEMBER) -> Event:
        """An event with what a frame says of it; what else it must carry is plain."""
        kind = next((each for each in self.plan.events if each.name == type_), None)
        if kind is None:
            raise NoRecipe(type_)
        fields: dict[str, FieldValue] = {}
        for each in kind.fields:
            present = values.get(HasField(each.name), each.required or FieldOf(each.name) in values)
            if present or each.required:
                value = values.get(FieldOf(each.name))
                fields[each.name] = plain_field(each, id, at, self.zone) if value is None else value
        lines = self._lines(values, kind, id)
        if lines:
            name = next(each.name for each in kind.fields if each.type == "items")
            fields[name] = lines
        return Event(id, type_, member, at, _with_own_names(fields, kind, id))

    def is_daily(self, event: str) -> bool:
        """Whether a member has it once a day."""
        kind = next((each for each in self.plan.events if each.name == event), None)
        return kind is not None and any(unique.daily and not unique.fields for unique in kind.unique)

    def _lines(
        self, values: Mapping[Expr, Any], kind: EventType, id: str
    ) -> tuple[Mapping[str, Scalar], ...]:
        """One line for each total that is more than nothing."""
        made: list[Mapping[str, Scalar]] = []
        for expr, value in values.items():
            if isinstance(expr, ItemsTotal) and value:
                made += self._lines_for(expr, int(value), kind, id)
        return tuple(made)

    def _lines_for(
        self, total: ItemsTotal, value: int, kind: EventType, id: str
    ) -> list[Mapping[str, Scalar]]:
        items = next((each for each in kind.fields if each.type == "items"), None)
        if items is None:
            raise NoRecipe("items")
        if total.function == "distinct" and value > 1:
            raise NoRecipe("several different lines")
        asked: dict[Expr, int] = {}
        if total.function == "count":
            asked[ItemFieldOf("quantity")] = value
        elif total.value is not None and total.function == "sum":
            asked[total.value] = value
        found = self.fields_where(kind.name, total.where or TRUE, asked)
        line: dict[str, Scalar] = {}
        for each in items.fields:
            own = found.get(ItemFieldOf(each.name))
            if own is not None:
                line[each.name] = own
            elif each.required:
                line[each.name] = 1 if each.name == "quantity" else 0 if each.type == "money" else "plain"
        return [line]

    def fields_where(
        self, event: str, where: Expr, asked: Mapping[Expr, int] | None = None
    ) -> dict[Expr, Any]:
        """Fields of an event, or of a line, that satisfy a condition, and values as asked. `NoRecipe`."""
        world = World(self.plan)
        frame = world.frame(event, "here", "here")
        try:
            terms = [
                frame.flag(where),
                *(frame.value(expr) == value for expr, value in (asked or {}).items()),
            ]
            search = Search(world, [*terms, *ties(world)])
        except NotEncoded as unknown:
            raise NoRecipe(str(unknown)) from None
        if search.solve() != "possible":
            raise NoRecipe("fields")
        for atom in world.atoms:
            if isinstance(atom.expr, FieldOf | ItemFieldOf) and atom.expr not in (asked or {}):
                search.wish_plain(atom, (10_000, 1_000_000))
        return {atom.expr: value for atom, value in search.values().items()}


def plain_field(field: EventField, id: str, at: int, zone: Zone) -> FieldValue:
    match field.type:
        case "money":
            return 10_000
        case "number":
            return 1
        case "flag":
            return False
        case "date":
            return int(zone.local_day(at))
        case "member":
            return FRIEND
        case "items" | "texts":
            return ()
        case _:
            return f"{field.name}1"


def _with_own_names(fields: dict[str, FieldValue], kind: EventType, id: str) -> dict[str, FieldValue]:
    """Whatever must not come twice is called after the event."""
    unique = {name for each in kind.unique if not each.daily for name in each.fields} | {kind.key or ""}
    texts = {each.name for each in kind.fields if each.type == "text"}
    own = {name: id for name in unique & texts & fields.keys() if str(fields[name]).endswith("1")}
    return {**fields, **own}


__all__ = ["FRIEND", "MOST_EVENTS", "Cook", "NoRecipe", "plain_field"]
