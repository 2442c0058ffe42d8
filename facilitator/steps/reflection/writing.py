"""Records the thoughts of own reviews: in a check-in before the meeting, on the shared screen in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.merging import Sentences, cleaned, merge_fields
from facilitator.meeting import lines, running
from facilitator.meeting.agenda import MIDEA_PARTS, Agenda, Prompt
from facilitator.meeting.hooks import take_over
from facilitator.people.reading import active_ids, find_person
from facilitator.steps import season
from facilitator.steps.questions import Who
from facilitator.steps.reflection.actions import ACTION, keep, promise, waiting
from facilitator.steps.reflection.reading import read_rows
from facilitator.steps.rewording import paired, refuse_unasked, rewording
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Action, Meeting
from facilitator.tables.people import Person
from facilitator.tables.review import Reflection


@dataclass(frozen=True, slots=True)
class _Place:
    """Where somebody's thoughts belong now: to the meeting that they are in, or to the next review of a cycle."""

    person_id: int
    meeting_id: int | None
    cycle_id: int | None
    parts: tuple[Prompt, ...]
    spoken: bool


def add(database: Database, name: str, thoughts: Mapping[str, Iterable[str]], source: str = "check-in") -> int:
    """Add what somebody thinks, by the keys of parts, to what is there, and return how many thoughts that are.

    Blank texts are not recorded; an action may end with a day and with `@Name`. The source is `meeting` for what was
    typed on the shared screen.

    Raises:
        NotFoundError: Nobody has that name.
        TooLongError: A text of more than 100,000 characters.
        NotAskedError: A part that the person is not asked now.
    """
    return _write(database, name, thoughts, source, replacing=False)


def replace(database: Database, name: str, thoughts: Mapping[str, Iterable[str]], source: str = "check-in") -> int:
    """Record what somebody thinks in place of what is there, for the parts that are named. Raises as `add`."""
    return _write(database, name, thoughts, source, replacing=True)


def save(
    database: Database, name: str, base: Mapping[str, Sentences], mine: Mapping[str, Sentences]
) -> dict[str, Sentences]:
    """Record what somebody has in their fields, and keep what others added since `base` was read.

    Return what is recorded now, for each key of `mine`. Raises as `add`.
    """
    with database.reading() as session:
        place = _place(session, find_person(session, name))
        theirs: dict[str, Sentences] = {}
        for row in _rows(session, place) if place is not None else ():
            theirs[row.part] = (*theirs.get(row.part, ()), row.text)
    merged = merge_fields(base, mine, theirs)
    replace(database, name, merged)
    return merged


def amend(database: Database, thought_id: int, text: str, expected: str | None = None) -> None:
    """Reword a thought on the shared screen; a blank text takes it away, and the action that it became.

    `expected` is what stood on the screen. Raises as `rewording`.
    """
    with rewording(database, Reflection, thought_id, text, expected) as (session, row, words):
        if words is None:
            _take_away(session, row)
        elif row.text != words:
            names = active_ids(session)
            _reword(row, words, names)
            if row.part == ACTION:
                promise(session, row, names)


def parts_of(agenda: Agenda | None) -> tuple[Prompt, ...]:
    """Return the parts of a meeting's reflections; without a meeting the method's own."""
    if agenda is None:
        return MIDEA_PARTS
    return tuple(part for step in agenda.steps if step.kind == "reflection" for part in step.parts)


def _rows(session: Session, place: _Place) -> Sequence[Reflection]:
    return read_rows(session, [place.person_id], place.meeting_id, place.cycle_id)


def _place(session: Session, person: Person) -> _Place | None:
    """Return where a person's thoughts belong; None where they are asked nothing now."""
    meeting_id = running.meeting_of(session, person.id)
    if meeting_id is None:
        who = Who(person.id, person.name, person.unit_id, None, None, None)
        cycle_id = season.review_cycle(session, who)
        return None if cycle_id is None else _Place(person.id, None, cycle_id, MIDEA_PARTS, spoken=False)
    live = running.read(session, meeting_id)
    parts = parts_of(live.agenda)
    if not parts:
        return None
    return _Place(person.id, meeting_id, live.cycle_id, parts, spoken=_spoken(live, person.id))


def _spoken(live: running.Live, person_id: int) -> bool:
    """Return whether the person has the word in a reflection, or has had it."""
    position = live.position()
    for index, step in enumerate(live.agenda.steps):
        if step.kind != "reflection":
            continue
        if index == position.step and person_id in (position.speaker, *position.spoken):
            return True
        if index != position.step and person_id in position.rounds.get(index, ((),))[0]:
            return True
    return False


def _write(
    database: Database, name: str, thoughts: Mapping[str, Iterable[str]], source: str, *, replacing: bool
) -> int:
    texts = cleaned(thoughts)
    with database.reading() as session:
        person = find_person(session, name)
        place = _place(session, person)
        person_id = person.id
    _refuse_strange(place, texts)
    what = next((f'"{text}"' for spoken in texts.values() for text in spoken), "own review")
    meeting_id = place.meeting_id if place is not None else None
    with recording(database, what, source=source, meeting_id=meeting_id, person_id=person_id) as session:
        # The meeting may have begun, or ended, since.
        place = _place(session, session.get_one(Person, person_id))
        _refuse_strange(place, texts)
        if place is not None:
            names = active_ids(session)
            for part, spoken in texts.items():
                rows = [row for row in _rows(session, place) if row.part == part]
                changed = _replace(session, place, part, spoken, rows, names) if replacing else []
                if not replacing:
                    first = max((row.position + 1 for row in rows), default=0)
                    changed = [_new(session, place, part, text, first + at, names) for at, text in enumerate(spoken)]
                session.flush()
                for row in changed:
                    if part == ACTION and place.meeting_id is not None and (place.spoken or source == "meeting"):
                        promise(session, row, names)
    return sum(map(len, texts.values()))


def _refuse_strange(place: _Place | None, texts: Iterable[str]) -> None:
    asked = {part.key for part in place.parts} if place is not None else set()
    refuse_unasked(texts, asked, "no review is to come, nothing is asked")


def _replace(
    session: Session, place: _Place, part: str, texts: Sequence[str], rows: Sequence[Reflection], names: dict[str, int]
) -> list[Reflection]:
    """Let the rows of a part say these texts; return those that are new or say something else."""
    pairs, left = paired(rows, texts, lambda row, text: _same(row, text, names))
    changed = []
    for position, (text, same) in enumerate(pairs):
        if same is not None:
            row = same
        elif left:
            # One text in place of another: the same thought in other words, and still the same action.
            row = left.pop(0)
            _reword(row, text, names)
            changed.append(row)
        else:
            row = _new(session, place, part, text, position, names)
            changed.append(row)
        if row.position != position:
            row.position = position
    for row in left:
        _take_away(session, row)
    return changed


def _new(session: Session, place: _Place, part: str, text: str, position: int, names: dict[str, int]) -> Reflection:
    row = Reflection(
        meeting_id=place.meeting_id,
        cycle_id=place.cycle_id,
        person_id=place.person_id,
        part=part,
        position=position,
        # Written out, for undo to know what it was before the thought became an action.
        action_id=None,
    )
    _reword(row, text, names)
    session.add(row)
    return row


def _reword(row: Reflection, text: str, names: Iterable[str]) -> None:
    row.text, row.changed_at = text, clock.now()
    parsed = lines.read(text, names)
    # A date alone is no action that is due then: it is what they wrote.
    row.due = parsed.due if row.part == ACTION and parsed.text else None


def _take_away(session: Session, row: Reflection) -> None:
    action = session.get(Action, row.action_id) if row.action_id is not None else None
    session.delete(row)
    # Undo puts things back in the opposite order: what is referred to has to be there first.
    session.flush()
    if action is not None:
        session.delete(action)
        session.flush()


def _same(row: Reflection, text: str, names: Iterable[str]) -> bool:
    if row.text == text or row.part != ACTION:
        return row.text == text
    there = lines.read(row.text, names, clock.day_of(row.changed_at))
    here = lines.read(text, names)
    return (there.text, there.owner, row.due) == (here.text, here.owner, here.due)


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:
    """Make what people noted beforehand of the meeting's cycle part of it."""
    of_cycle = Reflection.cycle_id == meeting.cycle_id
    take_over(session, meeting, Reflection, Reflection.person_id.in_(people), of_cycle)


def at_turn(database: Database, meeting_id: int, person_id: int) -> None:
    """Make action items of what the person promised: what was prepared is theirs until their turn."""
    with database.reading() as session:
        if session.scalar(waiting(meeting_id, person_id).limit(1)) is None:
            return
    with database.writing() as session:
        keep(session, meeting_id, person_id)


def at_end(session: Session, meeting_id: int) -> int | None:
    """Make action items of what was promised and has not been, as a part of what ends the meeting."""
    return keep(session, meeting_id)
