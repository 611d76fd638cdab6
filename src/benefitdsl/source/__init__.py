"""The author's text: where things stand in it, what may not stand in it, and what full-width signs mean."""

from benefitdsl.source.display import clipped, display_width, quoted, visible
from benefitdsl.source.folding import fold
from benefitdsl.source.hygiene import Flaw
from benefitdsl.source.literals import format_string, string_value, unclosed
from benefitdsl.source.names import confusable_skeleton, name_problem
from benefitdsl.source.place import Position, Source, SourceSet, Span
from benefitdsl.source.regions import Region, regions

__all__ = [
    "Flaw",
    "Position",
    "Region",
    "Source",
    "SourceSet",
    "Span",
    "clipped",
    "confusable_skeleton",
    "display_width",
    "fold",
    "format_string",
    "name_problem",
    "quoted",
    "regions",
    "string_value",
    "unclosed",
    "visible",
]
