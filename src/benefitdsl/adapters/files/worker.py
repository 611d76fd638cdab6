"""One process of a replay: `python -m benefitdsl.adapters.files.worker FOLDER`, as `partition.py` starts it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benefitdsl.adapters.files.engines import without_collector
from benefitdsl.adapters.files.partition import EFFECTS, EVENTS, INDEX, PLAN, SETTINGS, SUMMARY
from benefitdsl.adapters.files.replay import replay_groups
from benefitdsl.adapters.files.spool import Spool
from benefitdsl.adapters.files.summary import Experiments, Summary
from benefitdsl.engine.door import Door
from benefitdsl.model.event import Event
from benefitdsl.plan import plan_from_text
from benefitdsl.plan.parts import Plan


def work(folder: Path) -> None:
    """Replay the events of the folder and leave the result in it; say on stdout how many more are done."""
    plan = plan_from_text((folder / PLAN).read_bytes())
    settings = json.loads((folder / SETTINGS).read_bytes())
    summary = Summary(experiments=Experiments(plan))
    seed = None if settings["seed"] is None else bytes.fromhex(settings["seed"])
    with without_collector():
        groups = list(_groups(plan, folder / EVENTS))
        with (folder / EFFECTS).open("wb") as file:
            spool = Spool(file) if settings["effects"] else None
            replay_groups(plan, groups, settings["engine"], settings["until"], summary, spool, _say, seed)
    (folder / INDEX).write_text(json.dumps(spool.index if spool else {}), encoding="utf-8")
    (folder / SUMMARY).write_text(json.dumps(summary.dump()), encoding="utf-8")


def _groups(plan: Plan, path: Path) -> Iterator[list[Event]]:
    """Groups of events, each ended by an empty line."""
    door = Door(plan)
    group: list[Event] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line != "\n":
                group.append(door.read_event_text(line.rstrip("\n")))
            else:
                yield group
                group = []


def _say(done: int) -> None:
    sys.stdout.write(f"{done}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    work(Path(sys.argv[1]))
