"""Enters a meeting: the one that is running, or a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from facilitator import modes
from facilitator.common import clock, settings
from facilitator.meeting import moving, running, starting
from facilitator.modes.parsing import parse_mode
from facilitator.people.reading import choose_person, find_unit
from facilitator.steps import season, shown
from facilitator.steps.shown import Shown
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle


@dataclass(frozen=True, slots=True)
class EarlyReview:
    """A review of a cycle that is not over.

    Attributes:
        soon: Whether it ends so soon that it can be reviewed (CONTRACT, commands).
    """

    cycle: str
    end: date
    soon: bool


def early_review(database: Database, mode: str, team: str | None = None) -> EarlyReview | None:
    """Return what is to be asked before `enter` starts a review; None where nothing is.

    That is so where it would resume a meeting, where the mode reviews no cycle, and where the cycle has ended. Whoever
    names the cycle has answered already. Raises as `enter`.
    """
    text, file = modes.find(mode, settings.settings_folder() / "modes")
    agenda = parse_mode(text, file)
    if not season.is_review(agenda) or running.running(database, team, agenda.name) is not None:
        return None
    today = clock.today()
    with database.reading() as session:
        cycle_id = starting.cycle_of(session, agenda.cycle, find_unit(session, team).id, today)
        cycle = session.get(Cycle, cycle_id) if cycle_id is not None else None
        if cycle is None or cycle.end < today:
            return None
        soon = cycle.end <= today + timedelta(days=starting.ENDS_SOON)
        return EarlyReview(cycle.name, cycle.end, soon)


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
