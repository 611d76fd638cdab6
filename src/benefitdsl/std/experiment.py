"""experiment: members split for good into variants by a stable hash, for `variant of milk_test is big`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from benefitdsl.catalogue import Context, Kind, Part, Problem, Row
from benefitdsl.plan.parts import Experiment
from benefitdsl.std.fields import labels, table, texts, told

EXAMPLE = """\
experiment milk_test en "which size of milk" zh "牛奶规格实验"
  variant small en "small" zh "小盒": 50%
  variant big en "big" zh "大盒": 30%
  variant none en "no gift" zh "无礼": 20%
end

rule big_milk: register if variant of milk_test is big -> grant milk_gift
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentBlock:
    """The variants, which together are all members."""

    variant: tuple[Row, ...] = told(
        "percent",
        "variant",
        "分组",
        "A variant and its share of the members; all shares make 100%.",
        "分组及其会员占比，合计 100%。",
        required=True,
        key="name",
        defines="variant",
    )


def problems(experiment: ExperimentBlock) -> tuple[Problem, ...]:
    return tuple(_problems(experiment.variant))


def _problems(rows: tuple[Row, ...]) -> Iterable[Problem]:
    if sum((Fraction(*row.value) for row in rows), Fraction()) != 1:
        yield Problem("variant", _NOT_ALL, _NOT_ALL_HELP, rows[-1].key if rows else None)
    for row in rows:
        if row.value[0] < 1:
            yield Problem("variant", _NOBODY, key=row.key)


def lower(experiment: ExperimentBlock, context: Context) -> tuple[Part, ...]:
    """The shares become the least whole numbers that are to one another as they are."""
    whole = lcm(*(row.value[1] for row in experiment.variant))
    variants = tuple((str(row.key), row.value[0] * whole // row.value[1]) for row in experiment.variant)
    return (Experiment(context.name, context.origin, variants, context.titles),)


_NOT_ALL = texts("the shares do not make 100%", "各分组占比合计不是 100%")
_NOT_ALL_HELP = texts("change a share, or add a variant for the rest", "调整占比，或为其余会员加一个分组")
_NOBODY = texts("nobody would be in it", "该分组没有会员")

EXPERIMENT = Kind(
    word="experiment",
    labels=labels("experiment", "实验"),
    family="experiment",
    doc=texts("Members split into variants for good.", "会员固定分组，比较不同方案。"),
    fields=table(ExperimentBlock),
    parameters=ExperimentBlock,
    lower=lower,
    example=EXAMPLE,
    problems=problems,
)
