"""Commitment: what is frozen, what is in the way of it, and what the minutes keep."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from facilitator.checkin import session as checkin_session
from facilitator.meeting import moving
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.okr import writing
from facilitator.steps.commitment import reading as commitment_reading
from facilitator.steps.commitment import writing as commitment_writing
from facilitator.steps.commitment.checkin import AskedCommitment
from facilitator.steps.commitment.reading import Committing
from facilitator.steps.commitment.writing import BlockedError
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.consensus import Commitment, Voting
from facilitator.tables.meeting import Request
from facilitator.tables.okr import Objective
from tests.steps.acme import CYCLE, Acme, company
from tests.steps.conftest import ADA, JOSE, WANG

SHIPS, TRUSTS, CALM = "Every team ships", "Sales trusts us", "Platform is calm"


@pytest.fixture
def acme(database: Database) -> Acme:
    return company(database)


def to_commit(acme: Acme, meeting_id: int, title: str) -> Committing:
    some = commitment_reading.of_meeting(acme.database, meeting_id)
    return next(one for one in some if one.objective_id == acme.objectives[title])


def state(acme: Acme, title: str) -> str:
    with acme.database.reading() as session:
        return session.get_one(Objective, acme.objectives[title]).state


def commit(acme: Acme, meeting_id: int, title: str) -> None:
    commitment_writing.commit(acme.database, meeting_id, acme.objectives[title])


def asks(acme: Acme, meeting_id: int | None, who: str, what: str, **more: Any) -> int:
    """A request as it lies in the database."""
    with acme.database.writing() as session:
        row = Request(
            meeting_id=meeting_id,
            from_person_id=acme.people[who],
            to_unit_id=acme.units["Sales"],
            what=what,
            recorded_at=datetime.now(UTC),
            **more,
        )
        session.add(row)
        session.flush()
        return row.id


def told(acme: Acme, meeting_id: int) -> list[dict[str, Any]]:
    found = json.loads(minutes_json.as_json(minutes_reading.read(acme.database, meeting_id)))
    records: list[dict[str, Any]] = next(one for one in found["steps"] if one["kind"] == "commitment")["records"]
    return records


def test_each_owner_has_what_they_commit_to(acme: Acme) -> None:
    meeting = acme.meet()
    some = commitment_reading.of_meeting(acme.database, meeting)
    assert [(one.person, one.wording.objective, one.open) for one in some] == [
        (ADA, SHIPS, True),
        (ADA, CALM, True),
        (JOSE, TRUSTS, True),
    ]
    wording = some[1].wording
    assert (wording.owner, wording.cycle) == ("Platform", CYCLE)
    assert [(row.title, row.figures) for row in some[0].wording.key_results] == [
        ("Lead time", "9 → 2 days"),
        ("Signed", "milestone"),
    ]


def test_a_commitment_is_frozen_and_the_objective_agreed(acme: Acme) -> None:
    writing.change_objective(acme.database, acme.objectives[SHIPS], description="on the day it is ready")
    writing.change_key_result(acme.database, acme.key_results["Lead time"], confidence=6)
    meeting = acme.meet()
    asks(
        acme,
        meeting,
        ADA,
        "two pilots",
        key_result_id=acme.key_results["Lead time"],
        answer="accepted",
        note="from the north",
        due=date(2027, 1, 15),
    )
    acme.to(meeting, "commitment")
    before = datetime.now(UTC)
    commit(acme, meeting, SHIPS)
    assert state(acme, SHIPS) == "agreed"
    one = to_commit(acme, meeting, SHIPS)
    assert one.at is not None
    assert before <= one.at <= datetime.now(UTC)
    frozen = one.wording
    writing.change_key_result(acme.database, acme.key_results["Lead time"], title="Time", target=1, reason="too easy")
    writing.change_objective(acme.database, acme.objectives[SHIPS], title="Other words", reason="clearer")
    assert to_commit(acme, meeting, SHIPS).wording == frozen
    assert (frozen.objective, frozen.description, frozen.owner) == (SHIPS, "on the day it is ready", ADA)
    assert [(row.title, row.figures, row.confidence) for row in frozen.key_results] == [
        ("Lead time", "9 → 2 days", 6),
        ("Signed", "milestone", None),
    ]
    assert [(row.words, row.key_result) for row in frozen.requests] == [
        ("Sales: two pilots, by 2027-01-15 (from the north)", "Lead time")
    ]


def test_the_confidence_is_the_one_that_the_meeting_agreed_on(acme: Acme) -> None:
    meeting = acme.meet()
    with acme.database.writing() as session:
        for agreed in (3, 7, None):
            session.add(
                Voting(
                    meeting_id=meeting,
                    key_result_id=acme.key_results["Pilots"],
                    state="closed",
                    agreed=agreed,
                    opened_at=datetime.now(UTC),
                )
            )
        session.add(
            Voting(
                meeting_id=meeting,
                objective_id=acme.objectives[TRUSTS],
                state="closed",
                agreed=5,
                opened_at=datetime.now(UTC),
            )
        )
    wording = to_commit(acme, meeting, TRUSTS).wording
    assert (wording.confidence, wording.key_results[0].confidence) == (5, 7)


@pytest.mark.parametrize(
    ("who", "about", "held_up"),
    [
        (ADA, "Lead time", {SHIPS}),
        (ADA, None, {SHIPS, CALM}),
        (JOSE, "Lead time", {SHIPS, TRUSTS}),
        (WANG, None, set()),
        (WANG, "Alarms", {CALM}),
    ],
)
def test_open_requests_hold_up_what_they_concern(acme: Acme, who: str, about: str | None, held_up: set[str]) -> None:
    meeting = acme.meet()
    asks(acme, meeting, who, "help", key_result_id=acme.key_results[about] if about else None)
    some = commitment_reading.of_meeting(acme.database, meeting)
    assert {one.wording.objective for one in some if one.waiting} == held_up


@pytest.mark.parametrize(
    "settled",
    [
        {"answer": "accepted"},
        {"answer": "countered"},
        {"answer": "declined"},
        {"carried_over": True},
        {"state": "done"},
    ],
)
def test_answered_or_carried_over_they_do_not(acme: Acme, settled: dict[str, Any]) -> None:
    meeting = acme.meet()
    asks(acme, meeting, ADA, "help", **settled)
    assert to_commit(acme, meeting, SHIPS).open


def test_requests_of_other_meetings_hold_nothing_up(acme: Acme) -> None:
    asks(acme, acme.meet("Sales", facilitator=None), ADA, "the logs")
    assert to_commit(acme, acme.meet(), SHIPS).open


def test_a_commitment_waits_for_its_requests_until_they_are_carried_over(acme: Acme) -> None:
    meeting = acme.meet()
    request = asks(acme, meeting, ADA, "two pilots")
    with pytest.raises(BlockedError, match=f"a request is open: {ADA} asks Sales: two pilots"):
        commit(acme, meeting, SHIPS)
    assert (state(acme, SHIPS), told_rows(acme)) == ("draft", 0)
    commitment_writing.carry_over(acme.database, meeting, [request])
    commit(acme, meeting, SHIPS)
    assert state(acme, SHIPS) == "agreed"
    assert journal.undo(acme.database, meeting) == f'commitment to "{SHIPS}"'
    assert journal.undo(acme.database, meeting) == "requests carried over"
    assert to_commit(acme, meeting, SHIPS).waiting[0].words == f"{ADA} asks Sales: two pilots"


def told_rows(acme: Acme) -> int:
    with acme.database.reading() as session:
        return len(session.scalars(select(Commitment)).all())


def test_undo_takes_the_last_commitment_back_with_its_state(acme: Acme) -> None:
    writing.set_state(acme.database, acme.objectives[TRUSTS], "submitted")
    meeting = acme.meet()
    commit(acme, meeting, SHIPS)
    commit(acme, meeting, TRUSTS)
    assert journal.undo(acme.database, meeting) == f'commitment to "{TRUSTS}"'
    assert (state(acme, TRUSTS), state(acme, SHIPS)) == ("submitted", "agreed")
    assert told_rows(acme) == 1
    assert to_commit(acme, meeting, TRUSTS).open
    commit(acme, meeting, TRUSTS)
    assert state(acme, TRUSTS) == "agreed"


def test_nobody_commits_twice_nor_for_somebody_who_is_not_there(acme: Acme) -> None:
    meeting = acme.meet()
    commit(acme, meeting, SHIPS)
    with pytest.raises(BlockedError, match=f'{ADA} has committed to "{SHIPS}"'):
        commit(acme, meeting, SHIPS)
    moving.set_attendance(acme.database, meeting, acme.people[JOSE], "absent")
    with pytest.raises(BlockedError, match="José Müller is not here"):
        commit(acme, meeting, TRUSTS)
    assert [one.wording.objective for one in commitment_reading.of_meeting(acme.database, meeting)] == [
        SHIPS,
        CALM,
        TRUSTS,
    ]
    assert not to_commit(acme, meeting, TRUSTS).here
    moving.set_attendance(acme.database, meeting, acme.people[JOSE], "remote")
    commit(acme, meeting, TRUSTS)


def test_what_nobody_answers_for_cannot_be_taken(acme: Acme) -> None:
    acme.objectives["Acme grows"] = writing.add_objective(
        acme.database, acme.cycle, "Acme grows", owner_unit_id=acme.units["Acme"]
    ).id
    meeting = acme.meet(facilitator=None)
    with pytest.raises(BlockedError, match="nobody here can commit to that"):
        commit(acme, meeting, "Acme grows")
    moving.set_facilitator(acme.database, meeting, acme.people[WANG])
    commit(acme, meeting, "Acme grows")
    assert told(acme, meeting) == []
    acme.to(meeting, "commitment")
    assert [(one["person"], one["objective"]) for one in told(acme, meeting)] == [(WANG, "Acme grows")]


def test_the_minutes_have_every_commitment_in_full_and_who_was_left_out(acme: Acme) -> None:
    meeting = acme.meet()
    asks(acme, meeting, ADA, "two pilots", answer="accepted")
    moving.set_attendance(acme.database, meeting, acme.people[JOSE], "absent")
    acme.to(meeting, "commitment")
    commit(acme, meeting, CALM)
    at = to_commit(acme, meeting, CALM).at
    assert at is not None
    moving.end(acme.database, meeting)
    expected = {"person": ADA, "objective": CALM, "at": at.astimezone(UTC).isoformat(timespec="seconds")}
    assert told(acme, meeting) == [expected]
    before = minutes_forms.as_markdown(minutes_reading.read(acme.database, meeting))
    writing.change_key_result(acme.database, acme.key_results["Alarms"], title="Noise", reason="clearer")
    writing.set_state(acme.database, acme.objectives[SHIPS], "closed")
    writing.add_objective(acme.database, acme.cycle, "Too late", owner_person_id=acme.people[ADA])
    text = minutes_forms.as_markdown(minutes_reading.read(acme.database, meeting))
    assert text == before
    for words in (
        "## Commitments",
        f"I commit to: **{CALM}** (Platform)",
        "- Alarms: 14 → 3 a week",
        "- Sales: two pilots",
        "### Not committed to",
        f"- {SHIPS} ({ADA})",
        f"- {TRUSTS} ({JOSE}, who was not there)",
    ):
        assert words in text


def test_an_arabic_key_result_ends_before_its_figures(acme: Acme) -> None:
    writing.change_key_result(acme.database, acme.key_results["Alarms"], title="إنذارات", reason="our words")
    meeting = acme.meet()
    acme.to(meeting, "commitment")
    commit(acme, meeting, CALM)
    moving.end(acme.database, meeting)
    assert "إنذارات:\u200e 14 → 3 a week" in minutes_forms.as_markdown(minutes_reading.read(acme.database, meeting))


def test_a_check_in_shows_ones_own_while_they_are_taken(acme: Acme) -> None:
    meeting = acme.meet()
    assert "commitment" not in checkin_session.own(acme.database, ADA).asked
    acme.to(meeting, "commitment")
    asked: AskedCommitment = checkin_session.own(acme.database, ADA).asked["commitment"]
    assert [one.wording.objective for one in asked.to_commit] == [SHIPS, CALM]
    assert "commitment" not in checkin_session.own(acme.database, WANG).asked
    moving.next_step(acme.database, meeting)
    assert "commitment" not in checkin_session.own(acme.database, ADA).asked
