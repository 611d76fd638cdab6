"""Scenarios: stories about members, in YAML beside the rules, and what must come of them.

Read by `read_scenarios`, told by `run_scenario` on any engine. The format is described in docs/scenarios.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from benefitdsl.diagnostics.suggestion import did_you_mean
from benefitdsl.engine.explain.telling import WORDED
from benefitdsl.limits import MAX_SCENARIO_VALUES
from benefitdsl.messages import Language
from benefitdsl.verify.phrases import (
    DETAILS,
    OUTCOMES,
    REASONS,
    REFUSALS,
    STATUSES,
    VERBS,
    subject_in,
    verb_in,
)
from benefitdsl.verify.said import Words, one_of, said
from benefitdsl.verify.yaml_tree import Node, YamlRefused, no_collection, read_yaml

# Words of the format, English first; either language may be used.
WORDS: dict[str, str] = {
    "rules": "规则",
    "scenarios": "场景",
    "name": "名称",
    "given": "已知",
    "story": "经过",
    "member": "会员",
    "members": "会员们",
    "joined": "入会",
    "at": "时间",
    "id": "编号",
    "source": "来源",
    "again": "重发",
    "repeat": "重复",
    "advance": "等到",
    "everyone until": "全员等到",
    "expect": "应有",
    "expect some": "应包含",
    "outcome": "结果",
    "also": "同时",
    "also some": "同时包含",
    "state": "状态",
    "keeps": "保证",
    "nothing": "无",
    "by": "规则名",
    "until": "到期",
    "expires": "失效日",
    "ripens": "到账日",
    "owed": "欠",
    "not before": "不早于",
    "valid from": "生效日",
    "left": "剩余",
    "off": "优惠",
    "sure": "保底",
    "places": "名次",
    "balance": "余额",
    "pending": "待到账",
    "holds": "持有",
    "tier": "等级",
    "progress": "进度",
    "completed": "完成次数",
    "tags": "标签",
    "score": "分值",
    "reserved": "锁定",
    "empty draws": "连续未中",
    "teams": "团队",
    "standings": "排行榜",
    "attributes": "资料",
    "seed": "种子",
    "quote": "报价",
    "shows": "报价结果",
    "buy": "按报价下单",
    "lines": "各行",
    "shipping": "运费",
    "to pay": "应付",
    "taken": "已用",
    "usable": "可用",
    "unusable": "不可用",
    "points": "积分",
    "stored value": "储值",
    "money": "现金",
    "refused": "未成",
    "brings": "带来",
}
_ENGLISH = {chinese: english for english, chinese in WORDS.items()}
_VERB_ENGLISH = {chinese: english for english, chinese in VERBS.items()}
_OUTCOME_ENGLISH = {chinese: english for english, chinese in OUTCOMES.items()}
_DETAIL_ENGLISH = {chinese: english for english, chinese in DETAILS.items()}
_REFUSAL_ENGLISH = {chinese: english for english, chinese in REFUSALS.items()}
SHOWN = (
    "lines",
    "shipping",
    "to pay",
    "taken",
    "usable",
    "unusable",
    "points",
    "stored value",
    "money",
    "refused",
    "brings",
)
"""What a quote shows, as a step asks for it."""

NOTHING = {"nothing", WORDS["nothing"]}
FACTS = (
    "by",
    "until",
    "expires",
    "ripens",
    "owed",
    "not before",
    "valid from",
    "left",
    "off",
    "sure",
    "places",
)
MAX_REPEAT = 99
STATE_WORDS = (
    "balance",
    "pending",
    "owed",
    "holds",
    "tier",
    "progress",
    "completed",
    "tags",
    "score",
    "reserved",
    "valid from",
    "empty draws",
    "teams",
    "standings",
)


@dataclass(frozen=True, slots=True)
class Expected:
    """One expected effect: its verb, what it is said of, and further facts that must hold of it."""

    verb: str
    of: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        more = "".join(f", {pair(word)[language == 'zh']}: {value}" for word, value in self.facts.items())
        return f"{verb_in(self.verb, language)}: {subject_in(self.verb, self.of, language)}{more}"


@dataclass(frozen=True, slots=True)
class ScenarioStep:
    """An event (`type` and raw `fields`), a moment (`type` empty; of all members where it is for `everyone`) or,
    without `at`, only a look at the state. With a `cart` a quote, and what it `shows` and its order `brings`; `buy`
    sends the order of an earlier quote. `keeps` are laws that must have held from the beginning of the story.

    `number` is that of the step in its story, `time` which of the times it is, 0 for a step without `repeat`.
    """

    line: int
    member: str
    number: int = 0
    time: int = 0
    cart: Mapping[str, Node] | None = None
    shows: Mapping[str, Node] = field(default_factory=dict)
    brings: tuple[Expected, ...] | None = None
    buy: str | None = None
    at: str | None = None
    everyone: bool = False
    type: str = ""
    fields: Mapping[str, Node] = field(default_factory=dict)
    id: str | None = None
    source: str = ""
    again: str | None = None
    expect: tuple[Expected, ...] | None = None
    whole: bool = True  # False: `expect some`
    also: Mapping[str, tuple[Expected, ...]] = field(default_factory=dict)
    also_some: Mapping[str, tuple[Expected, ...]] = field(default_factory=dict)
    outcome: str | None = None
    state: Mapping[str, Node] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenMember:
    joined: str
    attributes: Mapping[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    line: int
    members: Mapping[str, GivenMember]
    steps: tuple[ScenarioStep, ...]
    seed: str | None = None  # of its draws


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """`rules` are files or folders of rules, relative to the scenario file: the scenarios hold for each of them
    (a programme in Chinese and the same in English). `language` is that of its words, in which it is spoken of."""

    rules: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    language: Language = "en"


def language_of(data: bytes) -> Language:
    """The language in which a scenario file says what it is, even where it cannot be read."""
    begins = f"^(?:{WORDS['scenarios']}|{WORDS['rules']})[ \t]*(?::|：)"
    encodings = ("utf-8", "gb18030")
    return "zh" if any(re.search(begins.encode(each), data, re.MULTILINE) for each in encodings) else "en"


def pair(word: str) -> tuple[str, str]:
    """A word of the format in English and in Chinese."""
    return word, WORDS[word]


def read_scenarios(data: bytes) -> ScenarioFile:
    """The scenarios of one file. Raises `YamlRefused` with the line of the first mistake."""
    top = _mapping(read_yaml(data), said("top"))
    _only(top, ("rules", "scenarios"))
    if "scenarios" not in top:
        raise YamlRefused(1, said("without", word=pair("scenarios")), said("list_of_scenarios"))
    room = _Room()
    listed = _sequence(top["scenarios"], said("list_of_scenarios"))
    scenarios = tuple(_scenario(node, room) for node in listed)
    return ScenarioFile(_names(top["rules"]) if "rules" in top else (".",), scenarios, language_of(data))


def _names(node: Node) -> tuple[str, ...]:
    """One text, or a list of them."""
    return tuple(map(_text, node.value)) if isinstance(node.value, list) else (_text(node),)


@dataclass(slots=True)
class _Room:
    """How many values the steps of a file may still have: a short text can ask for very many with `repeat`."""

    left: int = MAX_SCENARIO_VALUES

    def take(self, node: Node, times: int) -> None:
        self.left -= times * _values(node)
        if self.left < 0:
            raise YamlRefused(node.line, said("many_values", count=MAX_SCENARIO_VALUES), said("fewer_values"))


def _values(node: Node) -> int:
    """How many texts, lists and mappings a node is."""
    parts = node.value.values() if isinstance(node.value, dict) else node.value
    return 1 if isinstance(parts, str) else 1 + sum(map(_values, parts))


def _scenario(node: Node, room: _Room) -> Scenario:
    fields = _mapping(node, said("a_scenario"))
    _only(fields, ("name", "given", "story", "seed"))
    for word in ("name", "story"):
        if word not in fields:
            raise YamlRefused(node.line, said("scenario_without", word=pair(word)), said("a_text"))
    members = _given(fields["given"]) if "given" in fields else {}
    first = next(iter(members), "m1")
    written = enumerate(_sequence(fields["story"], said("list_of_steps")), 1)
    steps = tuple(step for number, item in written for step in _steps(item, first, number, room))
    seed = _text(fields["seed"]) if "seed" in fields else None
    return Scenario(_text(fields["name"]), node.line, members, steps, seed)


def _given(node: Node) -> dict[str, GivenMember]:
    fields = _mapping(node, said("given_words"))
    if "members" in fields:
        _only(fields, ("members",))
        return {
            name: _member(item)
            for name, item in _raw_mapping(fields["members"], said("members_by_name")).items()
        }
    if "member" in fields and not isinstance(fields["member"].value, str):
        raise YamlRefused(
            fields["member"].line,
            said("many_in", word=pair("member")),
            said("one_name", word=pair("members")),
        )
    name = _text(fields.pop("member")) if "member" in fields else "m1"
    return {name: _member(Node(dict(fields), node.line))}


def _member(node: Node) -> GivenMember:
    fields = _mapping(node, said("member_words"))
    _only(fields, ("joined", "attributes"))
    if "joined" not in fields:
        raise YamlRefused(node.line, said("member_without", word=pair("joined")), said("a_time"))
    attributes = _raw_mapping(fields["attributes"], said("attributes")) if "attributes" in fields else {}
    return GivenMember(_text(fields["joined"]), attributes)


_STEP_WORDS = (
    "at",
    "member",
    "id",
    "source",
    "again",
    "advance",
    "everyone until",
    "expect",
    "expect some",
    "also",
    "also some",
    "outcome",
    "state",
    "keeps",
    "quote",
    "shows",
    "buy",
)


_TEXT_WORDS = ("source", "again", "advance", "outcome", "buy", "keeps")


def _steps(node: Node, member: str, number: int, room: _Room) -> Iterator[ScenarioStep]:
    """The step, or as many as its `repeat` says."""
    fields = _mapping(node, said("a_step"))
    if "repeat" not in fields:
        room.take(node, 1)
        yield _step(node, member, number)
        return
    times = _text(fields.pop("repeat"))
    if not re.fullmatch(r"[1-9][0-9]?", times):
        raise YamlRefused(node.line, f"`{times}`", said("times", most=MAX_REPEAT))
    room.take(node, int(times))
    for time in range(1, int(times) + 1):
        yield replace(_step(_at_time(Node(fields, node.line), time), member, number), time=time)


def _at_time(node: Node, time: int) -> Node:
    """The node with the number of the time in its texts: `{n}`, or `{nn}` in two digits."""
    match node.value:
        case str(text):
            return Node(_with_time(text, time), node.line)
        case list(items):
            return Node([_at_time(item, time) for item in items], node.line)
        case fields:
            return Node(
                {_with_time(key, time): _at_time(value, time) for key, value in fields.items()}, node.line
            )


def _with_time(text: str, time: int) -> str:
    return text.replace("{nn}", f"{time:02}").replace("{n}", str(time))


def _step(node: Node, member: str, number: int) -> ScenarioStep:
    fields = _mapping(node, said("a_step"))
    event = {
        word: value for word, value in fields.items() if word not in _STEP_WORDS or _is_event(word, value)
    }
    fields = {word: value for word, value in fields.items() if word not in event}
    checkout = [word for word in ("quote", "buy", "everyone until") if word in fields]
    _no_strangers(event, bool(checkout))
    if len(event) + len(checkout) > 1:
        raise YamlRefused(
            node.line, ", ".join(f"`{word}`" for word in (*event, *checkout)), said("one_event")
        )
    if "shows" in fields and "quote" not in fields:
        raise YamlRefused(node.line, said("without", word=pair("quote")), said("a_cart"))
    if "quote" in fields:
        _only(fields, ("at", "member", "id", "quote", "shows"))
    type_ = next(iter(event), "")
    expect = fields.get("expect", fields.get("expect some"))
    at = fields.get("at", fields.get("advance", fields.get("everyone until")))
    happens = next(iter((*checkout, *event)), "")
    if happens and at is None and "again" not in fields:
        raise YamlRefused(node.line, said("event_without", type=happens, word=pair("at")), said("a_time"))
    shows = _shown(fields["shows"]) if "shows" in fields else {}
    brings = shows.pop("brings", None)
    return ScenarioStep(
        line=node.line,
        number=number,
        cart=_raw_mapping(fields["quote"], said("a_cart")) if "quote" in fields else None,
        shows=shows,
        brings=None if brings is None else _expected(brings),
        buy=_text(fields["buy"]) if "buy" in fields else None,
        member=_text(fields["member"]) if "member" in fields else member,
        at=_text(at) if at is not None else None,
        everyone="everyone until" in fields,
        type=type_,
        fields=_event_fields(event[type_]) if type_ else {},
        id=_text(fields["id"]) if "id" in fields else None,
        source=_text(fields["source"]) if "source" in fields else "",
        again=_text(fields["again"]) if "again" in fields else None,
        expect=_expected(expect) if expect is not None else None,
        whole="expect some" not in fields,
        also=_of_others(fields["also"]) if "also" in fields else {},
        also_some=_of_others(fields["also some"]) if "also some" in fields else {},
        outcome=_outcome(fields["outcome"]) if "outcome" in fields else None,
        state=_state(fields["state"]) if "state" in fields else {},
        keeps=_names(fields["keeps"]) if "keeps" in fields else (),
    )


def _is_event(word: str, node: Node) -> bool:
    """Whether a word of ours is a programme's own event here, such as `buy`: it has fields where ours has a text."""
    return word in _TEXT_WORDS and isinstance(node.value, dict)


def _no_strangers(event: Mapping[str, Node], is_checkout: bool) -> None:
    """Refuse a word that is none of a step's and, with a text or a list under it, cannot be an event."""
    for word, node in event.items():
        if isinstance(node.value, dict) or node.value == "":
            continue
        near = did_you_mean(word, [each for one in _STEP_WORDS for each in pair(one)])
        if near is not None:
            raise YamlRefused(node.line, f"`{word}`", f"`{near}`")
        if len(event) > 1 or is_checkout:
            raise YamlRefused(node.line, f"`{word}`", said("step_words", words=_both(_STEP_WORDS)))


def _both(words: Iterable[str]) -> tuple[str, str]:
    """The words in English and in Chinese, one after the other."""
    words = tuple(words)
    return ", ".join(words), "、".join(WORDS[word] for word in words)


def _of_others(node: Node) -> dict[str, tuple[Expected, ...]]:
    return {name: _expected(item) for name, item in _raw_mapping(node, said("members_by_name")).items()}


def _outcome(node: Node) -> str:
    """A status, a reason and its detail, as many of them as are said, our words in English."""
    words = _text(node).split()
    status, reason = (_OUTCOME_ENGLISH.get(each, each) for each in (*words, "", "")[:2])
    detail = " ".join(words[2:])
    if status not in STATUSES:
        raise YamlRefused(node.line, f"`{_text(node)}`", one_of(STATUSES, OUTCOMES))
    if reason and reason not in REASONS:
        raise YamlRefused(node.line, f"`{_text(node)}`", one_of(REASONS, OUTCOMES))
    if detail and reason in WORDED:
        detail = _DETAIL_ENGLISH.get(detail, detail)
        if detail not in DETAILS:
            raise YamlRefused(node.line, f"`{_text(node)}`", one_of(DETAILS, DETAILS))
    return " ".join(filter(None, (status, reason, detail)))


def _event_fields(node: Node) -> dict[str, Node]:
    return {} if node.value == "" else _raw_mapping(node, said("fields"))


def _shown(node: Node) -> dict[str, Node]:
    fields = _mapping(node, said("what_a_quote_shows"))
    _only(fields, SHOWN)
    return fields


def _state(node: Node) -> dict[str, Node]:
    fields = _mapping(node, said("holdings"))
    _only(fields, STATE_WORDS)
    return fields


def _expected(node: Node) -> tuple[Expected, ...]:
    if isinstance(node.value, str):
        if node.value in NOTHING:
            return ()
        raise YamlRefused(node.line, f"`{node.value}`", said("effects_or_nothing"))
    return tuple(_one_expected(item) for item in _sequence(node, said("list_of_effects")))


def _one_expected(node: Node) -> Expected:
    entries = _raw_mapping(node, said("an_effect"))
    verb, facts, of = "", {}, ""
    for word, value in entries.items():
        name = _VERB_ENGLISH.get(word, word)
        if not verb:
            if name not in VERBS:
                raise YamlRefused(value.line, f"`{word}`", one_of(VERBS, VERBS))
            verb, of = name, " ".join(_text(value).split())
        else:
            fact = _ENGLISH.get(word, word)
            if fact not in FACTS:
                raise YamlRefused(value.line, f"`{word}`", one_of(FACTS, WORDS))
            facts[fact] = _places(value) if fact == "places" else _text(value)
    return Expected(verb, _REFUSAL_ENGLISH.get(of, of) if verb == "inviter refused" else of, facts)


def _text(node: Node) -> str:
    if not isinstance(node.value, str):
        raise YamlRefused(node.line, said("list_or_mapping"), said("a_text"))
    return node.value


def _places(node: Node) -> str:
    """The places of a board: one text, or a list of them."""
    return ", ".join(map(_text, node.value)) if isinstance(node.value, list) else _text(node)


def _sequence(node: Node, expected: Words) -> list[Node]:
    if not isinstance(node.value, list):
        raise no_collection(node, expected)
    return node.value


def _raw_mapping(node: Node, expected: Words) -> dict[str, Node]:
    if not isinstance(node.value, dict):
        raise no_collection(node, expected)
    return node.value


def _mapping(node: Node, expected: Words) -> dict[str, Node]:
    """A mapping with the words of the format in English, none of them in both languages."""
    fields: dict[str, Node] = {}
    for word, value in _raw_mapping(node, expected).items():
        english = _ENGLISH.get(word, word)
        if english in fields:
            raise YamlRefused(value.line, said("key_again", name=word), said("each_once"))
        fields[english] = value
    return fields


def _only(fields: Mapping[str, Node], words: tuple[str, ...]) -> None:
    for word, value in fields.items():
        if word not in words:
            raise YamlRefused(value.line, f"`{word}`", one_of(words, WORDS))
