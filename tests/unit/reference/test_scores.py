"""Scores (spec §14)."""

from __future__ import annotations

from benefitdsl.model.effect import ScoreReviewed, TierChanged
from benefitdsl.model.event import FieldValue
from benefitdsl.plan.expr import TRUE, Compare, Const, FieldOf, ItemFieldOf, MetricOf, ScoreOf
from benefitdsl.plan.parts import (
    EventField,
    EventType,
    Level,
    Metric,
    Plan,
    ReviewPeriodic,
    Score,
    ScoreCap,
    ScorePart,
    Tiers,
)
from benefitdsl.quantities.window import Ever, RollingDays
from tests.unit.reference.crowd import DAY, ORIGIN, START, Crowd

LINE = (EventField("category", "text"), EventField("amount", "money"), EventField("quantity", "number"))
ORDER = EventType(
    "order",
    (
        EventField("no", "text", True),
        EventField("amount", "money", True),
        EventField("shop", "text"),
        EventField("items", "items", fields=LINE),
    ),
    key="no",
)
REFUND = EventType(
    "refund",
    (EventField("no", "text", True), EventField("amount", "money"), EventField("lines", "items")),
    reverses="order",
)
SPENDING = ScorePart("spending", FieldOf("amount"), 100, "order")
LINES = ScorePart("lines", ItemFieldOf("amount"), 100, "order", items=True)
ORDERS = Metric("orders", "order", "count", None, TRUE, False, Ever())


def crowd(*parts: ScorePart, tiers: tuple[Tiers, ...] = (), **review: int) -> Crowd:
    score = Score("care", ORIGIN, parts, ReviewPeriodic("month", review.get("day", 1)))
    return Crowd(
        Plan("club", "Asia/Shanghai", "CNY", (ORDER, REFUND), metrics=(ORDERS,), tiers=tiers, scores=(score,))
    )


def line(category: str, amount: int, quantity: int = 1) -> dict[str, int | str]:
    return {"category": category, "amount": amount, "quantity": quantity}


def score_on(anna: Crowd, day: int) -> int:
    anna.waits("anna", day)
    return dict(anna.sees("anna").scores)["care"]


def bought(*orders: tuple[int, dict[str, FieldValue]], parts: tuple[ScorePart, ...]) -> int:
    """The score on 1 March (day 13) after such orders, each on its day."""
    anna = crowd(*parts)
    for number, (day, fields) in enumerate(orders):
        anna.sends("anna", "order", day, **{"no": f"o{number}", **fields})
    return score_on(anna, 13)


def test_a_score_is_looked_at_only_when_it_is_reviewed() -> None:
    anna = crowd(SPENDING)
    anna.sends("anna", "order", 1, no="a", amount=9_990)
    assert anna.sees("anna").scores == (("care", 0),)
    assert anna.engine.next_due(anna.state("anna")) == START + 13 * DAY
    (reviewed,) = anna.waits("anna", 13)
    assert isinstance(reviewed, ScoreReviewed)
    assert (reviewed.old, reviewed.new, reviewed.cause.rule) == (0, 99, "care")
    assert reviewed.cause.at == START + 13 * DAY
    assert anna.waits("anna", 80) == ()  # the same again: nothing to say


def test_each_part_counts_whole_steps_and_what_is_below_one_is_no_entry() -> None:
    assert bought((1, {"amount": 199}), (2, {"amount": 199}), (3, {"amount": 99}), parts=(SPENDING,)) == 2


def test_caps_take_entries_in_order_of_time() -> None:
    capped = ScorePart(
        "capped", FieldOf("amount"), 100, "order", caps=(ScoreCap(10, "day"), ScoreCap(25, "month"))
    )
    day_by_day = [(day, {"amount": 800}) for day in (1, 1, 2, 3, 4)]
    # 8 + 2 on the first day, 8, then 7 are left of the month and 0.
    assert bought(*day_by_day, parts=(capped,)) == 25
    by_order = ScorePart("by_order", FieldOf("amount"), 100, "order", caps=(ScoreCap(5, "order"),))
    assert bought((1, {"amount": 800}), (1, {"amount": 300}), parts=(by_order,)) == 8


def test_a_late_entry_is_counted_in_its_place() -> None:
    window = RollingDays(11)
    capped = ScorePart(
        "capped", FieldOf("amount"), 100, "order", window=window, caps=(ScoreCap(10, "month"),)
    )
    # Counted on day 13, the order of day 2 is out of the window, and so leaves its room to the other.
    assert bought((3, {"amount": 700}), (2, {"amount": 900}), parts=(capped,)) == 7
    two = ScorePart("two", FieldOf("amount"), 100, "order", caps=(ScoreCap(10, "month"), ScoreCap(9, "shop")))
    anna = crowd(two)
    for day, shop, amount in ((2, "east", 900), (1, "west", 600), (14, "east", 900)):
        anna.sends("anna", "order", day, no=f"o{day}", shop=shop, amount=amount)
    # West 6 of February, so east has the other 4 of it, and 5 of March.
    assert score_on(anna, 44) == 6 + 4 + 5


def test_an_order_without_a_key_is_one_of_its_own() -> None:
    anna = crowd(ScorePart("by_order", FieldOf("amount"), 100, "order", caps=(ScoreCap(5, "order"),)))
    for _ in range(2):
        anna.sends("anna", "order", 1, amount=800)
    assert score_on(anna, 13) == 10


def test_lines_have_their_own_category_and_the_shop_of_the_order() -> None:
    per_category = ScorePart(
        "lines", ItemFieldOf("amount"), 100, "order", items=True, caps=(ScoreCap(5, "category"),)
    )
    items = (line("milk", 400), line("bread", 300), line("milk", 400))
    assert bought((1, {"amount": 1_100, "items": items}), parts=(per_category,)) == 5 + 3
    per_shop = ScorePart(
        "lines", ItemFieldOf("amount"), 100, "order", items=True, caps=(ScoreCap(6, "shop"),)
    )
    assert bought((1, {"amount": 1_100, "shop": "east", "items": items}), parts=(per_shop,)) == 6


def test_a_line_without_the_value_gives_no_entry() -> None:
    assert (
        bought((1, {"amount": 500, "items": ({"category": "milk"}, line("milk", 500))}), parts=(LINES,)) == 5
    )


def test_a_part_scales_by_one_before_it_as_that_stands() -> None:
    orders = ScorePart("orders", MetricOf("orders"), most=2)
    scaled = ScorePart("spending", FieldOf("amount"), 100, "order", scale=("orders", 1, 3), most=20)
    # 2 of 3 orders; 40 × 2 / 3 = 26, at most 20; and the factor is summed too.
    many = [(day, {"amount": 1_400}) for day in (1, 2, 3)]
    assert bought(*many, parts=(orders, scaled)) == 22
    assert bought((1, {"amount": 1_100}), parts=(orders, scaled)) == 1 + 3


def test_a_part_of_the_member_is_never_below_zero() -> None:
    assert bought((1, {"amount": 100}), parts=(ScorePart("debt", Const(-50)), SPENDING)) == 1


def test_entries_leave_the_window_before_the_next_review() -> None:
    anna = crowd(ScorePart("recent", FieldOf("amount"), 100, "order", window=RollingDays(30)))
    anna.sends("anna", "order", 1, no="a", amount=1_000)
    assert score_on(anna, 13) == 10
    (fallen,) = anna.waits("anna", 44)
    assert isinstance(fallen, ScoreReviewed)
    assert (fallen.old, fallen.new) == (10, 0)


def test_a_refund_counts_again_what_is_left() -> None:
    anna = crowd(SPENDING, LINES)
    items = (line("milk", 400, 2), line("bread", 600))
    anna.sends("anna", "order", 1, no="a", amount=1_000, items=items)
    anna.sends("anna", "refund", 2, no="a", lines=({"line": 1, "quantity": 1},))
    # 1000 − 200 = 8; milk 400 − 200 = 2, bread 6.
    assert score_on(anna, 13) == 8 + 2 + 6


def test_a_refund_by_amount_takes_its_share_of_each_line() -> None:
    anna = crowd(LINES)
    anna.sends("anna", "order", 1, no="a", amount=1_000, items=(line("milk", 400), line("bread", 600)))
    anna.sends("anna", "refund", 2, no="a", amount=500)
    assert score_on(anna, 13) == (4 - 2) + (6 - 3)
    anna.sends("anna", "refund", 14, no="a")
    assert score_on(anna, 44) == 0


def test_a_line_that_came_back_whole_moves_no_other() -> None:
    anna = crowd(LINES)
    items = (line("milk", 400), line("bread", 600), line("cheese", 900))
    anna.sends("anna", "order", 1, no="a", amount=1_900, items=items)
    anna.sends("anna", "refund", 2, no="a", lines=({"line": 2, "quantity": 1},))
    assert score_on(anna, 13) == 4 + 9


def test_a_ladder_that_reads_a_score_follows_its_review() -> None:
    ladder = Tiers("club", ORIGIN, (Level("base", 0), Level("gold", 5)), ScoreOf("care"))
    deaf = Tiers("deaf", ORIGIN, (Level("base", 0), Level("gold", 1)), MetricOf("orders"))
    anna = crowd(SPENDING, tiers=(ladder, deaf))
    anna.sends("anna", "order", 1, no="a", amount=700)
    assert [view.level for view in anna.sees("anna").tiers] == ["base", "gold"]
    reviewed, risen = anna.waits("anna", 13)
    assert isinstance(reviewed, ScoreReviewed)
    assert isinstance(risen, TierChanged)
    assert (risen.tiers, risen.new, risen.cause.at) == ("club", "gold", reviewed.cause.at)


def test_where_chooses_the_lines() -> None:
    milk = ScorePart(
        "milk",
        ItemFieldOf("amount"),
        100,
        "order",
        Compare("eq", ItemFieldOf("category"), Const("milk")),
        items=True,
    )
    items = (line("milk", 400), line("bread", 600))
    assert bought((1, {"amount": 1_000, "items": items}), parts=(milk,)) == 4
