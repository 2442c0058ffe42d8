"""Votes and reads what is asked."""

from __future__ import annotations

from facilitator.checkin import session as checkin_session
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.steps.confidence.checkin import AskedVotes
from tests.steps.balloting import ADA, GRACE, JOSE, KR, WANG, Room


def cast(room: Room, meeting_id: int | None, title: str, **figures: int) -> None:
    names = {"ada": ADA, "wang": WANG, "jose": JOSE, "grace": GRACE}
    for name, figure in figures.items():
        person = room.people[names[name]]
        confidence_writing.vote(room.database, person, KR, {room.key_results[title]: figure}, meeting_id=meeting_id)


def asked(room: Room, name: str) -> AskedVotes:
    found = checkin_session.own(room.database, name).asked["confidence"]
    assert isinstance(found, AskedVotes)
    return found
