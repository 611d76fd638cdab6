"""What a condition proves to be there: `has phone and phone is "1"` may read the phone, `phone is "1"` may not."""

from __future__ import annotations

from benefitdsl.check.scope import NO_GUARDS, Guards, Look
from benefitdsl.check.types import AttributeBinding, EventFieldBinding, InviterBinding, LineFieldBinding
from benefitdsl.syntax.ast import And, Expr, Has, Not, Or


def proved(node: Expr, look: Look, *, holds: bool) -> Guards:
    """Return what is there when the node, already judged, is true (or, with `holds` false, when it is false)."""
    match node:
        case Has(subject):
            binding = look.bound(subject)
            if holds and isinstance(
                binding, EventFieldBinding | LineFieldBinding | AttributeBinding | InviterBinding
            ):
                return frozenset((binding,))
            return NO_GUARDS
        case Not(item):
            return proved(item, look, holds=not holds)
        case And(items):
            return _together(items, look, holds=holds, any_of_them=not holds)
        case Or(items):
            return _together(items, look, holds=holds, any_of_them=holds)
        case _:
            return NO_GUARDS


def _together(items: tuple[Expr, ...], look: Look, *, holds: bool, any_of_them: bool) -> Guards:
    """All items are known to hold (or not to): their proofs add up. Only one of them is: what they share is proved."""
    each = [proved(item, look, holds=holds) for item in items]
    if not each:
        return NO_GUARDS
    return frozenset.intersection(*each) if any_of_them else frozenset().union(*each)
