"""Records progress."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from facilitator.common.text import line_of
from facilitator.meeting import running
from facilitator.okr.changing import record_progress
from facilitator.people.reading import find_person
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.okr import KeyResult


def update(
    database: Database,
    key_result_id: int,
    *,
    current: float | None = None,
    confidence: int | None = None,
    note: str = "",
    meeting_id: int | None = None,
    name: str | None = None,
    source: str = "meeting",
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Record what a key result has come to; what is None stays as it is, and with no note nothing is recorded.

    Args:
        current: The figure reached; a milestone takes none.
        confidence: 1 to 10 (METHOD M14).
        note: Why, in a line.
        meeting_id: The meeting it is said in; with `name` alone the one that the person is in.
        name: Whose check-in it comes from.
        expected: The figure and the confidence that stood on the screen, by column; None: whatever there is will do.

    Raises:
        ChangedMeanwhileError: What is to be changed of them is otherwise now.
        RefusedError: A confidence out of range, a figure for a milestone, or the objective is closed.
    """
    why = line_of(note)
    if current is None and confidence is None and not why:
        return
    person_id = None
    with database.reading() as session:
        title = session.get_one(KeyResult, key_result_id).title
        if name is not None:
            person_id = find_person(session, name).id
            meeting_id = meeting_id or running.meeting_of(session, person_id)
    what = f'progress of "{title}"'
    with recording(database, what, source=source, meeting_id=meeting_id, person_id=person_id) as session:
        row = session.get_one(KeyResult, key_result_id)
        becomes = {name: to for name, to in (("current", current), ("confidence", confidence)) if to is not None}
        stood = {name: value for name, value in (expected or {}).items() if name in becomes}
        refuse_changed(session, row, stood, becomes)
        record_progress(
            session,
            row,
            current=current,
            confidence=confidence,
            note=why,
            person_id=person_id,
            meeting_id=meeting_id,
        )
