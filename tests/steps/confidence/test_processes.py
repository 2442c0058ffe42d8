"""Five people of four teams vote at the same time, each in a process of their own (METHOD M14)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from facilitator import modes
from facilitator.exchange import exporting, importing
from facilitator.meeting import moving, running, starting
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.modes.parsing import parse_mode
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.store.database import Database
from facilitator.tables.consensus import Vote
from facilitator.tables.journal import Change
from facilitator.tables.okr import KeyResult

pytestmark = pytest.mark.each_database

TEAMS = [f"Team {number}" for number in range(1, 5)]
PEOPLE = [f"Person {number}" for number in range(1, 6)]


def company() -> str:
    parts = ['[[units]]\nname = "Acme"\nlevel = "company"\nmanager = "Person 1"\n']
    parts += [f'[[units]]\nname = "{team}"\nparent = "Acme"\n' for team in TEAMS]
    parts += [f'[[people]]\nname = "{name}"\nunit = "{TEAMS[i % 4]}"\n' for i, name in enumerate(PEOPLE)]
    parts.append('[[cycles]]\nname = "next"\nstart = 2100-01-01\nend = 2100-03-31\n')
    parts += [
        f'[[objectives]]\ncycle = "next"\nowner = "{name}"\ntitle = "Ziel von {name}"\nstate = "submitted"\n'
        f'[[objectives.key_results]]\ntitle = "{name}: von 9 auf 2 Tage"\nstart = 9\ntarget = 2\n'
        for name in PEOPLE
    ]
    return "\n".join(parts)


def records(database: Database, meeting_id: int) -> list[dict[str, Any]]:
    table = json.loads(minutes_json.as_json(minutes_reading.read(database, meeting_id)))
    found: list[dict[str, Any]] = next(step["records"] for step in table["steps"] if step["kind"] == "confidence")
    return found


def test_all_vote_at_once_and_nothing_is_seen_before_the_reveal(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "company.toml"
    file.write_text(company(), encoding="utf-8")
    importing.take(database, file)
    meeting_id = starting.start(database, parse_mode(*modes.find("consensus", None)), "Acme").id
    live = running.load(database, meeting_id)
    while live.agenda.steps[live.position().step].kind != "confidence":
        live = moving.next_step(database, meeting_id)
    titles = [f"{name}: von 9 auf 2 Tage" for name in PEOPLE]
    sent = {name: {title: 1 + (i * 7 + j * 3) % 10 for j, title in enumerate(titles)} for i, name in enumerate(PEOPLE)}
    url = database.url.render_as_string(hide_password=False)
    started = []
    for i, (name, votes) in enumerate(sent.items()):
        filled = tmp_path / f"{i}.toml"
        lines = [f'"{title}" = {figure}' for title, figure in votes.items()]
        filled.write_text("\n".join(["[confidence]", *lines]), encoding="utf-8")
        command = [sys.executable, "-m", "facilitator", "checkin", "--as", name, "--from", str(filled), "--db", url]
        started.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
    assert [(one.communicate(timeout=300)[1], one.returncode) for one in started] == [("", 0)] * len(PEOPLE)

    assert records(database, meeting_id) == []
    with database.reading() as session:
        assert session.scalars(select(Vote.value)).all() == [None] * len(PEOPLE) ** 2
        kept = session.scalars(select(Change.after).where(Change.table_name == "vote")).all()
    assert [row for row in kept if row is not None and row["value"] is not None] == []

    exported = json.loads(exporting.export(database, "json"))["tables"]
    assert (exported["vote"]["rows"], exported["seal"]["rows"]) == ([], [])

    for title in titles:
        with database.reading() as session:
            item = session.scalars(select(KeyResult.id).where(KeyResult.title == title)).one()
        confidence_writing.turn_to(database, meeting_id, "key_result", item)
        confidence_writing.reveal(database, meeting_id, "key_result", item, 1)
    told = {one["key_result"]: one["rounds"] for one in records(database, meeting_id)}
    assert told == {title: [{"votes": {name: sent[name][title] for name in PEOPLE}}] for title in titles}
