"""What fuzzing starts from: the examples in pieces, and small inputs that touch every form."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from benefitdsl import api
from benefitdsl.engine.rulebook import Rulebook
from benefitdsl.plan import plan_to_text
from tests.attacks.fuzz.mutation import MAX_BYTES

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "rules"

# One programme for all inputs that need rules: orders with lines, coupons, points as cash, a draw, a mission.
SHOP = """\
programme shop en "Shop" zh "店"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end

points beans en "beans" zh "豆"
  expire: 6 months after earning at end of day
  spent by: points_used
  worth: 0.01 CNY
end

coupon towels en "towels" zh "毛巾"
  worth: 9.90 CNY
  off: 5 CNY
  minimum spend: 20 CNY
  claim: within 7 days
  valid: 30 days from claim
end

tiers club en "club" zh "会员"
  metric: sum of amount of order in last 12 months
  level basic en "Basic" zh "普卡": 0 CNY
  level gold en "Gold" zh "金卡": 1000 CNY
  validity: 12 months
  at end: recompute
end

mission daily en "daily" zh "打卡"
  counts: sign_in
  target: 3
  reward: give 20 beans
  repeat: again
end

rule base: order -> give 1 beans per full 1 CNY

rule more
  when: order
  if: amount >= 100 CNY and tier of club is gold
  then: grant towels
  limit: 1 per member per month
end
"""


@cache
def shop() -> Rulebook:
    return api.load(SHOP)


@cache
def rules() -> tuple[bytes, ...]:
    """Heads with a block or two behind them, of all examples in both languages."""
    return tuple(
        piece.encode()
        for path in sorted(EXAMPLES.glob("*/*.benefit"))
        for piece in _pieces(path.read_text(encoding="utf-8"))
    )


def _pieces(text: str) -> list[str]:
    """The head of a programme with each of its other blocks, comments left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    blocks = re.split(r"\n{2,}", "\n".join(lines).strip())
    head, rest = blocks[0], blocks[1:]
    pairs = [(one, other) for one, other in zip(rest, rest[1:] + rest[:1], strict=True)]
    made = ["\n\n".join((head, *pair)) + "\n" for pair in pairs] or [head + "\n"]
    return [piece for piece in made if len(piece.encode()) <= MAX_BYTES // 2]


@cache
def programmes() -> tuple[bytes, ...]:
    """Whole examples that are small enough, and the programme of all other inputs."""
    texts = (path.read_bytes() for path in sorted(EXAMPLES.glob("*/*.benefit")))
    return (SHOP.encode(), *(text for text in texts if len(text) <= MAX_BYTES))


@cache
def plans() -> tuple[bytes, ...]:
    """Stored plans of small programmes."""
    head, *blocks = SHOP.split("\n\n")
    few = ("\n\n".join((head, *blocks[: count + 1])) + "\n" for count in (0, 1, 2, 3))
    return tuple(plan_to_text(api.load(text).plan).encode() for text in few)


AT = "2026-03-31T10:00:00+08:00"


@cache
def events() -> tuple[bytes, ...]:
    line = {"sku": "a", "quantity": 2, "amount": "9.90", "list_amount": "19.90", "category": "茶"}
    order = {"order": "N1", "amount": "398.00", "items": [line], "points_used": 100, "coupons": ["towels"]}
    cloud = {"specversion": "1.0", "source": "https://shop.example/", "subject": "m1", "time": AT}
    made = (
        {"id": "o1", "type": "order", "member": "m1", "at": AT, **order},
        {"id": "o1", "type": "order", **cloud, "datacontenttype": "application/json", "data": order},
        {"id": "s1", "type": "sign_in", "member": "m1", "at": AT, "source": "app"},
        {"id": "r1", "type": "refund", "member": "m1", "at": AT, "order": "N1", "amount": "1.00"},
        {"id": "r2", "type": "reversal", "member": "m1", "at": AT, "reverses": "app/s1"},
        {"id": "g1", "type": "register", "member": "m1", "at": AT, "inviter": "m2"},
        {"id": "c1", "type": "claim", "member": "m1", "at": AT, "benefit": "towels"},
        {"id": "p1", "type": "profile", "member": "m1", "at": AT, "birthday": "1990-05-20"},
        {"id": "u1", "type": "make_up", "member": "m1", "at": AT, "day": "2026-03-30"},
    )
    return tuple(json.dumps(each, ensure_ascii=False).encode() for each in made)


@cache
def carts() -> tuple[bytes, ...]:
    line = {"sku": "a", "price": "39.90", "quantity": 3, "category": "tea"}
    made = (
        {"lines": [line, {"price": "9.90", "quantity": 1}], "shipping": "6.00"},
        {"lines": [line], "coupons": ["towels"], "points": "all", "channel": "app"},
        {"lines": [line], "points": 100, "stored_value": "1.00", "checkout": "c1", "shop": "s"},
    )
    return tuple(json.dumps(each, ensure_ascii=False).encode() for each in made)


@cache
def members() -> tuple[bytes, ...]:
    """States as a host stores them, after no, one and some events."""
    found = []
    member = shop().new_member("m1", at=AT)
    for event in (None, *events()[:1], *events()[2:]):
        if event is not None:
            member = shop().evaluate(member, shop().door.read_event_text(event)).member
        found.append(json.dumps(member.to_json(), ensure_ascii=False).encode())
    return tuple(found)


@cache
def effects() -> tuple[bytes, ...]:
    member = shop().new_member("m1", at=AT)
    found = []
    for number in range(6):
        for event in events()[:3]:
            sent = json.loads(event) | {"id": f"e{number}", "order": f"N{number}", "amount": "398.00"}
            fields = {"order", "amount", "items", "points_used", "coupons"}
            plain = {k: v for k, v in sent.items() if sent["type"] == "order" or k not in fields}
            if "data" not in plain:
                plain |= {"at": f"2026-04-0{number + 1}T10:00:00Z"}
                decision = shop().evaluate(member, plain)
                member = decision.member
                found += [json.dumps(each).encode() for each in decision.effects.to_json()]
    return tuple(dict.fromkeys(found))


SCENARIOS = (
    b"""rules: shop.benefit
scenarios:
  - name: first
    given: {member: lin, joined: 2026-03-01, attributes: {birthday: 1990-05-20}}
    story:
      - at: 2026-03-02 10:00
        order: {order: L1, amount: 397.99, items: [{sku: a, quantity: 2, amount: 1.00}]}
        expect: [earned: 397 beans]
        state: {balance: 397, holds: nothing, tier: basic}
      - {at: 2026-03-03 10:00, sign_in: {}, repeat: 3, id: "s{n}", expect some: nothing}
      - advance: 2027-01-01
        expect:
          - expired: 397 beans
            until: 2026-03-11 00:00
""",
    """规则: shop.benefit
场景:
  - 名称: 一
    已知: {会员们: {lin: {入会: 2026-03-01}}}
    经过:
      - 时间: 2026-03-02 10:00
        订单: {订单号: L1, 金额: 397.99}
        应有: [获得: 397 豆]
      - {时间: 2026-03-03 10:00, 报价: {lines: [{price: 1, quantity: 2}]}, 报价结果: {应付: 2.00}}
      - {重发: e1, 结果: 重复发送}
      - {等到: 2027-01-01, 应包含: 无, 状态: {余额: 0}}
""".encode(),
    b"""scenarios:
  - name: quoted
    seed: a text
    story:
      - at: 2026-03-02 10:00
        id: q
        quote: {lines: [{price: 39.90, quantity: 3}], shipping: 6, coupons: [towels], points: all}
        shows: {to pay: 125.70, lines: [119.70], unusable: [towels not_held], points: 0 of 0}
      - {at: 2026-03-02 10:01, buy: q, id: o, expect: [earned: 125 beans], outcome: applied}
      - {at: 2026-03-02 10:02, again: o, outcome: duplicate}
""",
)

TABLE = """\
no,who,paid,time,kind,n
1,anna,39799,2026-03-02 10:00,paid,3
2,anna,39800,2026-03-02 11:00:07.5,paid,-1
3,bo,12x,20260303,back,
4,"a,b",1E+400,1772418000,paid,9999999999999999999999
"""
SIDE = "no,sku,q,price\n1,a,2,1.00\n1,b,1,99.5\n2,a,1,0.10\n"
MAPPINGS = (
    b"""file: {format: csv, encoding: utf-8, separator: ",", skip: 0}
tables:
  lines: {path: lines.csv, key: no, many: yes}
  goods: {path: lines.csv, key: sku}
events:
  - type: order
    when: {kind: paid}
    id: "{no}"
    source: shop
    member: "{who}"
    at: "{time}"
    time: local
    zone: Asia/Tokyo
    fields:
      order: "{no}"
      amount: {value: "{paid}", divide: 100, places: 2, round: half_even}
    items:
      table: lines
      match: "{no}"
      fields:
        sku: "{sku}"
        quantity: "{q}"
        amount: {table: goods, match: "{sku}", column: price}
  - {type: refund, id: "{no}-r", member: "{who}", at: "{time}", time: yyyymmdd, fields: {order: "{no}"}}
""",
    b"""event:
  type: order
  id: "{row}"
  member: "{who}"
  at: "{time}"
  time: epoch_seconds
  fields: {order: "{no}", amount: "{n}", points_used: "{n}"}
""",
    b"""file: {format: words, columns: [no, who, paid, time, kind, n]}
event: {type: sign_in, id: "{line}", member: "{who}", at: "{n}", time: epoch_milliseconds}
""",
    b"""file: {format: jsonl}
event: {type: order, id: "{id}", member: "{m}", at: "{at}", fields: {order: "{id}", amount: "{a}"}}
""",
)
ROWS = (
    TABLE.encode(),
    b'{"id": "1", "m": "anna", "at": "2026-03-31T10:00:00Z", "a": 1.50, "more": [1, {"b": null}, true]}\n'
    * 2,
    b"1 anna 39799 2026-03-02 paid 1772418000000\n\n2 bo 1 x y 7\n",
    b'no,who\n"1\n2",bo\n',
    b"\xef\xbb\xbfno,who,paid,time,kind,n\r\n1,\xe8\x8c\xb6,1,2026-03-02,paid,1\r\n",
)
