"""Asks what is to be corrected in the minutes of a meeting that has ended: who, what, its words, why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from textual.widgets import Input

from facilitator.common.assigning import LineReader
from facilitator.common.errors import FacilitatorError
from facilitator.common.text import clean_line
from facilitator.meeting.timeline import STATES
from facilitator.minutes import files as minutes_files
from facilitator.minutes.corrections import reading as corrections_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.reports.overview import overview
from facilitator.steps.corrections import ANSWER, CorrectableValue
from facilitator.steps.requests.minutes import ANSWER_WORDS
from facilitator.store.database import Database
from screens.base import BaseScreen
from screens.widgets.asking import AskLine, AskLines
from screens.widgets.questions import Pick, YesNo
from screens.wording import WHO_DOES_WHAT

AT_THE_CLOSE = "put right at the close of the meeting"
"""The reason of what is corrected where everybody still sees it."""
WHO = "Who, and by when? e.g. @Joe by Friday"
LEFT = "nothing was corrected; what you typed is kept for the next time"


@dataclass(frozen=True, slots=True)
class _Way:
    """One thing that can be corrected.

    Attributes:
        words: What the list says of it.
        record: Records it: called with the database, the meeting, `about`, the words where some are asked, and `by` and
            `because`.
        about: What of the meeting it corrects, and how where no words are asked.
        question: What is asked for its words; empty where none are needed.
        text: What stands in the field; where it has many lines, so has the field.
        name: The draft of its words.
        hint: What is to be known before it is recorded.
        reads: What reads owner and day out of the words.
    """

    words: str
    record: Callable[..., int]
    about: tuple[object, ...] = ()
    question: str = ""
    text: str = ""
    name: str = ""
    hint: str = ""
    reads: LineReader | None = None

    @property
    def asks(self) -> bool:
        """Whether words are asked for it."""
        return bool(self.question)


class _Why(AskLine):
    """A reason, which may be left out."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        # What it builds on would give it back once more, and take the screen below with it.
        event.prevent_default()
        self.dismiss(clean_line(event.value).strip())


@dataclass(frozen=True, slots=True)
class _Record:
    """A line of the minutes, with the ways in which it can be corrected."""

    words: str
    ways: tuple[_Way, ...]


async def correct(screen: BaseScreen, meeting: int) -> Path | None:
    """Ask for a correction and record it; return the file with the corrected minutes, None where there was none."""
    program = screen.program
    names, ways = await program.ask(_offered, meeting)
    if program.person not in names:
        program.person = await _who(screen, names)
    if program.person is None:
        return None
    way = await _pick(screen, "What is to be corrected?", [(way, way.words) for way in ways])
    if isinstance(way, _Record):
        way = await _pick(screen, f"{way.words}: what of it?", [(way, way.words) for way in way.ways])
    return await _corrected(screen, meeting, way, program.person) if isinstance(way, _Way) else None


async def correct_row(screen: BaseScreen, meeting: int, kind: str, row_id: int, doing: str, by: str | None) -> bool:
    """Correct one thing that a meeting recorded, right after its end: its words, whose it is and by when, or all of it.

    Args:
        screen: Where it is asked.
        meeting: The meeting.
        kind: As the corrections call it: `decision`, `action`, `parked`, `request`, `score` and so on.
        row_id: Of its row.
        doing: `words`, `owner` or `out`.
        by: Who says so, where nobody has said who is at the keys: the facilitator; None: it is asked.

    Returns:
        Whether anything was corrected.
    """
    program = screen.program
    names, records = await program.ask(_offered_of, meeting, kind, row_id)
    person = next((name for name in (program.person, by) if name in names), None) or await _who(screen, names)
    if person is None:
        return False
    ways = [(way, record.words) for record in records for way in record.ways if way.asks == (doing != "out")]
    if doing == "out":
        ways = [(way, words) for way, words in ways if way.record is corrections_writing.strike_out]
    if not ways:
        screen.tell("this is not corrected here; x in the minutes says what is wrong in a remark")
        return False
    way = ways[0][0] if doing != "words" or len(ways) == 1 else await _pick(screen, "What of it?", ways)
    if not isinstance(way, _Way):
        return False
    if doing == "owner" and way.reads is not None and way.reads.owner is None:
        way = replace(way, text=f"{way.text} @", question=f"{WHO}   {way.text}")
    if doing == "out":
        about = "The minutes tell that it was there."
        if not await screen.app.push_screen_wait(YesNo(f"Take it out? {ways[0][1]}", about, own=True)):
            return False
    return await _corrected(screen, meeting, way, person, AT_THE_CLOSE) is not None


async def _corrected(
    screen: BaseScreen, meeting: int, way: _Way, person: str, reason: str | None = None
) -> Path | None:
    """Ask for the words of a correction, and why unless there is a reason, and record it; return as `correct`."""
    program = screen.program
    scope, about = f"correct {meeting} {person}", way.hint
    # Where nothing is asked for its words, the hint is told with the reason.
    about_why = "\n".join(filter(None, ("" if way.question else way.hint, "empty: no reason")))
    text: str | None = way.text
    while True:
        words: tuple[str, ...] = ()
        if way.question:
            field = AskLines if "\n" in way.text else AskLine
            asking = field(scope, way.name, way.question, text or "", about, way.reads)
            text = await screen.app.push_screen_wait(asking)
            if text is None:
                screen.tell(LEFT)
                return None
            words = (text,)
        because = reason
        if because is None:
            because = await screen.app.push_screen_wait(_Why(scope, f"because {way.name}", "Why?", "", about_why))
        if because is None:
            screen.tell(LEFT)
            return None
        try:
            number = await screen.record(way.record, meeting, *way.about, *words, by=person, because=because)
        except FacilitatorError as error:
            wrong = str(error.args[0] if error.args else error)
            if not way.question:
                screen.tell(wrong, severe=True)
                return None
            about = "\n".join(filter(None, (wrong, way.hint)))
        else:
            break
    for name in (way.name, f"because {way.name}"):
        program.save_draft(scope, name, "")
    path = await program.ask(minutes_files.write, meeting, program.minutes_folder())
    screen.tell(f"correction {number} is recorded; the corrected minutes are in {path}")
    return path


async def _who(screen: BaseScreen, names: tuple[str, ...]) -> str | None:
    name = await _pick(screen, "Who are you?", [(name, clean_line(name)) for name in names])
    return name if isinstance(name, str) else None


async def _pick(screen: BaseScreen, question: str, choices: list[tuple[Any, str]]) -> Any:
    return await screen.app.push_screen_wait(Pick(question, choices))


def _offered(database: Database, meeting: int) -> tuple[tuple[str, ...], tuple[_Way | _Record, ...]]:
    """Read who may correct, and what can be corrected of a meeting."""
    reads = corrections_writing.reader(database, meeting)
    add = corrections_writing.add
    ways: list[_Way | _Record] = [
        _Way("add a decision that is missing", add, ("decision",), "What was decided?", name="decision"),
        _Way("add an action that is missing", add, ("action",), WHO_DOES_WHAT, name="action", reads=reads),
        _Way("add a parked topic that is missing", add, ("parked",), "What was parked?", name="parked"),
        _Way("a remark, in words of your own", corrections_writing.remark, (), "What is wrong?", name="remark"),
    ]
    ways += [_of_text(record, reads) for record in corrections_reading.said(database, meeting)]
    ways += [_of_attendance(name, state) for name, state in corrections_reading.attended(database, meeting)]
    return overview(database).people, tuple(ways)


def _offered_of(
    database: Database, meeting: int, kind: str, row_id: int
) -> tuple[tuple[str, ...], tuple[_Record, ...]]:
    """Read who may correct, and what can be corrected of one row of a meeting."""
    reads = corrections_writing.reader(database, meeting)
    said = corrections_reading.said(database, meeting)
    own = [record for record in said if (record.kind, record.row_id) == (kind, row_id)]
    return overview(database).people, tuple(_of_text(record, reads) for record in own)


def _of_text(record: CorrectableValue, reads: LineReader) -> _Record:
    line, name, hint = record.text, f"{record.kind} {record.row_id} {record.column}", corrections_writing.hint(record)
    if record.kind == "action":
        line = clean_line(line) + (f" @{clean_line(record.who)}" if record.who else "")
        line += f" by {record.due.isoformat()}" if record.due else ""
    words, question = _ASKED["action" if record.kind == "action" else record.sort]
    if record.sort == ANSWER:
        others = [(answer, words) for answer, words in ANSWER_WORDS.items() if answer != record.text]
        reword = corrections_writing.reword
        ways = [_Way(words, reword, (record, answer), name=f"{answer} {name}") for answer, words in others]
    else:
        reader = _reads(record, reads)
        ways = [_Way(words, corrections_writing.reword, (record,), question, line, name, hint, reader)]
    if record.kind == "action" and record.who:
        ways.append(_Way("nobody owns it yet", corrections_writing.reassign, (record, None), name=f"owner {name}"))
    if record.due:
        ways.append(_Way("it has no day", corrections_writing.set_due, (record, None), name=f"due {name}"))
    if record.text:
        strike_out = corrections_writing.strike_out
        ways.append(_Way("strike it out: it was never said", strike_out, (record,), name=f"strike {name}", hint=hint))
    return _Record(f"{record.kind}: {record.told}", tuple(ways))


def _reads(record: CorrectableValue, reads: LineReader) -> LineReader | None:
    """Return what reads owner and day where they are asked; what the words do not say stays as it was."""
    if record.kind == "action":
        return replace(reads, owner=record.who, due=record.due)
    return replace(reads, names=(), only_day=True) if record.sort == "day" else None


_ASKED = {
    "action": ("its words, whose it is, by when", "Its words"),
    "words": ("its words", "Its words"),
    "confidence": ("the figure", "How sure, from 1 to 10?"),
    "score": ("the score and its reason", "The score from 0 to 1, then its reason: 0.6 the canary came late"),
    "figure": ("the figure", "Which figure?"),
    "answer": ("the answer", "Which answer?"),
    "day": ("the day", "Which day? e.g. Friday, 4 Dec"),
}
"""What the list says of a thing, and what is asked for it, by its sort."""


def _of_attendance(name: str, state: str) -> _Record:
    correct_attendance = corrections_writing.correct_attendance
    others = [other for other in STATES if other != state]
    ways = [_Way(other, correct_attendance, (name, other), name=f"{other} {name}") for other in others]
    return _Record(f"attendance: {clean_line(name)}, {state}", tuple(ways))
