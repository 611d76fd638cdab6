"""What the checks work on and leave behind: the modules, and tables beside them. The tree itself is never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benefitdsl.catalogue import Catalogue
from benefitdsl.check.descend import Nodes
from benefitdsl.check.symbols import Symbols
from benefitdsl.check.types import Binding, Judgement
from benefitdsl.check.vocabulary import Attributes, Events
from benefitdsl.diagnostics import Diagnostic, Diagnostics
from benefitdsl.source import SourceSet, Span
from benefitdsl.syntax.ast import Module


@dataclass(slots=True)
class Tables:
    """What is known of single nodes, by `id(node)`. INVARIANT: the modules keep the nodes alive, and no node stands in
    two places of a tree."""

    judgements: dict[int, Judgement] = field(default_factory=dict)
    bindings: dict[int, Binding] = field(default_factory=dict)
    names_sought: int = 0  # names that stand for nothing, for which a near one was sought
    spellings: dict[str, dict[str, str]] = field(default_factory=dict)  # by language


@dataclass(frozen=True, slots=True)
class Draft:
    """A programme under check. Checks read all of it and write the tables."""

    modules: tuple[Module, ...]
    catalogue: Catalogue
    sources: SourceSet
    symbols: Symbols
    events: Events
    attributes: Attributes
    currency: str  # the programme's, or "" while nobody knows it
    nodes: Nodes
    tables: Tables = field(default_factory=Tables)

    def spellings(self, language: str) -> dict[str, str]:
        """Return how a language spells the standard events, fields and attributes."""
        if language not in self.tables.spellings:
            labels = {kind.type.name: kind.labels for kind in self.catalogue.events}
            labels.update({kind.field.name: kind.labels for kind in self.catalogue.attributes})
            for kind in self.catalogue.events:
                labels.update(kind.field_labels)
            self.tables.spellings[language] = {
                word: spellings[language][0] for word, spellings in labels.items() if spellings.get(language)
            }
        return self.tables.spellings[language]

    def written(self, span: Span) -> str:
        """Return what the author wrote there; nothing for a tree without a text."""
        return self.sources.text(span) if span.file < len(self.sources) else ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A programme and everything that is known of it. With errors among the diagnostics it must not be lowered."""

    draft: Draft
    diagnostics: Diagnostics

    @property
    def modules(self) -> tuple[Module, ...]:
        return self.draft.modules

    @property
    def symbols(self) -> Symbols:
        return self.draft.symbols

    @property
    def is_sound(self) -> bool:
        return not self.diagnostics.has_errors

    def judgement(self, node: object) -> Judgement:
        """Return what is known of an expression; KeyError for a node that is none."""
        return self.draft.tables.judgements[id(node)]

    def binding(self, node: object) -> Binding:
        """Return what a name stands for; KeyError for a node that names nothing."""
        return self.draft.tables.bindings[id(node)]


Check = Callable[[Draft], Iterator[Diagnostic]]
