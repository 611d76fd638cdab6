"""The code that is made of expressions: built of few kinds of nodes, and nothing that an author wrote stands in it but
as a constant (TRUST, checklist 1)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from benefitdsl import load
from benefitdsl.engine import expressions
from benefitdsl.engine.compile import compile_plan
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.quote.cart_door import NoOrders
from benefitdsl.plan.parts import Plan
from benefitdsl.std import STANDARD
from benefitdsl.syntax.format import format_module
from tests.support.texts.laws import compiled
from tests.support.texts.programmes import programme

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((ROOT / "examples" / "rules").iterdir())
GENERATED = 40

NODES = (
    ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Constant, ast.Name,
    ast.Attribute, ast.Subscript, ast.Compare, ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.IfExp, ast.Call,
    ast.Tuple, ast.ListComp, ast.SetComp, ast.comprehension, ast.expr_context, ast.cmpop, ast.operator,
    ast.boolop, ast.unaryop,
)  # fmt: skip
OURS = re.compile(r"d|f|l|sum|len|v[0-9]+|f[0-9]+")
LINE_METHODS = {"get"}

# Every name and text of it says who wrote it.
MARK = "zqx"
MARKED = f"""\
programme {MARK}_shop "{MARK} ' \\" {{0.__class__}}"
  language: en
  timezone: Asia/Shanghai
  currency: CNY
end
points {MARK}_points "{MARK}"
end
coupon {MARK}_coupon "{MARK}"
  valid: 30 days from issue
end
tag 「{MARK}.__class__」 "{MARK}"
end
event {MARK}_event
  field {MARK}_field: text required
  field {MARK}_number: number required
  field {MARK}_flag: flag required
end
event order
  line {MARK}_line: text required
end
member
  field {MARK}_attribute: text
end
segment {MARK}_segment "{MARK}"
  if: has 「{MARK}.__class__」 or balance of {MARK}_points >= 7
end
calendar {MARK}_calendar "{MARK}"
  day {MARK}_day: 2026-06-18
end
tiers {MARK}_tiers "{MARK}"
  metric: sum of amount of order in last 12 months
  level {MARK}_low "{MARK}": 0 CNY
  level {MARK}_high "{MARK}": 100 CNY
  at end: recompute
end
mission {MARK}_mission "{MARK}"
  counts: {MARK}_event
  target: 3
  reward: give 1 {MARK}_points
end
rule {MARK}_one
  when: {MARK}_event
  if: {MARK}_field is "{MARK}'); import os" and {MARK}_number >= 3 and {MARK}_flag
  then: give 1 {MARK}_points
end
rule {MARK}_two
  when: order
  if: count of items where {MARK}_line is "{MARK}\\"" in this event >= 1 and in segment {MARK}_segment
  then: grant {MARK}_coupon
end
rule {MARK}_three
  when: order
  if: tier of {MARK}_tiers is {MARK}_high and progress of {MARK}_mission >= 1 and has {MARK}_coupon
  then: give 1 {MARK}_points
end
"""


def made(plan: Plan) -> Iterator[ast.Module]:
    """The code of an engine, and that of its quotes."""
    engine = compile_plan(plan)
    yield engine._functions._module()
    try:
        yield engine._checkout._readings._functions._module()
    except NoOrders:
        return


def faults(code: ast.Module) -> list[str]:
    """What stands in the code that is none of ours."""
    return [fault for node in ast.walk(code) if (fault := _fault(node))]


def _fault(node: ast.AST) -> str:
    match node:
        case ast.Constant(value) if not isinstance(value, int | str | bool | None):
            return f"a constant of type {type(value).__name__}"
        case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name) if not OURS.fullmatch(name):
            return f"the name {name}"
        case ast.Attribute(value=ast.Name(id="d"), attr=name) if (
            hasattr(Draft, name) or name in Draft.__slots__
        ):
            return "" if not name.startswith("_") else f"the attribute {name}"
        case ast.Attribute(value=ast.Name(id="l"), attr=name) if name in LINE_METHODS:
            return ""
        case ast.Attribute(attr="id", value=ast.Attribute(attr="base")):
            return ""
        case ast.Attribute(attr=name):
            return f"the attribute {name}"
        case ast.Call(func=ast.Attribute() | ast.Name(id="sum" | "len"), keywords=[]):
            return ""
        case ast.Call():
            return f"the call {ast.unparse(node)}"
        case _:
            return "" if isinstance(node, NODES) else f"a {type(node).__name__}"


class Blank(ast.NodeTransformer):
    """The code without its constants."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant(0)


def without_constants(code: ast.Module) -> str:
    return ast.dump(Blank().visit(code))


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_examples(folder: Path) -> None:
    for code in made(load(folder).plan):
        assert faults(code) == []


def test_generated_programmes() -> None:
    plans = 0
    for seed in range(GENERATED):
        texts = [format_module(module, STANDARD, "en") for module in programme(seed).modules]
        plan, _, _ = compiled(texts)
        for code in made(plan) if plan is not None else ():
            plans += 1
            assert faults(code) == []
    assert plans > GENERATED / 4


def test_what_an_author_wrote_is_a_constant() -> None:
    (code, *_) = made(load(MARKED).plan)
    assert MARK in ast.dump(code)
    assert MARK not in without_constants(code)


# ------------------------------------------------------------------------------------------------ negative controls


def test_a_field_that_becomes_an_attribute_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expressions, "_item", lambda of, key: ast.Attribute(of, key, ast.Load()))
    (code, *_) = made(load(MARKED).plan)
    assert MARK in without_constants(code)
    assert faults(code)


@pytest.mark.parametrize(
    "text",
    [
        "os", "d.__class__", "d._base", "f.x", "l.append(1)", "open('x')", "lambda: 1", "f'{d}'", "v1.x", "1.5", "b''",
        "[x for x in d.lines]",
    ],
)  # fmt: skip
def test_what_is_none_of_ours_shows(text: str) -> None:
    assert faults(ast.parse(f"def f0(d, f):\n    return {text}"))


def test_what_is_ours_does_not() -> None:
    text = "(sum([l['amount'] for l in d.lines if 'x' in l]) >= 3 if d.holds('a') else not f['b'] + v0 * 2)"
    assert faults(ast.parse(f"def f0(d, f):\n    return {text}")) == []
