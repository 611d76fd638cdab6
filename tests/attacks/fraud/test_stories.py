"""The stories of this folder are told by the ordinary runner of scenarios; here each is shown to be able to fail."""

from __future__ import annotations

import pytest

from tests.attacks.fraud.playing import HERE, Change, at, failing, programme, scenarios_of

# A programme, a mistake in its text, and the stories, by their place, that must then fail.
MISTAKES: tuple[tuple[str, Change, tuple[int, ...]], ...] = (
    ("grabbing", ("  限：每位会员 1次\n  活动时间", "  活动时间"), (0,)),
    ("grabbing", ("，10:00至00:00", ""), (0,)),
    ("splitting", ("  退款时：收回\n", "  退款时：保留\n"), (0, 2)),
    ("splitting", ("  退款时：收回\n", "  退款时：未用则收回\n"), (2,)),
    ("splitting", ("  限：每位会员 每日 1次\n", ""), (1,)),
    ("splitting", ("金额 ≥ 300元", "金额 ≥ 99元"), (0, 1, 2)),
    ("coupons", ("  方式：互斥\n", "  方式：叠加\n"), (0, 3)),
    ("coupons", ("满100减20，发放 立减15", "2张 满100减20，发放 2张 立减15"), (0, 1, 2)),
    ("invites", (" 且 累计 订单（金额 ≥ 99元）次数 ≥ 1", ""), (0, 2)),
    ("invites", ("  退款时：收回\n", "  退款时：保留\n"), (0,)),
    ("second_order", ("  退款时：重新打开\n", "  退款时：保留进度\n"), (0,)),
    ("sign_in", ("  限：每位会员 每月 1次\n", "  限：每位会员 每日 2次\n"), (1,)),
    ("sign_in", ("  时区：Asia/Shanghai\n", "  时区：Pacific/Kiritimati\n"), (0,)),
    ("used_up", ("  限：每位会员 1次\n", ""), (0,)),
    ("used_up", ("  限：每位会员 每月 1次\n", ""), (1,)),
    ("used_up", ("  退款时：重新打开\n", "  退款时：保留进度\n"), (2,)),
    ("pumping", ("  退款时：重新评定\n", "  退款时：保留\n"), (0,)),
    ("pumping", ("  不足收回时：记欠\n", "  不足收回时：免除\n"), (1,)),
    ("pumping", ("  限：每位会员 每会员年 1次\n", ""), (0,)),
)
UNTOLD = {
    "invites": (1,)
}  # seen by no mistake in a text: test_invites.py switches the search for circles off


def told() -> tuple[str, ...]:
    return tuple(sorted(path.name.split(".")[0] for path in HERE.glob("*.scenario.yaml")))


@pytest.mark.parametrize(("name", "change", "places"), MISTAKES)
def test_a_mistake_fails_its_stories(name: str, change: Change, places: tuple[int, ...]) -> None:
    names = [each.name for each in scenarios_of(name)]
    assert failing(name, change) == [names[place] for place in places]


@pytest.mark.parametrize("name", told())
def test_every_story_holds_and_can_fail(name: str) -> None:
    assert failing(name) == []
    seen = {place for each, _, places in MISTAKES if each == name for place in places}
    assert sorted(seen | set(UNTOLD.get(name, ()))) == list(range(len(scenarios_of(name))))


# -------------------------------------------------------------------------------- what a refund of a pumped tier says


def said_of_the_refund(*changes: Change) -> str:
    """How the whole refund of the order that made somebody gold is explained."""
    rulebook = programme("pumping", *changes)
    member = rulebook.new_member("m", at=at("09:00"))
    bought = {"id": "1", "type": "order", "member": "m", "at": at("10:00"), "order": "A", "amount": "3000.00"}
    back = {"id": "2", "type": "refund", "member": "m", "at": at("11:00"), "order": "A"}
    return rulebook.evaluate(rulebook.evaluate(member, bought).member, back).explain("zh")


def test_the_policy_is_told_with_the_refund() -> None:
    """The level that fell, the points and the gift that were taken back, and the lines that gave them."""
    said = said_of_the_refund()
    written = (HERE / "pumping.benefit").read_text(encoding="utf-8").splitlines()
    line = {text: number for number, text in enumerate(written, 1)}
    for told in (
        "→ 等级 金卡 → 普卡",
        f"<text>:{line['规则 消费积分：订单 → 每满1元 送 1 积分']}）\n      → 扣回 3000 积分",
        f"<text>:{line['  升级礼 金卡：发放 金卡券']}）\n      → 收回 金卡立减50元券",
    ):
        assert told in said


def test_a_policy_that_keeps_is_told_otherwise() -> None:
    assert "收回 金卡立减50元券" not in said_of_the_refund(("  退款时：重新评定\n", "  退款时：保留\n"))
