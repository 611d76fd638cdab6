"""What a name in an expression stands for: a field, an attribute, a level, something held."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from typing import Final

from benefitdsl.catalogue import Family
from benefitdsl.check.conditions import balance_of, goods_called, holds, scheduled_instead, unsaid
from benefitdsl.check.currencies import currency_type
from benefitdsl.check.missions import progress_type
from benefitdsl.check.names import (
    family_term,
    name_of_two,
    near_name,
    parted,
    suggested,
    symbol_term,
    unknown_name,
)
from benefitdsl.check.natural import condition_meant_by, is_called_tier, meant_by
from benefitdsl.check.scope import Look
from benefitdsl.check.spelling import attribute, language_at, spell, spelled
from benefitdsl.check.types import (
    FLAG,
    MEMBER,
    NOTHING_KNOWN,
    READ_LIMIT,
    TYPES,
    AttributeBinding,
    BenefitBinding,
    CurrencyBinding,
    EventFieldBinding,
    Guard,
    InviterBinding,
    Judgement,
    LadderBinding,
    Level,
    LevelBinding,
    LineFieldBinding,
    TagBinding,
    Type,
)
from benefitdsl.diagnostics import Diagnostic, Edit, Fix, Label, error
from benefitdsl.plan.parts import EventField
from benefitdsl.source import Span
from benefitdsl.syntax.ast import (
    BalanceRef,
    Expr,
    Has,
    InSegment,
    Name,
    ProgressRef,
    Ref,
    TierRef,
)
from benefitdsl.syntax.mistaken.offers import saving
from benefitdsl.syntax.words import Words, words_of

_MOST_OFFERED: Final = 3


def count_of(found: Type) -> Judgement:
    """Return the judgement of what is counted and so never below 0."""
    return Judgement(found, Fraction(0), Fraction(READ_LIMIT))


# -------------------------------------------------------------------------------------------- fields


def judge_ref(node: Ref, look: Look, *, wants_text: bool = False, may_lack: bool = False) -> Judgement:
    """Judge a name that is read: a field of the event or line, or `member.something`. `may_lack`: what is read where it
    is missing stands behind it."""
    if len(node.parts) == 2 and node.parts[0].text == "member":
        return _judge_attribute(node, look, may_lack=may_lack)
    if len(node.parts) != 1:
        look.report(error("BEN134", node.span))
        return NOTHING_KNOWN
    name = node.parts[0]
    if name.text == "inviter" and not look.scope.past:
        return _guarded(node, InviterBinding(), Judgement(MEMBER), look, may_lack=may_lack)
    binding, spec = find_field(name, look)
    if binding is None or spec is None:
        look.report(_no_field(name, look, wants_text=wants_text))
        return NOTHING_KNOWN
    found = Judgement(TYPES[spec.type])
    if spec.required:
        look.bind(node, binding)
        return found
    return _guarded(node, binding, found, look, may_lack=may_lack)


def find_field(
    name: Name, look: Look
) -> tuple[EventFieldBinding | LineFieldBinding | None, EventField | None]:
    """Return what a name reads of the line at hand, or of every event that may be at hand."""
    if look.scope.line is not None:
        for spec in look.scope.line:
            if spec.name == name.text:
                return LineFieldBinding(name.text), spec
        return None, None
    found = [spec for event in look.scope.events for spec in event.fields if spec.name == name.text]
    if not found or len(found) < len(look.scope.events) or any(spec.type != found[0].type for spec in found):
        return None, None
    required = all(spec.required for spec in found)
    return EventFieldBinding(name.text), EventField(name.text, found[0].type, required, found[0].fields)


def _guarded(node: Ref, binding: Guard, found: Judgement, look: Look, *, may_lack: bool) -> Judgement:
    """Judge something that may be missing: a line without it is left out, all else needs a guard."""
    look.bind(node, binding)
    if not may_lack and binding not in look.guards and not isinstance(binding, LineFieldBinding):
        written = look.draft.written(node.span) or ".".join(part.text for part in node.parts)
        look.report(error("BEN211", node.span, name=written))
    return found


def _no_field(name: Name, look: Look, *, wants_text: bool) -> Diagnostic:
    """Return the error about a name that reads nothing here, with the likeliest reason."""
    draft, scope = look.draft, look.scope
    words = words_of(language_at(draft, name.span))
    if name.text in words.words["points_earned"]:  # read as a name where no window stands before it
        ever = f"{words.spelling('ever')} "
        fix = Fix(
            "with_window",
            (Edit(Span(name.span.file, name.span.start, name.span.start), ever),),
            {"new_text": ever},
        )
        return error("BEN234", name.span, fixes=(fix,))
    word = spell(draft, name.text, name.span)
    holders = tuple(event.name for event in scope.events if _has(event.fields, name.text))
    if scope.line is not None and holders:
        return error("BEN125", name.span, name=word)
    if scope.line is None and holders:
        lacking = tuple(event.name for event in scope.events if event.name not in holders)
        return error("BEN123", name.span, name=word, events=spelled(draft, lacking or holders, name.span))
    if name.text in draft.attributes and not scope.past:
        suggestion = attribute(draft, name.text, name.span)
        fix = Fix("did_you_mean", (Edit(name.span, suggestion),), {"suggestion": suggestion})
        return error("BEN132", name.span, fixes=(fix,), name=word)
    families = [f for f in draft.symbols.families_of(name.text) if f not in ("field", "event", "rule")]
    if families and not wants_text:
        symbol = draft.symbols.find(families[0], name.text)
        related = (Label(symbol.span, "defined_here"),) if symbol and not symbol.standard else ()
        if families[0] == "score":
            return error("BEN149", name.span, related=related, fixes=(_asked(name, words),), name=name.text)
        fixes = balance_of(draft, name)
        found = symbol_term(draft, symbol) if symbol else family_term(families[0])
        return error("BEN133", name.span, related=related, fixes=fixes, name=name.text, found=found)
    if not scope.events and scope.line is None:
        return error("BEN124", name.span, name=word)
    fields = scope.line if scope.line is not None else tuple(f for e in scope.events for f in e.fields)
    known = spelled(draft, (spec.name for spec in fields), name.span)
    if (saved := saving(draft.written(name.span))) is not None:
        return error("BEN094", name.span, found=name.text, lines=saved)
    nearest = meant_by(draft, name, known) or condition_meant_by(draft, name)
    if nearest is None and not wants_text and (fixes := parted(draft, name, "condition")):
        return error("BEN122", name.span, fixes=fixes, name=word, known=known)
    nearest = nearest or near_name(draft, name, known)
    if wants_text and nearest is None:
        fix = Fix("replace", (Edit(name.span, f'"{name.text}"'),), {"new_text": f'"{name.text}"'})
        return error("BEN135", name.span, fixes=(fix,), name=name.text)
    return error("BEN122", name.span, fixes=suggested(name, nearest), name=word, known=known)


def name_alone(node: Ref, look: Look) -> Diagnostic | None:
    """Return the error about a name that is no field and stands where a condition should, if it is known which one."""
    name = node.parts[0]
    if len(node.parts) != 1 or look.scope.is_lost or find_field(name, look)[0] is not None:
        return None
    if (needless := unsaid(look.draft, name)) is not None:
        return needless
    if look.scope.line is not None:
        found = _no_field(name, look, wants_text=False)
        if found.code != "BEN122" or found.fixes:
            return found
        return replace(found, fixes=goods_called(look.draft, name, look.scope.line))
    if fixes := scheduled_instead(look.draft, name):
        return replace(_no_field(name, look, wants_text=False), fixes=fixes)
    condition = None if look.scope.past else holds(look.draft, name)
    if condition is None:
        return None
    fix = Fix("replace", (Edit(name.span, condition),), {"new_text": condition})
    family = look.draft.symbols.families_of(name.text) or ("level",)
    return error("BEN133", name.span, fixes=(fix,), name=name.text, found=family_term(family[0]))


def is_held(node: Ref, look: Look) -> bool:
    """Say whether a name is that of a level, a tag and the like, and of no field: nothing that has a value."""
    return find_field(node.parts[0], look)[0] is None and holds(look.draft, node.parts[0]) is not None


def _asked(name: Name, words: Words) -> Fix:
    """Return the fix that asks a score for its value: `score of taobao`, 分值（淘气值）."""
    asked = words.spelling("score_of")
    new_text = f"{asked}（{name.text}）" if words.code == "zh" else f"{asked} {name.text}"
    return Fix("replace", (Edit(name.span, new_text),), {"new_text": new_text})


def _has(fields: tuple[EventField, ...], name: str) -> bool:
    return any(spec.name == name for spec in fields)


def _judge_attribute(node: Ref, look: Look, *, may_lack: bool) -> Judgement:
    name = node.parts[1]
    spec = look.draft.attributes.get(name.text)
    if look.scope.past:
        look.report(error("BEN215", node.span))
        return NOTHING_KNOWN
    if spec is None:
        wrong = unknown_name(look.draft, "attribute", name, look.draft.attributes)
        if is_called_tier(look.draft, name):  # 会员.等级
            tier = words_of(language_at(look.draft, name.span)).spelling("tier")
            wrong = replace(wrong, fixes=(Fix("replace", (Edit(node.span, tier),), {"new_text": tier}),))
        look.report(wrong)
        return NOTHING_KNOWN
    if look.scope.use == "metric":
        look.report(error("BEN216", node.span))
        return NOTHING_KNOWN
    binding, found = AttributeBinding(name.text), Judgement(TYPES[spec.type])
    return _guarded(node, binding, found, look, may_lack=may_lack)


# ------------------------------------------------------------------------------------------ presence


def judge_has(node: Has, look: Look) -> Judgement:
    """Judge `has …`: an optional field or attribute, a tag, a benefit held, or an inviter."""
    subject, draft = node.subject, look.draft
    name = subject.parts[-1]
    if len(subject.parts) == 2 and subject.parts[0].text == "member":
        if name.text in draft.attributes and not look.scope.past:
            look.bind(subject, AttributeBinding(name.text))
        elif look.scope.past:
            look.report(error("BEN215", node.span))
        else:
            look.report(unknown_name(draft, "attribute", name, draft.attributes))
        return Judgement(FLAG)
    if name.text == "inviter" and not look.scope.past:
        look.bind(subject, InviterBinding())
        return Judgement(FLAG)
    field, _ = find_field(name, look)
    if field is not None:
        look.bind(subject, field)
    elif look.scope.past:
        look.report(_no_field(name, look, wants_text=False))
    else:
        _bind_held(subject, name, look)
    return Judgement(FLAG)


def _bind_held(subject: Ref, name: Name, look: Look) -> None:
    """Bind a name after `has` that is no field of the event: a tag, a benefit held, or an attribute."""
    symbols = look.draft.symbols
    tag, benefit = symbols.find("tag", name.text), symbols.find("benefit", name.text)
    if tag and benefit:
        look.report(name_of_two(name, tag, benefit))
    elif tag:
        look.bind(subject, TagBinding(name.text))
    elif benefit:
        look.bind(subject, BenefitBinding(name.text))
    elif name.text in look.draft.attributes:
        look.bind(subject, AttributeBinding(name.text))
    elif any(_has(event.fields, name.text) for event in look.scope.events):
        look.report(_no_field(name, look, wants_text=False))
    else:
        fields = [spec.name for event in look.scope.events for spec in event.fields]
        known = [*fields, *symbols.names("tag"), *symbols.names("benefit"), *look.draft.attributes]
        candidates = spelled(look.draft, known, name.span)
        nearest = meant_by(look.draft, name, candidates) or near_name(look.draft, name, candidates)
        look.report(error("BEN136", name.span, fixes=suggested(name, nearest), name=name.text))


# ------------------------------------------------------------------------------- the member's standing


def judge_tier(node: TierRef, look: Look, level: Name | None = None) -> Judgement:
    """Judge `tier`, `tier of club`, `new tier`; `level` is the name that it is compared with."""
    if not may_ask_member(node, look, metric=False):
        return NOTHING_KNOWN
    levels = look.draft.symbols.levels
    meant = [ladder for ladder, own in levels.items() if level is None or level.text in own]
    ladder = the_only("tiers", node.ladder, node.span, look, meant)
    if ladder is None:
        return NOTHING_KNOWN
    look.bind(node, LadderBinding(ladder))
    top = max(len(look.draft.symbols.levels.get(ladder, ())) - 1, 0)
    return Judgement(Level(ladder), Fraction(0), Fraction(top))


def judge_level(node: Ref, ladder: Level, look: Look) -> Judgement:
    """Judge a name beside a tier: one of the ladder's levels."""
    name = node.parts[-1]
    levels = look.draft.symbols.levels.get(ladder.tiers, {})
    rank = levels.get(name.text) if len(node.parts) == 1 else None
    if rank is None:
        nearest = near_name(look.draft, name, levels)
        look.report(
            error(
                "BEN126",
                node.span,
                fixes=suggested(name, nearest),
                name=name.text,
                ladder=ladder.tiers,
                known=tuple(levels),
            )
        )
        return NOTHING_KNOWN
    look.bind(node, LevelBinding(ladder.tiers, rank))
    return Judgement(ladder, Fraction(rank), Fraction(rank))


def judge_balance(node: BalanceRef, look: Look) -> Judgement:
    if not may_ask_member(node, look, metric=True):
        return NOTHING_KNOWN
    currency = the_only("points", node.currency, node.span, look)
    if currency is None:
        return NOTHING_KNOWN
    look.bind(node, CurrencyBinding(currency))
    return Judgement(currency_type(look.draft, currency))


def judge_progress(node: ProgressRef, look: Look) -> Judgement:
    if not may_ask_member(node, look, metric=False):
        return NOTHING_KNOWN
    mission = look.draft.symbols.find("mission", node.mission.text)
    if mission is None:
        look.report(unknown_name(look.draft, "mission", node.mission))
        return NOTHING_KNOWN
    return count_of(progress_type(look.draft, mission))


def judge_segment(node: InSegment, look: Look) -> Judgement:
    if may_ask_member(node, look, metric=False) and not look.draft.symbols.find("segment", node.segment.text):
        look.report(unknown_name(look.draft, "segment", node.segment))
    return Judgement(FLAG)


def the_only(
    family: Family, written: Name | None, span: Span, look: Look, likely: Collection[str] | None = None
) -> str | None:
    """Return what is named, or the only one of its family where nothing is; report what is neither. `likely` are those
    that may be meant."""
    known = look.draft.symbols.names(family)
    if written is not None:
        if written.text in known:
            return written.text
        look.report(unknown_name(look.draft, family, written))
        return None
    if len(known) == 1:
        return known[0]
    if known:
        fixes = tuple(_named(name, span, look) for name in (likely or known))[:_MOST_OFFERED]
        look.report(error("BEN127", span, fixes=fixes, family=family_term(family), known=known))
    elif (own := look.draft.written(span)) and any(_has(event.fields, own) for event in look.scope.events):
        quoted = f"「{own}」"  # a field of the author's, named like a word of the language
        fix = Fix("quote", (Edit(span, quoted),), {"new_text": quoted})
        look.report(error("BEN054", span, fixes=(fix,), word=own, quoted=quoted))
    else:
        look.report(error("BEN128", span, family=family_term(family)))
    return None


def _named(name: str, span: Span, look: Look) -> Fix:
    """Return the fix that says which one is meant: `tier of club`, 等级（茶友会）."""
    written = look.draft.written(span)
    if language_at(look.draft, span) == "zh":
        new_text = f"{written}（{name}）"
    else:
        head, space, tail = written.partition(" in ")
        new_text = f"{head} of {name}{space}{tail}"
    return Fix("replace", (Edit(span, new_text),), {"new_text": new_text})


def may_ask_member(node: Expr, look: Look, *, metric: bool) -> bool:
    """Say whether the member's standing may be asked here; report it if not."""
    if look.scope.past:
        look.report(error("BEN215", node.span))
        return False
    if look.scope.use == "metric" and not metric:
        look.report(error("BEN216", node.span))
        return False
    return True
