"""Says how the people of a meeting are shown: their short names and their colours."""

from __future__ import annotations

from dataclasses import dataclass

from facilitator.common.names import short_names
from facilitator.meeting.running import Live
from screens.themes import person_colour


@dataclass(frozen=True, slots=True)
class People:
    """How the people of a meeting are shown: the same on every screen of it.

    Attributes:
        names: Their short names, by id; of a unit that somebody stands for, its name.
        colours: Their styles, by id.
    """

    names: dict[int, str]
    colours: dict[int, str]

    @classmethod
    def of(cls, live: Live) -> People:
        """Return those of a meeting."""
        full = {person: live.stands_for.get(person) or name for person, name in live.people.items()}
        short = short_names(full.values())
        order = sorted(live.people)
        return cls(
            {person: short[name] for person, name in full.items()},
            {person: person_colour(number) for number, person in enumerate(order)},
        )
