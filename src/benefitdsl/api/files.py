"""Rule files on disk: only regular files inside the rules' own folder are read, and only so many.

A rule book may come from somebody else. So a link that leads out of the folder, a pipe, a device or a path with `..` is
refused, and what was looked at is what is read: the checks are made on the open file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from benefitdsl.limits import MAX_FILE_BYTES, MAX_FILES, MAX_FOLDER_DEPTH

SUFFIX: Final = ".benefit"


class Unreadable(Exception):
    """A rule file that cannot be read, with the code that says why."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(f"{name}: {code}")
        self.code = code
        self.name = name


@dataclass(frozen=True, slots=True)
class RuleFolder:
    """The folder that rule files come from; names are relative to it, with forward slashes."""

    root: Path

    @classmethod
    def at(cls, path: Path) -> RuleFolder:
        return cls(path.resolve(strict=True))

    def read(self, name: str) -> bytes:
        """Return the bytes of a file, at most one more than the limit. `Unreadable`."""
        path = self._inside(name)
        try:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        except OSError:
            raise Unreadable("BEN150", name) from None
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Unreadable("BEN152", name)
            with os.fdopen(handle, "rb", closefd=False) as file:
                return file.read(MAX_FILE_BYTES + 1)
        except OSError:
            raise Unreadable("BEN150", name) from None
        finally:
            os.close(handle)

    def _inside(self, name: str) -> Path:
        """Return the real path of a file of the folder."""
        relative = PurePosixPath(name)
        if (
            relative.is_absolute()
            or ".." in relative.parts
            or "\\" in name
            or "\0" in name
            or not relative.parts
        ):
            raise Unreadable("BEN151", name)
        if len(relative.parts) > MAX_FOLDER_DEPTH:
            raise Unreadable("BEN154", name)
        try:
            path = self.root.joinpath(*relative.parts).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            raise Unreadable("BEN150", name) from None
        if not path.is_relative_to(self.root):
            raise Unreadable("BEN151", name)
        return path

    def names(self) -> tuple[str, ...]:
        """Return the names of all rule files, sorted. `Unreadable` when there are too many."""
        found: list[str] = []
        for name in self._walk():
            if len(found) == MAX_FILES:
                raise Unreadable("BEN154", name)
            found.append(name)
        return tuple(sorted(found))

    def _walk(self) -> Iterator[str]:
        """Return the rule files below; links to folders are not followed, hidden folders not entered."""
        for folder, folders, files in os.walk(self.root, followlinks=False):
            here = PurePosixPath(Path(folder).relative_to(self.root).as_posix())
            deep = len(here.parts) >= MAX_FOLDER_DEPTH - 1
            folders[:] = [] if deep else sorted(each for each in folders if not each.startswith("."))
            yield from (str(here / name) for name in sorted(files) if name.endswith(SUFFIX))
