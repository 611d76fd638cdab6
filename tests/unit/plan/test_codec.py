"""A plan survives its JSON; what is not a plan is refused, at its place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from benefitdsl.plan import expr, parts
from benefitdsl.plan.codec import (
    FORMAT,
    MAX_PLAN_DEPTH,
    TAGS,
    PlanError,
    PlanTooDeep,
    UnknownPlanFormat,
    plan_from_json,
    plan_from_text,
    plan_schema,
    plan_to_json,
    plan_to_text,
    plan_version,
    with_version,
)
from benefitdsl.plan.parts import Metric, Origin, Plan, Rule, Segment, Titles
from benefitdsl.quantities.window import Ever
from tests.unit.plan.values import record_classes, records

SMALL = Plan(
    id="shop",
    timezone="Asia/Shanghai",
    currency="CNY",
    events=(parts.EventType("order", (parts.EventField("amount", "money", required=True),)),),
    rules=(
        Rule(
            id="first",
            origin=Origin("rules.benefit", 3),
            triggers=(parts.OnEvent("order"),),
            condition=expr.Compare("ge", expr.FieldOf("amount"), expr.Const(10_000)),
            then=(parts.GrantBenefit("coupon"),),
        ),
    ),
)
SMALL_JSON: dict[str, Any] = {
    "format": 1,
    "id": "shop",
    "timezone": "Asia/Shanghai",
    "currency": "CNY",
    "events": [{"name": "order", "fields": [{"name": "amount", "type": "money", "required": True}]}],
    "rules": [
        {
            "id": "first",
            "origin": {"file": "rules.benefit", "line": 3},
            "triggers": [{"is": "on_event", "event": "order"}],
            "condition": {
                "is": "compare",
                "op": "ge",
                "left": {"is": "field_of", "name": "amount"},
                "right": {"is": "const", "value": 10_000},
            },
            "then": [{"is": "grant_benefit", "benefit": "coupon"}],
        }
    ],
}


def segment_plan(condition: expr.Expr) -> Plan:
    return replace(SMALL, segments=(Segment("s", Origin("f", 1), condition),))


def test_the_text_is_small_and_reads_like_the_dataclasses() -> None:
    assert plan_to_json(SMALL) == SMALL_JSON
    assert json.loads(plan_to_text(SMALL)) == SMALL_JSON


def test_what_stands_in_a_union_has_a_tag_of_its_own() -> None:
    assert len(set(TAGS.values())) == len(TAGS)
    assert TAGS[expr.DaysSinceJoined] == "days_since_joined"


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan=records(Plan))
def test_round_trip(plan: Plan) -> None:
    text = plan_to_text(plan)
    # repr tells True from 1, which == does not
    assert repr(plan_from_text(text)) == repr(plan)
    assert repr(plan_from_json(plan_to_json(plan))) == repr(plan)
    assert plan_to_text(plan_from_text(text)) == text


def test_every_class_is_generated_sooner_or_later() -> None:
    assert {TAGS.get(each) for each in record_classes()} >= set(TAGS.values())


def test_one_is_not_true_though_python_calls_them_equal() -> None:
    metric = Metric("m", "order", "count", None, expr.Const(1), items=False, window=Ever())
    segment = Segment("s", Origin("f", 1), expr.Const(1))
    rule = replace(SMALL.rules[0], net_condition=expr.Const(1))
    plan = replace(SMALL, metrics=(metric,), segments=(segment,), rules=(rule,))
    assert repr(plan_from_json(plan_to_json(plan))) == repr(plan)


# ----------------------------------------------------------------------------------------- version


def test_the_version_is_an_address_of_meaning() -> None:
    version = plan_version(SMALL)
    assert len(version) == 64
    assert plan_version(replace(SMALL, version="other")) == version
    assert with_version(SMALL).version == version
    assert plan_version(plan_from_text(plan_to_text(with_version(SMALL)))) == version


def test_a_rule_on_another_line_has_the_same_version() -> None:
    moved = replace(SMALL.rules[0], origin=Origin("other.benefit", 99))
    assert plan_version(replace(SMALL, rules=(moved,))) == plan_version(SMALL)


def changed(**change: Any) -> Plan:
    return replace(SMALL, rules=(replace(SMALL.rules[0], **change),))


@pytest.mark.parametrize(
    "other",
    [
        replace(SMALL, currency="USD"),
        replace(SMALL, titles=Titles((("zh", "小店"),))),
        replace(SMALL, rules=()),
        changed(condition=expr.Const(value=True)),
        changed(id="second"),
        changed(titles=Titles((("", "First"),))),
        changed(net_condition=expr.Const(1)),
    ],
    ids=["currency", "titles", "no rules", "condition", "id", "rule titles", "one for true"],
)
def test_all_else_makes_another_version(other: Plan) -> None:
    assert plan_version(other) != plan_version(SMALL)


def test_the_order_of_rules_counts() -> None:
    first, second = SMALL.rules[0], replace(SMALL.rules[0], id="second")
    assert plan_version(replace(SMALL, rules=(first, second))) != plan_version(
        replace(SMALL, rules=(second, first))
    )


def test_the_version_is_the_same_in_every_process() -> None:
    """A golden value: whoever changes it gives every stored programme a new version, and says so in the log."""
    assert plan_version(SMALL) == "81d5b786f106d6a53315f9b537f547a97116074f895ee9e6f30452421dac6cee"


# ----------------------------------------------------------------------------------------- refusals


def at(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The small plan with one place changed; `...` takes the key away."""
    data: Any = json.loads(json.dumps(SMALL_JSON))
    place = data
    for step in path[:-1]:
        place = place[step]
    if value is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    changed_plan: dict[str, Any] = data
    return changed_plan


CONDITION: tuple[str | int, ...] = ("rules", 0, "condition")

REFUSED = [
    (("points_total",), 1, "points_total", "unknown key"),
    (("is",), "plan", "is", "unknown key"),
    (("id",), ..., "id", "missing"),
    (("id",), 3, "id", "input should be a valid string, found 3"),
    (("day_start",), True, "day_start", "input should be a valid integer, found true"),
    (("day_start",), 1.0, "day_start", "input should be a valid integer, found 1.0"),
    (("day_start",), "1", "day_start", 'input should be a valid integer, found "1"'),
    (("rules", 0, "origin", "line"), ..., "rules[0].origin.line", "missing"),
    (("rules", 0, "origin", "is"), "origin", "rules[0].origin.is", "unknown key"),
    ((*CONDITION, "is"), ..., "rules[0].condition", "the key `is` is missing"),
    ((*CONDITION, "is"), "comparison", "rules[0].condition", 'unknown tag "comparison"'),
    ((*CONDITION, "is"), "on_event", "rules[0].condition", 'unknown tag "on_event"'),
    ((*CONDITION, "left", "is"), 1, "rules[0].condition.left", 'unknown tag "1"'),
    (
        (*CONDITION, "left", "name"),
        None,
        "rules[0].condition.left.name",
        "input should be a valid string, found null",
    ),
    (
        (*CONDITION, "right", "value"),
        1.5,
        "rules[0].condition.right.value",
        "input should be a valid integer, found 1.5",
    ),
    ((*CONDITION, "left"), [], "rules[0].condition.left", "input should be an object, found []"),
    (("rules", 0, "then"), {}, "rules[0].then", "input should be a valid array, found {}"),
    (
        ("rules", 0, "then", 0, "count"),
        "1",
        "rules[0].then[0].count",
        'input should be a valid integer, found "1"',
    ),
    (
        ("late_within",),
        {"amount": 0, "unit": "hour"},
        "late_within",
        "a width must be 1 to 876600 hours, found 0",
    ),
]


@pytest.mark.parametrize(("path", "value", "place", "problem"), REFUSED)
def test_what_is_no_plan_is_refused_at_its_place(
    path: tuple[str | int, ...], value: Any, place: str, problem: str
) -> None:
    with pytest.raises(PlanError) as raised:
        plan_from_json(at(path, value))
    assert (raised.value.path, raised.value.problem) == (place, problem)


@pytest.mark.parametrize("version", [..., None, 0, 2, True, 1.0, "1"])
def test_another_format_is_refused_before_all_else(version: Any) -> None:
    data = at(("format",), version) | {"unknown": 1}
    with pytest.raises(UnknownPlanFormat):
        plan_from_json(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "nope",
        '{"format":1} x',
        '{"format":1,}',
        '{"format":1,"id":"\\ud800"}',
        b"\xff\xfe",
        "[" * 100_000,
    ],
    ids=["empty", "list", "null", "word", "trailing", "comma", "surrogate", "utf-16", "deep"],
)
def test_what_is_no_json_object_is_refused(text: str | bytes) -> None:
    with pytest.raises(PlanError):
        plan_from_text(text)


@pytest.mark.parametrize(
    "value", [{1, 2}, object(), float("nan"), 1j], ids=["set", "object", "nan", "complex"]
)
def test_what_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(PlanError):
        plan_from_json(SMALL_JSON | {"tags": value})


def nested(levels: int) -> expr.Expr:
    deep: expr.Expr = expr.HasInviter()
    for _ in range(levels):
        deep = expr.Not(deep)
    return deep


def test_what_can_be_written_can_be_read() -> None:
    deepest = segment_plan(nested(MAX_PLAN_DEPTH - 4))
    assert plan_from_text(plan_to_text(deepest)) == deepest
    with pytest.raises(PlanTooDeep):
        plan_to_json(segment_plan(nested(MAX_PLAN_DEPTH - 3)))


@pytest.mark.parametrize("levels", [300, 100_000])
def test_a_deep_text_is_refused(levels: int) -> None:
    text = plan_to_text(segment_plan(expr.HasInviter()))
    inner = '{"is":"has_inviter"}'
    deep = '{"is":"not","item":' * levels + inner + "}" * levels
    with pytest.raises(PlanTooDeep):
        plan_from_text(text.replace(inner, deep))


def test_a_circle_is_refused() -> None:
    circle: dict[str, Any] = {"format": FORMAT}
    circle["id"] = circle
    with pytest.raises(PlanError):
        plan_from_json(circle)


# ----------------------------------------------------------------------------------------- schema


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)
@given(plan=records(Plan))
def test_what_is_written_fits_the_schema(plan: Plan) -> None:
    VALIDATOR.validate(plan_to_json(plan))


@pytest.mark.parametrize(("path", "value", "place", "problem"), REFUSED[:-1])
def test_what_is_refused_does_not_fit_the_schema(
    path: tuple[str | int, ...], value: Any, place: str, problem: str
) -> None:
    if value != 1.0:  # to JSON Schema 1.0 is an integer
        assert not VALIDATOR.is_valid(at(path, value))


jsonschema.Draft202012Validator.check_schema(plan_schema())
VALIDATOR = jsonschema.Draft202012Validator(plan_schema())
