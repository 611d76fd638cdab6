"""How time goes on in a history: mostly to an instant at which something changes because of it."""

from __future__ import annotations

from benefitdsl.quantities.calendar import DAY_US, HOUR_US, MINUTE_US, add_months, next_period_start
from benefitdsl.verify.generate.edges import span_edge, term_edge
from benefitdsl.verify.generate.story import Story

BEYOND = 5_000 * DAY_US
"""An instant that lies further away is no edge of this history."""


def move_time(story: Story, member: str) -> None:
    """Stay, take a small step, go to an edge, or leap."""
    choices = story.choices
    kind = choices.integer(0, 99)
    if kind < 40:
        return
    if kind < 60:
        later = story.now + choices.pick((MINUTE_US, HOUR_US, DAY_US, 1, 5 * HOUR_US, DAY_US, 2 * DAY_US))
    elif kind < 96:
        later = edge(story, member) + choices.pick((0, 0, 0, -1, 1, HOUR_US))
    else:
        later = story.now + choices.pick((10, 31, 31, 92, 200, 366)) * DAY_US
    if later <= story.end or later - story.now <= 2 * DAY_US:
        story.now = max(story.now, later)


def edge(story: Story, member: str) -> int:
    """An instant at which something changes because of time, as far as one comes to mind."""
    choices, zone, interest = story.choices, story.ground.zone, story.interest
    past = choices.pick(story.sent[-6:]).at if story.sent else story.joined.get(member, story.now)
    kind = choices.integer(0, 9)
    if kind < 3:
        due = story.playing.engine.next_due(story.state(member))
        if due is not None and due < story.now + BEYOND:
            return due
    elif kind < 6 and interest.spans:
        return span_edge(choices.pick(interest.spans), zone, past, story.now)
    elif kind < 8 and interest.terms:
        return term_edge(choices.pick(interest.terms), zone, story.now, born(story, member))
    elif kind == 8:
        plan = story.ground.plan
        return span_edge(choices.pick((plan.refund_within, plan.late_within)), zone, past, story.now)
    today = zone.local_day(story.now)
    month = next_period_start(today, "month")
    return zone.start_of_day(choices.pick((today + 1, today + 1, today + 2, month, add_months(month, 1))))


def born(story: Story, member: str) -> int | None:
    dates = [field.name for field in story.ground.plan.attributes if field.type == "date"]
    attributes = story.state(member).attributes
    known = [value for name in dates if isinstance(value := attributes.get(name), int)]
    return known[0] if known else None
