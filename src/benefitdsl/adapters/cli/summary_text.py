"""The summary of a replay as tables for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from benefitdsl.adapters.cli.output import table
from benefitdsl.engine.explain.naming import Naming
from benefitdsl.engine.explain.telling import WORDED
from benefitdsl.messages import Language, word
from benefitdsl.plan.parts import Plan
from benefitdsl.source.display import quoted

Row = tuple[str | int, ...]
_POINTS = ("earned", "spent", "expired", "taken back", "returned", "live", "pending", "owed")
_BENEFITS = ("issued", "used", "expired", "revoked")


class SummaryText:
    """Writes the summary of one plan in one language."""

    def __init__(self, plan: Plan, language: Language) -> None:
        self.naming = Naming(plan, language)
        self.language = language

    def text(self, summary: Mapping[str, Any], contested: int) -> str:
        """The summary, as `Summary.to_json` gives it."""
        counts: dict[str, int] = {
            name: summary[name] for name in ("events", "members", "bad_rows", "delivered")
        }
        counts["contested"] = contested
        always = ("events", "members")
        blocks = [
            table((self._word(name), count) for name, count in counts.items() if count or name in always),
            self._block("outcomes", self._outcomes(summary)),
            self._under(
                self.naming.points_heading({*summary["points"], *summary["balances"]}), self._points(summary)
            ),
            self._block("benefits", self._benefits(summary)),
            self._block("missions", self._missions(summary)),
            self._block("prizes", self._prizes(summary)),
            self._block("privileges", self._named(summary["privileges_used"], "privilege")),
            self._block("promotions", self._promotions(summary)),
            self._block("teams", self._named(summary["teams_joined"], "team")),
            self._block("boards", self._named(summary["boards_closed"], "board")),
            self._block("experiments", self._experiments(summary)),
            self._block("tiers", self._tiers(summary)),
            self._block("not_applied", self._not_applied(summary)),
        ]
        return "\n\n".join(block for block in blocks if block)

    def _word(self, key: str) -> str:
        return word("cli", key.replace(" ", "_"), self.language)

    def _block(self, key: str, rows: Iterator[Row]) -> str:
        return self._under(self._word(key), rows)

    def _under(self, heading: str, rows: Iterator[Row]) -> str:
        text = table(rows, indent=2)
        return f"{heading}\n{text}" if text else ""

    def _outcomes(self, summary: Mapping[str, Any]) -> Iterator[Row]:
        for text, count in summary["statuses"].items():
            status, _, reason = text.partition(": ")
            said = word("reasons", reason, self.language) if reason else ""
            yield self._word(status), count, said

    def _points(self, summary: Mapping[str, Any]) -> Iterator[Row]:
        currencies = sorted({*summary["points"], *summary["balances"]})
        if not currencies:
            return
        used = [
            what
            for what in _POINTS
            if what in ("earned", "live") or any(_point(summary, one, what) for one in currencies)
        ]
        yield ("", *(self._word(what) for what in used), self._word("largest"))
        for currency in currencies:
            best = summary["largest_balance"].get(currency, {"member": "", "points": 0})
            numbers = (self._amount(_point(summary, currency, what), currency) for what in used)
            largest = self._amount(best["points"], currency)
            yield self._title("points", currency), *numbers, f"{largest} ({best['member']})"

    def _benefits(self, summary: Mapping[str, Any]) -> Iterator[Row]:
        if summary["benefits"]:
            yield ("", *(self._word(what) for what in _BENEFITS))
        for benefit, counts in summary["benefits"].items():
            yield self._title("benefit", benefit), *(counts.get(what, 0) for what in _BENEFITS)

    def _missions(self, summary: Mapping[str, Any]) -> Iterator[Row]:
        for mission, count in summary["missions_completed"].items():
            yield self._title("mission", mission), count

    def _named(self, counts: Mapping[str, int], family: str) -> Iterator[Row]:
        for one, count in counts.items():
            yield self._title(family, one), count

    def _prizes(self, summary: Mapping[str, Any]) -> Iterator[Row]:
        for draw, prizes in summary["prizes"].items():
            for prize, count in prizes.items():
                title = self._title(f"prize {draw}", prize) if prize else self.naming.put("no_prize")
                yield self._title("draw", draw), title, count

    def _promotions(self, summary: Mapping[str, Any]) -> Iterator[Row]:
        for promotion, counts in summary["promotions"].items():
            yield self._title("promotion", promotion), counts["orders"], self.naming.money(counts["off"])

    def _experiments(self, summary: Mapping[str, Any]) -> Iterator[Row]:
        """Results per variant, with a column for each currency that any of them earned."""
        experiments = summary["experiments"]
        all_results = [one for variants in experiments.values() for one in variants.values()]
        currencies = sorted({currency for one in all_results for currency in one["points"]})
        if not all_results:
            return
        heads = [self._word("members"), self._word("missions_done")]
        heads += [self._title("points", currency) for currency in currencies]
        yield ("", "", *heads, self._word("worth"))
        for experiment, variants in experiments.items():
            for variant, one in variants.items():
                points = (self._amount(one["points"].get(currency, 0), currency) for currency in currencies)
                worth = self.naming.money(one["worth"])
                yield (
                    self._title("experiment", experiment),
                    quoted(variant),
                    one["members"],
                    one["completions"],
                    *points,
                    worth,
                )

    def _amount(self, amount: int, currency: str) -> str | int:
        return self.naming.amount(amount, currency) if self.naming.units.is_money(currency) else amount

    def _tiers(self, summary: Mapping[str, Any]) -> Iterator[Row]:
        for tiers, levels in summary["tiers"].items():
            ladder = next(one for one in self.naming.plan.tiers if one.id == tiers)
            for level in ladder.levels:
                yield (
                    self._title("tiers", tiers),
                    self.naming.level_of(tiers, level.id),
                    levels.get(level.id, 0),
                )

    def _not_applied(self, summary: Mapping[str, Any]) -> Iterator[Row]:
        for one in summary["not_applied"]:
            reason = word("reasons", one["reason"], self.language)
            type_ = self.naming.name(one["type"])
            detail = one["detail"]
            if one["reason"] in WORDED:
                detail = word("reason_details", detail, self.language)
            yield one["member"], one["event"], type_, self._word(one["status"]), reason, detail

    @property
    def _title(self) -> Callable[[str, str], str]:
        return self.naming.title


def _point(summary: Mapping[str, Any], currency: str, what: str) -> int:
    family = "balances" if what in ("live", "pending", "owed") else "points"
    number: int = summary[family].get(currency, {}).get(what, 0)
    return number
