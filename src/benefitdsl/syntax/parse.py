"""text → Module: every block on its own, every value by the form that the catalogue gives its field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from benefitdsl.catalogue import Catalogue, FieldSpec
from benefitdsl.diagnostics import Diagnostic, Diagnostics, Edit, Fix, Label, did_you_mean, error
from benefitdsl.limits import MAX_ERRORS, MAX_RULE_NODES, MAX_TOKENS
from benefitdsl.source import Source, Span, fold
from benefitdsl.syntax import ast
from benefitdsl.syntax.blocks import Cut, RawBlock, RawField, cut, find_language
from benefitdsl.syntax.build import OneLine, Place, Refers, refers_of
from benefitdsl.syntax.cache import BlockCache, Parsed
from benefitdsl.syntax.depth import count_tokens, too_deep
from benefitdsl.syntax.grammar import Grammar, Mishap, grammar, start_of
from benefitdsl.syntax.habits import meant
from benefitdsl.syntax.mistaken.wrong import What
from benefitdsl.syntax.mistakes import Wrong, explain
from benefitdsl.syntax.vocabulary import Vocabulary, vocabulary
from benefitdsl.syntax.walk import walk
from benefitdsl.syntax.words import LANGUAGES, words_of

_LINE_BREAK: Final = re.compile(r"[\r\n]")


def parse(
    source: Source, catalogue: Catalogue, file: int = 0, cache: BlockCache | None = None
) -> tuple[ast.Module, Diagnostics]:
    """Return the tree of a file and what is wrong with it; blocks and fields with mistakes are left out of the tree.

    `file` is the file's index in its source set. With a `cache`, blocks whose text was parsed before are taken from it.
    """
    found = Diagnostics()
    folded = fold(source.text)
    language = _language(source, folded, file, found, catalogue)
    if len(folded) > MAX_TOKENS and count_tokens(folded) > MAX_TOKENS:
        found.add(error("BEN006", Span(file, 0, 0), limit=MAX_TOKENS))
        return ast.Module((), language, file), found
    pieces = cut(source, vocabulary(catalogue, language), folded, file)
    found.extend(pieces.found)
    blocks: list[ast.Block] = []
    for raw in pieces.blocks:
        if raw.kind is None:
            found.suppress(Span(file, raw.start, raw.end))
            continue
        parsed = _block(source, catalogue, pieces, raw, file, cache, in_short=found.is_full)
        blocks.append(parsed.block)
        found.extend(parsed.found)
    return ast.Module(tuple(blocks), language, file, ast.Comments(pieces.comments)), found


def _language(source: Source, folded: str, file: int, found: Diagnostics, catalogue: Catalogue) -> str:
    """Return the language that the file states; where it does not, a guess to read the rest by."""
    line = find_language(folded, catalogue)
    if line is None:
        guess = "zh" if any("\u4e00" <= character <= "\u9fff" for character in folded) else "en"
        fix = _stating(folded, guess, catalogue, file)
        found.add(error("BEN030", Span(file, 0, min(len(folded), 1)), fixes=(fix,), known=LANGUAGES))
        return guess
    code = line[1]
    if code not in LANGUAGES:
        span = Span(file, line.start(1), line.end(1))
        near = meant("en", "languages", code) or did_you_mean(code, LANGUAGES)
        fixes = (Fix("did_you_mean", (Edit(span, near),), {"suggestion": near}),) if near else ()
        found.add(
            error("BEN031", span, fixes=fixes, language=source.text[span.start : span.end], known=LANGUAGES)
        )
        found.suppress(span)  # the value is no language either: said once
        label = line[0].partition(":")[0].strip()
        return next(code for code in LANGUAGES if label in words_of(code).groups["lines"]["language"])
    return code


def _stating(folded: str, guess: str, catalogue: Catalogue, file: int) -> Fix:
    """Return the fix that states the language: in the block that has a field for it, else on the first line."""
    words = vocabulary(catalogue, guess)
    heads = "|".join(
        re.escape(spelling)
        for spelling, kind in words.kinds.items()
        if any(spec.form == "language" for spec in kind.fields)
    )
    label = words_of(guess).written("lines", "language")
    statement = f"{label}{'：' if guess == 'zh' else ': '}{guess}"
    head = re.search(rf"^(?:{heads or '(?!)'})\b[^\r\n]*", folded, re.MULTILINE)
    edit = Edit(Span(file, 0, 0), f"{statement}\n\n")
    if head is not None:
        edit = Edit(Span(file, head.end(), head.end()), f"\n  {statement}")
    return Fix("state_language", (edit,), {"new_text": statement})


def _block(
    source: Source,
    catalogue: Catalogue,
    pieces: Cut,
    raw: RawBlock,
    file: int,
    cache: BlockCache | None,
    *,
    in_short: bool,
) -> Parsed:
    behind = _LINE_BREAK.search(source.text, raw.end)  # a comment on the last line belongs to the block
    key = (pieces.language, source.text[raw.start : behind.start() if behind else None])
    parsed = cache.get(catalogue, key, file, raw.start) if cache is not None else None
    if parsed is None:
        parsed = _BlockParser(source, catalogue, pieces, raw, file, in_short=in_short).parse()
        if cache is not None and not (in_short and parsed.found):
            cache.put(catalogue, key, parsed)
    return parsed


class _BlockParser:
    """Parses one block of a known kind."""

    def __init__(
        self, source: Source, catalogue: Catalogue, pieces: Cut, raw: RawBlock, file: int, *, in_short: bool
    ) -> None:
        assert raw.kind is not None
        self.raw, self.kind, self.file = raw, raw.kind, file
        self.in_short = in_short  # more mistakes are only counted: no need to find out what they are
        self.language = pieces.language
        self.words: Vocabulary = vocabulary(catalogue, pieces.language)
        self.grammar: Grammar = grammar(pieces.language)
        # Offsets count from the block's start: the parser then never looks at the rest of the file.
        self.original = source.text[raw.start : raw.end]
        self.folded = pieces.folded[raw.start : raw.end]
        self.found: list[Diagnostic] = []
        self.place = Place(self.original, self.words, file, raw.start, found=self.found)

    def parse(self) -> Parsed:
        raw = self.raw
        name, titles = self.head()
        fields = self.one_line() if raw.colon is not None else self.fields()
        block = ast.Block(
            self.kind.word,
            name,
            titles,
            tuple(fields),
            span=Span(self.file, raw.kind_start, raw.end),
            head_span=Span(self.file, raw.kind_start, raw.head_end if raw.colon is None else raw.colon),
            comments=_comments(raw.before, raw.behind),
            end_comments=_comments(raw.end_before, raw.end_behind),
            one_line=raw.colon is not None,
        )
        if raw.end - raw.start > 2 * MAX_RULE_NODES and sum(1 for _ in walk(block)) > MAX_RULE_NODES:
            self.found.append(error("BEN019", block.head_span, limit=MAX_RULE_NODES))
        return Parsed(raw.start, self.file, block, tuple(self.found))

    # ------------------------------------------------------------------------------------------------ heads

    def head(self) -> tuple[ast.Name | None, ast.Text | None]:
        raw = self.raw
        end = raw.head_end if raw.colon is None else raw.colon
        head = self.value("head", raw.head_start, end, "event" if self.kind.family == "event" else "other")
        name, titles = (None, None) if head is None else head
        span = Span(self.file, raw.kind_start, end)
        if head is not None and name is None and self.kind.named:
            self.found.append(
                error("BEN036", span, word=self.text(Span(self.file, raw.kind_start, raw.head_start)))
            )
        if name is not None and not self.kind.named:
            self.found.append(
                error("BEN037", name.span, word=self.text(Span(self.file, raw.kind_start, raw.head_start)))
            )
        return name, titles

    def one_line(self) -> Iterable[ast.Field]:
        """Return the fields that a one-line rule is short for."""
        assert self.raw.colon is not None
        by_form: dict[str, FieldSpec] = {}
        for spec in self.kind.fields:
            by_form.setdefault(spec.form, spec)
        specs = [by_form.get(form) for form in ("trigger", "condition", "actions")]
        if None in specs:
            head = Span(self.file, self.raw.kind_start, self.raw.head_end)
            kind = self.words.written(self.kind.labels, self.kind.word)
            self.found.append(
                error("BEN046", head, kind=kind, end=self.grammar.words.written("lines", "end"))
            )
            return ()
        line = self.value("one_line", self.raw.colon + 1, self.raw.head_end, "other")
        if not isinstance(line, OneLine):
            return ()
        values = (line.trigger, line.condition, line.actions)
        return tuple(
            ast.Field(spec.word, value, span=value.span, label_span=value.span)
            for spec, value in zip(specs, values, strict=True)
            if spec is not None and value is not None
        )

    # ------------------------------------------------------------------------------------------------ fields

    def fields(self) -> Iterable[ast.Field]:
        seen: dict[str, Span] = {}
        for raw in self.raw.fields:
            field = self.field(raw, seen)
            if field is not None:
                yield field

    def field(self, raw: RawField, seen: dict[str, Span]) -> ast.Field | None:
        whole = Span(self.file, raw.start, raw.end)
        if raw.colon is None:
            self.wrong("no_colon", raw.start, raw.end)
            return None
        spec, label_end = self.spec_of(raw.start, raw.colon)
        if spec is None:
            return None
        label_span = Span(self.file, raw.start, label_end)
        key, titles = None, None
        if spec.key != "none":
            refers: Refers = "field" if spec.defines in ("field", "attribute") else "other"
            row = self.value(f"row_{spec.key}", label_end, raw.colon, refers)
            if row is None:
                return None
            key, titles = row
        elif not spec.repeated and not self.is_first(spec, label_span, seen):
            return None
        value = self.field_value(spec, raw.colon + 1, raw.end)
        if value is None:
            return None
        comments = _comments(raw.before, raw.behind)
        return ast.Field(spec.word, value, key, titles, whole, label_span, comments)

    def is_first(self, spec: FieldSpec, span: Span, seen: dict[str, Span]) -> bool:
        first = seen.setdefault(spec.word, span)
        if first is span:
            return True
        labels = (Label(first, "first_here"),)
        self.found.append(error("BEN041", span, labels=labels, label=self.text(span)))
        return False

    def spec_of(self, start: int, colon: int) -> tuple[FieldSpec | None, int]:
        """Return the field that a label names, and where the label ends."""
        code = self.folded[start - self.raw.start : colon - self.raw.start].rstrip()
        labels = self.words.labels[self.kind.word]
        label = " ".join(code.split())
        spec = labels.get(label)
        end = start + len(code)
        if spec is not None and spec.key == "none":
            return spec, end
        for row in self.words.rows[self.kind.word]:
            row_end = _end_of(row, code)
            if row_end:
                return labels[row], start + row_end
        self.wrong("label", start, end)
        return None, end

    def field_value(self, spec: FieldSpec, start: int, end: int) -> Any:
        if spec.form == "choice":
            return self.choice(spec, start, end)
        return self.value(start_of(spec), start, end, refers_of(spec), spec)

    def choice(self, spec: FieldSpec, start: int, end: int) -> ast.Choice | None:
        begin = start - self.raw.start
        code = self.folded[begin : end - self.raw.start]
        start += len(code) - len(code.lstrip())
        word = _choices(spec, self.language).get(" ".join(code.split()))
        if word is None:
            self.wrong("choice" if code.strip() else "no_value", start, end, spec)
            return None
        return ast.Choice(word, Span(self.file, start, start + len(code.strip())))

    # ------------------------------------------------------------------------------------------------ values

    def value(self, rule: str, start: int, end: int, refers: Refers, spec: FieldSpec | None = None) -> Any:
        """Return the value of a stretch of the file, or None with a message."""
        begin, stop = start - self.raw.start, end - self.raw.start
        if too_deep(self.folded, begin, stop, self.grammar.words):
            self.wrong("depth", start, end, spec)
            return None
        self.place.refers = refers
        before = len(self.found)
        value = self.grammar.parse(rule, self.folded, begin, stop, self.place)
        if not isinstance(value, Mishap):
            return value
        del self.found[before:]  # what was built of it may be wrong only because of the mishap
        self.wrong("value", start, end, spec, rule, value)
        return None

    def wrong(
        self,
        what: What,
        start: int,
        end: int,
        spec: FieldSpec | None = None,
        rule: str = "",
        mishap: Mishap | None = None,
    ) -> None:
        wrong = Wrong(
            what,
            self.place,
            self.folded,
            start - self.raw.start,
            end - self.raw.start,
            self.kind,
            spec,
            rule,
            mishap,
            self.grammar,
        )
        self.found.append(explain(wrong, in_short=self.in_short or len(self.found) >= MAX_ERRORS))

    def text(self, span: Span) -> str:
        return self.original[span.start - self.raw.start : span.end - self.raw.start]


def _choices(spec: FieldSpec, language: str) -> Mapping[str, str]:
    return {spelling: choice.word for choice in spec.choices for spelling in choice.labels.get(language, ())}


def _end_of(label: str, code: str) -> int:
    """Return where a label that the code begins with ends in it, runs of spaces taken as one; 0 if it does not."""
    at = 0
    for part in label.split():
        at += len(code) - at - len(code[at:].lstrip())
        if not code.startswith(part, at):
            return 0
        at += len(part)
    if label[-1].isascii() and at < len(code) and (code[at].isalnum() or code[at] == "_"):
        return 0
    return at


def _comments(before: tuple[str, ...], behind: str) -> ast.Comments:
    return ast.Comments(before, behind) if before or behind else ast.NO_COMMENTS


__all__ = ["BlockCache", "parse"]
