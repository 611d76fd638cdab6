"""Every condition, value and match gets its types: unlike units do not meet, what may be missing is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.check.checked import Draft
from benefitdsl.check.judge import judge, judge_condition, judge_whole
from benefitdsl.check.places import Place
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.diagnostics import Diagnostic
from benefitdsl.syntax.ast import Aggregate, Expr, Goal


def check_expressions(draft: Draft) -> Iterator[Diagnostic]:
    found: list[Diagnostic] = []
    for block, kind in blocks_of(draft.modules, draft.catalogue):
        place = Place(draft, block, kind)
        for field, spec in fields_of(block, kind):
            look = place.look(spec, found)
            if isinstance(field.value, Goal):
                judge(field.value.match, look)
            if not isinstance(field.value, Expr):
                continue
            if spec.form == "condition":
                judge_condition(field.value, look)
            elif spec.form == "value":
                judge_whole(field.value, look)
            elif spec.form == "match" and isinstance(field.value, Aggregate):
                judge(field.value, look)
    yield from found
