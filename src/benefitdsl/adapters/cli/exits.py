"""The exit codes of all commands, as docs/cli.md lists them."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
"""Done; nothing was found."""

FOUND: Final = 1
"""Errors in the rules, a scenario that fails, a file that is not formatted, a member or event that is not there."""

USAGE: Final = 2
"""The command was called wrongly, or a file cannot be read (click's own code)."""

WARNINGS: Final = 3
"""Only warnings, and --strict was asked for."""

STOPPED: Final = 4
"""Stopped at a row that is no event, because --on-bad-row says so."""

INTERRUPTED: Final = 130
"""Ctrl-C."""
