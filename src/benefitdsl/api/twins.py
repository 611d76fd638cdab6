"""Rules in two languages beside one another: `shop.en.benefit` and `shop.zh.benefit` are one file (spec 9.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from benefitdsl.api.files import RuleFolder, Unreadable
from benefitdsl.messages import LANGUAGES, Language
from benefitdsl.plan.codec import plan_to_json
from benefitdsl.plan.parts import Plan

_TWIN: Final = re.compile(rf"(?P<stem>.+)\.(?P<language>{'|'.join(LANGUAGES)})\.benefit")
_SHOWN: Final = 5


def in_one_language(names: Iterable[str], wanted: Language | None) -> tuple[str, ...]:
    """The names without those that say in another language what one beside them says. None wants the first language."""
    names = tuple(names)
    order = sorted(LANGUAGES, key=lambda language: language != wanted)
    kept: dict[str, str] = {}
    for language in order:
        for name in names:
            if (twin := _TWIN.fullmatch(name)) and twin["language"] == language:
                kept.setdefault(twin["stem"], name)
    return tuple(name for name in names if _TWIN.fullmatch(name) is None or name in kept.values())


def languages_of(path: Path) -> tuple[Language, ...]:
    """The languages in which a folder says the same; none where no file of it stands there twice."""
    try:
        names = RuleFolder.at(path).names() if path.is_dir() else ()
    except Unreadable:
        return ()
    return LANGUAGES if len(in_one_language(names, None)) < len(names) else ()


def differences(one: Plan, other: Plan) -> tuple[str, ...]:
    """The names of what two plans say differently: blocks, or else what stands in the head; the first few."""
    ours, theirs = (_blocks(plan_to_json(plan)) for plan in (one, other))
    found = [key for key in {**ours, **theirs} if ours.get(key) != theirs.get(key)]
    written = [name for family, name in found if name]
    return tuple(dict.fromkeys(written or [family for family, _ in found]))[:_SHOWN]


def _blocks(plan: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """What a plan says, by family and name of the block; what is no block of its own has no name."""
    return {
        key: value for family, said in plan.items() if family != "version" for key, value in _of(family, said)
    }


def _of(family: str, said: Any) -> Iterator[tuple[tuple[str, str], Any]]:
    parts = (
        [part for part in said if isinstance(part, dict) and "origin" in part]
        if isinstance(said, list)
        else []
    )
    yield from (((family, str(part.get("id"))), _without_origins(part)) for part in parts)
    if not parts:
        yield (family, ""), said


def _without_origins(said: Any) -> Any:
    match said:
        case dict():
            return {name: _without_origins(value) for name, value in said.items() if name != "origin"}
        case list():
            return [_without_origins(value) for value in said]
        case _:
            return said
