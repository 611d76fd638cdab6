"""Triggers, actions and the one-line rule; with the rooms below it, the whole builder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from benefitdsl.syntax import ast
from benefitdsl.syntax.build.atoms import Children, of_type, terminal
from benefitdsl.syntax.build.conditions import Conditions

_HAPPENINGS: Final = {
    "TIER_ENTERED": "tier_entered",
    "TIER_LEFT": "tier_left",
    "MISSION_COMPLETED": "mission_completed",
    "POINTS_EARNED": "points_earned",
    "POINTS_RIPENED": "points_ripened",
    "BENEFIT_USED": "benefit_used",
}
_VERBS: Final = ("GIVE", "USE", "USE_UP_TO")
# `spend 398 CNY` is short for `order` with `amount >= 398 CNY`.
_SPEND_EVENT: Final = "order"
_SPEND_FIELD: Final = "amount"


@dataclass(frozen=True, slots=True)
class OneLine:
    """A one-line rule, its name left out."""

    trigger: ast.Trigger
    condition: Any  # Expr | None
    actions: ast.Actions


class Builder(Conditions):
    """Makes the nodes of the tree while the text is being parsed."""

    # -------------------------------------------------------------------------------------------- triggers

    def trigger(self, children: Children) -> ast.Trigger:
        return ast.Trigger(tuple(self.items(children)), self.over(children))

    def event_trigger(self, children: Children) -> ast.EventTrigger:
        return ast.EventTrigger(self.event(children[0]), self.over(children))

    def moment(self, children: Children) -> ast.MomentTrigger:
        time = of_type(children, "TIME")
        return ast.MomentTrigger(children[0], None if time is None else self._time(time), self.over(children))

    def moment_of_month(self, children: Children) -> ast.MomentTrigger:
        return self.moment((self.month_days(children[:-1]), children[-1]))

    def happening(self, children: Children) -> ast.HappeningTrigger:
        happening = _HAPPENINGS[terminal(children[0])]
        stage = of_type(children, "NUMBER")
        return ast.HappeningTrigger(
            happening,  # type: ignore[arg-type]
            self._name_in(children),
            None if stage is None else self.count(stage),
            self.over(children),
        )

    # -------------------------------------------------------------------------------------------- actions

    def actions(self, children: Children) -> ast.Actions:
        return ast.Actions(tuple(self.items(children)), self.over(children))

    def grant(self, children: Children) -> ast.Grant:
        pieces = of_type(children, "NUMBER", "PIECES")
        count = 1 if pieces is None else self.count(pieces)
        return ast.Grant(self.plain(children[-1]), count, self.over(children))

    def give(self, children: Children) -> ast.Give:
        return ast.Give(*self._rate(children), self.over(children))

    def take(self, children: Children) -> ast.Take:
        is_bounded = of_type(children, "USE_UP_TO") is not None
        return ast.Take(*self._rate(children), is_bounded, self.over(children))

    def _rate(self, children: Children) -> tuple[Any, ast.Name, Any, bool, Any, Any]:
        """Return so much, of what, per how much, whether in steps, of what, and how it is rounded."""
        at = [terminal(child) for child in children]
        verb = next(index for index, name in enumerate(at) if name in _VERBS)
        rate = next((index for index, name in enumerate(at) if name in ("PER", "PER_FULL")), None)
        per = None if rate is None else children[rate + 1]
        of = None
        if rate is not None:
            before = children[:rate] if rate < verb else ()
            of = children[at.index("OF") + 1] if "OF" in at else next(iter(before), None)
        is_step = rate is not None and at[rate] == "PER_FULL"
        rounding = at[-1].removeprefix("ROUNDED_").lower() if at[-1].startswith("ROUNDED_") else None
        return children[verb + 1], self.plain(children[verb + 2]), per, is_step, of, rounding

    def draw(self, children: Children) -> ast.Draw:
        return ast.Draw(self.plain(children[1]), self.over(children))

    def multiply(self, children: Children) -> ast.Multiply:
        factor = of_type(children, "NUMBER")
        currency = of_type(children, "NAME", "QUOTED_NAME")
        is_compound = of_type(children, "COMPOUNDING") is not None
        return ast.Multiply(self.plain(currency), self.number((factor,)), is_compound, self.over(children))

    def tag(self, children: Children) -> ast.TagAction:
        is_on = terminal(children[0]) == "TAG"
        return ast.TagAction(self.plain(children[1]), is_on, self.over(children))

    def send(self, children: Children) -> ast.Send:
        return ast.Send(self.plain(children[1]), self.over(children))

    def raise_to(self, children: Children) -> ast.RaiseTo:
        return ast.RaiseTo(self.plain(children[1]), self.over(children))

    def enrol(self, children: Children) -> ast.EnrolIn:
        return ast.EnrolIn(self.plain(children[1]), self.over(children))

    def told(self, children: Children) -> tuple[ast.Name, Any]:
        return self.field(children[0]), children[2]

    def tell(self, children: Children) -> ast.TellInviter:
        fields = tuple(child for child in children if isinstance(child, tuple))
        return ast.TellInviter(self.event(children[1]), fields, self.over(children))

    # -------------------------------------------------------------------------------------------- one-line rules

    def one_line(self, children: Children) -> OneLine:
        condition = children[2] if terminal(children[1]) == "IF" else None
        return OneLine(children[0], condition, children[-1])

    def spend_line(self, children: Children) -> OneLine:
        spent = self.over(children[:2])
        event = ast.EventTrigger(ast.Name(_SPEND_EVENT, True, spent), spent)
        amount = ast.Ref((ast.Name(_SPEND_FIELD, True, spent),), spent)
        condition: Any = ast.Compare("ge", amount, self.money(children[1:2]), spent)
        if terminal(children[2]) == "IF":
            further = children[3]
            items = further.items if isinstance(further, ast.And) else (further,)
            condition = ast.And((condition, *items), spent.to(further.span))
        return OneLine(ast.Trigger((event,), spent), condition, children[-1])
