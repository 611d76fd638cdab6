"""The programme as a whole: its settings, and the parts of all blocks gathered into one plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from benefitdsl.catalogue import Component, Context, Kind, Part
from benefitdsl.check import Checked
from benefitdsl.check.descend import descend
from benefitdsl.check.programme import PROGRAMME
from benefitdsl.check.schedules import day_start
from benefitdsl.check.symbols import blocks_of, fields_of
from benefitdsl.lower.bridge import Bridge
from benefitdsl.lower.times import to_day
from benefitdsl.lower.values import to_titles, values_of
from benefitdsl.plan import parts as plan
from benefitdsl.plan.codec import with_version
from benefitdsl.quantities.rounding import Rounding
from benefitdsl.syntax import ast

Settings = dict[str, Any]
_P = TypeVar("_P", bound=Part)


@dataclass(frozen=True, slots=True)
class LoweredBlock:
    """A block with its parameters, and all that its kind needs to make parts of them."""

    block: ast.Block
    kind: Kind
    parameters: Any
    context: Context

    def parts(self) -> tuple[Part, ...]:
        return self.kind.lower(self.parameters, self.context)


def to_bridge(checked: Checked) -> Bridge:
    draft = checked.draft
    rounding = Rounding(_choice_of(PROGRAMME, "", "rounding", checked) or Rounding.DOWN)
    roundings = {
        currency: Rounding(_choice_of("points", currency, "rounding", checked) or rounding)
        for currency in draft.symbols.names("points")
    }
    return Bridge(checked, draft.currency, day_start(draft), _holidays(checked), roundings)


def _choice_of(kind: str, name: str, label: str, checked: Checked) -> str:
    """Return the choice that a field of one block says, or nothing."""
    for block, _ in blocks_of(checked.modules, checked.draft.catalogue):
        if block.kind == kind and (not name or (block.name is not None and block.name.text == name)):
            for field in block.fields:
                if field.label == label and isinstance(field.value, ast.Choice):
                    return field.value.word
    return ""


def _holidays(checked: Checked) -> dict[str, tuple[int, ...]]:
    """Return the dates of each named day, as sorted day numbers."""
    found: dict[str, tuple[int, ...]] = {}
    for block, kind in blocks_of(checked.modules, checked.draft.catalogue):
        for field, spec in fields_of(block, kind):
            if spec.defines == "holiday" and isinstance(field.key, ast.Name):
                dates = {to_day(node) for node in descend(field.value) if isinstance(node, ast.Date)}
                found[field.key.text] = tuple(sorted(dates))
    return found


def settings_of(checked: Checked, bridge: Bridge) -> tuple[ast.Block, Settings]:
    """Return the programme block and its values. INVARIANT: `check` saw exactly one."""
    for block, kind in blocks_of(checked.modules, checked.draft.catalogue):
        if block.kind == PROGRAMME:
            return block, values_of(block, kind.fields, bridge)
    raise LookupError("no programme block")


def lower_blocks(checked: Checked, bridge: Bridge, settings: Settings) -> tuple[LoweredBlock, ...]:
    """Return every block with its parameters, in module order."""
    levels = _levels(checked)
    return tuple(
        LoweredBlock(
            block,
            kind,
            kind.parameters(**values_of(block, kind.fields, bridge)),
            Context(
                block.name.text if block.name else "",
                to_titles(block.titles),
                bridge.origin(block.head_span),
                bridge.currency,
                settings,
                levels,
            ),
        )
        for block, kind in blocks_of(checked.modules, checked.draft.catalogue)
    )


def _levels(checked: Checked) -> dict[str, tuple[str, int]]:
    """Return the ladder and rank of each level, of the first ladder that has one of the name."""
    found: dict[str, tuple[str, int]] = {}
    for ladder, ranks in checked.symbols.levels.items():
        for level, rank in ranks.items():
            found.setdefault(level, (ladder, rank))
    return found


def to_plan(
    checked: Checked, bridge: Bridge, head: ast.Block, settings: Settings, blocks: tuple[LoweredBlock, ...]
) -> plan.Plan:
    """Return the plan of blocks that have no problems, with its version."""
    parts = tuple(part for block in blocks for part in block.parts())
    return with_version(
        plan.Plan(
            id=head.name.text if head.name else "",
            timezone=settings["timezone"],
            currency=settings["currency"],
            events=_events(checked, _of(plan.EventType, parts), _told(parts)),
            titles=to_titles(head.titles),
            day_start=bridge.day_start,
            rounding=Rounding(settings.get("rounding") or Rounding.DOWN),
            **{
                field: settings[word]
                for field, word in (("late_within", "late"), ("refund_within", "refund_within"))
                if settings.get(word) is not None
            },
            attributes=tuple(checked.draft.attributes.values()),
            metrics=bridge.metrics.all() + _of(plan.Metric, parts),
            points=_of(plan.Points, parts),
            benefits=_of(plan.Benefit, parts),
            tags=_tags(checked, parts),
            segments=_of(plan.Segment, parts),
            notices=_of(plan.Notice, parts),
            budgets=_of(plan.Budget, parts),
            groups=_of(plan.Group, parts),
            rules=_of(plan.Rule, parts),
            missions=_of(plan.Mission, parts),
            tiers=_of(plan.Tiers, parts),
            privileges=_of(plan.Privilege, parts),
            promotions=_of(plan.Promotion, parts),
            draws=_of(plan.Draw, parts),
            offers=_of(plan.Offer, parts),
            scores=tuple(_score(score, parts) for score in _of(plan.Score, parts)),
            teams=_of(plan.Team, parts),
            boards=_of(plan.Board, parts),
            experiments=_of(plan.Experiment, parts),
            laws=_of(plan.Law, parts),
        )
    )


def _score(score: plan.Score, parts: tuple[Part, ...]) -> plan.Score:
    """Return the score with the parts that have blocks of their own."""
    own = tuple(each.part for each in _of(Component, parts) if each.score == score.id)
    return replace(score, parts=score.parts + own)


def _of(family: type[_P], parts: tuple[Part, ...]) -> tuple[_P, ...]:
    return tuple(part for part in parts if isinstance(part, family))


def _tags(checked: Checked, parts: tuple[Part, ...]) -> tuple[str, ...]:
    """Return the tags that have blocks, then those that blocks set beside themselves."""
    made = (action.tag for action in _actions(parts) if isinstance(action, plan.SetTag))
    return tuple(dict.fromkeys((*checked.symbols.names("tag"), *made)))


def _told(parts: tuple[Part, ...]) -> frozenset[str]:
    """Return the events that some action addresses to another member, to a team or to its members."""
    telling = plan.TellMember | plan.TellTeam | plan.TellRoster
    return frozenset(action.event for action in _actions(parts) if isinstance(action, telling))


def _actions(parts: tuple[Part, ...]) -> Iterator[plan.Action]:
    """Return every action of the parts."""
    for part in parts:
        match part:
            case plan.Rule():
                yield from (*part.then, *part.otherwise)
            case plan.Mission():
                yield from (action for stage in part.stages for action in stage.actions)
            case plan.Draw():
                yield from (action for prize in part.prizes for action in prize.actions)
            case plan.Offer():
                yield from part.then
            case _:
                pass


def _events(
    checked: Checked, own: tuple[plan.EventType, ...], told: frozenset[str]
) -> tuple[plan.EventType, ...]:
    """Return the standard events, those that blocks extend in their place, then the others. The fields are those that
    the checks saw; key, uniqueness and role are the kind's. What is told to others can be taken back: without a key of
    its own such an event goes by its id."""
    events = {kind.type.name: kind.type for kind in checked.draft.catalogue.events}
    events.update({event.name: event for event in own})
    events |= {name: replace(events[name], key=events[name].key or "id") for name in told if name in events}
    seen = checked.draft.events
    return tuple(
        replace(event, fields=seen[event.name].fields) if event.name in seen else event
        for event in events.values()
    )
