"""Diagnostics: the collector, the words in each language, and how they are written out."""

from __future__ import annotations

import json
import re
import string
import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefitdsl import messages
from benefitdsl.diagnostics import (
    Diagnostic,
    Diagnostics,
    Edit,
    Fix,
    Label,
    Severity,
    Term,
    apply_edits,
    did_you_mean,
    error,
    from_flaw,
    info,
    read_source,
    render_json,
    render_sarif,
    render_summary,
    render_text,
    warning,
)
from benefitdsl.diagnostics.suggestion import edit_distance
from benefitdsl.limits import MAX_ERRORS
from benefitdsl.messages import LANGUAGES, Language, UnfilledSlot, UnknownMessage, codes, fill, message, slots
from benefitdsl.source import Source, SourceSet, Span, name_problem, string_value

CASES = Path(__file__).resolve().parents[1] / "cases" / "hygiene"
CODES = codes()


def cases(name: str) -> list[Any]:
    found = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case.get("id")) for case in found]


def spans(count: int) -> list[Span]:
    return [Span(0, start, start + 1) for start in range(count)]


def too_deep(span: Span, limit: int = 64) -> Diagnostic:
    return error("BEN007", span, limit=limit)


# ---------------------------------------------------------------- the collector


def test_shown_by_place_whatever_the_order_of_adding() -> None:
    found = [too_deep(span) for span in spans(5)]
    assert list(Diagnostics(reversed(found))) == found


def test_exact_duplicates_count_once() -> None:
    span = Span(0, 0, 1)
    collected = Diagnostics(
        [too_deep(span), too_deep(span), too_deep(span, limit=65), warning("BEN007", span, limit=64)]
    )
    assert len(collected) == 3


@pytest.mark.parametrize(
    ("count", "hidden"), [(MAX_ERRORS - 1, 0), (MAX_ERRORS, 0), (MAX_ERRORS + 1, 1), (10_000, 9_950)]
)
def test_limit_of_errors(count: int, hidden: int) -> None:
    collected = Diagnostics(too_deep(span) for span in reversed(spans(count)))
    assert [each.span for each in collected] == spans(min(count, MAX_ERRORS))
    assert (len(collected), collected.hidden_count) == (count, hidden)
    assert collected.is_full == (count >= MAX_ERRORS)


def test_warnings_never_hide_an_error() -> None:
    collected = Diagnostics(warning("BEN007", span, limit=64) for span in spans(5_000))
    assert not collected.has_errors
    late = too_deep(Span(0, 9_999, 10_000))
    collected.add(late)
    assert late in list(collected)
    assert collected.has_errors
    assert (collected.count(Severity.WARNING), collected.count(Severity.ERROR), len(list(collected))) == (
        5_000,
        1,
        50,
    )


def test_what_has_no_place_comes_first() -> None:
    nowhere = error("BEN017", None, found=2, limit=1)
    assert next(iter(Diagnostics([too_deep(Span(0, 0, 1)), nowhere]))) == nowhere


def test_one_message_per_cause() -> None:
    collected = Diagnostics()
    collected.suppress(Span(0, 10, 20))
    collected.extend([too_deep(Span(0, 10, 20)), too_deep(Span(0, 15, 16))])
    assert len(collected) == 0
    collected.extend(
        [too_deep(Span(0, 9, 11)), too_deep(Span(1, 15, 16)), error("BEN017", None, found=2, limit=1)]
    )
    assert len(collected) == 3


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9))), st.integers(0, 40), st.integers(0, 9))
def test_suppressed_as_if_every_offset_were_ticked(
    stretches: list[tuple[int, int]], start: int, length: int
) -> None:
    collected = Diagnostics()
    ticked: set[int] = set()
    for begin, size in stretches:
        collected.suppress(Span(0, begin, begin + size))
        ticked |= {2 * begin + half for half in range(2 * size + 1)}  # the gaps between characters count too
    inside = {2 * start + half for half in range(2 * length + 1)} <= ticked
    assert collected.is_suppressed(Span(0, start, start + length)) == inside


def test_facts_cannot_be_changed_afterwards() -> None:
    facts = {"limit": 64}
    diagnostic = Diagnostic("BEN007", Severity.ERROR, None, facts)
    facts["limit"] = 65
    assert diagnostic.facts["limit"] == 64
    with pytest.raises(TypeError):
        diagnostic.facts["limit"] = 66  # type: ignore[index]


# ---------------------------------------------------------------- the words


def raw(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("benefitdsl.messages").joinpath(name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", CODES)
def test_both_languages_say_the_same(code: str) -> None:
    one, other = message(code, "en"), message(code, "zh")
    for part in ("message", "help"):
        assert slots(getattr(one, part)) == slots(getattr(other, part)), part
    assert {key: slots(text) for key, text in one.phrases.items()} == {
        key: slots(text) for key, text in other.phrases.items()
    }
    for part in ("help", "explain", "wrong", "right"):
        assert bool(getattr(one, part)) == bool(getattr(other, part)), part


def test_both_languages_have_the_same_words() -> None:
    assert list(raw("en.toml")) == list(raw("zh.toml"))
    one, other = raw("words.en.toml"), raw("words.zh.toml")
    assert list(one) == list(other)
    for section in one:
        assert {key: slots(text) for key, text in one[section].items()} == {
            key: slots(text) for key, text in other[section].items()
        }


def test_codes_stand_in_order_and_are_well_formed() -> None:
    found = list(raw("en.toml"))
    assert found == sorted(found)
    assert all(re.fullmatch(r"BEN[0-69]\d\d", code) for code in found)


@pytest.mark.parametrize("code", CODES)
def test_english_style(code: str) -> None:
    words = message(code, "en")
    for sentence in (words.title, words.message, words.help, *words.phrases.values()):
        assert not sentence.endswith("."), sentence
        assert not re.match(r"[A-Z][a-z]", sentence), sentence
        assert not re.search(r"[\u3000-\u303f\uff00-\uffef]", sentence.replace("「…」", "")), sentence


@pytest.mark.parametrize("code", CODES)
def test_chinese_style(code: str) -> None:
    words = message(code, "zh")
    for sentence in (words.title, words.message, words.help, *words.phrases.values()):
        assert not sentence.endswith("。"), sentence
        outside = re.sub(r"`[^`]*`|\{\w+\}", "x", sentence)
        assert not re.search(r"[\u4e00-\u9fff] ?[,;:!?()]|[,;:!?()] ?[\u4e00-\u9fff]", outside), sentence
        assert not sentence or re.search(r"[\u4e00-\u9fff]", sentence), sentence


@pytest.mark.parametrize("code", CODES)
def test_every_template_is_well_formed(code: str) -> None:
    for language in LANGUAGES:
        words = message(code, language)
        for template in (words.message, words.help, *words.phrases.values()):
            fill(template, dict.fromkeys(slots(template), "x"), language)


@pytest.mark.parametrize("code", [code for code in CODES if message(code, "en").wrong and code < "BEN012"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_of_refused_texts(code: str, language: Language) -> None:
    words = message(code, language)
    assert {each.code for each in read_source("a", words.wrong)[1]} == {code}
    assert read_source("a", words.right)[1] == ()


@pytest.mark.parametrize("code", ["BEN014", "BEN015", "BEN101", "BEN102", "BEN105", "BEN107"])
def test_examples_of_strings_and_names(code: str) -> None:
    words = message(code, "en")
    for text, expected in ((words.wrong, {code}), (words.right, set())):
        written = text.split(" ", 1)[1]
        if code < "BEN100":
            flaws = set(string_value('"' + written.split('"', 1)[1])[1])
        else:
            is_quoted = written.startswith("「")
            flaws = {name_problem(written.strip("「」"), is_quoted=is_quoted)} - {None}
        assert {flaw.code for flaw in flaws if flaw} == expected


@pytest.mark.parametrize(
    "template",
    [
        "{x.__class__}",
        "{x[0]}",
        "{x!r}",
        "{x:.999999999f}",
        "{0}",
        "{}",
        "{ x }",
        "{X}",
        "{x",
        "x}",
        "{missing}",
        "{x}}",
    ],
)
def test_a_template_has_plain_slots_only(template: str) -> None:
    with pytest.raises(UnfilledSlot):
        fill(template, {"x": "1"}, "en")


def test_filling() -> None:
    facts = {"a": "{b}", "b": 3, "c": ("x", "y\x1b"), "d": "长" * 200, "e": r"\u{202E}"}
    assert fill("`{a}` {b} {c} {{x}} {e}", facts, "en") == r"`{b}` 3 `x`, `y\u{1B}` {x} \u{202E}"
    assert fill("{c}", facts, "zh") == r"`x`、`y\u{1B}`"
    assert fill("{d}", facts, "zh") == "长" * 119 + "…"


def test_words_that_do_not_exist() -> None:
    with pytest.raises(UnknownMessage, match="BEN000"):
        message("BEN000", "en")
    with pytest.raises(UnknownMessage, match=r"terms\.nothing"):
        fill("{x}", {"x": Term("nothing")}, "zh")
    with pytest.raises(UnknownMessage, match=r"phrases\.nothing"):
        messages.phrase("nothing", "en", "BEN007")


def test_a_phrase_of_the_code_goes_before_a_common_one() -> None:
    assert messages.phrase("first", "en", "BEN108") == "`{other}` is here"
    assert messages.phrase("remove", "en", "BEN002") == "remove it"


# ---------------------------------------------------------------- written out


def of_case(case: dict[str, Any]) -> tuple[list[Diagnostic], SourceSet]:
    text = case["text"]
    if "read" in case:
        source, errors = read_source("会员.benefit", text)
        return list(errors), SourceSet((source,))
    span = None
    if "mark" in case:
        begin = len(text) if "at_end" in case else text.index(case["mark"])
        span = Span(0, begin, begin + len(case["mark"]))

    def quoted(labels: dict[str, str]) -> tuple[Label, ...]:
        found = [(text.index(part), part, key) for part, key in labels.items()]
        return tuple(Label(Span(0, begin, begin + len(part)), key) for begin, part, key in found)

    labels, related = quoted(case.get("labels", {})), quoted(case.get("related", {}))
    diagnostic = error(case["code"], span, labels=labels, related=related, **case["facts"])
    return [diagnostic], SourceSet((Source("会员.benefit", text),))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", cases("rendered"))
def test_render_text(case: dict[str, Any], language: Language) -> None:
    diagnostics, sources = of_case(case)
    assert render_text(diagnostics, sources, language) == case[language].lstrip("\n") + "\n"


@pytest.mark.parametrize("case", cases("rendered"))
def test_colour_changes_nothing_else(case: dict[str, Any]) -> None:
    diagnostics, sources = of_case(case)
    painted = render_text(diagnostics, sources, "zh", color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == render_text(diagnostics, sources, "zh")
    assert painted.count("\x1b[0m") * 2 == painted.count("\x1b")


def test_a_long_line_is_cut_around_the_mark() -> None:
    text = "长" * 300 + "X" + "y" * 300
    lines = render_text([too_deep(Span(0, 300, 301))], SourceSet((Source("a", text),)), "en").splitlines()
    shown, underline = lines[3].removeprefix("1 | "), lines[4].removeprefix("  | ")
    assert len(shown) == 120
    assert (shown[0], shown[-1], shown.count("X")) == ("…", "…", 1)
    assert underline == " " * (1 + 39 * 2) + "^"


def test_a_label_in_another_file() -> None:
    sources = SourceSet((Source("a", "rule x\n"), Source("b\x1b", "\nrule X\n")))
    diagnostic = error("BEN108", Span(0, 5, 6), labels=(Label(Span(1, 6, 7), "first"),), name="x", other="X")
    assert render_text([diagnostic], sources, "en").splitlines()[1:9] == [
        " --> a:1:6",
        "  |",
        "1 | rule x",
        "  |      ^",
        r" ::: b\u{1B}:2:6",
        "  |",
        "2 | rule X",
        "  |      - `X` is here",
    ]


def test_fixes() -> None:
    text = "rule 398送券\n"
    flaw = name_problem("398送券")
    assert flaw is not None
    diagnostic = from_flaw(flaw, 0, offset=5)
    sources = SourceSet((Source("a", text),))
    assert render_text([diagnostic], sources, "zh").splitlines()[-3:] == [
        "  = 修复：写作 `「398送券」`",
        "  |   rule 「398送券」",
        "",
    ]
    assert apply_edits(text, diagnostic.fixes[0].edits) == "rule 「398送券」\n"


def test_edits() -> None:
    edits = [Edit(Span(0, 3, 3), "X"), Edit(Span(0, 0, 1), "")]
    assert apply_edits("abcdef", edits) == "bcXdef"
    with pytest.raises(ValueError, match="overlap"):
        apply_edits("abcdef", [Edit(Span(0, 0, 2), ""), Edit(Span(0, 1, 3), "")])


def test_summary() -> None:
    collected = Diagnostics([*map(too_deep, spans(60)), warning("BEN007", Span(0, 0, 9), limit=1)])
    assert render_summary(collected, "en") == "errors: 60, warnings: 1, not shown: 11"
    assert render_summary(collected, "zh") == "错误 60 个，警告 1 个，另有 11 个未显示"
    assert render_summary(Diagnostics(), "zh") == ""


def sample() -> tuple[list[Diagnostic], SourceSet]:
    text = "# 🎁\n# 🎁x\r\nrule ѕ\n"
    span = Span(0, text.index("x"), text.index("x") + 1)
    fix = Fix("replace", (Edit(span, "y"),), {"new_text": "y"})
    label = Label(Span(0, text.index("ѕ"), text.index("ѕ") + 1), "first")
    whole = error("BEN108", span, labels=(label,), related=(label,), fixes=(fix,), name="x", other="ѕ")
    note = info("BEN108", Span(0, 0, len(text)), name="x", other=("a", Term("t")))
    return [
        whole,
        replace(note, facts={"name": "x", "other": "y"}),
        error("BEN017", None, found=2, limit=1),
    ], SourceSet((Source("规则/a b:c.benefit", text),))


def test_render_json() -> None:
    diagnostics, sources = sample()
    text = render_json(diagnostics, sources, "zh", hidden_count=7)
    assert set(text) <= set(string.printable) - set("\x0b\x0c\r\t")
    page = json.loads(text)
    assert (page["version"], page["positionEncoding"], page["hidden"]) == (1, "utf-16", 7)
    first, second, third = page["diagnostics"]
    place = {
        "file": "规则/a b:c.benefit",
        "range": {"start": {"line": 1, "character": 4}, "end": {"line": 1, "character": 5}},
        "span": {"start": 7, "end": 8},
    }
    other = {
        "file": "规则/a b:c.benefit",
        "range": {"start": {"line": 2, "character": 5}, "end": {"line": 2, "character": 6}},
        "span": {"start": 15, "end": 16},
        "message": "`ѕ` 在这里",
    }
    assert first == {
        **place,
        "severity": 1,
        "code": "BEN108",
        "source": "benefitdsl",
        "title": "名称看起来相同",
        "message": "`x` 与 `ѕ` 看起来相同",
        "help": "请为其中一个换个名称",
        "facts": {"name": "x", "other": "ѕ"},
        "labels": [other],
        "related": [other],
        "fixes": [{"title": "改写为 `y`", "edits": [{**place, "newText": "y"}]}],
    }
    assert second["range"]["end"] == {"line": 3, "character": 0}
    assert second["severity"] == 3
    assert "range" not in third


def test_facts_in_json() -> None:
    several = Diagnostic("BEN007", Severity.ERROR, None, {"limit": ("a", Term("t"))})
    page = json.loads(render_json([replace(several, facts={"limit": 3})], SourceSet(), "en"))
    assert page["diagnostics"][0]["facts"] == {"limit": 3}


# What SARIF 2.1.0 demands of the parts that are written; the full schema has 3,000 lines and no stricter word on them.
REGION = {
    "type": "object",
    "required": ["startLine", "startColumn", "endLine", "endColumn"],
    "additionalProperties": False,
    "patternProperties": {"^(start|end)(Line|Column)$": {"type": "integer", "minimum": 1}},
}
TEXT = {
    "type": "object",
    "required": ["text"],
    "additionalProperties": False,
    "properties": {"text": {"type": "string"}},
}
ARTIFACT = {
    "type": "object",
    "required": ["uri"],
    "additionalProperties": False,
    "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9%/._~-]+$"}},
}


def strict(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


def several(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": items}


PLACE = strict(["artifactLocation", "region"], artifactLocation=ARTIFACT, region=REGION)
CHANGE = strict(
    ["artifactLocation", "replacements"],
    artifactLocation=ARTIFACT,
    replacements=several(strict(["deletedRegion"], deletedRegion=REGION, insertedContent=TEXT)),
)
RESULT = strict(
    ["message"],
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level={"enum": ["none", "note", "warning", "error"]},
    message=TEXT,
    locations=several(strict([], physicalLocation=PLACE)),
    relatedLocations=several(strict([], physicalLocation=PLACE, message=TEXT)),
    fixes=several(strict(["artifactChanges"], description=TEXT, artifactChanges=several(CHANGE))),
)
RULE = strict(["id"], id={"type": "string"}, shortDescription=TEXT, fullDescription=TEXT)
DRIVER = strict(
    ["name"], name={"type": "string"}, version={"type": "string"}, rules={"type": "array", "items": RULE}
)
RUN = strict(
    ["tool"],
    tool=strict(["driver"], driver=DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results={"type": "array", "items": RESULT},
)
SARIF = strict(
    ["version", "runs"], **{"$schema": {"type": "string"}}, version={"const": "2.1.0"}, runs=several(RUN)
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_render_sarif(language: Language) -> None:
    diagnostics, sources = sample()
    log = json.loads(render_sarif(diagnostics, sources, language))
    jsonschema.validate(log, SARIF)
    run = log["runs"][0]
    assert [run["tool"]["driver"]["rules"][each["ruleIndex"]]["id"] for each in run["results"]] == [
        each["ruleId"] for each in run["results"]
    ]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "%E8%A7%84%E5%88%99/a%20b%3Ac.benefit"},
        "region": {"startLine": 2, "startColumn": 4, "endLine": 2, "endColumn": 5},
    }
    assert [each["level"] for each in run["results"]] == ["error", "note", "error"]
    assert "locations" not in run["results"][2]


def test_control_the_sarif_schema_sees_a_missing_part() -> None:
    diagnostics, sources = sample()
    log = json.loads(render_sarif(diagnostics, sources, "en"))
    del log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(log, SARIF)


@given(st.binary(max_size=300), st.sampled_from(LANGUAGES))
def test_whatever_is_read_can_be_shown(data: bytes, language: Language) -> None:
    source, errors = read_source("a\x1b\u202e", data)
    sources = SourceSet((source,))
    text = render_text(errors, sources, language)
    assert (
        re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufe0f]", text) is None
    )
    json.loads(render_json(errors, sources, language))
    jsonschema.validate(json.loads(render_sarif(errors, sources, language)), SARIF)


@given(st.text(st.sampled_from("ab长\t\n\r\x1b")), st.integers(0, 20), st.integers(0, 20))
def test_any_span_can_be_underlined(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    shown = render_text([too_deep(Span(0, start, end))], SourceSet((Source("a", text),)), "en")
    assert "^" in shown


# ---------------------------------------------------------------- did you mean


@pytest.mark.parametrize("case", cases("suggestions"))
def test_did_you_mean(case: dict[str, Any]) -> None:
    for candidates in (case["candidates"], case["candidates"][::-1], set(case["candidates"])):
        assert did_you_mean(case["word"], candidates) == case.get("meant")


words = st.text("abc", max_size=6)


@given(words, words, st.integers(0, 6))
def test_distance_against_the_plain_definition(one: str, other: str, limit: int) -> None:
    assert edit_distance(one, other, limit) == min(plain_distance(one, other), limit + 1)


def plain_distance(one: str, other: str) -> int:
    """Optimal string alignment, as the textbook has it."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            choices = [
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (one[i - 1] != other[j - 1]),
            ]
            if one[i - 2 : i] == other[j - 2 : j][::-1] and min(i, j) > 1:
                choices.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(choices)
    return table[len(one), len(other)]


def test_suggestions_stay_cheap_among_many() -> None:
    many = [f"{'ab' * 28}{number:08}" for number in range(20_000)]
    assert did_you_mean("ab" * 28 + "zzyyxxww", many) is None
    assert did_you_mean("zb_rule", [*(f"aa_{number:04}" for number in range(9_999)), "zb_rula"]) == "zb_rula"
