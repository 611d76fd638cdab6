"""Pages whose blocks are run: files are written, commands called, and what they print compared.

A block of any language whose first line is a comment `# file: NAME` is a file. A block ```` ```console ```` has
commands after `$ `, each followed by what it prints; `…` on a line of its own stands for any lines.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from benefitdsl.adapters.cli.root import root

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"(?:#|//) file: (\S+)\n")


@dataclass(frozen=True)
class Call:
    """A command of a page and what the page says that it prints."""

    line: int
    arguments: tuple[str, ...]
    printed: str


def write_files(page: str, folder: Path) -> None:
    """Write the files that a page has into a folder."""
    for _, content in _BLOCK.findall(page):
        if named := _FILE.match(content):
            (folder / named.group(1)).write_text(content[named.end() :], encoding="utf-8")


def calls(page: str) -> Iterator[Call]:
    """The commands of a page, in order."""
    for block in _BLOCK.finditer(page):
        if block.group(1) == "console":
            line = page[: block.start()].count("\n") + 1
            for part in re.split(r"^\$ ", block.group(2), flags=re.MULTILINE)[1:]:
                command, _, printed = part.partition("\n")
                yield Call(line, tuple(shlex.split(command)), printed)


def run(call: Call) -> str:
    """What the command prints; an exit code other than 0 stands in a last line."""
    assert call.arguments[0] == "benefitdsl"
    result = CliRunner().invoke(root, list(call.arguments[1:]))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output + (f"(exit code {result.exit_code})\n" if result.exit_code else "")


def matches(printed: str, expected: str) -> bool:
    """Whether they are equal, `…` on a line of its own standing for any lines."""
    pattern = "".join(
        "(?:.*\n)*?" if line.strip() == "…" else re.escape(line)
        for line in expected.splitlines(keepends=True)
    )
    return re.fullmatch(pattern, printed) is not None
