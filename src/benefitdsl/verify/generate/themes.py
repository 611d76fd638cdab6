"""Themes: one part of a programme with what it reads and what it leads to, so that a history is about something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Final

from benefitdsl.model.effect import BenefitIssued, Effect, PointsEarned, TierChanged
from benefitdsl.plan.expr import (
    AttributeOf,
    BalanceOf,
    DaysSince,
    HasAttribute,
    HasInviter,
    HasTag,
    Holds,
    InSegment,
    Inviter,
    MetricOf,
    PointsOfEvent,
    ProgressOf,
    ScoreOf,
    ThresholdOf,
    TierOf,
)
from benefitdsl.plan.parts import (
    Benefit,
    Board,
    Cost,
    EarnPoints,
    Enrol,
    EventType,
    Given,
    GrantBenefit,
    Inactivity,
    Law,
    Limit,
    MakeDraw,
    Metric,
    Mission,
    MultiplyPoints,
    Offer,
    OnBenefitUsed,
    OnEvent,
    OnMissionCompleted,
    OnPointsEarned,
    OnPointsRipened,
    OnTierEntered,
    OnTierLeft,
    PendingUntilCollected,
    PendingUntilEvent,
    Plan,
    Points,
    Privilege,
    Promotion,
    RaiseTier,
    ScorePart,
    SetTag,
    Step,
    TakePoints,
    Team,
    TellMember,
    TellRoster,
    TellTeam,
)
from benefitdsl.plan.schedule import AttributeDay
from benefitdsl.plan.walk import walk
from benefitdsl.verify.generate.interest import Interest, interest_of

Ref = tuple[str, str]
"""A family and an id: what parts name one another by."""

FAMILIES: Final = (
    "points", "benefits", "segments", "groups", "budgets", "rules", "missions", "tiers", "privileges", "promotions",
    "draws", "offers", "scores", "teams", "boards", "metrics",
)  # fmt: skip
ROOTS: Final = (
    "rules", "missions", "tiers", "privileges", "promotions", "offers", "scores", "points", "benefits", "teams",
    "boards",
)  # fmt: skip


LONGEST_ROW: Final = 12
"""What must happen more often does not fit into a history."""


@dataclass(frozen=True)
class Theme:
    """Parts that belong together, and the events that they are about, each as often as it weighs."""

    plan: Plan
    parts: tuple[Any, ...]
    events: tuple[str, ...]
    things: frozenset[Ref] = frozenset()
    """What the part gives, or speaks of."""

    @cached_property
    def interest(self) -> Interest:
        return interest_of(self.plan, self.parts)

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """How often the same must happen for something to come of it: a limit is passed, a target reached."""
        found: set[int] = set()
        for node in walk(self.parts):
            match node:
                case Limit(count=count):
                    found.add(count + 1)
                case Mission(measure="count" | "distinct" | "streak", stages=stages):
                    found.update(stage.at for stage in stages)
                case Step(target=target):
                    found.add(target)
                case _:
                    pass
        return tuple(sorted(one for one in found if 1 < one <= LONGEST_ROW))


@dataclass(frozen=True)
class Themes:
    """`laws` and `others` one for each law and part; `all` has everything, `sendable` every event of a host."""

    laws: tuple[Theme, ...]
    others: tuple[Theme, ...]
    all: Theme
    sendable: tuple[str, ...]


def themes_of(plan: Plan) -> Themes:
    """Every theme of a programme."""
    finder = _Finder(plan)
    sendable = tuple(type_.name for type_ in plan.events if type_.name not in finder.told)
    others = [part for family in ROOTS for part in getattr(plan, family)]
    return Themes(
        tuple(finder.theme(law) for law in plan.laws),
        tuple(finder.theme(part) for part in others),
        finder.theme_of(tuple(finder.parts)),
        sendable,
    )


class _Finder:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.parts = [part for family in FAMILIES for part in getattr(plan, family)]
        self.own = {id(part): _own(part) for part in self.parts}
        self.given = {id(part): frozenset(_gives(part)) for part in self.parts}
        self.told = {ref[1] for given in self.given.values() for ref in given if ref[0] == "event"}
        self.told |= {board.counted for board in plan.boards}
        self.told |= {type_.name for type_ in plan.events if type_.name.startswith("@")}

    def theme(self, root: Any) -> Theme:
        """A part, what it reads, what makes that, and what the part itself gives."""
        found: dict[int, Any] = {id(root): root}
        waiting = [root]
        wanted = set(_gives(root)) | _own(root)
        while waiting:
            wanted |= set(_needs(waiting.pop()))
            for part in self.parts:
                if id(part) not in found and wanted & (self.own[id(part)] | self.given[id(part)]):
                    found[id(part)] = part
                    waiting.append(part)
        return self.theme_of(tuple(found.values()), _things(root))

    def theme_of(self, parts: tuple[Any, ...], things: frozenset[Ref] = frozenset()) -> Theme:
        weights: Counter[str] = Counter()
        for part in parts:
            weights.update(
                event for event in chain(self._direct(part), self._by_role(part)) if event not in self.told
            )
        known = {type_.name: type_ for type_ in self.plan.events}
        for type_ in self.plan.events:
            if type_.reverses is not None and type_.name not in self.told:
                weights[type_.name] += (weights[type_.reverses] + 1) // 2
        events = [name for name in sorted(weights) if name in known for _ in range(min(weights[name], 6))]
        return Theme(self.plan, parts, tuple(events), things)

    def _direct(self, part: Any) -> Iterator[str]:
        """The events that a part names, each with double weight."""
        for node in walk(part):
            match node:
                case OnEvent(event) | PendingUntilEvent(event) | PendingUntilCollected(event=event):
                    yield from (event, event)
                case Inactivity(events=events):
                    yield from events
                case Metric() | Mission() | ScorePart() | Law():
                    yield from (node.event, node.event)
                    if isinstance(node, Mission):
                        yield from (step.event for step in node.steps)
                case AttributeOf() | HasAttribute() | AttributeDay():
                    yield from self._with_role("profile")
                case HasInviter() | Inviter():
                    yield from self._with_role("register")
                case _:
                    pass

    def _by_role(self, part: Any) -> Iterator[str]:
        """The events by which members use what a part offers."""
        match part:
            case Mission(enrolment=enrolment, streak=streak):
                yield from self._with_role("enrol") if enrolment else ()
                yield from self._with_role("make_up") if streak is not None and streak.repair_within else ()
            case Benefit(claim_within=claim):
                yield from self._with_role("claim", "claim") if claim is not None else ()
                yield from self._with_role("redeem")
                yield from self._with_field("coupons")
            case Privilege():
                yield from self._with_role("redeem", "redeem")
            case Offer():
                asking = [type_.name for type_ in self.plan.events if asks_for(type_, part)]
                yield from (*asking, *asking)
            case Promotion():
                yield from self._with_field("discounts")
            case Points(spent_by=field) if field is not None:
                yield from self._with_field(field)
            case Team(mentor=mentor):
                yield from self._with_role(*(["follow"] * 2 if mentor else ["join"] * 2))
            case _:
                pass

    def _with_role(self, *roles: str) -> list[str]:
        return [type_.name for role in roles for type_ in self.plan.events if type_.role == role]

    def _with_field(self, name: str) -> list[str]:
        return [type_.name for type_ in self.plan.events if any(one.name == name for one in type_.fields)]


def named_in(type_: EventType) -> str | None:
    """The field by which an event of the role `offer` names what is asked for."""
    return next((one.name for one in type_.fields if one.type == "text" and one.required), None)


def asks_for(type_: EventType, offer: Offer) -> bool:
    """Whether hosts ask for the offer by events of this type: for a draw by one that names draws, for what has a fee
    by one with an amount, for anything else by one with neither."""
    if type_.role != "offer":
        return False
    draws = any(isinstance(node, MakeDraw) and node.draw == offer.id for node in walk(offer.then))
    pays = any(field.name == "amount" for field in type_.fields)
    return (named_in(type_) == "draw") == draws and pays == (offer.fee is not None)


def given_refs(effect: Effect) -> Iterator[Ref]:
    """What an effect gives, as parts name it."""
    match effect:
        case PointsEarned(currency=currency):
            yield "points", currency
        case BenefitIssued(benefit=benefit):
            yield "benefit", benefit
        case TierChanged(tiers=tiers):
            yield "tiers", tiers
        case _:
            pass


def _things(part: Any) -> frozenset[Ref]:
    """What a part is, gives or, if it is a law, speaks of."""
    return _own(part) | frozenset(_gives(part)) | frozenset(_needs(part) if isinstance(part, Law) else ())


def _own(part: Any) -> frozenset[Ref]:
    """What a part is to those that name it."""
    found = {(type(part).__name__.lower(), part.id)}
    return frozenset(found | ({("event", part.placed)} if isinstance(part, Board) else set()))


def _gives(part: Any) -> Iterator[Ref]:
    """What comes of a part."""
    for node in walk(part):
        match node:
            case EarnPoints(currency=currency) | MultiplyPoints(currency=currency):
                yield "points", currency
            case GrantBenefit(benefit):
                yield "benefit", benefit
            case SetTag(tag):
                yield "tag", tag
            case RaiseTier(tiers):
                yield "tiers", tiers
            case Enrol(mission):
                yield "mission", mission
            case TellMember(event=event) | TellTeam(event=event) | TellRoster(event=event):
                yield "event", event
            case Board(placed=placed):
                yield "event", placed
            case _:
                pass


def _needs(part: Any) -> Iterator[Ref]:
    """What a part reads or names."""
    for node in walk(part):
        match node:
            case MetricOf(metric) | DaysSince(metric):
                yield "metric", metric
            case BalanceOf(currency) | PointsOfEvent(currency) | OnPointsEarned(currency):
                yield "points", currency
            case OnPointsRipened(currency) | TakePoints(currency=currency) | Cost(currency=currency):
                yield "points", currency
            case Holds(benefit) | OnBenefitUsed(benefit):
                yield "benefit", benefit
            case TierOf(tiers) | ThresholdOf(tiers) | OnTierEntered(tiers) | OnTierLeft(tiers):
                yield "tiers", tiers
            case HasTag(tag):
                yield "tag", tag
            case InSegment(segment):
                yield "segment", segment
            case ProgressOf(mission) | OnMissionCompleted(mission):
                yield "mission", mission
            case ScoreOf(score):
                yield "score", score
            case MakeDraw(draw):
                yield "draw", draw
            case OnEvent(event):
                yield "event", event
            case Board(counted=counted):
                yield "event", counted
            case Given(family, id_):
                yield family, id_
            case Metric(event=event) if event.startswith("@points/"):
                yield "points", event.removeprefix("@points/")
            case _:
                pass
    yield from _named(part)


def _named(part: Any) -> Iterable[Ref]:
    """Parts that stand in a field of their own."""
    audience = getattr(part, "audience", None)
    group = getattr(part, "group", None)
    ticket = getattr(part, "ticket", None)
    named = {"segment": audience, "group": group, "benefit": ticket}
    return [(family, name) for family, name in named.items() if name is not None] + [
        ("budget", budget) for budget in getattr(part, "budgets", ())
    ]


__all__ = ["Ref", "Theme", "Themes", "given_refs", "themes_of"]
