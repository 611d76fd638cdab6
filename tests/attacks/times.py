"""Group D in rules: dates that are none, zones from elsewhere, windows without width, schedules without end."""

from __future__ import annotations

from tests.attacks.corpus import HEAD, asked, attack, block


def zoned(zone: str) -> str:
    """A programme in a time zone, as it is written."""
    return HEAD.replace("Asia/Shanghai", zone)


def lasting(valid: str) -> str:
    return block(f'coupon c "c"\n  valid: {valid}\nend\n')


def scheduled(schedule: str) -> str:
    return block(f"rule r\n  when: order\n  then: give 1 beans\n  schedule: {schedule}\nend\n")


def often(moment: str) -> str:
    return block(f"rule r\n  when: {moment}\n  then: give 1 beans\nend\n")


def within(window: str) -> str:
    return asked(f"count of order {window} >= 1")


ATTACKS = (
    *(
        attack(f"D01 {day}", lasting(f"through {day}"))
        for day in (
            "2023-02-29",
            "2024-02-29",
            "2100-02-29",
            "2000-02-29",
            "2026-02-30",
            "2026-13-01",
            "2026-00-01",
        )
    ),
    attack("D01 29 February each year", scheduled("every year on 29 February")),
    attack("D01 30 February each year", scheduled("every year on 30 February")),
    *(
        attack(f"D02 every day at {time}", often(f"every day at {time}"))
        for time in ("23:59:60", "24:00", "25:00", "12:60")
    ),
    *(
        attack(f"D03 the day {day}", lasting(f"through {day}"))
        for day in (
            "9999-12-31",
            "0000-01-01",
            "0001-01-01",
            "2100-12-31",
            "2101-01-01",
            "1969-12-31",
            "10000-01-01",
        )
    ),
    *(
        attack(f"D04 the day {day}", lasting(f"through {day}"))
        for day in ("infinity", "inf", "1e18", "-1e18", "now")
    ),
    attack("D05 an hour without a day", lasting("through 10:00")),
    attack("D06 an offset in rules", lasting("through 2026-01-01T00:00:00+25:00")),
    attack("D07 a number of seconds", lasting("through 1774922400")),
    attack(
        "D08 an hour that a zone skips",
        zoned("America/New_York") + "rule r: every day at 02:30 -> give 1 beans\n",
    ),
    attack(
        "D08 an hour that a zone has twice",
        zoned("America/New_York") + "rule r: every day at 01:30 -> give 1 beans\n",
    ),
    attack("D09 half an hour of summer time", zoned("Australia/Lord_Howe")),
    attack(
        "D09 a day that a zone skipped",
        zoned("Pacific/Apia") + 'coupon c "c"\n  valid: through 2011-12-30\nend\n',
    ),
    attack("D10 a month from the 31st", lasting("1 month from issue")),
    attack("D10 every 31st", often("every month on 31st")),
    attack("D11 a window that ends as it starts", scheduled("from 2026-03-01 through 2026-03-01")),
    attack("D11 a window that ends before", scheduled("from 2026-03-02 through 2026-03-01")),
    attack("D11 an hour that ends as it starts", scheduled("from 10:00 to 10:00")),
    attack("D11 a width of none", within("in last 0 days")),
    attack("D11 a width of 10^9 days", within("in last 1000000000 days")),
    attack("D11 a width below none", within("in last -1 days")),
    attack("D11 a width of half a day", within("in last 0.5 days")),
    attack("D11 a validity of none", lasting("0 days from issue")),
    attack("D11 a validity of 10^9 years", lasting("1000000000 years from issue")),
    *(
        attack(f"D13 the zone {zone[:24]!r}", zoned(zone))
        for zone in (
            "../../etc/passwd",
            '""',
            '"UTC\\u{0}"',
            "UTC\0",
            "a" * 5_000,
            "posixrules",
            "localtime",
            "Factory",
            "Asia",
            "asia/shanghai",
            "Mars/Phobos",
            "UTC+8",
            "+08:00",
            "/usr/share/zoneinfo/UTC",
            "Asia/../Asia/Tokyo",
            "Asia/Shanghai ",
            "EST5EDT",
            "GMT",
            "UTC",
            "right/UTC",
            "posix/UTC",
            "tzdata.zi",
            "zone.tab",
            "__init__.py",
        )
    ),
    attack("D16 every 0 days", often("every 0 days")),
    attack("D16 every nanosecond", often("every 1 ns")),
    attack("D16 every second", often("every 1 second")),
    attack("D16 five stars", often("* * * * * *")),
    attack("D16 a cron that never comes", often("0 0 30 2 *")),
    attack("D16 no day of a month", often("every month on 32nd")),
    attack("D16 day 0", often("every month on 0th")),
    attack(
        "D17 2038 and 2106",
        lasting("through 2038-01-19")
        + lasting("through 2106-02-07").removeprefix(HEAD).replace(" c ", " d "),
    ),
)
