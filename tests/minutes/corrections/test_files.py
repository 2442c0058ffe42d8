"""Tests what corrections do to files that were sent, and to other programs and databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from facilitator.exchange import exporting, importing
from facilitator.minutes import files as minutes_files
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.store.database import Database
from facilitator.tables.correction import Correction
from tests.minutes import Room
from tests.minutes.corrections.correcting import GRACE, find, markdown_of, reword


# -- files -------------------------------------------------------------------------------------------------------------
def test_the_file_that_was_sent_stays_byte_for_byte(sent: Room, tmp_path: Path) -> None:
    first = minutes_files.write(sent.database, sent.meeting, tmp_path)
    data = first.read_bytes()
    reword(sent, "ship", "ship on monday")
    assert markdown_of(sent, as_sent=True).encode() == data
    second = minutes_files.write(sent.database, sent.meeting, tmp_path)
    assert second.name == f"2026-11-24-platform-standup-{sent.meeting}-correction-1.md"
    assert first.read_bytes() == data
    assert second.read_bytes() == markdown_of(sent).encode()
    assert minutes_files.write(sent.database, sent.meeting, tmp_path) == second
    corrections_writing.remark(sent.database, sent.meeting, "and more", by=GRACE)
    third = minutes_files.write(sent.database, sent.meeting, tmp_path)
    assert third.name.endswith("-correction-2.md")
    assert sorted(tmp_path.glob("*.md")) == sorted([first, second, third])


def test_a_file_that_somebody_has_changed_is_not_overwritten(sent: Room, tmp_path: Path) -> None:
    first = minutes_files.write(sent.database, sent.meeting, tmp_path)
    first.write_text(first.read_text(encoding="utf-8") + "my own words\n", encoding="utf-8")
    again = minutes_files.write(sent.database, sent.meeting, tmp_path)
    assert again.name.endswith("-2.md")
    assert first.read_text(encoding="utf-8").endswith("my own words\n")


# -- other processes, other databases ----------------------------------------------------------------------------------
_REMARKS = """
import sys
from facilitator.minutes.corrections import writing as correcting
from facilitator.store.database import Database
with Database(sys.argv[1]) as database:
    for index in range(10):
        correcting.remark(database, int(sys.argv[2]), f"{sys.argv[3]} {index}", by="Ada Lovelace")
"""


@pytest.mark.each_database
def test_two_processes_never_give_a_number_twice(sent: Room) -> None:
    url = sent.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", _REMARKS, url, str(sent.meeting)]
    started = [subprocess.Popen([*command, name], stderr=subprocess.PIPE) for name in ("a", "b")]
    for one in started:
        _, told = one.communicate(timeout=60)
        assert one.returncode == 0, told.decode()
    with sent.database.reading() as session:
        numbers = list(session.scalars(select(Correction.number).order_by(Correction.id)))
    assert numbers == list(range(1, 21))


@pytest.mark.each_database
def test_corrections_go_out_and_come_in(sent: Room, tmp_path: Path) -> None:
    reword(sent, "ship", "ship on monday", "misheard")
    corrections_writing.strike_out(sent.database, sent.meeting, find(sent, "the office"), by=GRACE)
    file = tmp_path / "all.json"
    file.write_bytes(exporting.export(sent.database, "json"))
    with Database(f"sqlite:///{tmp_path / 'other.db'}") as other:
        other.upgrade()
        importing.take(other, file)
        for as_sent in (False, True):
            told = minutes_forms.as_markdown(minutes_reading.read(other, sent.meeting, as_sent=as_sent))
            assert told == markdown_of(sent, as_sent=as_sent)
