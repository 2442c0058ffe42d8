"""Tests that everything that tells of risks tells the same."""

from __future__ import annotations

import pytest

from facilitator.meeting import moving
from facilitator.okr import tracking
from facilitator.reports.digest import layout as digest_layout
from facilitator.steps.progress import reading as progress_reading
from screens.okrs import listing
from screens.steps.progress.drawing import counts
from screens.widgets.glance import glance_lines
from tests.agreement.company import QUARTER, SAM, TEAMS, TODAY, YEAR, Company
from tests.agreement.risks import AT_RISK


@pytest.mark.parametrize("team", TEAMS)
def test_what_is_at_risk_and_why(company: Company, team: str) -> None:
    answers = {where: ask(company, team) for where, ask in AT_RISK.items()}
    assert len({tuple(sorted(one.items())) for one in answers.values()}) == 1, answers


def test_what_is_at_risk_in_all(company: Company) -> None:
    assert set(AT_RISK["home"](company, "Acme")) == {
        *("Lead time", "Signed", "Level", "Calls", "Pilots", "Spare", "Drafted", "Papers", "Visits")
    }
    # What was closed is over, and what is planned has not begun.
    assert company.views()["Too late"].risk.words == ""
    track = tracking.of_key_result(company.database, company.key_results["Next one"])
    assert (track.key_result.confidence, track.risk.words) == (1, "")


@pytest.mark.parametrize("team", TEAMS)
def test_how_many_are_at_risk_is_said_with_the_team(company: Company, team: str) -> None:
    many = len(company.glance(team).risks)
    assert f"{team}  {QUARTER}  {many} at risk" in glance_lines(company.glance(team), 100, 40, TODAY)[0].plain
    statuses = progress_reading.of_meeting(company.database, company.meet("weekly", team))
    assert f"{many} at risk in {team}" in counts(statuses, team)
    laid = " ".join(str(block) for block in digest_layout.lay_out(company.digest(team)))
    assert f"{len(company.digest(team).risks)} at risk" in laid
    # Where the digest counts a year with its quarter, it says so.
    assert (f"at risk in {YEAR} and {QUARTER}" in laid) is (team in ("Acme", "Platform"))


def test_a_guest_brings_what_is_theirs_and_it_is_told_apart(company: Company) -> None:
    meeting = company.meet("standup", "Storage")
    before = progress_reading.of_meeting(company.database, meeting)
    moving.set_attendance(company.database, meeting, company.people[SAM], "present")
    statuses = progress_reading.of_meeting(company.database, meeting)
    own = [one for one in statuses if not one.guest]
    assert [one.key_result.title for one in own] == [one.key_result.title for one in before]
    assert {one.key_result.title for one in statuses if one.guest} == {"Calls", "Visits"}
    assert counts(statuses, "Storage") == "2 key results, 2 at risk in Storage; 2 key results of guests, 2 at risk"


def test_those_at_risk_are_listed_worst_first(company: Company) -> None:
    seen = listing.read(company.database, None)
    listed = [row.id[1] for row in listing.rows("risk", seen, (), 100) if isinstance(row.id, tuple)]
    assert listed == [one.id for one in company.glance("Acme").risks]
    told = [row.key_result.title for row in company.digest().risks if row.key_result.title in company.views()]
    assert told == [one.title for one in company.glance("Acme").risks]
