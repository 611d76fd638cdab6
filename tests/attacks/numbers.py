"""Group C: number literals, arithmetic that goes too far, operators that there are not."""

from __future__ import annotations

from benefitdsl.limits import MAX_FRACTION_DIGITS, MAX_WHOLE_DIGITS
from tests.attacks.corpus import HEAD, HEAD_ZH, asked, attack, block, done, titled


def given(number: str) -> str:
    return done(f"give {number} beans")


def paid(number: str) -> str:
    return asked(f"amount >= {number} CNY")


def per(number: str) -> str:
    return done(f"give {number} beans per 1 CNY")


ATTACKS = (
    attack("C01 5 000 nines", given("9" * 5_000)),
    attack("C02 4 299 nines", given("9" * 4_299)),
    attack("C03 digits at limit - 1", given("9" * (MAX_WHOLE_DIGITS - 1))),
    attack("C03 digits at the limit", given("9" * MAX_WHOLE_DIGITS)),
    attack("C03 digits at limit + 1", given("9" * (MAX_WHOLE_DIGITS + 1))),
    attack("C03 2^63 - 1", given(str(2**63 - 1))),
    attack("C03 2^63", given(str(2**63))),
    attack("C03 -2^63", given(str(-(2**63)))),
    attack("C03 10^15", given(str(10**15))),
    attack("C03 10^15 + 1", given(str(10**15 + 1))),
    attack("C03 decimals at limit - 1", per("1." + "1" * (MAX_FRACTION_DIGITS - 1))),
    attack("C03 decimals at the limit", per("1." + "1" * MAX_FRACTION_DIGITS)),
    attack("C03 decimals at limit + 1", per("1." + "1" * (MAX_FRACTION_DIGITS + 1))),
    attack("C03 money at the limit", paid("9" * MAX_WHOLE_DIGITS + ".99")),
    attack("C03 money of three decimals", paid("1.001")),
    attack("C03 a width of a hundred years", asked("count of order in last 100 years >= 1")),
    attack("C03 a width of more", asked("count of order in last 101 years >= 1")),
    attack("C03 a width of none", asked("count of order in last 0 days >= 1")),
    attack("C03 a width beyond all", asked("count of order in last 999999999999999 days >= 1")),
    attack("C04 1E+999999", given("1E+999999")),
    attack("C05 1E+999999999999999999", given("1E+999999999999999999")),
    attack("C06 1E-999999999999", given("1E-999999999999")),
    attack("C07 NaN", asked("amount >= NaN")),
    attack("C07 sNaN", asked("amount >= sNaN")),
    attack("C07 Infinity", asked("amount >= Infinity")),
    attack("C07 -0", asked("amount >= -0 CNY")),
    attack("C07 -0.0", given("-0.0")),
    attack("C08 1_000", given("1_000")),
    attack("C08 1,000", given("1,000")),
    attack("C08 0x10", given("0x10")),
    attack("C08 010", given("010")),
    attack("C08 1.", given("1.")),
    attack("C08 .5", given(".5")),
    attack("C08 1e3", given("1e3")),
    attack("C08 +1", given("+1")),
    attack("C08 1.5.2", given("1.5.2")),
    attack("C08 1'000", given("1'000")),
    attack("C09 full-width digits", given("１２")),
    attack("C09 Arabic-Indic digits", given("١٢")),
    attack("C09 superscript", given("2²")),
    attack("C09 fraction", given("½")),
    attack("C09 Han zero", given("〇")),
    attack("C09 Han ten", HEAD_ZH + "规则 r：订单 → 送 十 京豆\n"),
    attack("C09 Roman", given("Ⅻ")),
    attack("C09 circled", given("①")),
    attack("C10 decimals add up", asked("amount * 0.1 + amount * 0.2 = amount * 0.3")),
    attack("C11 by zero", asked("amount / 0 >= 1 CNY")),
    attack("C11 by no money", asked("amount / 0 CNY >= 1")),
    attack("C11 by what may be zero", asked("amount / amount >= 1")),
    attack("C11 per nothing", done("give 1 beans per 0 CNY")),
    attack("C11 modulo", asked("amount % 2 = 0")),
    attack("C11 nothing by nothing", done("give 0 / 0 beans")),
    attack("C11 nothing given", given("0")),
    attack("C12 negative points", given("-5")),
    attack("C12 a discount of 150 %", block("coupon c\n  percent off: 150%\nend\n")),
    attack("C12 a discount of 100 %", block("coupon c\n  percent off: 100%\nend\n")),
    attack("C12 a price of nothing", block("coupon c\n  special price: 0 CNY\nend\n")),
    attack(
        "C12 a limit of none",
        block("rule r\n  when: order\n  then: give 1 beans\n  limit: 0 per member\nend\n"),
    ),
    attack("C12 multiplied by nothing", done("multiply beans by 0")),
    attack("C13 the largest times the largest", asked("amount * 999999999999999 >= 1 CNY")),
    attack("C13 two fields multiplied", asked("amount * amount >= 1 CNY")),
    attack("C13 two numbers multiplied", asked("999999999999999 * 999999999999999 > 0")),
    attack("C14 rounding is named", done("give 0.5 beans per 1 CNY rounded half even")),
    attack("C14 rounding is not", done("give 0.5 beans per 1 CNY rounded to zero")),
    attack("C15 power", asked("10 ** 10 ** 8 > 1")),
    attack("C15 shift", asked("2 << 1000000000 > 1")),
    attack("C15 a string repeated", asked('shop is "a" * 1000000000')),
    attack("C16 a format in a message", titled('"{x:.999999999f} {0.__class__} %999999999d"')),
    attack("C17 parts of a cent", asked("sum of amount of items in this event >= 0.01 CNY")),
    attack("C17 parts of a cent too small", asked("amount >= 0.0000001 CNY")),
    attack("G14 yen have no cents", HEAD.replace("CNY", "JPY") + "coupon c\n  worth: 1.5 JPY\nend\n"),
    attack("G14 a currency of nobody", asked("amount >= 1 ZZZ")),
    attack("G14 another currency", asked("amount >= 1 USD")),
    attack("D01 date that is none", asked("member.birthday = 2023-02-29")),
    attack("D01 leap day", asked("has member.birthday and member.birthday = 2024-02-29")),
    attack("D02 hour 24", block("rule r\n  when: every day at 24:00\n  then: give 1 beans\nend\n")),
    attack("D02 minute 60", block("rule r\n  when: every day at 23:60\n  then: give 1 beans\nend\n")),
)
