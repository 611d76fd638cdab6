"""Rules that never give, parts of conditions that make no difference, rules of a group that never have their turn, that
meet, or that leave something out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from benefitdsl.analysis.conditions import facts_of_rule
from benefitdsl.analysis.truth import truth
from benefitdsl.analysis.turns import is_held_back, rules_of
from benefitdsl.plan.expr import Compare, Const, Expr, FieldOf
from benefitdsl.plan.parts import Group, OnEvent, Rule
from benefitdsl.plan.walk import walk
from benefitdsl.verify.deep.answers import Answer, Claim, Question, Witness, proved, refuted, undecided
from benefitdsl.verify.deep.scene import EVENT, Asked, Scene, asked_by, asked_of, triggers_of
from benefitdsl.verify.deep.stage import Case
from benefitdsl.verify.deep.wishes import Proposals
from benefitdsl.verify.deep.world import Frame, NotEncoded, Term, both, negated
from benefitdsl.verify.history import History


def ask_rules(scene: Scene) -> Iterator[Answer]:
    for rule in scene.plan.rules:
        turn = ask_turn(scene, rule)
        gives = ask_gives(scene, rule, turn)
        yield gives
        if gives.verdict != "yes" and _is_written(rule):
            yield from ask_parts(scene, rule)
        if gives.by != "sets":
            yield from _turn_told(turn, gives)


def _is_written(rule: Rule) -> bool:
    """Whether an author wrote its condition: a rule that a block makes beside itself has a dot in its name."""
    return "." not in rule.id


def ask_gives(scene: Scene, rule: Rule, turn: Answer | None = None) -> Answer:
    """Whether nothing makes the rule give. One that never has its turn gives nothing."""
    claim = Claim("never_gives", (rule.id,), rule.origin)
    facts = tuple(facts_of_rule(scene.plan, rule))
    if all(truth(rule.condition, known) == "never" for known in facts):
        return proved(claim, "sets")
    if turn is not None and turn.verdict == "yes":
        return proved(claim, turn.by)
    key = ("gives", rule.id)
    cases = asked_by(rule, lambda frame: asked_of(frame, rule))
    return scene.decide(claim, cases, key, lambda history: scene.stage.shows(history, key))


# --------------------------------------------------------------------------------------------- parts


def ask_parts(scene: Scene, rule: Rule) -> Iterator[Answer]:
    """Whether a part makes no difference: it holds wherever the rest does; an alternative only where another does."""
    for number, case in enumerate(scene.stage.cases[rule.id]):
        question: Question = "never_holds" if case.is_alternative else "always_holds"
        claim = Claim(question, (rule.id,), rule.origin, (("number", number),))
        yield _ask_case(scene, rule, claim, case, number)


def _ask_case(scene: Scene, rule: Rule, claim: Claim, case: Case, number: int) -> Answer:
    if all(truth(case.condition, known) == "never" for known in facts_of_rule(scene.plan, rule)):
        return proved(claim, "sets")
    key = ("case", rule.id, number)
    cases = asked_by(rule, lambda frame: asked_of(frame, rule, case.condition))
    return scene.decide(claim, cases, key, lambda history: scene.stage.shows(history, key))


# -------------------------------------------------------------------------------------------- groups


def ask_turn(scene: Scene, rule: Rule) -> Answer | None:
    """Whether another rule of the group is always before it, as far as that is proved; None where there are none."""
    group = next((each for each in scene.plan.groups if each.id == rule.group), None)
    if group is None or group.policy not in ("first", "exclusive"):
        return None
    members = rules_of(scene.plan, group)
    earlier = [each for each in members[: members.index(rule)] if set(each.triggers) & set(rule.triggers)]
    if not earlier:
        return None
    claim = Claim("no_turn", (rule.id, group.id), rule.origin)
    try:
        impossible = all(_never_free(scene, event, rule, earlier) for event in triggers_of(rule))
    except NotEncoded as unknown:
        return undecided(claim, unknown.why)
    return proved(claim, "solver") if impossible else undecided(claim, "no_past")


def _turn_told(turn: Answer | None, gives: Answer) -> Iterator[Answer]:
    """A rule that was seen to give had its turn."""
    if turn is not None:
        is_open = turn.verdict == "undecided" and gives.witness is not None
        yield refuted(turn.claim, gives.witness) if is_open and gives.witness else turn


def _never_free(scene: Scene, event: str | None, rule: Rule, earlier: list[Rule]) -> bool:
    """Whether wherever the rule could give, one before it in the group surely does. One that is held back by a limit,
    and one that another thing starts, may not."""
    world = scene.world()
    frame = world.frame(event, EVENT)
    others = [
        negated(asked_of(frame, each))
        for each in earlier
        if event is not None and OnEvent(event) in each.triggers and not is_held_back(each)
    ]
    return Proposals(world, [asked_of(frame, rule), *others], most=1).none_at_all()


def ask_groups(scene: Scene) -> Iterator[Answer]:
    for group in scene.plan.groups:
        rules = rules_of(scene.plan, group)
        if group.policy == "exclusive":
            for one, other in combinations(rules, 2):
                if one.then != other.then:
                    yield from _ask_overlap(scene, group, one, other)
        if group.policy in ("first", "exclusive", "best"):
            yield from ask_gap(scene, group, rules)


def _ask_overlap(scene: Scene, group: Group, one: Rule, other: Rule) -> Iterator[Answer]:
    """Whether no event satisfies both: if one does, the order in the file decides, for good."""
    shared = [
        trigger.event
        for trigger in one.triggers
        if isinstance(trigger, OnEvent) and trigger in other.triggers
    ]
    if not shared:
        return
    claim = Claim("no_overlap", (one.id, other.id, group.id), other.origin)

    def shows(history: History) -> bool:
        seen = scene.stage.last(history)
        return seen is not None and {("holds", one.id), ("holds", other.id)} <= seen.keys

    def meet(frame: Frame) -> Term:
        return both(asked_of(frame, one), asked_of(frame, other))

    yield scene.decide(claim, (Asked(event, meet) for event in shared), None, shows)


# ---------------------------------------------------------------------------------------------- gaps


def ask_gap(scene: Scene, group: Group, rules: tuple[Rule, ...]) -> Iterator[Answer]:
    """A group is a table where its rules answer one event and all compare one number of it with written ones. Then
    nothing between its rows may be left out."""
    triggers = {rule.triggers for rule in rules}
    if len(rules) < 2 or len(triggers) != 1 or len(rules[0].triggers) != 1:
        return
    trigger = rules[0].triggers[0]
    read = column_of(rules)
    if not isinstance(trigger, OnEvent) or read is None:
        return
    claim = Claim("no_gap", (group.id,), group.origin, (("field", read.name),))
    yield _decide_gap(scene, claim, trigger.event, rules, read)


def column_of(rules: tuple[Rule, ...]) -> FieldOf | None:
    """The one field of the event that every rule compares with a written number."""
    columns = [
        {
            node.left
            for node in walk(rule.condition)
            if isinstance(node, Compare) and isinstance(node.left, FieldOf) and _is_number(node.right)
        }
        for rule in rules
    ]
    shared = set.intersection(*columns) if columns else set()
    return next(iter(shared)) if len(shared) == 1 else None


def _is_number(expr: Expr) -> bool:
    return isinstance(expr, Const) and isinstance(expr.value, int) and not isinstance(expr.value, bool)


def _decide_gap(scene: Scene, claim: Claim, event: str, rules: tuple[Rule, ...], read: FieldOf) -> Answer:
    world = scene.world()
    below, here, above = (world.frame(event, name) for name in ("below", "here", "above"))
    asked: list[Term] = [below.value(read) < here.value(read), here.value(read) < above.value(read)]
    try:
        taken = [[asked_of(frame, rule) for rule in rules] for frame in (below, here, above)]
        asked += [_any(taken[0]), negated(_any(taken[1])), _any(taken[2])]
        asked += list(alike(world.frame(event, "below"), (here, above), read))
        proposals, played = Proposals(world, asked), False
        for wish in proposals:
            made = [scene.made(wish, ((event, name),)) for name in ("below", "here", "above")]
            if all(history is not None for history in made):
                played = True
                low, middle, high = (history for history in made if history is not None)
                gives = [_gives(scene, history, rules) for history in (low, middle, high)]
                if gives == [True, False, True]:
                    return refuted(claim, Witness(middle, low))
    except NotEncoded as unknown:
        return undecided(claim, unknown.why)
    if proposals.impossible:
        return proved(claim, "solver")
    return undecided(claim, proposals.stands_in_the_way(played))


def _any(terms: list[Term]) -> Term:
    return negated(both(*map(negated, terms)))


def alike(first: Frame, others: tuple[Frame, ...], but: FieldOf | None) -> Iterator[Term]:
    """What the frames read of their events is the same but for one field."""
    world = first.world
    for atom in list(world.atoms):
        if atom.where == first.name and atom.expr != but:
            for other in others:
                yield first.atom(atom.expr) == other.atom(atom.expr)


def _gives(scene: Scene, history: History, rules: tuple[Rule, ...]) -> bool | None:
    """Whether a rule of the group gives on the last event; None where it is not applied."""
    seen = scene.stage.last(history)
    if seen is None or not seen.outcomes or seen.outcomes[0].status != "applied":
        return None
    return any(("gives", rule.id) in seen.keys for rule in rules)


__all__ = ["alike", "ask_groups", "ask_rules"]
