"""Asks screens and lists which key results are at risk, and why."""

from __future__ import annotations

from collections.abc import Callable

from facilitator.meeting import moving
from facilitator.steps.progress import reading as progress_reading
from tests.agreement.company import Company

Titles = dict[str, str]
"""Why key results are at risk, by their titles."""


def _statuses(company: Company, mode: str, team: str) -> Titles:
    meeting = company.meet(mode, team)
    found = {
        one.key_result.title: one.key_result.risk.words
        for one in progress_reading.of_meeting(company.database, meeting)
        if one.key_result.risk.words and not one.guest
    }
    moving.end(company.database, meeting)
    return found


def _of_okrs(company: Company, team: str) -> Titles:
    return {
        title: one.risk.words
        for title, one in company.views().items()
        if one.risk.words and title in company.ours(team)
    }


def _of_digest(company: Company, team: str) -> Titles:
    quarter = company.views()
    at_risk = [row.key_result for row in company.digest(team).risks]
    return {key_result.title: key_result.risk.words for key_result in at_risk if key_result.title in quarter}


AT_RISK: dict[str, Callable[[Company, str], Titles]] = {
    "home": lambda company, team: {one.title: one.risk.words for one in company.glance(team).risks},
    "stand-up": lambda company, team: _statuses(company, "standup", team),
    "weekly": lambda company, team: _statuses(company, "weekly", team),
    "OKRs": _of_okrs,
    "digest": _of_digest,
}
