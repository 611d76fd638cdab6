"""What a scenario would have to do to reach a goal, in a sentence of the author's language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, assert_never

from benefitdsl.engine.explain.naming import Naming
from benefitdsl.messages import Language, word
from benefitdsl.plan.expr import TRUE, Expr, MetricOf
from benefitdsl.plan.parts import Limit, Plan, Rule
from benefitdsl.quantities.duration import Duration
from benefitdsl.quantities.window import Window
from benefitdsl.verify.coverage.conditions import opposite
from benefitdsl.verify.coverage.edges import is_exact
from benefitdsl.verify.coverage.goals import Done, Edge, Family, Full, Goal, Holds, Key
from benefitdsl.verify.coverage.ties import inner_of

_SLOT: Final = re.compile(r"\{([a-z_]+)\}")


class Words:
    """Sentences about the goals of one plan. `names` as `Naming` takes them."""

    def __init__(self, plan: Plan, language: Language, names: Mapping[str, str] | None = None) -> None:
        self.plan, self.language = plan, language
        self.naming = Naming(plan, language, names)
        self._parts = _by_key(plan)
        self._facts = Facts(plan, self)
        self._rules = Counter(self.naming.part(rule.id) for rule in plan.rules)

    def put(self, key: str, **facts: str) -> str:
        """A template of `[coverage]` with its slots filled. The facts are safe to show already."""
        return _SLOT.sub(lambda slot: facts[slot.group(1)], word("coverage", key, self.language))

    def part(self, key: Key) -> str:
        """What the author calls a part: a rule by its name, others by title or name. Rules that one block makes are
        told apart by what makes them look: the gifts of a ladder by their levels."""
        if key.family != "rule":
            return self.naming.title(key.family, key.part)
        name = self.naming.part(key.part)
        return name if self._rules[name] == 1 else self.put("part_of_several", name=name, when=self.when(key))

    def family(self, family: Family, part: str) -> str:
        """The word for what a part is."""
        is_money = family == "points" and self._parts[family, part].unit == "money"
        return self.put("family_stored_value" if is_money else f"family_{family}")

    def named(self, family: Family, part: str) -> str:
        """The same by family and id."""
        return self.part(Key(family, part, Done("")))

    def part_of(self, key: Key) -> Any:
        """The part of the plan that a goal is of."""
        return self._parts[key.family, key.part]

    def sentence(self, goal: Goal) -> str:
        """What to do, in lower case and without a full stop."""
        what = goal.key.what
        match what:
            case Holds(field, _, wanted):
                expr = goal.condition or TRUE
                asked = self.naming.expr(expr if wanted else opposite(expr))
                key = "holds_line" if self._is_of_lines(goal.key, field) else "holds"
                return self.put(key, when=self.when(goal.key, field), condition=asked)
            case Full(place, beyond):
                limit = self.limit(limits_of(self.part_of(goal.key))[place])
                return self.put("full_beyond" if beyond else "full_reached", limit=limit)
            case Edge():
                return self._edge(goal.key, what)
            case Done(word_, of):
                return self._done(goal.key, word_, of)
            case _:
                assert_never(what)

    def _is_of_lines(self, key: Key, field: str) -> bool:
        """Whether a condition is asked of each line of an event."""
        part, inner = self.part_of(key), inner_of(field)
        if inner:
            return inner.startswith("lines ") or self.naming.units.metric(inner).items
        if key.family != "mission":
            return False
        steps = [one.items for one in part.steps if f"step {one.id}" == field]
        return any(steps) if part.steps else bool(part.items)

    # ------------------------------------------------------------------------- edges and limits

    def _edge(self, key: Key, edge: Edge) -> str:
        side = "inside" if edge.inside else "outside"
        if not edge.of:
            unit = "hour" if is_exact(self.part_of(key).window) else "day"
            return self.put(f"edge_{side}_{unit}_own", when=self.when(key))
        window, what = self._window(key, edge.of)
        return self.put(f"edge_{side}_{'hour' if is_exact(window) else 'day'}", what=what)

    def _window(self, key: Key, of: str) -> tuple[Window, str]:
        """The window of an edge, and what it counts."""
        if of.startswith("limit "):
            limit = limits_of(self.part_of(key))[int(of.removeprefix("limit "))]
            return limit.window, self.limit(limit)
        return self.naming.units.metric(of).window, self.naming.expr(MetricOf(of))

    def limit(self, limit: Limit) -> str:
        scope = self.naming.put(f"scope_{limit.scope}")
        return self.put("limit", count=str(limit.count), scope=scope, window=self.naming.window(limit.window))

    # ------------------------------------------------------------------------- what comes

    def when(self, key: Key, field: str = "") -> str:
        """What makes the part look: events, moments, being asked for."""
        part, inner = self.part_of(key), inner_of(field)
        if inner and not inner.startswith("lines "):
            return self.naming.name(self.naming.units.metric(inner).event)
        match key.family:
            case "rule":
                return self.put("or_when").join(self.naming.trigger(one) for one in part.triggers)
            case "mission" if part.steps:
                named = field.removeprefix("step ")
                steps = [one for one in part.steps if one.id == named] or part.steps
                return self.put("or_when").join(dict.fromkeys(self.naming.name(one.event) for one in steps))
            case "mission":
                return self.naming.name(part.event)
            case "privilege":
                return self.put("used_at_all")
            case "promotion" | "benefit":
                return self.put("bought")
            case "segment":
                return self.put("asked_of")
            case _:
                return self.put("asked_for")

    def scene(self, key: Key, condition: Expr) -> str:
        """What makes a rule look, and what has to hold then."""
        rule: Rule = self.part_of(key)
        asked = [] if condition == TRUE else [self.naming.expr(condition)]
        if rule.schedule is not None and rule.schedule.terms:
            asked.append(self.put("and_schedule", schedule=self.naming.schedule(rule.schedule)))
        if rule.audience is not None:
            asked.append(self.put("and_segment", segment=self.naming.title("segment", rule.audience)))
        if not asked:
            return self.put("scene", when=self.when(key))
        comma = word("explain", "comma", self.language)
        return self.put("scene_where", when=self.when(key), condition=comma.join(asked))

    def _done(self, key: Key, done: str, of: str) -> str:
        name = f"{key.family}_{done}"
        if done == "refused":
            name += f"_{of}"
        if key.family == "tiers" and done == "up" and self._facts.is_invited(key, of):
            name += "_invited"
        if key.family == "draw" and done == "prize" and not of:
            name = "draw_nothing"
        template = word("coverage", name, self.language)
        return self.put(
            name, **{slot: self._facts.of(key, done, of, slot) for slot in _SLOT.findall(template)}
        )


class Facts:
    """What the slots of the sentences stand for."""

    def __init__(self, plan: Plan, words: Words) -> None:
        self.plan, self.words = plan, words

    def of(self, key: Key, done: str, of: str, slot: str) -> str:
        part, naming = self.words.part_of(key), self.words.naming
        match slot:
            case "when":
                return self.words.when(key)
            case "scene":
                condition = part.condition if done != "otherwise" else opposite(part.condition)
                return self.words.scene(key, condition)
            case "schedule":
                schedule = part.usable if key.family in ("benefit", "privilege") else part.schedule
                return naming.schedule(schedule)
            case "segment":
                return naming.title("segment", part.audience)
            case "metric":
                return naming.expr(part.metric)
            case "threshold":
                level = next(one for one in part.levels if one.id == of)
                return naming.value(level.threshold, naming.units.of(part.metric))
            case "per":
                return self.words.put(f"per_{part.caps[int(of)].per}")
            case "most":
                return str(next(one.most for one in part.parts if one.id == of))
            case _:
                return self._named(key, part, done, of)

    def is_invited(self, key: Key, level: str) -> bool:
        return any(one.id == level and one.threshold is None for one in self.words.part_of(key).levels)

    def _named(self, key: Key, part: Any, done: str, of: str) -> str:
        """What a sentence names."""
        naming = self.words.naming
        match key.family, done:
            case "tiers", _:
                return naming.level_of(part.id, of)
            case "mission", "step":
                return naming.title(f"step {part.id}", of)
            case "mission", "stage":
                return naming.value(int(of), naming.units.of_mission(part))
            case "mission", "daily_cap":
                return naming.value(part.daily_cap, naming.units.of_mission(part))
            case "points", "capped":
                return naming.points(part.caps[int(of)].count, part.id)
            case ("benefit", "minimum") | ("promotion", _):
                return naming.money(part.minimum.amount)
            case "draw", "sure":
                return naming.title(f"prize {part.id}", part.sure)
            case "draw", _:
                return naming.title(f"prize {part.id}", of)
            case "score", _:
                return naming.title(f"part {part.id}", of)
            case _:
                return self._further(key, part, done, of)

    def _further(self, key: Key, part: Any, done: str, of: str) -> str:
        match key.family, done:
            case "offer", "cancel_late":
                return self._duration(part.cancel.within)
            case "offer", "refused" if of == "stock":
                return str(part.stock)
            case "offer", "refused":
                return self.words.naming.title("benefit", part.ticket)
            case "notice", _:
                return self.words.limit(part.cap)
            case "team", _:
                return str(part.size)
            case "rule", "group":
                return str(part.group)
            case _:
                return of

    def _duration(self, duration: Duration) -> str:
        return self.words.put(f"duration_{duration.unit}", count=str(duration.amount))


def limits_of(part: Any) -> tuple[Limit, ...]:
    """The limits of a rule, mission, offer, promotion, or the quota of a privilege."""
    limits: tuple[Limit, ...] = part.quota if hasattr(part, "quota") else part.limits
    return limits


def _by_key(plan: Plan) -> dict[tuple[str, str], Any]:
    families: dict[Family, tuple[Any, ...]] = {
        "rule": plan.rules,
        "mission": plan.missions,
        "tiers": plan.tiers,
        "points": plan.points,
        "benefit": plan.benefits,
        "offer": plan.offers,
        "privilege": plan.privileges,
        "promotion": plan.promotions,
        "draw": plan.draws,
        "segment": plan.segments,
        "notice": plan.notices,
        "score": plan.scores,
        "team": plan.teams,
        "board": plan.boards,
        "experiment": plan.experiments,
    }
    return {(family, part.id): part for family, parts in families.items() for part in parts}
