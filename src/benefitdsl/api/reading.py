"""From a path or a text to the modules of a programme, in the order that counts: main file, includes, sorted rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from benefitdsl.api.files import RuleFolder, Unreadable
from benefitdsl.api.twins import in_one_language
from benefitdsl.catalogue import Catalogue
from benefitdsl.check.programme import PROGRAMME, word_of
from benefitdsl.check.symbols import specs_of
from benefitdsl.diagnostics import Diagnostics, error, read_source
from benefitdsl.limits import MAX_FILES, MAX_PROGRAMME_BYTES
from benefitdsl.messages import Language
from benefitdsl.source import Source, SourceSet, Span
from benefitdsl.syntax.ast import Field, Module
from benefitdsl.syntax.parse import parse

TEXT_NAME: Final = "<text>"

_CHINESE: Final = re.compile(r"^[\u4e00-\u9fff]", re.MULTILINE)
"""A line of a Chinese file; a file in another encoding is guessed, and answered in its language."""


@dataclass(slots=True)
class Reading:
    """The files of a programme as they are read. `modules` is in the order of `sources` until `in_order`."""

    catalogue: Catalogue
    diagnostics: Diagnostics = field(default_factory=Diagnostics)
    sources: SourceSet = field(default_factory=SourceSet)
    modules: list[Module] = field(default_factory=list)
    bytes_read: int = 0

    @property
    def language(self) -> Language:
        """The language of the main file, as far as it is known."""
        main = next((module for module in self.modules if _has_programme(module)), None)
        first = main or (self.modules[0] if self.modules else None)
        return "zh" if first is not None and first.language == "zh" else "en"

    def add(self, name: str, data: bytes | str) -> Module:
        """Read and parse one more file."""
        file = len(self.sources)
        source, flaws = read_source(name, data, file)
        self.sources = self.sources.with_source(source)
        self.bytes_read += len(data)
        if self.bytes_read > MAX_PROGRAMME_BYTES:
            facts = {"found": self.bytes_read, "limit": MAX_PROGRAMME_BYTES}
            self.diagnostics.add(
                error("BEN017", Span(file, 0, 0), found=facts["found"], limit=facts["limit"])
            )
        module = Module((), file=file)
        if flaws:
            self.diagnostics.extend(flaws)
            module = replace(module, language="zh" if _CHINESE.search(source.text) else "en")
        elif self.bytes_read <= MAX_PROGRAMME_BYTES:
            module = self._parsed(source, file)
        self.modules.append(module)
        return module

    def _parsed(self, source: Source, file: int) -> Module:
        module, diagnostics = parse(source, self.catalogue, file)
        self.diagnostics.extend(diagnostics)
        return module


def read_text(text: str, catalogue: Catalogue) -> Reading:
    """Return the programme of one text. It has no folder, so it includes nothing."""
    reading = Reading(catalogue)
    module = reading.add(TEXT_NAME, text)
    for include in _includes(module, catalogue):
        name = word_of(include.value)
        reading.diagnostics.add(error("BEN150", include.value.span, name=name))
    return reading


def read_file(path: Path, catalogue: Catalogue) -> Reading:
    """Return the programme of a file and what it includes. OSError if the file itself cannot be read."""
    folder = RuleFolder.at(path.resolve(strict=True).parent)
    reading = Reading(catalogue)
    name = path.resolve(strict=True).name
    try:
        main = reading.add(name, folder.read(name))
    except Unreadable as unreadable:
        raise OSError(f"`{path}` cannot be read as a rule file") from unreadable
    seen = {name}
    for include in _includes(main, catalogue):
        if (wanted := _wanted(include, seen, reading)) is not None:
            _add(wanted, include, folder, reading)
    return reading


def read_folder(path: Path, catalogue: Catalogue, language: Language | None = None) -> Reading:
    """Return the programme of a folder: the file with the programme block, its includes, then all other files. Of a
    file that stands there in two languages one is read, that of `language` (None: of the first)."""
    folder, reading = RuleFolder.at(path), Reading(catalogue)
    try:
        names = in_one_language(folder.names(), language)
    except Unreadable:
        reading.diagnostics.add(error("BEN154", None, limit=MAX_FILES))
        return reading
    if not names:
        reading.diagnostics.add(error("BEN155", None))
    by_name: dict[str, Module] = {}
    for name in names:
        if (module := _add(name, None, folder, reading)) is not None:
            by_name[name] = module
    main = next((name for name, module in by_name.items() if _has_programme(module)), None)
    if main is not None:
        order = [main]
        for include in _includes(by_name[main], catalogue):
            wanted = _wanted(include, set(order), reading)
            if wanted is not None and wanted not in by_name:
                reading.diagnostics.add(error("BEN150", include.value.span, name=wanted))
            elif wanted is not None:
                order.append(wanted)
        order += [name for name in by_name if name not in order]
        reading.modules = [by_name[name] for name in order]
    return reading


def _add(name: str, include: Field | None, folder: RuleFolder, reading: Reading) -> Module | None:
    """Read one more file; a file that cannot be read is reported where it is included."""
    if len(reading.sources) >= MAX_FILES:
        reading.diagnostics.add(error("BEN154", include.value.span if include else None, limit=MAX_FILES))
        return None
    try:
        return reading.add(name, folder.read(name))
    except Unreadable as unreadable:
        span = include.value.span if include else None
        reading.diagnostics.add(error(unreadable.code, span, name=name, limit=MAX_FILES))
        return None


def _wanted(include: Field, seen: set[str], reading: Reading) -> str | None:
    """Return the name of an included file, and note it; one that is there already is reported."""
    name = word_of(include.value).removeprefix("./")
    if name in seen:
        reading.diagnostics.add(error("BEN153", include.value.span, name=name))
        return None
    seen.add(name)
    return name


def _has_programme(module: Module) -> bool:
    return any(block.kind == PROGRAMME for block in module.blocks)


def _includes(module: Module, catalogue: Catalogue) -> Iterator[Field]:
    """Return the fields of the programme block that name further files."""
    for kind in catalogue.kinds:
        if kind.word == PROGRAMME:
            specs = specs_of(kind)
            for block in module.blocks:
                for each in block.fields if block.kind == PROGRAMME else ():
                    if each.label in specs and specs[each.label].form == "file":
                        yield each
