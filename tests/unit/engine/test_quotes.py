"""Quotes of carts, worked out by hand (spec §18)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from benefitdsl import CartErrors, QuoteRefused, QuoteTooLarge, Rulebook, load
from benefitdsl.engine.quote.bound import combinations_bound, has_discounts
from benefitdsl.engine.quote.cart_door import NoOrders
from benefitdsl.engine.quote.quoted import Quoted
from benefitdsl.engine.quote.words import QuoteWords
from benefitdsl.messages import LANGUAGES, word
from benefitdsl.model.json import quote_from_json, quote_to_json
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.model.quote import Considered, Why
from benefitdsl.model.schema import schema_of
from benefitdsl.plan.parts import Plan

HEAD = """\
programme till "till"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end
"""
JOINED, NOW = "2026-03-01T10:00:00+08:00", "2026-03-02T10:00:00+08:00"


def till(body: str, *granted: str, given: str = "") -> tuple[Rulebook, Member]:
    """A programme and a member who was granted these when she registered."""
    gifts = ", ".join([f"grant {benefit}" for benefit in granted] + ([given] if given else []))
    rule = f"\nrule welcome: register -> {gifts}\n" if gifts else ""
    rulebook = load(HEAD + body + rule)
    member = rulebook.new_member("anna", at=JOINED)
    decision = rulebook.evaluate(member, {"id": "r", "type": "register", "member": "anna", "at": JOINED})
    assert decision.status == "applied"
    return rulebook, decision.member


def line(price: str, quantity: int = 1, category: str = "") -> dict[str, Any]:
    return {"price": price, "quantity": quantity} | ({"category": category} if category else {})


def quoted(at_till: tuple[Rulebook, Member], *lines: dict[str, Any], **more: Any) -> Quoted:
    rulebook, member = at_till
    return rulebook.quote(member, {"lines": list(lines), **more}, NOW)


def paid(quote: Quoted) -> list[int]:
    return [line.paid for line in quote.lines]


def why(quote: Quoted, part: str) -> Considered:
    return next(one for one in quote.considered if one.part == part)


# ------------------------------------------------------------------------------------------- each way (18.4)


def promotion(*fields: str) -> str:
    return "\n".join(["", 'promotion p "p"', *(f"  {field}" for field in fields), "end", ""])


@pytest.mark.parametrize(
    ("fields", "lines", "expected"),
    [
        # 10 off 30 + 60: a third and two thirds.
        (["off: 10 CNY"], [line("30"), line("60")], [2667, 5333]),
        # Three equal lines share 1.00: the cent too much is off the first.
        (["off: 1 CNY"], [line("5"), line("5"), line("5")], [466, 467, 467]),
        # 40 for each full 100 of 250, twice; once where it says at most once.
        (["off: 40 CNY", "per full: 100 CNY"], [line("250")], [17000]),
        (["off: 40 CNY", "per full: 100 CNY", "times: 1"], [line("250")], [21000]),
        # Never more than there is.
        (["off: 40 CNY"], [line("15")], [0]),
        # A tenth of 0.99 is 9.9 cents, rounded down once.
        (["percent off: 10%"], [line("0.99")], [90]),
        (["percent off: 10%", "at most: 3 CNY"], [line("50")], [4700]),
        # The dearest piece only.
        (["percent off: 50%", "pieces: 1"], [line("10", 2), line("30")], [2000, 1500]),
        # Each piece of tea for 9.90: the one below stays.
        (
            ["special price: 9.90 CNY", 'for items: category is "tea"'],
            [line("15", 2, "tea"), line("5", 1, "tea"), line("20")],
            [1980, 500, 2000],
        ),
        # Pieces 30, 20, 20, 10: the second and the fourth.
        (
            ["percent off: 50%", "nth item: 2"],
            [line("20", 2), line("30"), line("10")],
            [3000, 3000, 500],
        ),
        # Of every three the cheapest: pieces 30 20 20 | 10 are one full run; its last is the second 20.
        (["of every: 3"], [line("20", 2), line("30"), line("10")], [2000, 3000, 1000]),
        # Buy two, get one: the same.
        (["buy: 2", "get: 1"], [line("20", 2), line("30"), line("10")], [2000, 3000, 1000]),
        # Pieces of 3 × 3.34, less 0.02 are 3.34, 3.33, 3.33: a line is split into pieces.
        (["percent off: 100%", "pieces: 1"], [line("3.34", 3)], [668]),
        # Not for this cart.
        (["off: 10 CNY", 'for items: category is "tea"'], [line("30")], [3000]),
    ],
)
def test_what_a_way_takes_off(fields: list[str], lines: list[dict[str, Any]], expected: list[int]) -> None:
    assert paid(quoted(till(promotion(*fields)), *lines)) == expected


def test_the_next_discount_sees_uneven_pieces() -> None:
    """10.00 less 0.01 over 3 pieces is 3.33 each; of 9.99 + 0.01 the dearest piece is 3.34."""
    body = promotion("off: 0.02 CNY") + promotion("percent off: 100%", "pieces: 1").replace("p", "q", 1)
    body = body.replace('qromotion p "p"', 'promotion q "q"')
    assert paid(quoted(till(body), line("3.34", 3))) == [1000 - 334]


@pytest.mark.parametrize(
    ("fields", "shipping"),
    [(["free shipping: yes"], 0), (["free shipping: yes", "at most: 5 CNY"], 700)],
)
def test_shipping_is_reduced(fields: list[str], shipping: int) -> None:
    quote = quoted(till(promotion(*fields)), line("10"), shipping="12")
    assert (quote.shipping.listed, quote.shipping.paid, quote.goods) == (1200, shipping, 1000)
    assert quote.to_pay == 1000 + shipping


# ------------------------------------------------------------------------------------------- minimums (18.4)


@pytest.mark.parametrize(
    ("base", "taken", "missing"),
    [("list price", True, None), ("running total", False, 1000), ("paid", False, 1000)],
)
def test_a_minimum_is_asked_of_its_base(base: str, taken: bool, missing: int | None) -> None:
    """A cart of 100: a tenth is taken off first, then a coupon of 20 from 100 on."""
    body = promotion("percent off: 10%") + (
        f'\ncoupon c "c"\n  off: 20 CNY\n  minimum spend: 100 CNY\n  minimum counts: {base}\nend\n'
    )
    quote = quoted(till(body, "c"), line("100"))
    assert (quote.goods == 7000) == taken
    # What is missing to `paid` counts the coupon itself: 100 − 10 − 20.
    expected = 3000 if base == "paid" else missing
    assert why(quote, "c").missing == (None if taken else expected)


def test_a_minimum_of_some_lines_is_theirs() -> None:
    body = promotion("off: 5 CNY", "minimum spend: 50 CNY", 'for items: category is "tea"')
    quote = quoted(till(body), line("40", 1, "tea"), line("100"))
    assert (quote.to_pay, why(quote, "p").missing) == (14000, 1000)


# ------------------------------------------------------------------------------------------- what meets (18.3)


def coupons(policy: str) -> str:
    group = f'\ngroup together "together"\n  policy: {policy}\nend\n'
    return group + "".join(
        f'\ncoupon {name} "{name}"\n  off: {off} CNY\n  stacking: together\nend\n'
        for name, off in (("two", 2), ("nine", 9), ("five", 5))
    )


@pytest.mark.parametrize(
    ("policy", "taken", "reason"),
    [
        ("stack", ["two", "nine", "five"], None),
        ("first", ["two"], "group"),
        ("best", ["nine"], "group"),
        ("exclusive", ["nine"], "group"),
    ],
)
def test_a_group_says_which_count(policy: str, taken: list[str], reason: Why | None) -> None:
    quote = quoted(till(coupons(policy), "two", "nine", "five"), line("50"))
    assert [one.part for one in quote.discounts] == taken
    if reason is not None:
        five = why(quote, "five")
        assert (five.status, five.why) == ("usable", reason)
        assert five.other == quote.discounts[0].source


def test_an_exclusive_coupon_lets_no_promotion_beside_it() -> None:
    body = coupons("exclusive") + promotion("off: 3 CNY")
    quote = quoted(till(body, "two", "nine"), line("50"))
    assert [one.part for one in quote.discounts] == ["nine"]
    assert (why(quote, "p").why, why(quote, "p").other) == ("exclusive", "r#1")
    quote = quoted(till(body, "two"), line("50"))
    assert [one.part for one in quote.discounts] == ["p"]
    assert (why(quote, "two").why, why(quote, "two").other) == ("saves_less", "")


def test_an_order_uses_so_many_of_a_coupon() -> None:
    body = '\ncoupon two "two"\n  off: 2 CNY\n  per order: 2\nend\n'
    quote = quoted(till(body, "3 two"), line("50"))
    assert [one.source for one in quote.discounts] == ["r#0", "r#1"]
    assert [one.why for one in quote.considered] == [None, None, "per_order"]
    assert quote.combinations == 3


def test_the_cheaper_wins_then_fewer_coupons_then_the_first() -> None:
    body = "".join(
        f'\ncoupon {name} "{name}"\n  off: {off} CNY\nend\n' for name, off in (("a", 6), ("b", 9), ("c", 9))
    )
    assert [one.part for one in quoted(till(body, "a", "b", "c"), line("15")).discounts] == ["a", "b"]
    assert [one.part for one in quoted(till(body, "a", "b", "c"), line("9")).discounts] == ["b"]
    nothing = quoted(till(body, "a"), line("0"))
    assert (nothing.discounts, why(nothing, "a").why) == ((), "takes_nothing")


def test_a_coupon_that_does_not_go_with_another_says_so() -> None:
    body = (
        '\ncoupon big "big"\n  off: 30 CNY\nend\n'
        '\ncoupon late "late"\n  off: 5 CNY\n  minimum spend: 80 CNY\nend\n'
    )
    quote = quoted(till(body, "big", "late"), line("100"))
    late = why(quote, "late")
    assert (late.status, late.why, late.other, late.missing) == ("usable", "not_combined", "r#0", 1000)


def test_more_combinations_than_the_bound_are_left_to_the_member() -> None:
    body = "".join(f'\ncoupon c{n} "c{n}"\n  off: 1 CNY\nend\n' for n in range(15))
    at_till = till(body, *(f"c{n}" for n in range(15)))
    with pytest.raises(QuoteTooLarge) as too_large:
        quoted(at_till, line("100"))
    assert too_large.value.combinations == 2**15 == combinations_bound(at_till[0].plan)
    assert quoted(at_till, line("100"), coupons=["c3", "c7"]).to_pay == 9800


def bound_of(body: str) -> int | None:
    return combinations_bound(load(HEAD + body).plan)


def test_the_bound_is_read_off_the_plan() -> None:
    assert bound_of(promotion("off: 1 CNY")) == 1
    assert bound_of(coupons("stack")) == 8
    assert bound_of(coupons("best")) == bound_of(coupons("first")) == 4
    assert bound_of(coupons("exclusive")) == 4
    assert not has_discounts(load(HEAD).plan)


# ------------------------------------------------------------------------------------------- chosen coupons


def test_chosen_coupons_are_used_and_no_others() -> None:
    at_till = till(coupons("stack"), "two", "nine", "five")
    quote = quoted(at_till, line("50"), coupons=["five"])
    assert [one.part for one in quote.discounts] == ["five"]
    assert why(quote, "nine").why == "not_chosen"
    assert quoted(at_till, line("50"), coupons=[]).discounts == ()
    assert quoted(at_till, line("50"), coupons=["r#1", "two"]).to_pay == 3900


@pytest.mark.parametrize("chosen", [["two", "five"], ["gone"], ["nine", "nine"]])
def test_what_cannot_be_chosen_is_refused_and_left_out(chosen: list[str]) -> None:
    quote = quoted(till(coupons("best"), "two", "nine", "five"), line("50"), coupons=chosen)
    assert quote.refused is not None
    assert (quote.refused.reason, quote.refused.detail) == ("coupon_not_usable", chosen[-1])
    assert (quote.discounts, quote.to_pay) == ((), 5000)
    with pytest.raises(QuoteRefused):
        quote.order(id="o1")


# ------------------------------------------------------------------------------------------- why not


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (["usable: every Sunday"], "wrong_time"),
        (["claim: within 7 days"], "unclaimed"),
        (['usable if: has channel and channel is "app"'], "condition"),
        (['for items: category is "milk"'], "no_lines"),
        (["minimum spend: 60 CNY"], "minimum"),
    ],
)
def test_a_coupon_that_cannot_be_used_says_why(fields: list[str], reason: Why) -> None:
    body = "\n".join(["", 'coupon c "c"', "  off: 5 CNY", *(f"  {field}" for field in fields), "end", ""])
    one = why(quoted(till(body, "c"), line("50", 1, "tea")), "c")
    assert (one.status, one.why) == ("unusable", reason)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (["schedule: every Sunday"], "wrong_time"),
        (["audience: rich"], "audience"),
        (['if: has channel and channel is "app"'], "condition"),
    ],
)
def test_a_promotion_that_does_not_hold_says_why(fields: list[str], reason: Why) -> None:
    body = '\nsegment rich "rich"\n  if: count of order ever >= 1\nend\n' + promotion("off: 5 CNY", *fields)
    one = why(quoted(till(body), line("50")), "p")
    assert (one.status, one.why) == ("unusable", reason)


def test_a_limit_of_a_promotion_counts_orders() -> None:
    rulebook, member = till(promotion("off: 5 CNY", "limit: 1 per member"))
    quote = quoted((rulebook, member), line("50"))
    member = rulebook.evaluate(member, quote.order(id="o1")).member
    assert why(quoted((rulebook, member), line("50")), "p").why == "limit"


def test_a_held_coupon_is_for_its_checkout() -> None:
    rulebook, member = till('\ncoupon c "c"\n  off: 5 CNY\nend\n', "c")
    hold = {"id": "h", "type": "hold", "member": "anna", "at": JOINED, "checkout": "k1", "coupons": ["c"]}
    member = rulebook.evaluate(member, hold | {"minutes": 2000}).member
    assert why(quoted((rulebook, member), line("50")), "c").why == "reserved"
    quote = quoted((rulebook, member), line("50"), checkout="k1")
    assert (quote.to_pay, quote.order(id="o").fields["checkout"]) == (4500, "k1")
    later = rulebook.quote(member, {"lines": [line("50")]}, "2026-03-04T10:00:00+08:00")
    assert later.to_pay == 4500  # nobody bought: it is free again


# ------------------------------------------------------------------------------------------- paying (18.5)

POINTS = """
points beans "beans"
  spent by: points_used
  cash points: 100
  cash value: 1 CNY
  cash share: 20%
end

stored value purse "purse"
end
"""


@pytest.mark.parametrize(
    ("asked", "used", "reason"),
    [
        ("all", 800, None),  # a fifth of 40 is 8
        (300, 300, None),
        (900, 0, "points_over_share"),
        (350, 0, "points_over_share"),  # not a multiple
        (5000, 0, "not_enough_points"),
        (None, 0, None),
    ],
)
def test_points_stand_for_a_share_of_the_goods(asked: Any, used: int, reason: str | None) -> None:
    quote = quoted(till(POINTS, given="give 2000 beans"), line("40"), shipping="10", points=asked)
    assert quote.points is not None
    assert (quote.points.points_most, quote.points.live) == (800, 2000)
    assert (quote.points.points_used, quote.points.points_value) == (used, used)
    assert (quote.refused.reason if quote.refused else None) == reason
    assert quote.money == 5000 - used


def test_points_are_bounded_by_what_is_there() -> None:
    quote = quoted(till(POINTS, given="give 250 beans"), line("40"), points="all")
    assert quote.points is not None
    assert quote.points.points_used == 200


@pytest.mark.parametrize(
    ("asked", "used", "reason"),
    [("all", 3000, None), ("12.34", 1234, None), ("31", 0, "not_enough_points")],
)
def test_stored_value_pays_shipping_too(asked: str, used: int, reason: str | None) -> None:
    quote = quoted(till(POINTS, given="give 30 CNY purse"), line("40"), shipping="10", stored_value=asked)
    assert quote.stored is not None
    assert (quote.stored.stored_value, quote.money) == (used, 5000 - used)
    assert (quote.refused.reason if quote.refused else None) == reason


def test_no_more_stored_value_than_there_is_to_pay() -> None:
    quote = quoted(till(POINTS, given="give 30 CNY purse"), line("20"), stored_value="20.01")
    assert quote.refused is not None
    assert quote.refused.reason == "stored_value_over_total"
    assert quoted(till(POINTS, given="give 30 CNY purse"), line("20"), stored_value="all").money == 0


def test_refund_shares_sum_to_what_was_paid() -> None:
    """30 + 10 of goods and 5 shipping: 6.00 by points, 20 stored: 4.50 + 1.50; then of 25.50, 8.50, 5 the rest."""
    at_till = till(POINTS, given="give 600 beans, give 20 CNY purse")
    quote = quoted(at_till, line("30"), line("10"), shipping="5", points=600, stored_value="20")
    assert [(x.points_used, x.points_value, x.stored_value, x.money) for x in quote.lines] == [
        (450, 450, 1308, 1242),
        (150, 150, 436, 414),
    ]
    assert (quote.shipping.stored_value, quote.shipping.money) == (256, 244)


# ------------------------------------------------------------------------------------------- the order (18.6)


def test_the_order_says_what_the_quote_said() -> None:
    body = POINTS + promotion("percent off: 10%") + '\ncoupon c "c"\n  off: 5 CNY\nend\n'
    body += "\nrule earn: order -> give 1 beans per full 1 CNY\n"
    rulebook, member = till(body, "c", given="give 700 beans")
    quote = rulebook.quote(
        member,
        {
            "lines": [line("50", 2, "tea")],
            "shipping": "8",
            "points": "all",
            "channel": "app",
            "checkout": "k",
        },
        NOW,
    )
    order = quote.order(id="o1", order="A1", source="shop")
    assert (order.id, order.source, order.type, order.at) == ("o1", "shop", "order", quote.at)
    assert order.fields == {
        "order": "A1",
        "amount": 8500,
        "list_amount": 10000,
        "channel": "app",
        "checkout": "k",
        "shipping": 800,
        "coupons": ("r#0",),
        "points_used": 700,
        "discounts": (
            {"source": "p", "amount": 1000, "base": 10000},
            {"source": "r#0", "amount": 500, "base": 9000},
        ),
        "items": ({"category": "tea", "quantity": 2, "amount": 8500, "list_amount": 10000},),
    }
    decision = rulebook.evaluate(member, rulebook.door.read_event(rulebook.door.write_event(order)))
    assert decision.status == "applied"
    assert [type(effect) for effect in decision.effects] == [type(effect) for effect in quote.earns]


def test_a_condition_that_discounts_undo_is_no_candidate() -> None:
    """The order would be refused: of what is paid after the second, the first does not hold."""
    body = '\ncoupon low "low"\n  off: 1 CNY\n  usable if: amount >= 50 CNY\nend\n'
    quote = quoted(till(body, "low"), line("50"))
    assert (quote.discounts, why(quote, "low").why, quote.refused) == ((), "undone", None)
    assert quoted(till(body, "low"), line("51")).to_pay == 5000


def test_time_passes_before_a_quote_and_nothing_is_changed() -> None:
    body = '\ncoupon c "c"\n  off: 5 CNY\n  valid: 1 day from issue\nend\n'
    rulebook, member = till(body, "c")
    before, pools = member.to_json(), InMemoryPools()
    quote = rulebook.quote(member, {"lines": [line("50")]}, "2026-03-05T10:00:00+08:00", pools=pools)
    assert (quote.to_pay, quote.considered) == (5000, ())
    assert member.to_json() == before


# ------------------------------------------------------------------------------------------- JSON, words, the door


def test_a_quote_survives_json_and_fits_its_schema() -> None:
    body = POINTS + promotion("off: 3 CNY") + coupons("best")
    rulebook, member = till(body, "two", "nine", given="give 900 beans, give 9 CNY purse")
    quote = rulebook.quote(
        member, {"lines": [line("50")], "points": "all", "stored_value": "all", "shipping": "3"}, NOW
    )
    written = json.loads(json.dumps(quote.to_json()))
    Draft202012Validator(schema_of("quote", rulebook.plan)).validate(written)
    assert written["order"]["amount"] == "38.00"
    assert "id" not in written["order"]
    del written["order"]
    assert quote_to_json(quote_from_json(written, "CNY"), "CNY") == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_told(language: Any) -> None:
    words = QuoteWords(load(HEAD).plan, language)
    for reason in Why.__args__:
        said = words.why(Considered("r#0", "c", "coupon", "unusable", reason))
        assert said == word("quote_why", reason, language)
    for reason in ("minimum", "not_combined"):
        assert "1.00" in words.why(Considered("r#0", "c", "coupon", "usable", reason, "x", 100))
    for reason in ("group", "exclusive", "not_combined"):
        assert "other" in words.why(Considered("r#0", "c", "coupon", "usable", reason, "other"))
    assert words.reason("stored_value_over_total") != words.reason("points_over_share")


def test_a_line_is_told_by_its_name_and_draws_are_examples() -> None:
    body = (
        '\ndraw box "box"\n  prize a: give 5 beans\n  weight a: 1\nend\n\nrule drawn: order -> draw box\n'
        + POINTS
    )
    rulebook = load(HEAD + body)
    cart = {
        "lines": [{"sku": "T1", "price": "5", "quantity": 2}, {"name": "tea", "price": "1", "quantity": 1}]
    }
    member = rulebook.new_member("anna", at=JOINED)
    quote = rulebook.quote(member, cart, NOW, seed=bytes(16))
    assert [line.name for line in quote.lines] == ["T1", "tea"]
    assert "1. T1, 2 × 5.00 CNY: 10.00 CNY" in quote.explain("en")
    assert "2. tea，1.00元 × 1 件：1.00元" in quote.explain("zh")
    assert "（抽奖结果仅为示例，以实际下单为准）" in quote.explain("zh")


def test_a_quote_tells_itself() -> None:
    body = POINTS + promotion("off: 3 CNY") + coupons("best")
    at_till = till(body, "two", "nine", given="give 900 beans, give 9 CNY purse")
    quote = quoted(at_till, line("50"), shipping="3", points=100, stored_value="9")
    assert quote.explain("en") == (
        "2026-03-02 10:00 · anna · quote\n\n"
        "lines\n  1. 1 × 50.00 CNY: 50.00 CNY → 38.00 CNY\n  shipping: 3.00 CNY\n\n"
        "discounts\n  p: −3.00 CNY (line 1 −3.00 CNY)\n  nine: −9.00 CNY (line 1 −9.00 CNY)\n\n"
        "could be used\n  two: its group allows only one, and takes nine\n\n"
        "points\n  100 beans for 1.00 CNY\n  at most 700 beans for 7.00 CNY on this order; 900 beans there\n\n"
        "stored value\n  purse: 9.00 CNY\n  purse: at most 9.00 CNY on this order; 9.00 CNY there\n\n"
        "to pay\n  41.00 CNY, of it 1.00 CNY by points, 9.00 CNY by stored value, 31.00 CNY in money\n\n"
        "given back when a line is refunded\n"
        "  1. 100 beans, 8.33 CNY of stored value, 28.67 CNY in money\n"
        "  shipping: 0.67 CNY of stored value, 2.33 CNY in money\n\n"
        "the order brings\n  nothing"
    )
    assert "应付\n  41.00元，其中积分抵 1.00元、储值付 9.00元、现金付 31.00元" in quote.explain("zh")


@pytest.mark.parametrize(
    ("cart", "codes"),
    [
        ({"lines": [{"price": "1", "quantity": 0}]}, ["BEN945"]),
        ({"lines": [{"price": 1, "quantity": 1}]}, ["BEN931"]),
        ({"lines": [{"price": "1", "quantity": 1, "amount": "1"}]}, ["BEN944"]),
        ({"lines": [], "points": "many"}, ["BEN930"]),
        ({"lines": [], "points": -1}, ["BEN934"]),
        ({"lines": [], "stored_value": 5}, ["BEN931"]),
        ({"lines": [], "balance": 5}, ["BEN944"]),
        ({}, ["BEN927"]),
        ([], ["BEN943"]),
        ({"lines": [{"price": "999999999999999", "quantity": 2**53}]}, ["BEN935"]),
    ],
)
def test_the_door_refuses_what_is_no_cart(cart: Any, codes: list[str]) -> None:
    rulebook, member = till(POINTS)
    with pytest.raises(CartErrors) as refused:
        rulebook.quote(member, cart, NOW)
    assert [each.code for each in refused.value.errors] == codes
    assert all(refused.value.messages(language) for language in LANGUAGES)


def test_a_programme_without_orders_quotes_nothing() -> None:
    with pytest.raises(NoOrders):
        _ = Rulebook(Plan("p", "Asia/Shanghai", "CNY", ())).cart_door


def test_an_empty_cart_costs_nothing() -> None:
    quote = quoted(till(promotion("off: 5 CNY")))
    assert (quote.to_pay, quote.lines, quote.discounts) == (0, (), ())


def test_coupons_of_one_title_are_told_apart_by_number_never_by_instance() -> None:
    member_and_book = till(coupons("best"), "two", "two")
    told = quoted(member_and_book, line("50"))
    for language, second in (("en", "two (no. 2)"), ("zh", "two（第 2 张）")):
        assert second in told.explain(language)
        assert "r#" not in told.explain(language)
