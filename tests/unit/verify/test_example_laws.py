"""The laws that the examples declare: held in histories that concern them, and broken by the mistakes they are there
for."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from benefitdsl import api
from benefitdsl.plan.parts import Claim
from benefitdsl.verify.search import Search

EXAMPLES = Path(__file__).parents[3] / "examples" / "rules"
HISTORIES = 40
CONCERNED = 5  # histories at least, of each law; `verify` makes hundreds in its 20 seconds
SOUGHT = 400  # histories in which a law must be concerned so often, and a mistake must show
DECLARING = 16  # examples at least

MISTAKES = (
    # example, what is written, what somebody writes by mistake, the law that this breaks
    ("demo", "amount >= 398 CNY", "amount >= 389 CNY", "towels_from_398"),
    ("demo", "when: order\n  then: multiply", "when: order\n  if: amount < 100 CNY\n  then: multiply", "more_is_more"),
    ("food_brand", "grant upgrade_gift, grant event_ticket", "grant upgrade_gift", "upgraded"),
    ("monthly_gifts", "on refund: revoke if unused", "on refund: keep", "given_back"),
    ("mobike", "if: amount >= 100 CNY\n  then: give 100 CNY bonus per full 100 CNY",
     "then: give 100 CNY bonus per 100 CNY", "bonus_from_100"),
    ("lucky_draw", "amount >= 199 CNY", "amount > 199 CNY", "ticket_each"),
    ("badges_and_board", "target: 100000", "target: 1000000", "hundred_run"),
    ("badges_and_board", "badge half_marathon", "gift half_marathon", "half_marathon_once"),
    ("teams", "within: today\n  reward: give 2 leaves\n  repeat: each period",
     "reward: give 2 leaves\n  repeat: again", "visits"),
    ("jd_score", "within: this month\n  at most: 1 per day\n  repeat: each period",
     "within: today\n  repeat: again", "one_month"),
    ("paid_card", "opening: grant opening_gift, grant 2", "opening: grant 2", "opened"),
    ("sign_in", "limit: 1 per member per month", "limit: 1 per member per week", "one_card"),
    ("meituan", "on refund: revoke if unused", "on refund: keep", "given_back"),
    ("haidilao", "tier is silver", "tier <= silver", "red_voucher"),
    ("invite", "amount >= 99 CNY", "amount >= 9 CNY", "small_orders"),
    ("ranks", 'if result is "win"', 'if result is "won"', "win"),
    ("taobao_score", "invited: apass_invitation", "invited: apass_invitation or order", "only_invited"),
    ("orchard", "limit: 3 per member per day", "limit: 4 per member per day", "shares"),
    ("points_as_cash", "order -> give", "order if amount < 1000 CNY -> give", "more_is_more"),
)  # fmt: skip


def text_of(name: str) -> str:
    return (EXAMPLES / name / f"{name}.en.benefit").read_text(encoding="utf-8")


def declaring() -> list[str]:
    return [path.name for path in sorted(EXAMPLES.iterdir()) if "\nlaw " in text_of(path.name)]


@pytest.mark.parametrize("name", declaring())
def test_the_laws_of_an_example_hold_and_are_concerned(name: str) -> None:
    rulebook = api.load(EXAMPLES / name)
    search = Search(rulebook, 1, [law.id for law in rulebook.plan.laws])
    for first in range(0, SOUGHT, HISTORIES):
        found = search.run(lambda number: number < HISTORIES, first)
        assert [one.breach.law for one in found.broken] == []
        if all(one.concerned >= CONCERNED for one in found.tried):
            return
    pytest.fail(f"hardly tried: {found.tried}")


def test_many_examples_declare_laws_of_many_forms() -> None:
    plans = [api.load(EXAMPLES / name).plan for name in declaring()]
    assert len(plans) >= DECLARING
    assert all(2 <= len(plan.laws) <= 4 for plan in plans)
    forms = {type(law.claim).__name__ for plan in plans for law in plan.laws}
    assert forms == {claim.__name__ for claim in get_args(Claim)}


@pytest.mark.parametrize(
    ("name", "written", "mistaken", "law"), MISTAKES, ids=[f"{each[0]}-{each[3]}" for each in MISTAKES]
)
def test_a_mistake_breaks_its_law(name: str, written: str, mistaken: str, law: str) -> None:
    text = text_of(name)
    before, laws = text[: text.index("\nlaw ")], text[text.index("\nlaw ") :]
    assert before.count(written) >= 1
    rulebook = api.load(before.replace(written, mistaken) + laws)
    found = Search(rulebook, 1, [law], most_tries=0).run(lambda number: number < SOUGHT)
    assert [one.breach.law for one in found.broken] == [law], found
