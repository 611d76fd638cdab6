"""What effects give: points of a currency, or instances of a benefit; and who could give it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from benefitdsl.engine.book import Source, source
from benefitdsl.engine.draft import Draft
from benefitdsl.model.effect import BenefitIssued, BenefitReturned, Effect, PointsEarned, PointsReturned
from benefitdsl.plan.parts import EarnPoints, Given, GrantBenefit, Plan
from benefitdsl.plan.walk import walk


def given_by(effect: Effect) -> tuple[Given, int] | None:
    """What an effect gives, and how much of it; None of all that give nothing."""
    match effect:
        case PointsEarned(currency=currency, amount=amount):
            return Given("points", currency), amount
        case BenefitIssued(benefit=benefit):
            return Given("benefit", benefit), 1
        case _:
            return None


def amount_of(effects: Iterable[Effect], thing: Given) -> int:
    """How much of a thing effects give together."""
    return sum(amount for _, amount in _giving(effects, thing))


def returned(effects: Iterable[Effect], thing: Given) -> int:
    """How much of a thing comes back that was spent or used before."""
    match thing.family:
        case "points":
            back = (
                each for each in effects if isinstance(each, PointsReturned) and each.currency == thing.id
            )
            return sum(each.amount for each in back)
        case "benefit":
            return sum(
                1 for each in effects if isinstance(each, BenefitReturned) and each.benefit == thing.id
            )


def sources_of(effects: Iterable[Effect], things: Iterable[Given] | None = None) -> tuple[Source, ...]:
    """The parts of the programme whose lines gave one of the things (None: caused anything), each once."""
    wanted = None if things is None else tuple(things)
    causes = [
        effect.cause
        for effect in effects
        if wanted is None or ((given := given_by(effect)) is not None and given[0] in wanted)
    ]
    return tuple(dict.fromkeys(Source(cause.rule, cause.file, cause.line) for cause in causes if cause.line))


def givers(plan: Plan, thing: Given) -> tuple[Source, ...]:
    """The parts of the programme that give a thing, whenever they do."""
    families = (plan.rules, plan.missions, plan.draws, plan.offers)
    found = (source(part.id, part.origin) for parts in families for part in parts if _gives(part, thing))
    return tuple(dict.fromkeys(found))


def _gives(part: object, thing: Given) -> bool:
    for node in walk(part):
        match node:
            case GrantBenefit(benefit) if thing == Given("benefit", benefit):
                return True
            case EarnPoints(currency=currency) if thing == Given("points", currency):
                return True
            case _:
                pass
    return False


def holding(d: Draft, thing: Given) -> int:
    """What a member has of a thing: points to spend and pending ones less what is owed; instances that can be used or
    claimed, or are reserved."""
    match thing.family:
        case "points":
            account = d.accounts[thing.id]
            return account.live_total + account.pending_total - account.owed
        case "benefit":
            return sum(1 for held in d.held() if held.benefit == thing.id)


def _giving(effects: Iterable[Effect], thing: Given) -> Iterator[tuple[Effect, int]]:
    for effect in effects:
        given = given_by(effect)
        if given is not None and given[0] == thing:
            yield effect, given[1]
