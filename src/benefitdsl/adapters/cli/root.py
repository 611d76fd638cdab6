"""The top of the command line: knows the commands by name and loads the one that is called."""

from importlib import import_module

import click

from benefitdsl import __version__

# Command → module that holds it, as an attribute named `command`. In the order shown by --help.
COMMANDS: dict[str, str] = {}


class _Commands(click.Group):
    """A group that imports a command when it is called, so that one does not wait for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def root() -> None:
    """Check, run, test and explain membership benefits."""
