"""What one scenario shows, step by step, marked under the keys of goals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain import Explainer, Explanation
from benefitdsl.engine.explain.askings import Asking, askings
from benefitdsl.engine.explain.reading import Reading
from benefitdsl.engine.quote.checkout import Quotation
from benefitdsl.engine.snapshot import snapshot
from benefitdsl.host.session import Happened, is_actor
from benefitdsl.model.decision import Outcome
from benefitdsl.model.effect import BenefitClaimed, BenefitExpired, BenefitIssued, DrawMade
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.model.pools import Pools
from benefitdsl.plan.parts import Plan
from benefitdsl.verify.coverage import of_asked, of_effects, of_missions, of_refunds
from benefitdsl.verify.coverage.edges import Edges
from benefitdsl.verify.coverage.goals import Done, Edge, Key
from benefitdsl.verify.coverage.looked import Looks, Windows
from benefitdsl.verify.coverage.of_rules_asked import InnerOf, Step
from benefitdsl.verify.coverage.read import Reader
from benefitdsl.verify.coverage.ties import Ties


class Watcher:
    """Marks what the scenarios of one plan show. `scene` begins a scenario."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.explainer = Explainer(plan)
        self.seen: set[Key] = set()
        ties = Ties(plan)
        self.inner = InnerOf(ties)
        self.windows: Windows = {
            **{("rule", one.id): ties.windows(one.condition) for one in plan.rules},
            **{("segment", one.id): ties.windows(one.condition) for one in plan.segments},
            **{("offer", one.id): ties.windows(one.condition) for one in plan.offers},
            **{("privilege", one.id): ties.windows(one.condition) for one in plan.privileges},
            **{("promotion", one.id): ties.windows(one.condition) for one in plan.promotions},
            **{("tiers", one.id): ties.windows(one.metric) for one in plan.tiers},
        }

    def scene(self, pools: Pools, seed: bytes | None) -> Scene:
        """A scenario begins. `pools` are those of its session."""
        return Scene(self, pools, seed)


@dataclass(frozen=True, slots=True)
class At:
    """A member at an instant, between whose states a step lies."""

    before: Member
    after: Member
    event: Event | None
    outcome: Outcome
    now: int


class Scene:
    """One scenario."""

    def __init__(self, watcher: Watcher, pools: Pools, seed: bytes | None) -> None:
        self.watcher, self.plan, self.explainer = watcher, watcher.plan, watcher.explainer
        self.pools, self.seed = pools, seed
        self.edges = Edges(self.explainer.book.clock)

    def stepped(self, happened: Happened[Member]) -> None:
        """See one step of the session."""
        step = happened.step
        self.watcher.seen.update(
            self._shown(At(happened.before, happened.after, step.event, step.outcome, happened.at))
        )

    def quoted(self, before: Member, made: Quotation) -> None:
        """See a quote: what it took and considered, and what the conditions of promotions and coupons read."""
        d = self._begun(before, made.order)
        if d is not None:
            self.watcher.seen.update(of_asked.quoted(d, self._looks(before), made.quote))
            reader = Reader(d, Reading(d, self.explainer.units))
            self.watcher.seen.update(of_asked.discounts_read(reader, None))
            self.watcher.seen.update(self._lines_read(reader, None))

    def _lines_read(self, reader: Reader, names: set[str] | None) -> Iterator[Key]:
        """The conditions on lines inside the totals of discounts: of these names, or (None) of all."""
        for family, part, field, inner in self.watcher.inner.of_orders:
            if names is None or part in names:
                yield from reader.inner(family, part, field, inner)

    def _shown(self, at: At) -> Iterator[Key]:
        told = self.explainer.explain(at.before, at.event, at.outcome, at.after, self.pools, self.seed)
        d = None if at.event is None else self._begun(at.before, at.event)
        if d is not None and at.outcome.status in ("applied", "refused"):
            reader = Reader(d, Reading(d, self.explainer.units))
            yield from of_asked.asked(reader, self._looks(at.before), told, at.outcome)
            yield from self._lines_read(reader, of_asked.named_by(at.event))
        if at.outcome.status in ("applied", "repeated"):
            yield from self._asked(at)
            yield from self._of_effects(at)
            yield from self._of_states(at, told)

    def _looks(self, member: Member) -> Looks:
        return Looks(self.edges, self.watcher.windows, member.id)

    def _begun(self, before: Member, event: Event) -> Draft | None:
        kind = self.explainer.book.types.get(event.type)
        return None if kind is None else self.explainer.begun(before, event, kind, self.pools, self.seed)

    # ------------------------------------------------------------------------- rules

    def _asked(self, at: At) -> Iterable[Key]:
        """What every step of rules shows."""
        found: set[Key] = set()
        step = Step(self.plan, self._looks(at.before), self.watcher.inner)

        def look(asking: Asking) -> None:
            found.update(step.seen(asking))

        askings(self.explainer, at.before, at.event, at.now, self.pools, self.seed, look)
        found.update(step.cut_off(at.after, at.event, at.outcome.effects))
        return found

    # ------------------------------------------------------------------------- what came of it

    def _of_effects(self, at: At) -> Iterator[Key]:
        unclaimed = _unclaimed(at)
        for effect in at.outcome.effects:
            yield from of_effects.shown(self.plan, effect)
            if isinstance(effect, BenefitExpired):
                yield of_effects.ended(effect, unclaimed)
            if isinstance(effect, DrawMade):
                yield from self._gone(effect.draw)
        yield from of_refunds.refunded(at.before, at.after)

    def _gone(self, draw: str) -> Iterator[Key]:
        """Prizes that have run out when somebody draws."""
        for prize in self.explainer.book.draws[draw].prizes:
            stock = prize.prize.stock
            if stock is not None and self.pools.used(prize.stock) >= stock:
                yield Key("draw", draw, Done("gone", prize.prize.id))

    def _of_states(self, at: At, told: Explanation) -> Iterator[Key]:
        before, after = self.explainer.opened(at.before), self.explainer.opened(at.after)
        yield from of_missions.missions(
            self.edges, told, snapshot(before), snapshot(after), after, self.pools
        )
        for score in told.scores:
            yield from of_missions.score_parts(self.plan, score)
        for ladder, standing in at.after.tiers.items():
            if standing.grace_until is not None:
                yield Key("tiers", ladder, Done("grace"))
        for experiment in self.plan.experiments if not is_actor(at.after.id) else ():
            name, _ = experiment.variants[after.variant(experiment.id)]
            yield Key("experiment", experiment.id, Done("variant", name))
        yield from self._of_ladders(at)
        self._keep(at.after, after, at.now)

    def _of_ladders(self, at: At) -> Iterator[Key]:
        """A ladder looks at its metric whenever something happens to the member; at once where one falls."""
        for ladder in self.plan.tiers:
            for metric in self.watcher.windows["tiers", ladder.id]:
                owner = (at.before.id, "metric", metric.id)
                for side in self.edges.sides(owner, metric.window, at.now):
                    yield Key("tiers", ladder.id, Edge(metric.id, side))
                if self.explainer.book.tiers[ladder.id].immediate and self.edges.passed(owner, at.now):
                    yield Key("tiers", ladder.id, Edge(metric.id, inside=False))

    def _keep(self, after: Member, opened: Draft, now: int) -> None:
        """Remember which entries count."""
        for metric, series in opened.metrics.items():
            there = (end for end in series.ends if series.by_end[end])
            self.edges.keep((after.id, "metric", metric), there, now)
        of_missions.keep(self.edges, opened, now)


def _unclaimed(at: At) -> frozenset[str]:
    """The instances that nobody had claimed."""
    held = {one.instance for one in at.before.benefits.values() if one.state == "unclaimed"}
    issued = {
        one.instance for one in at.outcome.effects if isinstance(one, BenefitIssued) and one.needs_claim
    }
    claimed = {one.instance for one in at.outcome.effects if isinstance(one, BenefitClaimed)}
    return frozenset((held | issued) - claimed)
