"""A view of one member: time passes up to its instant on a copy, then everything is read and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from benefitdsl.engine import core
from benefitdsl.engine.compile import Engine
from benefitdsl.engine.draft import Draft
from benefitdsl.engine.draws import fit_or_stand_in, require_no_draw
from benefitdsl.engine.explain.reading import Reading
from benefitdsl.engine.explain.telling import Teller
from benefitdsl.engine.snapshot import snapshot
from benefitdsl.engine.view import holdings, progress, rights
from benefitdsl.engine.view.lines import lines
from benefitdsl.messages import Language
from benefitdsl.model.member import Member
from benefitdsl.model.pools import InMemoryPools, Pools
from benefitdsl.model.view import View


class Viewer:
    """Makes views of one plan. Make it once."""

    def __init__(self, engine: Engine, names: Callable[[Language], Mapping[str, str]]) -> None:
        """`names` gives what readers of a language call the standard events and fields."""
        self.engine, self.plan, self.names = engine, engine.plan, names

    def view(
        self,
        member: Member,
        at: int,
        language: Language = "en",
        pools: Pools | None = None,
        seed: bytes | None = None,
    ) -> View:
        """The member at an instant, or at its own clock where that is later. `SeedNeeded` where a draw falls due before
        that and there is no seed for it."""
        shared = InMemoryPools() if pools is None else pools
        d = self._advanced(member, at, shared, seed)
        teller = Teller(self.plan, language, self.names(language))
        reading, naming = Reading(d, teller.naming.units), teller.naming
        has = snapshot(d)
        points = holdings.points(d, naming)
        benefits = holdings.benefits(d, naming)
        tiers = progress.tiers(d, naming, lambda: self._again(d, shared))
        missions = progress.missions(d, naming, has)
        asked = rights.Rights(d, reading, teller)
        view = View(
            member=member.id,
            at=d.now,
            version=self.plan.version,
            currency=self.plan.currency,
            language=language,
            points=points,
            benefits=benefits,
            tiers=tiers,
            missions=missions,
            scores=progress.scores(d, naming),
            privileges=asked.privileges(),
            memberships=asked.memberships(),
            offers=asked.offers(),
            draws=progress.draws(d, naming),
            teams=holdings.teams(d, naming),
            tags=has.tags,
            coming=holdings.coming(d, naming, points, benefits, tiers, missions),
            lines=(),
        )
        return replace(view, lines=tuple(lines(view, naming)))

    def _advanced(self, member: Member, at: int, pools: Pools, seed: bytes | None) -> Draft:
        """A draft that stands at the instant, with what was due settled; only for reading."""
        d = self.engine.open(member)
        outcome = core.advance(d, at, pools, fit_or_stand_in(self.plan, seed))
        if seed is None:
            require_no_draw(outcome.effects)
        return self._again(d, pools)

    def _again(self, d: Draft, pools: Pools) -> Draft:
        """Another draft of what this one holds."""
        again = self.engine.open(d.freeze())
        again.start(None, pools)
        return again
