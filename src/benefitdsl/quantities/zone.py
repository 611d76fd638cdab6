"""A programme's time zone and day start: from instants to local days and back, exact to the microsecond.

INVARIANT: local days are half-open and follow one another. A day begins at the first instant whose local
reading has reached its start and lasts until the next day begins. So `local_day` never goes back, also where
clocks are set back over midnight (St. John's until 2011); a date a zone skipped (Samoa, 2011-12-30) is an
empty day.

Zones come from the `tzdata` package alone, never from the host, so that the same rules and events give the
same days everywhere.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from benefitdsl.quantities.days import MAX_DAY, MIN_DAY, format_day
from benefitdsl.quantities.errors import BadClockTime, BadDayStart, DayOutOfRange, UnknownZone
from benefitdsl.quantities.instants import DAY_US, MINUTE_US, SECOND_US

_NOT_PLACES = frozenset({"Factory", "localtime", "posixrules"})

_BLOCK_BITS = 45
"""Offsets are looked up in blocks of 2**45 µs, about 407 days, each filled when first asked for."""
_MARGIN = 3 * DAY_US
"""How far a block reaches beyond its edges, so that no local reading in it needs a neighbour."""
_STEP_S = 3 * 86_400
"""Offsets are sampled at this distance. No zone has ever changed twice within six days (Recife, Gaza: 6.96);
tested."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_S, _LAST_S = (MIN_DAY + 3) * 86_400, (MAX_DAY - 3) * 86_400  # where datetime converts without overflow


class _Block(NamedTuple):
    """Offsets of one stretch of time; segment k runs from changes[k - 1] to changes[k] with offsets[k]."""

    changes: tuple[int, ...]
    offsets: tuple[int, ...]
    day_changes: tuple[int, ...]
    """As `changes`, each put off until the new reading has caught up with the day already begun."""
    day_shifts: tuple[int, ...]
    """As `offsets`, less the day start."""
    reached: tuple[int, ...]
    """The furthest local reading up to the end of each segment but the last."""
    left_behind: tuple[int, ...]
    """The earliest local reading from the start of each segment but the first."""


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA time zone and the minute of the clock at which its days start.

    `UnknownZone` for a key that is not on the list (paths, `posixrules`, `Factory`, `localtime`, other case);
    `BadDayStart`.

    >>> shanghai = Zone("Asia/Shanghai", day_start_minutes=240)
    >>> format_day(shanghai.local_day(shanghai.instant_of(20543, 3 * 60)))
    '2026-03-30'
    """

    key: str
    day_start_minutes: int = 0
    _info: ZoneInfo = field(init=False, repr=False, compare=False)
    _blocks: dict[int, _Block] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not 0 <= self.day_start_minutes < 1440:
            raise BadDayStart(self.day_start_minutes)
        object.__setattr__(self, "_info", _zone_info(self.key))
        object.__setattr__(self, "_blocks", _blocks_of(self.key, self.day_start_minutes))

    def __reduce__(self) -> tuple[type["Zone"], tuple[str, int]]:
        return Zone, (self.key, self.day_start_minutes)

    def local_day(self, instant: int) -> int:
        """The local day of an instant, before the day start still the day before; never goes back."""
        block = self._blocks.get(instant >> _BLOCK_BITS) or self._fill(instant)
        return (instant + block.day_shifts[bisect_right(block.day_changes, instant)]) // DAY_US

    def start_of_day(self, day: int) -> int:
        """The first instant of a local day: the earlier of a repeated time, the first after a missing one."""
        return self._first_at(_checked(day) * DAY_US + self.day_start_minutes * MINUTE_US)

    def end_of_day(self, day: int) -> int:
        """The first instant after a local day: the start of the next."""
        return self.start_of_day(day + 1)

    def instant_of(self, day: int, minutes: int, later: bool = False) -> int:
        """The instant of a date and a clock time in minutes from midnight, to 1440; the day start plays no part.

        Of a repeated time the earlier, or the `later`; of a missing one the first instant after.
        `BadClockTime`.
        """
        if not 0 <= minutes <= 1440:
            raise BadClockTime(minutes)
        reading = _checked(day) * DAY_US + minutes * MINUTE_US
        return self._last_at(reading) if later else self._first_at(reading)

    def local_minutes(self, instant: int) -> int:
        """Whole minutes of the clock since the local day's start.

        By the clock, not elapsed: 10:00 is 600 also on the day the clocks change. 0 while clocks set back
        over midnight still read the day before.
        """
        start = self.local_day(instant) * DAY_US + self.day_start_minutes * MINUTE_US
        return max(0, (self._reading(instant) - start) // MINUTE_US)

    def clock_minutes(self, instant: int) -> int:
        """Whole minutes of the clock since midnight, 0 to 1439, whatever the day start is."""
        return self._reading(instant) % DAY_US // MINUTE_US

    def to_local_text(self, instant: int) -> str:
        """What calendar and clock on the wall say, to the minute: `2026-03-31 10:00`."""
        day, rest = divmod(self._reading(instant), DAY_US)
        minutes = rest // MINUTE_US
        return f"{format_day(day)} {minutes // 60:02}:{minutes % 60:02}"

    def _reading(self, instant: int) -> int:
        block = self._blocks.get(instant >> _BLOCK_BITS) or self._fill(instant)
        return instant + block.offsets[bisect_right(block.changes, instant)]

    def _first_at(self, reading: int) -> int:
        """The first instant at which the local reading is this or more."""
        block = self._blocks.get(reading >> _BLOCK_BITS) or self._fill(reading)
        segment = bisect_right(block.reached, reading)
        instant = reading - block.offsets[segment]
        return max(instant, block.changes[segment - 1]) if segment else instant

    def _last_at(self, reading: int) -> int:
        """The last instant at which the local reading is this, or the first after a gap."""
        block = self._blocks.get(reading >> _BLOCK_BITS) or self._fill(reading)
        segment = bisect_right(block.left_behind, reading)
        instant = reading - block.offsets[segment]
        return min(instant, block.changes[segment]) if segment < len(block.changes) else instant

    def _fill(self, instant: int) -> _Block:
        number = instant >> _BLOCK_BITS
        _checked(instant // DAY_US)
        block = _block(self._info, number, self.day_start_minutes * MINUTE_US)
        self._blocks[number] = block
        return block


@cache
def zone_keys() -> frozenset[str]:
    """Every key `Zone` takes: the list of the `tzdata` package but for those that name no place."""
    listed = files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return frozenset(listed) - _NOT_PLACES


@cache
def _blocks_of(_key: str, _day_start_minutes: int) -> dict[int, _Block]:
    """One store of blocks for all equal zones; bounded, as time has fewer than 9000 blocks."""
    return {}


def _zone_info(key: str) -> ZoneInfo:
    if key not in zone_keys():
        raise UnknownZone(key)
    return _read_zone(key)


@cache
def _read_zone(key: str) -> ZoneInfo:
    with files("tzdata").joinpath("zoneinfo", *key.split("/")).open("rb") as stored:
        return ZoneInfo.from_file(stored, key=key)


def _checked(day: int) -> int:
    # one day beyond either end of the calendar, for the edges of its first and last days
    if MIN_DAY - 1 <= day <= MAX_DAY + 1:
        return day
    raise DayOutOfRange(day, "day")


def _block(info: ZoneInfo, number: int, day_start: int) -> _Block:
    start = (number << _BLOCK_BITS) - _MARGIN
    end = ((number + 1) << _BLOCK_BITS) + _MARGIN
    changes, offsets = _changes_between(info, start // SECOND_US, end // SECOND_US + 1)
    shifts = tuple(offset - day_start for offset in offsets)
    steps = list(zip(changes, pairwise(shifts), strict=True))
    ends = [change + old for change, (old, _) in zip(changes, pairwise(offsets), strict=True)]
    starts = [change + new for change, (_, new) in zip(changes, pairwise(offsets), strict=True)]
    return _Block(
        changes=changes,
        offsets=offsets,
        day_changes=tuple(change + _lag(change, old, new) for change, (old, new) in steps),
        day_shifts=shifts,
        reached=tuple(accumulate(ends, max)),
        left_behind=tuple(accumulate(reversed(starts), min))[::-1],
    )


def _lag(change: int, old: int, new: int) -> int:
    """How long after a change the new reading still shows a day before the one already begun; mostly 0."""
    day_begun = (change - 1 + old) // DAY_US
    return max(0, day_begun * DAY_US - (change + new))


def _changes_between(info: ZoneInfo, start_s: int, end_s: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The instants at which the offset changes, and the offsets before, between and after them, in µs."""
    samples = [_clip(second) for second in (*range(start_s, end_s, _STEP_S), end_s)]
    changes: list[int] = []
    offsets = [_offset(info, samples[0])]
    for low, high in pairwise(samples):
        if _offset(info, high) != offsets[-1]:
            changes.append(_change_within(info, low, high) * SECOND_US)
            offsets.append(_offset(info, high))
    return tuple(changes), tuple(offset // timedelta(microseconds=1) for offset in offsets)


def _change_within(info: ZoneInfo, low: int, high: int) -> int:
    """The one second in (low, high] from which the offset is the one of high."""
    new = _offset(info, high)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(info, middle) == new:
            high = middle
        else:
            low = middle
    return high


def _offset(info: ZoneInfo, second: int) -> timedelta:
    offset = (_EPOCH + timedelta(seconds=second)).astimezone(info).utcoffset()
    return offset if offset is not None else timedelta(0)


def _clip(second: int) -> int:
    return min(max(second, _FIRST_S), _LAST_S)
