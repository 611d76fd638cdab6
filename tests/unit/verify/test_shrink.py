"""Shrinking: the same law stays broken, and what is left is what breaks it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import benefitdsl
from benefitdsl.model.event import Event
from benefitdsl.quantities.calendar import DAY_US, HOUR_US, Zone, day_of
from benefitdsl.verify.history import Happening, History, Joining, Passing, Sending
from benefitdsl.verify.search import Search
from benefitdsl.verify.shrink import shrink
from benefitdsl.verify.shrink.plainer import plainer_names, plainer_numbers

RULES = """
programme p
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans
end

coupon ten_off
  off: 10 CNY
  minimum spend: 100 CNY
  valid: 30 days from issue
end

rule earn: order -> give 1 beans per full 1 CNY

rule from_200
  when: order
  if: amount > 200 CNY
  then: grant ten_off
end

law border
  when: order
  if: amount >= 200 CNY
  brings: ten_off
end

law one_a_month
  at most: 1 per member per month
  of: ten_off
end

law few_beans
  always: balance of beans < 5000
end
"""
ZONE = Zone("Asia/Shanghai")
START = ZONE.instant_of(day_of(2027, 5, 3), 13 * 60 + 37) + 12_345_678


def order(number: int, at: int, amount: int, member: str = "dora") -> Sending:
    fields: dict[str, object] = {"order": f"X{number}", "amount": amount, "channel": "app", "shop": "s1"}
    return Sending(Event(f"x{number}", "order", member, at, fields, "pos"))  # type: ignore[arg-type]


def thirty() -> History:
    """Thirty happenings of three members; those of numbers 7 and 23 give two coupons in one month."""
    made: list[Happening] = [
        Joining(name, START - DAY_US, {"city": "x", "birthday": 7_000}) for name in ("dora", "emil", "fang")
    ]
    at = START
    for number in range(27):
        at += 5 * HOUR_US + 1_234_567
        if number % 9 == 8:
            made.append(Passing(at))
        else:
            amount = 23_456 if number in (7, 22) else 4_321 + number
            made.append(
                order(number, at, amount, ("dora", "emil", "fang")[0 if amount > 20_000 else number % 3])
            )
    return History(tuple(made))


@pytest.fixture(scope="module")
def search() -> Search:
    return Search(benefitdsl.load(RULES), 1)


def test_a_story_of_thirty_steps_becomes_one_of_two(search: Search) -> None:
    history = thirty()
    assert len(history.happenings) == 30
    assert search.breach_in(history, "one_a_month") is not None
    plainest = shrink(search.rulebook, history, lambda one: search.breach_in(one, "one_a_month") is not None)
    morning = ZONE.instant_of(day_of(2026, 3, 1), 600)
    assert [one.event for one in plainest.happenings if isinstance(one, Sending)] == [
        Event(f"e{number}", "order", "anna", morning, {"order": f"A{number}", "amount": 30_000})
        for number in (1, 2)
    ]
    assert len(plainest.happenings) == 2


def test_only_the_same_law_counts(search: Search) -> None:
    """The history that breaks two laws is shrunk for each to another story."""
    history = replace(thirty(), happenings=(*thirty().happenings, order(99, START + 40 * DAY_US, 20_000)))
    ends = {}
    for law in ("one_a_month", "border"):
        plainest = shrink(
            search.rulebook, history, lambda one, law=law: search.breach_in(one, law) is not None
        )
        assert search.breach_in(plainest, law) is not None
        ends[law] = plainest
    assert [len(one.happenings) for one in ends.values()] == [2, 1]
    assert search.breach_in(ends["border"], "one_a_month") is None


def test_nothing_that_matters_is_left_out(search: Search) -> None:
    """5000 beans need 5000 yuan: the sum stays, however it is told."""
    history = History(tuple(order(number, START + number, 171_700) for number in range(3)))
    plainest = shrink(search.rulebook, history, lambda one: search.breach_in(one, "few_beans") is not None)
    amounts = [one.event.fields["amount"] for one in plainest.happenings if isinstance(one, Sending)]
    assert sum(amounts) >= 500_000  # type: ignore[arg-type]
    assert len(amounts) == 3


def test_the_tries_are_bounded(search: Search) -> None:
    tried = []

    def count(history: History) -> bool:
        tried.append(history)
        return search.breach_in(history, "one_a_month") is not None

    shrink(search.rulebook, thirty(), count, 10)
    assert len(tried) == 10


def test_the_same_story_comes_out_each_time(search: Search) -> None:
    def once() -> History:
        return shrink(search.rulebook, thirty(), lambda one: search.breach_in(one, "one_a_month") is not None)

    assert once() == once()


@pytest.mark.parametrize(
    ("number", "money", "first"),
    [
        (39_800, True, 100),
        (39_799, True, 100),
        (40_000, True, 100),
        (1, True, 100),
        (100, True, None),
        (7, False, 1),
        (1, False, None),
    ],
)
def test_plainer_numbers(number: int, money: bool, first: int | None) -> None:
    plainer = list(plainer_numbers(number, money=money))
    assert next(iter(plainer), None) == first
    assert number not in plainer


def test_of_two_numbers_the_one_with_fewer_digits_is_plainer() -> None:
    plainer = list(plainer_numbers(39_801, money=True))
    assert plainer.index(40_000) < plainer.index(39_000) < plainer.index(39_800)


def test_what_an_event_made_is_renamed_with_it(search: Search) -> None:
    fields: dict[str, object] = {"order": "X2", "amount": 100, "coupons": ("x7#1", "ten_off")}
    discounts = ({"source": "pos/x7#1", "amount": 1},)
    history = History(
        (
            order(7, START, 100),
            Sending(Event("x8", "redeem", "dora", START, {"benefit": "pos/x7#1"})),
            Sending(Event("x9", "order", "dora", START, {**fields, "discounts": discounts})),  # type: ignore[arg-type]
        )
    )
    types = {type_.name: type_ for type_ in search.rulebook.plan.events}
    renamed = next(iter(plainer_names(history, types)))
    first, second, third = (one.event for one in renamed.happenings if isinstance(one, Sending))
    assert (first.id, first.member, first.fields["order"]) == ("e1", "anna", "A1")
    assert second.fields == {"benefit": "pos/e1#1"}
    assert third.fields["coupons"] == ("e1#1", "ten_off")
    assert third.fields["discounts"] == ({"source": "pos/e1#1", "amount": 1},)
