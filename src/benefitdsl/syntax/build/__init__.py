"""From the pieces that the parser recognises to the nodes of the tree, one method per production of the grammar.

The parser calls a method with the production's children in their written order, keywords included. Methods pick them by
what they are, not by where they stand, so that languages with another word order share one method.
"""

from benefitdsl.syntax.build.builder import Builder, OneLine
from benefitdsl.syntax.build.place import Place, Refers, refers_of

__all__ = ["Builder", "OneLine", "Place", "Refers", "refers_of"]
