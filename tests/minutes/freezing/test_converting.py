"""A document is turned into JSON and back without losing anything, whatever the kinds of its steps record."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from facilitator.common import clock
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.freezing import converting
from facilitator.steps.kinds import KINDS
from facilitator.store.database import Database
from tests.minutes import hostile, made


def test_every_kind_names_its_records() -> None:
    for kind in KINDS.values():
        recording = kind.hook("minutes", "records") is not None
        assert bool(kind.attribute("minutes", "RECORDS")) == recording, kind.name
    assert all(dataclasses.is_dataclass(record) for record in converting.records().values())
    assert len(converting.records()) == sum(len(kind.attribute("minutes", "RECORDS", ())) for kind in KINDS.values())


def test_nothing_of_meetings_of_traps_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_boot", lambda: "")
    seen = set()
    for mode in hostile.MODES:
        folder = tmp_path / mode
        folder.mkdir()
        with Database(f"sqlite:///{folder / 'hostile.db'}") as database:
            database.upgrade()
            document = minutes_reading.read(database, hostile.hold(database, folder, mode))
        table = json.loads(json.dumps(converting.unstructure(document), allow_nan=False))
        assert converting.structure(table) == document
        seen |= {type(record).__name__ for step in document.steps for record in step.records}
    # Whatever kinds there are, each of their records was among these.
    assert seen == set(converting.records())


def test_a_time_of_day_keeps_its_zone_and_a_figure_its_value() -> None:
    document = made.meeting("a")
    table = json.loads(json.dumps(converting.unstructure(document)))
    assert table["started_at"].endswith("[Europe/Paris]")
    back = converting.structure(table)
    assert (back.started_at, str(back.started_at.tzinfo)) == (document.started_at, "Europe/Paris")
    endless = dataclasses.replace(document, seconds=float("inf"))
    assert converting.structure(json.loads(json.dumps(converting.unstructure(endless), allow_nan=False))) == endless


def test_a_record_that_no_kind_names_is_refused() -> None:
    @dataclasses.dataclass(frozen=True)
    class Strange:
        text: str

    document = made.meeting("a")
    steps = (dataclasses.replace(document.steps[0], records=(Strange("lost"),)), *document.steps[1:])
    with pytest.raises(KeyError):
        converting.unstructure(dataclasses.replace(document, steps=steps))
