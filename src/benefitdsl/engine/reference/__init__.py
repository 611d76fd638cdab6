"""The reference engine: slow, obvious, list-based, written from docs/spec.md part I and nothing else.

It shares the plan and the value types with the production engine and no arithmetic: what both agree on in ten
thousand generated histories is what the specification says, or both readers misread it the same way.
"""

from benefitdsl.engine.reference.facts import State
from benefitdsl.engine.reference.machine import Reference

__all__ = ["Reference", "State"]
