"""Ids of parts that a block makes beside the one that bears its name: `club.entry.gold`, `friends.joined`."""

from __future__ import annotations


def derived(*names: str) -> str:
    r"""The names joined by dots; a dot within a quoted name is doubled by a backslash, so that no two ids are alike.

    >>> derived("club", "entry", "gold"), derived("club", "v1.5")
    ('club.entry.gold', 'club.v1\\.5')
    """
    return ".".join(name.replace("\\", "\\\\").replace(".", "\\.") for name in names)
