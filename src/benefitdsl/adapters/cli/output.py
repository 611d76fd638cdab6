"""What commands write: lines, JSON, tables and complaints. Text of others never acts on the terminal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

import click

from benefitdsl.adapters.cli.exits import FOUND
from benefitdsl.messages import LANGUAGES
from benefitdsl.source.display import display_width, visible

language_option = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=None,
    is_eager=True,  # what is wrong with other options is said in it
    help="Speak this language. [default: the rules' own]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


def say(text: str = "") -> None:
    """Write lines for a person. Line ends stay, anything else that a terminal obeys is made visible."""
    click.echo("\n".join(visible(line) for line in text.split("\n")))


def say_json(value: Any) -> None:
    """Write JSON, pure ASCII, so that nothing in it acts on a terminal."""
    click.echo(json.dumps(value, indent=2))


def complain(text: str) -> None:
    """Write to stderr."""
    for line in text.split("\n"):
        click.echo(visible(line), err=True)


def stop(text: str, code: int = FOUND) -> NoReturn:
    """Say why, and end with this exit code."""
    complain(f"benefitdsl: {text}")
    raise click.exceptions.Exit(code)


def use_color() -> bool:
    """Whether colours are welcome: on a terminal, unless NO_COLOR is set (no-color.org)."""
    return _wants_color() and sys.stdout.isatty()


def use_color_on_stderr() -> bool:
    """The same for complaints."""
    return _wants_color() and sys.stderr.isatty()


def _wants_color() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def table(rows: Iterable[Sequence[str | int]], indent: int = 0) -> str:
    """Rows in columns: numbers to the right, texts to the left, wide characters counted as two."""
    rows = list(rows)
    cells = [[visible(str(cell)) for cell in row] for row in rows]
    count = max((len(row) for row in cells), default=0)
    widths = [max((display_width(row[i]) for row in cells if i < len(row)), default=0) for i in range(count)]
    lines = []
    for row, written in zip(rows, cells, strict=True):
        parts = []
        for cell, text, width in zip(row, written, widths, strict=False):
            gap = " " * (width - display_width(text))
            parts.append(gap + text if isinstance(cell, int) else text + gap)
        lines.append((" " * indent + "  ".join(parts)).rstrip())
    return "\n".join(lines)
