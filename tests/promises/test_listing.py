"""What `facilitator actions` lists: as the contract has it, with what it adds."""

from __future__ import annotations

import pytest

from facilitator.common.errors import NotFoundError
from facilitator.promises import listing as promises_listing
from facilitator.promises import reading as promises_reading
from facilitator.promises import writing as promises_writing
from facilitator.steps import outcomes
from tests.moments import today, yesterday
from tests.steps import conftest
from tests.steps.conftest import ADA, JOSE, WANG, Team

team = conftest.team


def texts(result: promises_listing.PromiseList) -> list[str]:
    return [promise.text for promise in result.promises]


def test_actions_are_as_in_the_minutes_with_more(team: Team) -> None:
    meeting = team.meet()
    outcomes.request_help(team.database, meeting, f"an hour @{JOSE}", from_id=team.ada)
    for line in (f"open the logs @Ada by {yesterday()}", "call them"):
        outcomes.record_action(team.database, meeting, line)
    late, dropped = promises_listing.list_promises(team.database).promises
    promises_writing.set_state(team.database, "action", dropped.id, "dropped", "they called us")
    late, dropped = promises_listing.list_promises(team.database).promises
    assert promises_listing.as_json(late) == {
        "id": late.id,
        "meeting": meeting,
        "text": "open the logs",
        "owner": ADA,
        "due": yesterday().isoformat(),
        "state": "open",
        "key_result": None,
        "reason": "",
        "overdue": True,
    }
    assert promises_listing.as_row(late) == (str(late.id), "overdue", yesterday().isoformat(), ADA, "open the logs")
    assert promises_listing.as_row(dropped)[1:] == (
        "dropped",
        "no date",
        "nobody yet",
        "call them (because: they called us)",
    )
    assert promises_listing.as_json(dropped)["reason"] == "they called us"


def test_filters_narrow_it(team: Team) -> None:
    meeting = team.meet()
    for line in (f"late @Ada by {yesterday()}", "some day @Ada", f"not yet @{WANG} by {today()}"):
        outcomes.record_action(team.database, meeting, line)
    promises_writing.set_state(team.database, "action", 2, "done")
    assert texts(promises_listing.list_promises(team.database)) == ["late", "some day", "not yet"]
    assert texts(promises_listing.list_promises(team.database, only_open=True)) == ["late", "not yet"]
    assert texts(promises_listing.list_promises(team.database, only_overdue=True)) == ["late"]
    assert texts(promises_listing.list_promises(team.database, owner="ada lovelace")) == ["late", "some day"]
    assert texts(promises_listing.list_promises(team.database, owner=JOSE)) == []
    assert texts(promises_listing.list_promises(team.database, team="Sales")) == []
    assert texts(promises_listing.list_promises(team.database, team="platform", owner=WANG)) == ["not yet"]
    with pytest.raises(NotFoundError, match="nobody called"):
        promises_listing.list_promises(team.database, owner="Nobody")
    with pytest.raises(NotFoundError, match="no team"):
        promises_listing.list_promises(team.database, team="Nobody")


def test_requests_come_only_when_asked_for(team: Team) -> None:
    meeting = team.meet()
    asked = outcomes.request_help(team.database, meeting, f"an hour @{JOSE}", from_id=team.ada).id
    outcomes.record_action(team.database, meeting, "open the logs")
    assert texts(promises_listing.list_promises(team.database)) == ["open the logs"]
    # What somebody waits for is not theirs.
    assert texts(promises_listing.list_promises(team.database, owner=ADA, requests=True)) == []
    action, request = promises_listing.list_promises(team.database, requests=True).promises
    assert promises_listing.as_json(action, kinds=True)["kind"] == "action"
    assert promises_listing.as_json(request, kinds=True) == {
        "kind": "request",
        "id": asked,
        "meeting": meeting,
        "text": "an hour",
        "owner": JOSE,
        "due": None,
        "state": "open",
        "key_result": None,
        "reason": "",
        "overdue": False,
        "from": ADA,
        "to": JOSE,
        "answer": None,
        "note": "",
    }
    assert promises_listing.as_row(request, kinds=True)[-1] == f"{ADA} asks: an hour"


def test_how_they_are_kept_is_told_of_a_team_only(team: Team) -> None:
    meeting = team.meet()
    for owner in (ADA, JOSE):
        action = outcomes.record_action(team.database, meeting, f"a thing @{owner}").id
        promises_writing.set_state(team.database, "action", action, "done")
        kept = promises_reading.kept_by_unit(team.database, team.unit_id)
        assert (
            promises_listing.list_promises(team.database).words
            == promises_listing.list_promises(team.database, owner=owner).words
            == ""
        )
        words = promises_listing.list_promises(team.database, team="Platform", owner=owner).words
        assert words == f"Platform: {kept.words if kept else promises_listing.TOO_FEW}"
    assert words.startswith("Platform: 2 of 2 promises of the last 90 days kept")
