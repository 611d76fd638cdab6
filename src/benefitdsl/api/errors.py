"""The one exception of loading rules: every diagnostic at once."""

from __future__ import annotations

from benefitdsl.diagnostics import Diagnostic, Diagnostics, render_summary, render_text
from benefitdsl.messages import Language
from benefitdsl.source import SourceSet


class RuleErrors(Exception):
    """The rules have errors. `diagnostics` are those that are shown, by place, warnings included; the text of the
    exception is what a terminal would show, in the language of the file."""

    def __init__(self, found: Diagnostics, sources: SourceSet, language: Language) -> None:
        super().__init__(found, sources, language)
        self.diagnostics: tuple[Diagnostic, ...] = tuple(found)
        self.hidden_count = found.hidden_count
        self.sources = sources
        self.language: Language = language
        self._summary = render_summary(found, language)

    def __str__(self) -> str:
        return self.render(self.language)

    def render(self, language: Language, *, color: bool = False) -> str:
        """Return the diagnostics as text, each with the author's line, and how many there are."""
        page = render_text(self.diagnostics, self.sources, language, color=color)
        return page + self._summary
