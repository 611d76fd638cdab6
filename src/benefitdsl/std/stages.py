"""A target and stages on the way to it, as missions and teams have them: what may be wrong, what each gives."""

from __future__ import annotations

from collections.abc import Iterable

from benefitdsl.catalogue import Amount, Match, Problem, Row
from benefitdsl.plan.parts import Action
from benefitdsl.quantities.currencies import MINOR_DIGITS
from benefitdsl.std.fields import texts

Actions = tuple[Action, ...]


def stage_problems(
    counts: Match | None, completes: Amount | None, stage: tuple[Row, ...], reward: Actions
) -> Iterable[Problem]:
    """What counts needs a target or stages, and a reward what completes; stages are above nothing, each its own, none
    above what completes."""
    if counts is not None and completes is None and not stage:
        yield Problem("counts", _NO_TARGET, _NO_TARGET_HELP)
    if completes is None and stage and reward:
        yield Problem("reward", _REWARD_FOR_WHAT)
    for row in stage:
        if int(row.key) < 1:
            yield Problem("stage", MORE_THAN_NOTHING, key=row.key)
        if completes is not None and completes.unit == "number" and int(row.key) > completes.number:
            yield Problem("stage", _BEYOND, key=row.key)
    keys = [row.key for row in stage]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield Problem("stage", _TWICE, key=key)


def target_problems(target: Amount | None) -> Iterable[Problem]:
    """A target is more than nothing."""
    if target is not None and target.number < 1:
        yield Problem("target", MORE_THAN_NOTHING)


def given_at(
    completes: Amount | None, stage: tuple[Row, ...], reward: Actions, scale: int
) -> dict[int, Actions]:
    """What is given at each height, in order: a stage as high as what completes gives its actions first."""
    found: dict[int, Actions] = {int(row.key) * scale: row.value for row in stage}
    if completes is not None:
        found[completes.number] = found.get(completes.number, ()) + reward
    return dict(sorted(found.items()))


def scale_of(counts: Match | None, currency: str) -> int:
    """Plain numbers that stand for money are whole units of the currency."""
    return int(10 ** MINOR_DIGITS[currency]) if counts is not None and counts.unit == "money" else 1


MORE_THAN_NOTHING = texts("what must be reached is more than nothing", "须达到的数量应大于 0")
_NO_TARGET = texts("nothing says how much is needed", "没有写达到多少算完成")
_NO_TARGET_HELP = texts("add `target: 10` or stages", "加上 `目标：10` 或阶段")
_REWARD_FOR_WHAT = texts(
    "the reward is for reaching the target, and there is none", "奖励对应目标，但没有写目标"
)
_BEYOND = texts("the target comes first: it completes the mission", "超过目标：达到目标即完成任务")
_TWICE = texts("this stage stands twice", "该阶段写了两次")
