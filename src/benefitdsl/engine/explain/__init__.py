"""Why things happened: one step of one member told as values (`story`), and in words (`telling`).

`Explainer(plan).explain(before, event, outcome, after, pools)` gives an `Explanation`; `Teller(plan, language).text`
writes it. Built only when somebody asks: evaluating events knows nothing of it.
"""

from benefitdsl.engine.explain.narrate import Explainer
from benefitdsl.engine.explain.story import Explanation
from benefitdsl.engine.explain.telling import Teller

__all__ = ["Explainer", "Explanation", "Teller"]
