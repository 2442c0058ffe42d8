"""Reads many meetings once; every format of their digest is made from this.

Only meetings that have ended are in it, and what came back in one: nobody's check-in, no vote under seal, nothing of a
meeting that runs. The number of queries does not grow with them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from facilitator.common import clock
from facilitator.minutes.document import ActionRecord
from facilitator.okr import scoring
from facilitator.promises import kept
from facilitator.reports import threads
from facilitator.reports.difficulties import DifficultyThread
from facilitator.reports.digest import okrs
from facilitator.reports.digest.document import (
    Digest,
    DigestAction,
    DigestDecision,
    DigestRequest,
    HeldMeetings,
    MeetingAgreements,
    ObjectiveScore,
    StandingDifficulty,
)
from facilitator.reports.digest.scope import Scope
from facilitator.store.database import Database
from facilitator.tables.consensus import Commitment, Voting
from facilitator.tables.meeting import Action, Decision, Meeting, Request, Sentence
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.review import Scoring

LOOK_BACK = 120
"""So many days before the end of the span it is asked since when a difficulty stands: a cycle and a month."""


def read(database: Database, since: date, until: date, team: str | None = None) -> Digest:
    """Read the meetings of some days, by this machine's zone, and where things stand at the end of the last of them.

    Only the meetings of the team and of the units below it count; without a team all do.

    Raises:
        NotFoundError: There is no such team.
    """
    with database.reading() as session:
        return _read(Scope(session, team, since, until))


def _read(scope: Scope) -> Digest:
    session = scope.session
    meetings = session.execute(
        select(Meeting.id, Meeting.mode, Meeting.unit_id, Meeting.started_at, Meeting.ended_at, Meeting.seconds)
        .where(scope.held)
        .order_by(Meeting.started_at, Meeting.id)
    ).all()
    titles = scope.titles((row.id, row.mode) for row in meetings)
    modes = sorted({row.mode for row in meetings}, key=lambda mode: (titles.get(mode, mode), mode))
    held = tuple(
        HeldMeetings(mode, titles.get(mode, mode), len(of_mode), sum(row.seconds for row in of_mode))
        for mode in modes
        if (of_mode := [row for row in meetings if row.mode == mode])
    )
    running = select(func.count(Meeting.id)).where(
        Meeting.state != "ended", scope.of_unit(Meeting.unit_id), Meeting.started_at < scope.end
    )
    actions, counts = _actions(scope)
    progress, risks, cycles = okrs.read(scope)
    met = {row.unit_id for row in meetings}
    return Digest(
        team=scope.team,
        since=scope.since,
        until=scope.until,
        at=max((row.ended_at or row.started_at for row in meetings), default=scope.begin).astimezone(UTC),
        held=held,
        teams=tuple(name for unit_id, name in scope.names.items() if unit_id in met),
        running=session.scalar(running) or 0,
        new=counts["new"],
        done=counts["done"],
        dropped=counts["dropped"],
        decisions=_decisions(scope),
        actions=actions,
        requests=_requests(scope),
        progress=progress,
        risks=risks,
        cycles=cycles,
        difficulties=_difficulties(scope),
        agreed=_agreed(scope, meetings, titles),
    )


def _decisions(scope: Scope) -> tuple[DigestDecision, ...]:
    rows = scope.session.execute(
        select(Decision, Meeting.unit_id, Meeting.started_at)
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .where(scope.held)
        .order_by(Meeting.started_at, Decision.id)
    )
    decisions = []
    for row, unit_id, began in rows:
        by, team, day = scope.name(row.by_id), scope.team_of(unit_id), clock.day_of(began)
        decisions.append(DigestDecision(row.text, by, team, row.meeting_id, day, scope.corrections(row)))
    return tuple(sorted(decisions, key=lambda row: (row.team, row.date)))


def _actions(scope: Scope) -> tuple[tuple[DigestAction, ...], dict[str, int]]:
    """Return the open actions, and how many are new, done and dropped."""
    rows = scope.session.execute(
        select(Action, Meeting.unit_id, Meeting.mode, Meeting.started_at, KeyResult.title)
        .outerjoin(Meeting, Meeting.id == Action.meeting_id)
        .outerjoin(KeyResult, KeyResult.id == Action.key_result_id)
        .outerjoin(Request, Request.became_action_id == Action.id)
        .where(scope.came_up(Action, Action.owner_id), scope.concerning[0])
        .where(or_(Action.state == "open", Action.recorded_at >= scope.begin, Action.done_at >= scope.begin))
        .order_by(Action.id)
    )
    counts: dict[str, int] = defaultdict(int)
    actions = []
    for row, unit_id, mode, began, key_result in rows:
        state = kept.state_at(row.state, row.done_at, scope.last)
        counts["new"] += row.recorded_at >= scope.begin
        if state != "open":
            counts[state] += row.done_at is not None and row.done_at >= scope.begin
            continue
        owner = scope.people.get(row.owner_id)
        action = ActionRecord(
            text=row.text,
            owner=owner.name if owner else None,
            due=row.due,
            state=state,
            key_result=key_result,
            email=owner.email if owner else None,
            id=row.id,
            recorded_at=row.recorded_at,
            done_at=None,
            corrected=scope.corrections(row),
            overdue=kept.is_overdue(state, row.due, scope.until),
        )
        day = clock.day_of(began or row.recorded_at)
        team = scope.team_of(unit_id, row.owner_id)
        actions.append(DigestAction(action, team, row.meeting_id, mode or "", day))
    actions.sort(key=lambda row: (row.team, not row.action.overdue, row.action.due or date.max, row.action.id))
    return tuple(actions), counts


def _requests(scope: Scope) -> tuple[DigestRequest, ...]:
    """Return the requests that are not settled; one that became an action counts as that action."""
    rows = scope.session.execute(
        select(Request, Meeting.unit_id, KeyResult.title)
        .outerjoin(Meeting, Meeting.id == Request.meeting_id)
        .outerjoin(KeyResult, KeyResult.id == Request.key_result_id)
        .where(scope.came_up(Request, Request.from_person_id), scope.concerning[1], Request.became_action_id.is_(None))
        .where(or_(Request.state == "open", Request.done_at >= scope.end))
        .order_by(Request.id)
    )
    requests = []
    for row, unit_id, key_result in rows:
        # What was answered later stood without an answer then.
        answered = row.answer is not None and not (row.answered_at and row.answered_at >= scope.end)
        if answered and row.answer == "declined":
            continue
        requests.append(
            DigestRequest(
                asker=scope.name(row.from_person_id) or "",
                asked=scope.name(row.to_person_id) or scope.names.get(row.to_unit_id, ""),
                what=row.what,
                key_result=key_result,
                team=scope.team_of(unit_id, row.from_person_id),
                meeting=row.meeting_id,
                due=row.due,
                date=clock.day_of(row.recorded_at),
                overdue=kept.is_overdue("open", row.due, scope.until),
                answer=row.answer if answered else None,
                note=row.note if answered else "",
                corrected=scope.corrections(row),
            )
        )
    requests.sort(key=lambda row: (not row.overdue, row.due or date.max, row.date))
    return tuple(requests)


def _difficulties(scope: Scope) -> tuple[StandingDifficulty, ...]:
    """Return the difficulties mentioned in somebody's last meeting of the span and in the one before, oldest first.

    `facilitator.reports.difficulties` says which are the same, and when one has ended.
    """
    recent = Meeting.started_at >= scope.end - timedelta(days=LOOK_BACK)
    ended = (Meeting.state == "ended") & scope.of_unit(Meeting.unit_id) & (Meeting.started_at < scope.end) & recent
    standing = [
        _standing(scope, thread)
        for thread in threads.read(scope.session, ended)
        if thread.last and len(thread.sittings) > 1 and thread.outcome != "dropped"
        # What was mentioned last before the span stood there then.
        if thread.days[-1] >= scope.since
    ]
    return tuple(sorted(standing, key=lambda row: (row.since, -row.meetings, row.team, row.person, row.text)))


def _standing(scope: Scope, thread: DifficultyThread) -> StandingDifficulty:
    last = thread.sittings[-1]
    return StandingDifficulty(
        text=thread.text,
        person=scope.name(thread.person_id) or "",
        team=scope.team_of(last.unit_id),
        since=thread.days[0],
        meetings=len(thread.sittings),
        outcome=thread.outcome,
        meeting=last.meeting_id,
        date=last.day,
        corrected=scope.corrected.get((Sentence.__tablename__, thread.mentions[-1].row_id), ()),
    )


def _agreed(scope: Scope, meetings: Sequence[Any], titles: dict[str, str]) -> tuple[MeetingAgreements, ...]:
    """Return what was agreed, committed to and scored, meeting by meeting."""
    voted = select(Voting.meeting_id).join(Meeting, Meeting.id == Voting.meeting_id).where(scope.held)
    confidences = Counter(scope.session.scalars(voted.where(Voting.agreed.is_not(None))))
    committed = select(Commitment.meeting_id).join(Meeting, Meeting.id == Commitment.meeting_id).where(scope.held)
    commitments = Counter(scope.session.scalars(committed))
    scored: dict[int | None, dict[int, tuple[str, list[float | None]]]] = defaultdict(dict)
    rows = scope.session.execute(
        select(Scoring.meeting_id, Scoring.agreed_score, Objective.id, Objective.title)
        .join(Meeting, Meeting.id == Scoring.meeting_id)
        .join(KeyResult, KeyResult.id == Scoring.key_result_id)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .where(scope.held, Scoring.agreed_score.is_not(None))
        .order_by(Objective.position, Objective.id, KeyResult.position, Scoring.id)
    )
    for meeting_id, score, objective_id, title in rows:
        scored[meeting_id].setdefault(objective_id, (title, []))[1].append(score)
    ids = {*confidences, *commitments, *scored}
    return tuple(
        MeetingAgreements(
            meeting=row.id,
            title=titles.get(row.mode, row.mode),
            team=scope.team_of(row.unit_id),
            date=clock.day_of(row.started_at),
            confidences=confidences[row.id],
            commitments=commitments[row.id],
            scores=tuple(
                ObjectiveScore(title, scoring.average(scores)[0]) for title, scores in scored[row.id].values()
            ),
            corrected=scope.agreements.get(row.id, ()),
        )
        for row in meetings
        if row.id in ids
    )
