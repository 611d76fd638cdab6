"""The top of the command line: knows the commands by name and loads the one that is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from benefitdsl import __version__
from benefitdsl.adapters.cli.exits import INTERRUPTED
from benefitdsl.source.display import visible

_HERE = "benefitdsl.adapters.cli"

# Command → module that holds it, as an attribute named `command`. In the order shown by --help.
COMMANDS: dict[str, str] = {
    name: f"{_HERE}.{name}_command"
    for name in (
        "check",
        "bounds",
        "fmt",
        "test",
        "verify",
        "run",
        "explain",
        "quote",
        "view",
        "draws",
        "plan",
        "schema",
        "limits",
        "demo",
    )
}

_HELP = """Check, run, test and explain membership benefits.

RULES is a rule file, a folder of them, or a plan stored by `benefitdsl plan`.

\b
Exit codes: 0 done and nothing found · 1 errors in the rules, a scenario that fails, a file not
formatted · 2 wrong use, a file that cannot be read · 3 only warnings, with --strict · 4 stopped at
a bad row · 130 interrupted.
"""


class _Commands(click.Group):
    """A group that imports a command when it is called, so that one does not wait for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As click does; but a command that does not load is shown with the reason, and the others still are."""
        width = formatter.width - 6 - max(map(len, COMMANDS))
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._short_help(ctx, name, width)) for name in COMMANDS])

    def _short_help(self, ctx: click.Context, name: str, width: int) -> str:
        try:
            command = self.get_command(ctx, name)
        except Exception as error:  # whatever its module raises is that command's trouble alone
            return visible(f"does not load: {error}")
        return "" if command is None else command.get_short_help_str(width)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, help=_HELP)
@click.version_option(__version__)
def root() -> None:
    """Run one of the commands."""
