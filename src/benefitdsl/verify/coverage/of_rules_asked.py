"""What the rules of one step show: which fire, which do not and why, and what their conditions read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benefitdsl.engine import actions
from benefitdsl.engine.book import RuleBook
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.explain.askings import Asking
from benefitdsl.engine.explain.story import (
    NoBudget,
    NoRoom,
    NotInAudience,
    NotInGroup,
    NotMet,
    NotScheduled,
    RuleStory,
    TooFewPoints,
)
from benefitdsl.model.effect import Effect, NoticeRequested, PointsEarned
from benefitdsl.model.event import Event
from benefitdsl.model.member import Member
from benefitdsl.plan.parts import Cap, EarnPoints, Plan, Points, SendNotice
from benefitdsl.quantities.calendar import period_index
from benefitdsl.quantities.rounding import divide
from benefitdsl.verify.coverage.goals import Done, Family, Full, Key
from benefitdsl.verify.coverage.looked import Looks
from benefitdsl.verify.coverage.of_missions import missions_read, used_up
from benefitdsl.verify.coverage.of_rules import given_by
from benefitdsl.verify.coverage.read import Reader
from benefitdsl.verify.coverage.ties import Inner, Ties


class InnerOf:
    """The conditions inside the totals of a plan, by the part and field that read them. `parts` are all of them,
    `of_orders` those of discounts."""

    def __init__(self, ties: Ties) -> None:
        plan = ties.plan
        self.of_rule: dict[str, list[tuple[Family, str, str, tuple[Inner, ...]]]] = {}
        self.parts: list[tuple[Family, str, str, tuple[Inner, ...]]] = [
            *(("segment", one.id, "condition", ties.inner(one.condition)) for one in plan.segments),
            *(("offer", one.id, "condition", ties.inner(one.condition)) for one in plan.offers),
            *(("privilege", one.id, "condition", ties.inner(one.condition)) for one in plan.privileges),
            *(("promotion", one.id, "condition", ties.inner(one.condition)) for one in plan.promotions),
            *(("benefit", one.id, "where", ties.inner(one.where)) for one in plan.benefits),
            *(("tiers", one.id, "metric", ties.inner(one.metric)) for one in plan.tiers),
        ]
        self.of_orders = [one for one in self.parts if one[0] in ("promotion", "benefit")]
        for rule in plan.rules:
            of: list[tuple[Family, str, str, tuple[Inner, ...]]] = [
                ("rule", rule.id, "condition", ties.inner(rule.condition)),
                ("rule", rule.id, "then", ties.inner(*given_by(rule))),
            ]
            self.of_rule[rule.id] = of
            self.parts += of


class Step:
    """The steps of rules of one step of a session."""

    def __init__(self, plan: Plan, looks: Looks, inner: InnerOf) -> None:
        self.plan, self.looks, self.inner = plan, looks, inner
        self.due: dict[tuple[str, str], int] = {}  # points by rule and currency, before any cap
        self.notices: list[tuple[str, str]] = []  # rule and notice that it was to send

    def seen(self, asking: Asking) -> Iterator[Key]:
        """What one step shows. Everything is read before it is told, which records uses."""
        reader = Reader(asking.draft, asking.reading)
        if asking.by == "event":
            yield from missions_read(reader)
            for part in self.inner.parts:
                yield from reader.counted(*part)
        read = {book.rule.id: tuple(self._read(reader, book)) for book in asking.rules}
        stories = asking.stories()
        for book, story in zip(asking.rules, stories, strict=True):
            yield from _told(book, story)
            yield from self._edges(asking.draft, book, story)
            yield from reader.audiences((book.rule.audience,))
            if not isinstance(story.why, NotScheduled | NotInAudience):
                yield from read[book.rule.id]
        self._promise(asking, stories)

    # ------------------------------------------------------------------------- one rule

    def _read(self, reader: Reader, book: RuleBook) -> Iterator[Key]:
        yield from reader.condition("rule", book.rule.id, "condition", book.rule.condition)
        for family, part, field, inner in self.inner.of_rule.get(book.rule.id, ()):
            yield from reader.inner(family, part, field, inner)

    def _edges(self, d: Draft, book: RuleBook, story: RuleStory) -> Iterator[Key]:
        """The edges of the windows that its condition and its limits look at."""
        if isinstance(story.why, NotScheduled):
            return
        if book.audience is not None:
            yield from self.looks.totals(d, "segment", book.audience)
        if isinstance(story.why, NotInAudience):
            return
        yield from self.looks.totals(d, "rule", book.rule.id)
        if story.why is None or isinstance(story.why, NoRoom):
            yield from self.looks.limits(d, "rule", book.rule.id, book.limits, uses=story.why is None)

    # ------------------------------------------------------------------------- what was to be given

    def _promise(self, asking: Asking, stories: Iterable[RuleStory]) -> None:
        """Note what the rules that fire are to give, multiplied as the step multiplies it."""
        fired = [
            (story.rule, actions.plan(asking.draft, book.then if story.why is None else book.otherwise))
            for book, story in zip(asking.rules, stories, strict=True)
            if story.fired
        ]
        factors = actions.factors([one for _, taken in fired for one in taken])
        for rule, taken in fired:
            for one in taken:
                match one.book.action:
                    case EarnPoints(currency, _, denominator, rounding, scaled):
                        factor = factors.get(currency, actions.ONE) if scaled else actions.ONE
                        amount = divide(
                            one.value * factor.numerator, denominator * factor.denominator, rounding
                        )
                        self.due[rule, currency] = self.due.get((rule, currency), 0) + max(0, amount)
                    case SendNotice(notice):
                        self.notices.append((rule, notice))
                    case _:
                        pass

    def cut_off(self, after: Member, event: Event | None, effects: tuple[Effect, ...]) -> Iterator[Key]:
        """The caps that left less than was to be given, the notices that a cap kept back."""
        sent = [(one.cause.rule, one.notice) for one in effects if isinstance(one, NoticeRequested)]
        for rule, notice in self.notices:
            if (rule, notice) not in sent:
                yield Key("notice", notice, Done("silenced"))
        points = {one.id: one for one in self.plan.points}
        for (rule, currency), due in self.due.items():
            given = sum(
                one.amount
                for one in effects
                if isinstance(one, PointsEarned) and (one.cause.rule, one.currency) == (rule, currency)
            )
            if given < due:
                yield from self._capped(points[currency], due - given, after, event, effects)

    def _capped(
        self, points: Points, missing: int, after: Member, event: Event | None, effects: tuple[Effect, ...]
    ) -> Iterator[Key]:
        for place, cap in enumerate(points.caps):
            if cap.count - self._given(points, cap, after, event, effects) < missing:
                yield Key("points", points.id, Done("capped", str(place)))

    def _given(
        self, points: Points, cap: Cap, after: Member, event: Event | None, effects: tuple[Effect, ...]
    ) -> int:
        """What counts towards a cap once the step is over."""
        if cap.per == "event":
            key = "" if event is None else event.key
            return sum(
                one.amount
                for one in effects
                if isinstance(one, PointsEarned) and (one.currency, one.cause.event) == (points.id, key)
            )
        at = after.clock if event is None else event.at
        periods = after.accounts[points.id].given.get(cap.per, {}) if points.id in after.accounts else {}
        return periods.get(period_index(self.looks.edges.clock.day(at), cap.per), 0)


def _told(book: RuleBook, story: RuleStory) -> Iterator[Key]:
    """How a rule ended, and which of its limits it used up."""
    rule = book.rule
    match story.why:
        case None:
            yield Key("rule", rule.id, Done("fires"))
        case NotMet() if story.fired:
            yield Key("rule", rule.id, Done("otherwise"))
        case NotScheduled():
            yield Key("rule", rule.id, Done("schedule"))
        case NotInAudience():
            yield Key("rule", rule.id, Done("audience"))
        case NoRoom(use):
            yield Key("rule", rule.id, Full(rule.limits.index(use.limit), beyond=True))
        case NoBudget(budget):
            yield Key("rule", rule.id, Done("budget", budget.id))
        case NotInGroup():
            yield Key("rule", rule.id, Done("group"))
        case TooFewPoints():
            yield Key("rule", rule.id, Done("points"))
        case _:
            pass
    yield from used_up("rule", rule.id, story.limits)
