"""Measure, and print one table.

python -m benchmarks                   about five minutes: W3 on a tenth of its members
python -m benchmarks --quick           under a minute, coarser
python -m benchmarks --whole           all members of W3
python -m benchmarks --only w1,w3      some of the workloads
python -m benchmarks --json            everything as JSON
python -m benchmarks --profile         where W3's time goes, by function
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from benchmarks import profile, w1, w2, w3, w4
from benchmarks.report import Report, as_json, as_text
from benchmarks.sizes import QUICK, USUAL, WHOLE, Size

WORKLOADS: dict[str, Callable[[Size], Report]] = {"w1": w1.run, "w2": w2.run, "w3": w3.run, "w4": w4.run}


def main() -> int:
    asked = _arguments()
    if asked.profile:
        profile.show(asked.size)
        return 0
    reports = []
    for name in asked.only:
        print(f"benchmarks: {name} …", file=sys.stderr, flush=True)
        reports.append(WORKLOADS[name](asked.size))
    print(as_json(reports) if asked.json else as_text(reports))
    return 0


class _Asked(argparse.Namespace):
    only: list[str]
    size: Size
    json: bool
    profile: bool


def _arguments() -> _Asked:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", type=_names, default=list(WORKLOADS), metavar="w1,w3")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--profile", action="store_true")
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--quick", dest="size", action="store_const", const=QUICK, default=USUAL)
    sizes.add_argument("--whole", dest="size", action="store_const", const=WHOLE)
    return parser.parse_args(namespace=_Asked())


def _names(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in WORKLOADS:
            raise argparse.ArgumentTypeError(
                f"no workload is named `{name}`; there are {', '.join(WORKLOADS)}"
            )
    return names


if __name__ == "__main__":
    sys.exit(main())
