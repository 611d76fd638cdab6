"""The page of the real programmes: a row for each, with its rules, its stories, and what of the language it uses.

All of it stands in `examples/programmes.toml` and in the folders that it names; `docs.py` writes the page.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Final

from benefitdsl.api import compile_reading, read
from benefitdsl.plan import expr, parts, schedule
from benefitdsl.quantities import window
from benefitdsl.std import STANDARD
from benefitdsl.verify.scenario import read_scenarios

ROOT: Final = Path(__file__).resolve().parent.parent
EXAMPLES: Final = ROOT / "examples"
PAGE: Final = ROOT / "docs" / "programmes.md"


@dataclass(frozen=True, slots=True)
class Row:
    """A programme of the field and the folder that expresses it."""

    id: str
    folder: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the files of a folder hold."""

    rules: tuple[Path, ...]
    scenario: Path
    stories: int
    kinds: tuple[str, ...]
    features: tuple[str, ...]


# What is worth naming beside the kinds of blocks, by the class of the plan that it becomes.
FEATURES: Final[dict[type, str]] = {
    parts.OnMoment: "moments · 定时",
    parts.OnTierEntered: "tier entered · 升级触发",
    parts.OnMissionCompleted: "mission completed · 完成触发",
    parts.OnPointsEarned: "points earned · 得分触发",
    parts.OnPointsRipened: "points ripened · 生效触发",
    parts.OnBenefitUsed: "benefit used · 用券触发",
    parts.MultiplyPoints: "multipliers · 倍数",
    parts.TakePoints: "points used up · 消耗积分",
    parts.TellMember: "telling another member · 告知他人",
    parts.PendingFor: "pending points · 待生效",
    parts.PendingUntilEvent: "points that wait for an event · 待确认",
    parts.PendingUntilCollected: "points to collect · 待收取",
    parts.Inactivity: "expiry by inactivity · 不活跃过期",
    parts.EndOfPeriod: "expiry at a period's end · 期末过期",
    parts.AfterEarning: "expiry after earning · 逐笔过期",
    parts.Lasting: "validity · 有效期",
    parts.Minimum: "minimum spend · 使用门槛",
    parts.Limit: "limits · 限次",
    parts.Cap: "caps · 上限",
    parts.Streak: "streaks · 连续",
    parts.Step: "steps · 步骤",
    parts.ReviewPeriodic: "periodic review · 定期评定",
    schedule.Weekdays: "weekdays · 星期",
    schedule.MonthDays: "days of the month · 每月日期",
    schedule.QuarterStart: "first day of the quarter · 每季度首日",
    schedule.YearDays: "days of the year · 每年日期",
    schedule.AttributeDay: "birthdays · 生日",
    schedule.NamedDays: "holidays · 节日",
    schedule.Times: "times of day · 时段",
    window.RollingDays: "rolling days · 近N天",
    window.RollingMonths: "rolling months · 近N个月",
    window.Anchored: "anchored windows · 锚定期限",
    window.CalendarPeriods: "calendar periods · 自然周期",
    expr.HasInviter: "invitations · 邀请关系",
    expr.DaysSince: "days since · 距上次天数",
    expr.Contains: "contains · 包含",
    expr.PointsOfEvent: "points of this event · 本次积分",
    expr.ThresholdOf: "a level's threshold · 等级门槛",
}


def rows() -> tuple[Row, ...]:
    """Every row, in order."""
    return tuple(Row(id_, *row) for group in _groups().values() for id_, row in _rows_of(group))


def shown(folder: str) -> Shown:
    """What the files of a folder of examples hold. `FileNotFoundError` where one is missing."""
    place = EXAMPLES / "rules" / folder
    [scenario] = sorted(place.glob("*.scenario.yaml"))
    rules = tuple(place / f"{folder}.{language}.benefit" for language in ("en", "zh"))
    reading = read(rules[0])
    plan, _ = compile_reading(reading)
    kinds = {block.kind for module in reading.modules for block in module.blocks}
    asked = None if plan is None else replace(plan, laws=())  # what members can have, not what is asked of it
    used = {type(part) for part in _walk(asked)}
    return Shown(
        rules=rules,
        scenario=scenario,
        stories=len(read_scenarios(scenario.read_bytes()).scenarios),
        kinds=tuple(kind.word for kind in STANDARD.kinds if kind.word in kinds and kind.word != "programme"),
        features=tuple(word for part, word in FEATURES.items() if part in used),
    )


def page() -> str:
    """The page, in both languages."""
    lines = [
        "# Programmes · 真实玩法",
        "",
        "<!-- Written by tools/docs.py from examples/programmes.toml and the files; ./run docs writes it anew. -->",
        "",
        "Real programmes of the field, each as rules in two languages with the stories that show it.",
        "",
        "来自实际会员业务的玩法，每个都有中英文规则和验证它的场景。",
    ]
    for key, group in _groups().items():
        lines += ["", f"## {key} · {group['en']} · {group['zh']}", "", *_table(_rows_of(group))]
    return "\n".join(lines) + "\n"


def _table(of_group: Iterator[tuple[str, list[str]]]) -> Iterator[str]:
    yield "| | programme · 玩法 | rules · 规则 | stories · 场景 | kinds · 块 | features · 特性 |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for id_, row in of_group:
        yield _line(Row(id_, *row))


def _line(row: Row) -> str:
    found = shown(row.folder)
    base = f"../examples/rules/{row.folder}"
    rules = " ".join(f"[{path.suffixes[0][1:]}]({base}/{path.name})" for path in found.rules)
    kinds = ", ".join(f"[{kind}](reference/{kind}.md)" for kind in found.kinds)
    stories = f"[{found.stories}]({base}/{found.scenario.name})"
    return (
        f"| {row.id} | {row.en}<br>{row.zh} | {rules} | {stories} | {kinds} | {'<br>'.join(found.features)} |"
    )


def _groups() -> dict[str, dict[str, Any]]:
    return tomllib.loads((EXAMPLES / "programmes.toml").read_text("utf-8"))


def _rows_of(group: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    return ((id_, row) for id_, row in group.items() if isinstance(row, list))


def _walk(value: Any) -> Iterator[Any]:
    """The value and everything in it."""
    if is_dataclass(value):
        yield value
        for each in fields(value):
            yield from _walk(getattr(value, each.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _walk(each)
