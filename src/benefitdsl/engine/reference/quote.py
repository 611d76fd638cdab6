"""Quotes the slow way: every subset of the discounts, in fractions, one piece after the other (spec §18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import floor

from benefitdsl.engine.reference import benefits, limits, lots
from benefitdsl.engine.reference.expressions import flag, in_segment, number
from benefitdsl.engine.reference.facts import Issued, State
from benefitdsl.engine.reference.machine import Reference
from benefitdsl.engine.reference.rounding import rounded
from benefitdsl.engine.reference.run import Run
from benefitdsl.engine.reference.schedules import holds
from benefitdsl.model.decision import Outcome
from benefitdsl.model.event import Event, FieldValue, Line
from benefitdsl.model.pools import InMemoryPools, PoolChange, Pools, Take
from benefitdsl.model.quote import Asked, Cart
from benefitdsl.plan.parts import EventType, Minimum, Points, Promotion
from benefitdsl.plan.reduction import Reduction

ORDER_ID = "@quote"


@dataclass(frozen=True, slots=True)
class Offered:
    """A promotion or an instance that could be had. `place` is that of 18.2, `of` its promotion or benefit."""

    place: int
    source: str
    of: str
    is_coupon: bool
    reduction: Reduction
    amount: int
    touched: tuple[int, ...]
    minimum: Minimum | None
    group: str | None
    policy: str
    per_order: int | None

    @property
    def is_taken_by_itself(self) -> bool:
        return not self.is_coupon and self.policy == "stack"


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a cart comes to, line by line."""

    lines: tuple[int, ...]
    shipping: int

    @property
    def to_pay(self) -> int:
        return sum(self.lines) + self.shipping


@dataclass(frozen=True, slots=True)
class Turn:
    """What one discount found (the totals before it) and left."""

    offered: Offered
    before: Amounts
    after: Amounts

    @property
    def base(self) -> int:
        return sum(self.before.lines[line] for line in self.offered.touched)

    @property
    def off(self) -> int:
        return self.before.to_pay - self.after.to_pay


@dataclass(frozen=True, slots=True)
class Answer:
    """What the spec makes of a cart. `refused` is a reason with its detail where something chosen cannot be had."""

    listed: Amounts
    paid: Amounts
    turns: tuple[Turn, ...]
    points_used: int
    points_value: int
    stored_value: int
    money: int
    order: Event
    outcome: Outcome
    refused: tuple[str, str] | None


class Quoting:
    """A quote of the reference engine, of one member and one cart at one instant."""

    def __init__(
        self, engine: Reference, state: State, cart: Cart, at: int, pools: Pools, seed: bytes | None = None
    ) -> None:
        self.engine, self.plan, self.cart, self.at, self.seed = engine, engine.plan, cart, at, seed
        self.state, passed = engine.advance(state, at, pools, seed)
        self.pools = _Later(pools, passed.pool_changes)
        self.listed = Amounts(tuple(line.price * line.quantity for line in cart.lines), cart.shipping)
        self.kind = next(kind for kind in self.plan.events if kind.name == "order")

    def answer(self) -> Answer:
        run = self._run()
        offered = [*self._promotions(run), *self._instances(run)]
        while True:
            turns, refused = self._chosen(offered)
            answer = self._paid(turns, refused)
            guilty = [
                turn.offered
                for turn in turns
                if answer.outcome.reason
                == ("coupon_not_usable" if turn.offered.is_coupon else "promotion_not_available")
                and answer.outcome.detail == turn.offered.source
            ]
            if not guilty:
                return answer
            offered.remove(guilty[0])

    # ------------------------------------------------------------------------- candidates (18.2)

    def _run(self) -> Run:
        event = self._order_event(self.listed, (), {})
        return Run(
            self.plan, self.state, self.pools, event, event.key, self.at, max(self.state.clock, self.at)
        )

    def _promotions(self, run: Run) -> Iterator[Offered]:
        for place, promotion in enumerate(self.plan.promotions):
            if self._is_open(run, promotion):
                yield self._offered(
                    run,
                    place,
                    promotion.id,
                    promotion.id,
                    False,
                    promotion.reduction,
                    promotion.minimum,
                    promotion.group,
                    None,
                )

    def _is_open(self, run: Run, promotion: Promotion) -> bool:
        schedule = promotion.schedule
        return (
            (schedule is None or holds(schedule, run.time, self.state.attributes, self.at))
            and (promotion.audience is None or in_segment(promotion.audience, run.reading()))
            and flag(promotion.condition, run.reading())
            and all(
                limits.has_room(run, f"promotion:{promotion.id}", index, limit, run.reading())
                for index, limit in enumerate(promotion.limits)
            )
        )

    def _instances(self, run: Run) -> Iterator[Offered]:
        order = {benefit.id: place for place, benefit in enumerate(self.plan.benefits)}

        def place_of(issued: Issued) -> tuple[int, bool, int, str]:
            end = benefits.valid_until(self.state, issued)
            return order[issued.benefit], end is None, end or 0, issued.instance

        for place, issued in enumerate(sorted(self.state.issued, key=place_of)):
            benefit = benefits.named(self.plan, issued.benefit)
            if (
                benefit.reduction is not None
                and benefits.is_usable(run, issued)
                and flag(benefit.where, run.reading())
            ):
                yield self._offered(
                    run,
                    len(self.plan.promotions) + place,
                    issued.instance,
                    benefit.id,
                    True,
                    benefit.reduction,
                    benefit.minimum,
                    benefit.stacking,
                    benefit.per_order,
                )

    def _offered(
        self,
        run: Run,
        place: int,
        source: str,
        of: str,
        is_coupon: bool,
        reduction: Reduction,
        minimum: Minimum | None,
        group: str | None,
        per_order: int | None,
    ) -> Offered:
        assert run.event is not None
        items = run.event.fields["items"]
        assert isinstance(items, tuple)
        touched = tuple(
            line
            for line, item in enumerate(items)
            if isinstance(item, Mapping) and flag(reduction.where, replace(run.reading(), line=item))
        )
        policy = next((each.policy for each in self.plan.groups if each.id == group), "stack")
        amount = number(reduction.amount, run.reading())
        return Offered(
            place, source, of, is_coupon, reduction, amount, touched, minimum, group, policy, per_order
        )

    # ------------------------------------------------------------------------- the combination (18.3)

    def _chosen(self, offered: Sequence[Offered]) -> tuple[tuple[Turn, ...], tuple[str, str] | None]:
        """The best combination, or with what was chosen in vain the one without any coupon."""
        if self.cart.coupons is None:
            best = self._best(offered, None)
            return (best or ()), None
        wanted: list[Offered] = []
        for text in self.cart.coupons:
            free = [one for one in offered if one.is_coupon and one not in wanted]
            named = [one for one in free if one.source == text] or [one for one in free if one.of == text]
            if not named:
                return (self._best(offered, []) or ()), ("coupon_not_usable", text)
            wanted.append(named[0])
        best = self._best(offered, wanted)
        if best is None:
            return (self._best(offered, []) or ()), ("coupon_not_usable", "")
        return best, None

    def _best(self, offered: Sequence[Offered], wanted: list[Offered] | None) -> tuple[Turn, ...] | None:
        """The first of all valid ones by what is to be paid, coupons, places."""
        found: list[tuple[int, int, tuple[int, ...], tuple[Turn, ...]]] = []
        asked = [one for one in offered if not one.is_taken_by_itself]
        for size in range(len(asked) + 1):
            for chosen in combinations(asked, size):
                coupons = [one for one in chosen if one.is_coupon]
                if wanted is not None and sorted(_places(coupons)) != sorted(_places(wanted)):
                    continue
                if not self._may_meet(chosen, offered, are_chosen=wanted is not None):
                    continue
                turns = self._counted(chosen, offered)
                if self._is_valid(turns):
                    after = turns[-1].after if turns else self.listed
                    places = tuple(turn.offered.place for turn in turns)
                    found.append((after.to_pay, len(coupons), places, turns))
        return min(found, key=lambda one: one[:3])[3] if found else None

    def _may_meet(self, chosen: Sequence[Offered], offered: Sequence[Offered], *, are_chosen: bool) -> bool:
        for one in chosen:
            equal = [other for other in chosen if (other.is_coupon, other.of) == (one.is_coupon, one.of)]
            if one.per_order is not None and len(equal) > one.per_order:
                return False
            if not (are_chosen and one.is_coupon):
                earlier = [
                    other
                    for other in offered
                    if (other.is_coupon, other.of) == (one.is_coupon, one.of) and other.place < one.place
                ]
                if any(other not in chosen for other in earlier):
                    return False
            rest = [other for other in chosen if other is not one]
            if one.policy == "exclusive" and rest:
                return False
            if one.policy in ("first", "best") and any(other.group == one.group for other in rest):
                return False
            if one.policy == "first" and any(
                other.group == one.group and other.place < one.place and self._takes_alone(other)
                for other in offered
            ):
                return False
        return True

    def _takes_alone(self, one: Offered) -> bool:
        return self._is_valid(self._turns([one]))

    def _counted(self, chosen: Sequence[Offered], offered: Sequence[Offered]) -> tuple[Turn, ...]:
        """The chosen ones with the promotions that are taken by themselves."""
        out: list[Offered] = []
        alone = any(one.policy == "exclusive" for one in chosen)
        while True:
            beside = [one for one in offered if one.is_taken_by_itself and one not in out and not alone]
            turns = self._turns(chosen, beside)
            late = [
                turn.offered
                for turn in turns
                if turn.offered.is_taken_by_itself and not self._reaches_paid(turn.offered, turns)
            ]
            if not late:
                return turns
            out.append(late[-1])

    def _turns(self, chosen: Sequence[Offered], beside: Sequence[Offered] = ()) -> tuple[Turn, ...]:
        """Each in its turn; of those `beside` only what takes something off and reaches its minimum."""
        turns: list[Turn] = []
        now = self.listed
        for one in sorted([*chosen, *beside], key=lambda one: one.place):
            turn = Turn(one, now, self._less(one, now))
            if one in beside and not (turn.off > 0 and self._reaches(turn)):
                continue
            turns.append(turn)
            now = turn.after
        return tuple(turns)

    def _is_valid(self, turns: Sequence[Turn]) -> bool:
        return all(
            turn.off > 0 and self._reaches(turn) and self._reaches_paid(turn.offered, turns) for turn in turns
        )

    def _reaches(self, turn: Turn) -> bool:
        minimum = turn.offered.minimum
        if minimum is None or minimum.base == "paid":
            return True
        amounts = self.listed if minimum.base == "list" else turn.before
        return sum(amounts.lines[line] for line in turn.offered.touched) >= minimum.amount

    def _reaches_paid(self, one: Offered, turns: Sequence[Turn]) -> bool:
        if one.minimum is None or one.minimum.base != "paid":
            return True
        return sum(turns[-1].after.lines[line] for line in one.touched) >= one.minimum.amount

    # ------------------------------------------------------------------------- taking off (18.4)

    def _less(self, one: Offered, now: Amounts) -> Amounts:
        reduction = one.reduction
        share = Fraction(*reduction.share)
        if not one.touched:
            return now
        if reduction.way == "shipping":
            off = min(self._round(share * now.shipping, reduction), now.shipping)
            return Amounts(now.lines, now.shipping - self._capped(off, reduction))
        pieces = self._pieces(one.touched, now)[: reduction.pieces]
        touched = sum(worth for worth, _ in pieces)
        match reduction.way:
            case "amount":
                times = 1 if not reduction.per else touched // reduction.per
                times = times if reduction.times is None or not reduction.per else min(times, reduction.times)
                lose, off = pieces, min(max(0, one.amount) * times, touched)
            case "percent":
                lose, off = pieces, self._round(share * touched, reduction)
            case "price":
                lose = [(max(0, worth - max(0, one.amount)), line) for worth, line in pieces]
                off = sum(worth for worth, _ in lose)
            case "nth":
                every = reduction.every
                lose = [piece for place, piece in enumerate(pieces, 1) if every > 0 and place % every == 0]
                off = self._round(share * sum(worth for worth, _ in lose), reduction)
            case "cheapest":
                lose = self._cheapest(pieces, reduction)
                off = self._round(share * sum(worth for worth, _ in lose), reduction)
        weights = [sum(worth for worth, of in lose if of == line) for line in range(len(now.lines))]
        parts = largest_remainder(self._capped(min(off, sum(weights)), reduction), weights)
        return Amounts(
            tuple(total - part for total, part in zip(now.lines, parts, strict=True)), now.shipping
        )

    def _pieces(self, touched: Sequence[int], now: Amounts) -> list[tuple[int, int]]:
        """The worth and the line of each piece, dearest first."""
        pieces: list[tuple[int, int]] = []
        for line in touched:
            worths = largest_remainder(now.lines[line], [1] * self.cart.lines[line].quantity)
            pieces += [(worth, line) for worth in worths]
        return sorted(pieces, key=lambda piece: (-piece[0], piece[1]))

    def _cheapest(self, pieces: list[tuple[int, int]], reduction: Reduction) -> list[tuple[int, int]]:
        every = reduction.every
        if every < 1:
            return []
        runs = [pieces[start : start + every] for start in range(0, len(pieces), every)]
        return [piece for run in runs if len(run) == every for piece in run[every - reduction.free :]]

    def _round(self, amount: Fraction, reduction: Reduction) -> int:
        return rounded(amount.numerator, amount.denominator, reduction.rounding)

    def _capped(self, off: int, reduction: Reduction) -> int:
        return off if reduction.cap is None else min(off, reduction.cap)

    # ------------------------------------------------------------------------- paying and the order (18.5, 18.6)

    def _paid(self, turns: tuple[Turn, ...], refused: tuple[str, str] | None) -> Answer:
        paid = turns[-1].after if turns else self.listed
        spent: dict[str, FieldValue] = {}
        used, value, no_points = self._points(sum(paid.lines), spent)
        stored, no_stored = self._stored(paid.to_pay - value, spent)
        order = self._order_event(paid, turns, spent)
        _, outcome = self.engine.evaluate(self.state, order, self.pools, self.seed)
        reason = None if outcome.reason is None else (outcome.reason, outcome.detail)
        money = paid.to_pay - value - stored
        return Answer(
            self.listed,
            paid,
            turns,
            used,
            value,
            stored,
            money,
            order,
            outcome,
            refused or no_points or no_stored or reason,
        )

    def _together(self, unit: str) -> list[Points]:
        """The currencies of the first field of the order that asks for points as money, or for money itself."""
        names = [field.name for field in self.kind.fields]
        for first in self.plan.points:
            together = [points for points in self.plan.points if points.spent_by == first.spent_by]
            if (
                first.spent_by in names
                and together[0] is first
                and first.unit == unit
                and (unit == "money" or first.as_cash is not None)
            ):
                return together
        return []

    def _points(self, goods: int, spent: dict[str, FieldValue]) -> tuple[int, int, tuple[str, str] | None]:
        together, asked = self._together("count"), self.cart.points
        if not together:
            return 0, 0, ("not_enough_points", "") if asked not in (None, "all", 0) else None
        first = together[0]
        assert first.as_cash is not None
        step, minor, *share = first.as_cash
        live = sum(lots.spendable(self.state, points.id) for points in together)
        most = floor(Fraction(min(goods, floor(Fraction(goods * share[0], share[1]))), minor)) * step
        if asked == "all":
            used = min(most, live - live % step)
        else:
            used = asked or 0
            if first.shortfall == "take_what_is_there":
                used = min(used, live)
                used -= used % step
            if used > live:
                return 0, 0, ("not_enough_points", first.id)
            if used > most or used % step:
                return 0, 0, ("points_over_share", first.id)
        if used:
            spent[str(first.spent_by)] = used
        return used, used // step * minor, None

    def _stored(self, left: int, spent: dict[str, FieldValue]) -> tuple[int, tuple[str, str] | None]:
        together = self._together("money")
        asked: Asked = self.cart.stored_value
        if not together:
            return 0, ("not_enough_points", "") if asked not in (None, "all", 0) else None
        first = together[0]
        live = sum(lots.spendable(self.state, points.id) for points in together)
        used = min(left, live) if asked == "all" else asked or 0
        if first.shortfall == "take_what_is_there":
            used = min(used, live)
        if used > live:
            return 0, ("not_enough_points", first.id)
        if used > left:
            return 0, ("stored_value_over_total", first.id)
        if used:
            spent[str(first.spent_by)] = used
        return used, None

    def _order_event(self, paid: Amounts, turns: Sequence[Turn], spent: dict[str, FieldValue]) -> Event:
        items: list[Line] = [
            {**line.fields, "quantity": line.quantity, "amount": amount, "list_amount": listed}
            for line, amount, listed in zip(self.cart.lines, paid.lines, self.listed.lines, strict=True)
        ]
        fields: dict[str, FieldValue] = {
            **self.cart.fields,
            "amount": sum(paid.lines),
            "list_amount": sum(self.listed.lines),
            "items": tuple(items),
            **spent,
        }
        if self.cart.shipping:
            fields["shipping"] = paid.shipping
        coupons = tuple(turn.offered.source for turn in turns if turn.offered.is_coupon)
        if coupons:
            fields["coupons"] = coupons
        if turns:
            fields["discounts"] = tuple(map(_entry, turns))
        if self.kind.key not in (None, "id"):
            fields[str(self.kind.key)] = ORDER_ID
        return Event(ORDER_ID, "order", self.state.member, self.at, _declared(self.kind, fields))


def quote(
    engine: Reference, state: State, cart: Cart, at: int, pools: Pools, seed: bytes | None = None
) -> Answer:
    """What the spec makes of the cart."""
    return Quoting(engine, state, cart, at, pools, seed).answer()


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Floors first, then one each where the fraction is largest, ties in order (spec §6.1)."""
    whole = sum(weights)
    if whole == 0:
        return [total if place == 0 else 0 for place in range(len(weights))]
    exact = [Fraction(total * weight, whole) for weight in weights]
    parts = [floor(share) for share in exact]
    while sum(parts) < total:
        lacking = [share - part for share, part in zip(exact, parts, strict=True)]
        parts[lacking.index(max(lacking))] += 1
    return parts


def _places(offered: Sequence[Offered]) -> list[int]:
    return [one.place for one in offered]


def _entry(turn: Turn) -> Line:
    return {"source": turn.offered.source, "amount": turn.off, "base": turn.base}


def _declared(kind: EventType, fields: dict[str, FieldValue]) -> dict[str, FieldValue]:
    """Only the fields that orders and their lines have."""
    items = next(field for field in kind.fields if field.name == "items")
    names = {field.name for field in items.fields}
    lines = fields["items"]
    assert isinstance(lines, tuple)
    own: tuple[Line, ...] = tuple(
        {name: value for name, value in line.items() if name in names}
        for line in lines
        if isinstance(line, Mapping)
    )
    known = {field.name for field in kind.fields}
    declared = {name: value for name, value in fields.items() if name in known}
    declared["items"] = own
    return declared


class _Later(InMemoryPools):
    """The pools with what time passing changes on top."""

    def __init__(self, pools: Pools, changes: Sequence[PoolChange]) -> None:
        super().__init__()
        self._beneath, self._changed = pools, tuple(changes)

    def used(self, key: str) -> int:
        own = [change.amount for change in self._changed if isinstance(change, Take) and change.key == key]
        return self._beneath.used(key) + sum(own)

    def owner(self, key: str) -> str | None:
        owner = self._beneath.owner(key)
        for change in self._changed:
            if not isinstance(change, Take) and change.key == key:
                owner = change.owner
        return owner


def shares(paid: Sequence[int], shipping: int, answer: Answer) -> list[tuple[int, int, int, int]]:
    """Points, their value, stored value and money of each line, and last of shipping (18.6)."""
    values = [*largest_remainder(answer.points_value, paid), 0]
    numbers = [*largest_remainder(answer.points_used, values[:-1]), 0]
    costs = [*paid, shipping]
    stored = largest_remainder(
        answer.stored_value, [cost - value for cost, value in zip(costs, values, strict=True)]
    )
    return [
        (points, value, part, cost - value - part)
        for points, value, part, cost in zip(numbers, values, stored, costs, strict=True)
    ]
