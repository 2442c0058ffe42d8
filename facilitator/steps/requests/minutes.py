"""Puts requests in the minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from facilitator.common.text import clean_line
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading, Line, Span
from facilitator.meeting.objectives import presenter
from facilitator.meeting.past import Past
from facilitator.steps.corrections import WORDS, Correctable, Field, Titles, texts
from facilitator.steps.records import StepRecord, source
from facilitator.tables.consensus import Presentation
from facilitator.tables.meeting import Request
from facilitator.tables.okr import Objective, Suggestion

ANSWER_WORDS = {"accepted": "accepted", "countered": "offered something else", "declined": "declined"}
"""What the answers to a request are called."""


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """Support that was asked for, and the answer to it."""

    asker: str
    asked: str
    what: str
    key_result: str | None
    due: date | None
    answer: str | None
    note: str
    carried_over: bool
    corrected: tuple[int, ...] = ()
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it."""
        return {
            "from": self.asker,
            "to": self.asked,
            "what": self.what,
            "key_result": self.key_result,
            "answer": self.answer,
            "note": self.note,
            "by": self.due.isoformat() if self.due else None,
        }


@dataclass(frozen=True, slots=True)
class SuggestionRecord:
    """What somebody suggests for an objective or a key result.

    Attributes:
        presenter: Who presented the objective; None where that is nobody.
        answer: The owner's words, or what the objective or key result is worded now.
    """

    presenter: str | None
    objective: str
    key_result: str | None
    text: str
    by: str | None
    state: str
    answer: str
    corrected: tuple[int, ...] = ()
    source: str = ""

    @property
    def reply(self) -> str | None:
        """The owner's answer; None while there is none."""
        if self.state == "accepted":
            return f"accepted: {self.answer}" if self.answer else "accepted"
        return self.answer if self.state == "answered" else None

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it."""
        return {"objective": self.objective, "suggestion": self.text, "by": self.by, "answer": self.reply}


@dataclass(frozen=True, slots=True)
class PresentationRecord:
    """That somebody has presented, and how their OKRs fit upward and across, where that was said."""

    person: str
    aligned: str
    presented: bool = True
    corrected: tuple[int, ...] = ()
    source: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell of it."""
        return not self.aligned and not self.presented

    def as_json(self) -> dict[str, Any]:
        """Return nothing: the contract has no such record."""
        return {}


def _suggestion_fields(row: Suggestion, _: Titles) -> Iterator[Field]:
    yield "text", "", WORDS
    if row.answer:
        yield "answer", f"{clean_line(row.text)}, answer", WORDS


RECORDS = (RequestRecord, SuggestionRecord, PresentationRecord)
CORRECTABLE = (
    Correctable("suggestion", Suggestion, "by_id", _suggestion_fields, emptied=("answer",), place=90),
    Correctable("presentation", Presentation, "person_id", texts("aligned"), emptied=("aligned",), place=91),
)


def records(past: Past, index: int) -> tuple[RequestRecord | SuggestionRecord | PresentationRecord, ...]:
    """Return the turns in speaking order; then what was asked and suggested, in the order it was said."""
    return (*_presentations(past, index), *_requests(past), *_suggestions(past))


def _presentations(past: Past, index: int) -> list[PresentationRecord]:
    rows = {row.person_id: row for row in past.own(Presentation)}
    position = past.position
    if index == position.step:
        spoken = {*position.spoken, position.speaker}
    else:
        spoken = {*position.rounds.get(index, ((), (), {}))[0]}
    presenting = {_presenter(past, row) for row in past.of_cycle(past.live.agreed_cycle_id)}
    return [
        PresentationRecord(
            past.people[person],
            rows[person].aligned if person in rows else "",
            presented=person in spoken and person in presenting,
            source=source(rows.get(person)),
        )
        for person in position.order
    ]


def _presenter(past: Past, objective: Objective) -> int | None:
    speaker_id = past.owners.speaker_id(objective)
    return presenter(objective.owner_person_id, speaker_id, past.position.attendance, past.live.facilitator_id)


def _requests(past: Past) -> list[RequestRecord]:
    rows = past.own(Request)
    past.key_results(row.key_result_id for row in rows)
    return [
        RequestRecord(
            past.people[row.from_person_id],
            past.owners.name_of(row.to_person_id, row.to_unit_id),
            row.what,
            past.title(row.key_result_id),
            row.due,
            row.answer,
            row.note,
            row.carried_over,
            source=source(row),
        )
        for row in rows
    ]


def _suggestions(past: Past) -> list[SuggestionRecord]:
    rows = past.own(Suggestion)
    of = past.together.having(Objective, Objective.id, (row.objective_id for row in rows))
    objectives = {row.id: row for row in past.rows(Objective, of)}
    past.key_results(row.key_result_id for row in rows)
    return [
        SuggestionRecord(
            past.people.get(_presenter(past, objectives[row.objective_id])),
            objectives[row.objective_id].title,
            past.title(row.key_result_id),
            row.text,
            past.people.get(row.by_id),
            row.state,
            row.answer,
            source=source(row),
        )
        for row in rows
    ]


def section(step: StepRecord) -> list[Block]:
    """Lay out, presenter by presenter, requests with their answers, suggestions, and how it fits."""
    records: tuple[RequestRecord | SuggestionRecord | PresentationRecord, ...] = step.records
    if not records:
        return []
    presentations = [record for record in records if isinstance(record, PresentationRecord)]
    requests = [record for record in records if isinstance(record, RequestRecord)]
    suggestions = [record for record in records if isinstance(record, SuggestionRecord)]
    lines: dict[str, list[Line]] = {presentation.person: [] for presentation in presentations}
    for request in requests:
        lines.setdefault(request.asker, []).append(_request_line(request))
    for suggestion in suggestions:
        lines.setdefault(blocks.someone(suggestion.presenter), []).append(_suggestion_line(suggestion))
    for presentation in presentations:
        if presentation.aligned:
            fits = blocks.line(f"How it fits: {presentation.aligned}", blocks.corrected(presentation.corrected))
            lines[presentation.person].append(fits)
    laid_out: list[Block] = [Heading(step.title)]
    for person, mine in lines.items():
        if mine:
            laid_out += [Heading(person, 3), *blocks.bullets(mine)]
    if silent := [person for person, mine in lines.items() if not mine]:
        laid_out += blocks.paragraph(f"Nothing was asked, suggested or aligned in the turn of {', '.join(silent)}.")
    return laid_out


def support(what: str, key_result: str | None, due: date | None) -> Line:
    """Return what is asked for, for which key result, by when."""
    return blocks.line(what, f", for “{key_result}”" if key_result else "", f", by {due.isoformat()}" if due else "")


def answered(answer: str, note: str) -> Line:
    """Return what the asked side said, in brackets behind the request."""
    words = ANSWER_WORDS.get(answer, answer) + (f": {note}" if note else "")
    return blocks.line(" ", Span(f"({words})", italic=True))


def _request_line(request: RequestRecord) -> Line:
    state = blocks.line(" ", Span("(carried over)" if request.carried_over else "(no answer yet)", italic=True))
    return blocks.line(
        f"Asks {blocks.someone(request.asked)}: ",
        support(request.what, request.key_result, request.due),
        answered(request.answer, request.note) if request.answer else state,
        blocks.corrected(request.corrected),
    )


def _suggestion_line(suggestion: SuggestionRecord) -> Line:
    answer = f"({suggestion.reply or 'no answer yet'})"
    by = f" by {suggestion.by}" if suggestion.by else ""
    return blocks.line(
        f"Suggestion{by} for “{suggestion.key_result or suggestion.objective}”: ",
        suggestion.text,
        " ",
        Span(answer, italic=True),
        blocks.corrected(suggestion.corrected),
    )
