"""One step of one member told: the event sent again to a draft, up to where rules are asked, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from benefitdsl.engine import due, joining, ledger, refund, roles, steps
from benefitdsl.engine.book import Book, MissionBook, TiersBook, TypeBook
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.explain import gained
from benefitdsl.engine.explain.asked import AskedFor
from benefitdsl.engine.explain.reading import NotThere, Reading
from benefitdsl.engine.explain.rules_told import RulesStep, limit_use, not_in_audience, not_scheduled
from benefitdsl.engine.explain.story import (
    AddedNothing,
    AskedStory,
    Explanation,
    LotStory,
    MissionStory,
    NoRoom,
    NotEnrolled,
    NothingMatched,
    NotMet,
    NotYet,
    PartStory,
    PointsStory,
    StepStory,
    TierStory,
    Why,
)
from benefitdsl.engine.explain.units import Units
from benefitdsl.engine.expressions import Functions
from benefitdsl.engine.instances import series_size
from benefitdsl.engine.left import lines_of
from benefitdsl.engine.limits import has_room
from benefitdsl.engine.snapshot import snapshot
from benefitdsl.model.decision import Outcome, Reason
from benefitdsl.model.effect import Effect, PrivilegeUsed
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools, Pools
from benefitdsl.model.snapshot import LotView, MissionView, PointsView, Snapshot
from benefitdsl.plan.expr import TRUE
from benefitdsl.plan.parts import Mission, Origin, Plan

Effects = tuple[Effect, ...]
_Place = tuple[str, str, int]  # id, file and line of the part that caused an effect

# Refusals of which there is more to tell than their word.
REASONS: Final[tuple[Reason, ...]] = (
    "offer_not_possible",
    "privilege_not_available",
    "promotion_not_available",
    "not_enough_points",
    "points_over_share",
)


class Explainer:
    """Explains steps of one plan. Make it once."""

    def __init__(self, plan: Plan) -> None:
        functions = Functions()
        Book(plan, functions)  # asks for every function once, so that all are made together
        functions.make()
        self.plan = plan
        self.book = Book(plan, functions)
        self.units = Units(plan)

    def explain(
        self,
        before: Member,
        event: Event | None,
        outcome: Outcome,
        after: Member,
        pools: Pools | None = None,
        seed: bytes | None = None,
    ) -> Explanation:
        """What happened to `before` when `event` came (None: time passed). `pools` as they were before; `seed` the one
        of the draws that the event asked for, which the rules after them read the outcome of."""
        pools = pools or InMemoryPools()
        now = after.clock if event is None else max(before.clock, event.at)
        told = Explanation(before.id, event, now, outcome.status, outcome.reason, outcome.detail)
        if outcome.status == "refused":
            return replace(told, asked=self._refused(before, event, outcome, pools, seed))
        if outcome.status in ("duplicate", "queued"):
            return told
        asked = self.asked(before, event, outcome, pools, seed)
        before_d, after_d = self.opened(before), self.opened(after)
        was, has = snapshot(before_d), snapshot(after_d)
        effects = _by_place(outcome.effects)
        rest = dict(effects)
        step = (
            None
            if asked is None or asked.type is None
            else RulesStep(asked, Reading(asked, self.units), asked.type.rules)
        )
        rules = () if step is None else step.tell(self._of_rules(step, effects, rest))
        given = () if asked is None else self._given(asked, rest)
        missions = self._missions(asked, was, has, effects, rest, _Steps(before_d, after_d, self.units))
        scores = tuple(gained.scores(before_d, after_d, effects, rest))
        ladders = self._tiers(after, was, has, effects, rest)
        return Explanation(
            before.id,
            event,
            now,
            outcome.status,
            outcome.reason,
            outcome.detail,
            rules,
            () if step is None else step.multiplied(),
            tuple(PartStory(id_, Origin(file, line), made) for (id_, file, line), made in rest.items()),
            missions,
            ladders,
            tuple(
                story
                for old, new in zip(was.points, has.points, strict=True)
                if (story := _points(old, new)) is not None
            ),
            has.benefits,
            given,
            scores,
            tuple(gained.draws(self.plan, was, has)),
            tuple(gained.standings(was, has)),
            tuple(gained.rosters(was, has)),
        )

    # ------------------------------------------------------------------------- the draft where rules are asked

    def asked(
        self, before: Member, event: Event | None, outcome: Outcome, pools: Pools, seed: bytes | None
    ) -> Draft | None:
        """The draft as it stands when the rules are asked (spec §2, steps 3 to 7); None where they are not."""
        kind = None if event is None else self.book.types.get(event.type)
        if event is None or kind is None or outcome.status != "applied":
            return None
        d = self.begun(before, event, kind, pools, seed)
        try:
            self._act(d, kind)
        except Refusal:  # the outcome says applied: not with these pools, then
            return None
        return d

    def _refused(
        self, before: Member, event: Event | None, outcome: Outcome, pools: Pools, seed: bytes | None
    ) -> tuple[AskedStory, ...]:
        """What stood in the way of what the event asked for, on the draft as it stood when that was asked."""
        kind = None if event is None else self.book.types.get(event.type)
        if event is None or kind is None or outcome.reason not in REASONS:
            return ()
        d = self.begun(before, event, kind, pools, seed)
        try:
            self._act(d, kind)
        except Refusal as refusal:
            if refusal.reason == outcome.reason:
                return AskedFor(d, Reading(d, self.units)).refused(outcome)
        return ()

    def begun(self, before: Member, event: Event, kind: TypeBook, pools: Pools, seed: bytes | None) -> Draft:
        """The draft after what was due, with the event at hand."""
        d = self.opened(before)
        d.start(event, pools, seed)
        d.now = max(d.clock, event.at)
        due.settle(d, d.now)
        d.type = kind
        if kind.lines is not None:
            d.lines = lines_of(kind, event.fields)
        return d

    def _act(self, d: Draft, kind: TypeBook) -> None:
        """Steps 5 to 7, as `core` takes them, without a record: nothing here is kept."""
        reversal = refund.find(d) if kind.reverses else None
        for currency, place in kind.anchors:
            if d.accounts[currency].anchors[place] < d.at:
                d.account(currency).anchors[place] = d.at
        roles.play(d, kind)
        for points in kind.ripens:
            ledger.ripen_waiting(d, points)
        if reversal is not None:
            refund.apply(d, reversal, kind.source)
        roles.spend(d, kind)

    def opened(self, member: Member) -> Draft:
        """The member opened for reading."""
        return Draft(self.book, joining.fitted(self.book, member))

    def _given(self, d: Draft, rest: dict[_Place, Effects]) -> tuple[AskedStory, ...]:
        """What the event asked for and got, with its effects, taken out of the rest."""
        found: dict[str, Effects] = {}
        for made in rest.values():
            for effect in made:
                of = _asked_for(effect, self.book)
                if of is not None and effect.cause.event == d.key:
                    found[of] = (*found.get(of, ()), effect)
        stories = AskedFor(d, Reading(d, self.units)).given(found)
        told = tuple(effect for story in stories for effect in story.effects)
        for place, made in list(rest.items()):
            if any(effect in told for effect in made):
                _take_out(rest, place, told)
        return stories

    # ------------------------------------------------------------------------- rules

    def _of_rules(
        self, step: RulesStep, effects: Mapping[_Place, Effects], rest: dict[_Place, Effects]
    ) -> dict[str, Effects]:
        """The effects of the rules of the step, taken out of the rest."""
        found = {}
        for rule in step.rules:
            place = (rule.source.id, rule.source.file, rule.source.line)
            mine = tuple(one for one in effects.get(place, ()) if one.cause.event == step.d.key)
            if mine:
                found[rule.rule.id] = mine
                _take_out(rest, place, mine)
        return found

    # ------------------------------------------------------------------------- missions

    def _missions(
        self,
        asked: Draft | None,
        was: Snapshot,
        has: Snapshot,
        effects: Mapping[_Place, Effects],
        rest: dict[_Place, Effects],
        steps: _Steps,
    ) -> tuple[MissionStory, ...]:
        stories = []
        for old, new in zip(was.missions, has.missions, strict=True):
            book = self.book.missions[new.mission]
            place = (book.source.id, book.source.file, book.source.line)
            mine = effects.get(place, ())
            rest.pop(place, None)
            waits = asked is not None and asked.type is not None and book in asked.type.missions
            done = steps.of(book, new.completed > old.completed)
            moved = any(step.before != step.after for step in done)
            if mine or old != new or waits or moved:
                story = self._mission(asked if waits else None, book, old, new, mine)
                stories.append(replace(story, steps=done, why=None if moved else story.why))
        return tuple(stories)

    def _mission(
        self, asked: Draft | None, book: MissionBook, old: MissionView, new: MissionView, effects: Effects
    ) -> MissionStory:
        mission = book.mission
        moved = bool(effects) or new.progress != old.progress or new.completed != old.completed
        why = None if moved or asked is None else self._why_not(asked, book)
        return MissionStory(
            mission.id,
            self.units.of_mission(mission),
            old.progress,
            new.progress,
            target_of(mission, new),
            new.completed,
            new.ends_at,
            why,
            effects,
        )

    def _why_not(self, d: Draft, book: MissionBook) -> Why:
        """Why the event at hand added nothing to a mission."""
        mission, reading = book.mission, Reading(d, self.units)
        if book.schedule is not None and mission.schedule is not None and not d.in_schedule(book.schedule):
            return not_scheduled(d, mission.schedule)
        if mission.audience is not None and not d.in_segment(mission.audience):
            return not_in_audience(reading, mission.audience)
        state = d.missions[mission.id]
        if mission.enrolment and (state.enrolled is None or state.enrolled > d.at):
            return NotEnrolled()
        if mission.measure == "steps":
            return _why_no_step(d, reading, book)
        if mission.items and mission.where != TRUE and not reading.lines(mission.where):
            return NothingMatched(mission.where)
        if not mission.items and mission.where != TRUE and not _holds(reading, mission):
            return NotMet(reading.findings(mission.where), False)
        for limit in book.limits:
            if not has_room(d, (limit,)):
                return NoRoom(limit_use(d, limit))
        return AddedNothing()

    # ------------------------------------------------------------------------- tiers

    def _tiers(
        self,
        after: Member,
        was: Snapshot,
        has: Snapshot,
        effects: Mapping[_Place, Effects],
        rest: dict[_Place, Effects],
    ) -> tuple[TierStory, ...]:
        stories = []
        reading = Reading(self.opened(after), self.units)
        for old, new in zip(was.tiers, has.tiers, strict=True):
            book = self.book.tiers[new.tiers]
            place = (book.source.id, book.source.file, book.source.line)
            mine = effects.get(place, ())
            rest.pop(place, None)
            if mine or old != new:
                rank = next(n for n, level in enumerate(book.tiers.levels) if level.id == new.level)
                step = _next_level(book, rank)
                stories.append(
                    TierStory(
                        new.tiers,
                        old.level,
                        new.level,
                        book.tiers.metric,
                        self.units.of(book.tiers.metric),
                        old.metric,
                        new.metric,
                        None if step is None else book.tiers.levels[step].id,
                        None if step is None else book.tiers.levels[step].threshold,
                        new.valid_until,
                        reading.span(book.tiers.metric),
                        mine,
                    )
                )
        return tuple(stories)


def _why_no_step(d: Draft, reading: Reading, book: MissionBook) -> Why:
    """Why the event added to no step: another one comes first, or its condition does not hold."""
    kind = "" if d.type is None else d.type.type.name
    asked = steps.asked(d, book)
    mine = [one.step for one in asked if one.step.event == kind]
    if not mine:
        return NotYet(book.mission.id, asked[0].step.id)
    for step in mine:
        if step.items and step.where != TRUE and not reading.lines(step.where):
            return NothingMatched(step.where)
        if not step.items and step.where != TRUE and not reading.holds(step.where):
            return NotMet(reading.findings(step.where), False)
    return AddedNothing()


class _Steps:
    """What the steps of composite missions had and have."""

    def __init__(self, before: Draft, after: Draft, units: Units) -> None:
        self.before, self.after, self.units = before, after, units

    def of(self, book: MissionBook, completed: bool) -> tuple[StepStory, ...]:
        """The steps of the instance that is open, or was completed now."""
        was, has = (_step_sizes(d, book) for d in (self.before, self.after))
        if has is None and not completed:
            return ()
        return tuple(
            StepStory(
                one.id,
                self.units.of_step(one),
                before := (was or {}).get(one.id, 0),
                max(one.target, before) if has is None else has.get(one.id, 0),
                one.target,
            )
            for one in book.mission.steps
        )


def _step_sizes(d: Draft, book: MissionBook) -> dict[str, int] | None:
    instance = d.missions[book.mission.id].current
    if instance is None:
        return None
    return {step: series_size(series) for step, series in instance.steps.items()}


def _asked_for(effect: Effect, book: Book) -> str | None:
    """The offer, privilege or promotion that an effect comes from."""
    if isinstance(effect, PrivilegeUsed):
        return effect.privilege
    rule = effect.cause.rule
    for parts in (book.offers, book.promotions):
        part = parts.get(rule)
        if part is not None and (part.source.file, part.source.line) == (
            effect.cause.file,
            effect.cause.line,
        ):
            return rule
    return None


def _next_level(book: TiersBook, rank: int) -> int | None:
    """The next level that is reached by the metric."""
    levels = book.tiers.levels
    return next((n for n in range(rank + 1, len(levels)) if levels[n].threshold is not None), None)


def target_of(mission: Mission, view: MissionView) -> int | None:
    """The next stage above the progress; None when the mission is over."""
    if mission.repeat == "once" and view.completed:
        return None
    stages = [stage.at for stage in mission.stages]
    if mission.measure == "streak" and mission.repeat == "again" and stages[-1]:
        done = view.progress - view.progress % stages[-1]
        return next(done + at for at in stages if done + at > view.progress)
    return next((at for at in stages if at > view.progress), None)


def _holds(reading: Reading, mission: Mission) -> bool:
    try:
        return bool(reading.value(mission.where))
    except NotThere:
        return False


# ------------------------------------------------------------------------------------------- effects and points


def _by_place(effects: Iterable[Effect]) -> dict[_Place, Effects]:
    """Effects by the part that caused them, parts in order of their first effect."""
    found: dict[_Place, Effects] = {}
    for effect in effects:
        place = (effect.cause.rule, effect.cause.file, effect.cause.line)
        found[place] = (*found.get(place, ()), effect)
    return found


def _take_out(rest: dict[_Place, Effects], place: _Place, told: Effects) -> None:
    left = tuple(one for one in rest[place] if one not in told)
    if left:
        rest[place] = left
    else:
        del rest[place]


def _points(old: PointsView, new: PointsView) -> PointsStory | None:
    """The lots that changed; None where nothing did."""
    before, after = _lots(old), _lots(new)
    lots = tuple(
        story
        for id_ in dict.fromkeys([*before, *after])
        if (story := _lot(new.currency, before.get(id_), after.get(id_))) is not None
    )
    if not lots and (old.live, old.owed, old.pending) == (new.live, new.owed, new.pending):
        return None
    return PointsStory(new.currency, old.live - old.owed, new.live - new.owed, new.owed, lots)


def _lots(points: PointsView) -> dict[str, LotView]:
    return {lot.lot: lot for lot in points.lots}


def _lot(currency: str, old: LotView | None, new: LotView | None) -> LotStory | None:
    if old == new:
        return None
    lot = new or old
    assert lot is not None
    left = new.left if new else 0
    change = left - (old.left if old else 0)
    return LotStory(currency, lot.lot, change, left, lot.state == "pending", lot.expires_at)
