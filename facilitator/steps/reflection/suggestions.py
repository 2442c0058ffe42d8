"""What the record of a cycle offers for the parts of a reflection: taken over with a key, or not (METHOD M31)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.similar import alike
from facilitator.common.text import clean_line
from facilitator.okr import history, scoring
from facilitator.okr.history import HistoryEntry
from facilitator.steps.scores.reading import Reviewed, Scored
from facilitator.tables.okr import Progress

CHANGES, HIGHLIGHTS, SHORTCOMINGS = "changes", "highlights", "shortcomings"
MOST = 3
"""So many key results at most are offered as the best, and as the worst."""
NOTES = 2
"""So many of the last things that were said of a key result go with it."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A thought that somebody may take over.

    Attributes:
        part: The key of the part that it is for.
        about: What it is about: once a thought of the part names that, it is offered no more.
        text: What is taken over, one line.
    """

    part: str
    about: str
    text: str

    def taken(self, said: Iterable[str]) -> bool:
        """Whether it stands there already, perhaps in other words."""
        return any(self.about.casefold() in one.casefold() or alike(self.text, one) for one in said)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of objectives and key results in their cycle, by their ids."""

    changes: Mapping[int, tuple[HistoryEntry, ...]]
    notes: Mapping[int, tuple[str, ...]]


def read(session: Session, objectives: Sequence[Reviewed]) -> Recorded:
    """Read it for all of these; the number of queries does not grow with them."""
    ids = [one.id for each in objectives for one in each.key_results]
    notes: dict[int, tuple[str, ...]] = {}
    for key_result_id, note in session.execute(
        select(Progress.key_result_id, Progress.note)
        .where(Progress.key_result_id.in_(ids), Progress.note != "")
        .order_by(Progress.id)
    ):
        notes[key_result_id] = (*notes.get(key_result_id, ()), note)
    return Recorded(history.adjusted(session, [one.id for one in objectives]), notes)


def suggestions(objectives: Sequence[Reviewed], recorded: Recorded, person_id: int) -> tuple[Suggested, ...]:
    """What is offered to somebody: the best and the worst of their key results, and what was changed of their OKRs."""
    own = [one for each in objectives for one in each.key_results if one.key_result.speaker_id == person_id]
    graded = sorted((one for one in own if _share(one) is not None), key=lambda one: _share(one) or 0.0)
    best = [one for one in reversed(graded) if (_share(one) or 0.0) >= 0.5][:MOST]
    worst = [one for one in graded if one not in best and (_share(one) or 0.0) < 1][:MOST]
    found = [_about(HIGHLIGHTS, one, recorded) for one in best]
    found += [_about(SHORTCOMINGS, one, recorded) for one in worst]
    for objective in objectives:
        if objective.objective.speaker_id != person_id:
            continue
        for told in recorded.changes.get(objective.id, ()):
            day = f"{told.at.day} {told.at:%b}"
            reason = f" ({clean_line(told.reason)})" if told.reason else ""
            what = "; ".join(clean_line(words) for words in told.words)
            found.append(Suggested(CHANGES, f"{day}: {what}", f"{day}: {what}{reason}"))
    return tuple(found)


def _share(one: Scored) -> float | None:
    """How well it went: its score, else what progress suggests."""
    return one.suggested if one.score is None else one.score


def _about(part: str, one: Scored, recorded: Recorded) -> Suggested:
    title = clean_line(one.key_result.title)
    words = [f"{title}: {scoring.figure(one.score)}" if one.score is not None else f"{title}: {one.figures}"]
    said = [clean_line(note) for note in recorded.notes.get(one.id, ())[-NOTES:]]
    words += dict.fromkeys(line for line in (clean_line(one.reason), *said) if line)
    return Suggested(part, title, "; ".join(words))
