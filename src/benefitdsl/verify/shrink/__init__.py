"""From a history that shows something to the plainest one that still does.

Leave out happenings, then members, then fields, then make values and times plainer, until nothing gives way.
"""

from benefitdsl.verify.shrink.shrink import MOST_TRIES, shrink

__all__ = ["MOST_TRIES", "shrink"]
