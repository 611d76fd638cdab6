"""The command line: `benefitdsl …`. Needs the extra `cli`."""

import sys


def main() -> None:
    """Run the command line, or say in one sentence what it needs."""
    try:
        from benefitdsl.adapters.cli.root import root
    except ModuleNotFoundError as missing:
        if missing.name not in {"click", "rich"}:
            raise
        sys.exit(f"benefitdsl: the command line needs {missing.name}: pip install 'benefitdsl[cli]'")
    root(prog_name="benefitdsl")
