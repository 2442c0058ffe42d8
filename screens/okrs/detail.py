"""What there is to know of one objective or key result: beside the list, or on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from facilitator.common import clock
from facilitator.common.text import clean, clean_line, number
from facilitator.okr import history, scoring, tracking
from facilitator.okr.history import HistoryEntry
from facilitator.okr.progress import share
from facilitator.okr.tracking import Track
from facilitator.okr.views import KeyResultView, ObjectiveView, SuggestionView, Supported
from facilitator.store.database import Database
from screens.okrs import coaching
from screens.okrs.lines import NO_SOURCE, SOURCES, STATES, clip, lines, text
from screens.widgets.chart import Chart, bar
from screens.widgets.safe import Static

MOST_HISTORY = 40
"""So many changes are shown, the newest."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is selected: an objective, or one of its key results; and what supports it.

    Attributes:
        below: The objectives that support it.
    """

    objective: ObjectiveView
    key_result: KeyResultView | None
    cycle_end: date
    below: tuple[ObjectiveView, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """How it went: what changed, and the figures over the cycle."""

    told: tuple[HistoryEntry, ...]
    track: Track | None


def read(database: Database, objective_id: int, key_result_id: int | None) -> Course:
    """Read how it went."""
    track = None if key_result_id is None else tracking.of_key_result(database, key_result_id)
    return Course(history.of_objective(database, objective_id), track)


def subject(objectives: Sequence[ObjectiveView], kind: str, number: int, cycle_end: date) -> Subject | None:
    """The objective or key result of that id, with what supports it; None where it is not among them."""
    for one in objectives:
        parts = {each.id: each for each in one.key_results}
        if (kind == "objective" and one.id == number) or (kind == "key_result" and number in parts):
            key_result = parts[number] if kind == "key_result" else None
            below = tuple(other for other in objectives if _supports(other.supports, one, key_result))
            return Subject(one, key_result, cycle_end, below)
    return None


def _supports(link: Supported | None, one: ObjectiveView, key_result: KeyResultView | None) -> bool:
    if link is None:
        return False
    if link.kind == "key_result":
        return link.id == key_result.id if key_result else any(each.id == link.id for each in one.key_results)
    return key_result is None and link.id == one.id


class Detail(VerticalScroll):
    """One objective or key result: what it says, and how it went."""

    DEFAULT_CSS = """
    Detail { scrollbar-size-vertical: 1; }
    Detail > Vertical { height: auto; width: 1fr; padding: 0 1; }
    Detail > #course { margin-top: 1; }
    Detail Static { height: auto; }
    Detail #chart { height: 13; display: none; }
    Detail.figures #chart { display: block; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False, system=True),
        Binding("k", "scroll_up", show=False, system=True),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._shown: tuple[Subject | None, Course | None] | None = None

    def compose(self) -> ComposeResult:
        """What it says, then how it went."""
        with Vertical(id="about"):
            yield Static(id="words", markup=False)
        with Vertical(id="course"):
            yield Chart(id="chart")
            yield Static(id="history", markup=False)

    def show(self, subject: Subject | None, course: Course | None) -> None:
        """Show it; how it went may come later."""
        if (subject, course) == self._shown:
            return
        self._shown = (subject, course)
        self.query_one("#words", Static).update(words(subject) if subject else Content(""))
        self.query_one("#history", Static).update(_history(course.told) if course else Content(""))
        track = course.track if course else None
        self.set_class(track is not None, "figures")
        self.query_one("#chart", Chart).show(track)

    def top(self) -> None:
        """Begin at the top again."""
        self.scroll_home(animate=False)


def words(subject: Subject) -> Content:
    """Everything that is said of it, part by part."""
    one, key_result = subject.objective, subject.key_result
    found = coaching.of_objective(one, subject.cycle_end)
    if key_result is None:
        parts = _of_objective(subject)
        noticed = [each for each in found if each.place is None]
    else:
        parts = _of_key_result(one, key_result)
        place = one.key_results.index(key_result)
        noticed = [each for each in found if each.place == place]
    about = key_result.id if key_result else None
    some = [each for each in one.suggestions if each.key_result_id == about]
    if some:
        parts.append(_headed("Suggestions", [_suggestion(each) for each in some]))
    if noticed:
        parts.append(_headed("The coach", [coaching.told(noticed)]))
    if subject.below:
        supporters = [
            text("· ", clean_line(each.title), (f"  {clean_line(each.owner)}", "dim")) for each in subject.below
        ]
        parts.append(_headed("Supported by", supporters))
    return Content("\n\n").join(parts)


def _of_objective(subject: Subject) -> list[Content]:
    one = subject.objective
    state = f"{STATES[one.state]}  {clean_line(one.owner)}" + (
        f", {clean_line(one.unit)}" if one.owner != one.unit else ""
    )
    parts = [text(("O  ", "dim"), (clean_line(one.title), "bold"), "\n", (state, ""))]
    if one.description:
        parts.append(text(clean(one.description)))
    parts.append(_source(one))
    scored = [each for each in one.key_results if each.score is not None]
    if scored and one.score is not None:
        missing = f", {one.missing} not scored yet" if one.missing else ""
        parts.append(text(f"Score {scoring.tenth(one.score)}, the mean of its key results{missing}"))
    return parts


def _source(one: ObjectiveView) -> Content:
    words = SOURCES.get(one.source or "", NO_SOURCE)
    parts = [text(("Source  ", "bold"), (words, "" if one.source else "$text-warning"))]
    if one.supports is not None:
        parts.append(text(("Supports  ", "bold"), _link(one.supports)))
    if one.request is not None:
        parts.append(
            text(("Asked by  ", "bold"), f"{clean_line(one.request_from or 'somebody')}: {clean_line(one.request)}")
        )
    return lines(parts)


def _link(link: Supported) -> Content:
    kind = "O" if link.kind == "objective" else "KR"
    return text((f"{kind} ", "dim"), clean_line(link.title), (f"  {clean_line(link.owner)}", "dim"))


def _of_key_result(objective: ObjectiveView, one: KeyResultView) -> list[Content]:
    head = [text(("KR  ", "dim"), (clean_line(one.title), "bold"))]
    if one.agreed_title is not None:
        head.append(text(("agreed as  ", "bold $text-warning"), (clean_line(one.agreed_title), "")))
    head.append(text((f"of  {clip(clean_line(objective.title), 120)}  {STATES[objective.state]}", "dim")))
    parts = [lines(head)]
    if one.description:
        parts.append(text(clean(one.description)))
    parts.append(lines(_figures(one)))
    if one.score is not None:
        parts.append(text((f"Score {scoring.figure(one.score)}", "bold"), f"  {clean_line(one.reason)}"))
    return parts


def _figures(one: KeyResultView) -> list[Content]:
    found = []
    if not one.milestone:
        unit = f" {clean_line(one.unit)}" if one.unit else ""
        far = f"{share(one.ratio)} of the way, " if one.ratio is not None else ""
        found.append(text(bar(one.ratio, one.expected, 20), f"  {far}{share(one.expected)} of the cycle is over"))
        words = f"{number(one.start)} at the start, {number(one.current)} now, {number(one.target)}{unit} is the target"
        found.append(text(words))
    if one.note:
        found.append(text((one.note, "dim")))
    sure = f"{one.confidence} of 10" if one.confidence is not None else "not told yet: f tells it"
    found.append(text(("Confidence  ", "bold"), sure, ("  5 is half sure, very hard" * (one.confidence == 5), "dim")))
    found.append(text(("Owner  ", "bold"), clean_line(one.owner)))
    if one.risk.reasons:
        found.append(text((f"! at risk: {one.risk.words}", "bold $warning")))
    return found


def _suggestion(one: SuggestionView) -> Content:
    by = clean_line(one.by or "somebody")
    when = f"{clock.local(one.at):%d %b}"
    if one.state == "open":
        return text(("✎ ", "bold $warning"), clean(one.text), (f"  {by}, {when}", "dim"))
    end = "✓ accepted" if one.state == "accepted" else f"↩ {clean(one.answer)}"
    return text(("✎ ", "dim"), clean(one.text), (f"  {by}, {when}", "dim"), "\n  ", (end, "dim"))


def _history(told: Sequence[HistoryEntry]) -> Content:
    parts = []
    for one in reversed(told[-MOST_HISTORY:]):
        who = f", {clean_line(one.who)}" if one.who else ""
        when = text((f"{clock.local(one.at):%d %b %H:%M}{who}", "dim"))
        parts.append(lines([when, *(text("  ", clean_line(each)) for each in one.words)]))
        if one.reason:
            parts.append(text(("  because ", "bold"), clean_line(one.reason)))
    if not parts:
        return Content("")
    older = len(told) - MOST_HISTORY
    if older > 0:
        parts.append(text((f"and {older} older changes", "dim")))
    return _headed("What changed", parts)


def _headed(words: str, parts: Sequence[Content]) -> Content:
    return lines([text((words, "bold $primary")), *parts])
