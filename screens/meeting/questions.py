"""What the one field of a meeting asks for, and what is recorded of the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facilitator.common.errors import NotFoundError, RefusedError
from facilitator.common.names import match_names
from facilitator.meeting import lines, moving, running, timeline
from facilitator.steps import outcomes
from facilitator.steps.gather import writing as gather_writing
from facilitator.store.database import Database
from screens.steps.panel import Panel
from screens.wording import WHO_DOES_WHAT


def attendance(meeting: int) -> Panel.Ask:
    """Who left or arrived."""
    return Panel.Ask(
        "attendance",
        "Who left or arrived? A name; leave it away to close",
        lambda line: Panel.Record(toggle_attendance, (meeting, line), {}),
    )


def action(meeting: int, names: tuple[str, ...]) -> Panel.Ask:
    """Who does what by when."""
    reads = lines.reader(names)
    return Panel.Ask(
        "action",
        WHO_DOES_WHAT,
        lambda line: Panel.Record(outcomes.record_action, (meeting, reads.read(line)), {}),
        reads=reads,
    )


def decision(meeting: int, speaker: int | None) -> Panel.Ask:
    """What was decided."""
    return _said("decision", "Decision", outcomes.record_decision, meeting, speaker)


def parked(meeting: int, speaker: int | None) -> Panel.Ask:
    """A topic for another time."""
    return _said("parked", "Park a topic", outcomes.park, meeting, speaker)


def _said(field: str, prompt: str, function: Callable[..., Any], meeting: int, speaker: int | None) -> Panel.Ask:
    return Panel.Ask(field, prompt, lambda line: Panel.Record(function, (meeting, line), {"by_id": speaker}))


def turn(meeting: int) -> Panel.Ask:
    """How long every turn is."""

    def take(line: str) -> Panel.Record:
        if not line.strip().isdecimal():
            raise RefusedError(f"{line!r} is no number of seconds; write one such as 45")
        seconds = float(line) or None
        return Panel.Record(moving.set_turn, (meeting, seconds), {})

    return Panel.Ask("turn", "Seconds for every turn; 0 shares the time out again", take)


def toggle_attendance(database: Database, meeting_id: int, line: str) -> None:
    """Somebody who is here leaves; somebody who is not arrives."""
    live = running.load(database, meeting_id)
    wanted = line.strip().removeprefix("@")
    known = {name: person for person, name in live.people.items()}
    known |= {live.called(person): person for person in live.people}
    found = {known[name] for name in match_names(wanted, list(known))}
    if len(found) > 1:
        names = ", ".join(sorted(live.people[person] for person in found))
        raise NotFoundError(f"{wanted!r} fits several people: {names}; write more of the name")
    if not found:
        gather_writing.invite(database, meeting_id, wanted)
        return
    (person,) = found
    here = live.position().attendance.get(person) in timeline.PRESENT
    moving.set_attendance(database, meeting_id, person, "absent" if here else "present")
