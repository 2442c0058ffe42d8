"""Meetings as their minutes read them, made without a database: an ordinary one, and one full of traps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from facilitator import modes
from facilitator.documents.blocks import Bars, Block, Bullets, Heading, Line, Paragraph
from facilitator.minutes.document import ActionRecord, Attendee, Document, HelpRecord, Noted
from facilitator.modes.parsing import parse_mode
from facilitator.steps.progress.minutes import ProgressRecord, ProgressUpdate
from facilitator.steps.records import StepRecord

BEGAN = datetime(2026, 11, 24, 9, 32, 41, 250_000, tzinfo=ZoneInfo("Europe/Paris"))
AGENDA = parse_mode(*modes.find("standup", None))

CHINESE, ARABIC = "王小明：完成了會議紀要", "العربية: السلام عليكم (OKR) 2026"
EMOJI = "👩‍👩‍👧 👍🏽 🇩🇪 ❤️ 🎯"
TRAPS = (
    "</script><script>alert(1)</script>",
    "]]> <!-- <![CDATA[ &amp; &#0; &nbsp;",
    "=HYPERLINK(\"http://x\",'y')",
    "+1",
    "-1+1",
    "@SUM(A1)",
    " =1",
    "\ttab first",
    "＝１",
    "#let x = 1; #panic() $a$ *b* _c_ `d` \\e @f <g>",
    "../../etc/passwd",
    "{nb} {{ 7*7 }} {% raw %} ${x} %s %n",
    "a | b\nsecond;line,with\ttab\n\n- and a fourth",
    "END:VTODO\nBEGIN:VALARM\\n;,:^n",
    "\"quoted\" 'single' “curly” « guillemets »",
    CHINESE,
    ARABIC,
    EMOJI,
    "עברית हिन्दी ไทย ελληνικά Ŵŷ",
    "x" * 900,
    "目标" * 450,
    "مرحبا " * 150 + ".",
    "words and more " * 60 + ".",
)


def meeting(*texts: str, **changes: Any) -> Document:
    """A stand-up with these texts as its actions, decisions, parked topics and notes."""

    def step(index: int, seconds: float, *records: object) -> StepRecord:
        return StepRecord(AGENDA.steps[index], seconds, records)

    update = ProgressUpdate(6.0, 5.0, 5, 6, texts[0] if texts else "")
    moved = ProgressRecord("Lead time to 2 days", "Ada Lovelace", 9.0, 2.0, "days", (update,))
    milestone = ProgressRecord("第二数据中心上线", "王小明", None, None, "", (ProgressUpdate(None, None, 7, 4, ""),))
    document = Document(
        id=7,
        mode="standup",
        title="Stand-up",
        team="Platform",
        cycle="2026-Q4",
        next_cycle=None,
        facilitator="Ada Lovelace",
        state="ended",
        position=None,
        started_at=BEGAN,
        ended_at=BEGAN + timedelta(minutes=17),
        planned_seconds=900,
        seconds=1020.0,
        paused_seconds=0.0,
        attendance=(Attendee("Ada Lovelace", "present", 95.0), Attendee("王小明", "absent", 0.0)),
        steps=(step(0, 40.0), step(1, 100.0, moved, milestone), step(2, 700.0), step(3, 60.0), step(4, 120.0)),
        decisions=tuple(Noted(text, "Ada Lovelace" if index % 2 else None) for index, text in enumerate(texts)),
        actions=tuple(action(index, text) for index, text in enumerate(texts, 1)),
        parked=tuple(Noted(text, None) for text in texts),
        requests=(HelpRecord("Ada Lovelace", "王小明", "look at it with me", "open", None, None, None, ""),),
        carried_actions=(),
        carried_requests=(),
    )
    return replace(document, **changes)


def action(number: int, text: str, **changes: Any) -> ActionRecord:
    """An action; every second has an owner, every third no day."""
    made = ActionRecord(
        text=text,
        owner="王小明" if number % 2 else None,
        due=date(2026, 11, 30) + timedelta(days=number) if number % 3 else None,
        state="open",
        key_result=None,
        email=None,
        id=number,
        recorded_at=datetime(2026, 11, 24, 8, 40, tzinfo=UTC) + timedelta(seconds=number),
        done_at=None,
    )
    return replace(made, **changes)


def trapped() -> Document:
    """A meeting whose every text is a trap."""
    return meeting(
        *TRAPS,
        title=TRAPS[0],
        team=ARABIC,
        facilitator=TRAPS[1],
        cycle=TRAPS[5],
        attendance=tuple(Attendee(text, "present", 1.0) for text in TRAPS),
    )


def draft() -> Document:
    """A meeting that runs."""
    return meeting("open the logs", state="running", ended_at=None)


def words(line: Line) -> str:
    """All of a line."""
    return "".join(span.text for span in line)


def texts_of(block: Block) -> list[str]:
    """Everything that a block says, in the order in which it is read; pictures say nothing of their own."""
    match block:
        case Heading():
            return [block.text]
        case Paragraph():
            return [words(block.line)]
        case Bullets():
            return [words(item) for item in block.items]
        case Bars():
            return []
        case _:
            return [*block.heads, *(words(cell) for row in block.rows for cell in row)]
