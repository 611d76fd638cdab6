"""Generated programmes: format and parse lose nothing, in either language; what check accepts runs, on both engines.

What runs here is what fits in a minute; `tools/programmes.py --count 20000` runs as many as it is told. Every law has
its negative control: a seeded defect that it must find within so many programmes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from time import process_time
from typing import Any, get_args

import pytest

from benefitdsl.check import judge_names
from benefitdsl.check.scope import Look
from benefitdsl.engine.explain import Teller
from benefitdsl.engine.reference import Reference
from benefitdsl.lower import programme as lowering
from benefitdsl.model.effect import Effect
from benefitdsl.model.member import Member
from benefitdsl.plan import codec
from benefitdsl.syntax import format as formatting
from benefitdsl.syntax import lines
from benefitdsl.syntax.spelling.chinese import Chinese
from tests.support.texts import conditions, coverage, laws
from tests.support.texts.laws import Tried, tried
from tests.support.texts.programmes import programme

SECONDS = 35  # of CPU time
SEEDS = 600  # whose trees must touch everything that can be written
ENOUGH = 80  # programmes after which the plans must have touched everything too, every kind of part included
SOUGHT = 30  # programmes in which a seeded defect must show
ACCEPTED = 0.85  # of the programmes that were not spoiled on purpose; some of these dare

# Effects that want a long story; the plans of `tests/support/programmes.py` have them.
SELDOM = {"BenefitReturned", "MissionReopened", "PointsReturned", "StreakRepaired"}


@pytest.mark.slow
def test_every_law_holds_for_generated_programmes(capsys: pytest.CaptureFixture[str]) -> None:
    touched: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    effects: Counter[str] = Counter()
    start, seed, accepted, spoiled = process_time(), 0, 0, 0
    while process_time() - start < SECONDS:
        found = tried(programme(seed))
        assert found.faults == [], f"seed {seed}\n{told(found)}"
        for module in found.programme.modules:
            touched.update(coverage.of_module(module))
        effects.update(found.effects)
        accepted += found.plan is not None and not found.programme.spoiled
        spoiled += bool(found.programme.spoiled)
        if found.plan is not None:
            touched.update(coverage.of_plan(found.plan))
        elif not found.programme.spoiled:
            refused.update(set(found.codes))
        seed += 1
    with capsys.disabled():
        print(
            f"\n{seed} programmes, {accepted} accepted, {spoiled} spoiled on purpose, others refused for {refused}"
        )
    assert accepted >= ACCEPTED * (seed - spoiled)
    if seed >= ENOUGH:
        assert {each.__name__ for each in get_args(Effect)} - effects.keys() <= SELDOM
        assert [name for name in coverage.missing(touched) if name.startswith("plan ")] == []


def test_everything_that_can_be_written_is_generated() -> None:
    """Every kind, field, choice, node and word of the language; else the generator has shrunk or the language grown."""
    touched: Counter[str] = Counter()
    for seed in range(SEEDS):
        for module in programme(seed).modules:
            touched.update(coverage.of_module(module))
    assert [name for name in coverage.missing(touched) if not name.startswith("plan ")] == []


def test_a_seed_is_one_programme() -> None:
    assert [programme(seed) for seed in range(20)] == [programme(seed) for seed in range(20)]


def told(found: Tried) -> str:
    return "\n".join((*found.faults, found.programme.spoiled, *found.texts.get("en", ())))


# ------------------------------------------------------------------------------------------ negative controls


def faults(law: str) -> list[str]:
    """The first faults that a law finds within so many programmes."""
    for seed in range(SOUGHT):
        found = [fault for fault in tried(programme(seed), events=40).faults if fault.startswith(law)]
        if found:
            return found
    return []


def test_nothing_is_found_without_a_defect() -> None:
    assert faults("") == []


def edges_forgotten(patch: pytest.MonkeyPatch) -> None:
    """The Chinese text does not say at which end of a day something is over."""
    lasts = Chinese.lasts
    patch.setattr(
        Chinese,
        "lasts",
        lambda self, term: lasts(self, replace(term, edge=None) if hasattr(term, "edge") else term),
    )


def comments_lost(patch: pytest.MonkeyPatch) -> None:
    """The formatter writes no comments behind a line, and nothing compares."""
    patch.setattr(formatting, "_behind", lambda line, comments: line)


def text_grows(patch: pytest.MonkeyPatch) -> None:
    """What was read from a text is formatted with one more line."""

    def longer(module: Any, *given: Any) -> str:
        return formatting.format_module(module, *given) + "\n" * was_read(module)

    patch.setattr(laws, "format_module", longer)


def was_read(module: Any) -> bool:
    return bool(module.blocks) and module.blocks[0].span.end > 0


def words_lost_on_the_way(patch: pytest.MonkeyPatch) -> None:
    """What comes back from Chinese has no titles any more."""

    def there(module: Any, catalogue: Any, language: str | None = None) -> str:
        if was_read(module) and language == "zh":
            module = replace(module, blocks=tuple(replace(block, titles=None) for block in module.blocks))
        return formatting.format_module(module, catalogue, language)

    patch.setattr(laws, "format_module", there)


def language_matters(patch: pytest.MonkeyPatch) -> None:
    """A Chinese programme has another id."""
    to_plan = lowering.to_plan

    def made(checked: Any, *given: Any) -> Any:
        found = to_plan(checked, *given)
        is_chinese = checked.modules[0].language == "zh"
        return codec.with_version(replace(found, id=found.id + "中")) if is_chinese else found

    patch.setattr("benefitdsl.lower.to_plan", made)


def day_start_lost(patch: pytest.MonkeyPatch) -> None:
    """A stored plan forgets how points are rounded."""
    patch.setattr(
        laws, "plan_to_text", lambda plan: codec.plan_to_text(replace(plan, attributes=plan.attributes[:-1]))
    )


def lines_count(patch: pytest.MonkeyPatch) -> None:
    """The version takes in the lines on which things stand."""
    patch.setattr(codec, "plan_version", lambda plan: weighed(codec.plan_to_json(replace(plan, version=""))))


def weighed(value: Any) -> str:
    return str(sum(ord(sign) * at for at, sign in enumerate(json.dumps(value))))


def comments_are_code(patch: pytest.MonkeyPatch) -> None:
    """A comment behind a value is read as part of it."""
    start = lines.comment_start
    patch.setattr(
        lines, "comment_start", lambda line: None if line.rstrip().endswith("# behind") else start(line)
    )


def last_block_counts(patch: pytest.MonkeyPatch) -> None:
    """The programme is known by the name of its last block."""
    to_plan = lowering.to_plan

    def made(checked: Any, *given: Any) -> Any:
        found, last = to_plan(checked, *given), checked.modules[-1].blocks[-1]
        return codec.with_version(replace(found, id=last.name.text if last.name else ""))

    patch.setattr("benefitdsl.lower.to_plan", made)


def guards_not_asked_for(patch: pytest.MonkeyPatch) -> None:
    """Check lets an optional field be read without a `has`, and authors write none."""
    patch.setattr(conditions, "_needing", lambda at, ref: conditions.Made(ref))

    def unguarded(node: Any, binding: Any, found: Any, look: Look, *, may_lack: bool) -> Any:
        look.bind(node, binding)
        return found

    patch.setattr(judge_names, "_guarded", unguarded)


def telling_breaks(patch: pytest.MonkeyPatch) -> None:
    """Explaining breaks in Chinese."""
    text = Teller.text

    def broken(self: Teller, given: Any) -> str:
        if self.language == "zh":
            raise KeyError("a phrase")
        return text(self, given)

    patch.setattr(Teller, "text", broken)


def members_forget(patch: pytest.MonkeyPatch) -> None:
    """A stored member comes back without what was seen."""
    from_json = Member.from_json
    patch.setattr(Member, "from_json", staticmethod(lambda data: replace(from_json(data), seen={})))


def engines_differ(patch: pytest.MonkeyPatch) -> None:
    """The reference engine's days start a minute late."""
    late = lambda plan: Reference(replace(plan, day_start=(plan.day_start + 1) % 1440))  # noqa: E731
    patch.setattr(laws, "Reference", late)


CONTROLS: tuple[tuple[Callable[[pytest.MonkeyPatch], None], str], ...] = (
    (edges_forgotten, "reads_back"),
    (comments_lost, "reads_back"),
    (text_grows, "reads_back"),
    (words_lost_on_the_way, "comes_back_from_the_other_language"),
    (language_matters, "means_the_same_in_both_languages"),
    (day_start_lost, "survives_json"),
    (lines_count, "ignores_comments"),
    (comments_are_code, "ignores_comments"),
    (last_block_counts, "ignores_the_order_of_unlike_blocks"),
    (guards_not_asked_for, "runs"),
    (telling_breaks, "runs"),
    (members_forget, "runs: the member"),
    (engines_differ, "runs: the engines"),
)


@pytest.mark.parametrize(("defect", "law"), CONTROLS, ids=lambda part: getattr(part, "__name__", ""))
def test_a_defect_shows(
    defect: Callable[[pytest.MonkeyPatch], None], law: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    defect(monkeypatch)
    assert faults(law) != []
