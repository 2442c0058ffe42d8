"""What becomes of the unfinished: a draft of the next cycle, or none, each by a decision that can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from facilitator import modes
from facilitator.common.errors import NotFoundError
from facilitator.meeting import moving, running, starting
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.modes.parsing import parse_mode
from facilitator.steps.analysis import carry_over as analysis_carry_over
from facilitator.steps.analysis import reading as analysis_reading
from facilitator.steps.commitment import reading as commitment_reading
from facilitator.steps.commitment import writing as commitment_writing
from facilitator.steps.confidence import reading as confidence_reading
from facilitator.steps.scores import writing as scores_writing
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Cycle, Objective
from facilitator.tables.review import Continuation
from tests.steps.reviewing import ADA, CANARY, LEAD, SHIPS, TRUST, Quarter, furnish


@pytest.fixture
def quarter(database: Database) -> Quarter:
    return furnish(database)


def next_objectives(quarter: Quarter) -> list[tuple[str, str, list[tuple[str, float | None, float | None]]]]:
    with quarter.database.reading() as session:
        rows = session.scalars(select(Objective).where(Objective.cycle_id != quarter.cycle).order_by(Objective.id))
        return [
            (row.title, row.state, [(one.title, one.start, one.current) for one in row.key_results]) for row in rows
        ]


def decisions(quarter: Quarter, meeting_id: int) -> list[str]:
    return [one.text for one in minutes_reading.read(quarter.database, meeting_id).decisions]


def test_carried_over_is_a_draft_of_what_is_unfinished_from_where_it_stands(quarter: Quarter) -> None:
    scores_writing.give(quarter.database, ADA, quarter.key_results[CANARY], 1.0, "all of them")
    meeting_id = quarter.meet()
    analysis_carry_over.carry_over(quarter.database, meeting_id, quarter.objectives[SHIPS], 1.0)
    assert next_objectives(quarter) == [(SHIPS, "draft", [(LEAD, 6.0, 6.0)])]
    assert decisions(quarter, meeting_id) == [f"carried over: {SHIPS} (into now)"]
    (each, _) = analysis_reading.of_meeting(quarter.database, meeting_id).objectives
    assert each.became == "carried over"
    with pytest.raises(ValueError, match="carried over already"):
        analysis_carry_over.drop(quarter.database, meeting_id, quarter.objectives[SHIPS])
    # All of it is one thing to take back.
    assert journal.undo(quarter.database, meeting_id) == f"carried over: {SHIPS} (into now)"
    assert next_objectives(quarter) == []
    assert decisions(quarter, meeting_id) == []
    with quarter.database.reading() as session:
        assert session.scalars(select(Continuation)).all() == []
    assert journal.undo(quarter.database, meeting_id) is None


def test_changed_goes_on_in_other_words_and_dropped_does_not(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    analysis_carry_over.carry_over(quarter.database, meeting_id, quarter.objectives[SHIPS], 1.0, " Ship daily ")
    analysis_carry_over.drop(quarter.database, meeting_id, quarter.objectives[TRUST])
    assert [title for title, _, _ in next_objectives(quarter)] == ["Ship daily"]
    assert decisions(quarter, meeting_id) == [f"changed: {SHIPS} → Ship daily (into now)", f"dropped: {TRUST}"]
    with pytest.raises(ValueError, match="needs words"):
        analysis_carry_over.carry_over(quarter.database, quarter.meet(), quarter.objectives[SHIPS], 1.0, " ")


def test_without_a_next_cycle_nothing_is_carried_over(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    with quarter.database.writing() as session:
        now = session.scalars(select(Cycle).where(Cycle.name == "now")).one()
        session.delete(now)
    assert analysis_reading.of_meeting(quarter.database, meeting_id).next_cycle is None
    with pytest.raises(LookupError, match="no next cycle"):
        analysis_carry_over.carry_over(quarter.database, meeting_id, quarter.objectives[SHIPS], 1.0)


def test_what_is_supported_goes_along_where_it_went_before(quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        session.get_one(Objective, quarter.objectives[SHIPS]).supports_objective_id = quarter.objectives[TRUST]
    meeting_id = quarter.meet()
    analysis_carry_over.carry_over(quarter.database, meeting_id, quarter.objectives[TRUST], 1.0)
    analysis_carry_over.carry_over(quarter.database, meeting_id, quarter.objectives[SHIPS], 1.0)
    with quarter.database.reading() as session:
        trust, ships = session.scalars(
            select(Objective).where(Objective.cycle_id != quarter.cycle).order_by(Objective.id)
        )
        assert ships.supports_objective_id == trust.id


# -- the combined meeting ----------------------------------------------------------------------------------------------


def test_a_combined_meeting_agrees_the_cycle_after_the_reviewed_one(quarter: Quarter) -> None:
    live = running.load(quarter.database, quarter.meet("review-consensus"))
    assert (live.cycle, live.next_cycle) == ("last", "now")
    with quarter.database.reading() as session:
        assert session.get_one(Meeting, live.id).agreed_cycle_id == live.next_cycle_id
    assert running.load(quarter.database, quarter.meet()).agreed_cycle_id == quarter.cycle


def test_where_there_is_no_next_cycle_it_is_made(quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        now = session.scalars(select(Cycle).where(Cycle.name == "now")).one()
        session.delete(now)
        last = session.get_one(Cycle, quarter.cycle)
        last.name = "2026-Q3"
        last.start, last.end = last.start.replace(2026, 7, 1), last.end.replace(2026, 9, 30)
    with time_machine.travel(datetime(2026, 10, 5, 12, tzinfo=UTC)):
        live = running.load(quarter.database, quarter.meet("review-consensus"))
        again = running.load(quarter.database, quarter.meet("review-consensus"))
    assert (live.cycle, live.next_cycle) == ("2026-Q3", "2026-Q4")
    assert again.next_cycle_id == live.next_cycle_id


def test_a_cycle_of_the_same_length_is_the_next_one(quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        last = session.get_one(Cycle, quarter.cycle)
        now = session.scalars(select(Cycle).where(Cycle.name == "now")).one()
        last.start, last.end = last.start.replace(2026, 7, 1), last.end.replace(2026, 9, 30)
        now.start, now.end = now.start.replace(2026, 10, 1), now.end.replace(2027, 9, 30)
        session.add(Cycle(name="Q4", start=now.start, end=now.start + timedelta(days=91)))
    assert running.load(quarter.database, quarter.meet("review-consensus")).next_cycle == "Q4"


def test_a_stand_up_has_no_next_cycle(quarter: Quarter) -> None:
    assert running.load(quarter.database, quarter.meet("standup")).next_cycle is None
    with pytest.raises(NotFoundError):
        starting.start(quarter.database, parse_mode(*modes.find("review-consensus", None)), "Platform", cycle="2001-Q1")


def test_what_was_carried_over_is_agreed_in_the_second_part(quarter: Quarter) -> None:
    scores_writing.give(quarter.database, ADA, quarter.key_results[CANARY], 0.8, "three wait for the vault")
    meeting_id = quarter.meet("review-consensus")
    quarter.go_to(meeting_id, "analysis")
    analysis_carry_over.carry_over(quarter.database, meeting_id, quarter.objectives[SHIPS], 1.0, "Ship daily")
    quarter.go_to(meeting_id, "confidence")
    ballots = confidence_reading.of_meeting(quarter.database, meeting_id)
    assert {item.item.title for each in ballots.values() for item in each.ballots} == {LEAD, CANARY}
    quarter.go_to(meeting_id, "commitment")
    (promise,) = commitment_reading.of_meeting(quarter.database, meeting_id)
    assert promise.wording.objective == "Ship daily"
    commitment_writing.commit(quarter.database, meeting_id, promise.objective_id)
    moving.end(quarter.database, meeting_id)
    assert [one["key_result"] for one in quarter.told(meeting_id, "analysis")][:2] == [LEAD, CANARY]
    assert [one["objective"] for one in quarter.told(meeting_id, "commitment")] == ["Ship daily"]
    told = minutes_reading.read(quarter.database, meeting_id)
    table = minutes_json.as_table(told)
    assert (table["cycle"], table["next_cycle"]) == ("last", "now")
    headings = [line for line in minutes_forms.as_markdown(told).splitlines() if line.startswith("#")]
    parts = ["## Part one: review of last", "### Unfinished", "## Part two: consensus on now", "### Commitments"]
    places = [headings.index(one) for one in parts]
    assert places == sorted(places)
    starting.start(quarter.database, parse_mode(*modes.find("standup", None)), "Platform")
    table = minutes_json.as_table(minutes_reading.read(quarter.database, meeting_id + 1))
    assert "next_cycle" not in table
