"""Module → text: one canonical layout in either language, comments in their places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import cast

from benefitdsl.catalogue import Catalogue, FieldSpec, Kind
from benefitdsl.source import Source, fold
from benefitdsl.syntax import ast
from benefitdsl.syntax.blocks import continues
from benefitdsl.syntax.build import OneLine, Place, Refers, refers_of
from benefitdsl.syntax.grammar import grammar, start_of
from benefitdsl.syntax.parse import parse
from benefitdsl.syntax.spelling import Speller, speller_of
from benefitdsl.syntax.spelling.speller import CannotBeWritten
from benefitdsl.syntax.words import words_of


class FormatDrift(Exception):
    """The text that was about to be returned reads as another tree: a mistake of ours, and nothing is returned."""

    def __init__(self, text: str, codes: tuple[str, ...] = ()) -> None:
        super().__init__(
            f"the formatted text would mean something else ({', '.join(codes) or 'another tree'})"
        )
        self.text = text
        self.codes = codes


def format_module(module: ast.Module, catalogue: Catalogue, language: str | None = None) -> str:
    """Return the canonical text of a module, in its own language or in another one.

    The text is parsed again and its tree compared before it is returned: `FormatDrift` if they differ,
    `CannotBeWritten` where no text can stand for a part of the tree.
    """
    language = language or module.language
    module = _in_language(module, catalogue, language)
    text = _Layout(speller_of(catalogue, language), catalogue).module(module)
    read, found = parse(Source("formatted", text), catalogue)
    if found.has_errors or read != module:
        raise FormatDrift(text, tuple(each.code for each in found))
    return text


def _in_language(module: ast.Module, catalogue: Catalogue, language: str) -> ast.Module:
    """Return the module with the language that it states changed."""
    blocks = tuple(_stating(block, catalogue.kind(block.kind), language) for block in module.blocks)
    return replace(module, blocks=blocks, language=language)


def _stating(block: ast.Block, kind: Kind, language: str) -> ast.Block:
    stating = {spec.word for spec in kind.fields if spec.form == "language"}
    if not stating:
        return block
    fields = (
        replace(field, value=ast.Choice(language)) if field.label in stating else field
        for field in block.fields
    )
    return replace(block, fields=tuple(fields))


class _Layout:
    """Puts spelled values into lines."""

    def __init__(self, speller: Speller, catalogue: Catalogue) -> None:
        self.speller, self.catalogue = speller, catalogue
        self.language = speller.words.code

    def module(self, module: ast.Module) -> str:
        parts = ["\n".join(self.block(block)) for block in module.blocks]
        comments = list(module.comments.before)
        if not self.states_language(module):
            header, parts = self.header(module, parts)
            parts.insert(0, header)
        if comments:
            parts.append("\n".join(_trimmed(comments)))
        return "\n\n".join(part for part in parts if part) + "\n"

    def states_language(self, module: ast.Module) -> bool:
        return any(
            spec.form == "language" and any(field.label == spec.word for field in block.fields)
            for block in module.blocks
            for spec in self.catalogue.kind(block.kind).fields
        )

    def header(self, module: ast.Module, parts: list[str]) -> tuple[str, list[str]]:
        """Return the line that states the language, below the comment that heads the file."""
        label = words_of(self.language).written("lines", "language")
        line = f"{label}{self.speller.colon}{self.language}"
        before = module.blocks[0].comments.before if module.blocks else ()
        if "" not in before:
            return line, parts
        end = before.index("")
        rest = replace(
            module.blocks[0], comments=replace(module.blocks[0].comments, before=before[end + 1 :])
        )
        return "\n".join((*before[:end], line)), ["\n".join(self.block(rest)), *parts[1:]]

    # ------------------------------------------------------------------------------------------------ blocks

    def block(self, block: ast.Block) -> Iterator[str]:
        kind = self.catalogue.kind(block.kind)
        specs = {spec.word: spec for spec in kind.fields}
        refers: Refers = "event" if kind.family == "event" else "other"
        head = self.speller.vocabulary.written(kind.labels, kind.word)
        head += self.head(block.name, block.titles, refers=refers)
        yield from block.comments.before
        line = self.one_line(block, kind) if block.one_line else None
        if line is not None:
            yield _behind(f"{head}{self.speller.colon}{line}", block.comments)
            return
        yield _behind(head, block.comments)
        for field in block.fields:
            yield from self.field(field, specs[field.label])
        yield from _indented(block.end_comments.before)
        yield _behind(words_of(self.language).written("lines", "end"), block.end_comments)

    def head(
        self,
        name: ast.Name | ast.Number | None,
        titles: ast.Text | None,
        rule: str = "head",
        refers: Refers = "other",
    ) -> str:
        return self.tried(lambda: self.speller.head(name, titles, refers), rule, refers, (name, titles))

    def one_line(self, block: ast.Block, kind: Kind) -> str | None:
        """Return what follows the name of a one-line rule; None where it says more than fits on a line."""
        forms = {"trigger": "", "condition": "", "actions": ""}
        for spec in reversed(kind.fields):
            if spec.form in forms:
                forms[spec.form] = spec.word
        wanted = [word for word in forms.values() if any(field.label == word for field in block.fields)]
        if [field.label for field in block.fields] != wanted:
            return None
        if any(field.comments != ast.NO_COMMENTS for field in block.fields):
            return None
        values = {field.label: field.value for field in block.fields}
        trigger, actions = values.get(forms["trigger"]), values.get(forms["actions"])
        if not isinstance(trigger, ast.Trigger) or not isinstance(actions, ast.Actions):
            return None
        condition = cast("ast.Expr | None", values.get(forms["condition"]))
        return self.tried(
            lambda: self.speller.one_line(trigger, condition, actions),
            "one_line",
            "other",
            OneLine(trigger, condition, actions),
        )

    def field(self, field: ast.Field, spec: FieldSpec) -> Iterator[str]:
        label = self.speller.vocabulary.written(spec.labels, spec.word)
        if spec.key != "none":
            refers: Refers = "field" if spec.defines in ("field", "attribute") else "other"
            label += self.head(field.key, field.titles, f"row_{spec.key}", refers)
        value = self.value(field.value, spec)
        yield from _indented(field.comments.before)
        yield _behind(f"  {label}{self.speller.colon}{value}", field.comments)

    def value(self, value: ast.Value, spec: FieldSpec) -> str:
        if spec.form == "choice":
            return self.speller.value(value, spec)
        return self.tried(
            lambda: self.speller.value(value, spec),
            start_of(spec),
            refers_of(spec),
            value,
            ends_line=True,
        )

    # ------------------------------------------------------------------------------------------------ bare or quoted

    def tried(
        self,
        spell: Callable[[], str],
        rule: str,
        refers: Refers,
        value: object,
        *,
        ends_line: bool = False,
    ) -> str:
        """Write names that look like words bare if the text reads back so, and in quotes otherwise. At the end of a
        line a bare `or` would take the next line in."""
        self.speller.doubted = False
        text = spell()
        if not self.speller.doubted:
            return text
        place = Place(text, self.speller.vocabulary, refers=refers)
        read = grammar(self.language).parse(rule, fold(text), 0, len(text), place)
        goes_on = ends_line and continues(self.language).search(text) is not None
        if read == value and not place.found and not goes_on:
            return text
        self.speller.is_careful = True
        try:
            return spell()
        finally:
            self.speller.is_careful = False


def _behind(line: str, comments: ast.Comments) -> str:
    return f"{line}  {comments.behind}" if comments.behind else line


def _indented(comments: Iterable[str]) -> Iterator[str]:
    return (f"  {comment}" if comment else "" for comment in comments)


def _trimmed(comments: list[str]) -> list[str]:
    while comments and not comments[-1]:
        comments = comments[:-1]
    return comments


__all__ = ["CannotBeWritten", "FormatDrift", "format_module"]
