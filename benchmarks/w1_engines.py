"""One adapter per engine of W1: made from the rules, called with an event, gives the ids that fire."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from benchmarks.w1_workload import Row, Threshold, events
from benefitdsl.engine.compile import compile_plan
from benefitdsl.model.event import Event
from benefitdsl.model.pools import InMemoryPools
from benefitdsl.plan import with_version
from benefitdsl.plan.expr import And, Compare, Const, FieldOf
from benefitdsl.plan.parts import (
    EventField,
    EventType,
    Notice,
    OnEvent,
    Origin,
    Plan,
    Rule,
    SendNotice,
    Titles,
)

Ask = Callable[[Row], list[str]]
Make = Callable[[Sequence[Threshold]], Ask]

FIELDS = (
    EventField("amount", "number", required=True),
    EventField("category", "text", required=True),
    EventField("channel", "text", required=True),
    EventField("tier", "number", required=True),
)
AT = 1_767_225_600_000_000


def plan(rules: Sequence[Threshold]) -> Plan:
    """The rules as a plan: each asks for a notice, which is the effect that leaves the member alone."""
    origin = Origin("w1.benefit", 1)
    kinds = tuple(EventType(f"t{number}", FIELDS) for number in range(10))
    notice = Notice("fired", origin, "push", Titles((("", "fired"),)))
    made = Plan("w1", "Asia/Shanghai", "CNY", kinds, notices=(notice,), rules=tuple(map(_rule, rules)))
    return with_version(made)


def _rule(rule: Threshold) -> Rule:
    condition = And(
        (
            Compare("ge", FieldOf("amount"), Const(rule.amount)),
            Compare("eq", FieldOf("category"), Const(rule.category)),
            Compare("eq", FieldOf("channel"), Const(rule.channel)),
            Compare("ge", FieldOf("tier"), Const(rule.tier)),
        )
    )
    return Rule(
        rule.id,
        Origin("w1.benefit", int(rule.id[1:]) + 1),
        (OnEvent(rule.type),),
        condition,
        (SendNotice("fired"),),
        net_condition=condition,
    )


def ours(rules: Sequence[Threshold]) -> Ask:
    """`Engine.evaluate` of a member without a past; the state that comes out is dropped."""
    engine, pools = compile_plan(plan(rules)), InMemoryPools()
    member, _ = engine.advance(engine.new_member("m", AT), AT, pools)  # so that it knows that nothing is due

    def ask(row: Row) -> list[str]:
        _, outcome = engine.evaluate(member, Event("e", row["type"], "m", AT, row), pools)
        return [effect.cause.rule for effect in outcome.effects]

    return ask


# ------------------------------------------------------------------------------------------ by hand


def full_index(rules: Sequence[Threshold]) -> Ask:
    """The limit: equalities and tier hashed, amounts sorted."""
    by_key: dict[tuple[str, str, str, int], list[tuple[int, str]]] = {}
    for rule in rules:
        for tier in range(rule.tier, 3):
            by_key.setdefault((rule.type, rule.category, rule.channel, tier), []).append(
                (rule.amount, rule.id)
            )
    index = {key: tuple(zip(*sorted(found), strict=True)) for key, found in by_key.items()}
    none: Any = ((), ())

    def ask(row: Row) -> list[str]:
        amounts, ids = index.get((row["type"], row["category"], row["channel"], row["tier"]), none)
        return list(ids[: bisect_right(amounts, row["amount"])])

    return ask


def type_index(rules: Sequence[Threshold]) -> Ask:
    """Grouped by type of event only, then a loop."""
    by_type: dict[str, list[Threshold]] = {}
    for rule in rules:
        by_type.setdefault(rule.type, []).append(rule)

    def ask(row: Row) -> list[str]:
        amount, category, channel, tier = row["amount"], row["category"], row["channel"], row["tier"]
        return [
            rule[0]
            for rule in by_type.get(row["type"], ())
            if amount >= rule[2] and rule[3] == category and rule[4] == channel and tier >= rule[5]
        ]

    return ask


# ------------------------------------------------------------------------------------------ peers


def zen_table(rules: Sequence[Threshold]) -> Ask:
    """zen-engine: one decision table, hit policy `collect`, through the static loader, which compiles it once."""
    zen = import_module("zen")
    loader = {"type": "static", "content": {"k": _zen_graph(rules)}}
    engine = zen.ZenEngine({"loader": loader})
    engine.evaluate("k", events()[0])
    return lambda row: [found["rule"] for found in engine.evaluate("k", row)["result"]]


def _zen_graph(rules: Sequence[Threshold]) -> dict[str, Any]:
    names = {"a": "type", "b": "amount", "c": "category", "d": "channel", "e": "tier"}
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": id_, "name": name, "field": name} for id_, name in names.items()],
        "outputs": [{"id": "o", "name": "rule", "field": "rule"}],
        "rules": [
            {
                "_id": rule.id,
                "a": f"'{rule.type}'",
                "b": f">= {rule.amount}",
                "c": f"'{rule.category}'",
                "d": f"'{rule.channel}'",
                "e": f">= {rule.tier}",
                "o": f"'{rule.id}'",
            }
            for rule in rules
        ],
    }
    kinds = {"in": "inputNode", "dt": "decisionTableNode", "out": "outputNode"}
    nodes: list[dict[str, Any]] = [
        {"id": id_, "type": kind, "name": id_, "position": {"x": 0, "y": 0}} for id_, kind in kinds.items()
    ]
    nodes[1]["content"] = table
    edges = [
        {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in (("in", "dt"), ("dt", "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def cel_rust(rules: Sequence[Threshold]) -> Ask:
    """CEL in Rust: one program a rule, one context an event."""
    cel = import_module("cel")
    programs = [(rule.id, cel.compile(_cel(rule))) for rule in rules]

    def ask(row: Row) -> list[str]:
        context = cel.Context(variables={"etype" if name == "type" else name: row[name] for name in row})
        return [id_ for id_, program in programs if program.execute(context)]

    return ask


def _cel(rule: Threshold) -> str:
    return (
        f"etype == '{rule.type}' && amount >= {rule.amount} && category == '{rule.category}'"
        f" && channel == '{rule.channel}' && tier >= {rule.tier}"
    )


class Peer(NamedTuple):
    """`rows` of the goals need it."""

    name: str
    package: str
    module: str
    make: Make
    rows: tuple[int, ...]

    @property
    def is_installed(self) -> bool:
        return find_spec(self.module) is not None


PEERS = (
    Peer("zen-engine", "zen-engine", "zen", zen_table, (1, 2)),
    Peer("Rust CEL", "common-expression-language", "cel", cel_rust, (3,)),
)
