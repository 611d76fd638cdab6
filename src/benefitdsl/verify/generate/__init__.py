"""Histories made from a programme alone: its own events, thresholds, windows and edges of time.

Ground(rulebook) → make(ground, choices) → History
"""

from benefitdsl.verify.generate.choices import Choices, Seeded
from benefitdsl.verify.generate.ground import Ground
from benefitdsl.verify.generate.make import begin, make, name_of, numbered
from benefitdsl.verify.generate.story import Broke

__all__ = ["Broke", "Choices", "Ground", "Seeded", "begin", "make", "name_of", "numbered"]
