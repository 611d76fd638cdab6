"""A rule book ready to run: what a host holds. Knows the plan and the engine, nothing of the language.

rulebook = load_plan(stored)                          # or benefitdsl.load("rules/")
member = rulebook.new_member("m1", at="2026-03-01T10:00:00+08:00")
decision = rulebook.evaluate(member, {"id": "e1", "type": "order", "member": "m1", …})
decision.effects, decision.member
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from benefitdsl.engine.compile import Engine, compile_plan
from benefitdsl.engine.door import Door
from benefitdsl.engine.fit import require_parts
from benefitdsl.model.addressed import addressed_events
from benefitdsl.model.decision import Outcome, Reason, Status
from benefitdsl.model.effect import Effect
from benefitdsl.model.event import Event, Scalar
from benefitdsl.model.json import effect_to_json, outcome_to_json
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools, PoolChange, Pools
from benefitdsl.model.quote import Cart
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.codec import plan_from_text, plan_to_json, with_version
from benefitdsl.plan.parts import Plan
from benefitdsl.quantities.instants import check_instant, instant_from_datetime, parse_instant

if TYPE_CHECKING:
    from benefitdsl.catalogue import Catalogue
    from benefitdsl.diagnostics import Diagnostic
    from benefitdsl.engine.explain import Explainer
    from benefitdsl.engine.quote.cart_door import CartDoor
    from benefitdsl.engine.quote.quoted import Quoted
    from benefitdsl.engine.view import Viewer
    from benefitdsl.messages import Language
    from benefitdsl.model.view import View

Instant = int | str | datetime
"""Microseconds UTC, RFC 3339 text with an offset, or an aware datetime."""


class WrongMember(ValueError):
    """An event of one member was to be evaluated on the state of another."""

    def __init__(self, member: str, event_member: str) -> None:
        super().__init__(f"the event is of member `{event_member}`, the state of `{member}`")
        self.member = member
        self.event_member = event_member


class ChangedPlan(ValueError):
    """A stored plan does not have the version that it says it has."""

    def __init__(self, said: str, found: str) -> None:
        super().__init__(f"the plan says version {said[:12]}, but its content has {found[:12]}")
        self.said = said
        self.found = found


class Effects(tuple[Effect, ...]):
    """The effects of a decision, in order."""

    currency: str

    @classmethod
    def of(cls, effects: Iterable[Effect], currency: str) -> Effects:
        made = cls(effects)
        made.currency = currency
        return made

    def to_json(self) -> list[dict[str, Any]]:
        """JSON-able values, money as text in major units of the programme's currency."""
        return [effect_to_json(effect, self.currency) for effect in self]


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of an event, or of time passing: the new state and what the host is to carry out with it.

    The member passed in is untouched. See `Outcome` for what each status means."""

    member: Member
    effects: Effects
    status: Status
    reason: Reason | None
    detail: str
    pool_changes: tuple[PoolChange, ...]
    before: Member = field(repr=False, compare=False)
    event: Event | None = field(repr=False, compare=False)
    pools: Pools = field(repr=False, compare=False)
    rulebook: Rulebook = field(repr=False, compare=False)
    seed: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def outcome(self) -> Outcome:
        """The decision without the state."""
        return Outcome(self.status, self.effects, self.pool_changes, self.reason, self.detail)

    @property
    def addressed(self) -> tuple[Event, ...]:
        """The events for other members that the host is to deliver, in order; none for a duplicate."""
        return addressed_events(self.outcome)

    def to_json(self) -> dict[str, Any]:
        """The outcome and the state as JSON-able values; money in effects is text in major units."""
        return {**outcome_to_json(self.outcome, self.rulebook.plan.currency), "member": self.member.to_json()}

    def explain(self, language: Language = "en") -> str:
        """Which rules fired, which did not and by how much they missed, in words.

        Ask before the pool changes are applied: what was left of a budget is read from the pools."""
        from benefitdsl.engine.explain import Teller  # only who asks for words loads them

        told = self.rulebook.explainer.explain(
            self.before, self.event, self.outcome, self.member, self.pools, self.seed
        )
        return Teller(self.rulebook.plan, language, self.rulebook.names(language)).text(told)


class Rulebook:
    """A plan with its engine. Stateless: every method is a function of its arguments, and none changes them.

    The `catalogue` has the words in which explanations speak of events and fields; without one they are called as in
    the plan."""

    def __init__(
        self, plan: Plan, warnings: tuple[Diagnostic, ...] = (), catalogue: Catalogue | None = None
    ) -> None:
        self.plan = plan
        self.warnings = warnings
        self.catalogue = catalogue

    def __repr__(self) -> str:
        return f"<Rulebook {self.plan.id} {self.version[:12]}>"

    def names(self, language: Language) -> Mapping[str, str]:
        """What readers of a language call the standard events and fields."""
        return {} if self.catalogue is None else self.catalogue.names(language)

    @property
    def version(self) -> str:
        """The content address of the plan."""
        return self.plan.version

    @cached_property
    def engine(self) -> Engine:
        """The compiled plan, made when first needed."""
        return compile_plan(self.plan)

    @cached_property
    def explainer(self) -> Explainer:
        """Tells why things happened, made when first needed."""
        from benefitdsl.engine.explain import Explainer

        return Explainer(self.plan)

    @cached_property
    def viewer(self) -> Viewer:
        """Tells what members have, made when first needed."""
        from benefitdsl.engine.view import Viewer

        return Viewer(self.engine, self.names)

    @cached_property
    def door(self) -> Door:
        """Reads and writes events by the plan's own schema."""
        return Door(self.plan)

    @cached_property
    def cart_door(self) -> CartDoor:
        """Reads carts by the plan's own schema of an order. `NoOrders`."""
        from benefitdsl.engine.quote.cart_door import CartDoor

        return CartDoor(self.plan)

    def new_member(self, id: str, *, at: Instant, attributes: Mapping[str, Any] | None = None) -> Member:
        """A member who joins at an instant. `EventErrors` for an id that no event could have, and for attributes that
        the programme does not know."""
        known: dict[str, Scalar] = self.door.read_attributes(attributes or {})
        return self.engine.new_member(self.door.read_member(id), to_instant(at), known)

    def evaluate(
        self,
        member: Member,
        event: Event | Mapping[str, Any],
        *,
        pools: Pools | None = None,
        seed: bytes | None = None,
    ) -> Decision:
        """What an event leads to. A mapping is read at the door (`EventErrors`). `WrongMember`, `MissingParts`.

        Without `pools` nothing is shared between members. `seed` is for draws, of at least 16 bytes that nobody can
        guess; a programme that has some needs it for every call (`SeedNeeded`)."""
        read = event if isinstance(event, Event) else self.door.read_event(event)
        if read.member != member.id:
            raise WrongMember(member.id, read.member)
        require_parts(member, self.plan)
        shared = InMemoryPools() if pools is None else pools
        after, outcome = self.engine.evaluate(member, read, shared, seed)
        return self._decision(member, after, outcome, read, shared, seed)

    def advance(
        self, member: Member, now: Instant, *, pools: Pools | None = None, seed: bytes | None = None
    ) -> Decision:
        """What falls due up to and including an instant. `MissingParts`, `SeedNeeded`."""
        require_parts(member, self.plan)
        shared = InMemoryPools() if pools is None else pools
        after, outcome = self.engine.advance(member, to_instant(now), shared, seed)
        return self._decision(member, after, outcome, None, shared, seed)

    def quote(
        self,
        member: Member,
        cart: Cart | Mapping[str, Any],
        at: Instant,
        *,
        pools: Pools | None = None,
        seed: bytes | None = None,
    ) -> Quoted:
        """What a cart costs the member at an instant, and why. Changes nothing. A mapping is read at the door
        (`CartErrors`). `QuoteTooLarge`, `NoOrders`, `MissingParts`; `SeedNeeded` where a draw is due before or comes
        with the order. For an instant before the member's latest event it is the quote of an order that comes late."""
        from benefitdsl.engine.quote.quoted import Quoted  # workers that quote nothing do not load it

        read = cart if isinstance(cart, Cart) else self.cart_door.read_cart(cart)
        require_parts(member, self.plan)
        shared = InMemoryPools() if pools is None else pools
        return Quoted.of(self.engine.quote(member, read, to_instant(at), shared, seed), self.plan, self.names)

    def view(
        self,
        member: Member,
        at: Instant,
        *,
        language: Language = "en",
        pools: Pools | None = None,
        seed: bytes | None = None,
    ) -> View:
        """What the member has, can do and must not miss, once time has passed up to an instant; nothing is changed.
        `pools` say what stock and shared limits leave. Time never runs backwards: for an instant before the member's
        latest event it is the view at that event, and its `at` says so. `MissingParts`; `SeedNeeded` where a draw is
        due before."""
        require_parts(member, self.plan)
        return self.viewer.view(member, to_instant(at), language, pools, seed)

    def next_due(self, member: Member) -> int | None:
        """The instant at which `advance` next has something to do, or None."""
        return self.engine.next_due(member)

    def snapshot(self, member: Member) -> Snapshot:
        """What the member has, as plain values."""
        return self.engine.snapshot(member)

    def to_json(self) -> dict[str, Any]:
        """The plan as JSON-able values: what a store keeps and `load_plan` reads."""
        return plan_to_json(self.plan)

    @classmethod
    def from_json(cls, data: Mapping[str, Any], catalogue: Catalogue | None = None) -> Rulebook:
        """The rule book of what `to_json` wrote; see `load_plan`."""
        return load_plan(data, catalogue)

    def _decision(
        self,
        before: Member,
        after: Member,
        outcome: Outcome,
        event: Event | None,
        pools: Pools,
        seed: bytes | None,
    ) -> Decision:
        return Decision(
            after,
            Effects.of(outcome.effects, self.plan.currency),
            outcome.status,
            outcome.reason,
            outcome.detail,
            outcome.pool_changes,
            before,
            event,
            pools,
            self,
            seed,
        )


def load_plan(data: Mapping[str, Any] | str | bytes, catalogue: Catalogue | None = None) -> Rulebook:
    """The rule book of a stored plan, as JSON text or as what it was read into. `PlanError`, `ChangedPlan`.

    Needs nothing of the language: no parser is loaded. With a `catalogue`, such as `benefitdsl.std.STANDARD`,
    explanations speak of events and fields in its words."""
    plan = plan_from_text(data if isinstance(data, str | bytes) else json.dumps(data, allow_nan=False))
    found = with_version(plan)
    if plan.version and plan.version != found.version:
        raise ChangedPlan(plan.version, found.version)
    return Rulebook(found, catalogue=catalogue)


def to_instant(moment: Instant) -> int:
    """Microseconds UTC. `BadInstant`, `InstantOutOfRange`, `NaiveDatetime`."""
    match moment:
        case str():
            return parse_instant(moment)
        case datetime():
            return instant_from_datetime(moment)
        case _:
            return check_instant(moment)
