"""The rules step, asked again rule by rule: which fire, which do not, and why (spec 4)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from benefitdsl.engine import actions, ledger, taking
from benefitdsl.engine.book import ActionBook, BudgetBook, LimitBook, RuleBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain.bounds import window_span
from benefitdsl.engine.explain.reading import Reading
from benefitdsl.engine.explain.story import (
    LimitUse,
    Multiplier,
    NoBudget,
    NoRoom,
    NotInAudience,
    NotInGroup,
    NotMet,
    NotScheduled,
    RuleStory,
    TooFewPoints,
    Why,
)
from benefitdsl.engine.explain.upcoming import next_begin
from benefitdsl.engine.limits import budgets_have_room, has_room, record_uses, take_budgets
from benefitdsl.model.effect import Effect
from benefitdsl.plan.parts import EarnPoints, MultiplyPoints
from benefitdsl.plan.schedule import Schedule
from benefitdsl.quantities.window import RollingDays, RollingExact, RollingMonths, Window


class RulesStep:
    """The rules of one type of event on a draft that stands where the engine asks them. Uses are recorded in the draft
    as the engine does, so that limits see what fired before."""

    def __init__(self, d: Draft, reading: Reading, rules: Sequence[RuleBook]) -> None:
        self.d, self.reading, self.rules = d, reading, rules
        self.taken: dict[str, str] = {}  # group: the rule of it that fired
        self.promised: taking.Promised = {}  # points that the rules before will take
        self.multipliers: list[tuple[str, MultiplyPoints]] = []
        self.scaled: set[str] = set()  # the currencies of which something is given in proportion

    def tell(self, effects: Mapping[str, tuple[Effect, ...]]) -> tuple[RuleStory, ...]:
        """A story of each rule, with the effects that it caused."""
        return tuple(self._story(rule, effects.get(rule.rule.id, ())) for rule in self.rules)

    def multiplied(self) -> tuple[Multiplier, ...]:
        """What multiplied the earnings of each currency that has some to be multiplied, once all rules are told."""
        planned = [actions.Planned(ActionBook(action)) for _, action in self.multipliers]
        return tuple(
            Multiplier(
                currency,
                tuple(
                    (rule, action.numerator, action.denominator, action.compound)
                    for rule, action in self.multipliers
                    if action.currency == currency
                ),
                factor.numerator,
                factor.denominator,
            )
            for currency, factor in actions.factors(planned).items()
            if currency in self.scaled
        )

    def _story(self, rule: RuleBook, effects: tuple[Effect, ...]) -> RuleStory:
        why = self._why(rule)
        findings = self.reading.findings(rule.rule.condition) if why is None else ()
        fired = why is None or (isinstance(why, NotMet) and why.otherwise)
        if fired:
            taken = rule.rule.then if why is None else rule.rule.otherwise
            self.multipliers += [(rule.rule.id, one) for one in taken if isinstance(one, MultiplyPoints)]
            self.scaled |= {one.currency for one in taken if isinstance(one, EarnPoints) and one.scaled}
        limits = self._uses(rule.limits) if why is None else ()
        return RuleStory(
            rule.rule.id, rule.rule.origin, fired, why, findings, limits, effects if fired else ()
        )

    def _why(self, rule: RuleBook) -> Why | None:
        """Why the rule does not fire; None where it does, and then its uses are recorded."""
        d = self.d
        if rule.schedule is not None and rule.rule.schedule is not None and not d.in_schedule(rule.schedule):
            return not_scheduled(d, rule.rule.schedule)
        if rule.audience is not None and not d.in_segment(rule.audience):
            return not_in_audience(self.reading, rule.audience)
        if rule.condition is not None and not rule.condition(d, d.fields):
            taking.promise(d, actions.plan(d, rule.otherwise), self.promised)
            return NotMet(self.reading.findings(rule.rule.condition), bool(rule.rule.otherwise))
        for limit in rule.limits:
            if not has_room(d, (limit,)):
                return NoRoom(limit_use(d, limit))
        planned = actions.plan(d, rule.then)
        missing = too_few(d, taking.needed(planned), self.promised)
        if missing is not None:
            return missing
        worth = actions.worth(d, planned) if rule.wants_worth else 0
        for budget in rule.budgets:
            if not budgets_have_room(d, (budget,), worth):
                return no_budget(d, budget, worth)
        if (by := self._group_taken(rule)) is not None and rule.group is not None:
            return NotInGroup(rule.group, by)
        record_uses(d, rule.limits, None)
        take_budgets(d, rule.budgets, worth, None)
        taking.promise(d, planned, self.promised)
        if rule.group is not None:
            self.taken.setdefault(rule.group.id, rule.rule.id)
        return None

    def _uses(self, limits: Iterable[LimitBook]) -> tuple[LimitUse, ...]:
        return tuple(limit_use(self.d, limit) for limit in limits)

    def _group_taken(self, rule: RuleBook) -> str | None:
        """The rule of the group that keeps this one from firing."""
        group = rule.group
        if group is None or group.policy == "stack":
            return None
        if group.policy == "best":
            best = self._best(group.id)
            return None if best is None or best is rule else best.rule.id
        if group.policy == "exclusive":
            standing = self.d.exclusive.get(group.id)
            if standing is not None and standing[0] != rule.rule.id:
                return standing[0]
        return self.taken.get(group.id)

    def _best(self, group: str) -> RuleBook | None:
        """The rule that the engine chose: the one of the group that fired, or else would now."""
        if group in self.taken:
            return next(rule for rule in self.rules if rule.rule.id == self.taken[group])
        d, best, most = self.d, None, -1
        for rule in self.rules:
            if rule.group is None or rule.group.id != group or not self._passes(rule):
                continue
            planned = actions.plan(d, rule.then)
            worth = actions.worth(d, planned)
            if not taking.are_there(d, taking.needed(planned), self.promised):
                continue
            if worth > most and budgets_have_room(d, rule.budgets, worth):
                best, most = rule, worth
        return best

    def _passes(self, rule: RuleBook) -> bool:
        d = self.d
        return (
            (rule.schedule is None or d.in_schedule(rule.schedule))
            and (rule.audience is None or d.in_segment(rule.audience))
            and (rule.condition is None or bool(rule.condition(d, d.fields)))
            and has_room(d, rule.limits)
        )


def too_few(d: Draft, needs: Mapping[str, int], promised: Mapping[str, int]) -> TooFewPoints | None:
    """The first currency of which less is there, beside what is promised, than is needed."""
    for currency, amount in needs.items():
        live = max(0, ledger.spendable(d, currency) - promised.get(currency, 0))
        if amount > live:
            return TooFewPoints(currency, amount, live)
    return None


def not_scheduled(d: Draft, schedule: Schedule) -> NotScheduled:
    clock = d.book.clock
    begin = next_begin(schedule, clock.day(d.at), clock.minutes(d.at), d.attributes)
    return NotScheduled(schedule, None) if begin is None else NotScheduled(schedule, *begin)


def not_in_audience(reading: Reading, segment: str) -> NotInAudience:
    return NotInAudience(segment, reading.findings(reading.units.segment(segment).condition))


def limit_use(d: Draft, book: LimitBook) -> LimitUse:
    """How much of a limit is used now."""
    limit = book.limit
    used = bisect_left(range(limit.count), True, key=lambda number: _is_less(d, book, number + 1))
    return LimitUse(limit, used, window_span(limit.window, d.book.clock, _read_at(d, limit.window), d.joined))


def _is_less(d: Draft, book: LimitBook, count: int) -> bool:
    """Whether fewer uses than this count: asked of the engine, which alone knows under which key they stand."""
    return has_room(d, (replace(book, limit=replace(book.limit, count=count)),))


def no_budget(d: Draft, book: BudgetBook, worth: int) -> NoBudget:
    budget = book.budget
    used = bisect_left(range(budget.total), True, key=lambda total: _is_within(d, book, total))
    asked = 1 if budget.unit == "count" else worth
    return NoBudget(budget, used, asked, window_span(budget.window, d.book.clock, d.at, d.joined))


def _is_within(d: Draft, book: BudgetBook, total: int) -> bool:
    """Whether no more than this is taken of a budget."""
    return budgets_have_room(d, (replace(book, budget=replace(book.budget, total=total, unit="money")),), 0)


def _read_at(d: Draft, window: Window) -> int:
    """Rolling windows are read now, the others at the event (spec 4.5)."""
    return d.now if isinstance(window, (RollingDays, RollingMonths, RollingExact)) else d.at
