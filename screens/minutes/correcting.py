"""The questions that correct the minutes of a meeting that has ended: who, what, its words, why."""

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
from facilitator.steps.corrections import ANSWER, Said
from facilitator.steps.requests.minutes import ANSWER_WORDS
from facilitator.store.database import Database
from screens.base import BaseScreen
from screens.widgets.asking import Ask, AskLines
from screens.widgets.questions import Pick
from screens.wording import WHO_DOES_WHAT

LEFT = "nothing is corrected; what you typed is there again the next time"


@dataclass(frozen=True, slots=True)
class _Way:
    """One thing that can be corrected.

    Attributes:
        words: What the list says of it.
        record: Records it: called with the database, the words where some are asked, and `by` and `because`.
        question: What is asked for its words; empty where none are needed.
        text: What stands in the field; where it has many lines, so has the field.
        name: The draft of its words.
        hint: What is to be known before it is recorded.
        reads: What reads owner and day out of the words.
    """

    words: str
    record: Callable[..., int]
    question: str = ""
    text: str = ""
    name: str = ""
    hint: str = ""
    reads: LineReader | None = None


class _Why(Ask):
    """A reason, which may be left away."""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give it back."""
        # What it builds on would give it back once more, and take the screen below with it.
        event.prevent_default()
        self.dismiss(clean_line(event.value).strip())


@dataclass(frozen=True, slots=True)
class _Some:
    """A line of the minutes, with the ways in which it can be corrected."""

    words: str
    ways: tuple[_Way, ...]


async def correct(screen: BaseScreen, meeting: int) -> Path | None:
    """Ask for a correction and record it.

    Args:
        screen: Which asks.
        meeting: The id of the meeting.

    Returns:
        The file with the corrected minutes; None where nothing was corrected.
    """
    program = screen.program
    names, ways = await program.ask(_offered, meeting)
    if program.person not in names:
        program.person = await _pick(screen, "Who are you?", [(one, clean_line(one)) for one in names])
    if program.person is None:
        return None
    way = await _pick(screen, "What is to be corrected?", [(one, one.words) for one in ways])
    if isinstance(way, _Some):
        way = await _pick(screen, f"{way.words}: what of it?", [(one, one.words) for one in way.ways])
    if not isinstance(way, _Way):
        return None
    scope, told = f"correct {meeting} {program.person}", way.hint
    # Where nothing is asked for its words, the hint is told with the reason.
    why_told = "\n".join(filter(None, ("" if way.question else way.hint, "enter without words gives no reason")))
    text: str | None = way.text
    while True:
        words: tuple[str, ...] = ()
        if way.question:
            field = AskLines if "\n" in way.text else Ask
            asking = field(scope, way.name, way.question, text or "", told, way.reads)
            text = await screen.app.push_screen_wait(asking)
            if text is None:
                screen.tell(LEFT)
                return None
            words = (text,)
        because = await screen.app.push_screen_wait(_Why(scope, f"because {way.name}", "Why?", "", why_told))
        if because is None:
            screen.tell(LEFT)
            return None
        try:
            number = await screen.record(way.record, *words, by=program.person, because=because)
        except FacilitatorError as error:
            wrong = str(error.args[0] if error.args else error)
            if not way.question:
                screen.tell(wrong, severe=True)
                return None
            told = "\n".join(filter(None, (wrong, way.hint)))
            continue
        break
    for name in (way.name, f"because {way.name}"):
        program.save_draft(scope, name, "")

    path = await program.ask(minutes_files.write, meeting, program.minutes_folder())
    screen.tell(f"correction {number} is recorded; the corrected minutes are in {path}")
    return path


async def _pick(screen: BaseScreen, question: str, choices: list[tuple[Any, str]]) -> Any:
    return await screen.app.push_screen_wait(Pick(question, choices))


def _offered(database: Database, meeting: int) -> tuple[tuple[str, ...], tuple[_Way | _Some, ...]]:
    """Who may correct, and what can be corrected of the meeting."""

    def adding(kind: str) -> Callable[..., int]:
        return lambda database, text, **told: corrections_writing.add(database, meeting, kind, text, **told)

    def remark(database: Database, text: str, **told: str) -> int:
        return corrections_writing.remark(database, meeting, text, **told)

    reads = corrections_writing.reader(database, meeting)
    ways: list[_Way | _Some] = [
        _Way("add a decision that is missing", adding("decision"), "What was decided?", name="decision"),
        _Way("add an action that is missing", adding("action"), WHO_DOES_WHAT, name="action", reads=reads),
        _Way("add a parked topic that is missing", adding("parked"), "What was parked?", name="parked"),
        _Way("a remark, in words of your own", remark, "What is wrong?", name="remark"),
    ]
    ways += [_of_text(meeting, one, reads) for one in corrections_reading.said(database, meeting)]
    ways += [_of_attendance(meeting, name, state) for name, state in corrections_reading.attended(database, meeting)]
    return overview(database).people, tuple(ways)


def _of_text(meeting: int, one: Said, reads: LineReader) -> _Some:

    def reword(database: Database, text: str, **told: str) -> int:
        return corrections_writing.reword(database, meeting, one, text, **told)

    def strike_out(database: Database, **told: str) -> int:
        return corrections_writing.strike_out(database, meeting, one, **told)

    def to_nobody(database: Database, **told: str) -> int:
        return corrections_writing.reassign(database, meeting, one, None, **told)

    def undated(database: Database, **told: str) -> int:
        return corrections_writing.set_due(database, meeting, one, None, **told)

    def answer(said: str) -> Callable[..., int]:
        return lambda database, **told: corrections_writing.reword(database, meeting, one, said, **told)

    line, name, hint = one.text, f"{one.kind} {one.row_id} {one.column}", corrections_writing.hint(one)
    if one.kind == "action":
        line = clean_line(line) + (f" @{clean_line(one.who)}" if one.who else "")
        line += f" by {one.due.isoformat()}" if one.due else ""
    words, question = _ASKED[one.sort] if one.kind != "action" else ("its words, whose it is, by when", "Its words")
    if one.sort == ANSWER:
        others = [(said, told) for said, told in ANSWER_WORDS.items() if said != one.text]
        ways = [_Way(told, answer(said), name=f"{said} {name}") for said, told in others]
    else:
        ways = [_Way(words, reword, question, line, name, hint, _reads(one, reads))]
    if one.kind == "action" and one.who:
        ways.append(_Way("it is nobody's yet", to_nobody, name=f"owner {name}"))
    if one.due:
        ways.append(_Way("it has no day", undated, name=f"due {name}"))
    if one.text:
        ways.append(_Way("strike it out: it was never said", strike_out, name=f"strike {name}", hint=hint))
    return _Some(f"{one.kind}: {one.told}", tuple(ways))


def _reads(one: Said, reads: LineReader) -> LineReader | None:
    """What reads owner and day where they are asked; what the words do not say stays as it was."""
    if one.kind == "action":
        return replace(reads, owner=one.who, due=one.due)
    return replace(reads, names=(), only_day=True) if one.sort == "day" else None


_ASKED = {
    "words": ("its words", "Its words"),
    "confidence": ("the figure", "How sure, from 1 to 10?"),
    "score": ("the score and its reason", "The score from 0 to 1, then its reason: 0.6 the canary came late"),
    "figure": ("the figure", "Which figure?"),
    "answer": ("the answer", "Which answer?"),
    "day": ("the day", "Which day? e.g. friday, 4 dec"),
}
"""What the list says of a thing, and what is asked for it, by its sort."""


def _of_attendance(meeting: int, name: str, state: str) -> _Some:

    def become(other: str) -> Callable[..., int]:
        return lambda database, **told: corrections_writing.correct_attendance(database, meeting, name, other, **told)

    others = [_Way(other, become(other), name=f"{other} {name}") for other in STATES if other != state]
    return _Some(f"attendance: {clean_line(name)}, {state}", tuple(others))
