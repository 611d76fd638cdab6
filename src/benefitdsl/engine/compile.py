"""A plan made into an engine: the one door to evaluating events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from benefitdsl.engine import core, due, joining
from benefitdsl.engine.book import Book
from benefitdsl.engine.draft import Draft, Refusal
from benefitdsl.engine.draws import require_seed
from benefitdsl.engine.expressions import Functions
from benefitdsl.engine.heard import Heard
from benefitdsl.engine.snapshot import snapshot
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, Scalar
from benefitdsl.model.member import FOREVER, Member
from benefitdsl.model.pools import InMemoryPools, Pools
from benefitdsl.model.quote import Cart
from benefitdsl.model.snapshot import Snapshot
from benefitdsl.plan.parts import Plan

if TYPE_CHECKING:
    from benefitdsl.engine.quote.checkout import Checkout, Quotation

# How many events a replay applies in place before it keeps a member to fall back to.
CHECKPOINT_EVENTS = 64


def compile_plan(plan: Plan) -> Engine:
    """The engine of a plan. INVARIANT: `check` accepted the plan."""
    functions = Functions()
    Book(plan, functions)  # asks for every function once, so that all are made together
    functions.make()
    return Engine(Book(plan, functions), functions)


class Engine:
    """Evaluates events of one plan. Holds no state of members: every method is a function of its arguments."""

    def __init__(self, book: Book, functions: Functions) -> None:
        self._book = book
        self._functions = functions

    @property
    def plan(self) -> Plan:
        return self._book.plan

    def source(self) -> str:
        """The Python generated for the plan's expressions, the same for the same plan."""
        return self._functions.source()

    def new_member(self, id: str, at: int, attributes: Mapping[str, Scalar] | None = None) -> Member:
        """A member who joins at an instant."""
        return joining.new_member(self._book, id, at, attributes or {})

    def evaluate(
        self, member: Member, event: Event, pools: Pools, seed: bytes | None = None
    ) -> tuple[Member, Outcome]:
        """The member after the event, and what happened. The member passed in is untouched. `SeedNeeded`."""
        require_seed(self.plan, seed)
        draft = self._draft(member)
        try:
            outcome = core.decide(draft, event, pools, seed)
        except Refusal as refusal:
            return member, _refused(refusal)
        return (member if outcome.status == "duplicate" else draft.freeze()), outcome

    def advance(
        self, member: Member, now: int, pools: Pools, seed: bytes | None = None
    ) -> tuple[Member, Outcome]:
        """The member once time has passed up to and including `now`. `SeedNeeded`."""
        require_seed(self.plan, seed)
        draft = self._draft(member)
        outcome = core.advance(draft, now, pools, seed)
        return draft.freeze(), outcome

    def open(self, member: Member) -> Draft:
        """The member opened for reading, with a section for every part of the plan."""
        return self._draft(member)

    def quote(
        self, member: Member, cart: Cart, at: int, pools: Pools, seed: bytes | None = None
    ) -> Quotation:
        """What a cart costs the member at an instant. `NoOrders`, `QuoteTooLarge`, `SeedNeeded`."""
        return self._checkout.quote(member, cart, at, pools, seed)

    @cached_property
    def _checkout(self) -> Checkout:
        """Made when first needed."""
        from benefitdsl.engine.quote.checkout import Checkout  # which needs the engine

        return Checkout(self)

    def next_due(self, member: Member) -> int | None:
        """The earliest instant at which something falls due, so that `advance` has something to do."""
        draft = self._draft(member)
        found = due.next_due(draft)
        return None if found == FOREVER else found

    def snapshot(self, member: Member) -> Snapshot:
        """What the member has at its clock."""
        return snapshot(self._draft(member))

    def replay(
        self,
        member: Member,
        events: Iterable[Event],
        pools: Pools | None = None,
        seed: bytes | None = None,
    ) -> Replay:
        """The events of one member in place, one outcome each as it is asked for; `Replay.member` is the result.
        `SeedNeeded`."""
        require_seed(self.plan, seed)
        shared = InMemoryPools() if pools is None else pools
        return Replay(self._book, self._draft(member), events, shared, seed)

    def _draft(self, member: Member) -> Draft:
        return Draft(self._book, joining.fitted(self._book, member))


class Replay(Iterator[Outcome]):
    """One open draft over a member's events. An event that is refused may have changed the draft before: then the
    events since the last checkpoint are applied again to the member kept there, with the pools as they heard them.

    Whoever drives it applies the pool changes of each outcome before asking for the next one."""

    def __init__(
        self, book: Book, draft: Draft, events: Iterable[Event], pools: Pools, seed: bytes | None
    ) -> None:
        self._draft, self._events, self._pools, self._seed = draft, iter(events), pools, seed
        self._checkpoint = draft.base
        self._since: list[tuple[Event, Heard]] = []

    def __next__(self) -> Outcome:
        event, heard = next(self._events), Heard(self._pools)
        try:
            outcome = core.decide(self._draft, event, heard, self._seed)
        except Refusal as refusal:
            self._restore()
            return _refused(refusal)
        self._since.append((event, heard))
        if len(self._since) >= CHECKPOINT_EVENTS:
            self._keep()
        return outcome

    @property
    def member(self) -> Member:
        """The member as it stands now."""
        self._keep()
        return self._checkpoint

    def _keep(self) -> None:
        self._checkpoint = self._draft.freeze()
        self._draft.open(self._checkpoint)
        self._since.clear()

    def _restore(self) -> None:
        self._draft.open(self._checkpoint)
        for event, heard in self._since:
            core.decide(self._draft, event, heard, self._seed)
        self._keep()


def _refused(refusal: Refusal) -> Outcome:
    return Outcome(refusal.status, reason=refusal.reason, detail=refusal.detail)
