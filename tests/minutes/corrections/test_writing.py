"""Minutes corrected after the end: numbered, told, and what was sent stays."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from facilitator.common.errors import NotFoundError, RefusedError
from facilitator.minutes import formats as minutes_formats
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.corrections import reading as corrections_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.minutes.template import as_template
from facilitator.people import writing as people_writing
from facilitator.promises import reading as promises_reading
from facilitator.reports import search as reports_search
from facilitator.steps import outcomes
from facilitator.steps.corrections import CorrectableValue
from facilitator.steps.round import writing as rounds
from facilitator.store import journal
from facilitator.tables.meeting import Action, Decision, Request
from tests.minutes import Room
from tests.minutes.corrections.correcting import ADA, GRACE, find, markdown_of, reword


@pytest.mark.parametrize(
    "was",
    [
        "ship on friday",
        "open the logs",
        "the office",
        "a test server",
        "wrote the parser",
        "no test server",
        "two runs",
    ],
)
def test_every_text_can_be_reworded_and_is_marked_where_it_stands(sent: Room, was: str) -> None:
    before = markdown_of(sent)
    assert reword(sent, was, "quite another thing", "misheard") == 1
    told = markdown_of(sent)
    marked = [line for line in told.splitlines() if "*(correction 1)*" in line]
    assert len(marked) == 1
    assert "quite another thing" in marked[0]
    assert was not in marked[0]
    section = told[told.index("## Corrections") :]
    assert f"By {ADA}, Tuesday 2026-11-24 1" in section
    assert "(UTC+01:00)" in section
    assert f"Was: {was}" in section
    assert "Is: quite another thing" in section
    assert "Why: misheard" in section
    assert "- Corrected: 1 correction, the last on Tuesday 2026-11-24" in told
    assert markdown_of(sent, as_sent=True) == before


@pytest.mark.each_database
def test_the_corrected_words_are_what_lists_and_search_say(sent: Room) -> None:
    reword(sent, "open the logs", "close the logs @王小明 by 2026-12-05")
    (action,) = [one for one in promises_reading.of_all(sent.database) if "close" in one.text]
    assert (action.text, action.person, action.due) == ("close the logs", "王小明", date(2026, 12, 5))
    kinds = {one.kind for one in reports_search.find(sent.database, "close the logs")}
    assert {"action", "correction"} <= kinds
    (line,) = minutes_reading.read(sent.database, sent.meeting).corrections
    assert line.before == f"open the logs ({GRACE}, by 2026-12-01)"
    assert line.after == "close the logs (王小明, by 2026-12-05)"


def test_owner_and_day_of_an_action_can_be_taken_away(sent: Room) -> None:
    corrections_writing.reassign(sent.database, sent.meeting, find(sent, "open the logs"), None, by=ADA)
    corrections_writing.set_due(sent.database, sent.meeting, find(sent, "open the logs"), None, by=ADA)
    (action,) = minutes_reading.read(sent.database, sent.meeting).actions
    assert (action.owner, action.due, action.corrected) == (None, None, (1, 2))
    assert "*(corrections 1, 2)*" in markdown_of(sent)
    with pytest.raises(RefusedError, match="a decision has no owner"):
        corrections_writing.reassign(sent.database, sent.meeting, find(sent, "ship"), None, by=ADA)


def test_what_was_forgotten_is_added_and_what_was_not_said_is_struck_out(sent: Room) -> None:
    before = markdown_of(sent)
    assert corrections_writing.add(sent.database, sent.meeting, "decision", "hire", by=ADA) == 1
    assert corrections_writing.add(sent.database, sent.meeting, "action", f"advertise @{GRACE} by friday", by=ADA) == 2
    assert corrections_writing.add(sent.database, sent.meeting, "parked", "the car park", by=ADA) == 3
    assert (
        corrections_writing.strike_out(sent.database, sent.meeting, find(sent, "ship"), by=GRACE, because="never said")
        == 4
    )
    assert corrections_writing.strike_out(sent.database, sent.meeting, find(sent, "two runs"), by=GRACE) == 5
    read = minutes_reading.read(sent.database, sent.meeting)
    assert [one.text for one in read.decisions] == ["hire"]
    assert [(one.text, one.owner, one.due) for one in read.actions][1] == ("advertise", GRACE, date(2026, 11, 27))
    assert [one.text for one in read.parked] == ["the office", "the car park"]
    section = markdown_of(sent).partition("## Corrections")[2]
    assert f"- Was: ship on friday ({ADA})\n- Is struck out\n- Why: never said" in section
    assert "- Was missing\n- Is: hire" in section
    assert markdown_of(sent, as_sent=True) == before


def test_who_was_there_is_corrected(sent: Room) -> None:
    before = markdown_of(sent)
    corrections_writing.correct_attendance(sent.database, sent.meeting, "Émile Durand", "absent", by=ADA)
    state = {
        one.name: (one.state, one.corrected) for one in minutes_reading.read(sent.database, sent.meeting).attendance
    }
    assert state["Émile Durand"] == ("absent", (1,))
    assert state[GRACE] == ("present", ())
    assert "absent *(correction 1)*" in markdown_of(sent)
    assert markdown_of(sent, as_sent=True) == before
    with pytest.raises(RefusedError, match="not an attendance"):
        corrections_writing.correct_attendance(sent.database, sent.meeting, GRACE, "asleep", by=ADA)


def test_what_hangs_together_is_not_struck_out(sent: Room) -> None:
    with sent.database.writing() as session:
        request = session.scalars(select(Request)).one()
        request.became_action_id = session.scalars(select(Action.id)).one()
    with pytest.raises(RefusedError, match=r"other things hang on the action “open the logs”.*remark"):
        corrections_writing.strike_out(sent.database, sent.meeting, find(sent, "open the logs"), by=ADA)
    assert minutes_reading.read(sent.database, sent.meeting).corrections == ()


def test_what_is_no_correction_is_refused_with_a_sentence(sent: Room) -> None:
    one = find(sent, "ship on friday")

    def refused(what: str, text: str, by: str = ADA, error: type[Exception] = RefusedError) -> None:
        with pytest.raises(error, match=what):
            corrections_writing.reword(sent.database, sent.meeting, one, text, by=by)

    refused("nothing is changed", "ship on friday")
    refused("needs words", " \u200b ")
    refused("nobody called 'Eve'", "ship", "Eve", NotFoundError)
    with pytest.raises(NotFoundError, match="no meeting 77"):
        corrections_writing.remark(sent.database, 77, "x", by=ADA)
    with pytest.raises(RefusedError, match="needs words"):
        corrections_writing.remark(sent.database, sent.meeting, " ", by=ADA)
    with pytest.raises(RefusedError, match=r"may be one of these; say more.*\n  request: .*\n  sentence: "):
        find(sent, "test server")
    with pytest.raises(RefusedError, match=r"nothing that was recorded in meeting .* has the words “xyz”"):
        find(sent, "xyz")
    reword(sent, "ship on friday", "ship on monday")
    refused("somebody corrected it meanwhile: it is “ship on monday", "ship")
    first, second = sent.meeting, sent.begin()
    with pytest.raises(RefusedError, match=f"meeting {second} has not ended"):
        corrections_writing.remark(sent.database, second, "x", by=ADA)
    assert len(minutes_reading.read(sent.database, first).corrections) == 1


def test_somebody_who_has_left_may_correct(sent: Room) -> None:
    people_writing.remove_person(sent.database, sent.people[GRACE])
    assert corrections_writing.remark(sent.database, sent.meeting, "I was late", by=GRACE) == 1
    assert minutes_reading.read(sent.database, sent.meeting).corrections[0].by == GRACE


def test_undo_reaches_neither_corrections_nor_what_was_sent(sent: Room) -> None:
    reword(sent, "ship on friday", "ship on monday")
    before = markdown_of(sent)
    assert journal.undo(sent.database, sent.meeting) is None
    assert markdown_of(sent) == before


def test_minutes_are_not_rewritten_by_what_is_recorded_after_the_end(sent: Room) -> None:
    before = markdown_of(sent)
    rows = {one.text: one for one in corrections_reading.said(sent.database, sent.meeting)}
    rounds.amend(sent.database, rows["wrote the parser"].row_id, "something else")
    outcomes.record_decision(sent.database, sent.meeting, "a late one")
    outcomes.settle_action(sent.database, rows["open the logs"].row_id, "done", sent.meeting)
    assert markdown_of(sent) == before


def test_a_correction_stays_when_the_action_goes_on(sent: Room) -> None:
    first = sent.meeting
    outcomes.settle_action(sent.database, find(sent, "open the logs").row_id, "done", None)
    second = sent.begin()
    sent.to_the_round()
    sent.everybody_speaks()
    sent.finish()
    later = markdown_of(sent)
    sent.meeting = first
    reword(sent, "open the logs", "close the logs")
    (action,) = minutes_reading.read(sent.database, first).actions
    assert (action.text, action.state) == ("close the logs", "open")
    sent.meeting = second
    assert markdown_of(sent) == later


def test_calendars_take_the_update(sent: Room) -> None:
    def tasks() -> list[Any]:
        calendar = icalendar.Calendar.from_ical(
            minutes_formats.written(minutes_reading.read(sent.database, sent.meeting), "ics", print)
        )
        return list(calendar.walk("VTODO"))

    (before,) = tasks()
    reword(sent, "open the logs", "open the logs by 2026-12-24")
    (after,) = tasks()
    assert before["UID"] == after["UID"]
    assert "SEQUENCE" not in before
    assert after["SEQUENCE"] == 1
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
    assert after["DUE"].dt == date(2026, 12, 24)
    corrections_writing.strike_out(sent.database, sent.meeting, find(sent, "open the logs"), by=ADA)
    (gone,) = tasks()
    assert (gone["UID"], gone["STATUS"], gone["SEQUENCE"]) == (before["UID"], "CANCELLED", 2)


def test_json_csv_and_templates_tell_it_too(sent: Room) -> None:
    def written(form: str) -> str:
        return minutes_formats.written(minutes_reading.read(sent.database, sent.meeting), form, print).decode()

    assert json.loads(written("json"))["corrections"] == []
    reword(sent, "ship", "ship on monday", "misheard")
    table = json.loads(written("json"))
    assert table["corrections"] == [
        {
            "number": 1,
            "at": "2026-11-24T09:37:10+00:00",
            "by": ADA,
            "kind": "decision",
            "before": f"ship on friday ({ADA})",
            "after": f"ship on monday ({ADA})",
            "reason": "misheard",
        }
    ]
    assert table["decisions"] == [{"text": "ship on monday", "by": ADA}]
    rows = [line for line in written("csv").splitlines() if line.startswith("correction,")]
    assert rows == [
        f'correction,"1, decision: ship on friday ({ADA}) → ship on monday ({ADA}) (misheard)",{ADA},,,1,2026-11-24'
    ]
    source = "{% for one in minutes.corrections %}{{ one.number }} {{ one.at.year }} {{ one.kind }}{% endfor %}"
    assert as_template(minutes_reading.read(sent.database, sent.meeting), source, "x.md") == "1 2026 decision"


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_the_other_forms_are_written_with_corrections(sent: Room, form: str) -> None:
    before = minutes_formats.written(minutes_reading.read(sent.database, sent.meeting), form, print)
    corrections_writing.remark(sent.database, sent.meeting, "the date in the second line is wrong", by=ADA)
    after = minutes_formats.written(minutes_reading.read(sent.database, sent.meeting), form, print)
    assert after != before
    if form == "html":
        assert "the date in the second line is wrong" in after.decode()


# -- any order ---------------------------------------------------------------------------------------------------------
WORDS = st.text("abc x", min_size=1, max_size=6).filter(str.strip).map(str.strip)


STEPS = st.lists(st.tuples(st.sampled_from(["reword", "strike", "add", "remark", "attend"]), WORDS), max_size=8)


def typed(one: CorrectableValue, words: str) -> str:
    """Something that can be said in the place of it."""
    number = len(words)
    match one.sort:
        case "words":
            return words
        case "answer":
            return ("accepted", "declined")[number % 2]
        case "day":
            return f"2026-12-0{number}"
        case _:
            return str(number)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_corrected_what_was_sent_never_changes(sent: Room, steps: list[tuple[str, str]]) -> None:
    before = markdown_of(sent, as_sent=True)
    # Every example goes on where the one before it stopped.
    done = len(minutes_reading.read(sent.database, sent.meeting).corrections)
    assert done or before == markdown_of(sent)
    for what, words in steps:
        some = corrections_reading.said(sent.database, sent.meeting)
        one = some[len(words) % len(some)] if some else None
        try:
            match what:
                case "reword" if one is not None:
                    said = typed(one, words)
                    corrections_writing.reword(sent.database, sent.meeting, one, said, by=ADA)
                    last = next(
                        each
                        for each in corrections_reading.said(sent.database, sent.meeting)
                        if (each.kind, each.row_id, each.column) == (one.kind, one.row_id, one.column)
                    )
                    assert last.text == said
                    assert said in markdown_of(sent)
                case "strike" if one is not None:
                    corrections_writing.strike_out(sent.database, sent.meeting, one, by=GRACE)
                case "add":
                    corrections_writing.add(sent.database, sent.meeting, "decision", words, by=ADA)
                    assert words in [each.text for each in minutes_reading.read(sent.database, sent.meeting).decisions]
                case "attend":
                    state = ("present", "remote", "late", "absent")[len(words) % 4]
                    corrections_writing.correct_attendance(sent.database, sent.meeting, GRACE, state, by=ADA)
                case _:
                    corrections_writing.remark(sent.database, sent.meeting, words, by=ADA)
            done += 1
        except RefusedError as error:
            if not any(told in str(error) for told in ("nothing is changed", "nothing to strike out")):
                raise
        assert markdown_of(sent, as_sent=True) == before
    read = minutes_reading.read(sent.database, sent.meeting)
    assert [one.number for one in read.corrections] == list(range(1, done + 1))
    with sent.database.reading() as session:
        rows = session.scalars(select(Decision.text).where(Decision.meeting_id == sent.meeting).order_by(Decision.id))
        assert [one.text for one in read.decisions] == list(rows)
