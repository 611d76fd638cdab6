"""`benefitdsl run`: a file of events through a programme."""

from __future__ import annotations

import time
from pathlib import Path

import click

from benefitdsl.adapters.cli import tale
from benefitdsl.adapters.cli.events import gather
from benefitdsl.adapters.cli.exits import USAGE
from benefitdsl.adapters.cli.given import require_seed, seed_option
from benefitdsl.adapters.cli.output import complain, json_option, language_option, say, say_json, stop
from benefitdsl.adapters.cli.progress import progress
from benefitdsl.adapters.cli.rules import Spoken, read_plan
from benefitdsl.adapters.cli.summary_text import SummaryText
from benefitdsl.adapters.cli.tale import story_of
from benefitdsl.adapters.files.effects import write_effects
from benefitdsl.adapters.files.engines import ENGINES, EngineName
from benefitdsl.adapters.files.replay import Replay, replay
from benefitdsl.messages import Language, fill, word
from benefitdsl.quantities.calendar import Zone, parse_day


@click.command()
@click.argument("rules", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--events",
    "events_path",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV, text, JSON lines or Parquet; .gz too.",
)
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="How rows become events (docs/mapping.md). Without it: JSON lines that are events.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Effects: .jsonl or .csv; .gz too."
)
@click.option("--until", metavar="DATE", help="At the end let time pass to the end of this local day.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="How many processes.")
@click.option(
    "--engine", type=click.Choice(ENGINES), default="compiled", show_default=True, help="Which engine."
)
@click.option(
    "--on-bad-row",
    type=click.Choice(("skip", "stop")),
    default="skip",
    show_default=True,
    help="What to do with a row that is no event.",
)
@click.option("--explain", "member", metavar="MEMBER", help="Then tell the story of this member.")
@seed_option
@json_option
@language_option
def command(
    rules: Path,
    events_path: Path,
    mapping: Path | None,
    out: Path | None,
    until: str | None,
    jobs: int,
    engine: EngineName,
    on_bad_row: str,
    member: str | None,
    seed: bytes | None,
    as_json: bool,
    language: Language | None,
) -> None:
    """Send a file of events through a programme: a summary, and the effects to --out.

    Members are replayed each in order of time; the result does not depend on --jobs. A member joins with the first
    event. What is due passes when the member's next event comes, and at the end up to --until.
    """
    spoken = read_plan(rules, language)
    require_seed(spoken.plan, seed, spoken.language)
    end = None if until is None else end_of_day(spoken, until)
    gathered = gather(spoken.plan, events_path, mapping, on_bad_row, spoken.language)
    started = time.monotonic()
    with progress(events_path.name, len(gathered.events), wanted=not as_json) as advance:
        done = replay(
            spoken.plan,
            gathered.events,
            engine=engine,
            until=end,
            jobs=jobs,
            effects=out is not None,
            progress=advance,
            seed=seed,
        )
    seconds = time.monotonic() - started
    done.summary.bad_rows = gathered.bad_rows
    _write(done, out, spoken.language, quiet=as_json)
    told = [] if member is None else story_of(spoken, gathered.events, member, None, end, seed)
    if as_json:
        contested = [{"key": key, "members": list(members)} for key, members in done.groups.contested]
        story = {} if member is None else {"story": tale.as_json(spoken, told)}
        say_json(done.summary.to_json() | {"contested": contested} | story)
        return
    _show(done, spoken, seconds, jobs)
    if told:
        say("\n" + tale.as_text(spoken, told))


def end_of_day(spoken: Spoken, text: str) -> int:
    """The end of a local day, written `2026-03-31`: the start of the next one, at which what was good that day ends."""
    try:
        return Zone(spoken.plan.timezone, spoken.plan.day_start).start_of_day(parse_day(text) + 1)
    except ValueError:
        stop(fill(word("cli", "until_date", spoken.language), {"text": text}, spoken.language), USAGE)


def _write(done: Replay, out: Path | None, language: Language, *, quiet: bool) -> None:
    try:
        if out is not None:
            count = write_effects(out, done.effects())
            if not quiet:
                complain(fill(word("cli", "wrote", language), {"count": count, "file": str(out)}, language))
    except OSError as error:
        stop(f"--out: {error}", USAGE)
    finally:
        done.close()


def _show(done: Replay, spoken: Spoken, seconds: float, jobs: int) -> None:
    language = spoken.language
    say(SummaryText(spoken.plan, language).text(done.summary.to_json(), len(done.groups.contested)))
    if jobs > 1 and done.groups.whole:
        complain(fill(word("cli", "together", language), {"what": done.groups.whole}, language))
    rate = word("cli", "rate", language)
    complain(fill(rate, {"count": done.summary.events, "seconds": f"{seconds:.1f}"}, language))
