"""Group E: names and texts that look alike, hide, reorder, or mean something to another program."""

from __future__ import annotations

from tests.attacks.corpus import asked, attack, block, named, titled

# What other programs take for something of theirs; to us they are names like any other.
INNOCENT = (
    "__class__", "__import__", "self", "None", "True", "lambda", "class", "exec", "print", "v0", "_", "constructor",
    "__proto__", "toString", "CON", "nul", "eval", "globals", "__builtins__", "state", "event", "pools",
)  # fmt: skip
KEYWORDS = ("if", "or", "tier", "end", "rule", "order", "give", "是", "或", "结束", "规则", "近30天", "余额")
TEXTS = (
    "it's", "{}", "{0.__class__}", "%s", "${jndi:ldap://x}", "</script>", "'; DROP TABLE ledger;--",
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "＝1", "\t=1", "`rm -rf`", "$(id)", "#{1}",
    "a\u00a0b", "é", "ﷺ", "{{7*7}}",
)  # fmt: skip


def twins(one: str, other: str) -> str:
    return block(f"tag 「{one}」\nend\ntag 「{other}」\nend\n")


def rules(name: str) -> str:
    return block(f"rule {name}: order -> give 1 beans\n")


ATTACKS = (
    attack("E01 Cyrillic in a Latin name", named("ѕcore")),
    attack("E01 Cyrillic in a quoted name", named("「ѕcore」")),
    attack("E01 a name all in Cyrillic", named("「сор」")),
    attack("E01 beside its Latin twin", twins("сор", "cop")),
    attack("E02 Greek capital", named("Αlpha")),
    attack("E02 beside its Latin twin", twins("ΑΒ", "AB")),
    attack("E03 decomposed letter", named("cafe\u0301")),
    attack("E03 decomposed in quotes", named("「cafe\u0301」")),
    attack("E03 Hangul as jamo", named("「\u1112\u1161\u11ab」")),
    attack("E04 full-width letters", named("ｏｓ")),
    attack("E04 full-width in quotes beside ASCII", twins("ｏｓ", "os")),
    attack("E04 full-width builtins", named("「__ｂｕｉｌtins__」")),
    attack("E05 Hangul filler", named("\u3164")),
    attack("E05 Hangul filler in quotes", named("「a\u3164b」")),
    attack("E05 half-width filler", named("「\uffa0」")),
    attack("E05 Hangul choseong filler", named("「\u115f」")),
    *(
        attack(f"E06 {code:04X} in a name", named(f"go{chr(code)}ld"))
        for code in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)
    ),
    attack("E06 soft hyphen", named("go\xadld")),
    attack("E07 override in a comment", block("# \u202e } \u2066 if admin\u2069 \u2066\n")),
    attack("E07 override in a string", titled('"\u202eevil\u2066"')),
    attack("E07 override written out", titled('"\\u{202E}evil"')),
    attack("E07 mark in a name", named("「a\u200fb」")),
    attack("E07 Arabic letter mark", block("# \u061c\n")),
    attack("E08 variation selector", named("金卡\ufe00")),
    attack("E08 compatibility ideograph", named("\uf900")),
    attack("E08 compatibility ideograph in quotes", named("「\uf900」")),
    attack("E08 compatibility ideograph beyond the plane", named("「\U0002f800」")),
    attack("E09 dotted capital I", named("İ")),
    attack("E09 dotless i beside i", twins("ı", "i")),
    attack("E09 sharp s beside its capital", twins("ß", "ẞ")),
    attack("E09 long s", named("ſ")),
    attack("E09 kelvin beside K", twins("\u212a", "K")),
    attack("E09 by case only", twins("Gold", "gOLD")),
    attack("E09 zero and O", twins("gO", "g0")),
    attack("E09 one and l", twins("l1", "ll")),
    attack("E10 one sign that folds to eighteen", titled('"' + "\ufdfa" * 900 + '"')),
    attack("E10 too many of them", titled('"' + "\ufdfa" * 10_000 + '"')),
    attack("E11 marks on one letter", titled('"a' + "\u0301" * 900 + '"')),
    attack("E11 10 000 marks on one letter", titled('"a' + "\u0301" * 10_000 + '"')),
    attack("E11 marks on one letter in a name", named("「a" + "\u0301" * 9_000 + "」")),
    attack("E12 family of four", titled('"👨\u200d👩\u200d👧"')),
    attack("E12 family written out", titled('"👨\\u{200D}👩"')),
    attack("E12 flag", titled('"🇨🇳"')),
    attack("E12 flag as a name", named("「🇨🇳」")),
    attack("E12 tag characters", titled('"\U000e0041"')),
    attack("E12 private use", titled('"\ue000"')),
    attack("E12 private use written out", titled('"\\u{E000}"')),
    attack("E12 never assigned", titled('"\ufffe"')),
    attack("E12 never assigned, the last", titled('"\uffff"')),
    attack("E12 never assigned, written out", titled('"\\u{FFFE}"')),
    attack("E12 beyond Unicode, written out", titled('"\\u{110000}"')),
    attack("E12 a surrogate, written out", titled('"\\u{D800}"')),
    attack("E12 no end of an escape", titled('"\\u{41"')),
    attack("E12 an unknown escape", titled('"\\x41"')),
    attack("E12 lost character", titled('"\ufffd"')),
    attack("E12 not yet assigned", titled('"\U000323b5"')),
    *(attack(f"E13 the name {name} in quotes", named(f"「{name}」")) for name in INNOCENT),
    attack("E13 bare underscores", named("__class__")),
    attack("E13 a bare underscore", named("_")),
    *(attack(f"E13 a rule named {name}", rules(f"「{name}」")) for name in KEYWORDS),
    attack("E13 a tag named like an event", named("「order」")),
    attack("E13 a tag named like an event in Chinese", named("「订单」")),
    attack("E13 a tag named like an attribute", named("birthday")),
    attack("E14 dots", named("「..」")),
    attack("E14 a path", named("「a/b」")),
    attack("E14 a space at the end", named("「gold 」")),
    attack("E14 a dot at the end", named("「gold.」")),
    attack("E14 nothing", named("「」")),
    attack("E14 a rule with a dot", rules("「club.entry.gold」")),
    *(attack(f"E15 the text {text!r}", titled('"' + text + '"')) for text in TEXTS),
    attack("E15 quotation marks", titled('"\\"\\\\"')),
    attack("E15 clear screen", titled('"\x1b[2J"')),
    attack("E15 clear screen, written out", titled('"\\u{1B}[2J"')),
    attack("E15 link of a terminal", titled('"\x1b]8;;http://x\x07"')),
    attack("E15 bell in a comment", block("# \x07\n")),
    attack("E15 backspace in a name", named("「ad\x08min」")),
    attack("E15 the text of a condition", asked('shop is "{0.__class__}" or has shop')),
    attack("E15 guarded text", asked('has shop and shop is "\'; DROP TABLE ledger;--"')),
)
