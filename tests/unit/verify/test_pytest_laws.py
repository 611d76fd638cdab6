"""`pytest --benefitdsl-verify`: an item for each law; one that fails says why, one that was not tried is skipped."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

import benefitdsl
from benefitdsl.verify.laws.law import BuiltIn
from tests.unit.verify.test_mistakes import FILES, read

BUILT_IN = len(get_args(BuiltIn))
SCENARIO = "规则: [{rules}]\n场景:\n  - {{名称: 什么都不发生, 经过: [{{会员: anna, 时间: 2026-03-01, 签到: {{}}}}]}}\n"
NOT_TRIED = "\n保证 不会有的事\n  当：骑行\n  如果：里程 > 5 且 里程 < 5\n  必给：十元券\n结束\n"


def run(folder: Path, *options: str) -> str:
    """What pytest says of the scenario files of a folder."""
    source = Path(benefitdsl.__file__).parents[1]
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", *options, "."]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(source)}
    )
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mistake that leaves a coupon with who gave the order back, and its right twin, each with a scenario file."""
    made = tmp_path_factory.mktemp("rules")
    case = read(next(file for file in FILES if file.stem.startswith("07")))
    for name, rules in (
        ("wrong", case["rules"].replace(case["right"], case["wrong"])),
        ("right", case["rules"]),
    ):
        (made / name).mkdir()
        (made / name / "p.benefit").write_text(rules + NOT_TRIED, encoding="utf-8")
        (made / name / "s.scenario.yaml").write_text(SCENARIO.format(rules="p.benefit"), encoding="utf-8")
    return made


def test_a_broken_law_fails_with_its_story(folder: Path) -> None:
    told = run(folder / "wrong", "--benefitdsl-verify=2")
    assert "law: law 退款收回 [p.benefit]" in told
    assert "anna · 订单 e1 · 已生效" in told
    assert "保证要求：订单之后：全部退回后，会员不保留" in told
    assert f"1 failed, {BUILT_IN + 1} passed, 1 skipped" in told


def test_the_right_twin_passes_and_what_was_not_tried_is_skipped(folder: Path) -> None:
    told = run(folder / "right", "-o", "benefitdsl_verify=0.5")
    assert f"{BUILT_IN + 2} passed, 1 skipped" in told
    assert "histories concerned the law `不会有的事`" in told


def test_laws_are_not_tried_unless_asked(folder: Path) -> None:
    assert "1 passed in" in run(folder / "wrong")
