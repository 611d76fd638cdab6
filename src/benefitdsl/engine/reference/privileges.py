"""Standing rights that `redeem` uses (spec §13.5)."""

from __future__ import annotations

from benefitdsl.engine.reference import limits
from benefitdsl.engine.reference.expressions import flag, in_segment
from benefitdsl.engine.reference.facts import PrivilegeUse
from benefitdsl.engine.reference.run import Reading, Rejected, Run
from benefitdsl.engine.reference.schedules import holds
from benefitdsl.model.effect import PrivilegeUsed
from benefitdsl.plan.parts import Privilege

NO_FIRING = -1  # its uses are never given back


def redeem(run: Run, text: str) -> bool:
    """Use the privilege of that id; whether there is one."""
    privilege = next((each for each in run.plan.privileges if each.id == text), None)
    if privilege is None:
        return False
    reading = run.reading()
    if not _is_available(run, privilege, reading):
        raise Rejected("refused", "privilege_not_available", text)
    owner = f"privilege:{privilege.id}"
    for index, limit in enumerate(privilege.quota):
        limits.use(run, owner, index, limit, NO_FIRING, reading, for_good=True)
    run.state.privileges_used.append(PrivilegeUse(privilege.id, run.at))
    rooms = [limits.room(run, owner, index, limit, reading) for index, limit in enumerate(privilege.quota)]
    run.effects.append(PrivilegeUsed(run.cause(run.role_author), privilege.id, min(rooms, default=None)))
    return True


def _is_available(run: Run, privilege: Privilege, reading: Reading) -> bool:
    if privilege.audience is not None and not in_segment(privilege.audience, reading):
        return False
    if not flag(privilege.condition, reading):
        return False
    if privilege.usable is not None and not holds(privilege.usable, run.time, run.state.attributes, run.at):
        return False
    return all(
        limits.has_room(run, f"privilege:{privilege.id}", index, limit, reading)
        for index, limit in enumerate(privilege.quota)
    )
