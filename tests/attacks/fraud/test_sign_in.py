"""Signing in with new ids, from other zones, with shifted clocks, and with make-up cards."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benefitdsl.engine import core
from benefitdsl.model.effect import BenefitUsed, MissionCompleted, PointsEarned
from tests.attacks.fraud.playing import Both, Change, effects_of, only_production, programme

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 9
Told = tuple[str, datetime, int]  # what, when, and for a make-up card the day of the month


def when(day: int, minute: int, offset: int) -> datetime:
    """A minute of a day of March in Shanghai, said in the time of a zone so many hours from Greenwich."""
    there = datetime(2026, 3, day, tzinfo=ZONE) + timedelta(minutes=minute)
    return there.astimezone(timezone(timedelta(hours=offset)))


@st.composite
def told(draw: st.DrawFn) -> Told:
    kind = draw(st.sampled_from(["sign_in", "sign_in", "sign_in", "share", "make_up"]))
    clock = when(
        draw(st.integers(1, DAYS)),
        draw(st.integers(0, 1439) | st.sampled_from([0, 1439])),
        draw(st.integers(-12, 14)),
    )
    return kind, clock, draw(st.integers(1, DAYS))


def faults(story: list[Told], *changes: Change) -> list[str]:
    """What was had more than once a day, and streaks longer than the days there were and one card."""
    both = Both(programme("sign_in", *changes))
    daily, days, cards, found = Counter[str](), set[str](), 0, []
    for number, (kind, clock, day) in enumerate(story):
        fields = {"day": f"2026-03-{day:02}"} if kind == "make_up" else {}
        local = f"{clock.astimezone(ZONE):%Y-%m-%d}"
        for effect in effects_of(both.send(kind, "m", f"e{number}", clock.isoformat(), **fields)):
            match effect:
                case PointsEarned(cause=cause) if cause.rule == "签到积分":
                    daily[local] += 1
                    days.add(local)
                case BenefitUsed():
                    cards += 1
                case MissionCompleted(stage=stage) if stage > len(days) + min(cards, 1):
                    found.append(f"a streak of {stage} after {len(days)} days and {cards} cards")
    return found + [f"{local} counted {count} times" for local, count in daily.items() if count > 1]


@settings(max_examples=150)
@given(st.lists(told(), max_size=16))
def test_a_day_counts_once_and_a_streak_is_as_long_as_its_days(story: list[Told]) -> None:
    assert faults(story) == []


HOPS = [("sign_in", when(1, minute, offset), 1) for minute in (0, 720, 1439) for offset in (-12, 0, 8, 14)]
GAPS: list[Told] = [
    *[("share", when(1, number, 8), 1) for number in range(3)],
    ("sign_in", when(1, 600, 8), 1),
    ("sign_in", when(4, 600, 8), 1),
    *[("make_up", when(4, 700 + day, 8), day) for day in (2, 3)],
    ("sign_in", when(5, 600, 8), 1),
]


def test_twelve_ids_of_one_day_from_four_zones_count_once() -> None:
    assert len({clock.astimezone(UTC) for _, clock, _ in HOPS}) == 3
    assert faults(HOPS) == []


def test_a_second_card_in_a_month_closes_no_second_gap() -> None:
    assert faults(GAPS) == []


def test_a_month_with_more_cards_shows() -> None:
    assert faults(GAPS, ("每位会员 每月 1次", "每位会员 每日 3次"))


@pytest.mark.parametrize("story", [HOPS, [*HOPS, *GAPS]], ids=["one day", "more"])
def test_days_that_are_not_told_apart_show(story: list[Told], monkeypatch: pytest.MonkeyPatch) -> None:
    def never(draft: Any, kind: Any) -> None:
        return None

    only_production(monkeypatch)
    monkeypatch.setattr(core, "_repeats", never)
    assert faults(story)
