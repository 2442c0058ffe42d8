"""Corrects minutes and reads them."""

from __future__ import annotations

from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.corrections import reading as corrections_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.steps.corrections import CorrectableValue
from tests.minutes import Room

ADA, GRACE = "Ada Lovelace", "Grace Hopper"


def markdown_of(room: Room, *, as_sent: bool = False) -> str:
    return minutes_forms.as_markdown(minutes_reading.read(room.database, room.meeting, as_sent=as_sent))


def find(room: Room, words: str) -> CorrectableValue:
    return corrections_reading.find(room.database, room.meeting, words)


def reword(room: Room, words: str, text: str, because: str = "") -> int:
    return corrections_writing.reword(room.database, room.meeting, find(room, words), text, by=ADA, because=because)
