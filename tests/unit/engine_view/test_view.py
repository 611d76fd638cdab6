"""Views of one member by hand, in both languages word by word (`salon.*.txt`: run this file to write them)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benefitdsl import load
from benefitdsl.engine.draws import SeedNeeded
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.host.session import Session
from benefitdsl.messages import LANGUAGES, Language
from benefitdsl.model.view import Coming, View
from benefitdsl.quantities.instants import parse_instant
from tests.support.salon import SEED, salon
from tests.unit.engine_explain.test_salon import STORY, event

HERE = Path(__file__).parent
BOOK = Rulebook(salon())


def session(*more: dict[str, Any]) -> Session[Any]:
    """The salon after its story and these events."""
    found: Session[Any] = Session(BOOK.engine, seed=SEED)
    for raw in (*STORY, *more):
        found.send(BOOK.door.read_event(raw))
    return found


def seen(at: str, *more: dict[str, Any], language: Language = "en") -> View:
    done = session(*more)
    return BOOK.view(done.members["anna"], at, language=language, pools=done.pools, seed=SEED)


def instant(text: str) -> int:
    return parse_instant(f"2026-{text}:00+08:00")


MORE = (
    event("f1", "sign_in", 13),
    event("f2", "sign_in", 14),
    event("f3", "hold", 14, checkout="c2", coupons=["ten_off"], minutes=600),
)


def page(language: Language) -> str:
    return seen("2026-03-14T12:00:00+08:00", *MORE, language=language).text() + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page(language: Language) -> None:
    assert page(language) == (HERE / f"salon.{language}.txt").read_text(encoding="utf-8")


def test_points_end_lot_by_lot_and_what_ends_soon_is_summed() -> None:
    points = seen("2027-02-10T00:00:00+08:00").points[0]
    assert [(one.amount, one.at) for one in points.expiring][:2] == [
        (20, parse_instant("2027-03-04T00:00:00+08:00")),
        (30, parse_instant("2027-03-05T00:00:00+08:00")),
    ]
    assert points.soon_until == parse_instant("2027-03-13T00:00:00+08:00")
    assert (points.balance, points.soon) == (146, 20 + 30 + 50 + 6 + 10)


def test_stored_value_is_money() -> None:
    wallet = seen("2026-03-14T12:00:00+08:00").points[1]
    assert (wallet.currency, wallet.unit, wallet.balance) == ("wallet", "money", 8800)


def test_what_a_mission_of_steps_lacks() -> None:
    welcome = next(one for one in seen("2026-03-14T12:00:00+08:00").missions if one.mission == "welcome")
    assert (welcome.progress, welcome.target, welcome.to_go, welcome.ordered) == (2, 3, 1, True)
    assert [(one.step, one.to_go) for one in welcome.steps] == [("look", 0), ("spend", 0), ("tell", 2)]
    assert welcome.counting


def test_a_streak_says_until_when_to_act() -> None:
    def streak(at: str) -> Any:
        return next(one for one in seen(at, *MORE).missions if one.mission == "signing").streak

    done = streak("2026-03-14T12:00:00+08:00")
    assert (done.length, done.today_done, done.freezes_left) == (2, True, 1)
    assert (done.saved_by, done.act_by) == (instant("03-16T00:00"), instant("03-17T00:00"))
    late = streak("2026-03-16T12:00:00+08:00")
    assert (late.alive, late.today_done, late.saved_by, late.act_by) == (True, False, None, done.act_by)
    assert not streak("2026-03-17T00:00:00+08:00").alive


def test_next_level_and_what_keeps_this_one() -> None:
    tier = seen("2026-03-14T12:00:00+08:00").tiers[0]
    assert tier.next is not None
    assert (tier.level, tier.metric, tier.next.level, tier.next.to_go) == ("gold", 156000, "black", 44000)
    assert tier.keep is not None
    # The order of 1200.00 that raised anna stops counting before the level ends; those after it are 360.00.
    assert (tier.keep.until, tier.keep.needed) == (parse_instant("2027-03-04T00:00:00+08:00"), 30000)
    assert (tier.keep.counted, tier.keep.to_go) == (36000, 0)


def test_prices_are_the_members_own_and_say_what_is_in_the_way() -> None:
    view = seen("2026-03-14T12:00:00+08:00")
    offers = {one.offer: one for one in view.offers}
    sample = offers["sample_for_beans"]
    assert [(one.currency, one.amount, one.to_go) for one in sample.points] == [
        ("beans", 80, 0)
    ]  # gold pays less
    assert (sample.in_the_way, sample.left) == ("limit", 0)
    assert (offers["box"].in_the_way, offers["box"].is_draw) == (None, True)
    assert (offers["wheel"].in_the_way, offers["wheel"].ticket) == ("ticket", "spin")
    april = {one.offer: one for one in seen("2026-04-01T00:00:00+08:00").offers}
    assert (april["sample_for_beans"].in_the_way, april["sample_for_beans"].left) == ("stock", 1)


def test_privileges_and_memberships() -> None:
    view = seen("2026-03-14T12:00:00+08:00")
    assert [(one.privilege, one.usable, one.left) for one in view.privileges] == [("lounge", False, 0)]
    assert [(one.membership, one.fee, one.is_held, one.until) for one in view.memberships] == [
        ("plus", 19800, True, parse_instant("2027-03-07T00:00:00+08:00"))
    ]
    april = seen("2026-04-01T00:00:00+08:00")
    assert [(one.usable, one.left) for one in april.privileges] == [(True, 2)]


def test_a_coupon_says_its_end_and_what_it_asks_for() -> None:
    view = seen("2026-03-14T12:00:00+08:00", *MORE)
    coupon = next(one for one in view.benefits if one.benefit == "ten_off")
    assert (coupon.state, coupon.until, coupon.minimum, coupon.worth) == (
        "reserved",
        parse_instant("2026-04-13T00:00:00+08:00"),
        5000,
        1000,
    )
    assert coupon.asks == ("an order of at least 50.00 CNY",)


def test_what_is_coming_is_in_order_of_time() -> None:
    coming = seen("2026-03-14T12:00:00+08:00").coming
    assert [one.at for one in coming] == sorted(one.at for one in coming)
    assert coming[0] == Coming(
        parse_instant("2026-04-02T00:00:00+08:00"), "mission", "welcome", "first steps", "", None
    ) or coming[0].at <= parse_instant("2026-04-02T00:00:00+08:00")
    assert {one.family for one in coming} == {"mission", "benefit", "points", "level"}


def test_time_passes_on_a_copy() -> None:
    done = session()
    before = done.members["anna"].to_json()
    later = BOOK.view(done.members["anna"], "2026-04-09T00:00:00Z", pools=done.pools, seed=SEED)
    assert [(one.score, one.value) for one in later.scores] == [("care", 156)]
    assert done.members["anna"].to_json() == before


def test_a_view_of_the_past_is_one_of_the_members_own_clock() -> None:
    assert seen("2026-03-01T00:00:00Z").at == seen("2026-03-13T02:00:00Z").at


def test_a_view_without_a_seed_stands_as_long_as_no_draw_is_due() -> None:
    done = session()
    view = BOOK.view(done.members["anna"], "2026-03-14T12:00:00+08:00", pools=done.pools)
    assert view == seen("2026-03-14T12:00:00+08:00")


def test_a_draw_that_falls_due_needs_the_seed() -> None:
    from benefitdsl import api

    rules = """\
programme lucky
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

gift cup
end

draw daily
  prize cup: grant cup
  weight cup: 1
end

rule every_day: every day -> draw daily
"""
    book = api.load(rules)
    member = book.new_member("m", at="2026-03-01T00:00:00Z")
    with pytest.raises(SeedNeeded):
        book.view(member, "2026-03-03T00:00:00Z")
    assert len(book.view(member, "2026-03-03T00:00:00Z", seed=SEED).benefits) > 0


def test_a_team_sees_what_it_does_together() -> None:
    done = session()
    team = BOOK.view(done.members["team:walkers:owls"], "2026-03-14T12:00:00+08:00", seed=SEED)
    assert [one.mission for one in team.missions] == ["walkers.goal"]
    assert team.missions[0].completed == 1
    assert team.missions[0].to_go is None  # done for this week
    assert [one.team for one in seen("2026-03-14T12:00:00+08:00").teams] == ["walkers"]


if __name__ == "__main__":
    for each in LANGUAGES:
        (HERE / f"salon.{each}.txt").write_text(page(each), encoding="utf-8")

SHARED = """\
programme p
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points leaves "leaves"
end

gift cup "cup"
end

exchange cup_for_all "a cup for all"
  costs: 3 leaves
  gives: grant cup
  limit: {limit}
end

rule rare: order if balance of leaves >= 3 -> give 1 leaves
"""


@pytest.mark.parametrize(
    ("limit", "en", "zh"),
    [
        ("50 in all per month", "50 left for all members", "全体会员还可用 50 次"),
        ("50 per member per month", "50 left", "还可用 50 次"),
    ],
)
def test_what_all_members_share_is_not_told_as_the_members_own(limit: str, en: str, zh: str) -> None:
    rulebook = load(SHARED.format(limit=limit))
    at = parse_instant("2026-03-02T00:00:00Z")
    member = rulebook.new_member("anna", at=at)
    assert f"{en}\n" in rulebook.view(member, at, language="en").text() + "\n"
    assert f"，{zh}\n" in rulebook.view(member, at, language="zh").text() + "\n"
