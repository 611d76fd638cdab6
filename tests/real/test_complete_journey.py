"""Ten of fluid milk within three months of the first, over real order lines, computed a second way."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from datetime import date, datetime

import pytest

from benefitdsl import api
from benefitdsl.adapters.files.events import EventReader
from benefitdsl.adapters.files.mapping import read_mapping
from benefitdsl.adapters.files.replay import replay
from benefitdsl.model.event import Event
from benefitdsl.plan.parts import Plan
from tests.real.shared import EXAMPLES, beside

FOLDER = EXAMPLES / "complete_journey"
MILK = "FLUID MILK PRODUCTS"
COMPLETED = 13


@pytest.fixture(scope="module")
def plan() -> Plan:
    return api.load(FOLDER / "complete_journey.en.benefit").plan


@pytest.fixture(scope="module")
def events(plan: Plan) -> list[Event]:
    mapping = read_mapping(FOLDER / "complete_journey.map.yaml")
    reader = EventReader(plan, beside("data", "complete_journey", "orders.csv.gz"), mapping)
    found = list(reader)
    assert all(isinstance(event, Event) for event in found)
    return [event for event in found if isinstance(event, Event)]


def second_way() -> int:
    """Households that complete it, from the tables alone: bags of quantities by day, windows opened by hand."""

    def rows(name: str) -> list[dict[str, str]]:
        with gzip.open(beside("data", "complete_journey", name), "rt", encoding="utf-8") as text:
            return list(csv.DictReader(text))

    milk = {row["product_id"] for row in rows("products.csv.gz") if row["product_category"] == MILK}
    bought: dict[str, int] = defaultdict(int)
    for line in rows("lines.csv.gz"):
        if line["sku"] in milk:
            bought[line["order_id"]] += int(line["qty"])
    visits: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for order in rows("orders.csv.gz"):
        if bought.get(order["order_id"]):
            visits[order["member"]].append((datetime.fromisoformat(order["ts"]), bought[order["order_id"]]))
    return sum(completes(sorted(own)) for own in visits.values())


def completes(visits: list[tuple[datetime, int]]) -> bool:
    end, total = date.min, 0
    for at, quantity in visits:
        if at.date() >= end:
            end, total = three_months_after(at.date()), 0
        total += quantity
        if total >= 10:
            return True
    return False


def three_months_after(day: date) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + 3, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError(day)


def test_completions(plan: Plan, events: list[Event]) -> None:
    told = replay(plan, events)
    told.close()
    assert told.summary.missions["milk_10"] == second_way() == COMPLETED


def test_the_engines_agree(plan: Plan, events: list[Event]) -> None:
    sample = [event for event in events if int(event.member) % 4 == 0]
    one, other = replay(plan, sample), replay(plan, sample, engine="reference")
    one.close()
    other.close()
    assert one.summary == other.summary
