"""The one bridge between what a person wrote and what a machine runs: Checked → Plan.

Values of fields become what their forms promise, kinds make parts of them, parts are gathered into the plan. Nothing
is looked up by the author's text after this.
"""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.check import Checked
from benefitdsl.diagnostics import Diagnostic
from benefitdsl.lower.problems import problems_of
from benefitdsl.lower.programme import lower_blocks, settings_of, to_bridge, to_plan
from benefitdsl.plan.parts import Plan


class NotSound(ValueError):
    """A programme with errors was to be lowered."""

    def __init__(self) -> None:
        super().__init__("the programme has errors, see its diagnostics")


@dataclass(frozen=True, slots=True)
class Lowered:
    """The plan; or None, and what the kinds found wrong with the blocks."""

    plan: Plan | None
    diagnostics: tuple[Diagnostic, ...] = ()


def lower(checked: Checked) -> Lowered:
    """Return the plan of a programme without errors. `NotSound`."""
    if not checked.is_sound:
        raise NotSound
    bridge = to_bridge(checked)
    head, settings = settings_of(checked, bridge)
    blocks = lower_blocks(checked, bridge, settings)
    if problems := tuple(problems_of(blocks)):
        return Lowered(None, problems)
    return Lowered(to_plan(checked, bridge, head, settings, blocks))


__all__ = ["Lowered", "NotSound", "lower"]
