"""Random programmes as trees, by seed: every kind, every field, every value form of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from benefitdsl.catalogue import Kind
from benefitdsl.check.vocabulary import attributes_of, events_of
from benefitdsl.std import STANDARD
from benefitdsl.syntax import ast
from tests.support.texts import doings
from tests.support.texts.blocks import Scene, fields_of, metric
from tests.support.texts.conditions import match
from tests.support.texts.invalid import spoiled
from tests.support.texts.naming import STANDARD_EVENTS, Namer, comment, comment_lines, event_name, text
from tests.support.texts.world import At, World

CURRENCIES = ("CNY",) * 8 + ("JPY", "USD", "KWD")
EXTENDED = ("order", "order", "sign_in", "refund", "visit")


@dataclass(frozen=True, slots=True)
class Programme:
    """One or more files. `spoiled` says what was done to it on purpose, "" if nothing was."""

    seed: int
    modules: tuple[ast.Module, ...]
    spoiled: str = ""


def programme(seed: int) -> Programme:
    """A programme; one in eight is spoiled on purpose, one in six dares what checks may refuse."""
    rng = Random(f"text {seed}")
    namer = Namer(rng)
    world = World(rng, namer, currency=rng.choice(CURRENCIES))
    world.order = rng.choice(("points", "levels", "counted"))
    world.is_daring = rng.random() < 1 / 6
    blocks = list(_ground(world)) + _rest(world)
    if rng.random() < 1 / 8:
        blocks, done = spoiled(rng, blocks)
        return Programme(seed, _files(rng, blocks), done)
    return Programme(seed, _files(rng, blocks))


# ------------------------------------------------------------------------------------------------ blocks


def _ground(world: World) -> list[ast.Block]:
    """The programme, its own attributes, events and holidays; what the rest may read is known after them."""
    rng = world.rng
    blocks = [_block(world, "programme", world.namer.new())]
    if rng.random() < 0.4:
        blocks.append(_block(world, "member", ""))
    known = events_of((), STANDARD)
    world.attributes = attributes_of((ast.Module(tuple(blocks)),), STANDARD)
    world.events = known
    extended = dict.fromkeys(rng.choice(EXTENDED) for _ in range(rng.choice((0, 0, 1, 2))))
    own = [world.namer.new(plain=0.9, dotless=True) for _ in range(rng.choice((0, 1, 1, 2)))]
    blocks += [_block(world, "event", name) for name in (*extended, *own)]
    blocks += [_block(world, "calendar", world.namer.new()) for _ in range(rng.choice((0, 0, 1)))]
    world.events = events_of((ast.Module(tuple(blocks)),), STANDARD)
    return blocks


def _rest(world: World) -> list[ast.Block]:
    """All other blocks, in any order; their names are known before any of them is made."""
    rng, new = world.rng, world.namer.new
    families: dict[str, list[str]] = {}
    for kind, counts in _HOW_MANY.items():
        families[kind] = [new() for _ in range(rng.choice(counts))]
    world.points, world.tags, world.segments = families["points"], families["tag"], families["segment"]
    world.stored, world.privileges = families["stored_value"], families["privilege"]
    world.benefits = families["coupon"] + families["gift"] + families["badge"] + families["membership"]
    world.notices, world.budgets, world.groups = families["notice"], families["budget"], families["group"]
    if not (world.currencies or world.benefits):
        families["exchange"] = []  # nothing could pay
    world.told = rng.sample(known := doings.tellable(world), min(len(known), rng.choice((0, 1, 2))))
    world.draws = {name: doings.drawn(rng) for name in families["draw"]}
    world.experiments = {
        name: [new() for _ in range(rng.choice((1, 2, 3)))] for name in families["experiment"]
    }
    world.scores = {name: [new() for _ in range(rng.choice((1, 2, 3)))] for name in families["score"]}
    families["component"] = [part for parts in world.scores.values() for part in parts]
    for _ in range(rng.choice((0, 1, 1, 2))):
        families.setdefault("mission", []).append(_planned_mission(world, new()))
    world.missions |= dict.fromkeys(families["bargain"])
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        ladder = new()
        families.setdefault("tiers", []).append(ladder)
        world.ladders[ladder] = [new() for _ in range(rng.choice((1, 2, 3, 4)))]
    world.metrics = {ladder: metric(world) for ladder in world.ladders}
    families["referral"] = [new(dotless=True) for _ in range(rng.choice((0, 0, 0, 1)))]
    families["rule"] = list(dict.fromkeys(_rule_name(world) for _ in range(rng.choice((0, 1, 2, 3, 4)))))
    blocks = [_block(world, kind, name) for kind, names in families.items() for name in names]
    planned = (*families, "programme", "member", "event", "calendar", "mission", "tiers")
    unplanned = [kind.word for kind in STANDARD.kinds if kind.word not in planned]
    blocks += [_block(world, word, new()) for word in unplanned]  # made by their fields alone
    return _in_any_order(rng, blocks) if rng.random() < 0.5 else blocks


def _in_any_order(rng: Random, blocks: list[ast.Block]) -> list[ast.Block]:
    """The blocks shuffled; but components grow with those before them, so among themselves they stay as they were."""
    components = iter([block for block in blocks if block.kind == "component"])
    shuffled = rng.sample(blocks, len(blocks))
    return [next(components) if block.kind == "component" else block for block in shuffled]


# How many blocks of each kind, any of these; those of one programme are few, of all of them many.
_HOW_MANY = {
    "points": (0, 1, 2),
    "stored_value": (0, 0, 0, 1, 2),
    "coupon": (0, 1, 2),
    "gift": (0, 1),
    "badge": (0, 1),
    "membership": (0, 0, 0, 1),
    "privilege": (0, 0, 1),
    "promotion": (0, 0, 0, 1, 2),
    "tag": (1, 2),
    "segment": (0, 1, 2),
    "experiment": (0, 0, 0, 1),
    "score": (0, 0, 0, 1),
    "team": (0, 0, 0, 1),
    "board": (0, 0, 0, 1),
    "bargain": (0, 0, 0, 0, 1),
    "exchange": (0, 0, 1),
    "draw": (0, 0, 1, 2),
    "notice": (0, 1),
    "budget": (0, 1, 2),
    "group": (0, 1, 2),
    "law": (0, 0, 1, 2),
}


def _rule_name(world: World) -> str:
    """Rules may have any name, also that of a standard word."""
    rng = world.rng
    if rng.random() < 0.05:
        return rng.choice(("order", "生日", "channel"))
    return world.namer.new(dotless=True)


def _planned_mission(world: World, name: str) -> str:
    """Decide what a mission counts, or that it has steps, and at which stages, since others ask for its progress."""
    rng, found = world.rng, None
    has_steps = rng.random() < 0.25
    while found is None and not has_steps:
        found = match(rng, At(world), rng.choice(("number", "number", "money")), with_streaks=True)
    world.missions[name] = found
    most = 4 if has_steps else 15
    world.stages[name] = sorted(rng.sample(range(1, most), rng.choice((0, 0, 1, 2, 3))))
    return name


def _block(world: World, word: str, name: str) -> ast.Block:
    """A block of a kind, with comments."""
    rng, kind = world.rng, STANDARD.kind(word)
    fields = fields_of(Scene(world, kind, name))
    if rng.random() < 0.15:
        fields = _shuffled(rng, fields)
    named = _named(kind, name) if kind.named else _maybe_named(kind, name)
    is_talkative = rng.random() < 0.25
    one_line = word == "rule" and rng.random() < 0.7
    if is_talkative:
        fields = tuple(_commented(rng, field, after_field=at > 0) for at, field in enumerate(fields))
    return ast.Block(
        word,
        named,
        text(rng) if rng.random() < 0.35 else None,
        fields,
        comments=_comments(rng, after_field=False) if is_talkative else ast.NO_COMMENTS,
        end_comments=_end_comments(rng, bool(fields)) if is_talkative and not one_line else ast.NO_COMMENTS,
        one_line=one_line,
    )


def _named(kind: Kind, name: str) -> ast.Name:
    return event_name(name) if kind.family == "event" and name in STANDARD_EVENTS else ast.Name(name)


def _maybe_named(kind: Kind, name: str) -> ast.Name | None:
    """The programme may do without a name."""
    return ast.Name(name) if kind.word == "programme" else None


def _shuffled(rng: Random, fields: tuple[ast.Field, ...]) -> tuple[ast.Field, ...]:
    """The fields in any order, those of one label as they were: they may stand for an order."""
    labels = [field.label for field in fields]
    rng.shuffle(labels)
    queues = {label: [field for field in fields if field.label == label] for label in labels}
    return tuple(queues[label].pop(0) for label in labels)


# ------------------------------------------------------------------------------------------------ comments


def _commented(rng: Random, field: ast.Field, *, after_field: bool) -> ast.Field:
    return replace(field, comments=_comments(rng, after_field=after_field)) if rng.random() < 0.4 else field


def _comments(rng: Random, *, after_field: bool) -> ast.Comments:
    before = comment_lines(rng, after_field=after_field)
    return _made(before, comment(rng) if rng.random() < 0.3 else "")


def _end_comments(rng: Random, has_fields: bool) -> ast.Comments:
    before = comment_lines(rng, after_field=has_fields)
    return _made(before if any(before) else (), comment(rng) if rng.random() < 0.3 else "")


def _made(before: tuple[str, ...], behind: str) -> ast.Comments:
    return ast.Comments(before, behind) if before or behind else ast.NO_COMMENTS


# ------------------------------------------------------------------------------------------------ files


def _files(rng: Random, blocks: list[ast.Block]) -> tuple[ast.Module, ...]:
    """One file as a rule; sometimes more, each in a language of its own."""
    cuts = sorted(rng.sample(range(1, len(blocks)), min(len(blocks) - 1, rng.choice((0, 0, 0, 0, 0, 1, 2)))))
    parts = [blocks[first:last] for first, last in zip((0, *cuts), (*cuts, len(blocks)), strict=True)]
    return tuple(_module(rng, tuple(part), at) for at, part in enumerate(parts))


def _module(rng: Random, blocks: tuple[ast.Block, ...], file: int) -> ast.Module:
    language = rng.choice(("en", "zh"))
    ending = tuple(line for line in comment_lines(rng, after_field=False)) if rng.random() < 0.2 else ()
    while ending and not ending[-1]:
        ending = ending[:-1]
    return ast.Module(blocks, language, file, ast.Comments(ending))
