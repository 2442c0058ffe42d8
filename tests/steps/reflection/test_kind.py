"""The own review: its parts, what the record offers, what becomes of promises, and whose it is until their turn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from facilitator.checkin import file as checkin_file
from facilitator.common.errors import NotAskedError
from facilitator.common.mistakes import MistakesError
from facilitator.common.text import TooLongError
from facilitator.meeting import moving, starting
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import reading as minutes_reading
from facilitator.modes.parsing import parse_mode
from facilitator.promises import reading as promises_reading
from facilitator.promises import writing as promises_writing
from facilitator.steps import outcomes
from facilitator.steps.reflection import reading as reflection_reading
from facilitator.steps.reflection import writing as reflection_writing
from facilitator.steps.reflection.rules import rules_of
from facilitator.steps.scores import writing as scores_writing
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.meeting import Action
from facilitator.tables.okr import Cycle, Objective
from facilitator.tables.review import Reflection
from tests.steps.reviewing import ADA, CANARY, JOSE, LEAD, SHIPS, WANG, Quarter, adjust, furnish

RETRO = """
name = "retro"
title = "Retrospective"
minutes = 20
[[steps]]
kind = "reflection"
minutes = "rest"
parts = [{key = "keep", text = "Keep"}, {key = "亮点 1", text = "亮点"}]
[[steps]]
kind = "close"
minutes = 5
"""


@pytest.fixture
def quarter(database: Database) -> Quarter:
    return furnish(database)


def said(quarter: Quarter, meeting_id: int, part: str, name: str = ADA) -> list[str]:
    review = reflection_reading.of_meeting(quarter.database, meeting_id)[quarter.people[name]]
    return [one.text for one in review.reflections.get(part, ())]


def add(quarter: Quarter, part: str, *texts: str, name: str = ADA, source: str = "check-in") -> int:
    return reflection_writing.add(quarter.database, name, {part: texts}, source)


def promised(quarter: Quarter, meeting_id: int) -> list[tuple[str, str | None, str | None]]:
    return [(one["text"], one["owner"], one["due"]) for one in quarter.actions(meeting_id)]


def test_what_is_prepared_becomes_part_of_the_review(quarter: Quarter) -> None:
    assert add(quarter, "highlights", "canary without an outage", " ", "a second\x07 one") == 2
    stand_up = quarter.meet("standup")
    moving.end(quarter.database, stand_up)
    meeting_id = quarter.meet()
    assert said(quarter, meeting_id, "highlights") == ["canary without an outage", "a second one"]
    assert said(quarter, meeting_id, "highlights", WANG) == []
    add(quarter, "highlights", "typed in the meeting")
    assert said(quarter, meeting_id, "highlights")[2:] == ["typed in the meeting"]


def test_what_is_not_asked_is_refused(quarter: Quarter) -> None:
    with pytest.raises(NotAskedError, match=r"mood.*action, changes, highlights, rules, shortcomings"):
        add(quarter, "mood", "fine")
    with pytest.raises(TooLongError):
        add(quarter, "rules", "x" * 100_001)
    stand_up = quarter.meet("standup")
    with pytest.raises(NotAskedError, match="nothing is asked"):
        add(quarter, "rules", "canary first")
    moving.end(quarter.database, stand_up)
    add(quarter, "rules", "canary first")


def test_a_thought_put_in_other_words_stays_the_same_thought(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    quarter.speaks(meeting_id, ADA)
    add(quarter, "action", "hand over reviews by 2099-01-15", "write it down")
    with quarter.database.reading() as session:
        before = session.execute(select(Reflection.id, Reflection.action_id).order_by(Reflection.id)).all()
    reflection_writing.replace(
        quarter.database, ADA, {"action": ["hand over all reviews by 2099-01-20", "write it down"]}
    )
    with quarter.database.reading() as session:
        assert session.execute(select(Reflection.id, Reflection.action_id).order_by(Reflection.id)).all() == before
    assert promised(quarter, meeting_id) == [
        ("hand over all reviews", ADA, "2099-01-20"),
        ("write it down", ADA, None),
    ]
    reflection_writing.replace(quarter.database, ADA, {"action": ["write it down"]})
    assert promised(quarter, meeting_id) == [("write it down", ADA, None)]


def test_a_promise_is_private_until_the_turn_and_an_action_from_then_on(quarter: Quarter) -> None:
    add(quarter, "action", "hand over reviews by 2099-01-15", "ask Sales @José")
    add(quarter, "action", "sleep more", name=WANG)
    assert promises_reading.of_all(quarter.database) == ()
    meeting_id = quarter.meet()
    assert outcomes.recorded(quarter.database, meeting_id) == ()
    quarter.speaks(meeting_id, ADA)
    assert promised(quarter, meeting_id) == [("hand over reviews", ADA, "2099-01-15"), ("ask Sales", JOSE, None)]
    # It is nothing that the shared screen recorded: undo looks for something else.
    assert journal.undo(quarter.database, meeting_id) is None
    add(quarter, "action", "one more", name=JOSE)
    assert len(promised(quarter, meeting_id)) == 2
    moving.end(quarter.database, meeting_id)
    assert [one[0] for one in promised(quarter, meeting_id)][2:] == ["sleep more", "one more"]
    assert {(one.text, one.due) for one in promises_reading.of_all(quarter.database)} >= {
        ("hand over reviews", date(2099, 1, 15)),
        ("sleep more", None),
    }


def test_what_the_end_made_of_promises_is_taken_back_when_the_meeting_is_opened_again(quarter: Quarter) -> None:
    add(quarter, "action", "hand over reviews by 2027-01-15")
    add(quarter, "action", "sleep more", name=WANG)
    meeting_id = quarter.meet()
    quarter.speaks(meeting_id, ADA)
    moving.end(quarter.database, meeting_id)
    assert [one[0] for one in promised(quarter, meeting_id)] == ["hand over reviews", "sleep more"]
    moving.reopen(quarter.database, meeting_id)
    assert [one[0] for one in promised(quarter, meeting_id)] == ["hand over reviews"]
    assert said(quarter, meeting_id, "action", WANG) == ["sleep more"]
    moving.end(quarter.database, meeting_id)
    assert [one[0] for one in promised(quarter, meeting_id)] == ["hand over reviews", "sleep more"]


def test_a_promise_of_the_end_that_was_settled_since_stays(quarter: Quarter) -> None:
    add(quarter, "action", "sleep more", name=WANG)
    meeting_id = quarter.meet()
    moving.end(quarter.database, meeting_id)
    (promise,) = promises_reading.of_all(quarter.database)
    promises_writing.set_state(quarter.database, "action", promise.id, "done")
    moving.reopen(quarter.database, meeting_id)
    assert [one[0] for one in promised(quarter, meeting_id)] == ["sleep more"]
    moving.end(quarter.database, meeting_id)
    assert [one[0] for one in promised(quarter, meeting_id)] == ["sleep more"]
    assert [one.state for one in promises_reading.of_all(quarter.database)] == ["done"]


def test_a_round_before_the_reflection_is_nobodys_turn_for_it(quarter: Quarter) -> None:
    mode = RETRO.replace("[[steps]]", '[[steps]]\nkind = "round"\nminutes = 5\n[[steps]]', 1).replace("keep", "action")
    meeting_id = starting.start(quarter.database, parse_mode(mode, "retro.toml"), "Platform").id
    add(quarter, "action", "a secret until then")
    assert moving.next_speaker(quarter.database, meeting_id).position().speaker == quarter.people[ADA]
    assert outcomes.recorded(quarter.database, meeting_id) == ()


def test_what_is_said_on_the_shared_screen_can_be_undone(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    quarter.speaks(meeting_id, ADA)
    add(quarter, "action", "hand over reviews by 2099-01-15", source="meeting")
    (thought,) = reflection_reading.of_meeting(quarter.database, meeting_id)[quarter.people[ADA]].reflections["action"]
    assert (thought.text, thought.due) == ("hand over reviews", date(2099, 1, 15))
    reflection_writing.amend(quarter.database, thought.id, "hand over the reviews @王小明")
    assert promised(quarter, meeting_id) == [("hand over the reviews", WANG, None)]
    reflection_writing.amend(quarter.database, thought.id, " ")
    assert (promised(quarter, meeting_id), said(quarter, meeting_id, "action")) == ([], [])
    assert journal.undo(quarter.database, meeting_id) is not None
    assert said(quarter, meeting_id, "action") == ["hand over the reviews"]
    assert journal.undo(quarter.database, meeting_id) is not None
    assert promised(quarter, meeting_id) == [("hand over reviews", ADA, "2099-01-15")]
    assert journal.undo(quarter.database, meeting_id) is not None
    assert (promised(quarter, meeting_id), said(quarter, meeting_id, "action")) == ([], [])
    with pytest.raises(LookupError, match="not there any more"):
        reflection_writing.amend(quarter.database, thought.id, "too late")


def test_two_peoples_changes_to_the_same_field_come_together(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    add(quarter, "rules", "canary first", "small steps")
    base = {"rules": ("canary first", "small steps")}
    add(quarter, "rules", "typed by the facilitator", source="meeting")
    merged = reflection_writing.save(quarter.database, ADA, base, {"rules": ("canary first, always", "small steps")})
    assert merged == {"rules": ("canary first, always", "small steps", "typed by the facilitator")}
    assert said(quarter, meeting_id, "rules") == list(merged["rules"])


# -- what the record offers --------------------------------------------------------------------------------------------


def offered(quarter: Quarter, meeting_id: int, part: str, name: str = ADA) -> list[str]:
    return [
        one.text
        for one in reflection_reading.of_meeting(quarter.database, meeting_id)[quarter.people[name]].offered(part)
    ]


def test_the_best_and_the_worst_are_offered_with_what_was_said_of_them(quarter: Quarter) -> None:
    adjust(quarter)
    scores_writing.give(quarter.database, ADA, quarter.key_results[LEAD], 0.4, "nobody else may merge")
    meeting_id = quarter.meet()
    assert offered(quarter, meeting_id, "highlights") == [f"{CANARY}: 0 → 25, reached 18; the vault is next"]
    assert offered(quarter, meeting_id, "shortcomings") == [
        f"{LEAD}: 0.4; nobody else may merge; reviews waited for one person"
    ]
    assert offered(quarter, meeting_id, "highlights", WANG) == []
    add(quarter, "shortcomings", f"own part: {LEAD.lower()}, I kept the reviews")
    assert offered(quarter, meeting_id, "shortcomings") == []


def test_changes_stand_filled_from_the_history_until_they_are_confirmed(quarter: Quarter) -> None:
    adjust(quarter)
    meeting_id = quarter.meet()
    (change,) = offered(quarter, meeting_id, "changes")
    assert f'key result "{CANARY}": target 20 → 25 (Sales joined)' in change
    add(quarter, "changes", f"{change}, as we had agreed with Tom")
    assert offered(quarter, meeting_id, "changes") == []
    assert offered(quarter, meeting_id, "changes", JOSE) == []


def test_only_what_was_changed_after_it_was_agreed_is_a_change(quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        quick = Objective(
            cycle_id=quarter.cycle, owner_person_id=quarter.people[WANG], title="never agreed", state="draft"
        )
        session.add(quick)
    meeting_id = quarter.meet()
    assert [offered(quarter, meeting_id, "changes", name) for name in (ADA, JOSE, WANG)] == [[], [], []]


# -- rules -------------------------------------------------------------------------------------------------------------


def test_rules_are_kept_across_cycles(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    add(quarter, "rules", "canary first")
    add(quarter, "rules", "write it down", name=JOSE)
    add(quarter, "highlights", "no rule")
    assert rules_of(quarter.database, unit_id=quarter.unit) == ()
    moving.end(quarter.database, meeting_id)
    assert [(one.text, one.person, one.cycle) for one in rules_of(quarter.database, unit_id=quarter.unit)] == [
        ("canary first", ADA, "last"),
        ("write it down", JOSE, "last"),
    ]
    assert [one.text for one in rules_of(quarter.database, person_id=quarter.people[JOSE])] == ["write it down"]
    assert rules_of(quarter.database, person_id=quarter.people[ADA], before=quarter.cycle) == ()
    with quarter.database.writing() as session:
        now = session.scalars(select(Cycle).where(Cycle.name == "now")).one()
        now.end = now.start + timedelta(days=3)
        session.add(Objective(cycle_id=now.id, owner_person_id=quarter.people[ADA], title="the next one"))
    following = quarter.meet()
    review = reflection_reading.of_meeting(quarter.database, following)[quarter.people[ADA]]
    assert [one.text for one in review.rules] == ["canary first"]


# -- the minutes and the check-in file ---------------------------------------------------------------------------------


def test_the_minutes_tell_it_by_person_and_part(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    quarter.speaks(meeting_id, ADA)
    add(quarter, "action", "hand over reviews by 2099-01-15", "ask @José")
    add(quarter, "highlights", "canary *without* an outage")
    add(quarter, "rules", "small steps", name=JOSE)
    moving.end(quarter.database, meeting_id)
    assert quarter.told(meeting_id, "reflection") == [
        {"person": ADA, "part": "highlights", "text": "canary *without* an outage"},
        {"person": ADA, "part": "action", "text": "hand over reviews", "owner": ADA, "due": "2099-01-15"},
        {"person": ADA, "part": "action", "text": "ask", "owner": JOSE, "due": None},
        {"person": JOSE, "part": "rules", "text": "small steps"},
    ]
    text = minutes_forms.as_markdown(minutes_reading.read(quarter.database, meeting_id))
    assert "## Own review" in text
    assert "- hand over reviews, by 2099-01-15" in text
    assert f"- ask ({JOSE})" in text


def test_a_mode_may_have_parts_of_its_own(quarter: Quarter) -> None:
    meeting_id = starting.start(quarter.database, parse_mode(RETRO, "retro.toml"), "Platform").id
    template = checkin_file.template(quarter.database, ADA)
    assert '"亮点 1" = []' in template
    assert "highlights" not in template
    checkin_file.take(quarter.database, ADA, '[reflection]\nkeep = ["pairs"]\n"亮点 1" = ["没有故障"]', "x.toml")
    moving.end(quarter.database, meeting_id)
    assert quarter.told(meeting_id, "reflection") == [
        {"person": ADA, "part": "keep", "text": "pairs"},
        {"person": ADA, "part": "亮点 1", "text": "没有故障"},
    ]


def test_an_unchanged_template_changes_nothing(quarter: Quarter) -> None:
    adjust(quarter)
    add(quarter, "action", "hand over reviews @José by 2099-01-15", 'say "no"\nmore often', "by friday")
    add(quarter, "shortcomings", "own part: late")
    before = checkin_file.template(quarter.database, ADA)
    assert '{text = "hand over reviews @José Müller", due = 2099-01-15}' in before
    assert "own part: what did I not do?" in before
    assert "#   offered: " in before
    with quarter.database.reading() as session:
        rows = session.execute(select(Reflection.id, Reflection.text, Reflection.due)).all()
    checkin_file.take(quarter.database, ADA, before, "same.toml")
    with quarter.database.reading() as session:
        assert session.execute(select(Reflection.id, Reflection.text, Reflection.due)).all() == rows


def test_a_filled_file_replaces_what_it_names(quarter: Quarter) -> None:
    add(quarter, "highlights", "old")
    add(quarter, "rules", "kept")
    text = """[reflection]
highlights = ["new", " "]
action = [{text = "hand over reviews", due = 2099-01-15}, {text = "sleep"}]
"""
    checkin_file.take(quarter.database, ADA, text, "mine.toml")
    meeting_id = quarter.meet()
    assert said(quarter, meeting_id, "highlights") == ["new"]
    assert said(quarter, meeting_id, "rules") == ["kept"]
    thoughts = reflection_reading.of_meeting(quarter.database, meeting_id)[quarter.people[ADA]].reflections["action"]
    assert [(one.text, one.due) for one in thoughts] == [("hand over reviews", date(2099, 1, 15)), ("sleep", None)]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('mood = ["fine"]', "reflection.mood: this is not asked now"),
        ('action = ["sleep"]', "reflection.action[1]: this is "),
        ("action = [{due = 2099-01-15}]", "reflection.action[1]: text is missing"),
        ('action = [{text = "x", due = "soon"}]', 'due is "soon", no date'),
        ('action = [{text = "x", who = "y"}]', 'unknown key "who"'),
        ('highlights = "one"', "not a list"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_recorded(quarter: Quarter, line: str, wrong: str) -> None:
    with pytest.raises(MistakesError) as caught:
        checkin_file.take(quarter.database, ADA, f'[reflection]\nrules = ["kept"]\n{line}', "mine.toml")
    assert wrong in str(caught.value)
    with quarter.database.reading() as session:
        assert session.scalars(select(Reflection)).all() == []
        assert session.scalars(select(Action)).all() == []


def test_a_review_is_of_the_objectives_that_somebody_speaks_for(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    reviews = reflection_reading.of_meeting(quarter.database, meeting_id)
    assert len(reviews[quarter.people[ADA]].objectives) == 2
    assert [one.objective.title for one in reviews[quarter.people[JOSE]].objectives] != [SHIPS]
    assert reviews[quarter.people[WANG]].objectives == ()
    assert not any(one.prepared for one in reviews.values())
