"""What an expression is: the judgement of each of its nodes, and the diagnostics of what does not fit together.

Walks down with the place it looks from (`Look`), up with a `Judgement`. The depth of a tree is bounded by the parser.
"""

from __future__ import annotations

from benefitdsl.check.guards import proved
from benefitdsl.check.judge_history import judge_aggregate, judge_days_since, judge_points_earned
from benefitdsl.check.judge_names import (
    is_held,
    judge_balance,
    judge_has,
    judge_level,
    judge_progress,
    judge_ref,
    judge_segment,
    judge_tier,
    name_alone,
)
from benefitdsl.check.judge_numbers import (
    judge_arithmetic,
    judge_duration,
    judge_money,
    judge_number,
    judge_percent,
    judge_quantity,
)
from benefitdsl.check.judge_standing import (
    judge_score,
    judge_threshold,
    judge_variant,
    judge_variant_name,
)
from benefitdsl.check.scope import Look
from benefitdsl.check.spelling import money
from benefitdsl.check.types import (
    DATE,
    FLAG,
    MEMBER,
    MONEY,
    NOTHING_KNOWN,
    NUMBER,
    PERCENT,
    TEXT,
    TEXTS,
    UNKNOWN,
    AttributeBinding,
    EventFieldBinding,
    Judgement,
    Level,
    LineFieldBinding,
    Type,
    Variant,
    comparable,
    described,
    is_numeric,
    is_ordered,
)
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Label, error
from benefitdsl.syntax.ast import (
    Aggregate,
    And,
    Arithmetic,
    BalanceRef,
    Compare,
    Contains,
    Date,
    DaysSince,
    Duration,
    Expr,
    Flag,
    Has,
    InSegment,
    Money,
    Not,
    Number,
    OneOf,
    Or,
    OrElse,
    Percent,
    PointsEarned,
    ProgressRef,
    Quantity,
    Ref,
    ScoreRef,
    Text,
    ThresholdRef,
    TierRef,
    VariantRef,
)

_FLAG = Judgement(FLAG)


def judge(node: Expr, look: Look) -> Judgement:
    """Judge an expression and every node in it."""
    return look.note(node, _judge(node, look))


def judge_condition(node: Expr, look: Look) -> Judgement:
    """Judge an expression that must be true or false."""
    if isinstance(node, Ref) and (wrong := name_alone(node, look)) is not None:
        look.report(wrong)
        return look.note(node, NOTHING_KNOWN)
    found = judge(node, look)
    if found.type not in (FLAG, UNKNOWN):
        look.report(error("BEN208", node.span, found=described(found.type)))
    return found


def _judge(node: Expr, look: Look) -> Judgement:
    match node:
        case Number():
            return judge_number(node, look)
        case Money():
            return judge_money(node, look)
        case Quantity():
            return judge_quantity(node, look)
        case Percent():
            return judge_percent(node)
        case Duration():
            return judge_duration(node, look)
        case Text(items):
            if len(items) != 1 or items[0][0]:
                look.report(error("BEN225", node.span))
            return Judgement(TEXT)
        case Flag():
            return _FLAG
        case Date():
            return Judgement(DATE)
        case Ref():
            return judge_ref(node, look)
        case OrElse():
            return _judge_or_else(node, look)
        case TierRef():
            return judge_tier(node, look)
        case BalanceRef():
            return judge_balance(node, look)
        case ProgressRef():
            return judge_progress(node, look)
        case ScoreRef():
            return judge_score(node, look)
        case VariantRef():
            return judge_variant(node, look)
        case ThresholdRef():
            return judge_threshold(node, look, judge)
        case DaysSince():
            return judge_days_since(node, look)
        case Has():
            return judge_has(node, look)
        case InSegment():
            return judge_segment(node, look)
        case Aggregate():
            return judge_aggregate(node, look, judge_condition)
        case PointsEarned():
            return judge_points_earned(node, look)
        case Compare():
            return _judge_compare(node, look)
        case OneOf():
            return _judge_one_of(node, look)
        case Contains():
            return _judge_contains(node, look)
        case Arithmetic(_, left, right):
            return judge_arithmetic(node, judge(left, look), judge(right, look), look)
        case And(items):
            return _judge_chain(items, look, holds=True)
        case Or(items):
            return _judge_chain(items, look, holds=False)
        case Not(item):
            judge_condition(item, look)
            return _FLAG


def _judge_chain(items: tuple[Expr, ...], look: Look, *, holds: bool) -> Judgement:
    """Judge the items of an `and` or an `or`: each is asked only when those before it were true (or false)."""
    for item in items:
        judge_condition(item, look)
        look = look.knowing(proved(item, look, holds=holds))
    return _FLAG


# --------------------------------------------------------------------------------------- comparisons


def _judge_compare(node: Compare, look: Look) -> Judgement:
    left, right = _judge_sides(node.left, node.right, look)
    if _comparable(node.left, left, node.right, right, look) and node.op not in ("eq", "ne"):
        for side, found in ((node.left, left), (node.right, right)):
            if found.type not in (UNKNOWN, PERCENT) and not is_ordered(found.type):
                look.report(error("BEN206", side.span, found=described(found.type)))
                break
    return _FLAG


def _judge_one_of(node: OneOf, look: Look) -> Judgement:
    value = judge(node.value, look)
    for option in node.options:
        found = _judge_beside(option, value, look)
        if not isinstance(option, Number | Money | Quantity | Text | Date | Ref):
            look.report(error("BEN229", option.span))
        elif _comparable(node.value, value, option, found, look) and not found.is_whole:
            look.report(error("BEN217", option.span))
    return _FLAG


def _judge_or_else(node: OrElse, look: Look) -> Judgement:
    """Judge what may be missing, and what is read then: a value of the same type."""
    found = look.note(node.subject, judge_ref(node.subject, look, may_lack=True))
    default = judge(node.default, look)
    if found.type == UNKNOWN or not _comparable(node.subject, found, node.default, default, look):
        return NOTHING_KNOWN
    if not isinstance(look.bound(node.subject), EventFieldBinding | LineFieldBinding | AttributeBinding):
        look.report(error("BEN246", node.span, name=look.draft.written(node.subject.span)))
        return NOTHING_KNOWN
    if not default.is_whole:
        look.report(error("BEN217", node.default.span))
        return NOTHING_KNOWN
    return Judgement(found.type, min(found.low, default.low), max(found.high, default.high))


def _judge_contains(node: Contains, look: Look) -> Judgement:
    """Judge whether a text has another in it, which must be written out."""
    value = judge(node.value, look)
    if value.type not in (TEXT, TEXTS, MEMBER, UNKNOWN):
        look.report(error("BEN239", node.value.span, found=described(value.type)))
    elif isinstance(node.part, Text):
        judge(node.part, look)
        if node.part.items[0][1] == "":
            look.report(error("BEN242", node.part.span))
    elif not isinstance(node.part, Ref) or _judge_beside(node.part, Judgement(TEXT), look).type != UNKNOWN:
        look.report(error("BEN242", node.part.span))
    return _FLAG


def _judge_sides(left: Expr, right: Expr, look: Look) -> tuple[Judgement, Judgement]:
    """Judge both sides; a level or a variant may stand on either side of what it belongs to."""
    if isinstance(left, Ref) and isinstance(right, VariantRef):
        group = judge(right, look)
        return _judge_beside(left, group, look), group
    if isinstance(left, Ref) and len(left.parts) == 1 and isinstance(right, TierRef):
        beside = look.note(right, judge_tier(right, look, left.parts[0]))
        return _judge_beside(left, beside, look), beside
    if isinstance(left, TierRef) and isinstance(right, Ref):
        found = look.note(left, judge_tier(left, look, right.parts[0]))
    else:
        found = judge(left, look)
    if isinstance(left, TierRef | VariantRef) and found.type == UNKNOWN and isinstance(right, Ref):
        return found, look.note(right, NOTHING_KNOWN)  # a level of nobody knows which ladder
    if isinstance(left, Ref) and found.type == UNKNOWN and isinstance(right, Ref) and is_held(right, look):
        return found, look.note(right, NOTHING_KNOWN)  # of what is not known, nothing is asked
    return found, _judge_beside(right, found, look)


def _judge_beside(node: Expr, other: Judgement, look: Look) -> Judgement:
    """Judge a node whose meaning may depend on what it is compared with: a name beside a tier is a level."""
    if isinstance(node, Ref) and isinstance(other.type, Level):
        return look.note(node, judge_level(node, other.type, look))
    if isinstance(node, Ref) and isinstance(other.type, Variant):
        return look.note(node, judge_variant_name(node, other.type, look))
    if isinstance(node, Ref) and other.type in (TEXT, MEMBER) and len(node.parts) == 1:
        return look.note(node, judge_ref(node, look, wants_text=True))
    return judge(node, look)


def _comparable(left: Expr, a: Judgement, right: Expr, b: Judgement, look: Look) -> bool:
    """Say whether two judged sides compare, and report it if they do not."""
    for side, found in ((left, a), (right, b)):
        if found.type == PERCENT:
            look.report(error("BEN207", side.span))
            return False
    if comparable(a.type, b.type):
        return True
    for side, found, other in ((left, a, b), (right, b, a)):
        if isinstance(side, Number) and found.type == NUMBER and other.type == MONEY:
            look.report(_not_money(side, left if side is right else right, look))
            return False
    look.report(_unlike(left, a.type, right, b.type, look))
    return False


def _unlike(left: Expr, a: Type, right: Expr, b: Type, look: Look) -> Diagnostic:
    """Return the error about two sides that do not go together."""
    if isinstance(a, Level) and isinstance(b, Level):
        return error("BEN210", right.span, left=a.tiers, right=b.tiers)
    label = Label(left.span, "this_is", {"type": described(a)})
    fixes = _without_quotes(a, right, look)
    return error("BEN201", right.span, labels=(label,), fixes=fixes, left=described(a), right=described(b))


def _without_quotes(beside: Type, node: Expr, look: Look) -> tuple[Fix, ...]:
    """Return the fix that takes the quotation marks off the name of a level or a variant."""
    symbols = look.draft.symbols
    match beside:
        case Level(ladder):
            known = symbols.levels.get(ladder, {})
        case Variant(experiment):
            known = symbols.variants.get(experiment, {})
        case _:
            return ()
    text = node.items[0][1] if isinstance(node, Text) else ""
    return (Fix("replace", (Edit(node.span, text),), {"new_text": text}),) if text in known else ()


def _not_money(number: Number, other: Expr, look: Look) -> Diagnostic:
    """Return the error about a bare number beside money, with the currency to write."""
    draft = look.draft
    new_text = money(draft, draft.written(number.span), number.span)
    beside = draft.written(other.span)
    fix = Fix("replace", (Edit(number.span, new_text),), {"new_text": new_text})
    return error("BEN203", number.span, fixes=(fix,), other=beside, found=draft.written(number.span))


def judge_whole(node: Expr, look: Look) -> Judgement:
    """Judge an expression that must give a whole number of something."""
    found = judge(node, look)
    if found.type == PERCENT:
        look.report(error("BEN207", node.span))
        return NOTHING_KNOWN
    if found.type != UNKNOWN and not is_numeric(found.type):
        look.report(error("BEN209", node.span, found=described(found.type)))
        return NOTHING_KNOWN
    if not found.is_whole:
        look.report(error("BEN217", node.span))
    return found
