"""A vote in any order of events, and what of it can be known before a reveal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from facilitator.checkin import file as checkin_file
from facilitator.checkin import session as checkin_session
from facilitator.common import clock
from facilitator.common.errors import RefusedError
from facilitator.meeting import moving
from facilitator.steps import shown
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.store.database import Database
from facilitator.tables.consensus import Vote
from facilitator.tables.journal import Change
from tests.steps.balloting import ADA, CANARY, GRACE, JOSE, KR, LEAD, WANG, Room, furnish

FIGURES = st.integers(1, 10)
VOTERS = st.sampled_from((ADA, WANG, JOSE))
TITLES = st.sampled_from((LEAD, CANARY))
OWNERS = {LEAD: ADA, CANARY: JOSE}


@pytest.fixture
def room(database: Database) -> Room:
    return furnish(database)


@dataclass
class Model:
    """What must be so of one key result."""

    state: str = "open"
    rounds: list[dict[str, int]] = field(default_factory=lambda: [{}])
    agreed: int | None = None
    touched: bool = False

    @property
    def revealed(self) -> list[dict[str, int]]:
        return self.rounds if self.shown else self.rounds[:-1]

    shown: bool = False

    def record(self, title: str) -> dict[str, Any]:
        rounds = [{"votes": figures} for figures in self.revealed]
        return {KR: title, "owner": OWNERS[title], "rounds": rounds, "agreed": self.agreed}

    @property
    def told(self) -> bool:
        return bool(self.revealed) or self.agreed is not None or self.state == "closed"


class Meeting(RuleBasedStateMachine):
    """Two key results, three people; Grace is not in the meeting, and votes all the same."""

    room: Room

    @initialize()
    def begin(self) -> None:
        self.meeting = self.room.meet()
        self.models = {LEAD: Model(), CANARY: Model()}

    def teardown(self) -> None:
        if hasattr(self, "meeting"):
            moving.end(self.room.database, self.meeting)

    def allowed(self, may: bool, doing: Callable[[], object]) -> None:
        if may:
            doing()
        else:
            with pytest.raises(RefusedError):
                doing()

    @rule(title=TITLES, name=VOTERS, figure=FIGURES, at_the_table=st.booleans())
    def vote(self, title: str, name: str, figure: int, at_the_table: bool) -> None:
        model, item = self.models[title], {self.room.key_results[title]: figure}
        where = self.meeting if at_the_table else None
        person = self.room.people[name]
        self.allowed(
            model.state == "open",
            lambda: confidence_writing.vote(self.room.database, person, KR, item, meeting_id=where),
        )
        if model.state == "open":
            model.rounds[-1][name] = figure

    @rule(title=TITLES, figure=FIGURES)
    def somebody_else_votes(self, title: str, figure: int) -> None:
        item = {self.room.key_results[title]: figure}
        confidence_writing.vote(self.room.database, self.room.people[GRACE], KR, item)

    @rule(title=TITLES, late=st.booleans())
    def reveal(self, title: str, late: bool) -> None:
        model, item = self.models[title], self.room.key_results[title]
        number = len(model.rounds) - (late and len(model.rounds) > 1)
        stale = number < len(model.rounds) or model.state != "open"
        self.allowed(
            not stale and bool(model.rounds[-1]),
            lambda: confidence_writing.reveal(self.room.database, self.meeting, KR, item, number),
        )
        if not stale and model.rounds[-1]:
            model.state, model.shown = "revealed", True

    @rule(title=TITLES, late=st.booleans())
    def vote_again(self, title: str, late: bool) -> None:
        model, item = self.models[title], self.room.key_results[title]
        number = len(model.rounds) - (late and len(model.rounds) > 1)
        stale = number < len(model.rounds)
        may = not stale and model.state == "revealed"
        self.allowed(may, lambda: confidence_writing.again(self.room.database, self.meeting, KR, item, number))
        if may:
            model.rounds.append({})
            model.state, model.shown = "open", False

    @rule(title=TITLES, figure=FIGURES)
    def agree(self, title: str, figure: int) -> None:
        model, item = self.models[title], self.room.key_results[title]
        may = model.state != "open" or not model.rounds[-1]
        self.allowed(may, lambda: confidence_writing.agree(self.room.database, self.meeting, KR, item, figure))
        if may:
            model.agreed = figure

    @rule(title=TITLES)
    def go_on(self, title: str) -> None:
        confidence_writing.move_on(self.room.database, self.meeting, KR, self.room.key_results[title])
        self.models[title].state = "closed"

    @rule(title=TITLES)
    def go_back(self, title: str) -> None:
        confidence_writing.turn_to(self.room.database, self.meeting, KR, self.room.key_results[title])
        model = self.models[title]
        if model.state == "closed":
            model.state = "revealed" if model.shown else "open"
        ballots = self.room.ballots(self.meeting)
        assert ballots.current is not None
        assert ballots.ballots[ballots.current].item.title == title

    @invariant()
    def minutes_say_what_was_said_and_nothing_that_is_sealed(self) -> None:
        if hasattr(self, "meeting"):
            told = [model.record(title) for title, model in self.models.items() if model.told]
            assert self.room.records(self.meeting) == told
            found = {one.item.title: one for one in self.room.ballots(self.meeting).ballots}
            for title, model in self.models.items():
                assert list(found[title].rounds) == model.revealed
                assert found[title].state == model.state
                voted = {self.room.people[name] for name in model.rounds[-1]}
                assert found[title].voted == voted
                assert found[title].agreed == model.agreed

    @invariant()
    def no_figure_lies_in_a_table_before_its_reveal(self) -> None:
        if not hasattr(self, "meeting"):
            return
        titles = {item: title for title, item in self.room.key_results.items()}
        with self.room.database.reading() as session:
            rows = session.scalars(select(Vote).where(Vote.meeting_id == self.meeting)).all()
            changes = session.scalars(select(Change).where(Change.table_name == "vote")).all()
        shown_rows = {row.id for row in rows if row.round <= len(self.models[titles[row.key_result_id or 0]].revealed)}
        assert all((row.value is not None) == (row.id in shown_rows) for row in rows)
        mine = {row.id for row in rows}
        for change in changes:
            assert not any(letter.isdigit() for letter in (change.after or {})["sealed"])
            if change.row_id in mine - shown_rows:
                assert (change.after or {})["value"] is None


@pytest.mark.each_database
def test_a_vote_in_any_order_of_events(room: Room) -> None:
    class Here(Meeting):
        pass

    Here.room = room
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    run_state_machine_as_test(
        Here, settings=settings(max_examples=8, stateful_step_count=16, deadline=None, suppress_health_check=checks)
    )


def everything_known(path: Path, figures: tuple[int, int, int]) -> list[str]:
    """Three people vote, one of them twice; then all that can be read anywhere, seals and their key left out."""
    with Database(f"sqlite:///{path}") as database:
        room = furnish(database)
        item = room.key_results[LEAD]
        confidence_writing.vote(database, room.people[WANG], KR, {item: figures[1]})
        meeting = room.meet()
        confidence_writing.vote(database, room.people[ADA], KR, {item: 11 - figures[0]}, meeting_id=meeting)
        confidence_writing.vote(database, room.people[ADA], KR, {item: figures[0]}, meeting_id=meeting)
        confidence_writing.vote(database, room.people[JOSE], KR, {item: figures[2]})
        rows = room.rows()
        for name, row in rows:
            if name == "vote":
                row["sealed"] = ""
            elif name == "seal":
                row["key"] = ""
            elif name == "meeting":
                row["read_boot_seconds"] = 0.0
            elif name == "journal_change":
                for side in (row["before"], row["after"]):
                    if side is not None and "sealed" in side:
                        side["sealed"] = ""
        return [
            repr(rows),
            json.dumps(room.records(meeting)),
            room.minutes(meeting),
            repr(shown.read(database, meeting).parts),
            repr(checkin_session.own(database, GRACE).asked["confidence"].own),
            checkin_file.template(database, GRACE),
        ]


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ways=st.lists(st.tuples(FIGURES, FIGURES, FIGURES), min_size=2, max_size=2, unique=True))
def test_nothing_that_can_be_read_before_a_reveal_depends_on_the_votes(
    ways: list[tuple[int, int, int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "_boot", lambda: "")
    fresh = tmp_path / "fresh.db"
    if not fresh.exists():
        with Database(f"sqlite:///{fresh}") as database:
            database.upgrade()
    known = []
    with time_machine.travel("2026-11-24T08:30:00+00:00", tick=False):
        for figures in ways:
            path = Path(shutil.copy(fresh, tmp_path / "team.db"))
            known.append(everything_known(path, figures))
    assert known[0] == known[1]
    assert all(LEAD in one for one in (known[0][0], known[0][3]))
