"""stamp: a kind that a host brings along: a stamp of a card, worth little, kept until the card is full."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, FieldSpec, Kind, Part
from benefitdsl.plan.parts import Benefit


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a stamp says. Made without any helper of the standard vocabulary."""

    worth: int | None = None
    colour: str = "red"


def lower(stamp: Stamp, context: Context) -> tuple[Part, ...]:
    terms = (("colour", stamp.colour),)
    return (
        Benefit(
            context.name, context.origin, kind="stamp", titles=context.titles, worth=stamp.worth, terms=terms
        ),
    )


STAMP = Kind(
    word="stamp",
    labels={"en": ("stamp",), "zh": ("印花",)},
    family="benefit",
    doc={"en": "A stamp of a card.", "zh": "集点卡上的印花。"},
    fields=(
        FieldSpec(
            "worth",
            "money",
            {"en": ("worth",), "zh": ("价值",)},
            {"en": "What one costs the brand at most.", "zh": "单个印花的最高成本。"},
        ),
        FieldSpec(
            "colour",
            "name",
            {"en": ("colour",), "zh": ("颜色",)},
            {"en": "The colour of the card.", "zh": "卡片颜色。"},
            default="red",
        ),
    ),
    parameters=Stamp,
    lower=lower,
    example="stamp coffee_stamp\n  worth: 0.50 CNY\n  colour: green\nend\n",
)
