"""The CDNOW purchases: totals known from elsewhere, and computed a second time here from the file alone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from benefitdsl import api
from benefitdsl.adapters.files.events import EventReader
from benefitdsl.adapters.files.mapping import read_mapping
from benefitdsl.adapters.files.replay import replay
from benefitdsl.adapters.files.summary import Summary
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import Plan
from benefitdsl.quantities.days import day_of
from benefitdsl.quantities.zone import Zone
from tests.real.shared import EXAMPLES, beside

FOLDER = EXAMPLES / "cdnow"
SAMPLE_EVERY = 10  # the reference engine is told a tenth of the members


@pytest.fixture(scope="module")
def plan() -> Plan:
    return api.load(FOLDER / "cdnow.en.benefit").plan


@pytest.fixture(scope="module")
def events(plan: Plan) -> list[Event]:
    reader = EventReader(
        plan, beside("data", "cdnow", "CDNOW_master.txt"), read_mapping(FOLDER / "cdnow.map.yaml")
    )
    found = list(reader)
    assert all(isinstance(event, Event) for event in found)
    return [event for event in found if isinstance(event, Event)]


def end_of_data(plan: Plan) -> int:
    return Zone(plan.timezone, plan.day_start).start_of_day(day_of(1998, 7, 1))


def run(plan: Plan, events: list[Event], engine: str) -> Summary:
    told = replay(plan, events, engine=engine, until=end_of_data(plan))  # type: ignore[arg-type]
    told.close()
    return told.summary


def test_totals(plan: Plan, events: list[Event]) -> None:
    summary = run(plan, events, "compiled").to_json()
    assert summary["events"] == 69_659
    assert summary["members"] == 23_570
    assert summary["statuses"] == {"applied": 69_659}
    assert summary["benefits"]["five_off"]["issued"] == 13_793
    assert summary["points"]["points"]["earned"] == 2_453_159
    assert summary["points"]["points"]["expired"] == 1_403_366


def test_totals_follow_from_the_file(plan: Plan, events: list[Event]) -> None:
    """The same figures with nothing of ours but the expected meaning."""
    earned = expired = coupons = 0
    per_month: dict[tuple[str, int, int], int] = {}
    rows = beside("data", "cdnow", "CDNOW_master.txt").read_text().splitlines()[1:]
    for row in rows:
        member, written, _, dollars = row.split()
        day = date(int(written[:4]), int(written[4:6]), int(written[6:]))
        whole, cents = dollars.split(".")
        earned += int(whole)
        last = (
            day.replace(year=day.year + 1) if (day.month, day.day) != (2, 29) else date(day.year + 1, 2, 28)
        )
        expired += int(whole) if last + timedelta(days=1) <= date(1998, 7, 1) else 0
        if int(whole) * 100 + int(cents) >= 5000:
            key = (member, day.year, day.month)
            per_month[key] = per_month.get(key, 0) + 1
            coupons += per_month[key] <= 3
    summary = run(plan, events, "compiled").to_json()
    assert (earned, expired, coupons) == (
        summary["points"]["points"]["earned"],
        summary["points"]["points"]["expired"],
        summary["benefits"]["five_off"]["issued"],
    )


def test_the_engines_agree_on_a_sample(plan: Plan, events: list[Event]) -> None:
    sample = [event for event in events if int(event.member) % SAMPLE_EVERY == 0]
    assert run(plan, sample, "compiled") == run(plan, sample, "reference")


def test_chinese_rules_are_the_same_programme(plan: Plan) -> None:
    assert api.load(FOLDER / "cdnow.zh.benefit").version == api.load(FOLDER / "cdnow.en.benefit").version


def test_a_wrong_edge_is_seen(plan: Plan, events: list[Event], tmp_path: Path) -> None:
    """Negative control: points gone at the start of the day give another total."""
    text = (FOLDER / "cdnow.en.benefit").read_text().replace("at end of day", "at start of day")
    summary = run(api.load(text).plan, events[:20_000], "compiled").to_json()
    right = run(plan, events[:20_000], "compiled").to_json()
    assert summary["points"]["points"]["expired"] != right["points"]["points"]["expired"]
