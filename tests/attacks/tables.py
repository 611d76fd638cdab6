"""Groups C, D, F and G in files of events: tables through a mapping, JSON lines, packed files. An attack is one file of
bytes; its id says which by the word before the colon."""

from __future__ import annotations

import gzip
import json
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from benefitdsl.adapters.files.events import EventReader
from benefitdsl.adapters.files.mapping import read_mapping
from benefitdsl.adapters.files.rows import BadRow, TableRefused
from benefitdsl.limits import MAX_ROW_CHARACTERS
from benefitdsl.messages import LANGUAGES
from benefitdsl.verify.said import Said
from benefitdsl.verify.yaml_tree import YamlRefused
from tests.attacks import doors
from tests.attacks.corpus import Attack, attack

MAPPING = """\
event:
  type: order
  id: "{row}"
  member: m1
  at: "{at}"
  time: FORM
  fields: {order: "{row}", amount: {value: "{amount}", divide: 1, places: 2}}
"""
FORMS = ("local", "rfc3339", "yyyymmdd", "epoch_seconds", "epoch_milliseconds")
EVENT = json.dumps(doors.ORDER)
LIMIT_TOLD = 6


def outcome(data: bytes) -> list[str]:
    """The first line says what the rest is: `events.jsonl`, `events.jsonl.gz`, `mapping`, or a form of time."""
    kind, _, rest = data.partition(b"\n")
    name = kind.decode()
    with tempfile.TemporaryDirectory(prefix="benefitdsl-attack-") as made:
        folder = Path(made)
        try:
            return list(_read(folder, name, rest))
        except YamlRefused as refused:
            found = refused.found.key if isinstance(refused.found, Said) else refused.found
            return [f"refused: {found} line {refused.line}"]
        except TableRefused as refused:
            return [f"refused: {refused.key}"]
        except (OSError, EOFError, UnicodeError, zlib.error) as error:  # at which commands stop
            return [f"stopped: {type(error).__name__}"]


def _read(folder: Path, name: str, rest: bytes) -> Iterator[str]:
    """How many events come in, and why the first rows that are none do not."""
    mapping, table = None, folder / name
    if "." not in name:
        (folder / "map.yaml").write_bytes(
            rest if name == "mapping" else MAPPING.replace("FORM", name).encode()
        )
        mapping = read_mapping(folder / "map.yaml")
        table = folder / "t.csv"
    table.write_bytes(b"at,amount\n2026-03-02,1.00\n" if name == "mapping" else rest)
    came, bad = 0, []
    for row in EventReader(doors.rulebook().plan, table, mapping):
        if isinstance(row, BadRow):
            texts = [row.reason(language) for language in LANGUAGES]
            if any("\n" in text or not text.isprintable() for text in texts):
                raise AssertionError(f"this may not be shown: {texts}")
            codes = sorted({each.code for each in row.mistakes.errors}) if row.mistakes else [row.key]
            bad.append(f"line {row.line}: {' '.join(codes)}")
        else:
            came += 1
    yield f"{came} events"
    yield from bad[:LIMIT_TOLD]


def file(id: str, name: str, data: str | bytes | Callable[[], bytes]) -> Attack:
    """A file of events, or of a mapping."""

    def made() -> bytes:
        found = data() if callable(data) else data
        return name.encode() + b"\n" + (found.encode() if isinstance(found, str) else found)

    return attack(id, made)


def at(line: str, form: str, *instants: str) -> Attack:
    """A table with these instants, in a form of time."""
    return file(
        f"{line} {form}: {', '.join(instants)[:60]}",
        form,
        "at,amount\n" + "".join(f"{each},1.00\n" for each in instants),
    )


def amounts(line: str, *found: str) -> Attack:
    return file(
        f"{line} amounts: {', '.join(found)[:60]}",
        "local",
        "at,amount\n" + "".join(f"2026-03-02,{each}\n" for each in found),
    )


def mapping(id: str, change: str) -> Attack:
    return file(id, "mapping", MAPPING.replace("FORM", "local") + change)


def head(id: str, file_: str) -> Attack:
    return file(id, "mapping", f"file: {{{file_}}}\n" + MAPPING.replace("FORM", "local"))


def bomb(size: int) -> bytes:
    """So many bytes on one line, packed."""
    return gzip.compress(b'{"id": "' + b"x" * size + b'"}', mtime=0)


ATTACKS = (
    *(
        at("D01", form, "2023-02-29", "2024-02-29", "20230229", "2100-02-29")
        for form in ("local", "yyyymmdd")
    ),
    at("D02", "local", "2026-03-31 23:59:60", "2026-03-31 24:00:00", "2026-03-31 23:60"),
    at("D03", "local", "9999-12-31 23:59:59", "0000-01-01", "0001-01-01", "2101-01-01"),
    at("D04", "epoch_seconds", "infinity", "inf", "1e18", "-1e18", "nan", ""),
    at("D05", "rfc3339", "2026-03-31T10:00:00", "2026-03-31"),
    at(
        "D07",
        "epoch_seconds",
        "1774922400",
        "1774922400000",
        "1774922400000000",
        "100000000000",
        "-1",
        "1_774",
        "１７７４",
        " 1774922400",
    ),
    at("D07", "epoch_milliseconds", "1774922400", "1774922400000", "1774922400000000", "9" * 5_000),
    at("D08", "local", "2026-03-08 02:30", "2026-11-01 01:30"),
    *(
        file(
            f"D13 the zone {zone!r} of a mapping",
            "mapping",
            MAPPING.replace("FORM", f"local\n  zone: {zone}"),
        )
        for zone in ("../../etc/passwd", '""', "posixrules", "Mars/Phobos", "Asia/Tokyo", '"UTC\\0"')
    ),
    amounts("C01", "9" * 5_000, "9" * 101, "9" * 15, "9" * 16),
    amounts("C04", "1E+999999", "1E+999999999999999999", "1E-999999999999", "1E+2", "1E-2", "1E-19"),
    amounts("C07", "NaN", "sNaN", "Infinity", "-Infinity", "-0", "-0.0"),
    amounts("C08", "1_000", "0x10", "010", "1.", ".5", "1e1", "+1", "--5", "", " ", "."),
    amounts("C09", "１２", "١٢", "²", "½", "〇", "十"),
    amounts("C14", "0.005", "0.015", "2.675", "0.0049"),
    mapping("F01 mapping with an anchor", "file: &a {}\n"),
    mapping("F03 mapping with an alias", "file: *a\n"),
    mapping("F06 mapping with a tag", "file: !!python/name:os.system {}\n"),
    mapping("F07 mapping with a key twice", "event: {}\n"),
    mapping("F11 mapping of two documents", "---\n{}\n"),
    mapping("F14 a table that is a device", "tables: {x: {path: /dev/zero, key: a, format: csv}}\n"),
    mapping("F14 a table that is not there", "tables: {x: {path: ../../nothing.csv, key: a}}\n"),
    mapping("F14 a table with NUL in its path", 'tables: {x: {path: "a\\0b", key: a}}\n'),
    *(
        head(f"F08 a file with {field}", field)
        for field in (
            'separator: ""',
            "separator: ab",
            'separator: "\\n"',
            "encoding: rot13",
            "encoding: undefined",
            "encoding: nobody",
            "encoding: utf-7",
            "encoding: unicode_escape",
            "encoding: GBK",
            "skip: -1",
            "skip: 999999999",
            "skip: 9999999999",
            "format: pickle",
            "columns: [a, b]",
        )
    ),
    file(
        "F08 places by the million",
        "mapping",
        MAPPING.replace("FORM", "local").replace("places: 2", "places: 999999999"),
    ),
    file(
        "F08 divided by nothing",
        "mapping",
        MAPPING.replace("FORM", "local").replace("divide: 1", "divide: 0"),
    ),
    file("G01 two keys of a line", "events.jsonl", EVENT[:-1] + ', "id": "o2"}\n' + EVENT + "\n"),
    file("G04 100 000 levels", "events.jsonl", "[" * 100_000 + "\n" + EVENT),
    file("G06 lines that are no events", "events.jsonl", f"\n[]\nnull\n{EVENT}\n\n   \n1"),
    file(
        "G13 10 000 of one day",
        "events.jsonl",
        lambda: "".join(
            json.dumps({"id": f"s{n}", "type": "sign_in", "member": "m1", "at": doors.AT}) + "\n"
            for n in range(10_000)
        ).encode(),
    ),
    file("G17 1 000 to 1", "events.jsonl.gz", lambda: bomb(64 * 2**20)),
    file("G17 packed events", "events.jsonl.gz", gzip.compress(f"{EVENT}\n".encode() * 2, mtime=0)),
    file(
        "G17 packed twice", "events.jsonl.gz", gzip.compress(gzip.compress(EVENT.encode(), mtime=0), mtime=0)
    ),
    file("G17 cut off", "events.jsonl.gz", gzip.compress(EVENT.encode(), mtime=0)[:-12]),
    file(
        "G17 broken inside", "events.jsonl.gz", gzip.compress(EVENT.encode() * 9, mtime=0)[:30] + b"\xff" * 30
    ),
    file("G17 not packed", "events.jsonl.gz", EVENT),
    file("G18 two documents on a line", "events.jsonl", EVENT + EVENT + "\n" + EVENT),
    file("G18 byte order mark", "events.jsonl", b"\xef\xbb\xbf" + EVENT.encode()),
    file("G18 byte order mark inside", "events.jsonl", f"{EVENT}\n\ufeff{EVENT}\n"),
    file("G18 UTF-16", "events.jsonl", EVENT.encode("utf-16")),
    file(
        "G18 line ends of all kinds",
        "events.jsonl",
        f"{EVENT}\r\n{EVENT}\r{EVENT}\n\x0c\n{EVENT}\u2028{EVENT}",
    ),
    file(
        "G18 a line beyond the limit",
        "events.jsonl",
        lambda: b"x" * (MAX_ROW_CHARACTERS + 1) + b"\n" + EVENT.encode(),
    ),
    file(
        "G18 a row of many lines without end", "local", lambda: b'at,amount\n"' + b"\n" * MAX_ROW_CHARACTERS
    ),
    file(
        "G18 a row of many cells without end",
        "local",
        lambda: b"at,amount\n" + b'"\n",' * (MAX_ROW_CHARACTERS // 3),
    ),
    file("G18 a quote that is not closed", "local", 'at,amount\n"2026-03-02,1\n'),
    file("G18 NUL in a table", "local", "at,amount\n2026-03-02,1\0\n"),
    file(
        "G18 cells that are too many and too few",
        "local",
        "at,amount\n2026-03-02\n2026-03-02,1,2\n2026-03-02,1\n",
    ),
    file("G18 an empty table", "local", ""),
)
