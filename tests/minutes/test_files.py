"""Minutes written on somebody's word: what is the same is not asked about, what somebody changed stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from facilitator.documents.formats import FORMATS
from facilitator.meeting import moving
from facilitator.minutes import files as minutes_files
from facilitator.minutes.files import Exported
from tests.minutes import Room
from tests.moments import touch


@pytest.mark.parametrize("form", FORMATS)
def test_minutes_that_nobody_changed_are_written_again_without_a_question(
    room: Room, form: str, tmp_path: Path
) -> None:
    moving.end(room.database, room.meeting)
    path = minutes_files.export(room.database, room.meeting, tmp_path, form).path
    data = path.read_bytes()
    room.pass_time(3600)
    touch(path)
    assert minutes_files.export(room.database, room.meeting, tmp_path, form) == Exported(path)
    assert path.read_bytes() == data


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "md"])
def test_what_somebody_changed_stays_until_they_say_otherwise(room: Room, form: str, tmp_path: Path) -> None:
    moving.end(room.database, room.meeting)
    path = minutes_files.export(room.database, room.meeting, tmp_path, form).path
    data = path.read_bytes()
    path.write_bytes(b"my own words")
    touch(path)
    assert minutes_files.export(room.database, room.meeting, tmp_path, form).kept
    assert path.read_bytes() == b"my own words"
    assert not minutes_files.export(room.database, room.meeting, tmp_path, form, over=True).kept
    assert path.read_bytes() == data
