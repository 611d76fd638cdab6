"""Tables of every format become the same events, and a bad row says where it is and why."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from benefitdsl.adapters.files.events import EventReader
from benefitdsl.adapters.files.mapping import read_mapping
from benefitdsl.adapters.files.rows import BadRow, TableRefused
from benefitdsl.model.event import Event
from benefitdsl.quantities.instants import parse_instant
from benefitdsl.verify.yaml_tree import YamlRefused
from tests.unit.engine_explain.club import CLUB

MAPPING = """
{file}
event:
  type: order
  id: "{{no}}"
  member: "{{who}}"
  at: "{{at}}"
  time: local
  fields: {{order: "{{no}}", amount: {{value: "{{fen}}", divide: 100, places: 2}}, channel: "{{channel}}"}}
"""
ROWS = [("1", "安娜", "2026-03-02T10:00", "39799", "app"), ("2", "bo", "2026-03-02", "5", "")]
HEAD = "no,who,at,fen,channel"
CSV = "\n".join([HEAD, *(",".join(row) for row in ROWS)]) + "\n"
EXPECTED = [
    (
        "1",
        "安娜",
        parse_instant("2026-03-02T10:00:00+08:00"),
        {"order": "1", "amount": 39799, "channel": "app"},
    ),
    ("2", "bo", parse_instant("2026-03-02T00:00:00+08:00"), {"order": "2", "amount": 5}),
]


def read(
    folder: Path, name: str, data: bytes, file: str = "", mapping: str = MAPPING
) -> list[Event | BadRow]:
    (folder / name).write_bytes(data)
    (folder / "map.yaml").write_text(mapping.format(file=file), encoding="utf-8")
    return list(EventReader(CLUB, folder / name, read_mapping(folder / "map.yaml")))


def events_of(found: list[Event | BadRow]) -> list[tuple[str, str, int, dict[str, object]]]:
    return [(one.id, one.member, one.at, dict(one.fields)) for one in found if isinstance(one, Event)]


def reasons(found: list[Event | BadRow]) -> list[tuple[int, str]]:
    return [(one.line, one.reason("en")) for one in found if isinstance(one, BadRow)]


@pytest.mark.parametrize(
    ("name", "data", "file"),
    [
        ("a.csv", CSV.encode(), ""),
        ("a.csv", b"\xef\xbb\xbf" + CSV.encode(), ""),
        ("a.csv", CSV.encode("gb18030"), "file: {encoding: gb18030}"),
        ("a.csv", CSV.replace(",", ";").encode(), "file: {separator: ;}"),
        ("a.csv", ("a title\n" + CSV).encode(), "file: {skip: 1}"),
        ("a.csv.gz", gzip.compress(CSV.encode(), mtime=0), ""),
        ("a.csv", CSV.replace("\n", "\r\n").encode(), ""),
        (
            "a.txt",
            "1 安娜 2026-03-02T10:00 39799 app\n\n2  bo 2026-03-02 5 -\n".replace(" -\n", " 　\n").encode(),
            "file: {columns: [no, who, at, fen, channel]}",
        ),
        (
            "a.jsonl",
            '{"no": 1, "who": "安娜", "at": "2026-03-02 10:00", "fen": 39799, "channel": "app"}\n'
            '{"no": 2, "who": "bo", "at": "2026-03-02", "fen": 5, "channel": null}\n'.encode(),
            "",
        ),
    ],
)
def test_formats(name: str, data: bytes, file: str, tmp_path: Path) -> None:
    if name == "a.txt":  # words have no empty cells
        found = read(tmp_path, name, data, file)
        assert events_of(found) == EXPECTED[:1]
        assert reasons(found) == [(3, "4 cells, expected 5")]
        return
    found = read(tmp_path, name, data, file)
    assert reasons(found) == []
    assert events_of(found) == EXPECTED


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    columns = {name: [row[place] for row in ROWS] for place, name in enumerate(HEAD.split(","))}
    parquet.write_table(pyarrow.table(columns), tmp_path / "a.parquet")
    found = read(tmp_path, "a.parquet", (tmp_path / "a.parquet").read_bytes())
    assert events_of(found) == EXPECTED


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("3,bo,2026-03-02,5", "4 cells, expected 5"),
        ("3,bo,soon,5,app", "`soon` is not a time written as local"),
        ("3,bo,2026-02-30,5,app", "`2026-02-30` is not a time written as local"),
        ("3,bo,2026-03-02 24:00,5,app", "`2026-03-02 24:00` is not a time written as local"),
        ("3,bo,2026-03-02,free,app", "`free` is not a number"),
        ("3,bo,2026-03-02,1e99,app", "`1e99` is not a number that can be exact"),
        ("3,bo,2026-03-02,nan,app", "`nan` is not a number that can be exact"),
        ("3,bo,2026-03-02,-5,app", "`amount` is `-0.05` and may not be negative"),
        ("3,,2026-03-02,5,app", "`member` has 0 characters, the limit is 200"),
        ("3,b\x1b[2J,2026-03-02,5,app", "`member` has the character U+001B, which may not stand there"),
    ],
)
def test_bad_rows(row: str, reason: str, tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", (CSV + row + "\n").encode())
    assert reasons(found) == [(4, reason)]
    assert len(events_of(found)) == 2


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", CSV.replace("fen", "cents").encode())
    assert reasons(found) == [(2, "there is no column `fen`"), (3, "there is no column `fen`")]


@pytest.mark.parametrize("line", ["[]", "{", '{"no": 1, "no": 2}', "[" * 100_000, '"text"', "nul"])
def test_lines_that_are_no_object(line: str, tmp_path: Path) -> None:
    assert reasons(read(tmp_path, "a.jsonl", line.encode())) == [(1, "not one JSON object")]


def test_a_reason_is_told_in_the_readers_language(tmp_path: Path) -> None:
    [bad] = [one for one in read(tmp_path, "a.csv", (CSV + "3,bo\n").encode()) if isinstance(one, BadRow)]
    assert bad.reason("zh") == "有 2 个单元格，应为 5 个"


@pytest.mark.parametrize(
    ("name", "data", "file"),
    [
        ("a.xls", b"", ""),
        ("a.csv", b"no,who\n\xff\xfe,x\n", ""),
        ("a.csv", b'no,who\n"open,x\n', ""),
    ],
)
def test_files_that_cannot_be_read(name: str, data: bytes, file: str, tmp_path: Path) -> None:
    with pytest.raises(TableRefused):
        read(tmp_path, name, data, file)


@pytest.mark.parametrize(
    "mapping",
    [
        "event: {{type: order}}",
        "event: {{type: order, id: a, member: b, at: c, time: noon}}",
        "event: {{type: order, id: a, member: b, at: c, fields: {{x: {{table: t, match: m, column: c}}}}}}",
        "event: {{type: order, id: a, member: b, at: c, fields: {{x: {{value: v, divide: 0}}}}}}",
        "events: {{}}",
        "tables: {{t: {{path: p, key: k, many: maybe}}}}\nevents: []",
        "event: &a {{type: order}}",
    ],
)
def test_mappings_with_mistakes(mapping: str, tmp_path: Path) -> None:
    with pytest.raises(YamlRefused):
        read(tmp_path, "a.csv", CSV.encode(), mapping=mapping)
