"""Scores: no reason no score, the owner's and the agreed one, what the minutes and the check-in file make of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from facilitator.checkin import file as checkin_file
from facilitator.common.mistakes import MistakesError
from facilitator.documents.blocks import Bars, Heading
from facilitator.meeting import moving
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import layout
from facilitator.minutes import reading as minutes_reading
from facilitator.steps.commitment.wording import Measured, Wording
from facilitator.steps.scores import minutes as scores_minutes
from facilitator.steps.scores import reading
from facilitator.steps.scores import writing as scores_writing
from facilitator.steps.scores.reading import Scored
from facilitator.steps.scores.writing import NoReasonError
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables import journal as tables_journal
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person
from facilitator.tables.review import Scoring
from tests.queries import queries
from tests.steps.reviewing import (
    ADA,
    CANARY,
    JOSE,
    LEAD,
    SHIPS,
    SIGNED,
    TRUST,
    UPTIME,
    WANG,
    Quarter,
    commit,
    furnish,
)


@pytest.fixture
def quarter(database: Database) -> Quarter:
    return furnish(database)


def give(quarter: Quarter, title: str, score: float | None, reason: str = "so it went", name: str = ADA) -> None:
    scores_writing.give(quarter.database, name, quarter.key_results[title], score, reason)


def in_meeting(quarter: Quarter, meeting_id: int) -> dict[str, Scored]:
    found = reading.of_meeting(quarter.database, meeting_id)
    return {one.key_result.title: one for each in found for one in each.key_results}


@pytest.mark.parametrize("reason", ["", "  ", "\n", "\u200b"])
def test_no_reason_no_score(quarter: Quarter, reason: str) -> None:
    with pytest.raises(NoReasonError, match="no reason, no score"):
        give(quarter, LEAD, 0.7, reason)
    assert quarter.score(LEAD) == (None, "")


@pytest.mark.parametrize("score", [-0.1, 1.1, float("nan"), float("inf"), 7.0])
def test_a_score_is_from_0_to_1(quarter: Quarter, score: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        give(quarter, LEAD, score)
    assert quarter.score(LEAD) == (None, "")


def test_a_score_stands_on_the_key_result_and_may_be_taken_away(quarter: Quarter) -> None:
    give(quarter, LEAD, 0.4, " reviews waited\x07 ")
    assert quarter.score(LEAD) == (0.4, "reviews waited")
    give(quarter, LEAD, 0.5, "one more came")
    assert quarter.score(LEAD) == (0.5, "one more came")
    give(quarter, LEAD, None, "")
    assert quarter.score(LEAD) == (None, "")
    with quarter.database.reading() as session:
        assert len(session.scalars(select(Scoring)).all()) == 1


def test_progress_suggests_a_figure_and_fills_in_nothing(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    found = in_meeting(quarter, meeting_id)
    assert [found[title].suggested for title in (LEAD, CANARY, SIGNED, UPTIME)] == [0.42, 0.85, None, 1.0]
    assert all(one.score is None for one in found.values())


def test_an_objective_has_the_mean_of_its_scored_key_results_and_says_what_is_missing(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    give(quarter, LEAD, 0.4)
    ships, trust = reading.of_meeting(quarter.database, meeting_id)
    assert (ships.score, ships.missing, scores_minutes.score_words(ships)) == (0.4, 1, "0.4 so far (1 of 2)")
    assert (trust.score, trust.missing, scores_minutes.score_words(trust)) == (None, 2, "no score yet (0 of 2)")
    give(quarter, CANARY, 0.85)
    ships = reading.of_meeting(quarter.database, meeting_id)[0]
    assert (ships.score, scores_minutes.score_words(ships)) == (0.625, "0.6")


def test_a_score_given_before_the_meeting_is_part_of_it(quarter: Quarter) -> None:
    give(quarter, LEAD, 0.4)
    stand_up = quarter.meet("standup")
    moving.end(quarter.database, stand_up)
    meeting_id = quarter.meet()
    assert in_meeting(quarter, meeting_id)[LEAD].own_score == 0.4
    with quarter.database.reading() as session:
        assert session.scalars(select(Scoring.meeting_id)).all() == [meeting_id]


def test_all_agree_on_the_owners_scores_and_one_undo_takes_it_back(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    give(quarter, LEAD, 0.4)
    give(quarter, CANARY, 0.9)
    ships = reading.of_meeting(quarter.database, meeting_id)[0]
    scores_writing.agree(quarter.database, meeting_id, [one.id for one in ships.key_results])
    found = in_meeting(quarter, meeting_id)
    assert [(found[title].agreed_score, found[title].agreed_reason) for title in (LEAD, CANARY)] == [
        (0.4, "so it went"),
        (0.9, "so it went"),
    ]
    assert reading.of_meeting(quarter.database, meeting_id)[0].to_agree == ()
    assert journal.undo(quarter.database, meeting_id) == f'agreement on "{SHIPS}"'
    assert in_meeting(quarter, meeting_id)[LEAD].agreed_score is None
    assert quarter.score(LEAD) == (0.4, "so it went")
    assert journal.undo(quarter.database, meeting_id) is None


def test_the_agreed_score_may_differ_and_both_are_kept(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    give(quarter, LEAD, 0.4, "reviews waited")
    with pytest.raises(NoReasonError):
        scores_writing.settle(quarter.database, meeting_id, quarter.key_results[LEAD], "0.6")
    scores_writing.settle(quarter.database, meeting_id, quarter.key_results[LEAD], "0,6 the last week was at 3 days")
    one = in_meeting(quarter, meeting_id)[LEAD]
    assert (one.own_score, one.own_reason, one.agreed_score, one.score) == (0.4, "reviews waited", 0.6, 0.6)
    assert quarter.score(LEAD) == (0.6, "the last week was at 3 days")
    # The owner may still say otherwise; what was agreed stays.
    give(quarter, LEAD, 0.3, "now I see")
    assert quarter.score(LEAD) == (0.6, "the last week was at 3 days")
    assert in_meeting(quarter, meeting_id)[LEAD].own_score == 0.3
    scores_writing.settle(quarter.database, meeting_id, quarter.key_results[LEAD], "0.3")
    assert quarter.score(LEAD) == (0.3, "now I see")
    for _ in range(2):
        journal.undo(quarter.database, meeting_id)
    assert in_meeting(quarter, meeting_id)[LEAD].agreed_score is None


def test_grades_that_were_imported_are_the_owners_until_somebody_scores(quarter: Quarter) -> None:
    with recording(quarter.database, "import", source="import") as session:
        row = session.get_one(KeyResult, quarter.key_results[UPTIME])
        row.score, row.reason = 0.5, ""
    meeting_id = quarter.meet()
    assert in_meeting(quarter, meeting_id)[UPTIME].own_score == 0.5
    scores_writing.agree(quarter.database, meeting_id, [quarter.key_results[UPTIME], quarter.key_results[SIGNED]])
    found = in_meeting(quarter, meeting_id)
    assert (found[UPTIME].agreed_score, found[SIGNED].agreed_score) == (0.5, None)


def test_what_was_committed_to_is_read_back(quarter: Quarter) -> None:
    commit(quarter)
    meeting_id = quarter.meet()
    ships, trust = reading.of_meeting(quarter.database, meeting_id)
    assert [one.committed for one in ships.key_results] == [8, 8]
    assert ships.otherwise == (f"{CANARY}: 0 → 12, confidence 8",)
    assert (trust.committed, trust.otherwise) == (None, ())


def test_the_minutes_have_every_score_unrounded_and_what_was_agreed_then(quarter: Quarter) -> None:
    commit(quarter)
    meeting_id = quarter.meet()
    give(quarter, LEAD, 0.35, "reviews waited")
    give(quarter, CANARY, 0.9, "17 of 20")
    scores_writing.settle(quarter.database, meeting_id, quarter.key_results[LEAD], "0.4 the last week counts")
    moving.end(quarter.database, meeting_id)
    with recording(quarter.database, "later", source="screen") as session:
        row = session.get_one(KeyResult, quarter.key_results[SIGNED])
        row.score, row.reason = 0.0, "too late for the minutes"
    records = quarter.told(meeting_id, "scores")
    assert records[0] == {
        "key_result": LEAD,
        "owner": ADA,
        "score": 0.4,
        "reason": "the last week counts",
        "own_score": 0.35,
        "agreed_score": 0.4,
    }
    assert records[1]["score"] == 0.9
    assert records[1]["agreed_score"] is None
    assert records[2] == {"objective": SHIPS, "score": 0.65}
    assert [one.get("key_result") for one in records[3:]] == [SIGNED, UPTIME, None]
    assert (records[3]["score"], records[4]["owner"], records[5]) == (None, JOSE, {"objective": TRUST, "score": None})
    text = minutes_forms.as_markdown(minutes_reading.read(quarter.database, meeting_id))
    assert "Score 0.7." in text
    assert "the last week counts (the owner: reviews waited)" in text
    assert "No score yet (0 of 2)" in text
    assert f"{CANARY}: 0 → 12, confidence 8" in text


def test_the_minutes_have_a_picture_of_each_objectives_scores(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    give(quarter, LEAD, 0.35, "reviews waited")
    give(quarter, CANARY, 0.9, "17 of 20")
    moving.end(quarter.database, meeting_id)
    laid = layout.lay_out(minutes_reading.read(quarter.database, meeting_id))
    (picture,) = (one for one in laid if isinstance(one, Bars) and one.title == "Scores of the key results")
    assert [(bar.label, bar.words, bar.share) for bar in picture.rows] == [(LEAD, "0.35", 0.35), (CANARY, "0.9", 0.9)]
    assert [bar.mark for bar in picture.rows] == [pytest.approx(0.625)] * 2
    # Two owners are never side by side in it, and the objective without scores has none.
    heads = [one.text for one in laid[: laid.index(picture)] if isinstance(one, Heading)]
    assert heads[-1] == f"{SHIPS} ({ADA})"


def test_figures_with_an_arabic_unit_run_from_left_to_right(quarter: Quarter) -> None:
    with recording(quarter.database, "their words", source="screen") as session:
        session.get_one(KeyResult, quarter.key_results[LEAD]).unit = "أيام"
    ships = reading.of_meeting(quarter.database, quarter.meet())[0]
    assert ships.key_results[0].figures == "\u200e9 → 2 أيام, reached 6"
    promised = Measured("زمن التسليم", "", "", 9, 2, "days", 8)
    assert replace(ships, committed=Wording(SHIPS, "", "", "", None, (promised,), ())).otherwise == (
        "زمن التسليم:\u200e 9 → 2 days, confidence 8",
    )


def test_the_number_of_queries_does_not_grow(quarter: Quarter) -> None:
    meeting_id = quarter.meet()

    def read() -> None:
        reading.of_meeting(quarter.database, meeting_id)
        checkin_file.template(quarter.database, ADA)

    before = queries(quarter.database, read)
    with quarter.database.writing() as session:
        for number in range(20):
            objective = Objective(
                cycle_id=quarter.cycle, owner_person_id=quarter.people[ADA], title=f"O {number}", position=2 + number
            )
            session.add(objective)
            session.flush()
            session.add_all(KeyResult(objective_id=objective.id, title=f"{number}.{one}") for one in range(3))
    assert queries(quarter.database, read) == before


# -- the check-in file -------------------------------------------------------------------------------------------------


def template(quarter: Quarter, name: str = ADA) -> str:
    return checkin_file.template(quarter.database, name)


def take(quarter: Quarter, text: str, name: str = ADA) -> int:
    return checkin_file.take(quarter.database, name, text, "scores.toml")


def test_each_is_asked_their_own_key_results(quarter: Quarter) -> None:
    own = template(quarter)
    assert all(f'"{title}"' in own for title in (LEAD, CANARY, SIGNED))
    assert f'"{UPTIME}"' not in own
    assert "progress suggests 0.42" in own
    assert f'"{UPTIME}" = {{reason = ""}}' in template(quarter, JOSE)
    assert "[scores]" not in template(quarter, WANG)


def test_nothing_is_asked_where_no_review_is_to_come(quarter: Quarter) -> None:
    meeting_id = quarter.meet("standup")
    assert "[scores]" not in template(quarter)
    moving.end(quarter.database, meeting_id)
    assert "[scores]" in template(quarter)
    meeting_id = quarter.meet()
    assert "[scores]" in template(quarter)
    moving.end(quarter.database, meeting_id)
    assert "[scores]" not in template(quarter)


def test_an_unchanged_template_changes_nothing(quarter: Quarter) -> None:
    give(quarter, LEAD, 0.35, 'they "waited"\nfor one person')
    with recording(quarter.database, "import", source="import") as session:
        row = session.get_one(KeyResult, quarter.key_results[CANARY])
        row.score, row.reason = 0.5, ""
    before = template(quarter)
    with quarter.database.reading() as session:
        entries = session.scalars(select(tables_journal.Entry.id)).all()
    assert take(quarter, before) == 0
    assert template(quarter) == before
    with quarter.database.reading() as session:
        assert session.scalars(select(tables_journal.Entry.id)).all() == entries


def test_a_filled_file_is_recorded(quarter: Quarter) -> None:
    text = (
        f'[scores]\n"{LEAD}" = {{score = 0.4, reason = "reviews waited"}}\n"{CANARY}" = {{score = 1, reason = "done"}}'
    )
    assert take(quarter, text) == 2
    assert (quarter.score(LEAD), quarter.score(CANARY)) == ((0.4, "reviews waited"), (1.0, "done"))
    assert take(quarter, text) == 0
    # The reason alone may be put better.
    assert take(quarter, f'[scores]\n"{LEAD}" = {{reason = "they waited for one person"}}') == 1
    assert quarter.score(LEAD) == (0.4, "they waited for one person")


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ('{score = 0.4, reason = ""}', "a score and no reason"),
        ("{score = 0.4}", "a score and no reason"),
        ('{score = 1.5, reason = "x"}', "score is 1.5; write a score from 0 to 1"),
        ('{score = "n/a", reason = "x"}', 'score is "n/a", no figure'),
        ('{score = nan, reason = "x"}', "no figure"),
        ('{reason = "x"}', "a reason and no score"),
        ('{score = 0.4, reason = "x", note = "y"}', 'unknown key "note"'),
        ("0.4", "not a table"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_recorded(quarter: Quarter, entry: str, wrong: str) -> None:
    with pytest.raises(MistakesError) as caught:
        take(quarter, f'[scores]\n"{CANARY}" = {{score = 1, reason = "done"}}\n"{LEAD}" = {entry}')
    assert f'scores.toml, scores "{LEAD}"' in str(caught.value)
    assert wrong in str(caught.value)
    assert quarter.score(CANARY) == (None, "")


def test_somebody_elses_key_result_is_refused(quarter: Quarter) -> None:
    with pytest.raises(MistakesError, match="has no such key result now"):
        take(quarter, f'[scores]\n"{UPTIME}" = {{score = 1, reason = "x"}}')


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | st.floats(0, 1), min_size=4, max_size=4))
def test_the_minutes_come_to_the_same_as_working_it_out(
    sqlite: Callable[[], Quarter], given_scores: list[float | None]
) -> None:
    quarter = sqlite()
    owners = {LEAD: ADA, CANARY: ADA, SIGNED: ADA, UPTIME: JOSE}
    meeting_id = quarter.meet()
    for (title, owner), score in zip(owners.items(), given_scores, strict=True):
        give(quarter, title, score, "why", owner)
    moving.end(quarter.database, meeting_id)
    found = {one["objective"]: one["score"] for one in quarter.told(meeting_id, "scores") if "objective" in one}
    for objective, some in ((SHIPS, given_scores[:2]), (TRUST, given_scores[2:])):
        there = [one for one in some if one is not None]
        expected = sum(there) / len(there) if there else None
        assert found[objective] == (pytest.approx(expected) if expected is not None else None)


@pytest.fixture
def sqlite(quarter: Quarter) -> Callable[[], Quarter]:
    """The same quarter for every example: each is a review of its own."""
    return lambda: quarter


def test_nobody_is_asked_for_a_person_who_left(quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        session.get_one(Person, quarter.people[JOSE]).active = False
    meeting_id = quarter.meet()
    assert in_meeting(quarter, meeting_id)[UPTIME].key_result.owner == JOSE
