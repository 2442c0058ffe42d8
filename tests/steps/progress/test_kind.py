"""OKR first: where the key results stand, and what a change records."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from sqlalchemy import select

from facilitator import modes
from facilitator.common.errors import NotFoundError
from facilitator.documents.blocks import Bar, Bars
from facilitator.meeting import starting
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import layout
from facilitator.minutes import reading as minutes_reading
from facilitator.modes.parsing import parse_mode
from facilitator.steps.progress import reading as progress_reading
from facilitator.steps.progress import writing as progress_writing
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.okr import KeyResult, Objective, Progress
from facilitator.tables.people import Person, Unit
from tests.steps.conftest import ADA, JOSE, WANG, Team


def lead_time(team: Team, meeting_id: int) -> progress_reading.KeyResultStatus:
    return next(
        one for one in progress_reading.of_meeting(team.database, meeting_id) if one.key_result.id == team.key_result
    )


def test_the_teams_key_results_are_shown_with_their_owners(team: Team) -> None:
    found = progress_reading.of_meeting(team.database, team.meet())
    assert [(one.key_result.title, one.key_result.owner, one.key_result.milestone) for one in found] == [
        ("Lead time", ADA, False),
        ("Signed", JOSE, True),
    ]
    assert found[0].key_result.ratio == pytest.approx(3 / 7)
    assert (found[0].key_result.note, found[1].key_result.note) == ("", "a milestone has no numbers")
    assert (found[0].since, found[0].since_confidence) == (None, None)


def test_those_at_risk_come_first(team: Team) -> None:
    meeting_id = team.meet()
    progress_writing.update(team.database, team.milestone, confidence=2, meeting_id=meeting_id)
    found = progress_reading.of_meeting(team.database, meeting_id)
    # Nobody has said a word of the other one since the cycle began, which is told here as in the OKRs.
    assert [(one.key_result.title, one.key_result.risk.words) for one in found] == [
        ("Signed", "confidence 2"),
        ("Lead time", "no update for 49 days"),
    ]
    progress_writing.update(team.database, team.key_result, note="the reviews wait", meeting_id=meeting_id)
    found = progress_reading.of_meeting(team.database, meeting_id)
    assert [(one.key_result.title, one.key_result.risk.words) for one in found] == [
        ("Signed", "confidence 2"),
        ("Lead time", ""),
    ]
    progress_writing.update(team.database, team.key_result, confidence=9, meeting_id=meeting_id)
    progress_writing.update(team.database, team.key_result, current=9, meeting_id=meeting_id)
    assert lead_time(team, meeting_id).key_result.risk.words == "50 % behind pace"


def test_a_change_is_one_since_the_last_meeting(team: Team) -> None:
    first = team.meet()
    progress_writing.update(team.database, team.key_result, current=5, confidence=6, meeting_id=first)
    progress_writing.update(team.database, team.key_result, current=4, meeting_id=first)
    assert (lead_time(team, first).since, lead_time(team, first).since_confidence) == (6, 5)
    team.end(first)
    second = team.meet()
    assert (lead_time(team, second).since, lead_time(team, second).since_confidence) == (None, None)
    progress_writing.update(team.database, team.key_result, current=3, name=ADA, source="check-in")
    progress_writing.update(team.database, team.key_result, confidence=4, name=ADA, source="check-in")
    status = lead_time(team, second)
    assert (status.since, status.key_result.current) == (4, 3)
    assert (status.since_confidence, status.key_result.confidence, status.key_result.risk.words) == (
        6,
        4,
        "confidence fell by 2",
    )
    progress_writing.update(team.database, team.key_result, current=4, meeting_id=second)
    assert lead_time(team, second).since is None


def test_a_person_sees_their_own(team: Team) -> None:
    assert [one.key_result.title for one in progress_reading.of_person(team.database, ADA)] == ["Lead time"]
    assert [one.key_result.title for one in progress_reading.of_person(team.database, JOSE)] == ["Signed"]
    assert progress_reading.of_person(team.database, WANG) == ()
    with pytest.raises(NotFoundError):
        progress_reading.of_person(team.database, "Nobody")


def test_what_is_not_told_stays(team: Team) -> None:
    meeting_id = team.meet()
    progress_writing.update(
        team.database, team.key_result, confidence=7, note="hired\nsomebody ", meeting_id=meeting_id
    )
    assert (lead_time(team, meeting_id).key_result.current, lead_time(team, meeting_id).key_result.confidence) == (6, 7)
    with team.database.reading() as session:
        (row,) = session.scalars(select(Progress))
        assert (row.before, row.after, row.confidence_before, row.confidence) == (6, 6, 5, 7)
        assert (row.note, row.meeting_id) == ("hired somebody", meeting_id)


@pytest.mark.parametrize("confidence", [0, 11, -1])
def test_a_confidence_out_of_range_is_refused(team: Team, confidence: int) -> None:
    with pytest.raises(ValueError, match="1 to 10"):
        progress_writing.update(team.database, team.key_result, confidence=confidence)


def test_a_milestone_takes_no_figure(team: Team) -> None:
    with pytest.raises(ValueError, match='"Signed" is a milestone'):
        progress_writing.update(team.database, team.milestone, current=1)
    with team.database.reading() as session:
        assert session.scalars(select(Progress)).all() == []


def test_what_was_dropped_or_closed_is_not_asked(team: Team) -> None:
    meeting_id = team.meet()
    with team.database.writing() as session:
        session.get_one(KeyResult, team.milestone).dropped = True
    assert [one.key_result.title for one in progress_reading.of_meeting(team.database, meeting_id)] == ["Lead time"]
    assert progress_reading.of_person(team.database, JOSE) == ()
    with team.database.writing() as session:
        session.get_one(KeyResult, team.key_result).objective.state = "closed"
    assert progress_reading.of_person(team.database, ADA) == ()
    with pytest.raises(ValueError, match="is closed; set it back"):
        progress_writing.update(team.database, team.key_result, current=1, meeting_id=meeting_id)
    assert lead_time(team, meeting_id).key_result.current == 6


def test_the_minutes_say_in_words_what_the_picture_shows(team: Team) -> None:
    meeting_id = team.meet()
    progress_writing.update(team.database, team.key_result, current=5, meeting_id=meeting_id)
    progress_writing.update(team.database, team.milestone, confidence=7, meeting_id=meeting_id)
    team.end(meeting_id)
    told = minutes_reading.read(team.database, meeting_id)
    pictures = [one for one in layout.lay_out(told) if isinstance(one, Bars)]
    assert pictures[0].rows == (Bar("Lead time", "57 %, was 43 %", 4 / 7, 3 / 7),)
    text = minutes_forms.as_markdown(told)
    assert "| 6 days | 5 days (57 % of the way, was 43 %) | 2 days |" in text
    assert "| – | – | – | 7 of 10 |" in text


def test_an_update_is_undone_with_its_history(team: Team) -> None:
    meeting_id = team.meet()
    progress_writing.update(team.database, team.key_result, current=5, meeting_id=meeting_id)
    progress_writing.update(team.database, team.key_result, confidence=8, name=ADA, source="check-in")
    assert journal.undo(team.database, meeting_id) == 'progress of "Lead time"'
    with team.database.reading() as session:
        row = session.get_one(KeyResult, team.key_result)
        assert (row.current, row.confidence) == (6, 8)
        assert list(session.scalars(select(Progress.confidence))) == [8]


@pytest.mark.each_database
def test_programs_that_update_at_once_each_see_what_was_before(team: Team) -> None:
    with ExitStack() as stack:
        url = team.database.url.render_as_string(hide_password=False)
        programs = [stack.enter_context(Database(url)) for _ in range(4)]

        def work(number: int) -> None:
            for i in range(5):
                progress_writing.update(programs[number], team.key_result, current=number * 10 + i)

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
    with team.database.reading() as session:
        rows = session.scalars(select(Progress).order_by(Progress.id)).all()
        assert [row.before for row in rows] == [6, *[row.after for row in rows[:-1]]]
        assert len(rows) == 20


def test_the_last_note_says_why(team: Team) -> None:
    first = team.meet()
    progress_writing.update(team.database, team.key_result, confidence=3, meeting_id=first)
    assert (lead_time(team, first).why, lead_time(team, first).unexplained_fall) == ("", 2)
    progress_writing.update(team.database, team.key_result, note="reviews waited", meeting_id=first)
    status = lead_time(team, first)
    assert (status.why, status.key_result.confidence, status.unexplained_fall) == ("reviews waited", 3, 0)
    team.end(first)
    second = team.meet()
    # An old reason is shown, and does for no new fall; one point is none.
    progress_writing.update(team.database, team.key_result, confidence=2, meeting_id=second)
    assert (lead_time(team, second).why, lead_time(team, second).unexplained_fall) == ("reviews waited", 0)
    progress_writing.update(team.database, team.key_result, confidence=1, meeting_id=second)
    assert lead_time(team, second).unexplained_fall == 2


@pytest.mark.parametrize("note", ["", " ", "\u200b"])
def test_a_blank_note_alone_is_not_recorded(team: Team, note: str) -> None:
    progress_writing.update(team.database, team.key_result, note=note, meeting_id=team.meet())
    with team.database.reading() as session:
        assert session.scalars(select(Progress)).all() == []


def test_where_units_meet_their_key_results_stand_under_them(team: Team) -> None:
    with team.database.writing() as session:
        company = Unit(name="Acme", level="company")
        sales = session.scalars(select(Unit).where(Unit.name == "Sales")).one()
        session.add(company)
        session.flush()
        session.get_one(Unit, team.unit_id).parent_id = sales.parent_id = company.id
        mary = Person(name="Mary", unit_id=sales.id)
        session.add(mary)
        cycle_id = session.scalars(select(Objective.cycle_id)).first()
        assert cycle_id is not None
        session.flush()
        for title, unit, person in (
            ("Two pilots", sales.id, None),
            ("Visits", None, mary.id),
            ("Sold", company.id, None),
        ):
            objective = Objective(cycle_id=cycle_id, owner_unit_id=unit, owner_person_id=person, title=title)
            session.add(objective)
            session.flush()
            # Whose objective it is decides, whoever has the key result.
            session.add(KeyResult(objective_id=objective.id, title=f"{title}!", owner_id=team.ada if unit else None))
        session.get_one(KeyResult, team.milestone).confidence = 2
    meeting_id = starting.start(team.database, parse_mode(*modes.find("weekly", None)), "Acme").id
    found = progress_reading.of_meeting(team.database, meeting_id)
    assert [(one.group, one.key_result.title) for one in found] == [
        ("Acme", "Sold!"),
        ("Platform", "Signed"),
        ("Platform", "Lead time"),
        ("Sales", "Two pilots!"),
        ("Sales", "Visits!"),
    ]
    assert {one.group for one in progress_reading.of_meeting(team.database, team.meet())} == {""}
