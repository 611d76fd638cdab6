"""The targets of fuzzing: what reads bytes from outside, each with the exceptions that it documents.

`play` says whether an input was taken. Any other exception than the documented ones is a finding, and so is an input
that is not done in time. Tests, `tools/fuzz.py` with atheris and `tools/fuzz.py` without play the same targets.
"""

from __future__ import annotations

import gzip
import json
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benefitdsl.adapters.files.events import EventReader
from benefitdsl.adapters.files.mapping import MappingFile, read_mapping
from benefitdsl.adapters.files.rows import BadRow, TableRefused
from benefitdsl.api import compile_reading
from benefitdsl.api.reading import read_text
from benefitdsl.diagnostics import read_source
from benefitdsl.engine.door import EventErrors
from benefitdsl.engine.quote.search import QuoteTooLarge
from benefitdsl.messages import LANGUAGES
from benefitdsl.model.json import BadJson, effect_from_json, effect_to_json
from benefitdsl.model.member import Member
from benefitdsl.model.member_json import BadMember
from benefitdsl.plan import PlanError, plan_from_text, plan_to_text
from benefitdsl.plan.codec import plan_version
from benefitdsl.std import STANDARD
from benefitdsl.syntax.parse import parse
from benefitdsl.verify.scenario import read_scenarios
from benefitdsl.verify.tell import Teller
from benefitdsl.verify.telling import failure_text
from benefitdsl.verify.yaml_tree import YamlRefused
from tests.attacks.fuzz import seeds
from tests.attacks.fuzz.mutation import Mutate, by_bytes, by_values, by_words
from tests.attacks.guards import outcome
from tests.support.texts import laws
from tests.support.texts.programmes import Programme

EVENTS = 6  # that are sent to a programme that was accepted


class Broken(Exception):
    """An input was taken, and something that must hold does not."""


@dataclass(frozen=True, slots=True)
class Target:
    name: str
    play: Callable[[bytes], bool]
    seeds: Callable[[], Sequence[bytes]]
    splinters: tuple[bytes, ...]
    mutate: Mutate = by_bytes


def require(held: bool, what: str) -> None:
    if not held:
        raise Broken(what)


# ------------------------------------------------------------------------------------------------ rules


def play_rules(data: bytes) -> bool:
    """Bytes → diagnostics or a plan; everything that is said can be shown in every way there is."""
    return not outcome(data).codes


def play_format(data: bytes) -> bool:
    """What parses is written in both languages, and read back as the same tree; the same text comes of it again."""
    source, flaws = read_source("fuzz.benefit", data)
    if flaws:
        return False
    module, diagnostics = parse(source, STANDARD)
    if diagnostics.has_errors:
        return False
    found = laws.Tried(Programme(0, (module,)))
    for law in (laws.reads_back, laws.comes_back_from_the_other_language):
        for fault in law(found):
            raise Broken(f"{law.__name__}: {fault}")
    return True


def play_programme(data: bytes) -> bool:
    """What `check` accepts runs: events from its own schema, explained, in JSON and back, on both engines."""
    reading = read_text(data, STANDARD)  # type: ignore[arg-type]  # bytes are read as a file's are
    plan, _ = compile_reading(reading)
    if plan is None:
        return False
    found = laws.Tried(Programme(zlib.crc32(data), ()))
    for fault in laws.runs(found, plan, EVENTS):
        raise Broken(fault)
    return True


# ------------------------------------------------------------------------------------------------ stored JSON


def play_plan(data: bytes) -> bool:
    try:
        plan = plan_from_text(data)
    except PlanError as error:
        str(error)
        return False
    again = plan_from_text(plan_to_text(plan))
    require(again == plan, "the plan comes back changed")
    require(plan_version(again) == plan_version(plan), "the plan comes back with another version")
    return True


def _stored(data: bytes) -> Any:
    """JSON as a host's own store reads it; raises `NoJson`."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise NoJson from None


class NoJson(Exception):
    """Not even the host's own reader takes it."""


def play_member(data: bytes) -> bool:
    try:
        member = Member.from_json(_stored(data))
    except (BadMember, NoJson) as error:
        str(error)
        return False
    require(Member.from_json(json.loads(json.dumps(member.to_json()))) == member, "it comes back changed")
    return True


def play_effect(data: bytes) -> bool:
    try:
        effect = effect_from_json(_stored(data), "CNY")
    except (BadJson, NoJson) as error:
        str(error)
        return False
    require(effect_from_json(effect_to_json(effect, "CNY"), "CNY") == effect, "it comes back changed")
    return True


# ------------------------------------------------------------------------------------------------ doors


def _told(errors: EventErrors) -> None:
    for language in LANGUAGES:
        text = errors.text(language)
        require(not any(sign < " " for sign in text), f"a control character in {text!r}")
        for each in errors.errors:
            each.help(language)


def play_event(data: bytes) -> bool:
    """The door for events; what comes in is written and read back, and evaluated."""
    rulebook = seeds.shop()
    try:
        event = rulebook.door.read_event_text(data)
    except EventErrors as errors:
        _told(errors)
        return False
    text = json.dumps(rulebook.door.write_event(event))
    require(rulebook.door.read_event_text(text) == event, "the event comes back changed")
    member = rulebook.engine.new_member(event.member, event.at, {})
    decision = rulebook.evaluate(member, event)
    if decision.status == "applied":
        require(rulebook.evaluate(decision.member, event).status == "duplicate", "the event counts twice")
    return True


def play_cart(data: bytes) -> bool:
    """The door for carts; what comes in is quoted."""
    rulebook = seeds.shop()
    try:
        cart = rulebook.cart_door.read_cart_text(data)
    except EventErrors as errors:
        _told(errors)
        return False
    try:
        quoted = rulebook.quote(rulebook.new_member("m1", at=seeds.AT), cart, seeds.AT)
    except QuoteTooLarge:
        return False
    for language in LANGUAGES:
        quoted.explain(language)
    return True


# ------------------------------------------------------------------------------------------------ YAML and tables


@cache
def _teller() -> Teller:
    rulebook = seeds.shop()
    return Teller(rulebook.plan, (rulebook.engine,), STANDARD)


def play_scenario(data: bytes) -> bool:
    """A scenario file; what is read is told, and what failed is said in both languages."""
    try:
        file = read_scenarios(data)
    except YamlRefused as refused:
        for language in LANGUAGES:
            refused.text(language)
        return False
    for scenario in file.scenarios:
        for failure in _teller().tell(scenario).failures:
            for language in LANGUAGES:
                failure_text(failure, "fuzz.scenario.yaml", language)
    return True


@cache
def _folder() -> Path:
    """A folder with a table and one beside it, for as long as the process runs."""
    folder = Path(_holder().name)
    (folder / "orders.csv").write_text(seeds.TABLE, encoding="utf-8")
    (folder / "lines.csv").write_text(seeds.SIDE, encoding="utf-8")
    return folder


@cache
def _holder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="benefitdsl-fuzz-")


def _read_all(path: Path, mapping: MappingFile | None) -> bool:
    """Every row of a table; those that are no events can be told. The exceptions are those that commands stop at."""
    taken = False
    try:
        for row in EventReader(seeds.shop().plan, path, mapping):
            if isinstance(row, BadRow):
                require(all("\n" not in row.reason(language) for language in LANGUAGES), "two lines")
            else:
                taken = True
    except TableRefused as refused:
        for language in LANGUAGES:
            refused.text(language)
    except (OSError, EOFError, UnicodeError, zlib.error):
        return False
    return taken


def play_mapping(data: bytes) -> bool:
    path = _folder() / "mapping.yaml"
    path.write_bytes(data)
    try:
        mapping = read_mapping(path)
    except YamlRefused as refused:
        for language in LANGUAGES:
            refused.text(language)
        return False
    _read_all(_folder() / "orders.csv", mapping)
    return True


@cache
def _mappings() -> tuple[tuple[str, MappingFile | None], ...]:
    return (*_written(), ("rows.jsonl", None))


def _written() -> Iterator[tuple[str, MappingFile]]:
    for number, text in enumerate(seeds.MAPPINGS):
        path = _folder() / f"{number}.yaml"
        path.write_bytes(text)
        mapping = read_mapping(path)
        yield f"rows.{mapping.table.format or 'csv'}", mapping


def play_rows(data: bytes) -> bool:
    """One file as one kind of table or as events, whichever its bytes say; packed where it says that it is."""
    name, mapping = _mappings()[zlib.crc32(data) % len(_mappings())]
    path = _folder() / (name + (".gz" if data[:2] == b"\x1f\x8b" else ""))
    path.write_bytes(data)
    return _read_all(path, mapping)


# ------------------------------------------------------------------------------------------------ all of them

RULE_SPLINTERS = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        "(", ")", '"', "「", "」", "`", "#", ":", "：", ",", "，", "\n", "\r", "->", "end\n", "结束\n", "rule ", "rule",
        "规则", "not ", "非", " or ", " of ", "where ", "in last ", "9999999999999999", "1.5%", " CNY", "元", "\x00",
        "\u202e", "\ufeff", "\ud800", "tier ", "give 1 ", "每满", "is one of (", "language: xx\n", "语言：en\n",
        "programme p\n", "\u3000", "-", "+", "*", "/", "{}", "\\", "\\u{",
    )
)  # fmt: skip
_WORDS = tuple(
    text.encode()
    for text in (
        " and ", " or ", "not ", "(", ")", "1", "0", "1 CNY", "1 day", "1 month", "amount", "order", "refund", "beans",
        "per", "member", " >= ", " < ", " = ", " is ", "has ", "sum of ", "count of ", "in last ", "this month",
        "若", "且", "或", "给", "满", "元", "天", "每", "会员", "订单",
    )
)  # fmt: skip
_JSON = (
    b'"', b"{", b"}", b"[", b"]", b",", b":", b"null", b"true", b"1e400", b"NaN", b"-0", b"1.0", b"9007199254740993",
    b'"\\ud800"', b'"\\u0000"', b"\xef\xbb\xbf", b'"is":', b'"at":', b'"id":', b'"amount":', b'"2026-03-31"', b"\\",
    b'"data":', b"9" * 40, b"/", b"#1", b"@",
)  # fmt: skip
_YAML = (
    b": ", b"- ", b"\n", b"  ", b"{", b"}", b"[", b"]", b"&a ", b"*a", b"<<: ", b"!!python/name:os.system ", b"'", b'"',
    b"|", b">", b"? ", b"---\n", b"...\n", b"%YAML 1.1\n", b"\t", b"#", b'"\\U00110000"', b'"\\ud800"', b"repeat: 99",
    b"{n}", "\u2028".encode(), b"\x00", "：".encode(), b"places: 9", b"{who}", b"at: ", b"expect: ", b"state: ",
)  # fmt: skip
_TABLE = (
    b",", b'"', b"\n", b"\r", b"\x00", b"--5", b"1E+400", b"NaN", b"9" * 30, b"-", b"2026-02-30", b"25:00", b"{", b"[",
    b"\xff", "１２".encode(), b"1_000", b"\x1f\x8b", b"null", b": ",
)  # fmt: skip

TARGETS = (
    Target("rules", play_rules, seeds.rules, RULE_SPLINTERS),
    Target("format", play_format, seeds.rules, _WORDS, by_words),
    Target("programme", play_programme, seeds.programmes, _WORDS, by_words),
    Target("plan", play_plan, seeds.plans, _JSON, by_values),
    Target("member", play_member, seeds.members, _JSON, by_values),
    Target("effect", play_effect, seeds.effects, _JSON, by_values),
    Target("event", play_event, seeds.events, _JSON, by_values),
    Target("cart", play_cart, seeds.carts, _JSON, by_values),
    Target("scenario", play_scenario, lambda: seeds.SCENARIOS, _YAML),
    Target("mapping", play_mapping, lambda: seeds.MAPPINGS, _YAML),
    Target("rows", play_rows, lambda: (*seeds.ROWS, gzip.compress(seeds.ROWS[0], mtime=0)), _TABLE),
)
