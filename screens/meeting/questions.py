"""Says what the field of a meeting asks for at each key, and records the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facilitator.common.errors import NotFoundError, RefusedError
from facilitator.common.names import match_names
from facilitator.meeting import lines, moving, running, timeline
from facilitator.steps import outcomes
from facilitator.steps.gather import writing as gather_writing
from facilitator.steps.shown import Shown
from facilitator.store.database import Database
from screens.steps.panel import Panel
from screens.wording import WHO_DOES_WHAT


def question(name: str, shown: Shown, speaker: int | None) -> Panel.Ask:
    """Return a question that every meeting has: an `action`, `decision`, `parked` topic, `attendance` or `turn`."""

    def record(function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Panel.Record:
        return Panel.Record(function, (shown.live.id, *arguments), keywords)

    match name:
        case "action":
            reads = lines.reader(shown.names)
            return Panel.Ask(
                name, WHO_DOES_WHAT, lambda line: record(outcomes.record_action, reads.read(line)), reads=reads
            )
        case "decision":
            return Panel.Ask(name, "Decision", lambda line: record(outcomes.record_decision, line, by_id=speaker))
        case "parked":
            return Panel.Ask(name, "Park a topic", lambda line: record(outcomes.park, line, by_id=speaker))
        case "attendance":
            prompt = "Who left or arrived? (empty closes)"
            return Panel.Ask(name, prompt, lambda line: record(toggle_attendance, line))
        case _:
            prompt = "Seconds for every turn (0 shares the time equally)"
            return Panel.Ask(name, prompt, lambda line: record(moving.set_turn, seconds(line) or None))


def seconds(line: str) -> float:
    """Return the seconds that a line says.

    Raises:
        RefusedError: It is no number.
    """
    if not line.strip().isdecimal():
        raise RefusedError(f"{line!r} is not a number of seconds; write one such as 45")
    return float(line)


def toggle_attendance(database: Database, meeting_id: int, line: str) -> None:
    """Have the person whom a name means leave, where they are here, and arrive where they are not.

    Raises:
        NotFoundError: The name fits several people.
    """
    live = running.load(database, meeting_id)
    wanted = line.strip().removeprefix("@")
    known = {name: person for person, name in live.people.items()}
    known |= {live.called(person): person for person in live.people}
    people = {known[name] for name in match_names(wanted, list(known))}
    if len(people) > 1:
        names = ", ".join(sorted(live.people[person] for person in people))
        raise NotFoundError(f"{wanted!r} fits several people: {names}; write more of the name")
    if not people:
        gather_writing.invite(database, meeting_id, wanted)
        return
    (person,) = people
    here = live.position().attendance.get(person) in timeline.PRESENT
    moving.set_attendance(database, meeting_id, person, "absent" if here else "present")
