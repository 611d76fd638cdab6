"""Draws made again from their seed: the ones that follow, and each way of not following."""

from __future__ import annotations

import hmac
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from benefitdsl.adapters.cli.root import root
from benefitdsl.adapters.files.draws import BadEffects, Drawn, check_draws, read_draws
from benefitdsl.adapters.files.replay import replay
from benefitdsl.engine.door import Door
from benefitdsl.plan import with_version
from benefitdsl.plan.parts import Draw, GrantBenefit, Origin, Plan, Prize
from tests.support.salon import RULES, SEED, salon
from tests.unit.engine_explain.test_salon import STORY, event

MORE = tuple(
    raw
    for number in range(10)
    for raw in (
        event(f"d{number}", "order", 20, order=f"d{number}", amount="400.00"),
        event(f"x{number}", "draw", 20, draw="box"),
    )
)


def effects(plan: Plan, jobs: int = 1) -> list[bytes]:
    door = Door(plan)
    done = replay(plan, [door.read_event(raw) for raw in (*STORY, *MORE)], effects=True, seed=SEED, jobs=jobs)
    try:
        return list(done.effects())
    finally:
        done.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("draws") / "effects.jsonl"
    path.write_bytes(b"".join(effects(salon())))
    return path


def test_draws_follow_from_the_seed(file: Path) -> None:
    draws = list(read_draws(file))
    assert len(draws) == 11
    assert {one.prize for one in draws} > {"drops", ""}
    assert list(check_draws(draws, SEED, "salon", salon())) == [None] * 11


def test_a_roll_is_made_by_hand(file: Path) -> None:
    drawn = next(read_draws(file))
    message = f"salon/box/{drawn.member}/{drawn.event}/0/0"
    number = int.from_bytes(hmac.new(SEED, message.encode(), sha256).digest(), "big")
    assert (drawn.total, drawn.roll) == (100, number % 100)  # the uneven rest of 2^256 is never met here
    assert drawn.commitment == sha256(SEED).hexdigest()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"roll": 99}, "roll"),
        ({"member": "bob"}, "roll"),
        ({"event": "other"}, "roll"),
        ({"number": 1}, "roll"),
        ({"total": 1000}, "roll"),
        ({"prize": "lipstick"}, "prize"),
        ({"prize": "drops", "sure": True}, "prize"),
        ({"commitment": "00"}, "commitment"),
    ],
)
def test_what_does_not_follow_is_named(file: Path, change: dict[str, Any], fault: str) -> None:
    drawn = next(read_draws(file))
    wrong = next(check_draws([replace(drawn, **change)], SEED, "salon", salon()))
    assert wrong is not None
    assert wrong.fault == fault


def test_another_seed_or_programme_does_not_follow(file: Path) -> None:
    draws = list(read_draws(file))
    assert all(one is not None for one in check_draws(draws, bytes(32), "salon"))
    found = [one for one in check_draws(draws, SEED, "another") if one is not None]
    assert len(found) > 5


def test_a_draw_stands_there_once(file: Path) -> None:
    drawn = next(read_draws(file))
    first, again = check_draws([drawn, drawn], SEED, "salon", salon())
    assert first is None
    assert again is not None
    assert again.fault == "repeated"


def test_prizes_are_asked_only_of_the_version_that_drew(file: Path) -> None:
    drawn = replace(next(read_draws(file)), prize="lipstick", version="0" * 64)
    assert list(check_draws([drawn], SEED, "salon", salon())) == [None]


def make(prizes: tuple[Prize, ...], out: Any, roll_total: int) -> tuple[Plan, Drawn]:
    """A plan with one draw, and a draw of it whose roll follows."""
    plan = with_version(Plan("p", "UTC", "CNY", (), draws=(Draw("d", Origin("f", 1), prizes, out=out),)))
    message = "p/d/m/e/0/0"
    number = int.from_bytes(hmac.new(SEED, message.encode(), sha256).digest(), "big")
    commitment = sha256(SEED).hexdigest()
    drawn = Drawn(1, "m", "e", plan.version, "d", 0, "", False, number % roll_total, roll_total, commitment)
    return plan, drawn


GIFT = (GrantBenefit("b"),)


@pytest.mark.parametrize(
    ("out", "named_stock", "prize", "follows"),
    [
        ("nothing", None, "", False),  # one that cannot run out did come
        ("nothing", 5, "", True),
        ("nothing", 5, "other", False),
        ("next", 5, "other", True),
        ("next", None, "other", False),
    ],
)
def test_what_may_have_run_out(out: str, named_stock: int | None, prize: str, follows: bool) -> None:
    prizes = (Prize("named", 10, GIFT, named_stock), Prize("other", 0, GIFT))
    plan, drawn = make(prizes, out, 10)
    found = next(check_draws([replace(drawn, prize=prize)], SEED, "p", plan))
    assert (found is None) == follows
    assert next(check_draws([replace(drawn, prize="named")], SEED, "p", plan)) is None


def test_of_a_draw_among_those_that_are_there_every_way_is_looked_at() -> None:
    prizes = (Prize("scarce", 30, GIFT, 1), Prize("plenty", 70, GIFT))
    plan, drawn = make(prizes, "renormalise", 70)
    assert next(check_draws([replace(drawn, prize="plenty")], SEED, "p", plan)) is None
    plan, drawn = make(prizes, "renormalise", 30)  # plenty cannot run out
    found = next(check_draws([replace(drawn, prize="scarce")], SEED, "p", plan))
    assert found is not None
    assert (found.fault, found.expected) == ("total", "70 100")


def test_a_file_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "effects.jsonl"
    path.write_text('{"effect": "draw_made"}\n')
    with pytest.raises(BadEffects, match=r"effects\.jsonl:1: a draw without `member`"):
        list(read_draws(path))
    path.write_text("{}\nnot json\n")
    with pytest.raises(BadEffects, match=r"effects\.jsonl:2"):
        list(read_draws(path))


# ------------------------------------------------------------------------------------------- the commands


def called(*arguments: str) -> Result:
    return CliRunner().invoke(root, arguments)


def test_the_command_says_what_it_found(file: Path, tmp_path: Path) -> None:
    rules = tmp_path / "salon.benefit"
    rules.write_text(RULES, encoding="utf-8")
    done = called("draws", str(file), "--seed", SEED.hex(), "--rules", str(rules))
    # The file's lines name another folder, so the version is the same and the prizes are looked at.
    assert (done.exit_code, done.output) == (
        0,
        "draws: 11, all follow from the seed (commitment 630dcd2966c43366…)\n",
    )
    bad = tmp_path / "bad.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    place = next(number for number, line in enumerate(lines) if line["effect"] == "draw_made")
    lines[place]["roll"] = 17
    bad.write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = called("draws", str(bad), "--seed", SEED.hex(), "--rules", str(rules), "--language", "zh")
    assert done.exit_code == 1
    assert (
        f"bad.jsonl:{place + 1}: 会员 `anna` 的事件 `e8`：`box` 的随机数为 17/100，按种子应为 16"
        in done.output
    )
    told = json.loads(
        called("draws", str(bad), "--seed", SEED.hex(), "--programme", "salon", "--json").output
    )
    assert (told["draws"], [one["fault"] for one in told["mismatches"]]) == (11, ["roll"])


def test_effects_as_a_decision_writes_them(file: Path, tmp_path: Path) -> None:
    """They name no member, as `Decision.to_json` is of one."""
    stored = tmp_path / "stored.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    own = [line for line in lines if line["member"] == "anna"]
    stored.write_text(
        "".join(json.dumps({k: v for k, v in line.items() if k != "member"}) + "\n" for line in own)
    )
    asked = ("draws", str(stored), "--seed", SEED.hex(), "--programme", "salon")
    assert called(*asked).exit_code == 2
    assert called(*asked, "--member", "anna").exit_code == 0
    assert called(*asked, "--member", "bob").exit_code == 1


def test_the_seed_is_never_repeated(file: Path) -> None:
    for seed in ("0011", "xyz" * 20):
        done = called("draws", str(file), "--seed", seed, "--programme", "salon")
        assert done.exit_code == 2
        assert seed not in done.output


def test_run_with_draws_asks_for_the_seed(tmp_path: Path) -> None:
    rules, events = tmp_path / "salon.benefit", tmp_path / "events.jsonl"
    rules.write_text(RULES, encoding="utf-8")
    events.write_text("".join(json.dumps(raw) + "\n" for raw in STORY))
    done = called("run", str(rules), "--events", str(events))
    assert done.exit_code == 2
    assert "the programme has draws" in done.output
    out = tmp_path / "out.jsonl"
    for arguments in (["--seed", SEED.hex()], ["--seed", SEED.hex(), "--jobs", "2"]):
        done = called("run", str(rules), "--events", str(events), "--out", str(out), "--json", *arguments)
        assert done.exit_code == 0, done.output
        told = json.loads(done.output)
        assert told["prizes"] == {"box": {"drops": 1}}
        assert told["privileges_used"] == {"lounge": 2}
        assert told["promotions"] == {"autumn": {"off": 2000, "orders": 1}}
        assert told["teams_joined"] == {"walkers": 1}
        assert (told["members"], told["boards_closed"]) == (3, {})
        assert called("draws", str(out), "--seed", SEED.hex(), "--rules", str(rules)).exit_code == 0


def test_results_per_variant_add_up(tmp_path: Path) -> None:
    door = Door(salon())
    events = [door.read_event(raw) for raw in (*STORY, *MORE)]
    one, two = (replay(salon(), events, seed=SEED, jobs=jobs).summary.to_json() for jobs in (1, 2))
    assert one == two
    sizes = one["experiments"]["sizes"]
    assert sum(variant["members"] for variant in sizes.values()) == one["members"] == 3
    points = one["points"]["beans"]
    assert sum(variant["points"].get("beans", 0) for variant in sizes.values()) == points[
        "earned"
    ] - points.get("taken back", 0)


def test_the_view_command(tmp_path: Path) -> None:
    from benefitdsl.engine.rulebook import Rulebook

    rules, state = tmp_path / "salon.benefit", tmp_path / "anna.json"
    rules.write_text(RULES, encoding="utf-8")
    book = Rulebook(salon())
    member = book.new_member("anna", at="2026-03-01T00:00:00Z")
    sent = book.evaluate(member, event("e", "order", 3, order="1", amount="1200.00"), seed=SEED)
    state.write_text(json.dumps(sent.member.to_json()))
    given = ("view", str(rules), "--member", str(state), "--at", "2026-03-04 10:00")
    text = called(*given, "--language", "zh")
    assert text.exit_code == 0, text.output
    assert "俱乐部：金卡，距 黑卡 还差 800.00元" in text.output
    told = json.loads(called(*given, "--json").output)
    assert (told["points"][0]["balance"], told["tiers"][0]["next"]["to_go"]) == (120, 80000)
    assert called(*given[:-1], "tomorrow").exit_code == 2


def test_a_scenario_takes_the_seed_of_the_command_where_it_has_none(tmp_path: Path) -> None:
    (tmp_path / "salon.benefit").write_text(RULES, encoding="utf-8")
    story = tmp_path / "salon.scenario.yaml"
    story.write_text(
        """\
rules: salon.benefit
scenarios:
  - name: a draw
    given: {member: anna, joined: 2026-03-01}
    story:
      - at: 2026-03-03 10:00
        order: {order: "1", amount: 400}
      - at: 2026-03-04 10:00
        id: e8
        draw: {draw: box}
        expect some: [drawn: box drops]
"""
    )
    assert called("test", str(tmp_path)).exit_code == 1
    done = called("test", str(tmp_path), "--seed", SEED.hex())
    assert done.exit_code == 0, done.output
