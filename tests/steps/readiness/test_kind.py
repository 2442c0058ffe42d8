"""Ready? Who has submitted and who has read, what a meeting records of it, and what a check-in asks."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from sqlalchemy import func, select

from facilitator import modes
from facilitator.checkin import file as checkin_file
from facilitator.checkin import session as checkin_session
from facilitator.common.mistakes import MistakesError
from facilitator.meeting import moving, running, starting
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import json as minutes_json
from facilitator.minutes import layout
from facilitator.minutes import reading as minutes_reading
from facilitator.modes.parsing import parse_mode
from facilitator.okr import suggestions, writing
from facilitator.steps.readiness import checkin as readiness_checkin
from facilitator.steps.readiness import reading as readiness_reading
from facilitator.steps.readiness import writing as readiness_writing
from facilitator.steps.readiness.checkin import AskedReading
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.journal import Entry
from facilitator.tables.okr import Objective
from tests.queries import queries
from tests.steps.acme import CYCLE, Acme, company
from tests.steps.conftest import ADA, JOSE, WANG

SHIPS, TRUSTS, CALM = "Every team ships", "Sales trusts us", "Platform is calm"


@pytest.fixture
def acme(database: Database) -> Acme:
    return company(database)


def asks(acme: Acme, name: str) -> AskedReading:
    found: AskedReading = checkin_session.own(acme.database, name).asked["readiness"]
    return found


def unread(acme: Acme, name: str) -> list[str]:
    return [one.objective.title for one in asks(acme, name).objectives if not one.read]


def records(acme: Acme, meeting_id: int) -> list[dict[str, Any]]:
    told = json.loads(minutes_json.as_json(minutes_reading.read(acme.database, meeting_id)))
    found: list[dict[str, Any]] = next(step for step in told["steps"] if step["kind"] == "readiness")["records"]
    return found


def submit_all(acme: Acme) -> None:
    for name in acme.people:
        readiness_checkin.submit(acme.database, name, [one for one, _ in asks(acme, name).drafts])


def test_before_the_meeting_everybody_owes_their_drafts_and_reading_the_others(acme: Acme) -> None:
    assert asks(acme, ADA).cycle == CYCLE
    assert [title for _, title in asks(acme, ADA).drafts] == [SHIPS, CALM]
    assert [(one.objective.title, one.objective.owner, one.objective.unit) for one in asks(acme, ADA).objectives] == [
        (TRUSTS, JOSE, "Sales")
    ]
    assert [title for _, title in asks(acme, JOSE).drafts] == [TRUSTS]
    assert unread(acme, WANG) == [SHIPS, CALM, TRUSTS]
    assert asks(acme, WANG).drafts == ()
    (row,) = asks(acme, ADA).objectives[0].objective.key_results
    assert (row.title, row.way) == ("Pilots", "0 → 4 customers")


def test_submitting_is_one_thing(acme: Acme) -> None:
    drafts = [one for one, _ in asks(acme, ADA).drafts]
    assert readiness_checkin.submit(acme.database, ADA, drafts) == 2
    assert readiness_checkin.submit(acme.database, ADA, drafts) == 0
    assert (asks(acme, ADA).drafts, asks(acme, ADA).submitted) == ((), 2)
    with acme.database.reading() as session:
        assert session.get_one(Objective, acme.objectives[SHIPS]).state == "submitted"


def test_what_is_agreed_is_owed_no_more(acme: Acme) -> None:
    for objective in acme.objectives.values():
        writing.set_state(acme.database, objective, "agreed")
    assert "readiness" not in checkin_session.own(acme.database, ADA).asked


def test_an_edit_makes_it_unread_again_and_says_what_changed(acme: Acme) -> None:
    acme.says(JOSE, SHIPS, CALM)
    assert unread(acme, JOSE) == []
    writing.change_key_result(acme.database, acme.key_results["Lead time"], title="Time to ship", target=1)
    writing.change_objective(acme.database, acme.objectives[SHIPS], title="Every team ships on the day")
    changed = next(one for one in asks(acme, JOSE).objectives if not one.read)
    assert changed.seen is not None
    words = readiness_checkin.changes(acme.database, changed)
    assert 'title "Every team ships" → "Every team ships on the day"' in words
    assert 'key result "Lead time": title "Lead time" → "Time to ship"' in words
    assert 'key result "Lead time": target 2 → 1' in words
    readiness_checkin.mark(acme.database, JOSE, {changed.id: changed.version})
    assert unread(acme, JOSE) == []
    assert readiness_checkin.changes(acme.database, asks(acme, JOSE).objectives[0]) == ()


def test_key_results_that_come_and_go_are_to_be_read_again(acme: Acme) -> None:
    acme.says(JOSE, SHIPS)
    writing.add_key_result(acme.database, acme.objectives[SHIPS], "Nobody waits")
    assert SHIPS in unread(acme, JOSE)
    acme.says(JOSE, SHIPS)
    writing.drop_key_result(acme.database, acme.key_results["Signed"])
    assert SHIPS in unread(acme, JOSE)


def test_progress_state_order_and_suggestions_are_no_edit(acme: Acme) -> None:
    acme.says(JOSE, SHIPS, CALM)
    submit_all(acme)
    writing.change_key_result(acme.database, acme.key_results["Lead time"], current=7, confidence=4)
    writing.move(acme.database, "objective", acme.objectives[CALM], -1)
    suggestions.suggest(acme.database, acme.objectives[SHIPS], "say which team", by_id=acme.people[WANG])
    assert unread(acme, JOSE) == []


def test_what_was_read_is_the_version_that_was_shown(acme: Acme) -> None:
    shown = next(one for one in asks(acme, JOSE).objectives if one.objective.title == SHIPS)
    writing.change_objective(acme.database, shown.id, description="all of them")
    readiness_checkin.mark(acme.database, JOSE, {shown.id: shown.version})
    assert SHIPS in unread(acme, JOSE)


def test_what_was_read_goes_with_a_draft_that_is_removed_and_comes_back_with_it(acme: Acme) -> None:
    acme.says(JOSE, SHIPS, CALM)
    removed = writing.remove_objective(acme.database, acme.objectives[CALM])
    assert [one.objective.title for one in asks(acme, JOSE).objectives] == [SHIPS]
    assert removed.entry_id is not None
    writing.take_back(acme.database, removed.entry_id)
    assert unread(acme, JOSE) == []


def test_the_file_lists_all_and_what_is_read_and_takes_it_back_unchanged(acme: Acme) -> None:
    acme.says(JOSE, SHIPS)
    text = checkin_file.template(acme.database, JOSE)
    assert tomllib.loads(text)["read"] == {"objectives": [SHIPS]}
    assert f'#   "{CALM}",' in text
    assert f"# Yours, still a draft: {TRUSTS}" in text
    with acme.database.reading() as session:
        before = session.scalar(select(func.count(Entry.id)))
    checkin_file.take(acme.database, JOSE, text, "me.toml")
    with acme.database.reading() as session:
        assert session.scalar(select(func.count(Entry.id))) == before
    assert checkin_file.template(acme.database, JOSE) == text


def test_the_file_replaces_what_was_read(acme: Acme) -> None:
    assert acme.says(JOSE, SHIPS, CALM) == 2
    assert acme.says(JOSE, CALM) == 1
    assert unread(acme, JOSE) == [SHIPS]


def test_titles_that_stand_twice_have_their_owner_behind_them(acme: Acme) -> None:
    writing.add_objective(acme.database, acme.cycle, SHIPS, owner_person_id=acme.people[JOSE])
    with pytest.raises(
        MistakesError, match=f'more than one objective to read has that name; use .*"{SHIPS} \\({JOSE}\\)"'
    ):
        acme.says(WANG, SHIPS)
    acme.says(WANG, f"{SHIPS} ({JOSE})", TRUSTS, CALM)
    assert [(one.objective.title, one.objective.owner) for one in asks(acme, WANG).objectives if not one.read] == [
        (SHIPS, ADA)
    ]


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        ('objectives = ["Nothing such"]', f'read "Nothing such": {JOSE} has no such objective to read now'),
        (f'objectives = ["{TRUSTS}"]', f'read "{TRUSTS}": {JOSE} has no such objective to read now'),
        ("objectives = 3", "read.objectives: this is a number and not a list"),
        ("objectives = [3]", "read.objectives[1]: this is a number"),
        ("titles = []", 'unknown key "titles"'),
    ],
)
def test_mistakes_in_the_file_are_told_and_nothing_is_recorded(acme: Acme, table: str, mistake: str) -> None:
    with pytest.raises(MistakesError) as refused:
        checkin_file.take(acme.database, JOSE, f"[read]\n{table}", "me.toml")
    assert mistake in str(refused.value)
    assert unread(acme, JOSE) == [SHIPS, CALM]


def test_the_meeting_sees_who_is_ready(acme: Acme) -> None:
    meeting = acme.meet()
    submit_all(acme)
    acme.says(JOSE, SHIPS)
    shown = readiness_reading.of_meeting(acme.database, meeting)
    told = {one.name: (one.submitted, one.read, one.of, one.ready) for one in shown.people}
    assert told == {ADA: (True, 0, 1, False), WANG: (False, 0, 3, False), JOSE: (True, 1, 2, False)}
    ada = acme.people[ADA]
    assert next(one for one in shown.people if one.name == JOSE).read_of == {ada: (1, 2)}
    acme.says(ADA, TRUSTS)
    acme.says(WANG, SHIPS, TRUSTS, CALM)
    assert [one.name for one in readiness_reading.of_meeting(acme.database, meeting).missing] == [JOSE]
    moving.set_attendance(acme.database, meeting, acme.people[JOSE], "absent")
    assert readiness_reading.of_meeting(acme.database, meeting).missing == ()


def test_a_meeting_waits_only_for_what_it_is_about(acme: Acme) -> None:
    meeting = acme.meet("Sales", facilitator=None)
    assert [(one.name, one.of) for one in readiness_reading.of_meeting(acme.database, meeting).people] == [(JOSE, 0)]
    assert [(one.objective.title, one.owed) for one in asks(acme, JOSE).objectives] == [(SHIPS, False), (CALM, False)]
    assert asks(acme, JOSE).left == 0


def test_the_facilitator_answers_for_a_unit_without_a_manager(acme: Acme) -> None:
    writing.add_objective(acme.database, acme.cycle, "Acme grows", owner_unit_id=acme.units["Acme"])
    assert {title for one in acme.people for _, title in asks(acme, one).drafts} == {SHIPS, TRUSTS, CALM}
    meeting = acme.meet(facilitator=WANG)
    assert [title for _, title in asks(acme, WANG).drafts] == ["Acme grows"]
    shown = readiness_reading.of_meeting(acme.database, meeting)
    assert {one.name: one.of for one in shown.people} == {ADA: 2, WANG: 3, JOSE: 3}


def test_going_on_keeps_how_ready_everybody_was_and_why_it_did_not_wait(acme: Acme) -> None:
    submit_all(acme)
    acme.says(ADA, TRUSTS)
    meeting = acme.meet()
    assert records(acme, meeting) == []
    readiness_writing.go_on(acme.database, meeting, "the room is free\nuntil noon ")
    assert running.load(acme.database, meeting).position().step == 1
    reason = "the room is free until noon"
    told = [
        {"person": ADA, "submitted": True, "read": 1, "of": 1, "reason": ""},
        {"person": WANG, "submitted": False, "read": 0, "of": 3, "reason": reason},
        {"person": JOSE, "submitted": True, "read": 0, "of": 2, "reason": reason},
    ]
    assert sorted(records(acme, meeting), key=str) == sorted(told, key=str)
    acme.says(JOSE, SHIPS, CALM)
    moving.end(acme.database, meeting)
    assert sorted(records(acme, meeting), key=str) == sorted(told, key=str)
    text = minutes_forms.as_markdown(minutes_reading.read(acme.database, meeting))
    assert "## Who was ready" in text
    assert reason in text


def test_going_on_again_keeps_the_newer_state_once(acme: Acme) -> None:
    meeting = acme.meet()
    readiness_writing.go_on(acme.database, meeting, "now")
    moving.previous_step(acme.database, meeting)
    submit_all(acme)
    acme.says(ADA, TRUSTS)
    acme.says(WANG, SHIPS, TRUSTS, CALM)
    acme.says(JOSE, SHIPS, CALM)
    readiness_writing.go_on(acme.database, meeting)
    assert [(one["read"], one["of"], one["reason"]) for one in sorted(records(acme, meeting), key=str)] == sorted(
        [(1, 1, ""), (2, 2, ""), (3, 3, "")]
    )


def test_undo_takes_the_record_back_and_not_what_people_have_read(acme: Acme) -> None:
    meeting = acme.meet()
    acme.says(JOSE, SHIPS)
    readiness_writing.go_on(acme.database, meeting, "now")
    assert journal.undo(acme.database, meeting) == "how ready everybody is"
    assert records(acme, meeting) == []
    assert journal.undo(acme.database, meeting) is None
    assert unread(acme, JOSE) == [CALM]


def test_a_minute_of_reading_time_is_told_in_the_check_ins_of_those_who_need_it(acme: Acme) -> None:
    meeting = acme.meet()
    assert not asks(acme, JOSE).waiting
    readiness_writing.give_minute(acme.database, meeting)
    position = running.load(acme.database, meeting).position()
    assert position.adjusted[0] == 60
    assert asks(acme, JOSE).waiting
    submit_all(acme)
    acme.says(JOSE, SHIPS, CALM)
    assert not asks(acme, JOSE).waiting
    assert asks(acme, ADA).waiting
    readiness_writing.go_on(acme.database, meeting, "now")
    assert not asks(acme, ADA).waiting


def test_in_a_meeting_of_another_kind_nothing_of_it_is_asked(acme: Acme) -> None:
    starting.start(acme.database, parse_mode(*modes.find("standup", None)), "Acme")
    assert "readiness" not in checkin_session.own(acme.database, JOSE).asked


def test_a_cycle_without_objectives_waits_for_nobody(database: Database) -> None:
    acme = company(database)
    for objective in acme.objectives.values():
        writing.set_state(database, objective, "closed")
    meeting = acme.meet()
    shown = readiness_reading.of_meeting(database, meeting)
    assert (shown.objectives, shown.missing) == (0, ())
    assert [block for block in layout.lay_out(minutes_reading.read(database, meeting)) if "ready" in str(block)] == []


def test_the_number_of_queries_depends_on_nothing(acme: Acme) -> None:
    meeting = acme.meet()

    def read() -> None:
        readiness_reading.of_meeting(acme.database, meeting)
        checkin_session.own(acme.database, JOSE)

    before = queries(acme.database, read)
    for number in range(12):
        objective = writing.add_objective(acme.database, acme.cycle, f"More {number}", owner_person_id=acme.people[ADA])
        writing.add_key_result(acme.database, objective.id, f"Some {number}", start=0, target=1)
    acme.says(JOSE, *(f"More {number}" for number in range(12)))
    assert queries(acme.database, read) == before
