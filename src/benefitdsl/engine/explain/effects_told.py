"""Effects in words."""

from __future__ import annotations

from typing import assert_never

from benefitdsl.engine.explain.naming import Naming
from benefitdsl.engine.explain.story import Unit
from benefitdsl.model.effect import (
    BenefitClaimed,
    BenefitExpired,
    BenefitIssued,
    BenefitReleased,
    BenefitReserved,
    BenefitReturned,
    BenefitRevoked,
    BenefitUsed,
    BoardClosed,
    DrawMade,
    Effect,
    EventAddressed,
    InviterRecorded,
    InviterRefused,
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
    TagChanged,
    TeamJoined,
    TierChanged,
    TierRenewed,
)
from benefitdsl.quantities.calendar import format_day
from benefitdsl.source.display import quoted

_Further = (
    BenefitReserved
    | BenefitReleased
    | PrivilegeUsed
    | PromotionUsed
    | DrawMade
    | ScoreReviewed
    | TeamJoined
    | BoardClosed
)


class EffectWords:
    """Writes effects of one plan in one language."""

    def __init__(self, naming: Naming) -> None:
        self.naming = naming

    def text(self, effect: Effect) -> str:
        """The effect, then what more there is to say of it."""
        return self.naming.put("comma").join([self._said(effect), *self._more(effect)])

    def _said(self, effect: Effect) -> str:
        put, points, title = self.naming.put, self.naming.points, self.naming.title
        match effect:
            case PointsEarned(_, currency, amount, lot, pending=pending):
                key = "effect_points_pending" if pending else "effect_points_earned"
                return put(key, points=points(amount, currency), lot=quoted(lot))
            case PointsRipened(_, currency, amount):
                return put("effect_points_ripened", points=points(amount, currency))
            case PointsSpent(_, currency, amount):
                return put("effect_points_spent", points=points(amount, currency))
            case PointsExpired(_, currency, amount):
                return put("effect_points_expired", points=points(amount, currency))
            case PointsReversed(_, currency, amount):
                return put("effect_points_reversed", points=points(amount, currency))
            case PointsReturned(_, currency, amount):
                return put("effect_points_returned", points=points(amount, currency))
            case BenefitIssued(benefit=benefit):
                return put("effect_benefit_issued", benefit=title("benefit", benefit))
            case BenefitClaimed(benefit=benefit):
                return put("effect_benefit_claimed", benefit=title("benefit", benefit))
            case BenefitUsed(benefit=benefit):
                return put("effect_benefit_used", benefit=title("benefit", benefit))
            case BenefitExpired(benefit=benefit):
                return put("effect_benefit_expired", benefit=title("benefit", benefit))
            case BenefitRevoked(benefit=benefit):
                return put("effect_benefit_revoked", benefit=title("benefit", benefit))
            case BenefitReturned(benefit=benefit):
                return put("effect_benefit_returned", benefit=title("benefit", benefit))
            case TierChanged(_, tiers, old, new):
                level = self.naming.level_of
                return put("effect_tier_changed", old=level(tiers, old), new=level(tiers, new))
            case TierRenewed(_, tiers, level_id):
                return put("effect_tier_renewed", new=self.naming.level_of(tiers, level_id))
            case MissionCompleted(_, mission, stage, last):
                if last:
                    return put("effect_mission_completed", mission=title("mission", mission))
                return put(
                    "effect_mission_stage",
                    mission=title("mission", mission),
                    stage=self._amount(mission, stage),
                )
            case MissionReopened(_, mission, stage):
                return put(
                    "effect_mission_reopened",
                    mission=title("mission", mission),
                    stage=self._amount(mission, stage),
                )
            case MissionLapsed(_, mission, progress):
                return put(
                    "effect_mission_lapsed",
                    mission=title("mission", mission),
                    progress=self._amount(mission, progress),
                )
            case StreakRepaired(_, mission, day, length):
                return put(
                    "effect_streak_repaired",
                    mission=title("mission", mission),
                    day=format_day(day),
                    length=str(length),
                )
            case TagChanged(_, tag, on):
                return put("effect_tagged" if on else "effect_untagged", tag=quoted(tag))
            case NoticeRequested(_, notice, _, not_before):
                return put("effect_notice", notice=quoted(notice), time=self.naming.time(not_before))
            case InviterRecorded(_, inviter):
                return put("effect_inviter", inviter=quoted(inviter))
            case InviterRefused(_, inviter, _):
                return put("effect_inviter_refused", inviter=quoted(inviter))
            case EventAddressed(_, to, type_):
                return put("effect_told", to=quoted(to), event=self.naming.name(type_))
            case _:
                return self._said_further(effect)

    def _said_further(self, effect: _Further) -> str:
        """Of checkouts, draws, scores, teams and boards."""
        put, title = self.naming.put, self.naming.title
        match effect:
            case BenefitReserved(benefit=benefit, checkout=checkout):
                return put(
                    "effect_benefit_reserved", benefit=title("benefit", benefit), checkout=quoted(checkout)
                )
            case BenefitReleased(benefit=benefit, lapsed=lapsed):
                key = "effect_benefit_freed" if lapsed else "effect_benefit_released"
                return put(key, benefit=title("benefit", benefit))
            case PrivilegeUsed(_, privilege):
                return put("effect_privilege", privilege=title("privilege", privilege))
            case PromotionUsed(_, promotion, off):
                named = title("promotion", promotion)
                return put("effect_promotion", promotion=named, off=self.naming.money(off))
            case DrawMade():
                return self._drawn(effect)
            case ScoreReviewed(_, score, before, after):
                return put("effect_score", score=title("score", score), old=str(before), new=str(after))
            case TeamJoined(_, team, actor):
                return put("effect_team", team=title("team", team), actor=quoted(actor))
            case BoardClosed():
                return self._closed(effect)
            case _:
                assert_never(effect)

    def _drawn(self, draw: DrawMade) -> str:
        """What was drawn, and the roll from which whoever gets the seed can work it out again."""
        put = self.naming.put
        if not draw.prize:
            prize = put("no_prize")
        else:
            prize = self.naming.title(f"prize {draw.draw}", draw.prize)
        key = "effect_drawn_sure" if draw.sure else "effect_drawn"
        return put(
            key,
            draw=self.naming.title("draw", draw.draw),
            prize=prize,
            roll=str(draw.roll),
            total=str(draw.total),
        )

    def _closed(self, closed: BoardClosed) -> str:
        unit = self.naming.units.of_board(closed.board)
        places = [
            self.naming.put(
                "place",
                place=str(one.place),
                member=quoted(one.member),
                value=self.naming.value(one.value, unit),
            )
            for one in closed.places
        ]
        return self.naming.put(
            "effect_board",
            board=self.naming.title("board", closed.board),
            places=self.naming.joined(places) if places else self.naming.put("nobody"),
        )

    def _amount(self, mission: str, number: int) -> str:
        unit: Unit = self.naming.units.of_mission(self.naming.units.mission(mission))
        return self.naming.value(number, unit) if unit.kind == "money" else str(number)

    def _more(self, effect: Effect) -> list[str]:
        """Begins, ends and debts, where the effect has them."""
        put, time, amount = self.naming.put, self.naming.time, self.naming.amount
        more = []
        if isinstance(effect, (PointsEarned, PointsRipened, PointsReturned)) and effect.owed_paid:
            more.append(put("pays_owed", points=amount(effect.owed_paid, effect.currency)))
        if isinstance(effect, PointsReversed) and effect.owed:
            more.append(put("becomes_owed", points=amount(effect.owed, effect.currency)))
        if isinstance(effect, PointsReversed) and effect.forgiven:
            more.append(put("forgiven", points=amount(effect.forgiven, effect.currency)))
        if isinstance(effect, PointsEarned) and effect.ripens_at is not None:
            more.append(put("ripens", time=time(effect.ripens_at)))
        if isinstance(effect, (PointsEarned, PointsRipened)) and effect.expires_at is not None:
            more.append(put("expires", time=time(effect.expires_at)))
        if isinstance(effect, BenefitIssued) and effect.claim_until is not None:
            more.append(put("claim_until", time=time(effect.claim_until)))
        if isinstance(effect, BenefitIssued) and effect.valid_from is not None:
            more.append(put("valid_from", time=time(effect.valid_from)))
        if isinstance(effect, BenefitReserved):
            more.append(put("reserved_until", time=time(effect.until)))
        if isinstance(effect, PrivilegeUsed) and effect.left is not None:
            more.append(put("times_left", times=str(effect.left)))
        if (until := _valid_until(effect)) is not None:
            more.append(put("valid_until", time=time(until)))
        return more


def _valid_until(effect: Effect) -> int | None:
    match effect:
        case BenefitIssued() | BenefitClaimed() | BenefitReturned() | TierChanged() | TierRenewed():
            return effect.valid_until
        case _:
            return None
