"""Group B: nesting, long chains, many of everything, and limits of the language at limit - 1, limit and limit + 1."""

from __future__ import annotations

from benefitdsl.limits import (
    MAX_DEPTH,
    MAX_FILE_BYTES,
    MAX_LINE_CHARACTERS,
    MAX_LIST_ITEMS,
    MAX_NAME_CHARACTERS,
    MAX_RULE_NODES,
    MAX_STRING_CHARACTERS,
    MAX_TOKENS,
)
from benefitdsl.syntax.depth import count_tokens
from tests.attacks.corpus import HEAD, HEAD_ZH, asked, attack, block, titled


def parentheses(count: int) -> str:
    return asked("(" * count + "amount >= 1 CNY" + ")" * count)


def nots(count: int) -> str:
    return asked("not " * count + "has device")


def chain(sign: str, count: int) -> str:
    return asked(f"{'1' + f' {sign} 1' * (count - 1)} >= 1")


def joined(word: str, count: int) -> str:
    return asked(f" {word} ".join(["has device"] * count))


def file_of(size: int) -> str:
    """A sound programme of so many bytes, in comments of 1 KiB."""
    line = "#" + "x" * 1022 + "\n"
    left = size - len(HEAD)
    return HEAD + line * (left // 1024) + "#" * (left % 1024)


def tokens_of(count: int) -> str:
    """A sound programme of so many tokens: a tag has three, the comment the rest."""
    tags = (count - count_tokens(HEAD) - 3) // 3
    text = HEAD + "".join(f"tag t{number}\nend\n" for number in range(tags))
    return text + "# " + "x " * (count - count_tokens(text) - 1)


def strings(count: int) -> str:
    return titled('"' + "x" * count + '"')


def nodes_of(count: int) -> str:
    """A rule of so many nodes: a block and its name 2, a trigger 4 with its field, two lists of actions 2 each with
    theirs, `give 1 beans` 3 and `tag t` 2."""
    left = count - 10
    tagged = 2 * left % 3
    items = ["give 1 beans"] * ((left - 2 * tagged) // 3) + ["tag t"] * tagged
    half = len(items) // 2
    then = f"  then: {', '.join(items[:half])}\n  then: {', '.join(items[half:])}\n"
    return block(f"tag t\nend\nrule r\n  when: order\n{then}end\n")


def in_a_row(count: int) -> str:
    """Segments of which each asks for the one before."""
    first = "segment s0\n  if: has phone\nend\n"
    return block(first + "".join(f"segment s{n}\n  if: in segment s{n - 1}\nend\n" for n in range(1, count)))


def draws(count: int, prizes: int) -> str:
    """Draws of which each has the next one as its prizes."""

    def drawn(number: int) -> str:
        prize = f"draw d{number + 1}" if number < count - 1 else "give 1 beans"
        rows = "".join(f'  prize p{n} "p": {prize}\n  weight p{n}: 1\n' for n in range(prizes))
        return f'draw d{number} "d"\n{rows}end\n'

    return block("".join(map(drawn, range(count))) + "rule r: order -> draw d0\n")


def doubling(count: int) -> str:
    """Segments of which each asks twice for the one before."""
    first = "segment s0\n  if: balance of beans >= 1\nend\n"
    asks = (f"in segment s{n} or not in segment s{n}" for n in range(count - 1))
    return block(first + "".join(f"segment s{n}\n  if: {ask}\nend\n" for n, ask in enumerate(asks, 1)))


ATTACKS = (
    attack("B01 100 000 parentheses", lambda: asked("(" * 15_000 + "1" + ")" * 15_000)),
    attack("B01 100 000 of them, a line each", lambda: block("  if: (\n" * 30_000)),
    attack("B01 100 000 of them on a line", lambda: asked("(" * 100_000 + "1" + ")" * 100_000)),
    attack("B01 only openers", lambda: asked("(" * 30_000)),
    attack("B01 only closers", lambda: asked(")" * 30_000)),
    attack("B01 full-width parentheses", lambda: asked("（" * 5_000 + "1" + "）" * 5_000)),
    attack("B02 3 000 nots", lambda: nots(3_000)),
    attack(
        "B02 3 000 nots in Chinese",
        lambda: HEAD_ZH + f"规则 r\n  当：订单\n  如果：{'非 ' * 3_000}有 设备\n  那么：送 1 京豆\n结束\n",
    ),
    attack("B03 8 000 sums", lambda: chain("+", 8_000)),
    attack("B03 8 000 products", lambda: chain("*", 8_000)),
    attack("B03 8 000 quotients", lambda: chain("/", 8_000)),
    attack("B03 100 000 sums", lambda: chain("+", 100_000)),
    attack("B03 2 300 ors", lambda: joined("or", 2_300)),
    attack("B03 2 000 ands", lambda: joined("and", 2_000)),
    attack("B04 30 000 minus signs", lambda: asked("-" * 30_000 + "1 > 0")),
    attack("B04 100 000 minus signs", lambda: asked("-" * 100_000 + "1 > 0")),
    attack(
        "B05 a rule in a rule, 101 times",
        lambda: block("rule r\n  when: order\n  if:\n" * 101 + "end\n" * 101),
    ),
    attack("B05 10 000 heads without end", lambda: block("rule r\n" * 10_000)),
    attack(
        "B05 10 000 ifs",
        lambda: block(
            "rule r\n  when: order\n" + "  if: has device\n" * 10_000 + "  then: give 1 beans\nend\n"
        ),
    ),
    attack("B06 each in each", asked("each item each item amount")),
    attack("B06 21 times each in each", asked("each item " * 21 + "amount >= 1 CNY")),
    attack("B06 21 sums of sums", asked("sum of " * 21 + "amount of order in last 30 days >= 1 CNY")),
    attack(
        "B07 5 000 elses",
        lambda: block(
            "rule r\n  when: order\n  if: has device\n  then: give 1 beans\n"
            + "  else: give 1 beans\n" * 5_000
            + "end\n"
        ),
    ),
    attack(
        "B08 a list of 10 000 dates",
        lambda: block("calendar c\n  day d: " + ", ".join(["2026-01-01"] * 2_700) + "\nend\n"),
    ),
    attack(
        "B08 a list over many lines",
        lambda: block("calendar c\n  day d: " + ",\n".join(["2026-01-01"] * 10_000) + "\nend\n"),
    ),
    attack("B08 a list of 10^6", lambda: block("calendar c\n  day d: " + "2026-01-01, " * 1_000_000)),
    attack(
        "B09 100 000 lists in lists", lambda: asked("amount is one of " + "(" * 100_000 + "1" + ")" * 100_000)
    ),
    attack("B09 lists in lists", lambda: asked("amount is one of " + "(" * 3_000 + "1" + ")" * 3_000)),
    attack(
        "B10 10 000 fields told",
        lambda: block(
            "event e\n  field f: number\nend\nrule r\n  when: order\n  if: has inviter\n  then: tell inviter e ("
            + ", ".join(["f = 1"] * 3_000)
            + ")\nend\n"
        ),
    ),
    attack("B10 100 000 fields told", lambda: asked("has inviter") + "(" + "f = 1, " * 100_000 + ")\n"),
    attack(
        "B11 100 000 rules",
        lambda: block("".join(f"rule r{n}: order -> give 1 beans\n" for n in range(100_000))),
    ),
    attack(
        "B11 8 000 rules", lambda: block("".join(f"rule r{n}: order -> give 1 beans\n" for n in range(4_000)))
    ),
    attack("B12 3 000 rules of one name", lambda: block("rule r: order -> give 1 beans\n" * 3_000)),
    attack("B12 100 000 names alike", lambda: block("tag a\nend\n" * 100_000)),
    attack("B12 names that differ by case", block("tag Gold\nend\ntag gold\nend\n")),
    attack(
        "B13 a mission of 2 000 stages",
        lambda: block(
            "mission m\n  counts: order\n"
            + "".join(f"  stage {n}: give 1 beans\n" for n in range(1, 2_001))
            + "end\n"
        ),
    ),
    attack(
        "B13 a mission of 100 000 stages",
        lambda: block("mission m\n  counts: order\n" + "  stage 1: give 1 beans\n" * 100_000 + "end\n"),
    ),
    attack(
        "B13 segments in a circle",
        block("segment a\n  if: in segment b\nend\nsegment b\n  if: in segment a\nend\n"),
    ),
    attack("B13 a segment in itself", block("segment a\n  if: in segment a\nend\n")),
    attack(
        "B13 2 000 segments in a row",
        lambda: in_a_row(2_000),
    ),
    attack(
        "B13 rules in a circle",
        block(
            "points tea\nend\nrule a: points earned beans -> give 1 tea\nrule b: points earned tea -> give 1 beans\n"
        ),
    ),
    attack("B13 includes itself", HEAD.replace("  language", '  include: "main.benefit"\n  language')),
    attack(
        "B13 includes a password file",
        HEAD.replace("  language", '  include: "../../etc/passwd"\n  language'),
    ),
    attack("B13 segments in segments at the limit", lambda: in_a_row(MAX_DEPTH)),
    attack("B13 segments in segments at limit + 1", lambda: in_a_row(MAX_DEPTH + 1)),
    attack("B14 8 segments that double", doubling(8)),
    attack("B14 64 segments that double", doubling(64)),
    attack("B13 draws in draws at the limit", lambda: draws(MAX_DEPTH, 1)),
    attack("B13 draws in draws at limit + 1", lambda: draws(MAX_DEPTH + 1, 1)),
    attack("B13 900 draws in a row", lambda: draws(900, 1)),
    attack("B14 6 draws that double", lambda: draws(6, 2)),
    attack("B14 64 draws that double", lambda: draws(64, 2)),
    attack("B14 a chain of lets", "".join(f"let a{n} = a{n - 1} + a{n - 1}\n" for n in range(1, 65))),
    attack("B14 a chain that doubles", asked("(amount + amount) * 2 * 2 * 2 * 2 * 2 * 2 * 2 * 2 >= 1 CNY")),
    attack(
        "B14 a chain that grows beyond all numbers",
        lambda: asked("amount" + " * 999999999999999" * 60 + " >= 1 CNY"),
    ),
    attack("B15 a template of itself", block("template t(x): t(t(x))\nrule r: t(order)\n")),
    attack(
        "B15 a draw of itself",
        block('draw d "d"\n  prize p "p": draw d\n  weight p: 1\nend\nrule r: order -> draw d\n'),
    ),
    attack("B16 comparisons that chain", asked("1 < 2 < 3 = 4")),
    attack("B16 500 comparisons", lambda: asked("1 < 2" + " < 3" * 500)),
    attack("B17 10 000 unknown fields", lambda: block("coupon c\n" + "  nonsense: 1\n" * 10_000 + "end\n")),
    attack("B17 10 000 unknown blocks", lambda: block("nonsense x\n  a: 1\nend\n" * 6_000)),
    attack(
        "B17 10 000 wrong values",
        lambda: block("".join(f"rule r{n}: order -> grant grant\n" for n in range(6_000))),
    ),
    attack(
        "B17 10 000 unknown names",
        lambda: block("".join(f"rule r{n}: order -> grant nothing{n}\n" for n in range(5_000))),
    ),
    attack(
        "B17 3 000 unknown names that are alike",
        lambda: block("".join(f"tag t{n}\nend\nrule r{n}: order -> tag u{n}\n" for n in range(2_500))),
    ),
    attack("B18 file of limit - 1 bytes", lambda: file_of(MAX_FILE_BYTES - 1)),
    attack("B18 file of limit bytes", lambda: file_of(MAX_FILE_BYTES)),
    attack("B18 file of limit + 1 bytes", lambda: file_of(MAX_FILE_BYTES + 1)),
    attack("B18 limit - 1 tokens", lambda: tokens_of(MAX_TOKENS - 1)),
    attack("B18 limit tokens", lambda: tokens_of(MAX_TOKENS)),
    attack("B18 limit + 1 tokens", lambda: tokens_of(MAX_TOKENS + 1)),
    attack("B18 line of limit characters", lambda: HEAD + "#" * MAX_LINE_CHARACTERS + "\n"),
    attack("B18 line of limit + 1 characters", lambda: HEAD + "#" * (MAX_LINE_CHARACTERS + 1) + "\n"),
    attack("B18 parentheses at limit - 1", parentheses(MAX_DEPTH - 1)),
    attack("B18 parentheses at the limit", parentheses(MAX_DEPTH)),
    attack("B18 parentheses at limit + 1", parentheses(MAX_DEPTH + 1)),
    attack("B18 nots at the limit", nots(MAX_DEPTH)),
    attack("B18 nots at limit + 1", nots(MAX_DEPTH + 1)),
    attack("B18 a sum at the limit", chain("+", MAX_DEPTH + 1)),
    attack("B18 a sum at limit + 1", chain("+", MAX_DEPTH + 2)),
    attack("B18 a name of limit - 1", "tag".join((HEAD, " " + "a" * (MAX_NAME_CHARACTERS - 1) + "\nend\n"))),
    attack("B18 a name of the limit", "tag".join((HEAD, " " + "a" * MAX_NAME_CHARACTERS + "\nend\n"))),
    attack("B18 a name of limit + 1", "tag".join((HEAD, " " + "a" * (MAX_NAME_CHARACTERS + 1) + "\nend\n"))),
    attack(
        "B18 a quoted name of the limit", "tag".join((HEAD, " 「" + "茶" * MAX_NAME_CHARACTERS + "」\nend\n"))
    ),
    attack(
        "B18 a quoted name of limit + 1",
        "tag".join((HEAD, " 「" + "茶" * (MAX_NAME_CHARACTERS + 1) + "」\nend\n")),
    ),
    attack("B18 a string of limit - 1", strings(MAX_STRING_CHARACTERS - 1)),
    attack("B18 a string of the limit", strings(MAX_STRING_CHARACTERS)),
    attack("B18 a string of limit + 1", strings(MAX_STRING_CHARACTERS + 1)),
    attack(
        "B18 a list of limit - 1",
        lambda: block("calendar c\n  day d: " + ", ".join(["2026-01-01"] * (MAX_LIST_ITEMS - 1)) + "\nend\n"),
    ),
    attack(
        "B18 a list of the limit",
        lambda: block("calendar c\n  day d: " + ", ".join(["2026-01-01"] * MAX_LIST_ITEMS) + "\nend\n"),
    ),
    attack(
        "B18 a list of limit + 1",
        lambda: block("calendar c\n  day d: " + ", ".join(["2026-01-01"] * (MAX_LIST_ITEMS + 1)) + "\nend\n"),
    ),
    attack("B18 a rule of limit - 1 nodes", lambda: nodes_of(MAX_RULE_NODES - 1)),
    attack("B18 a rule of the limit of nodes", lambda: nodes_of(MAX_RULE_NODES)),
    attack("B18 a rule of limit + 1 nodes", lambda: nodes_of(MAX_RULE_NODES + 1)),
)
