"""A replay in several processes. Only bytes cross: each process has a folder with the plan and its events as JSON, and
leaves the summary and the effects there. `worker.py` is what runs in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from threading import Lock, Thread

import benefitdsl
from benefitdsl.adapters.files.engines import EngineName, Progress
from benefitdsl.adapters.files.spool import Spool
from benefitdsl.adapters.files.summary import Summary
from benefitdsl.engine.door import Door
from benefitdsl.model.event import Event
from benefitdsl.plan import plan_to_text
from benefitdsl.plan.parts import Plan

PLAN, EVENTS, SETTINGS = "plan.json", "events.jsonl", "settings.json"
SUMMARY, EFFECTS, INDEX, STDERR = "summary.json", "effects.jsonl", "index.json", "stderr"


class WorkerFailed(Exception):
    """A process of the replay did not finish."""

    def __init__(self, code: int, said: str) -> None:
        super().__init__(f"a process of the replay ended with code {code}: {said}")


def replay_partitions(
    plan: Plan,
    groups: Sequence[Sequence[Event]],
    engine: EngineName,
    until: int | None,
    jobs: int,
    effects: bool,
    progress: Progress | None,
    seed: bytes | None = None,
) -> tuple[Summary, list[Spool]]:
    """Replay the groups in up to `jobs` processes."""
    shares = split(groups, jobs)
    summary, spools = Summary(), list[Spool]()
    with tempfile.TemporaryDirectory(prefix="benefitdsl-") as top:
        folders = [Path(top) / str(number) for number in range(len(shares))]
        for folder, share in zip(folders, shares, strict=True):
            settings = {"engine": engine, "until": until, "effects": effects}
            _write(folder, plan, share, settings | {"seed": None if seed is None else seed.hex()})
        _run(folders, progress)
        for folder in folders:
            summary.join(Summary.load(json.loads((folder / SUMMARY).read_bytes())))
            if effects:
                spools.append(_spool(folder))
    return summary, spools


def split(groups: Sequence[Sequence[Event]], jobs: int) -> list[list[Sequence[Event]]]:
    """The groups in shares of about the same number of events, the large ones first."""
    shares: list[list[Sequence[Event]]] = [[] for _ in range(min(jobs, len(groups)))]
    sizes = [0] * len(shares)
    for group in sorted(groups, key=len, reverse=True):
        least = sizes.index(min(sizes))
        shares[least].append(group)
        sizes[least] += len(group)
    return shares


def _write(folder: Path, plan: Plan, groups: Sequence[Sequence[Event]], settings: dict[str, object]) -> None:
    folder.mkdir()
    (folder / PLAN).write_text(plan_to_text(plan), encoding="utf-8")
    (folder / SETTINGS).write_text(json.dumps(settings), encoding="utf-8")
    door = Door(plan)
    with (folder / EVENTS).open("w", encoding="utf-8") as out:
        for group in groups:
            for event in group:
                out.write(json.dumps(door.write_event(event)) + "\n")
            out.write("\n")


def _run(folders: Sequence[Path], progress: Progress | None) -> None:
    """Start a process for each folder and wait for all."""
    room = str(Path(benefitdsl.__file__).parents[1])
    paths = [room, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-m", "benefitdsl.adapters.files.worker"]
    processes = [_start([*command, str(folder)], environment, folder / STDERR) for folder in folders]
    lock = Lock()
    threads = [Thread(target=_listen, args=(process, lock, progress)) for process in processes]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for process, folder in zip(processes, folders, strict=True):
            if code := process.wait():
                said = (folder / STDERR).read_text(encoding="utf-8", errors="replace")
                raise WorkerFailed(code, said.strip()[-2000:])
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
            process.wait()


def _start(command: Sequence[str], environment: dict[str, str], stderr: Path) -> subprocess.Popen[bytes]:
    with stderr.open("wb") as complaints:
        return subprocess.Popen(  # noqa: S603 - our own module
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints
        )


def _listen(process: subprocess.Popen[bytes], lock: Lock, progress: Progress | None) -> None:
    """Pass on how many events a process says it has done."""
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            if progress:
                with lock:
                    progress(int(line))


def _spool(folder: Path) -> Spool:
    """The effects of one process, taken out of the folder that will go."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by Replay.close
    with (folder / EFFECTS).open("rb") as written:
        while block := written.read(1 << 20):
            file.write(block)
    index = json.loads((folder / INDEX).read_bytes())
    return Spool(file, {member: (start, length) for member, (start, length) in index.items()})
