"""Screens, minutes, lists and exports are asked the same question, and give the same answer.

The made company is full of traps: a key result whose owner differs from the objective's, one that belongs to another
team's people, units below units, somebody who has left, a milestone, a start that equals its target, drafts, a closed
objective, a quarter within its year. It is frozen on one day, so that what holds here holds on any.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from click.testing import CliRunner
from sqlalchemy import select

from facilitator import modes
from facilitator.checkin import file as checkin_file
from facilitator.cli import main
from facilitator.common.durations import in_figures, in_words
from facilitator.exchange import exporting
from facilitator.meeting import moving, running, starting
from facilitator.meeting.objectives import objectives_of
from facilitator.minutes import formats as minutes_formats
from facilitator.minutes import json as minutes_json
from facilitator.minutes import layout
from facilitator.minutes import reading as minutes_reading
from facilitator.modes.parsing import parse_mode
from facilitator.okr import progress as arithmetic
from facilitator.okr import reading, scoring, writing
from facilitator.okr.views import ObjectiveView
from facilitator.promises import listing as promises_listing
from facilitator.promises import reading as promises_reading
from facilitator.reports import meetings as reports_meetings
from facilitator.reports.digest import layout as digest_layout
from facilitator.reports.digest import reading as digests
from facilitator.reports.glance import glance
from facilitator.reports.insight import reading as insights
from facilitator.reports.overview import overview
from facilitator.steps import outcomes
from facilitator.steps.confidence import reading as confidence_reading
from facilitator.steps.progress import reading as progress_reading
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.progress.reading import KeyResultStatus
from facilitator.steps.requests import reading as requests_reading
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as rounds
from facilitator.steps.scores import reading as scores_writing
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.people import Unit
from screens import wording
from screens.okrs import head, listing
from tests.agreement.company import ADA, GRACE, JOSE, LEA, NOW, QUARTER, SAM, WANG, Company
from tests.agreement.risks import AT_RISK


def test_whose_everything_is(company: Company) -> None:
    """OKRs, links, meetings of every kind, the check-in, insight, the digest, minutes and the export."""
    database = company.database
    wanted = {title: one.owner for title, one in company.views().items()}
    assert (wanted["Signed"], wanted["Lead time"], wanted["Calls"], wanted["Alarms"]) == (JOSE, ADA, SAM, "Platform")
    objectives = {one.title: one.owner for one in company.okrs()}
    assert (objectives["Every team ships"], objectives["Platform is calm"]) == (ADA, "Platform")
    links = {one.title: one.owner for one in reading.supportable(database, company.cycles[QUARTER])}
    assert {title: links[title] for title in (*wanted, *objectives)} == wanted | objectives
    digest = company.digest()
    key_results = [row.key_result for row in digest.progress if row.key_result.title in wanted]
    assert {key_result.title: key_result.owner for key_result in key_results} == wanted
    course = insights.read(database).course
    assert {one.title: one.owner for one in course.objectives} == objectives
    # An objective is in insight whose it is, though only others' key results of it count for the team.
    storage = {one.title: one for one in insights.read(database, "Storage").course.objectives}
    ships = storage["Every team ships"]
    assert (ships.owner, ships.key_results, ships.whole) == (ADA, 1, 3)
    consensus = company.meet("consensus", "Acme")
    with database.writing() as session:
        session.get_one(Meeting, consensus).cycle_id = company.cycles[QUARTER]
    with database.reading() as session:
        voted = confidence_reading.items_of(
            session, "key_result", objectives_of(session, session.get_one(Meeting, consensus))
        )
        of = confidence_reading.items_of(
            session, "objective", objectives_of(session, session.get_one(Meeting, consensus))
        )
    assert {one.title: one.owner for one in voted}.items() <= wanted.items()
    assert {one.title: one.owner for one in of}.items() <= objectives.items()
    shown = [one for turn in requests_reading.of_meeting(database, consensus).values() for one in turn.objectives]
    assert shown
    assert {one.objective.title: one.objective.owner for one in shown}.items() <= objectives.items()
    moving.end(database, consensus)
    review = company.meet("review", "Acme")
    with database.writing() as session:
        session.get_one(Meeting, review).cycle_id = company.cycles[QUARTER]
    reviewed = scores_writing.of_meeting(database, review)
    assert {one.objective.title: one.objective.owner for one in reviewed}.items() <= objectives.items()
    assert {
        each.key_result.title: each.key_result.owner for one in reviewed for each in one.key_results
    }.items() <= wanted.items()
    moving.end(database, review)
    weekly = company.meet("weekly", "Acme")
    assert {
        one.key_result.title: one.key_result.owner for one in progress_reading.of_meeting(database, weekly)
    } == wanted
    for title in wanted:
        if objective_of(company, title).state != "closed":
            progress_writing.update(database, company.key_results[title], note="a word", meeting_id=weekly)
    moving.end(database, weekly)
    told = records(company, weekly, "progress")
    assert told
    assert {one["key_result"]: one["owner"] for one in told}.items() <= wanted.items()
    exported = json.loads(exporting.export(database, "json"))["objectives"]
    assert {
        each["title"]: each.get("owner") or one["owner"]
        for one in exported
        if one["cycle"] == QUARTER
        for each in one["key_results"]
    } == wanted


def objective_of(company: Company, key_result: str) -> ObjectiveView:
    return next(one for one in company.okrs() if key_result in [each.title for each in one.key_results])


def records(company: Company, meeting: int, kind: str) -> list[dict[str, object]]:
    steps = minutes_json.as_table(minutes_reading.read(company.database, meeting))["steps"]
    return [record for step in steps if step["kind"] == kind for record in step["records"]]


def test_a_check_in_asks_whoever_the_key_result_is_of(company: Company) -> None:
    asked = {
        one.key_result.title: name
        for name in (GRACE, ADA, WANG, JOSE, SAM)
        for one in progress_reading.of_person(company.database, name)
    }
    # A unit's is asked of nobody, and what is closed or whoever has left neither.
    own = {title: one.owner for title, one in company.views().items() if one.owner in company.people}
    assert asked == {title: name for title, name in own.items() if name != LEA and title != "Too late"}
    template = checkin_file.template(company.database, ADA)
    assert '"Lead time"' in template
    assert '"Signed"' not in template


def test_how_far_everything_has_come(company: Company) -> None:
    database = company.database
    wanted = {title: one.ratio for title, one in company.views().items()}
    assert wanted["Sold"] == 1.2
    assert (wanted["Level"], wanted["Signed"]) == (None, None)
    weekly = company.meet("weekly", "Acme")
    assert {
        one.key_result.title: one.key_result.ratio for one in progress_reading.of_meeting(database, weekly)
    } == wanted
    progress = {row.key_result.title: row.after.ratio for row in company.digest().progress}
    assert {title: ratio for title, ratio in progress.items() if title in wanted} == wanted
    exported = json.loads(exporting.export(database, "json"))["objectives"]
    assert {
        each["title"]: each["progress"] for one in exported if one["cycle"] == QUARTER for each in one["key_results"]
    } == wanted
    # In words, where there are some.
    progress_writing.update(database, company.key_results["Lead time"], current=6, meeting_id=weekly)
    moving.end(database, weekly)
    share = arithmetic.share(company.views()["Lead time"].ratio)
    assert share == "43 %"
    for form in ("md", "html"):
        assert (
            f"{share} of the way"
            in minutes_formats.written(minutes_reading.read(database, weekly), form, print).decode()
        )
    assert share in " ".join(str(block) for block in digest_layout.lay_out(company.digest("Platform")))
    seen = listing.read(database, None)
    assert any(f"{share} Lead time" in row.content.plain for row in listing.rows("everybody", seen, (), 100))


def test_how_far_objectives_have_come_and_how_much_of_the_cycle_is_over(company: Company) -> None:
    course = insights.read(company.database).course
    objectives = {one.title: one.ratio for one in company.okrs()}
    assert {one.title: one.weeks[-1].progress for one in course.objectives} == objectives
    assert {one.title: one.ratio for one in company.glance("Acme").objectives} == objectives
    (over,) = {one.expected for one in company.views().values()}
    assert over == course.weeks[-1].expected
    assert course.sentence.startswith(f"{arithmetic.share(over)} of the cycle is gone; ")
    seen = listing.read(company.database, None)
    assert seen.okrs is not None
    assert f"{arithmetic.share(over)} gone" in head.when(seen.okrs.cycle)
    together = insights.read(company.database).combined
    assert together is not None
    assert together.pace is not None
    assert together.pace.words in course.sentence


def test_scores(company: Company) -> None:
    wanted = {one.title: (one.score, one.missing) for one in company.okrs()}
    score, missing = wanted["Every team ships"]
    assert score is not None
    assert (round(score, 9), missing) == (0.325, 1)
    assert wanted["Acme grows"] == (None, 2)
    exported = json.loads(exporting.export(company.database, "json"))["objectives"]
    told = {one["title"]: (one["score"], one["missing"]) for one in exported if one["cycle"] == QUARTER}
    assert told == wanted
    review = company.meet("review", "Acme")
    with company.database.writing() as session:
        session.get_one(Meeting, review).cycle_id = company.cycles[QUARTER]
    reviewed = scores_writing.of_meeting(company.database, review)
    assert {one.objective.title: (one.score, one.missing) for one in reviewed}.items() <= wanted.items()
    assert scoring.is_reached(0.1 + 0.6, 0.7)
    assert not scoring.is_reached(None, 0.0)


def test_which_cycle_is_in_progress(company: Company) -> None:
    database = company.database
    with database.reading() as session:
        started = starting.cycle_of(session, "in progress", None, NOW.date())
    home, okrs = company.glance("Platform").cycle, reading.of_cycle(database)
    assert home is not None
    assert okrs is not None
    answers = {
        home.name,
        okrs.cycle.name,
        insights.read(database).course.cycle,
        minutes_reading.read(database, company.meet("standup")).cycle,
    }
    assert answers == {QUARTER}
    assert started == home.id == company.cycles[QUARTER]


def test_how_long_a_meeting_took(company: Company) -> None:
    database = company.database
    meeting = company.meet("standup")
    company.time.shift(920.4)
    moving.end(database, meeting)
    live = running.load(database, meeting)
    position = live.position()
    told = minutes_reading.read(database, meeting)
    row = next(one for one in reports_meetings.meetings(database) if one.id == meeting)
    timed = next(one for one in insights.read(database, "Platform").timing.meetings if one.id == meeting)
    assert round(position.seconds) == round(told.seconds) == row.seconds == round(timed.taken) == 920
    assert minutes_json.as_table(told)["seconds"] == row.as_json()["seconds"] == 920
    assert wording.duration(position.seconds) == in_words(920) == "15 min 20 s"
    assert wording.spent(position.seconds) == in_figures(row.seconds) == "15:20"
    assert "15:20" in row.as_row()
    for form in ("md", "html"):
        assert "15 min 20 s, 20 s over the planned 15 min" in minutes_formats.written(told, form, print).decode()
    # The stand-ups of Storage before it took no time.
    assert round(company.digest("Platform").seconds) == 920


def test_how_many_were_decided_and_promised(company: Company) -> None:
    database = company.database
    meeting = company.meet("weekly", "Platform")
    for text in ("freeze on Friday", "two reviewers"):
        outcomes.record_decision(database, meeting, text)
    outcomes.record_action(database, meeting, f"order disks @{JOSE} by 2026-11-20")
    outcomes.record_action(database, meeting, f"call the vendor @{SAM} by 2026-11-30")
    outcomes.request_help(database, meeting, "two pilots @Sales by 2026-11-20", from_id=company.people[ADA])
    moving.end(database, meeting)
    elsewhere = company.meet("standup", "Sales")
    outcomes.record_action(database, elsewhere, f"a room @{WANG} by 2026-11-24")
    moving.end(database, elsewhere)
    row = next(one for one in reports_meetings.meetings(database) if one.id == meeting)
    told = minutes_reading.read(database, meeting)
    table = minutes_json.as_table(told)
    assert (row.decisions, row.actions) == (len(table["decisions"]), len(table["actions"])) == (2, 2)
    home = overview(database)
    everything = promises_reading.of_all(database, only_open=True)
    actions = [one for one in everything if one.kind == "action"]
    assert (home.open_actions, home.overdue_actions) == (len(actions), sum(one.overdue for one in actions)) == (3, 1)
    for team in home.teams:
        digest = company.digest(team.name)
        shown = [one for one in company.glance(team.name).promises if one.kind == "action"]
        listed = promises_listing.list_promises(database, only_open=True, team=team.name).promises
        assert team.open_actions == len(digest.actions) == len(shown) == len(listed), team.name
        assert digest.overdue == sum(one.overdue for one in shown) == sum(one.overdue for one in listed)
        requests = [one for one in company.glance(team.name).promises if one.kind == "request"]
        assert len(digest.requests) == len(requests), team.name
    assert {team.name: team.open_actions for team in home.teams} == {
        "Acme": 3,
        "Platform": 3,
        "Storage": 1,
        "Sales": 2,
    }
    assert "order disks" in " ".join(str(block) for block in layout.lay_out(told))


def test_commands_tell_programs_what_screens_tell_people(company: Company) -> None:
    database = company.database

    def told(*words: str) -> Any:
        url = database.url.render_as_string(hide_password=False)
        ran = CliRunner().invoke(main, [*words, "--db", url], catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        return json.loads(ran.stdout)

    meeting = company.meet("weekly", "Platform")
    outcomes.record_decision(database, meeting, "freeze on Friday")
    outcomes.record_action(database, meeting, f"order disks @{JOSE} by 2026-11-20")
    company.time.shift(1810.4)
    progress_writing.update(database, company.key_results["Lead time"], current=6, confidence=6, meeting_id=meeting)
    moving.end(database, meeting)
    (listed,) = (one for one in told("meetings", "--json") if one["id"] == meeting)
    minutes = told("minutes", str(meeting), "--format", "json")
    (exported,) = (one for one in told("export", "--format", "json")["meetings"] if one["id"] == meeting)
    # What came over from before is in the minutes that brought it up.
    assert exported == {key: minutes[key] for key in exported}
    assert (listed["seconds"], listed["decisions"], listed["actions"]) == (1810, 1, 1)
    assert (minutes["seconds"], len(minutes["decisions"]), len(minutes["actions"])) == (1810, 1, 1)
    (action,) = told("actions", "--json", "--open", "--team", "Storage")
    assert (action["overdue"], company.glance("Storage").promises[0].overdue) == (True, True)
    digest = told("digest", "--format", "json", "--since", "2026-11-18", "--team", "Platform")
    risks = {one["key_result"]: ", ".join(one["reasons"]) for one in digest["risks"]}
    # The digest counts the year with its quarter, and says so.
    assert risks.pop("Whole year")
    assert risks == AT_RISK["home"](company, "Platform")
    (moved,) = (one for one in records(company, meeting, "progress") if one["key_result"] == "Lead time")
    assert (moved["owner"], moved["to"], moved["confidence"]) == (ADA, 6, company.views()["Lead time"].confidence)


def test_the_sample_company_tells_one_story(sampled: Database) -> None:
    home = overview(sampled)
    okrs = reading.of_cycle(sampled)
    assert okrs is not None
    with sampled.reading() as session:
        whole = session.scalars(select(Unit.name).where(Unit.parent_id.is_(None))).one()
    today = datetime.now().astimezone().date()
    risks = {each.title for one in okrs.objectives for each in one.key_results if each.risk.words}
    assert risks
    for team in home.teams:
        found = glance(sampled, team.id)
        assert found is not None
        digest = digests.read(sampled, today, today, team.name)
        assert [one.title for one in found.risks] == [row.key_result.title for row in digest.risks], team.name
        weekly = starting.start(sampled, parse_mode(*modes.find("weekly", None)), team.name).id
        statuses: tuple[KeyResultStatus, ...] = progress_reading.of_meeting(sampled, weekly)
        ours = {one.key_result.title for one in statuses if one.key_result.risk.words and not one.guest}
        assert ours == {one.title for one in found.risks}, team.name
        moving.end(sampled, weekly)
        if team.name == whole:
            assert ours == risks
        assert team.open_actions == sum(one.kind == "action" for one in found.promises)
    exported = json.loads(exporting.export(sampled, "json"))["objectives"]
    assert {one["title"]: one["score"] for one in exported if one["cycle"] == okrs.cycle.name} == {
        one.title: one.score for one in okrs.objectives
    }


def test_who_has_prepared(company: Company) -> None:
    database = company.database
    rounds.add(database, ADA, {"today": ["the vault"]})
    rounds.set_ready(database, WANG, True)
    rounds.set_ready(database, ADA, True)
    before = company.glance("Platform")
    assert (before.prepared, before.people) == (2, 3)
    turns = round_reading.of_meeting(database, company.meet("standup"))
    assert {turn.name for turn in turns.values() if turn.prepared} == {ADA, WANG}


def test_what_was_closed_since_was_at_risk_then(company: Company) -> None:
    objective = objective_of(company, "Visits")
    company.time.shift(3600)
    writing.set_state(company.database, objective.id, "closed")
    assert company.views()["Visits"].risk.words == ""
    assert "Visits" not in [row.key_result.title for row in company.digest("Sales").risks]
    yesterday = digests.read(company.database, date(2026, 11, 18), date(2026, 11, 23), "Sales")
    assert "Visits" in [row.key_result.title for row in yesterday.risks]
