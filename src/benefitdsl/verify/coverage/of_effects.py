"""What effects show by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.model.effect import (
    BenefitClaimed,
    BenefitExpired,
    BenefitIssued,
    BenefitReturned,
    BenefitRevoked,
    BenefitUsed,
    BoardClosed,
    DrawMade,
    Effect,
    MissionCompleted,
    MissionLapsed,
    MissionReopened,
    NoticeRequested,
    PointsEarned,
    PointsExpired,
    PointsReturned,
    PointsReversed,
    PointsRipened,
    PointsSpent,
    PrivilegeUsed,
    PromotionUsed,
    ScoreReviewed,
    StreakRepaired,
    TeamJoined,
    TierChanged,
    TierRenewed,
)
from benefitdsl.plan.parts import Plan
from benefitdsl.verify.coverage.goals import Done, Family, Key


def shown(plan: Plan, effect: Effect) -> Iterator[Key]:
    """The goals that an effect reaches."""
    for family, part, word, of in _done(plan, effect):
        yield Key(family, part, Done(word, of))


def _done(plan: Plan, effect: Effect) -> Iterator[tuple[Family, str, str, str]]:
    match effect:
        case PointsEarned(currency=currency):
            yield "points", currency, "earned", ""
        case PointsRipened(currency=currency):
            yield "points", currency, "ripens", ""
        case PointsSpent(currency=currency):
            yield "points", currency, "spent", ""
        case PointsExpired(currency=currency):
            yield "points", currency, "expires", ""
        case PointsReturned(currency=currency):
            yield "points", currency, "returned", ""
        case PointsReversed(currency=currency, owed=owed, forgiven=forgiven):
            yield "points", currency, "taken_back", ""
            if owed:
                yield "points", currency, "owe", ""
            if forgiven:
                yield "points", currency, "forgive", ""
        case MissionCompleted(mission=mission, stage=stage, last=last, times=times):
            yield "mission", mission, "stage", str(stage)
            if last and times > 1:
                yield "mission", mission, "again", ""
        case MissionReopened(mission=mission):
            yield "mission", mission, "refunded", ""
        case MissionLapsed(mission=mission):
            yield "mission", mission, "lapses", ""
        case StreakRepaired(mission=mission):
            yield "mission", mission, "repaired", ""
        case TierChanged(tiers=tiers, old=old, new=new):
            levels = [level.id for one in plan.tiers if one.id == tiers for level in one.levels]
            is_up = levels.index(new) > levels.index(old)
            yield "tiers", tiers, "up" if is_up else "down", new if is_up else old
        case TierRenewed(tiers=tiers):
            yield "tiers", tiers, "renewed", ""
        case _:
            yield from _held(effect)
            yield from _asked_or_shared(effect)


def _held(effect: Effect) -> Iterator[tuple[Family, str, str, str]]:
    match effect:
        case BenefitIssued(benefit=benefit):
            yield "benefit", benefit, "issued", ""
        case BenefitClaimed(benefit=benefit):
            yield "benefit", benefit, "claimed", ""
        case BenefitUsed(benefit=benefit):
            yield "benefit", benefit, "used", ""
        case BenefitRevoked(benefit=benefit):
            yield "benefit", benefit, "revoked", ""
        case BenefitReturned(benefit=benefit):
            yield "benefit", benefit, "returned", ""
        case _:
            return


def _asked_or_shared(effect: Effect) -> Iterator[tuple[Family, str, str, str]]:
    match effect:
        case PrivilegeUsed(privilege=privilege):
            yield "privilege", privilege, "used", ""
        case PromotionUsed(promotion=promotion):
            yield "promotion", promotion, "taken", ""
        case DrawMade(draw=draw, prize=prize, sure=sure):
            yield "draw", draw, "prize", prize
            if sure:
                yield "draw", draw, "sure", ""
        case NoticeRequested(notice=notice):
            yield "notice", notice, "sent", ""
            if effect.not_before > effect.cause.at:
                yield "notice", notice, "delayed", ""
        case ScoreReviewed(score=score):
            yield "score", score, "reviewed", ""
        case TeamJoined(team=team):
            yield "team", team, "joined", ""
        case BoardClosed(board=board, places=places):
            yield "board", board, "closed", ""
            if len({one.value for one in places}) < len(places):
                yield "board", board, "tied", ""
        case _:
            return


def ended(effect: BenefitExpired, unclaimed: frozenset[str]) -> Key:
    """An instance whose time is over: it was not claimed in time, or not used."""
    word = "unclaimed" if effect.instance in unclaimed else "expires"
    return Key("benefit", effect.benefit, Done(word))
