"""Suggestions are taken or answered, once, and findings of the coach rest."""

from __future__ import annotations

import pytest

from facilitator.common.errors import RefusedError
from facilitator.okr import reading, suggestions, writing
from facilitator.okr.changing import NeedsReasonError
from facilitator.okr.views import AnsweredFinding, SuggestionView
from tests.okr.conftest import GRACE, OkrCompany


def suggestion_of(company: OkrCompany, objective: int) -> SuggestionView:
    (result,) = reading.objective(company.database, objective).suggestions
    return result


def test_a_suggestion_is_open_until_it_is_answered(company: OkrCompany) -> None:
    objective, key_result = company.agreed()
    done = suggestions.suggest(
        company.database, objective, " why\ndays? ", key_result_id=key_result, by_id=company.grace
    )
    result = suggestion_of(company, objective)
    assert (result.id, result.text, result.by, result.key_result_id) == (done.id, "why\ndays?", GRACE, key_result)
    assert (result.state, result.answer) == ("open", "")
    for text in ("", " \n"):
        with pytest.raises(RefusedError, match="needs words"):
            suggestions.answer(company.database, done.id, text)
        with pytest.raises(RefusedError, match="needs words"):
            suggestions.suggest(company.database, objective, text)
    answered = suggestions.answer(company.database, done.id, "hours lie")
    assert (suggestion_of(company, objective).state, suggestion_of(company, objective).answer) == (
        "answered",
        "hours lie",
    )
    with pytest.raises(RefusedError, match="answered before"):
        suggestions.accept(company.database, done.id)
    writing.take_back(company.database, answered.entry_id or 0)
    assert suggestion_of(company, objective).state == "open"


def test_an_accepted_suggestion_changes_the_words_at_once_or_not_at_all(company: OkrCompany) -> None:
    objective, key_result = company.agreed()
    database = company.database
    done = suggestions.suggest(database, objective, "say median", key_result_id=key_result)
    with pytest.raises(NeedsReasonError):
        suggestions.accept(database, done.id, title="Median lead time")
    with pytest.raises(RefusedError, match="needs words"):
        suggestions.accept(database, done.id, title=" ")
    assert suggestion_of(company, objective).state == "open"
    accepted = suggestions.accept(database, done.id, title="Median lead time", reason="clearer", by_id=company.ada)
    result = reading.objective(database, objective)
    assert (result.key_results[0].title, result.key_results[0].agreed_title) == ("Median lead time", "Lead time")
    assert result.title == "Every team ships"
    with pytest.raises(RefusedError, match="accepted before"):
        suggestions.answer(database, done.id, "no")
    writing.take_back(database, accepted.entry_id or 0)
    assert reading.objective(database, objective).key_results[0].title == "Lead time"
    assert suggestion_of(company, objective).state == "open"
    suggestions.accept(database, done.id)
    assert suggestion_of(company, objective).state == "accepted"


def test_a_suggestion_that_is_gone_is_told(company: OkrCompany) -> None:
    done = suggestions.suggest(company.database, company.objective(), "bolder")
    writing.take_back(company.database, done.entry_id or 0)
    with pytest.raises(RefusedError, match="not there any more"):
        suggestions.accept(company.database, done.id)


def test_a_finding_rests_under_the_words_it_was_about(company: OkrCompany) -> None:
    objective = company.objective()
    key_result = company.key_result(objective)
    database = company.database
    suggestions.rest(database, objective, "no-source", "it is ours")
    suggestions.rest(database, objective, "routine", "it is new here", key_result_id=key_result, by_id=company.ada)
    writing.change_key_result(database, key_result, title="Median")
    assert reading.objective(database, objective).answered == (
        AnsweredFinding("no-source", None, "Every team ships", "it is ours"),
        AnsweredFinding("routine", key_result, "Lead time", "it is new here"),
    )
    with pytest.raises(RefusedError, match="needs words"):
        suggestions.rest(database, objective, "routine", " ")
