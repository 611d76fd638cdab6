"""An explanation in words, in the language of the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeVar, assert_never, get_args

from benefitdsl.engine.explain.effects_told import EffectWords
from benefitdsl.engine.explain.naming import Naming
from benefitdsl.engine.explain.reading import is_met, is_never
from benefitdsl.engine.explain.story import (
    AddedNothing,
    AskedStory,
    Compared,
    DrawStory,
    Explanation,
    Finding,
    LimitUse,
    LotStory,
    MissionStory,
    Multiplier,
    NoBudget,
    NoRoom,
    NotEnrolled,
    NothingMatched,
    NoTicket,
    NotInAudience,
    NotInGroup,
    NotMet,
    NotScheduled,
    NotYet,
    OneWay,
    OutOfStock,
    OverShare,
    PartStory,
    PointsStory,
    RosterStory,
    RuleStory,
    ScoreStory,
    StandingStory,
    Stated,
    StepStory,
    TierStory,
    Together,
    TooFewPoints,
    Unit,
    Why,
    WrongFee,
)
from benefitdsl.messages import Language, word
from benefitdsl.model.decision import Reason
from benefitdsl.model.effect import Effect
from benefitdsl.model.event import FieldValue
from benefitdsl.plan.expr import BalanceOf, DaysSince
from benefitdsl.plan.parts import OnEvent, Origin, Plan
from benefitdsl.source.display import quoted

FIRES, DOES_NOT = "✓", "✗"

T = TypeVar("T")

# Units of which there is no so much: what is missing to them is not told.
UNCOUNTED: Final = ("level", "date", "text", "flag", "variant")

# `benefitdsl explain BEN905` says more: the codes stand in the order of the reasons.
CODES = {reason: f"BEN{number}" for number, reason in enumerate(get_args(Reason), 901)}

# Reasons whose detail is one of a few words of ours (`[reason_details]`), not a name.
WORDED: Final = ("offer_not_possible", "team_not_possible", "cancel_not_possible")


class Teller:
    """Writes explanations of one plan in one language."""

    def __init__(self, plan: Plan, language: Language, names: Mapping[str, str] | None = None) -> None:
        self.plan = plan
        self.language = language
        self.naming = Naming(plan, language, names)
        self.effects = EffectWords(self.naming)

    def text(self, told: Explanation) -> str:
        """The whole explanation, in lines."""
        lines = [self._header(told), *self._fields(told)]
        if told.status in ("applied", "repeated"):
            body = [
                *self._section("section_asked", self._all(told.asked, self._asked)),
                *self._section("section_rules", self._rules(told)),
                *self._section("section_missions", self._all(told.missions, self._mission)),
                *self._section("section_tiers", self._all(told.tiers, self._tier)),
                *_under(
                    self.naming.points_heading(story.currency for story in told.points),
                    self._all(told.points, self._points),
                ),
                *self._section("section_scores", self._all(told.scores, self._score)),
                *self._section("section_draws", self._all(told.draws, self._draw)),
                *self._section("section_boards", self._all(told.standings, self._standing)),
                *self._section("section_teams", self._all(told.rosters, self._roster)),
                *self._section("section_others", self._others(told)),
            ]
            lines += body or ["  " + self._put("nothing")]
        else:
            lines += self._section("section_asked", self._all(told.asked, self._asked))
        return "\n".join(lines)

    def lines(self, told: Explanation) -> list[str]:
        """The explanation in short: what it was, and its effects one below the other."""
        made = [effect for rule in told.rules for effect in rule.effects]
        made += [effect for part in told.others for effect in part.effects]
        made += [effect for mission in told.missions for effect in mission.effects]
        made += [effect for tier in told.tiers for effect in tier.effects]
        made += [effect for asked in told.asked for effect in asked.effects]
        made += [effect for score in told.scores for effect in score.effects]
        return [
            self._header(told),
            *(f"  → {self._dated(one, told)}" for one in sorted(made, key=lambda one: _order(one, told))),
        ]

    def brief(self, told: Explanation) -> list[str]:
        """The same with what the event says of itself."""
        head, *effects = self.lines(told)
        return [head, *self._fields(told), *effects]

    # ------------------------------------------------------------------------- the frame

    def _put(self, key: str, **facts: str) -> str:
        return self.naming.put(key, **facts)

    def _all(self, stories: Iterable[T], tell: Callable[[T], Iterator[str]]) -> Iterator[str]:
        for story in stories:
            yield from tell(story)

    def _section(self, key: str, lines: Iterable[str]) -> list[str]:
        return _under(self._put(key), lines)

    def _header(self, told: Explanation) -> str:
        event, member = told.event, quoted(told.member)
        if event is None:
            return self._put("header_time", time=self.naming.time(told.now), member=member)
        head = self._put(
            "header_event",
            time=self.naming.time(event.at),
            member=member,
            event=self.naming.name(event.type),
            id=quoted(event.key),
        )
        reason = "" if told.reason is None else word("reasons", told.reason, self.language)
        if told.detail and told.reason in WORDED:
            reason += self._put("colon") + word("reason_details", told.detail, self.language)
        elif told.detail:
            reason += self._put("brackets", text=quoted(told.detail))
        if told.reason:
            reason += f" [{CODES[told.reason]}]"
        return head + " · " + self._put(f"status_{told.status}", reason=reason)

    def _fields(self, told: Explanation) -> Iterator[str]:
        if told.event is None or not told.event.fields:
            return
        texts = [
            f"{self.naming.name(name)} {self._field(name, value)}"
            for name, value in told.event.fields.items()
        ]
        yield "  " + self._put("comma").join(texts)

    def _field(self, name: str, value: FieldValue) -> str:
        if isinstance(value, (int, str)):
            return self.naming.value(value, self.naming.units.field(name))
        return self.naming.joined(
            [
                quoted(item)
                if isinstance(item, str)
                else "[" + self._put("list_comma").join(self._item(*part) for part in item.items()) + "]"
                for item in value
            ]
        )

    def _item(self, name: str, value: int | str | bool) -> str:
        return f"{self.naming.name(name)} {self.naming.value(value, self.naming.units.item_field(name))}"

    def _place(self, origin: Origin) -> str:
        """The line that says so; roles and spending have none."""
        if not origin.line:
            return ""
        return self._put("brackets", text=quoted(f"{origin.file}:{origin.line}"))

    # ------------------------------------------------------------------------- rules

    def _rules(self, told: Explanation) -> Iterator[str]:
        for rule in told.rules:
            yield from self._rule(rule)
        for multiplier in told.multipliers:
            yield self._multiplier(multiplier)

    def _rule(self, story: RuleStory) -> Iterator[str]:
        head = f"{self.naming.part(story.rule)}{self._place(story.origin)}{self._put('colon')}"
        if story.why is None:
            yield f"{FIRES} {head}{self._put('fired')}"
        elif story.fired:
            yield f"{FIRES} {head}{self._put('otherwise')}"
        else:
            yield f"{DOES_NOT} {head}{self._put('not_fired')}"
        told = self.findings(story.findings) if story.why is None else self.why(story.why)
        yield from (f"    {line}" for line in told)
        yield from (f"    {self.use(use)}" for use in story.limits)
        yield from (f"    → {self.effects.text(effect)}" for effect in story.effects)

    def why(self, why: Why) -> Iterator[str]:
        """Why a rule did not fire, or an event did not count for a mission."""
        match why:
            case NotScheduled(schedule, None, _):
                yield self._put("why_schedule", schedule=self.naming.schedule(schedule))
            case NotScheduled(schedule, next_day, next_minute):
                yield self._put(
                    "why_schedule_next",
                    schedule=self.naming.schedule(schedule),
                    time=self.naming.begin(next_day or 0, next_minute),
                )
            case NotInAudience(segment, findings):
                yield self._put("why_audience", segment=self.naming.title("segment", segment))
                yield from (f"  {line}" for line in self.findings(findings))
            case NotMet(findings):
                yield from self.findings(findings)
            case NoRoom(use):
                yield self._put("why_limit", use=self.use(use))
            case NoBudget():
                yield self._budget(why)
            case NotInGroup(group, by):
                key = "why_group_best" if group.policy == "best" else "why_group"
                yield self._put(key, group=quoted(group.id), by=self.naming.part(by))
            case NotEnrolled():
                yield self._put("why_enrol")
            case NothingMatched(where):
                yield self._put("why_lines", where=self.naming.expr(where))
            case AddedNothing():
                yield self._put("why_nothing")
            case NotYet(mission, step):
                yield self._put("why_step", step=self.naming.title(f"step {mission}", step))
            case _:
                yield self._lacking(why)

    def _lacking(self, why: TooFewPoints | OverShare | WrongFee | OutOfStock | NoTicket) -> str:
        """What was not there of what something costs."""
        match why:
            case TooFewPoints(currency, needed, live):
                return self._put(
                    "why_points",
                    needed=self.naming.points(needed, currency),
                    live=self.naming.amount(live, currency),
                    missing=self.naming.amount(needed - live, currency),
                )
            case OverShare(currency, asked, most, step):
                return self._put(
                    "why_share",
                    asked=self.naming.points(asked, currency),
                    most=self.naming.amount(most, currency),
                    step=self.naming.amount(step, currency),
                )
            case WrongFee(fee, paid):
                return self._put("why_fee", fee=self.naming.money(fee), paid=self.naming.money(paid))
            case OutOfStock(total):
                return self._put("why_stock", total=str(total))
            case NoTicket(benefit):
                return self._put("why_ticket", benefit=self.naming.title("benefit", benefit))
            case _:
                assert_never(why)

    def _budget(self, why: NoBudget) -> str:
        money = why.budget.unit == "money"
        used, total, asked = (
            self.naming.money(number) if money else str(number)
            for number in (why.used, why.budget.total, why.asked)
        )
        text = self._put("why_budget", budget=quoted(why.budget.id), used=used, total=total, asked=asked)
        return text + ("" if why.span is None else self._put("brackets", text=self.naming.span(why.span)))

    def use(self, use: LimitUse) -> str:
        """How much of a limit is used, with the bounds of its window."""
        text = self._put(
            "use",
            used=str(use.used),
            count=str(use.limit.count),
            scope=self._put(f"scope_{use.limit.scope}"),
            window=self.naming.window(use.limit.window),
        )
        return text + ("" if use.span is None else self._put("brackets", text=self.naming.span(use.span)))

    def findings(self, findings: Iterable[Finding]) -> Iterator[str]:
        """What a condition read."""
        for finding in findings:
            yield from self._finding(finding)

    def _finding(self, finding: Finding) -> Iterator[str]:
        match finding:
            case Compared():
                yield self._compared(finding)
            case Stated(expr, holds, _, inside):
                yield self._put("holds" if holds else "holds_not", text=self.naming.expr(expr))
                yield from (f"  {line}" for line in self.findings(inside))
            case OneWay(ways, holds):
                yield self._put("one_way_holds" if holds else "one_way") + self._put("colon").rstrip()
                told = [way for way in ways if not holds or is_met(way)]
                yield from (f"  {line}" for line in self.findings(told))
            case Together(parts, holds):
                yield self._put("together") + self._put("colon").rstrip()
                shown = [part for part in parts if holds or not is_met(part)]
                yield from (f"  {line}" for line in self.findings(shown))
            case _:
                assert_never(finding)

    def _compared(self, compared: Compared) -> str:
        def value(number: int | str | bool, unit: Unit) -> str:
            if isinstance(compared.left, BalanceOf) and isinstance(number, int):
                return self.naming.amount(number, compared.left.currency)  # its name is said with the balance
            return self.naming.value(number, unit)

        if isinstance(compared.left, DaysSince) and is_never(compared.left, compared.actual):
            return self._never(compared, compared.left)
        text = self._put(
            "compared",
            left=self.naming.expr(compared.left),
            actual=value(compared.actual, compared.unit),
            op=self._put(f"op_{compared.op}"),
            needed=value(compared.needed, compared.unit),
        )
        if compared.distance is not None and compared.unit.kind not in UNCOUNTED:
            key = {"ge": "short", "gt": "short", "le": "over", "lt": "over"}.get(compared.op, "off")
            text = self._put(key, finding=text, distance=value(compared.distance, compared.unit))
        if compared.span is not None:
            first, end = (self.naming.time(instant) for instant in compared.span)
            text += self._put("brackets", text=self._put("read_from", first=first, end=end))
        return text

    def _never(self, compared: Compared, since: DaysSince) -> str:
        """Days since something that has not happened yet."""
        return self._put(
            "compared_never",
            what=self.naming.name(self.naming.units.metric(since.metric).event),
            left=self.naming.expr(since),
            op=self._put(f"op_{compared.op}"),
            needed=self.naming.value(compared.needed, compared.unit),
        )

    def _multiplier(self, multiplier: Multiplier) -> str:
        parts = [
            self._put(
                "part_compound" if compound else "part_share",
                rule=self.naming.part(rule),
                factor=_ratio(numerator, denominator),
            )
            for rule, numerator, denominator, compound in multiplier.rules
        ]
        if sum(not compound for *_, compound in multiplier.rules) > 1:
            parts.append(self._put("shares_added"))
        return self._put(
            "multiplied",
            points=self.naming.title("points", multiplier.currency),
            factor=_ratio(multiplier.numerator, multiplier.denominator),
            parts=self.naming.joined(parts),
        )

    def _asked(self, story: AskedStory) -> Iterator[str]:
        """What the event asked for by name, and what stood in the way."""
        name = self.naming.part(story.id) if story.family == "promotion" else ""
        name = name if name != quoted(story.id) else ""
        head = (name or self.naming.title(story.family, story.id)) + self._place(story.origin)
        head += self._put("colon")
        if story.why is None:
            yield f"{FIRES} {head}{self._put('given')}"
            yield from (f"    {line}" for line in self.findings(story.findings))
        else:
            yield f"{DOES_NOT} {head}{self._put('not_given')}"
            yield from (f"    {line}" for line in self.why(story.why))
        yield from (f"    {self.use(use)}" for use in story.limits)
        yield from (f"    → {self.effects.text(effect)}" for effect in story.effects)

    # ------------------------------------------------------------------------- what the member has

    def _mission(self, story: MissionStory) -> Iterator[str]:
        title = self.naming.title("mission", story.mission)
        before, after = (self.naming.value(number, story.unit) for number in (story.before, story.after))
        key = "progress_same" if story.before == story.after else "progress"
        parts = [self._put(key, before=before, after=after)]
        if story.target is not None:
            left = self.naming.value(story.target - story.after, story.unit)
            parts.append(self._put("to_go", left=left, target=self.naming.value(story.target, story.unit)))
        if story.completed:
            parts.append(self._put("mission_done", times=str(story.completed)))
        if story.ends_at is not None:
            parts.append(self._put("until", time=self.naming.time(story.ends_at)))
        yield f"{title}{self._put('colon')}{self._put('comma').join(parts)}"
        yield from (f"    {self._step(story.mission, step)}" for step in story.steps)
        if story.why is not None:
            yield from (f"    {line}" for line in self.why(story.why))
        yield from (f"    → {self.effects.text(effect)}" for effect in story.effects)

    def _step(self, mission: str, story: StepStory) -> str:
        """A step of a composite mission: done, or how much is missing."""
        title, value = self.naming.title(f"step {mission}", story.step), self.naming.value
        done = story.after >= story.target
        key = "progress_same" if story.before == story.after else "progress"
        text = self._put(key, before=value(story.before, story.unit), after=value(story.after, story.unit))
        if not done:
            left = value(story.target - story.after, story.unit)
            text += self._put("comma")
            text += self._put("to_go", left=left, target=value(story.target, story.unit))
        return f"{FIRES if done else DOES_NOT} {title}{self._put('colon')}{text}"

    def _score(self, story: ScoreStory) -> Iterator[str]:
        """A score: what it is, and what it would be."""
        key = "progress_same" if story.before == story.value else "progress"
        texts = [self._put(key, before=str(story.before), after=str(story.value))]
        would = sum(value for _, value in story.parts)
        if would != story.value and story.review_at is not None:
            texts.append(self._put("would_be", value=str(would), time=self.naming.time(story.review_at)))
        yield self.naming.title("score", story.score) + self._put("colon") + self._put("comma").join(texts)
        for part, value in story.parts:
            yield f"    {self.naming.title(f'part {story.score}', part)}{self._put('colon')}{value}"
        for effect in story.effects:  # time brings them, always
            yield f"    → {self.naming.time(effect.cause.at)} {self.effects.text(effect)}"

    def _draw(self, story: DrawStory) -> Iterator[str]:
        """How far it is to the guarantee."""
        text = self._put("empty_draws", count=str(story.after))
        left = max(0, story.guarantee - story.after)
        key = "sure_after" if left else "sure_next"
        sure = self.naming.title(f"prize {story.draw}", story.sure)
        text += self._put("comma") + self._put(key, left=str(left), prize=sure)
        yield self.naming.title("draw", story.draw) + self._put("colon") + text

    def _standing(self, story: StandingStory) -> Iterator[str]:
        unit = self.naming.units.of_board(story.board)
        before, after = (self.naming.value(number, unit) for number in (story.before, story.after))
        text = self._put("progress", before=before, after=after)
        yield f"{self.naming.title('board', story.board)}{self._put('colon')}{quoted(story.member)} {text}"

    def _roster(self, story: RosterStory) -> Iterator[str]:
        members = self.naming.joined([quoted(member) for member in story.members])
        yield f"{self.naming.title('team', story.team)}{self._put('colon')}{members}"

    def _tier(self, story: TierStory) -> Iterator[str]:
        before, level = (self.naming.level_of(story.tiers, name) for name in (story.before, story.level))
        key = "tier_kept" if before == level else "tier_moved"
        parts = [self._put(key, before=before, level=level)]
        metric, value = self.naming.expr(story.metric), self.naming.value(story.value, story.unit)
        text = self._put("tier_metric", metric=metric, value=value)
        if story.span is not None:
            text += self._put("brackets", text=self.naming.span(story.span))
        parts.append(text)
        if story.next_level is not None and story.needed is not None and story.needed > story.value:
            left = self.naming.value(story.needed - story.value, story.unit)
            next_level = self.naming.level_of(story.tiers, story.next_level)
            parts.append(self._put("tier_next", left=left, level=next_level))
        if story.valid_until is not None:
            parts.append(self._put("until", time=self.naming.time(story.valid_until)))
        yield f"{self.naming.title('tiers', story.tiers)}{self._put('colon')}{self._put('comma').join(parts)}"
        yield from (f"    → {self.effects.text(effect)}" for effect in story.effects)

    def _points(self, story: PointsStory) -> Iterator[str]:
        before, after, owed = (
            self.naming.amount(number, story.currency) for number in (story.before, story.after, story.owed)
        )
        text = self._put("balance", before=before, after=after)
        if story.owed:
            text += self._put("comma") + self._put("owed", points=owed)
        yield f"{self.naming.title('points', story.currency)}{self._put('colon')}{text}"
        yield from (f"    {self._lot(lot)}" for lot in story.lots)

    def _lot(self, lot: LotStory) -> str:
        key = "lot_pending" if lot.pending else "lot"
        change = "+" * (lot.change >= 0) + self.naming.amount(lot.change, lot.currency)
        text = self._put(
            key, lot=quoted(lot.lot), change=change, left=self.naming.amount(lot.left, lot.currency)
        )
        if lot.expires_at is None:
            return text + self._put("comma") + self._put("lasts")
        return text + self._put("comma") + self._put("expires", time=self.naming.time(lot.expires_at))

    def _others(self, told: Explanation) -> Iterator[str]:
        for story in told.others:
            yield f"{self._part(story, told)}{self._place(story.origin)}"
            yield from (f"    → {self._dated(effect, told)}" for effect in story.effects)

    def _part(self, story: PartStory, told: Explanation) -> str:
        """The part, and of a rule that no event starts what it waited for."""
        rule = next(
            (one for one in self.plan.rules if (one.id, one.origin) == (story.part, story.origin)), None
        )
        waits = [one for one in rule.triggers if not isinstance(one, OnEvent)] if rule is not None else []
        name = self.naming.name(story.part) if rule is None else self.naming.part(story.part)
        if not waits or any(_fell_due(effect, told) for effect in story.effects):
            return name
        text = self.naming.joined([self.naming.trigger(one) for one in waits])
        return f"{name}{self._put('comma')}{text}"

    def _dated(self, effect: Effect, told: Explanation) -> str:
        """An effect of time with its instant: it may lie long before the event."""
        text = self.effects.text(effect)
        return f"{self.naming.time(effect.cause.at)} {text}" if _fell_due(effect, told) else text


def _fell_due(effect: Effect, told: Explanation) -> bool:
    """Whether time brought it: whatever is not caused by the event at hand. Its key alone would not tell, for an
    event that a due effect addressed has one like `@<instant>#0`."""
    return told.event is None or effect.cause.event != told.event.key


def _order(effect: Effect, told: Explanation) -> tuple[int, int, int]:
    """The order of a decision, once its effects were parted (spec §2): what fell due before the event, the event's
    own, what fell due after it."""
    cause = effect.cause
    if not _fell_due(effect, told):
        return (1, 0, cause.position)
    after = told.event is not None and cause.event.startswith(f"{told.event.key}@")
    return (2 if after else 0, cause.at, cause.position)


def _ratio(numerator: int, denominator: int) -> str:
    """A factor as a decimal where it is one, else as a fraction."""
    scaled, rest = divmod(numerator * 10_000, denominator)
    if rest:
        return f"{numerator}/{denominator}"
    return f"{scaled // 10_000}.{scaled % 10_000:04}".rstrip("0").rstrip(".")


def _under(heading: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return [heading, *(f"  {line}" for line in found)] if found else []
