"""What every question works with: the rule book, the stage it is played on, the cook of pasts, and the survey."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.plan.expr import Expr, InSchedule, InSegment
from benefitdsl.plan.parts import OnEvent, OnMoment, Plan, Rule
from benefitdsl.plan.schedule import Schedule, Times
from benefitdsl.verify.deep.answers import Answer, Claim, Why, Witness, proved, refuted, undecided
from benefitdsl.verify.deep.pasts import history_of
from benefitdsl.verify.deep.recipes import Cook, NoRecipe
from benefitdsl.verify.deep.stage import Key, Stage
from benefitdsl.verify.deep.survey import Survey
from benefitdsl.verify.deep.wishes import Proposals, Wish
from benefitdsl.verify.deep.world import Frame, NotEncoded, Term, World
from benefitdsl.verify.history import History, Passing

TRIES: Final = 4
MOST_FIRED: Final = 2
EVENT: Final = "event"
"""The frame of the event that matters."""


@dataclass
class Scene:
    """One rule book under question. `timeout_ms` is for each question to the solver."""

    rulebook: Rulebook
    timeout_ms: int
    stage: Stage = field(init=False)
    cook: Cook = field(init=False)
    survey: Survey = field(init=False)

    def __post_init__(self) -> None:
        self.stage = Stage(self.rulebook)
        self.cook = Cook.of(self.plan)
        self.survey = Survey(self.stage)

    @property
    def plan(self) -> Plan:
        return self.rulebook.plan

    def world(self) -> World:
        return World(self.plan, self.timeout_ms)

    def decide(
        self, claim: Claim, asked: Iterable[Asked], key: Key | None, shows: Callable[[History], bool]
    ) -> Answer:
        """*yes* where the solver finds every case impossible; *no* with the first history, made to order or surveyed,
        that shows otherwise."""
        impossible = True
        why: Why = "no_past"
        for one in asked:
            try:
                world, terms = one.terms(self)
                proposals = Proposals(world, terms, most=TRIES if one.events or one.moment else 1)
                played = False
                for wish in proposals:
                    history = self.made(wish, one.events) if one.moment is None else self.at(wish, one.moment)
                    if history is not None and shows(history):
                        return refuted(claim, Witness(history))
                    played = played or history is not None
                if not proposals.impossible:
                    impossible, why = False, proposals.stands_in_the_way(played)
            except NotEncoded as unknown:
                impossible, why = False, unknown.why
        if impossible:
            return proved(claim, "solver")
        found = None if key is None else self.survey.find(key)
        if found is not None:
            return refuted(claim, Witness(found))
        return undecided(claim, why)

    def at(self, wish: Wish, moment: OnMoment) -> History | None:
        """What is wished for as it is when a moment comes."""
        dated = replace(wish, minute=moment.minute)
        try:
            past = history_of(self.cook, dated, ())
        except NoRecipe:
            return None
        coming = Passing(self.cook.zone.instant_of(dated.day, dated.minute))
        return History((*past.happenings, coming))

    def made(self, wish: Wish, events: Iterable[tuple[str, str]], past: str = "past") -> History | None:
        """What is wished for, as far as there is a recipe; without an event there is none."""
        events = tuple(events)
        try:
            return history_of(self.cook, wish, events, past) if events else None
        except NoRecipe:
            return None

    def fired(self, rule: Rule, day: int | None = None) -> Iterator[History]:
        """Histories whose last event makes the rule give, on a day."""
        for trigger in rule.triggers:
            if isinstance(trigger, OnEvent):
                world = self.world()
                try:
                    asked = [asked_of(world.frame(trigger.event, EVENT), rule)]
                    for wish in Proposals(world, asked, most=MOST_FIRED):
                        moved = wish if day is None else replace(wish, day=day)
                        history = self.made(moved, ((trigger.event, EVENT),))
                        if history is not None and self.stage.shows(history, ("gives", rule.id)):
                            yield history
                except NotEncoded:
                    continue


@dataclass(frozen=True, slots=True)
class Asked:
    """One case: the event at hand, if it is one that a host sends, or the moment that comes; and what is asked of
    it."""

    event: str | None
    condition: Callable[[Frame], Term]
    moment: OnMoment | None = None

    @property
    def events(self) -> tuple[tuple[str, str], ...]:
        return ((self.event, EVENT),) if self.event is not None else ()

    def terms(self, scene: Scene) -> tuple[World, list[Term]]:
        world = scene.world()
        frame = world.frame(self.event, EVENT)
        terms = [self.condition(frame)]
        if self.moment is not None:
            terms.append(frame.flag(InSchedule(_days_of(self.moment))))
        return world, terms


def triggers_of(rule: Rule) -> Iterator[str | None]:
    """The types of events that start a rule; None for everything else that does, once."""
    yield from (trigger.event for trigger in rule.triggers if isinstance(trigger, OnEvent))
    if any(not isinstance(trigger, OnEvent) for trigger in rule.triggers):
        yield None


def asked_by(rule: Rule, condition: Callable[[Frame], Term]) -> Iterator[Asked]:
    """The cases in which a rule is asked: its events, its moments, and once everything else that starts it."""
    others = False
    for trigger in rule.triggers:
        match trigger:
            case OnEvent(event):
                yield Asked(event, condition)
            case OnMoment():
                yield Asked(None, condition, trigger)
            case _:
                others = True
    if others:
        yield Asked(None, condition)


def _days_of(moment: OnMoment) -> Schedule:
    """The days of a moment: its times of the day are left out, as it has a minute of its own."""
    return Schedule(tuple(term for term in moment.schedule.terms if not isinstance(term, Times)))


def asked_of(frame: Frame, rule: Rule, condition: Expr | None = None) -> Term:
    """The schedule, the audience and the condition (or another one in its place) of a rule."""
    parts: list[Expr] = [rule.condition if condition is None else condition]
    if rule.audience is not None:
        parts.append(InSegment(rule.audience))
    if rule.schedule is not None:
        parts.append(InSchedule(rule.schedule))
    return frame.all(parts)


__all__ = ["EVENT", "Asked", "Scene", "asked_by", "asked_of", "triggers_of"]
