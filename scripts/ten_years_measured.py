"""Measures how long things take on a database of ten years and on the sample company; see `ten_years.py`."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from ten_years_rows import RARE

from facilitator import sample
from facilitator.checkin import session as checkin_session
from facilitator.meeting import moving, running
from facilitator.minutes import reading as minutes_reading
from facilitator.okr import calibration
from facilitator.okr import history as okr_history
from facilitator.okr import reading as okrs
from facilitator.people.reading import find_person
from facilitator.promises import reading as promises_reading
from facilitator.reports import glance
from facilitator.reports import meetings as reports_meetings
from facilitator.reports import overview as reports_overview
from facilitator.reports import search as reports_search
from facilitator.reports.digest import reading as digest
from facilitator.reports.insight import reading as insight
from facilitator.steps import entering, season, shown
from facilitator.steps.round import prompts as round_prompts
from facilitator.store.database import Database

TIMES = 5
SEARCHES = {
    "a common word": "the",
    "a rare word": RARE,
    "two words": "reviewed index",
    "one character": "x",
    "two letters": "pr",
    "one Chinese character": "价",
    "two Chinese characters": "备份",
    "three Chinese characters": "数据库",
    "a phrase": '"nightly run"',
    "a Chinese word and a character": "测试 价",
    "a word and two letters": "the pr",
    "nothing found": "zzzyzzx",
    "one character, nothing found": "§",
}


def print_table(file: Path) -> None:
    """Print a line for each thing that is measured: milliseconds here, in the sample, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        copy, small = Path(folder) / "copy.db", Path(folder) / "sample.db"
        shutil.copy(file, copy)
        with Database(f"sqlite:///{copy}") as years, Database(f"sqlite:///{small}") as company:
            company.upgrade()
            sample.make(company)
            few = dict(_measured(company))
            print(f"{'what':<46}{'ms':>9}{'sample':>9}{'ratio':>8}")
            for name, milliseconds in _measured(years):
                beside = few[name]
                print(f"{name:<46}{milliseconds:>9.1f}{beside:>9.1f}{milliseconds / beside:>8.1f}", flush=True)


def _measured(database: Database) -> Iterator[tuple[str, float]]:
    for name, run in _things(database):
        taken = []
        for _ in range(TIMES):
            began = time.perf_counter()
            run()
            taken.append((time.perf_counter() - began) * 1000)
        yield name, statistics.median(taken)


def _things(database: Database) -> Iterator[tuple[str, Callable[[], object]]]:
    for name, words in SEARCHES.items():
        yield f"search: {name}", lambda words=words: reports_search.find(database, words)  # type: ignore[misc]  # bound now
    held = [meeting for meeting in reports_meetings.meetings(database) if meeting.state == "ended"]
    home = reports_overview.overview(database)
    team = home.teams[-1]
    day = held[0].started_at.date()
    name = held[0].team
    person = home.people[0]
    yield "history of all meetings", lambda: reports_meetings.meetings(database)
    yield "history, its first lines", lambda: reports_meetings.meetings(database, most=200)
    yield "home", lambda: reports_overview.overview(database)
    yield "a team at a glance", lambda: glance.glance(database, team.id)
    yield "minutes of the newest meeting", lambda: minutes_reading.read(database, held[0].id)
    yield "minutes of the middle meeting", lambda: minutes_reading.read(database, held[len(held) // 2].id)
    yield "minutes of the oldest meeting", lambda: minutes_reading.read(database, held[-1].id)
    yield "promises of all", lambda: promises_reading.of_all(database)
    yield "open promises of all", lambda: promises_reading.of_all(database, only_open=True)
    yield "promises of a unit", lambda: promises_reading.of_unit(database, team.id)
    yield "promises kept by a unit", lambda: promises_reading.kept_by_unit(database, team.id, today=day)
    yield "digest of a month", lambda: digest.read(database, day - timedelta(30), day)
    yield "insight of 12 weeks", lambda: insight.read(database, name, today=day)
    yield "OKRs of the cycle", lambda: okrs.of_cycle(database)
    cycle = okrs.of_cycle(database)
    if cycle is not None:
        yield "OKR history of the cycle", lambda: okr_history.of_cycle(database, cycle.cycle.id)
        yield "OKR versions of the cycle", lambda: okr_history.versions(database, cycle.cycle.id)
    yield "calibration of a unit", lambda: calibration.of_unit(database, team.id)
    yield "prompts before a meeting", lambda: _prompts(database, person)
    yield "season of a review", lambda: _review(database, person)
    yield "check-in before a meeting", lambda: checkin_session.own(database, person)

    began = shown.read(database, _started(database, name))
    yield "a running meeting, read", lambda: shown.read(database, began.live.id)
    yield "check-in in a meeting", lambda: checkin_session.own(database, person)
    yield "a stand-up ended, another started and read", lambda: _started(database, name)


def _prompts(database: Database, name: str) -> object:
    with database.reading() as session:
        return round_prompts.prompts(session, None, find_person(session, name).id)


def _review(database: Database, name: str) -> object:
    who = checkin_session.who(database, name, offering=True)
    with database.reading() as session:
        return season.review_cycle(session, who)


def _started(database: Database, team: str) -> int:
    while (live := running.running(database, team)) is not None:
        moving.end(database, live.id)
    live = entering.enter(database, "standup", team).live
    return shown.read(database, live.id).live.id
