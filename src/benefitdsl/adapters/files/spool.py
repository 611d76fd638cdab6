"""Effects on disk while a replay runs, so that they can be given back in another order than they came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO


class Spool:
    """Effects on disk, by member."""

    def __init__(self, file: IO[bytes], index: dict[str, tuple[int, int]] | None = None) -> None:
        self.file = file
        self.index = {} if index is None else index

    def write(self, member: str, lines: Sequence[bytes]) -> None:
        """INVARIANT: once a member, as its group is done."""
        start = self.file.tell()
        self.file.writelines(lines)
        self.index[member] = (start, self.file.tell() - start)

    def read(self, member: str) -> Iterator[bytes]:
        start, length = self.index[member]
        self.file.seek(start)
        yield from self.file.read(length).splitlines(keepends=True)
