"""What bystanders suggest, accepted into the wording or answered."""

from __future__ import annotations

import pytest

from facilitator.common.errors import RefusedError
from facilitator.okr import suggestions
from facilitator.store import journal
from tests.steps.asking_company import KIM, AskingCompany


def test_a_suggestion_is_accepted_into_the_wording_or_answered(company: AskingCompany) -> None:
    meeting_id = company.meet()
    own = company.objectives["Every team ships"]
    for text in ("from 9 to 1", "say which teams", "drop it"):
        key_result = company.key_result if text == "from 9 to 1" else None
        suggestions.suggest(
            company.database, own, text, key_result_id=key_result, by_id=company.people[KIM], meeting_id=meeting_id
        )
    first, second, third = company.turn(meeting_id).suggestions
    assert (first.about, second.about, first.by) == ("Lead time", "Every team ships", KIM)
    suggestions.accept(company.database, first.id, title="Lead time to 1 day", meeting_id=meeting_id)
    suggestions.answer(company.database, second.id, "all of them", meeting_id=meeting_id)
    for one in (first, second):
        with pytest.raises(RefusedError, match="before; undo that first"):
            suggestions.accept(company.database, one.id, meeting_id=meeting_id)
        with pytest.raises(RefusedError, match="before; undo that first"):
            suggestions.answer(company.database, one.id, "no", meeting_id=meeting_id)
    assert company.turn(meeting_id).objectives[0].objective.key_results[0].title == "Lead time to 1 day"
    assert company.records(meeting_id) == [
        {
            "objective": "Every team ships",
            "suggestion": "from 9 to 1",
            "by": KIM,
            "answer": "accepted: Lead time to 1 day",
        },
        {"objective": "Every team ships", "suggestion": "say which teams", "by": KIM, "answer": "all of them"},
        {"objective": "Every team ships", "suggestion": "drop it", "by": KIM, "answer": None},
    ]
    journal.undo(company.database, meeting_id)
    journal.undo(company.database, meeting_id)
    assert [one.state for one in company.turn(meeting_id).suggestions] == ["open"] * 3
    assert company.turn(meeting_id).objectives[0].objective.key_results[0].title == "Lead time"
    assert third.state == "open"
    with pytest.raises(RefusedError, match="needs words"):
        suggestions.suggest(company.database, own, " \u200b", meeting_id=meeting_id)
