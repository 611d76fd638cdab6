"""tag: a mark that rules set, clear and ask for with `has`."""

from __future__ import annotations

from dataclasses import dataclass

from benefitdsl.catalogue import Context, Kind, Part
from benefitdsl.std.fields import labels, table, texts

EXAMPLE = """\
tag tea_lover en "Tea lover" zh "爱喝茶"
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag has a name and titles, nothing else."""


def lower(_tag: Tag, _context: Context) -> tuple[Part, ...]:
    """No part: the plan lists the names of its tags."""
    return ()


TAG = Kind(
    word="tag",
    labels=labels("tag", "标签"),
    family="tag",
    doc=texts("A mark that rules set, clear and ask for.", "规则可以打上、去掉和查询的会员标签。"),
    fields=table(Tag),
    parameters=Tag,
    lower=lower,
    example=EXAMPLE,
)
