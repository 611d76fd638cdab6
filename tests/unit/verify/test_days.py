"""Three shopping days in a month, asked of the past and counted by a mission, told on both engines."""

from __future__ import annotations

from pathlib import Path

from benefitdsl.verify.scenario import read_scenarios
from benefitdsl.verify.telling import failure_text, teller_of

RULES = """\
programme shop "shop"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans "beans"
end

coupon ten "10 off"
  off: 10 CNY
  minimum spend: 50 CNY
end

rule fourth_day
  when: order
  if: days of order this month >= 3
  then: grant ten
  limit: 1 per member per month
end

mission three_days "three shopping days"
  counts: days of order where amount >= 10 CNY
  target: 3
  within: this month
  repeat: each period
  reward: give 30 beans
  on refund: reopen
end
"""
STORY = """\
scenarios:
  - name: two orders of one day are one day; a day goes with the last of its orders
    given: {member: m1, joined: 2026-03-01}
    story:
      - {at: 2026-03-02 09:00, order: {order: "1", amount: 50}, expect: nothing}
      - {at: 2026-03-02 21:00, order: {order: "2", amount: 50}, expect: nothing}
      - {at: 2026-03-03 09:00, order: {order: "3", amount: 50}, expect: nothing}
      - {at: 2026-03-04 09:00, order: {order: "4", amount: 9.99}, expect: nothing}
      - {state: {progress: {three_days: 2}}}
      - {at: 2026-03-04 10:00, refund: {order: "1"}, expect: nothing, state: {progress: {three_days: 2}}}
      - {at: 2026-03-04 11:00, refund: {order: "2"}, expect: nothing, state: {progress: {three_days: 1}}}
      - {at: 2026-03-05 09:00, order: {order: "5", amount: 50}, expect: nothing}
      - at: 2026-03-06 09:00
        order: {order: "6", amount: 50}
        expect: [issued: ten, completed: three_days, earned: 30 beans]
      - {at: 2026-03-06 10:00, refund: {order: "3"}, expect: [reopened: three_days, taken back: 30 beans]}
      - {at: 2026-03-31 23:59, order: {order: "7", amount: 50}, expect: [completed: three_days, earned: 30 beans]}
      - {at: 2026-04-01 00:00, order: {order: "8", amount: 50}, expect: nothing, state: {progress: {three_days: 1}}}
"""


def test_days_are_counted_once_and_given_back(tmp_path: Path) -> None:
    rules = tmp_path / "shop.benefit"
    rules.write_text(RULES, encoding="utf-8")
    file = read_scenarios(STORY.encode())
    failures = teller_of(rules, file.language).tell(file.scenarios[0]).failures
    assert "\n".join(failure_text(each, "s.yaml", file.language) for each in failures) == ""
