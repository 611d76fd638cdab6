"""An explanation as JSON: the numbers of the story, and beside them the words of a language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benefitdsl.engine.explain.story import (
    AskedStory,
    Compared,
    Explanation,
    Finding,
    LimitUse,
    LotStory,
    MissionStory,
    OutOfStock,
    OverShare,
    RuleStory,
    Span,
    TierStory,
    TooFewPoints,
    Why,
    WrongFee,
)
from benefitdsl.engine.explain.telling import Teller
from benefitdsl.model.effect import Effect
from benefitdsl.model.json import effect_to_json
from benefitdsl.quantities.calendar import format_instant

Json = dict[str, Any]


def explanation_to_json(told: Explanation, teller: Teller) -> Json:
    """Instants in UTC; numbers in the smallest unit of `unit`; `text` in the teller's language."""
    writer = _Writer(teller)
    return {
        "member": told.member,
        "event": None if told.event is None else told.event.key,
        "type": None if told.event is None else told.event.type,
        "at": format_instant(told.now if told.event is None else told.event.at),
        "status": told.status,
        "reason": told.reason,
        "detail": told.detail,
        "asked": [writer.asked(asked) for asked in told.asked],
        "rules": [writer.rule(rule) for rule in told.rules],
        "multipliers": [
            {
                "currency": one.currency,
                "factor": [one.numerator, one.denominator],
                "parts": [
                    {"rule": rule, "factor": [top, bottom], "compound": compound}
                    for rule, top, bottom, compound in one.rules
                ],
            }
            for one in told.multipliers
        ],
        "missions": [writer.mission(mission) for mission in told.missions],
        "tiers": [writer.tier(tier) for tier in told.tiers],
        "points": [
            {
                "currency": points.currency,
                "before": points.before,
                "after": points.after,
                "owed": points.owed,
                "lots": [_lot(lot) for lot in points.lots],
            }
            for points in told.points
        ],
        "scores": [
            {
                "score": score.score,
                "before": score.before,
                "value": score.value,
                "parts": dict(score.parts),
                "review_at": _instant(score.review_at),
                "effects": writer.effects(score.effects),
            }
            for score in told.scores
        ],
        "draws": [
            {
                "draw": one.draw,
                "before": one.before,
                "empty": one.after,
                "guarantee": one.guarantee,
                "sure": one.sure,
            }
            for one in told.draws
        ],
        "standings": [
            {"board": one.board, "member": one.member, "before": one.before, "after": one.after}
            for one in told.standings
        ],
        "rosters": [{"team": one.team, "members": list(one.members)} for one in told.rosters],
        "others": [{"part": part.part, "effects": writer.effects(part.effects)} for part in told.others],
        "text": teller.text(told),
    }


class _Writer:
    """Writes the parts of an explanation."""

    def __init__(self, teller: Teller) -> None:
        self.teller = teller

    def rule(self, story: RuleStory) -> Json:
        return {
            "rule": story.rule,
            "line": f"{story.origin.file}:{story.origin.line}",
            "fired": story.fired,
            "why": self.why(story.why),
            "findings": self.findings(story.findings),
            "limits": [self.use(use) for use in story.limits],
            "effects": self.effects(story.effects),
        }

    def asked(self, story: AskedStory) -> Json:
        return {
            "family": story.family,
            "id": story.id,
            "line": f"{story.origin.file}:{story.origin.line}",
            "given": story.why is None,
            "why": self.why(story.why),
            "findings": self.findings(story.findings),
            "limits": [self.use(use) for use in story.limits],
            "effects": self.effects(story.effects),
        }

    def why(self, why: Why | None) -> Json | None:
        if why is None:
            return None
        return {
            "kind": _kind(why),
            "text": list(self.teller.why(why)),
            "findings": self.findings(getattr(why, "findings", ())),
            **_numbers(why),
        }

    def findings(self, findings: Iterable[Finding]) -> list[Json]:
        return [self._finding(finding) for finding in findings]

    def _finding(self, finding: Finding) -> Json:
        written: Json = {
            "kind": _kind(finding),
            "holds": finding.holds,
            "text": list(self.teller.findings([finding])),
        }
        if isinstance(finding, Compared):
            written |= {
                "actual": finding.actual,
                "needed": finding.needed,
                "distance": finding.distance,
                "unit": finding.unit.kind,
                "op": finding.op,
                **_span(finding.span),
            }
        return written

    def use(self, use: LimitUse) -> Json:
        limit = use.limit
        return {"scope": limit.scope, "used": use.used, "count": limit.count, **_span(use.span)}

    def effects(self, effects: Iterable[Effect]) -> list[Json]:
        return [
            effect_to_json(effect, self.teller.plan.currency) | {"text": self.teller.effects.text(effect)}
            for effect in effects
        ]

    def mission(self, story: MissionStory) -> Json:
        return {
            "mission": story.mission,
            "before": story.before,
            "after": story.after,
            "target": story.target,
            "missing": None if story.target is None else story.target - story.after,
            "completed": story.completed,
            "ends_at": _instant(story.ends_at),
            "steps": [
                {
                    "step": step.step,
                    "before": step.before,
                    "after": step.after,
                    "target": step.target,
                    "missing": max(0, step.target - step.after),
                }
                for step in story.steps
            ],
            "why": self.why(story.why),
            "effects": self.effects(story.effects),
        }

    def tier(self, story: TierStory) -> Json:
        missing = None if story.needed is None else max(0, story.needed - story.value)
        return {
            "tiers": story.tiers,
            "before": story.before,
            "level": story.level,
            "metric": story.value,
            "next": story.next_level,
            "needed": story.needed,
            "missing": missing,
            "valid_until": _instant(story.valid_until),
            **_span(story.span),
            "effects": self.effects(story.effects),
        }


def _lot(lot: LotStory) -> Json:
    return {
        "lot": lot.lot,
        "change": lot.change,
        "left": lot.left,
        "pending": lot.pending,
        "expires_at": _instant(lot.expires_at),
    }


def _numbers(why: Why) -> Json:
    """The figures of what was not there."""
    match why:
        case TooFewPoints(currency, needed, live):
            return {"currency": currency, "needed": needed, "live": live, "missing": needed - live}
        case OverShare(currency, asked, most, step):
            return {"currency": currency, "asked": asked, "most": most, "step": step}
        case WrongFee(fee, paid):
            return {"fee": fee, "paid": paid}
        case OutOfStock(total):
            return {"total": total}
        case _:
            return {}


def _kind(value: object) -> str:
    """The class in snake case."""
    name = type(value).__name__
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _span(span: Span | None) -> Json:
    return {} if span is None else {"from": format_instant(span[0]), "to": format_instant(span[1])}


def _instant(instant: int | None) -> str | None:
    return None if instant is None else format_instant(instant)
