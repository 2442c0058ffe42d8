"""Enters a meeting: the one that is running, or a new one."""

from __future__ import annotations

from facilitator import modes
from facilitator.common import settings
from facilitator.meeting import moving, running, starting
from facilitator.modes.parsing import parse_mode
from facilitator.people.reading import choose_person
from facilitator.steps import shown
from facilitator.steps.shown import Shown
from facilitator.store.database import Database


def enter(
    database: Database,
    mode: str,
    team: str | None = None,
    *,
    minutes: int | None = None,
    facilitator: str | None = None,
    cycle: str | None = None,
) -> Shown:
    """Resume the meeting of that mode and team that has not ended; else start one, of this length and about this cycle.

    `mode` is a name or the path of a file; without a team it is the only one, without a cycle the one in progress.

    Raises:
        NotFoundError: No such team, person or cycle, or nobody in the team.
        ModeNotFoundError: No such mode.
        MistakesError: The mode file has mistakes.
    """
    text, file = modes.find(mode, settings.settings_folder() / "modes")
    agenda = parse_mode(text, file, minutes)
    live = running.running(database, team, agenda.name)
    if live is None:
        live = starting.start(database, agenda, team, facilitator=facilitator, cycle=cycle)
    elif facilitator is not None:
        with database.reading() as session:
            person = choose_person(session, facilitator).id
        if person != live.facilitator_id:
            live = moving.set_facilitator(database, live.id, person)
    return shown.read(database, live.id)
