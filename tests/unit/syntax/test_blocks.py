"""Cutting a file into blocks: heads, ends, continuations, comments, the language."""

from benefitdsl.limits import MAX_DEPTH, MAX_LIST_ITEMS, MAX_RULE_NODES
from benefitdsl.source import Source
from benefitdsl.std import STANDARD
from benefitdsl.syntax import ast
from benefitdsl.syntax.cache import BlockCache
from benefitdsl.syntax.format import format_module
from benefitdsl.syntax.parse import parse

UNTIDY = """\
# Hotwind, 2026
#  keep this
language: en

# the towels


# two lines

coupon   towels  “2 packs”   # head
worth:9.90 CNY#behind

    # above
    claim :within   7 days

  valid: 30 days from claim,   # first
    # between
    through 2026-03-31         # last
  # before the end
end  # end
rule a:spend 398 CNY->grant towels  # one line
# at the end

"""
TIDY = """\
# Hotwind, 2026
#  keep this
language: en

# the towels

# two lines

coupon towels "2 packs"  # head
  worth: 9.90 CNY  #behind

  # above
  claim: within 7 days

  # first
  # between
  valid: 30 days from claim, through 2026-03-31  # last
  # before the end
end  # end

rule a: spend 398 CNY -> grant towels  # one line

# at the end
"""


def codes(text: str) -> list[str]:
    return [each.code for each in parse(Source("case", text), STANDARD)[1]]


def blocks(text: str) -> list[tuple[str, str]]:
    module, _ = parse(Source("case", text), STANDARD)
    return [(block.kind, block.name.text if block.name else "") for block in module.blocks]


def test_layout_is_canonical_and_comments_stay_in_place() -> None:
    module, found = parse(Source("case", UNTIDY), STANDARD)
    assert not list(found)

    once = format_module(module, STANDARD)
    assert once == TIDY
    assert format_module(parse(Source("case", once), STANDARD)[0], STANDARD) == once


def test_a_programme_in_two_languages_is_one_tree_but_for_the_language() -> None:
    english = 'programme p "P"\n  language: en\n  currency: CNY\nend\nrule r: order -> grant a'
    chinese = "会员计划 p “P”\n  语言：zh\n  币种：CNY\n结束\n规则 r：订单→发放 a"
    one, _ = parse(Source("one", english), STANDARD)
    other, _ = parse(Source("other", chinese), STANDARD)

    assert (one.language, other.language) == ("en", "zh")
    assert one.blocks[1:] == other.blocks[1:]
    assert one.blocks[0].fields[1:] == other.blocks[0].fields[1:]
    assert format_module(one, STANDARD, "zh") == format_module(other, STANDARD)


def test_a_bad_block_costs_its_own_messages_only() -> None:
    text = "language: en\nrule a\n  then: grnt x\nend\nrule b: order -> grant c"

    assert codes(text) == ["BEN052"]
    assert blocks(text) == [("rule", "a"), ("rule", "b")]


def test_a_missing_end_is_found_at_the_next_head_and_at_the_end_of_the_file() -> None:
    text = "language: en\ncoupon a\n  worth: 9 CNY\nrule b\n  when: order\n  then: grant a"

    assert codes(text) == ["BEN034", "BEN034"]
    assert blocks(text) == [("coupon", "a"), ("rule", "b")]


def test_a_block_of_an_unknown_kind_is_passed_over_as_a_whole() -> None:
    text = "language: en\nmissoin a\n  counts: nonsense here\nend\nrule b: order -> grant c"

    assert codes(text) == ["BEN032"]
    assert blocks(text) == [("rule", "b")]


def test_a_label_goes_before_a_kinds_word_in_its_own_block() -> None:
    text = '语言：zh\n等级体系 club\n  定级依据：近12个月 订单 金额 合计\n  等级 金卡 "金卡"：2000元\n结束'

    assert codes(text) == []
    assert blocks(text) == [("tiers", "club")]


def test_words_written_together_where_no_name_can_stand() -> None:
    text = (
        "语言：zh\n规则满398送棉柔巾\n  当：订单\n  那么：发放 棉柔巾\n  限：每位会员每月3次，总共100次\n结束"
    )

    assert codes(text) == []
    assert blocks(text) == [("rule", "满398送棉柔巾")]


def test_one_message_for_text_outside_of_blocks() -> None:
    assert codes("language: en\n  worth: 3\n  claim: within 7 days\nend\nrule b: order -> grant c") == [
        "BEN033"
    ]


def test_the_language_is_read_wherever_the_first_block_states_it() -> None:
    assert codes("会员计划 a\n  币种：CNY\n  语言：zh\n结束") == []
    assert codes("会员计划 a\n  币种：CNY\n  language：zh\n结束") == []
    assert codes("programme a\n  currency: CNY\nend") == ["BEN030"]
    assert codes("programme a\n  language: english\nend") == ["BEN031"]


def test_the_language_is_read_in_a_programme_block_that_stands_behind_others() -> None:
    text = "coupon b\n  worth: 1 CNY\nend\n\nprogramme p\n  timezone: Asia/Shanghai\n  language: en\nend\n"
    assert codes(text) == []
    assert parse(Source("case", text), STANDARD)[0].language == "en"
    assert codes("优惠券 b\n  价值：1元\n结束\n\n会员计划 p\n  语言：zh\n结束\n") == []
    assert "BEN030" in codes(text.replace("  language: en\n", ""))
    assert "BEN030" in codes(text.replace("programme p", "coupon c"))


def test_a_line_that_ends_in_a_sign_goes_on() -> None:
    text = """language: en

rule a
  when: order
  if: sum of amount of order this month +
    sum of amount of order this year >=
    (
    amount * 2 -  # and so on
    10 CNY)
  then: grant b
end
"""
    one = "sum of amount of order this month + sum of amount of order this year >= amount * 2 - 10 CNY"
    module, found = parse(Source("case", text), STANDARD)
    assert not list(found)
    assert f"if: {one}" in format_module(module, STANDARD)
    assert codes(text.replace("month +", "month")) != []


def test_depth_is_limited_before_a_tree_is_built() -> None:
    def condition(text: str) -> list[str]:
        return codes(f"language: en\nrule a\n  when: order\n  if: {text}\n  then: grant b\nend")

    assert condition("(" * MAX_DEPTH + "has x" + ")" * MAX_DEPTH) == []
    assert condition("(" * (MAX_DEPTH + 1) + "has x" + ")" * (MAX_DEPTH + 1)) == ["BEN007"]
    assert condition("not " * MAX_DEPTH + "has x") == []
    assert condition("not " * (MAX_DEPTH + 1) + "has x") == ["BEN007"]
    assert condition(" + ".join(["1"] * (MAX_DEPTH + 1)) + " = 1") == []
    assert condition(" + ".join(["1"] * (MAX_DEPTH + 2)) + " = 1") == ["BEN007"]
    assert condition("(" * 100_000 + "1" + ")" * 100_000) == ["BEN006"]
    assert condition("「" + "(" * 100 + "」 = 1 and " + '"' + "(" * 100 + '" = "a"') == ["BEN103"]


def test_lists_and_rules_are_limited() -> None:
    def of(count: int) -> list[str]:
        return codes("language: en\nrule a\n  when: order\n  then: " + ", ".join(["tag x"] * count) + "\nend")

    assert of(MAX_LIST_ITEMS - 10) == []
    assert of(MAX_LIST_ITEMS + 1) == ["BEN019", "BEN020"]
    assert MAX_RULE_NODES == 2 * MAX_LIST_ITEMS


def test_an_unchanged_block_is_not_parsed_again() -> None:
    cache = BlockCache()
    first = "language: en\nrule a: order -> grant b\n\nrule c: order -> grant d\n"
    one, _ = parse(Source("case", first), STANDARD, 0, cache)
    other, _ = parse(Source("case", first.replace("grant d", "grant e")), STANDARD, 0, cache)

    assert len(cache) == 3
    assert other.blocks[0] is one.blocks[0]
    assert isinstance(other.blocks[1].fields[1].value, ast.Actions)
    assert other.blocks[1] != one.blocks[1]


def test_blocks_that_differ_in_their_last_comment_are_remembered_apart() -> None:
    cache = BlockCache()
    text = "language: en\nrule a\n  when: order\n  then: grant b\nend  # one\n"
    parse(Source("case", text), STANDARD, 0, cache)
    other, _ = parse(Source("case", text.replace("# one", "# other")), STANDARD, 0, cache)

    assert other.blocks[0].end_comments.behind == "# other"


def test_messages_of_a_remembered_block_move_with_it() -> None:
    cache = BlockCache()
    text = "language: en\nrule a: order -> grnt b\n"
    parse(Source("case", text), STANDARD, 0, cache)
    moved = text.replace("rule", "\n\n# a comment\n\nrule")
    _, remembered = parse(Source("case", moved), STANDARD, 2, cache)
    _, fresh = parse(Source("case", moved), STANDARD, 2)

    assert list(remembered) == list(fresh)
