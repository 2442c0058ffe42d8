"""Finds what the record of a cycle offers for the parts of a reflection (METHOD M31)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.similar import alike
from facilitator.common.text import clean_line
from facilitator.okr import history, scoring
from facilitator.okr.history import HistoryEntry
from facilitator.steps.scores.reading import Reviewed, Scored, own_of
from facilitator.tables.okr import Progress

CHANGES, HIGHLIGHTS, SHORTCOMINGS = "changes", "highlights", "shortcomings"
MOST = 3
"""So many key results at most are offered as the best, and as the worst."""
NOTES = 2
"""So many of the last things that were said of a key result go with it."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A thought that somebody may take over.

    Attributes:
        part: The key of the part that it is for.
        about: What it is about: once a thought of the part names that, it is offered no more.
        text: What is taken over, one line.
    """

    part: str
    about: str
    text: str

    def taken(self, texts: Iterable[str]) -> bool:
        """Return whether it stands there already, perhaps in other words."""
        return any(self.about.casefold() in text.casefold() or alike(self.text, text) for text in texts)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of objectives and key results in their cycle, by their ids."""

    changes: Mapping[int, tuple[HistoryEntry, ...]]
    notes: Mapping[int, tuple[str, ...]]


def read(session: Session, objectives: Sequence[Reviewed]) -> Recorded:
    """Read what was recorded of all of these; the number of queries does not grow with them."""
    ids = [key_result.id for objective in objectives for key_result in objective.key_results]
    notes: dict[int, tuple[str, ...]] = {}
    for key_result_id, note in session.execute(
        select(Progress.key_result_id, Progress.note)
        .where(Progress.key_result_id.in_(ids), Progress.note != "")
        .order_by(Progress.id)
    ):
        notes[key_result_id] = (*notes.get(key_result_id, ()), note)
    return Recorded(history.adjusted(session, [objective.id for objective in objectives]), notes)


def suggestions(objectives: Sequence[Reviewed], recorded: Recorded, person_id: int) -> tuple[Offer, ...]:
    """Return what somebody is offered: their best and worst key results, and what was changed of their OKRs."""
    own = own_of(objectives, person_id)
    graded = sorted(((share, scored) for scored in own if (share := _share(scored)) is not None), key=itemgetter(0))
    best = [scored for share, scored in reversed(graded) if share >= 0.5][:MOST]
    worst = [scored for share, scored in graded if scored not in best and share < 1][:MOST]
    offers = [_about(HIGHLIGHTS, scored, recorded) for scored in best]
    offers += [_about(SHORTCOMINGS, scored, recorded) for scored in worst]
    for objective in objectives:
        if objective.objective.speaker_id != person_id:
            continue
        for change in recorded.changes.get(objective.id, ()):
            day = f"{change.at.day} {change.at:%b}"
            reason = f" ({clean_line(change.reason)})" if change.reason else ""
            what = "; ".join(clean_line(words) for words in change.words)
            offers.append(Offer(CHANGES, f"{day}: {what}", f"{day}: {what}{reason}"))
    return tuple(offers)


def _share(scored: Scored) -> float | None:
    """Return how well it went: its score, else what progress suggests."""
    return scored.suggested if scored.score is None else scored.score


def _about(part: str, scored: Scored, recorded: Recorded) -> Offer:
    title = clean_line(scored.key_result.title)
    words = [f"{title}: {scored.figures if scored.score is None else scoring.figure(scored.score)}"]
    notes = recorded.notes.get(scored.id, ())[-NOTES:]
    words += dict.fromkeys(line for line in map(clean_line, (scored.reason, *notes)) if line)
    return Offer(part, title, "; ".join(words))
