"""Histories played on the production engine, and what is seen of them: which rules were asked, which gave, what came of
it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from benefitdsl.analysis.conditions import conjunction
from benefitdsl.engine.explain import Explainer
from benefitdsl.engine.explain.askings import Asking, askings
from benefitdsl.engine.explain.reading import NotThere
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.session import EndlessDelivery
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import (
    BenefitIssued,
    Cause,
    DrawMade,
    MissionCompleted,
    PointsEarned,
    TierChanged,
)
from benefitdsl.model.event import Event
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.expr import (
    TRUE,
    And,
    Expr,
    HasAttribute,
    HasField,
    HasInviter,
    HasItemField,
    InSchedule,
    InSegment,
    Not,
    Or,
)
from benefitdsl.plan.parts import EarnPoints, GrantBenefit, MakeDraw, Plan, Rule
from benefitdsl.plan.walk import walk
from benefitdsl.quantities.calendar import DAY_US
from benefitdsl.quantities.errors import Overflow
from benefitdsl.verify.deep.usable import Uselessness
from benefitdsl.verify.history import History, Moment, Passing, Playing, Sending, play

Key = tuple[str | int, ...]
"""What can be seen: `("gives", rule)`, `("holds", rule)` of its condition, `("case", rule, number)` of one of its
cases, `("stage", mission, at)`, `("level", tiers, level)`, `("useless", benefit)` of one issued that is over before it
can be used."""

SEED: Final = b"check --deep has a seed of its own"


MOST_MOMENTS: Final = 40
"""In one history so many steps of mere time are looked into; of the others only their effects are seen."""
MOMENTS_OF_LAST_DAY: Final = 10
"""As many at least of the last day of each time that passes: what a history is made for comes at its end."""


@dataclass(slots=True)
class Seen:
    """What a happening shows: keys, and the outcomes of its events."""

    keys: set[Key] = field(default_factory=set)
    outcomes: list[Outcome] = field(default_factory=list)


class Stage:
    """One rule book, its histories played."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.plan = rulebook.plan
        self.explainer = Explainer(rulebook.plan)
        self.seed = SEED if rulebook.plan.draws else None
        self.steps_seen = 0  # a measure of work that is the same on every machine
        self.cases = {rule.id: cases_of(rule.condition) for rule in rulebook.plan.rules}
        self.uselessness = Uselessness(rulebook.plan)
        self._plain = {author_of(rule): rule.id for rule in rulebook.plan.rules if not rule.otherwise}

    def perform(self, history: History, first: int = 0) -> Iterator[Seen]:
        """Play a history; what every happening from the `first` on shows. Before an event its member's time passes step
        by step, which changes nothing, but makes every step small. `EndlessDelivery`, `Overflow`."""
        seen, moments_left, number = Seen(), MOST_MOMENTS, 0

        def watch(moment: Moment) -> None:
            nonlocal moments_left
            self.steps_seen += 1
            if number >= first:
                of_time = moment.happened.step.event is None
                moments_left -= of_time
                self._see(moment, playing, seen, look=not of_time or moments_left > 0)

        playing = Playing(self.rulebook, self.seed, watch)
        for number, happening in enumerate(history.happenings):
            seen = Seen()
            match happening:
                case Sending(event):
                    _let_pass(playing, event)
                case Passing(until) if number >= first:
                    playing.session.pass_time(until - DAY_US)
                    moments_left = max(moments_left, MOMENTS_OF_LAST_DAY)
                case _:
                    pass
            playing.happen(happening)
            if number >= first:
                yield seen

    def _see(self, moment: Moment, playing: Playing, seen: Seen, *, look: bool) -> None:
        """What is seen of one step; with `look` the conditions of rules included."""
        step = moment.happened.step
        if look and (step.outcome.status == "applied" or step.event is None):
            askings(
                self.explainer,
                moment.happened.before,
                step.event,
                moment.happened.at,
                playing.session.pools,
                self.seed,
                lambda asking: self._look(asking, seen),
            )
        if step.event is not None:
            seen.outcomes.append(step.outcome)
        for effect in step.outcome.effects:
            if isinstance(effect, BenefitIssued) and self.uselessness.is_useless(effect):
                seen.keys.add(("useless", effect.benefit))
            match effect:
                case MissionCompleted(_, mission, at):
                    seen.keys.add(("stage", mission, at))
                case TierChanged(_, tiers, _, new):
                    seen.keys.add(("level", tiers, new))
                case _ if author_in(effect.cause) in self._plain:
                    seen.keys.add(("gives", effect.cause.rule))
                case _:
                    pass

    def last(self, history: History) -> Seen | None:
        """What the last happening shows; None where the history cannot be played."""
        try:
            return next(self.perform(history, len(history.happenings) - 1), None)
        except (EndlessDelivery, Overflow):
            return None

    def shows(self, history: History, key: Key) -> bool:
        seen = self.last(history) if history.happenings else None
        return seen is not None and key in seen.keys

    def gained(self, history: History, rules: frozenset[str]) -> Counter[str] | None:
        """What the last event gives at once by these rules, by the name of the thing; None where it is not applied."""
        outcomes: list[Outcome] = []
        last = len(history.happenings) - 1

        def watch(moment: Moment) -> None:
            if moment.number == last and not moment.told:
                outcomes.append(moment.happened.step.outcome)

        play(self.rulebook, replace(history, seed=self.seed), watch)
        if not outcomes or outcomes[0].status != "applied":
            return None
        asked = [rule for rule in self.plan.rules if rule.id in rules]
        drawn = drawn_by(self.plan, asked) - {thing for rule in asked for thing in given_by(rule)}
        return gains(outcomes[0], frozenset(map(author_of, asked)), drawn)

    def snapshot(self, history: History, member: str) -> Snapshot:
        """What the member has at the end."""
        playing = Playing(self.rulebook, self.seed, lambda _: None)
        for happening in history.happenings:
            playing.happen(happening)
        return playing.session.snapshot(member)

    def applied(self, history: History) -> bool:
        """Whether every event of the history is applied."""
        refused: list[Event] = []

        def watch(moment: Moment) -> None:
            step = moment.happened.step
            if step.event is not None and not moment.told and step.outcome.status != "applied":
                refused.append(step.event)

        play(self.rulebook, replace(history, seed=self.seed), watch)
        return not refused

    def _look(self, asking: Asking, seen: Seen) -> None:
        for book in asking.rules:
            rule = book.rule
            if self._is_asked(asking, rule):
                for number, case in enumerate(self.cases[rule.id]):
                    if _read(asking, case.condition):
                        seen.keys.add(("case", rule.id, number))
                if _read(asking, rule.condition):
                    seen.keys.add(("holds", rule.id))
        fired = {story.rule for story in asking.stories() if story.fired}
        seen.keys |= {("gives", rule) for rule in fired}

    def _is_asked(self, asking: Asking, rule: Rule) -> bool:
        """Whether the schedule and the audience let the condition be asked."""
        scheduled = rule.schedule is None or _read(asking, InSchedule(rule.schedule))
        return bool(scheduled and (rule.audience is None or _read(asking, InSegment(rule.audience))))


def _let_pass(playing: Playing, event: Event) -> None:
    """Let time pass for the member of an event up to just before it, one due instant after the other."""
    session = playing.session
    while event.member in session.members:
        due = session.runner.next_due(session.members[event.member])
        if due is None or due >= event.at:
            return
        session.advance(event.member, due)


Author = tuple[str, str, int]
"""Whose doing an effect is: name, file and line, as a mission may be called like a rule."""


def author_of(rule: Rule) -> Author:
    return rule.id, rule.origin.file, rule.origin.line


def author_in(cause: Cause) -> Author:
    return cause.rule, cause.file, cause.line


def gains(outcome: Outcome, rules: frozenset[Author], drawn: Container[str] = ()) -> Counter[str]:
    """Points, benefits and draws given by these rules, but for what is `drawn`."""
    found: Counter[str] = Counter()
    for effect in outcome.effects:
        match effect:
            case PointsEarned(cause, currency, amount) if author_in(cause) in rules:
                found[currency] += amount
            case BenefitIssued(cause, benefit) if author_in(cause) in rules:
                found[benefit] += 1
            case DrawMade(cause, draw) if author_in(cause) in rules:
                found[name_of_draw(draw)] += 1
            case _:
                pass
    return Counter({thing: amount for thing, amount in found.items() if thing not in drawn})


def given_by(rule: Rule) -> set[str]:
    """The points and benefits that a rule gives itself."""
    return _things((*rule.then, *rule.otherwise))


def drawn_by(plan: Plan, rules: Iterable[Rule]) -> set[str]:
    """The points and benefits that prizes of their draws give."""
    draws = {node.draw for rule in rules for node in walk(rule) if isinstance(node, MakeDraw)}
    return {
        thing for draw in plan.draws if draw.id in draws for prize in draw.prizes for thing in _things(prize)
    }


def name_of_draw(draw: str) -> str:
    """A draw as a thing that is given: no points and no benefit can be called so."""
    return f"draw {draw}"


def _things(actions: object) -> set[str]:
    found: set[str] = set()
    for node in walk(actions):
        match node:
            case EarnPoints(currency):
                found.add(currency)
            case GrantBenefit(benefit):
                found.add(benefit)
            case _:
                pass
    return found


@dataclass(frozen=True, slots=True)
class Case:
    """A case in which a part of a condition makes the difference: all else holds, and the part alone does not; or an
    alternative alone does."""

    part: Expr
    is_alternative: bool
    condition: Expr


def cases_of(condition: Expr) -> tuple[Case, ...]:
    """The cases of the parts joined by `and`, and of the alternatives joined by `or` among them. What guards a field
    has none: without it the rest could not be read."""
    parts = tuple(dict.fromkeys(condition.items)) if isinstance(condition, And) else (condition,)
    found: list[Case] = []
    for part in parts:
        rest = tuple(each for each in parts if each != part)
        if part == TRUE or isinstance(part, _GUARDS):
            continue
        found.append(Case(part, False, conjunction((*rest, Not(part)))))
        if isinstance(part, Or):
            for one in part.items:
                others = tuple(Not(each) for each in part.items if each is not one)
                found.append(Case(one, True, conjunction((*rest, one, *others))))
    return tuple(found)


_GUARDS: Final = (HasField, HasItemField, HasAttribute, HasInviter)


def _read(asking: Asking, condition: Expr) -> bool | None:
    """What a condition is there; None where it reads a field that is missing."""
    try:
        return bool(asking.reading.value(condition))
    except NotThere:
        return None


def sent(history: History) -> list[Event]:
    return [happening.event for happening in history.happenings if isinstance(happening, Sending)]


__all__ = [
    "Case",
    "Key",
    "Seen",
    "Stage",
    "cases_of",
    "drawn_by",
    "gains",
    "given_by",
    "name_of_draw",
    "sent",
]
