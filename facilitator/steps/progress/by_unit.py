"""Which unit objectives and key results count for, where units meet instead of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.okr.views import KeyResultView
from facilitator.people.reading import branches
from facilitator.tables.people import Unit


@dataclass(frozen=True, slots=True)
class Groups:
    """The units that meet, by name in their order, and the one of them that each unit below belongs to, by its id."""

    order: tuple[str, ...]
    units: Mapping[int, str]

    def of(self, key_result: KeyResultView) -> str:
        """Return the unit that a key result counts for: its objective's, else its own owner's; empty for none."""
        return self.units.get(key_result.unit_among(self.units) or 0, "")


def groups_of(session: Session, unit_id: int, units: list[int]) -> Groups:
    """Return the units that meet in a meeting of `unit_id`, of which `units` are it and all units below."""
    branch = branches(session, unit_id)
    names = dict(session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units)).order_by(Unit.id)).all())
    return Groups(
        order=tuple(names[top] for top in branch if branch[top] == top),
        units={unit: names[branch[unit]] for unit in units},
    )
