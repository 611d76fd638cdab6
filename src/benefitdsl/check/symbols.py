"""Everything that has a name: what the rule files define and what the catalogue brings, by family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from benefitdsl.catalogue import Catalogue, Family, FieldSpec, Kind
from benefitdsl.check.descend import descend
from benefitdsl.source import Span
from benefitdsl.syntax.ast import NOWHERE, Block, Field, Module, Name, TagAction


@dataclass(frozen=True, slots=True)
class Symbol:
    """One thing that can be named. `owner` is the block that holds it: the ladder of a level, the event of a field, the
    calendar of a day. `standard` ones come from the catalogue and have no span."""

    family: Family
    name: str
    span: Span = NOWHERE
    owner: str = ""
    standard: bool = False
    written_standard: bool = False  # the author's spelling is a word of the standard vocabulary
    block: Block | None = field(default=None, compare=False, repr=False)
    row: Field | None = field(default=None, compare=False, repr=False)


@dataclass(slots=True)
class Symbols:
    """All symbols in the order in which they stand; `all` keeps doubles, `by_family` the first of a name."""

    all: list[Symbol] = field(default_factory=list)
    by_family: dict[Family, dict[str, Symbol]] = field(default_factory=dict)
    levels: dict[str, dict[str, int]] = field(default_factory=dict)  # ladder -> level -> rank
    variants: dict[str, dict[str, int]] = field(default_factory=dict)  # experiment -> variant -> place

    def add(self, symbol: Symbol) -> None:
        self.all.append(symbol)
        self.by_family.setdefault(symbol.family, {}).setdefault(symbol.name, symbol)
        if symbol.family in ("level", "variant"):
            ranked = self.levels if symbol.family == "level" else self.variants
            ranks = ranked.setdefault(symbol.owner, {})
            ranks.setdefault(symbol.name, len(ranks))

    def names(self, family: Family) -> tuple[str, ...]:
        return tuple(self.by_family.get(family, ()))

    def find(self, family: Family, name: str) -> Symbol | None:
        return self.by_family.get(family, {}).get(name)

    def families_of(self, name: str) -> tuple[Family, ...]:
        """The families that have something of this name."""
        return tuple(family for family, names in self.by_family.items() if name in names)


def collect(modules: tuple[Module, ...], catalogue: Catalogue) -> Symbols:
    """Return the symbols of the catalogue, then those of the files."""
    symbols = Symbols()
    for event in catalogue.events:
        symbols.add(Symbol("event", event.type.name, standard=True))
    for attribute in catalogue.attributes:
        symbols.add(Symbol("attribute", attribute.field.name, standard=True))
    for block, kind in blocks_of(modules, catalogue):
        for symbol in _of_block(block, kind):
            symbols.add(symbol)
    if not _defines(catalogue, "tag"):
        for symbol in _tags_set(modules):
            if symbols.find("tag", symbol.name) is None:
                symbols.add(symbol)
    return symbols


def _defines(catalogue: Catalogue, family: Family) -> bool:
    """Say whether things of a family have blocks or rows of their own."""
    return any(
        kind.family == family or any(spec.defines == family for spec in kind.fields)
        for kind in catalogue.kinds
    )


def _tags_set(modules: tuple[Module, ...]) -> Iterator[Symbol]:
    """Return the tags that some action sets: where they have no blocks, setting one defines it."""
    for node in descend(tuple(block.fields for module in modules for block in module.blocks)):
        if isinstance(node, TagAction) and node.on:
            yield Symbol("tag", node.tag.text, node.tag.span, written_standard=node.tag.standard)


def blocks_of(modules: tuple[Module, ...], catalogue: Catalogue) -> Iterator[tuple[Block, Kind]]:
    """Return the blocks of a known kind, in module order, each with its kind."""
    kinds = {kind.word: kind for kind in catalogue.kinds}
    for module in modules:
        for block in module.blocks:
            if block.kind in kinds:
                yield block, kinds[block.kind]


def specs_of(kind: Kind) -> dict[str, FieldSpec]:
    return {spec.word: spec for spec in kind.fields}


def fields_of(block: Block, kind: Kind) -> Iterator[tuple[Field, FieldSpec]]:
    """Return the fields of a block that its kind knows, each with its specification."""
    specs = specs_of(kind)
    for each in block.fields:
        if each.label in specs:
            yield each, specs[each.label]


def _of_block(block: Block, kind: Kind) -> Iterator[Symbol]:
    owner = block.name.text if block.name else ""
    if block.name is not None and kind.family != "none":
        yield Symbol(kind.family, owner, block.name.span, written_standard=block.name.standard, block=block)
    for row, spec in fields_of(block, kind):
        if spec.defines != "none" and isinstance(row.key, Name):
            yield Symbol(
                spec.defines,
                row.key.text,
                row.key.span,
                f"{owner}/{row.label}" if spec.defines == "field" else owner,
                written_standard=row.key.standard,
                block=block,
                row=row,
            )
