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


def test_the_mistakes_of_an_event_are_told_on_one_line(tmp_path: Path) -> None:
    data = CSV.replace("安娜", " ann").encode()
    found = read(tmp_path, "a.csv", data, mapping=MAPPING.replace("time: local", "time: rfc3339"))
    first = next(one for one in found if isinstance(one, BadRow))
    assert first.reason("en") == (
        "`member` is ` ann`; it may not begin or end with a space; `at` should be a time with its offset, "
        "from 1970 to 2100, such as `2026-03-31T10:00:00+08:00`, found `2026-03-02T10:00`"
    )
    assert first.reason("zh") == (
        "`member` 为 ` ann`，首尾不能有空格；`at` 应为 1970 年至 2100 年间带时差的时间，如 "
        "`2026-03-31T10:00:00+08:00`，实际为 `2026-03-02T10:00`"
    )


@pytest.mark.parametrize(
    ("name", "data", "english", "chinese"),
    [
        (
            "a.xls",
            b"",
            "a.xls: its name ends in `.xls`: say `format` in the mapping",
            "a.xls：文件名以 `.xls` 结尾，请在映射中写明 `format`",
        ),
        (
            "a.csv",
            b"no,who\n\xff\xfe,x\n",
            "a.csv: line 0: 'utf-8' codec can't decode byte 0xff in position 7: invalid start byte",
            "a.csv：第 0 行无法读取（'utf-8' codec can't decode byte 0xff in position 7: invalid start byte）",
        ),
        (
            "a.csv",
            b'no,who\n"open,x\n',
            "a.csv: line 2: unexpected end of data",
            "a.csv：第 2 行无法读取（unexpected end of data）",
        ),
    ],
)
def test_files_that_cannot_be_read(
    name: str, data: bytes, english: str, chinese: str, tmp_path: Path
) -> None:
    with pytest.raises(TableRefused) as refused:
        read(tmp_path, name, data)
    assert (refused.value.text(), refused.value.text("zh")) == (english, chinese)


def event(more: str) -> str:
    """A mapping of one event, as `read` takes it."""
    return f"event: {{{{type: order, id: a, member: b, at: c{more}}}}}"


@pytest.mark.parametrize(
    ("mapping", "english", "chinese"),
    [
        ("event: {{type: order}}", "1: found no `id`, expected `id`", "1 行：发现内容中没有 `id`，应为`id`"),
        (
            event(", time: noon"),
            "1: found `noon`, expected one of rfc3339, local, yyyymmdd, epoch_seconds, epoch_milliseconds",
            "1 行：发现`noon`，应为其中之一：rfc3339、local、yyyymmdd、epoch_seconds、epoch_milliseconds",
        ),
        (
            event(", fields: {{x: {{table: t, match: m, column: c}}}}"),
            "1: found the table `t`, expected one of `tables`",
            "1 行：发现表 `t`，应为其中之一：`tables`",
        ),
        (
            event(", fields: {{x: {{value: v, divide: 0}}}}"),
            "1: found `divide: 0`, expected a whole number from 1",
            "1 行：发现`divide: 0`，应为不小于1的整数",
        ),
        (
            event(", fields: {{x: {{value: v, round: off}}}}"),
            "1: found `off`, expected one of down, up, half_up, half_even",
            "1 行：发现`off`，应为其中之一：down、up、half_up、half_even",
        ),
        (
            "tables: {{t: {{path: p, key: k}}}}\n" + event(", items: {{table: t, match: m, fields: {{}}}}"),
            "2: found `t` with one row a key, expected a table with `many: yes`",
            "2 行：发现每个键只有一行的表 `t`，应为写有 `many: yes` 的表",
        ),
        (
            "file: {{skip: a}}\nevents: []",
            "1: found `a`, expected a whole number",
            "1 行：发现`a`，应为整数",
        ),
        ("events: {{}}", "1: found something else, expected a list", "1 行：发现别的内容，应为列表"),
        ("events: [a]", "1: found something else, expected a mapping", "1 行：发现别的内容，应为键值"),
        (
            "file: {{}}",
            "1: found neither or both of `event` and `events`, expected one of `event`, `events`",
            "1 行：发现`event` 和 `events` 都没写或都写了，应为其中之一：`event`、`events`",
        ),
        (
            "tables: {{t: {{path: p, key: k, many: maybe}}}}\nevents: []",
            "1: found `many: maybe`, expected one of yes, no",
            "1 行：发现`many: maybe`，应为其中之一：yes、no",
        ),
        (
            "event: &a {{type: order}}",
            "1: found the anchor `&a`, expected no anchors",
            "1 行：发现锚点 `&a`，应为不写锚点",
        ),
        (
            "events: []\n---\nevents: []",
            "2: found a second document, expected one document",
            "2 行：发现第二份内容，应为一份内容",
        ),
    ],
)
def test_mappings_with_mistakes(mapping: str, english: str, chinese: str, tmp_path: Path) -> None:
    with pytest.raises(YamlRefused) as refused:
        read(tmp_path, "a.csv", CSV.encode(), mapping=mapping)
    assert refused.value.text("en") == f"line {english}"
    assert refused.value.text("zh") == f"第 {chinese}"
