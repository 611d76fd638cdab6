"""Cuts a text into blocks at the words that begin a line, before anything else is parsed.

So a bad block costs its own messages only, a forgotten `end` is found at the next head, and an unchanged block is
known by its text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from benefitdsl.catalogue import Catalogue, Kind
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Label, did_you_mean, error
from benefitdsl.source import Source, Span, fold
from benefitdsl.syntax.habits import habits_of
from benefitdsl.syntax.lines import Line, find_outside_quotes, lines_of
from benefitdsl.syntax.mistaken.unfold import unfolded
from benefitdsl.syntax.vocabulary import Vocabulary
from benefitdsl.syntax.words import LANGUAGES, NAME_CHARACTER, words_of


@dataclass(slots=True)
class RawField:
    """A line `label: value`, or with `colon` None one without a colon. Offsets are in the file; the value may go on
    over several lines."""

    start: int
    colon: int | None
    end: int
    before: tuple[str, ...] = ()
    behind: str = ""

    def all_comments(self) -> tuple[str, ...]:
        return (*self.before, self.behind) if self.behind else self.before


@dataclass(slots=True)
class RawBlock:
    """The lines of a block. `kind` is None where it is unknown: such a block is passed over."""

    kind: Kind | None
    start: int  # of its first comment
    kind_start: int
    head_start: int  # behind the kind's word
    head_end: int
    end: int = 0
    before: tuple[str, ...] = ()
    behind: str = ""
    colon: int | None = None  # of a one-line rule
    fields: list[RawField] = field(default_factory=list)
    end_before: tuple[str, ...] = ()
    end_behind: str = ""


@dataclass(slots=True)
class Cut:
    """A text in blocks."""

    language: str
    folded: str
    blocks: list[RawBlock]
    comments: tuple[str, ...]  # behind the last block
    found: list[Diagnostic]


_LANGUAGE_LABELS: Final = "|".join(
    label for code in LANGUAGES for label in words_of(code).groups["lines"]["language"]
)
_LANGUAGE_LINE: Final = re.compile(rf"^[ \t]*(?:{_LANGUAGE_LABELS})[ \t]*:[ \t]*([^\s#]*)", re.MULTILINE)
_ENDS: Final = frozenset(end for code in LANGUAGES for end in words_of(code).groups["lines"]["end"])
_END_LINE: Final = re.compile(rf"^[ \t]*(?:{'|'.join(_ENDS)})[ \t]*(?:#|$)", re.MULTILINE)
_END_NEXT: Final = re.compile(rf"\s*(?:{'|'.join(_ENDS)})[ \t]*(?:#|$)", re.MULTILINE)
_ARROW: Final = re.compile("->|→")
_FIRST_WORD: Final = re.compile(r'[^\s"「`:,]+')


def find_language(folded: str, catalogue: Catalogue) -> re.Match[str] | None:
    """Return the line that states the language: before the first block or in it, else in a block that has a field
    for it, wherever that stands."""
    ends = [end.start() for end in _END_LINE.finditer(folded)] or [len(folded)]
    found = _LANGUAGE_LINE.search(folded, 0, ends[0])
    if found is not None:
        return found
    for head in _stating_heads(catalogue).finditer(folded):
        end = next((at for at in ends if at > head.start()), len(folded))
        found = _LANGUAGE_LINE.search(folded, head.start(), end)
        if found is not None:
            return found
    return None


def _stating_heads(catalogue: Catalogue) -> re.Pattern[str]:
    """Match the heads, in any language, of the blocks that have a field for the language."""
    stating = [kind for kind in catalogue.kinds if any(spec.form == "language" for spec in kind.fields)]
    spellings = [spelling for kind in stating for labels in kind.labels.values() for spelling in labels]
    words = (re.escape(each) + (r"\b" if each[-1].isascii() else "") for each in spellings)
    return re.compile(rf"^[ \t]*(?:{'|'.join(words) or '(?!)'})", re.MULTILINE)


def cut(source: Source, vocabulary: Vocabulary, folded: str, file: int = 0) -> Cut:
    """Cut a text into blocks."""
    return _Cutter(source, vocabulary, folded, file).cut()


@cache
def continues(language: str) -> re.Pattern[str]:
    """Match the end of a line whose value goes on in the next one: a comma, a sign or word that joins, an opening
    bracket."""
    words = words_of(language)
    spellings = "|".join(words.groups["lines"]["continues"])
    return re.compile(rf"(?:[,;+\-*/=<>≤≥≠(]|(?<![{NAME_CHARACTER}])(?:{spellings}))$")


class _Cutter:
    def __init__(self, source: Source, vocabulary: Vocabulary, folded: str, file: int) -> None:
        self.source, self.vocabulary, self.folded, self.file = source, vocabulary, folded, file
        self.blocks: list[RawBlock] = []
        self.found: list[Diagnostic] = []
        self.block: RawBlock | None = None
        self.pending: list[str] = []  # comments and blank lines that belong to what comes next
        self.pending_start = 0
        self.open_field: RawField | None = None  # whose value goes on in the next line
        self.is_lost = False  # in text outside of blocks, which is named once
        self.language_seen = False
        self.last_end = 0
        self.last_end_line: Line | None = None
        self.kinds = vocabulary.head_pattern
        self.continues = continues(vocabulary.language)
        self.habits = habits_of(vocabulary.language)
        self.end_word = words_of(vocabulary.language).written("lines", "end")

    def cut(self) -> Cut:
        for line in lines_of(self.folded, self.source.text):
            self.take(line)
        if self.block is not None:
            self.end_missing(None)
            self.close(self.last_end)
        while self.pending and not self.pending[-1]:
            self.pending.pop()
        comments = self.take_pending()
        return Cut(self.vocabulary.language, self.folded, self.blocks, comments, self.found)

    def take(self, line: Line) -> None:
        if not line.code:
            self.take_comment(line)
        elif line.code in _ENDS:
            self.take_end(line)
        elif self.open_field is not None and not self.begins_anew(line):
            self.go_on(line)
        elif (head := self.head_of(line)) is not None:
            self.take_head(line, head)
        elif self.block is not None and self.is_like_end(line):
            self.end_in_other_words(line)
            self.take_end(line)
        elif self.block is not None:
            self.take_field(line)
        else:
            self.take_stranger(line)
        if line.code:
            self.last_end = line.end

    # ------------------------------------------------------------------------------------------------ comments

    def take_comment(self, line: Line) -> None:
        if self.open_field is not None and line.comment:
            self.open_field.before = (*self.open_field.all_comments(), line.comment)
            self.open_field.behind = ""
            return
        self.open_field = None
        if not self.pending:
            self.pending_start = line.first
        if (
            line.comment
            or (self.pending and self.pending[-1])
            or (not self.pending and self.may_begin_blank())
        ):
            self.pending.append(line.comment)

    def may_begin_blank(self) -> bool:
        """Blank lines are kept between fields only: between blocks there is always one."""
        return self.block is not None and bool(self.block.fields)

    def take_pending(self) -> tuple[str, ...]:
        """Return the comments so far, for the node that comes now."""
        pending = tuple(self.pending)
        self.pending = []
        return pending

    # ------------------------------------------------------------------------------------------------ heads

    def head_of(self, line: Line) -> re.Match[str] | None:
        """Return the kind's word if the line is the head of a block or a one-line rule."""
        found = self.kinds.match(line.code)
        if found is None or self.is_other_word(line, found):
            return None
        if (
            self.block is not None
            and self.block.kind is not None
            and self.is_field_of(line.code, self.block.kind)
        ):
            return None
        rest = line.code[found.end() :]
        colon = find_outside_quotes(rest, ":")
        is_field = colon >= 0 and not rest[:colon].strip()  # a name stands between a kind's word and a colon
        return None if is_field else found

    def is_field_of(self, code: str, kind: Kind) -> bool:
        """Say whether a line begins with a label of the kind; in its block a label goes before a kind's word."""
        colon = find_outside_quotes(code, ":")
        label = " ".join((code if colon < 0 else code[:colon]).split())
        labels = self.vocabulary.labels[kind.word]
        if colon >= 0 and label in labels:
            return True
        return any(
            label.startswith(row) and _ends_word(label, len(row)) for row in self.vocabulary.rows[kind.word]
        )

    def begins_anew(self, line: Line) -> bool:
        """Say whether a line is no continuation, though the one before it ended with a comma."""
        if (
            self.block is not None
            and self.block.kind is not None
            and find_outside_quotes(line.code, ":") >= 0
        ):
            return self.is_field_of(line.code, self.block.kind)
        return False

    def take_head(self, line: Line, found: re.Match[str]) -> None:
        if self.block is not None:
            self.end_missing(line)
            self.close(self.last_end)
        spelling = " ".join(found[0].split())
        kind = self.vocabulary.kinds.get(spelling)
        if kind is None:
            kind = self.vocabulary.other_kinds[spelling]
            self.other_language(line, found, kind)
        self.open(line, kind, found.end())
        self.take_rest(line, kind, found.end())

    def take_rest(self, line: Line, kind: Kind, word_end: int) -> None:
        """Take what stands behind the name: nothing, or with a colon a rule on one line."""
        colon = find_outside_quotes(line.code, ":")
        if colon < 0 or self.block is None:
            return
        fields = self.fields_on_line(line, kind, word_end, colon)
        if fields:
            self.fields_on_one_line(line, fields)
            self.block.kind = None  # all of it is named by that
            return
        if _ARROW.search(line.code, colon) is None and self.has_fields_below(line, kind):
            self.told_on_head(line, colon)
            return
        self.block.colon = line.start + colon
        self.close(line.end)

    def has_fields_below(self, line: Line, kind: Kind) -> bool:
        """Say whether the next line that says something is a field of the kind."""
        below = self.folded[line.end :].partition("\n")[2].lstrip().partition("\n")[0]
        return find_outside_quotes(below, ":") >= 0 and self.is_field_of(below, kind)

    def told_on_head(self, line: Line, colon: int) -> None:
        """Name what was told behind the name of a block with fields, where a title belongs: 规则 甲：生日送券."""
        if self.block is None:
            return
        told = line.code[colon + 1 :].strip()
        span = Span(self.file, line.end - len(told), line.end)
        behind = Span(self.file, line.start + len(line.code[:colon].rstrip()), line.end)
        title = f' "{self.text(span)}"'
        fixes = (
            (Fix("as_title", (Edit(behind, title),), {"title": title.strip()}),)
            if told and '"' not in told
            else ()
        )
        self.found.append(error("BEN096", span, fixes=fixes, found=self.text(span)))
        self.block.head_end = behind.start

    def fields_on_line(self, line: Line, kind: Kind, word_end: int, colon: int) -> list[tuple[int, int]]:
        """Return the labels on the line of a head: `rule a when: order then: …`."""
        before = line.code[word_end:colon].split()
        labels = self.vocabulary.labels[kind.word]
        if len(before) < 2 or not any(" ".join(before[-many:]) in labels for many in (1, 2)):
            return []
        spellings = "|".join(map(re.escape, sorted(labels, key=len, reverse=True)))
        return [found.span(1) for found in re.finditer(rf"\s({spellings})[ \t]*:", line.code)]

    def open(self, line: Line, kind: Kind | None, word_end: int) -> None:
        start = self.pending_start if self.pending else line.start
        before = self.take_pending()
        self.block = RawBlock(
            kind, start, line.start, line.start + word_end, line.end, 0, before, line.comment
        )
        self.open_field = None
        self.is_lost = False

    def close(self, end: int) -> None:
        if self.block is not None:
            self.block.end = end
            self.blocks.append(self.block)
        self.block = None
        self.open_field = None

    def take_end(self, line: Line) -> None:
        if self.block is None:
            if not self.is_lost:
                self.found.append(
                    error("BEN035", self.span(line), fixes=(self.without(line),), word=line.code)
                )
            self.is_lost = False
            return
        pending = self.take_pending()
        self.block.end_before = pending if any(pending) else ()
        self.block.end_behind = line.comment
        self.last_end_line = line
        self.close(line.end)

    # ------------------------------------------------------------------------------------------------ fields

    def take_field(self, line: Line) -> None:
        if self.block is None:
            return
        colon = find_outside_quotes(line.code, ":")
        at = None if colon < 0 else line.start + colon
        raw = RawField(line.start, at, line.end, self.take_pending(), line.comment)
        self.block.fields.append(raw)
        self.open_field = raw if colon >= 0 and self.continues.search(line.code) else None

    def go_on(self, line: Line) -> None:
        if self.open_field is None:
            return
        if line.comment:
            self.open_field.before = self.open_field.all_comments()
            self.open_field.behind = line.comment
        self.open_field.end = line.end
        if not self.continues.search(line.code):
            self.open_field = None

    # ------------------------------------------------------------------------------------------------ mistakes

    def take_stranger(self, line: Line) -> None:
        """Take a line outside of blocks: the language, a block of an unknown kind, or something lost."""
        if not self.language_seen and _LANGUAGE_LINE.match(line.code) and not self.blocks:
            self.language_seen = True
            if self.pending and self.pending[-1]:
                self.pending.append("")
            if line.comment:
                self.pending += (line.comment, "")
            return
        if self.is_lost:
            return
        word = _FIRST_WORD.match(line.code)
        kind = self.kinds.match(line.code)
        is_kind = kind is not None and line.code[kind.end() :].lstrip().startswith(":")
        if kind is not None and is_kind and not self.is_field_of_last(line):
            self.colon_behind_kind(line, kind)
            return
        if word is None or (find_outside_quotes(line.code, ":") >= 0 and not _ARROW.search(line.code)):
            self.found.append(self.lost(line))
            self.is_lost = True
            return
        self.unknown_kind(line, word)
        self.open(line, None, word.end())
        if _ARROW.search(line.code):
            self.close(line.end)

    def colon_behind_kind(self, line: Line, found: re.Match[str]) -> None:
        """Name a colon where the name should follow: 规则：甲. Of the block that it opens, nothing more is said."""
        rest = line.code[found.end() :]
        behind = rest.lstrip()[1:].lstrip()
        colon = Span(self.file, line.start + found.end(), line.end - len(behind))
        has_name = behind and (_ARROW.search(behind) is None or ":" in behind)
        fixes = (Fix("without_colon", (Edit(colon, " "),)),) if has_name else ()
        self.found.append(error("BEN095", self.span(line), fixes=fixes, kind=found[0]))
        self.open(line, None, found.end())
        if _ARROW.search(line.code):
            self.close(line.end)

    def is_field_of_last(self, line: Line) -> bool:
        """Say whether the block before would hold the line."""
        last = self.blocks[-1] if self.blocks else None
        return last is not None and last.kind is not None and self.is_field_of(line.code, last.kind)

    def lost(self, line: Line) -> Diagnostic:
        """Return the error about a line that no block holds; if the block before it would, its end came too early."""
        if not self.is_field_of_last(line):
            return error("BEN033", self.span(line), end=self.end_word)
        last, end = self.blocks[-1], self.last_end_line
        if last.colon is not None:
            return self.below_one_line(line, last, last.colon)
        if end is None:
            return error("BEN033", self.span(line), end=self.end_word)
        place = self.span(end)
        fix = Fix("remove_end", (Edit(Span(self.file, end.first, end.end + 1), ""),))
        labels = (Label(place, "early_end"),)
        return error("BEN033", self.span(line), labels=labels, fixes=(fix,), end=self.end_word)

    def below_one_line(self, line: Line, last: RawBlock, colon: int) -> Diagnostic:
        """Return the error about a field below a rule on one line, which had ended; as a block it can have it."""
        body = Span(self.file, colon + 1, last.end)
        labels = (Label(Span(self.file, last.kind_start, last.end), "one_line_above"),)
        kind = last.kind
        own = {} if kind is None else {spec.word: spec.labels for spec in kind.fields}
        written = {word: self.vocabulary.written(each, word) for word, each in own.items()}
        fields = unfolded(self.text(body), words_of(self.vocabulary.language), written)
        if fields is None:
            return error("BEN033", self.span(line), labels=labels, end=self.end_word)
        edits = [Edit(Span(self.file, colon, last.end), "".join(f"\n  {each}" for each in fields))]
        end = self.end_of_fields(line, last)
        if _END_NEXT.match(self.folded, end) is None:
            edits.append(Edit(Span(self.file, end, end), f"\n{self.end_word}"))
        fix = Fix("as_block", tuple(edits), {"fields": fields})
        return error("BEN033", self.span(line), labels=labels, fixes=(fix,), end=self.end_word)

    def end_of_fields(self, line: Line, block: RawBlock) -> int:
        """Return where the fields of a block end that begin with a line outside of it."""
        end = line.end
        for below in lines_of(self.folded[line.end :], self.source.text[line.end :]):
            if below.code and (block.kind is None or not self.is_field_of(below.code, block.kind)):
                break
            end = line.end + below.end if below.code else end
        return end

    def kind_meant(self, word: str) -> str | None:
        """Return the kind that was probably meant."""
        habitual: str | None = self.habits["kinds"].get(word)
        return habitual or did_you_mean(word, self.vocabulary.kinds)

    def is_other_word(self, line: Line, found: re.Match[str]) -> bool:
        """Say whether the line begins with a longer word that people use for another kind: 会员等级 is not 会员."""
        word = _FIRST_WORD.match(line.code)
        return (
            word is not None
            and word.end() > found.end()
            and word[0] in self.habits["kinds"]
            and word[0] not in self.vocabulary.kinds
        )

    def is_like_end(self, line: Line) -> bool:
        """Say whether a line stands for the end of a block in other words: `endif`, 完, 结束。"""
        word = line.code.rstrip("。.;!").strip().lower()
        if find_outside_quotes(line.code, ":") >= 0 or len(word.split()) > 2:
            return False
        is_near = len(word) > 1 and did_you_mean(word, (self.end_word,)) is not None
        return is_near or word in _ENDS or word in self.habits["ends"]["words"]

    def end_in_other_words(self, line: Line) -> None:
        span = self.span(line)
        fix = Fix("replace", (Edit(span, self.end_word),), {"new_text": self.end_word})
        self.found.append(error("BEN049", span, fixes=(fix,), found=self.text(span), end=self.end_word))

    def fields_on_one_line(self, line: Line, places: list[tuple[int, int]]) -> None:
        """Name the first of several fields on the line of a head, and part them all."""
        edits: list[Edit] = []
        for at, _ in places:
            place = line.start + len(line.code[:at].rstrip())
            edits.append(Edit(Span(self.file, place, line.start + at), "\n  "))
        if _END_NEXT.match(self.folded, line.end) is None:
            edits.append(Edit(Span(self.file, line.end, line.end), f"\n{self.end_word}"))
        first, end = places[0]
        span = Span(self.file, line.start + first, line.start + end)
        fix = Fix("part_lines", tuple(edits))
        self.found.append(error("BEN082", span, fixes=(fix,), label=self.text(span)))

    def unknown_kind(self, line: Line, word: re.Match[str]) -> None:
        span = Span(self.file, line.start, line.start + word.end())
        known = tuple(
            dict.fromkeys(kind.labels[self.vocabulary.language][0] for kind in self.vocabulary.kinds.values())
        )
        near = self.kind_meant(word[0])
        fixes = (Fix("did_you_mean", (Edit(span, near),), {"suggestion": near}),) if near else ()
        self.found.append(error("BEN032", span, fixes=fixes, word=word[0], known=known))

    def other_language(self, line: Line, found: re.Match[str], kind: Kind) -> None:
        span = Span(self.file, line.start, line.start + found.end())
        own = self.vocabulary.written(kind.labels, kind.word)
        fix = Fix("replace", (Edit(span, own),), {"new_text": own})
        self.found.append(error("BEN044", span, fixes=(fix,), word=found[0], own=own))

    def end_missing(self, following: Line | None) -> None:
        block = self.block
        if block is None or block.kind is None:
            return
        end = self.end_word
        place = Span(self.file, self.last_end, self.last_end)
        fix = Fix("insert_end", (Edit(place, f"\n{end}"),), {"end": end})
        head = Span(self.file, block.kind_start, block.head_end)
        labels = (Label(self.span(following), "next_block"),) if following is not None else ()
        self.found.append(error("BEN034", head, labels=labels, fixes=(fix,), end=end, head=self.text(head)))

    def span(self, line: Line) -> Span:
        return Span(self.file, line.start, line.end)

    def text(self, span: Span) -> str:
        return self.source.text[span.start : span.end]

    def without(self, line: Line) -> Fix:
        return Fix("remove", (Edit(self.span(line), ""),))


def _ends_word(text: str, at: int) -> bool:
    """Say whether a word can end there: at the end, before a sign, or anywhere in a script that parts no words."""
    return at == len(text) or not (text[at - 1].isascii() and (text[at].isalnum() or text[at] == "_"))


def folded_text(source: Source) -> str:
    return fold(source.text)
