"""Local days and clocks, where zones are odd (spec §1.2, attack corpus D08 D09 D13)."""

import copy
import os
from typing import Any

import pytest

from benefitdsl.quantities.days import MAX_DAY, MIN_DAY, day_of, format_day, parse_day
from benefitdsl.quantities.errors import BadClockTime, BadDayStart, DayOutOfRange, UnknownZone
from benefitdsl.quantities.instants import DAY_US, MINUTE_US, format_instant, parse_instant
from benefitdsl.quantities.zone import Zone, zone_keys
from tests.unit.quantities.tables import table

DAYS = table("""
    # zone and day start         | instant                     | local day  | minutes | wall
    Asia/Shanghai 00:00          | 2026-03-30T15:59:59.999999Z | 2026-03-30 | 1439    | 2026-03-30 23:59
    Asia/Shanghai 00:00          | 2026-03-30T16:00:00Z        | 2026-03-31 | 0       | 2026-03-31 00:00
    Asia/Shanghai 04:00          | 2026-03-30T19:59:59.999999Z | 2026-03-30 | 1439    | 2026-03-31 03:59
    Asia/Shanghai 04:00          | 2026-03-30T20:00:00Z        | 2026-03-31 | 0       | 2026-03-31 04:00
    Asia/Shanghai 23:59          | 2026-03-31T15:58:59Z        | 2026-03-30 | 1439    | 2026-03-31 23:58
    UTC 00:00                    | 1970-01-01T00:00:00Z        | 1970-01-01 | 0       | 1970-01-01 00:00
    # D09: Chinese summer time, 1986 to 1991
    Asia/Shanghai 00:00          | 1986-07-01T15:30:00Z        | 1986-07-02 | 30      | 1986-07-02 00:30
    Asia/Shanghai 00:00          | 1991-07-01T15:30:00Z        | 1991-07-02 | 30      | 1991-07-02 00:30
    Asia/Shanghai 00:00          | 1992-07-01T15:30:00Z        | 1992-07-01 | 1410    | 1992-07-01 23:30
    # D08: the clock says 01:30 twice
    America/New_York 00:00       | 2026-11-01T05:30:00Z        | 2026-11-01 | 90      | 2026-11-01 01:30
    America/New_York 00:00       | 2026-11-01T06:30:00Z        | 2026-11-01 | 90      | 2026-11-01 01:30
    America/New_York 00:00       | 2026-03-08T06:59:59Z        | 2026-03-08 | 119     | 2026-03-08 01:59
    America/New_York 00:00       | 2026-03-08T07:00:00Z        | 2026-03-08 | 180     | 2026-03-08 03:00
    # D09: half an hour, a skipped date
    Australia/Lord_Howe 00:00    | 2026-04-04T15:15:00Z        | 2026-04-05 | 105     | 2026-04-05 01:45
    Pacific/Apia 00:00           | 2011-12-30T09:59:59Z        | 2011-12-29 | 1439    | 2011-12-29 23:59
    Pacific/Apia 00:00           | 2011-12-30T10:00:00Z        | 2011-12-31 | 0       | 2011-12-31 00:00
    # the ends of the earth: one instant, three days
    Pacific/Kiritimati 00:00     | 2026-03-31T10:30:00Z        | 2026-04-01 | 30      | 2026-04-01 00:30
    Etc/GMT+12 00:00             | 2026-03-31T10:30:00Z        | 2026-03-30 | 1350    | 2026-03-30 22:30
    # clocks set back over midnight: the day that has begun goes on
    America/St_Johns 00:00       | 2006-10-29T02:30:59Z        | 2006-10-29 | 0       | 2006-10-29 00:00
    America/St_Johns 00:00       | 2006-10-29T02:45:00Z        | 2006-10-29 | 0       | 2006-10-28 23:15
    America/St_Johns 00:00       | 2006-10-29T03:45:00Z        | 2006-10-29 | 15      | 2006-10-29 00:15
    America/Havana 00:00         | 2025-11-02T05:30:00Z        | 2025-11-02 | 30      | 2025-11-02 00:30
    # a day start within the hour that comes twice
    America/New_York 01:30       | 2026-11-01T06:15:00Z        | 2026-11-01 | 0       | 2026-11-01 01:15
    # D17
    Europe/Berlin 00:00          | 2038-01-19T03:14:08Z        | 2038-01-19 | 254     | 2038-01-19 04:14
    Europe/Berlin 00:00          | 2100-07-01T22:00:00Z        | 2100-07-02 | 0       | 2100-07-02 00:00
""")

STARTS = table("""
    # zone and day start         | day        | starts                | ends
    Asia/Shanghai 00:00          | 2026-03-31 | 2026-03-30T16:00:00Z  | 2026-03-31T16:00:00Z
    Asia/Shanghai 04:00          | 2026-03-31 | 2026-03-30T20:00:00Z  | 2026-03-31T20:00:00Z
    America/New_York 00:00       | 2026-03-08 | 2026-03-08T05:00:00Z  | 2026-03-09T04:00:00Z
    America/New_York 00:00       | 2026-11-01 | 2026-11-01T04:00:00Z  | 2026-11-02T05:00:00Z
    # day starts that do not exist, and that come twice
    America/New_York 02:30       | 2026-03-08 | 2026-03-08T07:00:00Z  | 2026-03-09T06:30:00Z
    America/New_York 01:30       | 2026-11-01 | 2026-11-01T05:30:00Z  | 2026-11-02T06:30:00Z
    America/Sao_Paulo 00:00      | 2018-11-04 | 2018-11-04T03:00:00Z  | 2018-11-05T02:00:00Z
    America/Havana 00:00         | 2025-11-02 | 2025-11-02T04:00:00Z  | 2025-11-03T05:00:00Z
    America/St_Johns 00:00       | 2006-10-29 | 2006-10-29T02:30:00Z  | 2006-10-30T03:30:00Z
    Australia/Lord_Howe 02:15    | 2026-10-04 | 2026-10-03T15:30:00Z  | 2026-10-04T15:15:00Z
    # the skipped date is an empty day
    Pacific/Apia 00:00           | 2011-12-29 | 2011-12-29T10:00:00Z  | 2011-12-30T10:00:00Z
    Pacific/Apia 00:00           | 2011-12-30 | 2011-12-30T10:00:00Z  | 2011-12-30T10:00:00Z
    Pacific/Apia 00:00           | 2011-12-31 | 2011-12-30T10:00:00Z  | 2011-12-31T10:00:00Z
""")

CLOCKS = table("""
    # zone and day start         | date and clock    | earlier               | later
    Asia/Shanghai 00:00          | 2026-03-31 10:00  | 2026-03-31T02:00:00Z  | 2026-03-31T02:00:00Z
    # the day start plays no part in a date and a time
    Asia/Shanghai 04:00          | 2026-03-31 02:00  | 2026-03-30T18:00:00Z  | 2026-03-30T18:00:00Z
    Asia/Shanghai 00:00          | 2026-03-31 24:00  | 2026-03-31T16:00:00Z  | 2026-03-31T16:00:00Z
    Asia/Shanghai 00:00          | 1986-05-04 02:30  | 1986-05-03T18:00:00Z  | 1986-05-03T18:00:00Z
    America/New_York 00:00       | 2026-03-08 02:30  | 2026-03-08T07:00:00Z  | 2026-03-08T07:00:00Z
    America/New_York 00:00       | 2026-03-08 03:00  | 2026-03-08T07:00:00Z  | 2026-03-08T07:00:00Z
    America/New_York 00:00       | 2026-11-01 01:30  | 2026-11-01T05:30:00Z  | 2026-11-01T06:30:00Z
    America/New_York 00:00       | 2026-11-01 02:00  | 2026-11-01T07:00:00Z  | 2026-11-01T07:00:00Z
    Australia/Lord_Howe 00:00    | 2026-10-04 02:15  | 2026-10-03T15:30:00Z  | 2026-10-03T15:30:00Z
    Australia/Lord_Howe 00:00    | 2026-04-05 01:45  | 2026-04-04T14:45:00Z  | 2026-04-04T15:15:00Z
    Pacific/Apia 00:00           | 2011-12-30 12:00  | 2011-12-30T10:00:00Z  | 2011-12-30T10:00:00Z
    America/St_Johns 00:00       | 2006-10-28 23:30  | 2006-10-29T02:00:00Z  | 2006-10-29T03:00:00Z
""")


def zone_of(text: str, kind: type[Zone] = Zone) -> Zone:
    key, start = text.split()
    return kind(key, minutes_of(start))


def minutes_of(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


@pytest.mark.parametrize(("where", "instant", "day", "minutes", "wall"), DAYS)
def test_days(where: str, instant: str, day: str, minutes: str, wall: str) -> None:
    zone, at = zone_of(where), parse_instant(instant)
    assert format_day(zone.local_day(at)) == day
    assert (zone.local_minutes(at), zone.to_local_text(at)) == (int(minutes), wall)
    assert zone.clock_minutes(at) == minutes_of(wall[11:])


@pytest.mark.parametrize(("where", "day", "starts", "ends"), STARTS)
def test_starts(where: str, day: str, starts: str, ends: str) -> None:
    zone, number = zone_of(where), parse_day(day)
    found = [format_instant(zone.start_of_day(number)), format_instant(zone.end_of_day(number))]
    assert found == [starts, ends]


@pytest.mark.parametrize(("where", "wall", "earlier", "later"), CLOCKS)
def test_clocks(where: str, wall: str, earlier: str, later: str) -> None:
    zone, day, minutes = zone_of(where), parse_day(wall[:10]), minutes_of(wall[11:])
    found = [zone.instant_of(day, minutes), zone.instant_of(day, minutes, later=True)]
    assert [format_instant(instant) for instant in found] == [earlier, later]


@pytest.mark.parametrize(
    "key",
    [
        *("../../etc/passwd", "/etc/localtime", "", "UTC\0", "a" * 5000, "Asia/Shanghai\n", " UTC", "UTC "),
        *("posixrules", "Factory", "localtime", "posix/UTC", "right/UTC", "tzdata", "Asia", "Asia/"),
        *(
            "asia/shanghai",
            "utc",
            "Asia\\Shanghai",
            "Asia/../UTC",
            "./UTC",
            "Mars/Olympus",
            "+08:00",
            "CST-8",
        ),
        *("zone.tab", "leapseconds", "tzdata.zi", "ＵＴＣ"),
    ],
)
def test_d13_zones_that_are_not_on_the_list(key: str) -> None:
    with pytest.raises(UnknownZone) as raised:
        Zone(key)
    assert raised.value.key == key
    assert len(str(raised.value)) < 200


def test_the_list_of_zones() -> None:
    assert {"UTC", "Asia/Shanghai", "Asia/Hong_Kong", "America/New_York", "Europe/Kyiv", "PRC"} <= zone_keys()
    assert all(Zone(key).key == key for key in zone_keys())


@pytest.mark.parametrize("minutes", [-1, 1440, 10**9])
def test_day_starts_out_of_range(minutes: int) -> None:
    with pytest.raises(BadDayStart):
        Zone("UTC", minutes)


@pytest.mark.parametrize("minutes", [-1, 1441, 10**9])
def test_clock_times_out_of_range(minutes: int) -> None:
    with pytest.raises(BadClockTime):
        Zone("UTC").instant_of(0, minutes)


@pytest.mark.parametrize("key", ["UTC", "Asia/Shanghai", "Europe/London", "Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_whole_calendar(key: str) -> None:
    zone = Zone(key, 240)
    for day in (MIN_DAY, MIN_DAY + 1, day_of(1900, 1, 1), day_of(2500, 7, 1), MAX_DAY - 1, MAX_DAY):
        start = zone.start_of_day(day)
        assert (zone.local_day(start - 1), zone.local_day(start)) == (day - 1, day)
        assert zone.local_day(zone.end_of_day(day) - 1) == day


@pytest.mark.parametrize("day", [MIN_DAY - 2, MAX_DAY + 2, 10**9, -(10**30)])
def test_days_out_of_range(day: int) -> None:
    zone = Zone("Europe/London")
    with pytest.raises(DayOutOfRange):
        zone.start_of_day(day)
    with pytest.raises(DayOutOfRange):
        zone.instant_of(day, 0)
    with pytest.raises(DayOutOfRange):
        zone.local_day(day * DAY_US * 2)


def test_zones_are_values() -> None:
    zone = Zone("Europe/London", 240)
    assert zone == Zone("Europe/London", 240) != Zone("Europe/London")
    assert len({zone, Zone("Europe/London", 240)}) == 1
    assert copy.deepcopy(zone) == zone
    assert repr(zone) == "Zone(key='Europe/London', day_start_minutes=240)"


def test_the_hosts_zone_is_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("TZ", "PYTHONTZPATH", "TZDIR"):
        monkeypatch.setitem(os.environ, variable, "/nowhere")
    assert Zone("America/Lima").to_local_text(0) == "1969-12-31 19:00"


# ------------------------------------------------------- negative controls: defects that the tables must catch


class StandardTimeOnly(Zone):
    """Knows the offset of 1 January 2026 and no other."""

    def local_day(self, instant: int) -> int:
        offset = 12 * 60 - Zone("UTC").clock_minutes(self.instant_of(day_of(2026, 1, 1), 12 * 60))
        return (instant + (offset - self.day_start_minutes) * MINUTE_US) // DAY_US


class WallDays(Zone):
    """Takes the date on the wall, which goes back where clocks are set back over the day start."""

    def local_day(self, instant: int) -> int:
        wall = self.to_local_text(instant)
        return parse_day(wall[:10]) - (minutes_of(wall[11:]) < self.day_start_minutes)


class LateStarts(Zone):
    """Takes the later of a repeated time for a start."""

    def start_of_day(self, day: int) -> int:
        return self.instant_of(day, self.day_start_minutes, later=True)


class StartsInGaps(Zone):
    """Takes a missing time by the offset before the gap, which lands an hour late."""

    def start_of_day(self, day: int) -> int:
        return super().start_of_day(day - 1) + DAY_US


def rows(cases: Any) -> list[tuple[str, ...]]:
    return [case.values for case in cases]


@pytest.mark.parametrize("defect", [StandardTimeOnly, WallDays])
def test_control_days(defect: type[Zone]) -> None:
    missed = [
        row
        for row in rows(DAYS)
        if format_day(zone_of(row[0], defect).local_day(parse_instant(row[1]))) != row[2]
    ]
    assert missed


@pytest.mark.parametrize("defect", [LateStarts, StartsInGaps])
def test_control_starts(defect: type[Zone]) -> None:
    found = [(row, zone_of(row[0], defect).start_of_day(parse_day(row[1]))) for row in rows(STARTS)]
    assert [row for row, start in found if format_instant(start) != row[2]]
