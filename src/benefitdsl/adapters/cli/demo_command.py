"""`benefitdsl demo`: a shop's year through a full programme, and one member's story in both languages."""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import click

from benefitdsl.adapters.cli.output import complain, json_option, say, say_json, stop
from benefitdsl.adapters.cli.progress import progress
from benefitdsl.adapters.cli.rules import Spoken, names_in, read_plan
from benefitdsl.adapters.cli.summary_text import SummaryText
from benefitdsl.adapters.cli.tale import explanations
from benefitdsl.adapters.demo.shop import HERO, HIGHLIGHTS, YEAR, year_of_events
from benefitdsl.adapters.files.replay import replay
from benefitdsl.engine.door import Door
from benefitdsl.engine.explain import Explanation, Teller
from benefitdsl.messages import LANGUAGES, Language, fill, word
from benefitdsl.model.event import Event
from benefitdsl.quantities.calendar import Zone, day_of


@click.command()
@click.option(
    "--members", type=click.IntRange(2, 100_000), default=300, show_default=True, help="How many members."
)
@click.option(
    "--seed", type=int, default=7, show_default=True, help="Which year: the same seed, the same year."
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Only this language. [default: both]")
@json_option
def command(members: int, seed: int, language: Language | None, as_json: bool) -> None:
    """Make up a shop's year and run a full programme over it.

    Orders with lines, refunds, sign-ins, shares and invitations; points, tiers, coupons, missions. Prints the summary,
    then the story of one member in Chinese and English.
    """
    languages: tuple[Language, ...] = (language,) if language else LANGUAGES
    spoken = [read_plan(rules_of(each)) for each in languages]
    plan = spoken[0].plan
    door = Door(plan)
    started = time.monotonic()
    events = [door.read_event(raw) for raw in year_of_events(members, seed)]
    until = Zone(plan.timezone, plan.day_start).start_of_day(day_of(YEAR + 1, 1, 1))
    with progress("demo", len(events), wanted=not as_json) as advance:
        done = replay(plan, events, until=until, progress=advance)
    if as_json:
        say_json(done.summary.to_json())
        return
    for one in spoken:
        _summary(one, done.summary.to_json(), seed)
        _story(one, events, until)
    seconds = f"{time.monotonic() - started:.1f}"
    rate = word("cli", "rate", spoken[0].language)
    complain(fill(rate, {"count": done.summary.events, "seconds": seconds}, spoken[0].language))


def rules_of(language: Language) -> Path:
    """The rules of the demo: inside the package, or in the checkout's examples."""
    name = f"demo.{language}.benefit"
    packed = files("benefitdsl.adapters.demo") / "rules" / name
    if packed.is_file() and isinstance(packed, Path):
        return packed
    path = Path(__file__).resolve().parents[4] / "examples" / "rules" / "demo" / name
    if not path.is_file():
        stop(f"the rules of the demo ({name}) did not come with this installation")
    return path


def _summary(spoken: Spoken, summary: dict[str, object], seed: int) -> None:
    language = spoken.language
    facts = {"members": str(summary["members"]), "events": str(summary["events"])}
    title = fill(word("cli", "demo_title", language), facts, language)
    again = fill(word("cli", "demo_again", language), {"seed": seed}, language)
    say(f"{title}\n{again}\n\n{SummaryText(spoken.plan, language).text(summary, 0)}\n")


def _story(spoken: Spoken, events: Sequence[Event], until: int) -> None:
    """A line for everything that happened to the member, and some of it in full."""
    language = spoken.language
    told = explanations(spoken, events, HERO, None, until)
    teller = Teller(spoken.plan, language, names_in(language))
    say(fill(word("cli", "demo_story", language), {"member": HERO}, language))
    say("\n".join(f"  {line}" for one in told for line in teller.lines(one)) + "\n")
    say("\n\n".join(teller.text(one) for one in told if _is_highlight(one)) + "\n")


def _is_highlight(told: Explanation) -> bool:
    return told.event is not None and told.event.key in HIGHLIGHTS
