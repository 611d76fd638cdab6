"""A programme with one of nearly everything: what explanations, scenarios and views are tried on."""

from __future__ import annotations

from functools import cache

from benefitdsl import api
from benefitdsl.plan.parts import Plan

SEED = bytes(range(32))

RULES = """\
programme salon en "the salon" zh "美妆会员"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans en "beans" zh "美豆"
  expire: 12 months after earning
  spent by: points_used
  cash points: 10
  cash value: 1 CNY
  cash share: 20%
end

stored value wallet en "wallet" zh "余额"
end

coupon ten_off en "ten off" zh "十元券"
  worth: 10 CNY
  off: 10 CNY
  minimum spend: 50 CNY
  valid: 30 days from issue
end

gift sample en "sample" zh "小样"
  worth: 5 CNY
  claim: within 7 days
  valid: 30 days from claim
end

gift saver en "make-up card" zh "补签卡"
  valid: 30 days from issue
end

tiers club en "the club" zh "俱乐部"
  metric: sum of amount of order in last 12 months
  level silver en "Silver" zh "银卡": 0 CNY
  level gold en "Gold" zh "金卡": 500 CNY
  level black en "Black" zh "黑卡": 2000 CNY
  validity: 12 months
  keep gold: 300 CNY
end

privilege lounge en "lounge" zh "贵宾室"
  if: tier >= gold
  quota: 2 per member per month
  worth: 50 CNY
end

membership plus en "PLUS" zh "PLUS会员"
  fee: 198 CNY
  valid: 1 year from issue
  opening: give 50 beans
  privileges: lounge
  refund within: 7 days
  refund if unused: yes
end

exchange sample_for_beans en "a sample for beans" zh "美豆换小样"
  costs: 100 beans
  cost gold: 80 beans
  gives: grant sample
  limit: 1 per member per month
  stock: 2
end

draw box en "blind box" zh "盲盒"
  costs: 20 beans
  prize lipstick en "lipstick" zh "口红": grant sample
  prize drops en "drops" zh "美豆雨": give 30 beans
  weight lipstick: 10
  weight drops: 40
  stock lipstick: 5
  nothing: 50
  sure: lipstick
  sure after: 3
end

draw wheel en "wheel" zh "大转盘"
  ticket: spin
  prize drops: give 5 beans
  weight drops: 1
end

gift spin en "a turn of the wheel" zh "转盘券"
  valid: 30 days from issue
end

promotion autumn en "autumn" zh "秋季满减"
  off: 20 CNY
  limit: 1 per member
end

score care en "care score" zh "护肤分"
  review: monthly
  review day: 8
end

component shopping en "shopping" zh "购物分"
  of: care
  counts: sum of amount of order
  rate: 0.1
  window: in last 12 months
end

experiment sizes en "sizes" zh "规格实验"
  variant small en "small" zh "小盒": 50%
  variant big en "big" zh "大盒": 50%
end

team walkers en "walkers" zh "健走队"
  size: 2
  counts: sum of steps of steps
  target: 10000
  reward: give 10 beans
  within: this week
  repeat: each period
end

board stars en "stars" zh "美豆榜"
  points: beans
  period: month
  top 1: grant ten_off
end

mission welcome en "first steps" zh "新手任务"
  step look en "visit a shop" zh "到店": visit
  step spend en "spend 300" zh "消费300": sum of amount of order at least 300 CNY
  step tell en "share twice" zh "分享两次": share at least 2
  needs: 3
  in order: yes
  reward: give 50 beans
  within: 1 month from joining
end

mission signing en "sign in" zh "签到"
  counts: consecutive days of sign_in
  stage 2: give 5 beans
  stage 7: give 20 beans
  repeat: again
  freezes: 1
end

mission creams en "three creams" zh "三瓶面霜"
  counts: items of order where category is "cream"
  target: 3
  within: 3 months from first match
  reward: grant ten_off
end

rule per_yuan en "beans for spending" zh "消费得豆"
  when: order
  then: give 1 beans per full 10 CNY
end

rule topped_up: top_up -> give 1 CNY wallet per 1 CNY

rule big_only en "for the big size" zh "大盒组"
  when: order
  if: variant of sizes is big
  then: send hello
end

notice hello
  channel: push
  text: en "hello" zh "你好"
end

rule by_score en "for carers" zh "护肤达人"
  when: order
  if: score of care >= 100
  then: grant ten_off
end
"""


@cache
def salon() -> Plan:
    """The plan of `RULES`."""
    return api.load(RULES).plan
