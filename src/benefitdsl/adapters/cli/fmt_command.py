"""`benefitdsl fmt`: rules in their one layout, or in the other language."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from benefitdsl.adapters.cli.exits import DONE, FOUND, USAGE
from benefitdsl.adapters.cli.output import complain, stop, use_color_on_stderr
from benefitdsl.diagnostics import Diagnostics, read_source, render_summary, render_text
from benefitdsl.messages import LANGUAGES, Language, fill, word
from benefitdsl.source import SourceSet

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and what it should be; `after` is None where it cannot be formatted, which was told."""

    before: str
    after: str | None
    language: Language

    @property
    def is_changed(self) -> bool:
        return self.after is not None and self.after != self.before


@dataclass(slots=True)
class Tally:
    """How many files there were, and what came of them."""

    files: int = 0
    changed: int = 0
    broken: int = 0
    languages: set[Language] = field(default_factory=set)

    def note(self, done: Formatted) -> None:
        self.files += 1
        self.changed += done.is_changed
        self.broken += done.after is None
        self.languages.add(done.language)

    def say(self, key: str) -> None:
        """The sum, in the language of the files where they share one."""
        language: Language = "zh" if self.languages == {"zh"} else "en"
        facts = {"files": self.files, "changed": self.changed, "broken": self.broken}
        complain(fill(word("cli", key, language), facts, language))


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True))
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 where something would change.")
@click.option("--to", "language", type=click.Choice(LANGUAGES), help="Translate into this language.")
@click.option("-w", "--write", is_flag=True, help="With --to: write the translation into the file.")
def command(paths: tuple[str, ...], check: bool, language: Language | None, write: bool) -> None:
    """Write rules in their one layout, in place.

    PATHS are rule files, or folders of them; `-` reads stdin and writes stdout. With --to the translation goes to
    stdout, unless --write says into the file. What has errors is left as it is.
    """
    files = list(dict.fromkeys(file for path in paths for file in rule_files(path)))
    to_stdout = STDIN in files or (language is not None and not write and not check)
    if to_stdout and len(files) > 1:
        raise click.UsageError("only one text at a time goes to stdout; --write writes into the files.")
    tally = Tally()
    for file in files:
        data = sys.stdin.buffer.read() if file == STDIN else _read(Path(file))
        done = format_text("<stdin>" if file == STDIN else file, data, language)
        tally.note(done)
        if to_stdout and not check:
            click.echo(done.after or "", nl=False)
        elif done.is_changed:
            if not check:
                _replace(Path(file), done.after or "")
            _say("would_format" if check else "formatted", file, done.language)
    if not to_stdout:
        tally.say("fmt_checked" if check else "fmt_done")
    raise click.exceptions.Exit(FOUND if tally.broken or (check and tally.changed) else DONE)


def rule_files(path: str) -> Iterator[str]:
    """The rule files of a path, sorted; hidden folders are passed over."""
    if path == STDIN or not Path(path).is_dir():
        yield path
        return
    for file in sorted(Path(path).rglob("*.benefit")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts):
            yield str(file)


def format_text(name: str, data: bytes, language: Language | None) -> Formatted:
    """Format one text. Its errors are printed, in its own language."""
    from benefitdsl.std import STANDARD
    from benefitdsl.syntax.format import FormatDrift, format_module
    from benefitdsl.syntax.parse import parse
    from benefitdsl.syntax.spelling.speller import CannotBeWritten

    source, flaws = read_source(name, data)
    found, spoken = Diagnostics(flaws), language or "en"
    if not flaws:
        module, diagnostics = parse(source, STANDARD)
        found.extend(diagnostics)
        spoken = language or ("zh" if module.language == "zh" else "en")
    if found.has_errors:
        page = render_text(found, SourceSet((source,)), spoken, color=use_color_on_stderr())
        click.echo(page + render_summary(found, spoken), err=True)
        return Formatted(source.text, None, spoken)
    try:
        return Formatted(data.decode("utf-8"), format_module(module, STANDARD, language), spoken)
    except (FormatDrift, CannotBeWritten) as error:
        complain(fill(word("cli", "not_formatted", spoken), {"file": name, "reason": str(error)}, spoken))
        return Formatted(source.text, None, spoken)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        stop(str(error), USAGE)


def _replace(path: Path, text: str) -> None:
    """Write the text. INVARIANT: the file has the old text or the new one, whatever happens meanwhile."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        shutil.copymode(path, part)
        os.replace(part, path.resolve())
    except OSError as error:
        stop(str(error), USAGE)
    finally:
        part.unlink(missing_ok=True)


def _say(key: str, file: str, language: Language) -> None:
    complain(fill(word("cli", key, language), {"file": file}, language))
