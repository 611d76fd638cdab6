"""What the rules of an event give at once, as formulas: points and instances of benefits, by the name of the thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Final

from benefitdsl.analysis.turns import is_held_back
from benefitdsl.plan.expr import BalanceOf, Const
from benefitdsl.plan.parts import (
    Action,
    EarnPoints,
    GrantBenefit,
    Group,
    MakeDraw,
    MultiplyPoints,
    OnEvent,
    Plan,
    Points,
    Rule,
    TakePoints,
)
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.verify.deep.scene import asked_of
from benefitdsl.verify.deep.stage import drawn_by, given_by, name_of_draw
from benefitdsl.verify.deep.world import (
    Frame,
    NotEncoded,
    Term,
    both,
    chosen,
    either,
    floor_div,
    implied,
    negated,
)

Room = Callable[[Rule], Term]
MAX_MULTIPLIERS: Final = 5
MOST_TAKEN: Final = 10**15


@dataclass
class Outcome:
    """What one frame's event gives: by thing so much, and which rules gave."""

    things: dict[str, Term] = field(default_factory=dict)
    fired: dict[str, Term] = field(default_factory=dict)

    def of(self, thing: str) -> Term:
        return self.things.get(thing, 0)


def rules_on(plan: Plan, event: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in plan.rules if OnEvent(event) in rule.triggers)


def outcome(frame: Frame, event: str, room: Room) -> Outcome:
    """`room` says whether a rule that is held back by limits, budgets or points has room. `NotEncoded` for what is
    chosen by amounts that are not written, and for what is given with a draw and without it."""
    made = _Outcomes(frame, event, room)
    made.fire()
    made.give()
    return made.found


class _Outcomes:
    def __init__(self, frame: Frame, event: str, room: Room) -> None:
        self.frame, self.plan, self.room = frame, frame.world.plan, room
        self.rules = rules_on(self.plan, event)
        self.found = Outcome()
        self.taken: list[tuple[Term, Action]] = []
        self.given: Counter[str] = Counter()

    def fire(self) -> None:
        before: dict[str, list[Term]] = {}
        passing = {rule.id: self._passes(rule) for rule in self.rules}
        for rule in self.rules:
            fired, group = passing[rule.id], self._group(rule)
            if group is not None and group.policy in ("first", "exclusive"):
                fired = both(fired, *map(negated, before.get(group.id, [])))
                before.setdefault(group.id, []).append(fired)
            elif group is not None and group.policy == "best":
                fired = both(fired, *(negated(passing[each]) for each in self._better(group, rule)))
            self.found.fired[rule.id] = fired
            self.taken += [(fired, action) for action in rule.then]
            if rule.otherwise:
                fails = both(self._is_asked(rule), negated(self.frame.flag(rule.condition)))
                self.taken += [(fails, action) for action in rule.otherwise]

    def _passes(self, rule: Rule) -> Term:
        return both(asked_of(self.frame, rule), self.room(rule))

    def _is_asked(self, rule: Rule) -> Term:
        return asked_of(self.frame, rule, Const(True))

    def _group(self, rule: Rule) -> Group | None:
        return next((each for each in self.plan.groups if each.id == rule.group), None)

    def _better(self, group: Group, rule: Rule) -> list[str]:
        """The rules of the group that are chosen before this one."""
        rules = [each for each in self.rules if each.group == group.id]
        worths = {each.id: _worth_of(self.plan, each) for each in rules}
        own, place = worths[rule.id], rules.index(rule)
        return [
            each.id
            for number, each in enumerate(rules)
            if worths[each.id] > own or (worths[each.id] == own and number < place)
        ]

    # ----------------------------------------------------------------------------------------- giving

    def give(self) -> None:
        for fired, action in self.taken:
            match action:
                case GrantBenefit(benefit, count):
                    self._add(benefit, self._granted(benefit, chosen(fired, count, 0)))
                case EarnPoints():
                    self._add(action.currency, self._earned(fired, action))
                case MakeDraw(draw):
                    self._draw(draw, fired)
                case _:
                    pass

    def _draw(self, draw: str, fired: Term) -> None:
        """A draw is a thing of its own, whatever comes of it."""
        direct = {thing for rule in self.rules for thing in given_by(rule)}
        if direct & drawn_by(self.plan, self.rules):
            raise NotEncoded("drawn")
        self._add(name_of_draw(draw), chosen(fired, 1, 0))

    def _add(self, thing: str, amount: Term) -> None:
        self.found.things[thing] = self.found.of(thing) + amount

    def _granted(self, benefit: str, count: Term) -> Term:
        """A badge once held is not given again: whether it is held already is open, but the same for all."""
        kind = next(each for each in self.plan.benefits if each.id == benefit)
        if not kind.once:
            return count
        held = self.frame.world.shared_flag(_has_had(self.frame, benefit), mostly=False)
        left = chosen(held, 0, 1 - self.found.of(benefit))
        return chosen(count < left, count, chosen(left > 0, left, 0))

    def _earned(self, fired: Term, action: EarnPoints) -> Term:
        numerator = self.frame.value(action.numerator)
        amount = self._rounded(numerator, Fraction(1, action.denominator), action.rounding)
        if action.scaled:
            amount = self._multiplied(numerator, action)
        amount = chosen(both(fired, amount > 0), amount, 0)
        points = next(each for each in self.plan.points if each.id == action.currency)
        return self._capped(points, amount)

    def _multiplied(self, numerator: Term, action: EarnPoints) -> Term:
        """The amount for every set of multipliers that may apply."""
        multipliers = [
            (fired, each)
            for fired, each in self.taken
            if isinstance(each, MultiplyPoints) and each.currency == action.currency
        ]
        if len(multipliers) > MAX_MULTIPLIERS:
            raise NotEncoded("multipliers")
        made = 0
        for chosen_ones in product((False, True), repeat=len(multipliers)):
            factor = Fraction(1, action.denominator) * _factor(
                [each for on, (_, each) in zip(chosen_ones, multipliers, strict=True) if on]
            )
            case = both(
                *(
                    fired if on else negated(fired)
                    for on, (fired, _) in zip(chosen_ones, multipliers, strict=True)
                )
            )
            made = chosen(case, self._rounded(numerator, factor, action.rounding), made)
        return made

    def _rounded(self, numerator: Term, factor: Fraction, rounding: Rounding) -> Term:
        """Of amounts above 0; less gives nothing anyway."""
        top, bottom = numerator * factor.numerator, factor.denominator
        match rounding:
            case Rounding.DOWN:
                return floor_div(top, bottom)
            case Rounding.UP:
                return -floor_div(-top, bottom)
            case Rounding.HALF_UP:
                return floor_div(2 * top + bottom, 2 * bottom)
            case _:
                return self.frame.world.nearest(top, bottom)

    def _capped(self, points: Points, amount: Term) -> Term:
        """What caps leave: of an event's own what it gave so far, of a period's what the member has left of it."""
        for place, cap in enumerate(points.caps):
            left = cap.count
            if cap.per != "event":
                left = self.frame.world.shared_number(
                    f"{self.frame.past} left {points.id} {place}", cap.count
                )
            left = left - self.found.of(points.id)
            fits = amount <= left
            rest = chosen(left > 0, left, 0) if cap.over == "truncate" else 0
            amount = chosen(fits, amount, rest)
        return amount


def same_leftovers(one: Frame, other: Frame) -> Iterator[Term]:
    """Caps leave the same to both, and badges were had by both or by neither."""
    world = one.world
    for points in world.plan.points:
        for place, cap in enumerate(points.caps):
            if cap.per != "event":
                yield cap_left(one, points, place) == cap_left(other, points, place)
    for benefit in world.plan.benefits:
        if benefit.once:
            had = [world.shared_flag(_has_had(frame, benefit.id), mostly=False) for frame in (one, other)]
            yield had[0] == had[1]


def _has_had(frame: Frame, benefit: str) -> str:
    return f"{frame.past} has had {benefit}"


def cap_left(frame: Frame, points: Points, place: int) -> Term:
    """What a cap of a period leaves to the member of a frame before its event."""
    return frame.world.shared_number(f"{frame.past} left {points.id} {place}", points.caps[place].count)


def _factor(multipliers: list[MultiplyPoints]) -> Fraction:
    plain, compound = Fraction(1), Fraction(1)
    for each in multipliers:
        share = Fraction(each.numerator, each.denominator)
        if each.compound:
            compound *= share
        else:
            plain += share - 1
    return max(Fraction(0), plain * compound)


# --------------------------------------------------------------------------------------------- worth


def worths_of(plan: Plan) -> dict[str, Fraction]:
    """What one of a thing is worth in minor units, of those that say so."""
    benefits = {each.id: Fraction(each.worth) for each in plan.benefits if each.worth is not None}
    return benefits | {each.id: Fraction(*each.worth) for each in plan.points if each.worth is not None}


def _worth_of(plan: Plan, rule: Rule) -> Fraction:
    worths, sum_ = worths_of(plan), Fraction(0)
    for action in rule.then:
        match action:
            case GrantBenefit(benefit, count):
                sum_ += worths.get(benefit, Fraction(0)) * count
            case EarnPoints(currency, Const(int(amount)), denominator):
                sum_ += worths.get(currency, Fraction(0)) * Fraction(amount, denominator)
            case EarnPoints(currency) if worths.get(currency):
                raise NotEncoded("best")
            case _:
                pass
    return sum_


def is_less(one: Mapping[str, Term], other: Mapping[str, Term], worths: Mapping[str, Fraction]) -> Term:
    """Whether the one is less than the other: of nothing more and of something less; where everything has a worth,
    also whether it is worth less."""
    things = sorted(one.keys() | other.keys())
    pairs = [(one.get(thing, 0), other.get(thing, 0)) for thing in things]
    plainly = both(*(a <= b for a, b in pairs), either(*(a < b for a, b in pairs)))
    if not all(thing in worths for thing in things):
        return plainly
    scale = 1
    for thing in things:
        scale = scale * worths[thing].denominator
    sums = [
        sum(int(worths[thing] * scale) * pair[side] for thing, pair in zip(things, pairs, strict=True))
        for side in (0, 1)
    ]
    return either(plainly, sums[0] < sums[1])


def gained_less(one: Counter[str], other: Counter[str], worths: Mapping[str, Fraction]) -> bool:
    """The same of what was seen."""
    things = one.keys() | other.keys()
    plainly = all(one[thing] <= other[thing] for thing in things) and one != other
    if plainly or not all(thing in worths for thing in things):
        return plainly and any(one[thing] < other[thing] for thing in things)
    return sum(worths[thing] * one[thing] for thing in things) < sum(
        worths[thing] * other[thing] for thing in things
    )


def shared_room(frame: Frame, event: str, at: Frame | None = None) -> Room:
    """Room that is the same for all moments of one past; with `at` the room of that moment, in the past of `frame`.
    `NotEncoded` where what a rule gives or takes decides whether there is room for it, or what other rules take."""

    def room(rule: Rule) -> Term:
        others = [each for each in rules_on(frame.world.plan, event) if each != rule]
        if _weighs_on_budget(rule) or _weighed_with(rule, others):
            raise NotEncoded("room")
        if not is_held_back(rule) and rule.group is None:
            return True
        there = frame.world.shared_flag(f"{frame.past} room {rule.id}", mostly=True)
        made = both(there, *(_is_enough(frame, at, rule, taken) for taken in _written_not(rule)))
        frame.world.laws += [implied(made, each) for each in _are_there(at or frame, rule, [rule, *others])]
        return made

    return room


def _is_enough(frame: Frame, at: Frame | None, rule: Rule, taken: TakePoints) -> Term:
    """Whether the points that are there are enough: up to some amount they are, above it they are not."""
    if at is None:
        raise NotEncoded("room")
    amount = at.value(taken.numerator)
    most = frame.world.shared_number(f"{frame.past} enough {rule.id}", MOST_TAKEN)
    return either(amount <= 0, amount <= most)


def _are_there(at: Frame, rule: Rule, rules: list[Rule]) -> Iterator[Term]:
    """What is known of the balance where there is room: what is taken is there, however it is rounded, unless rules of
    the same event may just have given it."""
    given = {
        action.currency
        for each in rules
        for action in (*each.then, *each.otherwise)
        if isinstance(action, EarnPoints)
    }
    for action in rule.then:
        if isinstance(action, TakePoints) and not action.up_to and action.currency not in given:
            balance = at.value(BalanceOf(action.currency))
            yield at.value(action.numerator) < (balance + 1) * action.denominator


def _written_not(rule: Rule) -> list[TakePoints]:
    """What it takes that no number says. Points that are taken as far as they go leave room."""
    return [
        action
        for action in rule.then
        if isinstance(action, TakePoints) and not action.up_to and not isinstance(action.numerator, Const)
    ]


def _weighs_on_budget(rule: Rule) -> bool:
    """Whether a budget must be enough for an amount that is not written."""
    return bool(rule.budgets) and any(
        isinstance(action, EarnPoints) and not isinstance(action.numerator, Const) for action in rule.then
    )


def _weighed_with(rule: Rule, others: list[Rule]) -> bool:
    """Whether what other rules of the event give or take, or itself twice, says how much is there for what it takes."""
    taken = [action.currency for action in _written_not(rule)]
    told = [
        action.currency
        for each in others
        for action in (*each.then, *each.otherwise)
        if isinstance(action, TakePoints | EarnPoints)
    ]
    return len(taken) > 1 or any(currency in told for currency in taken)


__all__ = [
    "MAX_MULTIPLIERS",
    "Outcome",
    "Room",
    "cap_left",
    "gained_less",
    "is_less",
    "outcome",
    "rules_on",
    "same_leftovers",
    "shared_room",
    "worths_of",
]
