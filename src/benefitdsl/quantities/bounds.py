"""The bound every amount keeps, and the shape of a written number.

Money (minor units), points and counts are whole and lie strictly between -10**18 and 10**18, which fits a
64-bit column.
"""

import re

from benefitdsl.quantities.errors import BadNumber, Overflow

LIMIT = 10**18
MAX_AMOUNT = LIMIT - 1

# INVARIANT: [0-9], never \d, which takes full-width and Arabic digits (spec: numbers).
_DECIMAL = re.compile(r"(-?)(0|[1-9][0-9]{0,14})(?:\.([0-9]{1,6}))?")


def checked(amount: int) -> int:
    """The amount itself, or `Overflow` when it is outside the bound."""
    if -LIMIT < amount < LIMIT:
        return amount
    raise Overflow(amount, MAX_AMOUNT)


def decimal_parts(text: str, wanted: str, *, signed: bool = False) -> tuple[int, str, str]:
    """Sign (1 or -1), digits before and digits after the point; `BadNumber`, naming what was wanted.

    Up to 15 digits before and 6 after the point. Refused: exponent, separators, plus, leading zeros, `1.`,
    `.5`, `-0`, and a minus where `signed` is not said.

    >>> decimal_parts("398.5", "an amount")
    (1, '398', '5')
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise BadNumber(text, wanted)
    minus, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
    if minus and (not signed or not (whole + fraction).strip("0")):
        raise BadNumber(text, wanted)
    return (-1 if minus else 1), whole, fraction
