"""What a refund shows: the rules and offers whose giving it undid, in whole or in part."""

from __future__ import annotations

from collections.abc import Iterator

from benefitdsl.model.member import Member
from benefitdsl.verify.coverage.goals import Done, Key


def refunded(before: Member, after: Member) -> Iterator[Key]:
    """Each rule that had fired on an event of which more is refunded now, each offer that was given back."""
    for key, record in after.records.items():
        old = before.records.get(key)
        if old is None or record.refunded <= old.refunded:
            continue
        for firing in old.firings:
            if firing.kind in ("then", "otherwise", "cascade"):
                yield Key("rule", firing.source, Done("refunded"))
                if any(
                    seq in before.benefits and before.benefits[seq].state == "used" for seq in firing.benefits
                ):
                    yield Key("rule", firing.source, Done("after_use"))
            elif firing.kind == "offer":
                yield Key("offer", firing.source, Done("cancelled"))
