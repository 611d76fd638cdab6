"""A quote in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from benefitdsl.engine.explain.effects_told import EffectWords
from benefitdsl.engine.explain.naming import Naming
from benefitdsl.messages import Language, UnknownMessage, word
from benefitdsl.model.effect import (
    BenefitReleased,
    BenefitUsed,
    DrawMade,
    Effect,
    PointsEarned,
    PointsSpent,
    PromotionUsed,
)
from benefitdsl.model.quote import Considered, Quote, QuotedLine, QuotedShipping, QuoteReason, Taken
from benefitdsl.plan.parts import Plan
from benefitdsl.source.display import quoted

_SLOT: Final = re.compile(r"\{([a-z_]+)\}")
_SPENDING: Final = (BenefitUsed, PromotionUsed, PointsSpent, BenefitReleased)
INDENT: Final = "  "


class QuoteWords:
    """Writes quotes of one plan in one language."""

    def __init__(self, plan: Plan, language: Language, names: Mapping[str, str] | None = None) -> None:
        self.naming = Naming(plan, language, names)
        self.language = language

    def text(self, quote: Quote) -> str:
        header = self._put("header", time=self.naming.time(quote.at), member=quoted(quote.member))
        blocks = [
            [header, *self._refused(quote)],
            self._block("lines", self._lines(quote)),
            self._block("discounts", self._discounts(quote)),
            self._block("usable", self._not_taken(quote, "usable")),
            self._block("unusable", self._not_taken(quote, "unusable")),
            self._block("points", self._points(quote)),
            self._block("stored", self._stored(quote)),
            self._block("payment", self._payment(quote)),
            self._block("shares", self._shares(quote)),
            self._block("earns", self._earns(quote)),
        ]
        return "\n\n".join("\n".join(block) for block in blocks if block)

    def why(self, one: Considered, names: dict[str, str] | None = None) -> str:
        """Why a discount is not taken."""
        names = names or {}
        if one.missing is not None:
            key = f"{one.why}_by"
        elif one.other:
            key = f"{one.why}_other"
        else:
            key = str(one.why)
        missing = "" if one.missing is None else self.naming.money(one.missing)
        template = word("quote_why", key, self.language)
        return _filled(template, {"missing": missing, "other": names.get(one.other, quoted(one.other))})

    def reason(self, reason: QuoteReason) -> str:
        """Why something that was chosen cannot be had."""
        try:
            return word("quote_reasons", reason, self.language)
        except UnknownMessage:
            return word("reasons", reason, self.language)

    # ------------------------------------------------------------------------- the parts

    def _refused(self, quote: Quote) -> list[str]:
        if quote.refused is None:
            return []
        detail = quote.refused.detail
        what = self._names(quote).get(detail, quoted(detail))
        return [self._put("refused", what=what, reason=self.reason(quote.refused.reason))]

    def _lines(self, quote: Quote) -> Iterator[str]:
        for line in quote.lines:
            yield self._put(
                "line" if line.paid == line.listed else "line_less",
                number=str(line.line),
                quantity=str(line.quantity),
                price=self.naming.money(line.price),
                name=self._put("line_name", name=quoted(line.name)) if line.name else "",
                listed=self.naming.money(line.listed),
                paid=self.naming.money(line.paid),
            )
        shipping = quote.shipping
        if shipping.listed:
            listed, paid = self.naming.money(shipping.listed), self.naming.money(shipping.paid)
            key = "shipping" if shipping.paid == shipping.listed else "shipping_less"
            yield self._put(key, listed=listed, paid=paid)

    def _discounts(self, quote: Quote) -> Iterator[str]:
        names = self._names(quote)
        return (self._taken(taken, names[taken.source]) for taken in quote.discounts)

    def _taken(self, taken: Taken, name: str) -> str:
        money = self.naming.money
        parts = [self._put("of_line", line=str(cut.line), off=money(cut.off)) for cut in taken.cuts]
        parts += [self._put("of_shipping", off=money(taken.shipping_off))] if taken.shipping_off else []
        said = self._put("taken", name=name, off=money(taken.off))
        return said + self._put("of_lines", lines=self.naming.joined(parts))

    def _not_taken(self, quote: Quote, status: str) -> Iterator[str]:
        names = self._names(quote)
        for one in quote.considered:
            if one.status == status:
                until = "" if one.valid_until is None else self.naming.time(one.valid_until)
                dated = self._put("until", time=until) if until else ""
                yield self._put("because", name=names[one.source] + dated, why=self.why(one, names))

    def _names(self, quote: Quote) -> dict[str, str]:
        """Titles by source. Several coupons of one title are counted, in order of their instances: those are names
        for programs, not for whoever reads a quote."""
        parts = [(one.source, one.kind, one.part) for one in quote.discounts]
        parts += [(one.source, one.kind, one.part) for one in quote.considered]
        titles = {
            source: self.naming.title("promotion" if kind == "promotion" else "benefit", part)
            for source, kind, part in parts
        }
        same: dict[str, list[str]] = {}
        for source in sorted(titles):
            same.setdefault(titles[source], []).append(source)
        return {
            source: title
            if len(same[title]) == 1
            else self._put("one_of_same", title=title, number=str(same[title].index(source) + 1))
            for source, title in titles.items()
        }

    def _points(self, quote: Quote) -> Iterator[str]:
        points = quote.points
        if points is None:
            return
        named, money = self.naming.points, self.naming.money
        if points.points_used:
            used = named(points.points_used, points.currency)
            yield self._put("points_used", used=used, value=money(points.points_value))
        most, live = named(points.points_most, points.currency), named(points.live, points.currency)
        yield self._put("points_most", most=most, live=live, value=money(points.points_most_value))

    def _stored(self, quote: Quote) -> Iterator[str]:
        stored = quote.stored
        if stored is None:
            return
        name, money = self.naming.title("points", stored.currency), self.naming.money
        if stored.stored_value:
            yield self._put("stored_used", name=name, used=money(stored.stored_value))
        most, available = money(stored.stored_value_most), money(stored.available)
        yield self._put("stored_most", name=name, most=most, available=available)

    def _payment(self, quote: Quote) -> Iterator[str]:
        money = self.naming.money
        amounts = {
            "part_points": 0 if quote.points is None else quote.points.points_value,
            "part_stored": 0 if quote.stored is None else quote.stored.stored_value,
        }
        parts = [self._put(key, value=money(amount)) for key, amount in amounts.items() if amount]
        if not parts:
            yield self._put("to_pay", total=money(quote.to_pay))
            return
        parts.append(self._put("part_money", value=money(quote.money)))
        yield self._put("paid_by", total=money(quote.to_pay), parts=self.naming.joined(parts))

    def _shares(self, quote: Quote) -> Iterator[str]:
        """What each line gives back; nothing to say where all was paid in money."""
        if quote.money == quote.to_pay:
            return
        currency = "" if quote.points is None else quote.points.currency
        for line in quote.lines:
            points = self.naming.points(line.points_used, currency) if line.points_used else ""
            yield self._put("share", number=str(line.line), parts=self._parts(line, points))
        if quote.shipping.paid:
            yield self._put("share_shipping", parts=self._parts(quote.shipping, ""))

    def _parts(self, share: QuotedLine | QuotedShipping, points: str) -> str:
        money = self.naming.money
        parts = [self._put("share_points", points=points)] if points else []
        parts += [self._put("share_stored", value=money(share.stored_value))] if share.stored_value else []
        parts += [self._put("share_money", value=money(share.money))] if share.money else []
        return self.naming.joined(parts) if parts else self._put("share_nothing")

    def _earns(self, quote: Quote) -> list[str]:
        """What the order brings beside what it spends."""
        found = [self._earned(effect) for effect in quote.earns if not isinstance(effect, _SPENDING)]
        if any(isinstance(effect, DrawMade) for effect in quote.earns):
            found.append(self._put("draws"))
        return found or [self._put("nothing")]

    def _earned(self, effect: Effect) -> str:
        """An effect; of points without the name of a lot that is not there yet."""
        if not isinstance(effect, PointsEarned):
            return EffectWords(self.naming).text(effect)
        points = self.naming.points(effect.amount, effect.currency)
        return self._put("earned_pending" if effect.pending else "earned", points=points)

    # ------------------------------------------------------------------------- words

    def _block(self, key: str, lines: Iterable[str]) -> list[str]:
        indented = [INDENT + line for line in lines]
        return [self._put(key), *indented] if indented else []

    def _put(self, key: str, **facts: str) -> str:
        return _filled(word("quote", key, self.language), facts)


def _filled(template: str, facts: dict[str, str]) -> str:
    """The facts are safe to show already."""
    return _SLOT.sub(lambda slot: facts[slot.group(1)], template)
