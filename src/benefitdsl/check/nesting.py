"""What asks for what, in an order in which it can be weighed: segments in segments, draws in draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benefitdsl.limits import MAX_DEPTH, MAX_RULE_NODES


def inside_out(asked: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Every name once, after the names that it asks for; in a circle the way back is left out. Without recursion: a
    few lines could go deeper than the stack."""
    done: set[str] = set()
    for start in asked:
        way, on_way = [start], {start}
        while way:
            name = way[-1]
            missing = next(
                (each for each in asked[name] if each in asked and each not in done and each not in on_way),
                None,
            )
            if missing is not None:
                way.append(missing)
                on_way.add(missing)
                continue
            on_way.discard(way.pop())
            if name not in done:
                done.add(name)
                yield name


@dataclass(frozen=True, slots=True)
class Size:
    """What it takes to look through something: `levels` of nesting, itself the first, and `parts` with those of what it
    asks for, as often as it does. Counted no further than the limits."""

    levels: int
    parts: int

    @property
    def is_within(self) -> bool:
        return self.levels <= MAX_DEPTH and self.parts <= MAX_RULE_NODES


def sizes(own: Mapping[str, int], asked: Mapping[str, Sequence[str]]) -> dict[str, Size]:
    """The size of everything, `own` parts and those of all that is asked for."""
    found: dict[str, Size] = {}
    for name in inside_out(asked):
        there = [found[each] for each in asked[name] if each in found]
        deep = 1 + max((each.levels for each in there), default=0)
        parts = own[name] + sum(each.parts for each in there)
        found[name] = Size(min(deep, MAX_DEPTH + 1), min(parts, MAX_RULE_NODES + 1))
    return found
