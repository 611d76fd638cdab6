"""The standard vocabulary: one file a kind, and the tuple that lists them."""

from __future__ import annotations

from benefitdsl.catalogue import Catalogue
from benefitdsl.std.attributes import ATTRIBUTES
from benefitdsl.std.badge import BADGE
from benefitdsl.std.bargain import BARGAIN
from benefitdsl.std.board import BOARD
from benefitdsl.std.budget import BUDGET
from benefitdsl.std.calendar import CALENDAR
from benefitdsl.std.component import COMPONENT
from benefitdsl.std.coupon import COUPON
from benefitdsl.std.draw import DRAW
from benefitdsl.std.event import EVENT
from benefitdsl.std.events import EVENTS
from benefitdsl.std.exchange import EXCHANGE
from benefitdsl.std.experiment import EXPERIMENT
from benefitdsl.std.gift import GIFT
from benefitdsl.std.group import GROUP
from benefitdsl.std.law import LAW
from benefitdsl.std.member import MEMBER
from benefitdsl.std.membership import MEMBERSHIP
from benefitdsl.std.mission import MISSION
from benefitdsl.std.notice import NOTICE
from benefitdsl.std.points import POINTS
from benefitdsl.std.privilege import PRIVILEGE
from benefitdsl.std.programme import PROGRAMME
from benefitdsl.std.promotion import PROMOTION
from benefitdsl.std.referral import REFERRAL
from benefitdsl.std.rule import RULE
from benefitdsl.std.score import SCORE
from benefitdsl.std.segment import SEGMENT
from benefitdsl.std.stored_value import STORED_VALUE
from benefitdsl.std.tag import TAG
from benefitdsl.std.team import TEAM
from benefitdsl.std.tiers import TIERS

STANDARD = Catalogue(
    kinds=(
        # the ground
        PROGRAMME,
        MEMBER,
        EVENT,
        CALENDAR,
        SEGMENT,
        TAG,
        EXPERIMENT,
        # what a member can have
        POINTS,
        STORED_VALUE,
        COUPON,
        PROMOTION,
        GIFT,
        BADGE,
        PRIVILEGE,
        MEMBERSHIP,
        TIERS,
        SCORE,
        COMPONENT,
        # how it is come by
        RULE,
        MISSION,
        REFERRAL,
        TEAM,
        BOARD,
        BARGAIN,
        EXCHANGE,
        DRAW,
        # what keeps it in bounds
        BUDGET,
        GROUP,
        NOTICE,
        # what must always hold
        LAW,
    ),
    events=EVENTS,
    attributes=ATTRIBUTES,
)

SAMPLE = "\n".join(kind.example for kind in STANDARD.kinds)
"""The examples of all kinds in one file: a programme that compiles."""

__all__ = ["SAMPLE", "STANDARD"]
