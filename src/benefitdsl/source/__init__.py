"""The author's text: where things stand in it, what may not stand in it, and what full-width signs mean."""

from benefitdsl.source.place import Position, Source, SourceSet, Span

__all__ = ["Position", "Source", "SourceSet", "Span"]
