"""benefitdsl: membership benefits as text, evaluated exactly.

Names load on first use (PEP 562), so that a worker importing only `benefitdsl.engine` never pays for the
language.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benefitdsl.api import RuleErrors as RuleErrors
    from benefitdsl.api import load as load
    from benefitdsl.catalogue import Catalogue as Catalogue
    from benefitdsl.engine.door import EventErrors as EventErrors
    from benefitdsl.engine.draws import SeedNeeded as SeedNeeded
    from benefitdsl.engine.fit import MissingParts as MissingParts
    from benefitdsl.engine.quote.cart_door import CartErrors as CartErrors
    from benefitdsl.engine.quote.quoted import Quoted as Quoted
    from benefitdsl.engine.quote.quoted import QuoteRefused as QuoteRefused
    from benefitdsl.engine.quote.search import QuoteTooLarge as QuoteTooLarge
    from benefitdsl.engine.rulebook import ChangedPlan as ChangedPlan
    from benefitdsl.engine.rulebook import Decision as Decision
    from benefitdsl.engine.rulebook import Rulebook as Rulebook
    from benefitdsl.engine.rulebook import WrongMember as WrongMember
    from benefitdsl.engine.rulebook import load_plan as load_plan
    from benefitdsl.messages import UnknownLanguage as UnknownLanguage
    from benefitdsl.model.effect import Effect as Effect
    from benefitdsl.model.effect import effect_id as effect_id
    from benefitdsl.model.event import Event as Event
    from benefitdsl.model.json import effect_from_json as effect_from_json
    from benefitdsl.model.json import effect_to_json as effect_to_json
    from benefitdsl.model.member import Member as Member
    from benefitdsl.model.pools import Claim as Claim
    from benefitdsl.model.pools import InMemoryPools as InMemoryPools
    from benefitdsl.model.pools import PoolConflict as PoolConflict
    from benefitdsl.model.pools import Pools as Pools
    from benefitdsl.model.pools import Take as Take
    from benefitdsl.model.quote import Cart as Cart
    from benefitdsl.model.quote import CartLine as CartLine
    from benefitdsl.model.quote import Quote as Quote
    from benefitdsl.model.schema import schema_of as schema_of
    from benefitdsl.model.snapshot import Snapshot as Snapshot
    from benefitdsl.model.view import View as View
    from benefitdsl.plan import PlanError as PlanError

__version__ = "0.1.0"

# The public names, by the module that has them. A name added here is also imported above, for type checkers.
_HOMES = {
    "Cart": "benefitdsl.model.quote",
    "CartErrors": "benefitdsl.engine.quote.cart_door",
    "CartLine": "benefitdsl.model.quote",
    "Catalogue": "benefitdsl.catalogue",
    "ChangedPlan": "benefitdsl.engine.rulebook",
    "Claim": "benefitdsl.model.pools",
    "Decision": "benefitdsl.engine.rulebook",
    "Effect": "benefitdsl.model.effect",
    "Event": "benefitdsl.model.event",
    "EventErrors": "benefitdsl.engine.door",
    "InMemoryPools": "benefitdsl.model.pools",
    "Member": "benefitdsl.model.member",
    "MissingParts": "benefitdsl.engine.fit",
    "PlanError": "benefitdsl.plan",
    "PoolConflict": "benefitdsl.model.pools",
    "Pools": "benefitdsl.model.pools",
    "Quote": "benefitdsl.model.quote",
    "QuoteRefused": "benefitdsl.engine.quote.quoted",
    "QuoteTooLarge": "benefitdsl.engine.quote.search",
    "Quoted": "benefitdsl.engine.quote.quoted",
    "RuleErrors": "benefitdsl.api",
    "Rulebook": "benefitdsl.engine.rulebook",
    "SeedNeeded": "benefitdsl.engine.draws",
    "Snapshot": "benefitdsl.model.snapshot",
    "Take": "benefitdsl.model.pools",
    "UnknownLanguage": "benefitdsl.messages",
    "View": "benefitdsl.model.view",
    "WrongMember": "benefitdsl.engine.rulebook",
    "effect_from_json": "benefitdsl.model.json",
    "effect_id": "benefitdsl.model.effect",
    "effect_to_json": "benefitdsl.model.json",
    "load": "benefitdsl.api",
    "load_plan": "benefitdsl.engine.rulebook",
    "schema_of": "benefitdsl.model.schema",
}

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604 - they are strings, in a table


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
