"""One step of rules: which of them fire on the state as it is, then what they give (spec 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from benefitdsl.engine import actions, taking, tiers
from benefitdsl.engine.actions import Planned
from benefitdsl.engine.book import RuleBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.limits import budgets_have_room, has_room, record_uses, take_budgets
from benefitdsl.model.member import Firing, FiringKind


class Fired(NamedTuple):
    """A rule whose actions are to be taken, and where what they give is written down."""

    rule: RuleBook
    planned: tuple[Planned, ...]
    firing: Firing


def run(d: Draft, rules: Sequence[RuleBook], kind: str = "then") -> None:
    """Choose among rules in plan order, then take the actions of those that fire. Who watches sees it before."""
    if d.asking is not None:
        d.asking(d, rules, kind == "cascade")
    step = _Step(d, rules, cascade=kind == "cascade")
    fired = [one for rule in rules if (one := step.judge(rule)) is not None]
    scale = (
        actions.factors([p for one in fired for p in one.planned])
        if any(one.rule.scales for one in fired)
        else {}
    )
    for rule, planned, firing in fired:
        d.fire(firing)
        actions.take(d, planned, rule.source, scale)
    d.firing = None


def cascade(d: Draft) -> None:
    """Rounds of rules on what was raised, until a round raises nothing that anyone waits for. Of the points given the
    first round sees all, each other one those given since the round before it began."""
    before = unseen = d.given_before
    while d.raised:
        raised, d.raised = d.raised, set()
        rules = [rule for rule in d.book.cascades if not raised.isdisjoint(rule.rule.triggers)]
        if not rules:
            return
        d.given_before, unseen = unseen, d.given_so_far()
        run(d, rules, "cascade")
        d.given_before = before
        tiers.review_immediate(d)


class _Step:
    """What the rules of one step have done to each other's chances."""

    def __init__(self, d: Draft, rules: Sequence[RuleBook], *, cascade: bool) -> None:
        self.d, self.rules, self.cascade = d, rules, cascade
        self.taken: set[str] = set()  # groups of which one has fired
        self.best: dict[str, RuleBook | None] = {}
        self.promised: taking.Promised = {}

    def judge(self, rule: RuleBook) -> Fired | None:
        """The rule with its actions asked, if it fires or its `otherwise` is to be taken; its uses are recorded."""
        d, group = self.d, rule.group
        if group is not None and group.policy == "best" and group.id not in self.best:
            self.best[group.id] = self._best(group.id)
        if not _may(d, rule):
            return None
        if rule.condition is not None and not rule.condition(d, d.fields):
            planned = actions.plan(d, rule.otherwise)
            kind: FiringKind = "cascade" if self.cascade else "otherwise"
            taking.promise(d, planned, self.promised)
            return Fired(rule, planned, Firing(rule.rule.id, kind)) if planned else None
        if not has_room(d, rule.limits):
            return None
        planned = actions.plan(d, rule.then)
        if not taking.are_there(d, taking.needed(planned), self.promised):
            return None
        worth = actions.worth(d, planned) if rule.wants_worth else 0
        if not budgets_have_room(d, rule.budgets, worth) or not self._group_allows(rule):
            return None
        firing = Firing(rule.rule.id, "cascade" if self.cascade else "then")
        record_uses(d, rule.limits, firing)
        take_budgets(d, rule.budgets, worth, firing)
        self._enter_group(rule, firing)
        taking.promise(d, planned, self.promised)
        return Fired(rule, planned, firing)

    def _group_allows(self, rule: RuleBook) -> bool:
        group = rule.group
        if group is None or group.policy == "stack":
            return True
        if group.policy == "best":
            return self.best[group.id] is rule
        if group.policy == "exclusive":
            standing = self.d.exclusive.get(group.id)
            if standing is not None and standing[0] != rule.rule.id:
                return False
        return group.id not in self.taken

    def _best(self, group: str) -> RuleBook | None:
        """The rule of a group worth most among those that pass all else now; the first of equals."""
        d, best, most = self.d, None, -1
        for rule in self.rules:
            if rule.group is None or rule.group.id != group or not _may(d, rule):
                continue
            if (rule.condition is not None and not rule.condition(d, d.fields)) or not has_room(
                d, rule.limits
            ):
                continue
            planned = actions.plan(d, rule.then)
            if not taking.are_there(d, taking.needed(planned), self.promised):
                continue
            worth = actions.worth(d, planned)
            if worth > most and budgets_have_room(d, rule.budgets, worth):
                best, most = rule, worth
        return best

    def _enter_group(self, rule: RuleBook, firing: Firing) -> None:
        if rule.group is None:
            return
        self.taken.add(rule.group.id)
        if rule.group.policy == "exclusive":
            _, standing = self.d.exclusive.get(rule.group.id, ("", 0))
            self.d.exclusive[rule.group.id] = (rule.rule.id, standing + 1)
            firing.group = rule.group.id


def _may(d: Draft, rule: RuleBook) -> bool:
    """Whether schedule and audience let the rule be asked at all."""
    if rule.schedule is not None and not d.in_schedule(rule.schedule):
        return False
    return rule.audience is None or d.in_segment(rule.audience)
