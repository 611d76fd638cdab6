"""What people mean by a name alone (如果：金卡), and a condition that they wrote in another field (人群：金卡)."""

from __future__ import annotations

from typing import Final, cast

from benefitdsl.catalogue import Kind
from benefitdsl.check.checked import Draft
from benefitdsl.check.places import CONDITION
from benefitdsl.check.spelling import language_at, spell
from benefitdsl.diagnostics import Diagnostic, Edit, Fix
from benefitdsl.plan.parts import EventField
from benefitdsl.source import Span
from benefitdsl.syntax.ast import Block, Expr, Field, Name, Or
from benefitdsl.syntax.mistaken.idioms import fix_of
from benefitdsl.syntax.mistaken.parting import reads_as
from benefitdsl.syntax.mistaken.unsaid import goes_without_saying, said_needlessly
from benefitdsl.syntax.vocabulary import vocabulary
from benefitdsl.syntax.words import words_of

_SCHEDULE: Final = "schedule"
_CALLED: Final = ("category", "name")  # the fields of a line that say which goods it is
_MEMBER: Final = ("会员", "_member", "_members")  # behind the name of a level


def holds(draft: Draft, name: Name) -> str | None:
    """Return the condition that the name of a level, a tag, a benefit or a segment stands for: 等级 是 金卡."""
    words = words_of(language_at(draft, name.span))
    text = name.text
    if (level := level_called(draft, text)) is not None:
        ladders = [ladder for ladder, own in draft.symbols.levels.items() if level in own]
        tier = words.spelling("tier")
        if len(ladders) == 1 and len(draft.symbols.levels) > 1:
            tier = f"{tier}（{ladders[0]}）" if words.code == "zh" else f"{tier} of {ladders[0]}"
        return f"{tier} {words.spelling('is')} {level}" if len(ladders) == 1 else None
    if draft.symbols.find("segment", text) is not None:
        return f"{words.spelling('in_segment')} {text}"
    if draft.symbols.find("tag", text) is not None or draft.symbols.find("benefit", text) is not None:
        return f"{words.spelling('has')} {text}"
    return None


def level_called(draft: Draft, text: str) -> str | None:
    """Return the level of a name, also where it says whose level that is: 金卡会员."""
    shorter = next((text.removesuffix(each) for each in _MEMBER if text.endswith(each)), text)
    return next((each for each in (text, shorter) if draft.symbols.find("level", each) is not None), None)


def goods_called(draft: Draft, name: Name, line: tuple[EventField, ...]) -> tuple[Fix, ...]:
    """Return the fixes that say which field of a line a word is the value of: 品类 是 "饮品"."""
    words = words_of(language_at(draft, name.span))
    written = draft.written(name.span) or name.text
    texts = {field.name for field in line if field.type == "text"}
    return tuple(
        _replaced(name.span, f'{spell(draft, field, name.span)} {words.spelling("is")} "{written}"')
        for field in _CALLED
        if field in texts
    )


def asked_instead(draft: Draft, field: Field, block: Block, kind: Kind, condition: str) -> tuple[Fix, ...]:
    """Return the fix that asks a condition in place of a field that cannot; none where the block has no condition."""
    if block.one_line or not _has_condition(kind):
        return ()
    place = field.span
    if _condition_of(block) is not None:  # the whole line goes
        before = draft.sources.text(Span(place.file, 0, place.start))
        place = Span(place.file, max(before.rfind("\n"), 0), place.end)
    return (_asked(draft, block, place, "", condition),)


def scheduled_instead(draft: Draft, name: Name) -> tuple[Fix, ...]:
    """Return the fix that says when a block acts where that is asked as a condition: 如果：每周三. None where the block
    has no such field, or has it already, or asks more than that."""
    block, written = _block_at(draft, name.span), draft.written(name.span)
    if block is None or block.one_line:
        return ()
    specs = {spec.word: spec for spec in draft.catalogue.kind(block.kind).fields}
    field = next((each for each in block.fields if each.label == CONDITION), None)
    is_there = any(each.label == _SCHEDULE for each in block.fields)
    if _SCHEDULE not in specs or is_there or field is None or getattr(field.value, "span", None) != name.span:
        return ()
    language = language_at(draft, name.span)
    if not written or not reads_as("schedule", written, vocabulary(draft.catalogue, language)):
        return ()
    label = specs[_SCHEDULE].labels[language][0]
    line = f"{label}: {written}" if words_of(language).stand_alone else f"{label}：{written}"
    return (_replaced(field.span, line),)


def unsaid(draft: Draft, name: Name) -> Diagnostic | None:
    """Return the error about a condition that asks nothing: 适用商品：全场."""
    written = draft.written(name.span)
    is_known = draft.symbols.families_of(name.text)
    if is_known or not goes_without_saying(language_at(draft, name.span), "condition", written):
        return None
    block = _block_at(draft, name.span)
    fields = () if block is None else block.fields
    field = next((each for each in fields if getattr(each.value, "span", None) == name.span), None)
    if field is None:
        return None
    text = draft.sources.text(Span(name.span.file, 0, field.span.start))
    line = Span(name.span.file, text.rfind("\n") + 1, field.span.end)
    rest = draft.sources[name.span.file].text[line.end :]
    end = line.end + len(rest.partition("\n")[0]) + ("\n" in rest)
    label = draft.written(field.label_span)
    return said_needlessly(name.span, written, label, Span(line.file, line.start, end))


def balance_of(draft: Draft, name: Name) -> tuple[Fix, ...]:
    """Return the fix that asks for what a member has of points: 茶豆 ≥ 100 is 余额（茶豆）≥ 100."""
    if draft.symbols.find("points", name.text) is None:
        return ()
    words = words_of(language_at(draft, name.span))
    written, balance = draft.written(name.span) or name.text, words.spelling("balance")
    return (
        _replaced(name.span, f"{balance} of {written}" if words.stand_alone else f"{balance}（{written}）"),
    )


def with_condition(draft: Draft, name: Name, event: str, condition: str) -> tuple[Fix, ...]:
    """Return the fix that parts the name of a trigger into an event and a condition: 充值满500元. None where the block
    has no condition: the event alone would be something else."""
    block = _block_at(draft, name.span)
    words = words_of(language_at(draft, name.span))
    if block is None or not _has_condition(draft.catalogue.kind(block.kind)):
        return ()
    if block.one_line and _condition_of(block) is None:
        return (_replaced(name.span, f"{event} {words.spelling('if')} {condition}"),)
    return (_asked(draft, block, name.span, event, condition),)


def with_condition_inside(draft: Draft, name: Name, event: str, condition: str) -> tuple[Fix, ...]:
    """Return the fix that says which events of a total count: 近30天 订单满98元 次数 is 订单（金额 ≥ 98元）."""
    words = words_of(language_at(draft, name.span))
    if words.stand_alone or words.spelling("ever") in condition:
        return ()  # an event that counts is asked for its own fields alone
    return (_replaced(name.span, f"{event}（{condition}）"),)


def _asked(draft: Draft, block: Block, place: Span, instead: str, condition: str) -> Fix:
    """Return the fix that writes something in a place, or nothing, and has the condition of the block ask for more."""
    words = words_of(language_at(draft, place))
    there = _condition_of(block)
    if there is None:
        line = _line(draft, block, place, condition)
        return fix_of(place, f"{instead}\n  {line}" if instead else line)
    both = f"{condition} {words.spelling('and')} "
    opening, closing = ("(", ")") if isinstance(there, Or) else ("", "")
    first = Span(place.file, there.span.start, there.span.start)
    last = Span(place.file, there.span.end, there.span.end)
    edits = (Edit(first, both + opening), Edit(last, closing), Edit(place, instead))
    return Fix(
        "ask_too",
        tuple(each for each in edits if each.new_text or each.span != last),
        {"condition": condition},
    )


def _line(draft: Draft, block: Block, place: Span, condition: str) -> str:
    """Return the condition as a field of its own."""
    language = language_at(draft, place)
    spec = next(each for each in draft.catalogue.kind(block.kind).fields if each.word == CONDITION)
    label = spec.labels[language][0]
    return f"{label}: {condition}" if words_of(language).stand_alone else f"{label}：{condition}"


def _has_condition(kind: Kind) -> bool:
    return any(spec.word == CONDITION for spec in kind.fields)


def _condition_of(block: Block) -> Expr | None:
    found = next((field.value for field in block.fields if field.label == CONDITION), None)
    return cast("Expr | None", found)


def _block_at(draft: Draft, place: Span) -> Block | None:
    return next(
        (
            block
            for module in draft.modules
            if module.file == place.file
            for block in module.blocks
            if block.span.start <= place.start < block.span.end
        ),
        None,
    )


def _replaced(span: Span, new_text: str) -> Fix:
    return Fix("replace", (Edit(span, new_text),), {"new_text": new_text})
