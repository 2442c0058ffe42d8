"""Shows all there is to know of one objective or key result: beside the list, or on a page of its own."""

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
from facilitator.okr.coach.objective import Finding
from facilitator.okr.history import HistoryEntry
from facilitator.okr.progress import share
from facilitator.okr.tracking import Track
from facilitator.okr.views import KeyResultView, ObjectiveView, SuggestionView
from facilitator.store.database import Database
from screens.okrs import coaching
from screens.okrs.lines import NO_SOURCE, SOURCES, STATES, clip, lines, link, text
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

    @property
    def kind(self) -> str:
        """`objective` or `key_result`."""
        return "key_result" if self.key_result else "objective"

    @property
    def row(self) -> ObjectiveView | KeyResultView:
        """The key result, or else the objective."""
        return self.key_result or self.objective

    @property
    def findings(self) -> list[Finding]:
        """What the coach says about it, answered or not."""
        place = self.objective.key_results.index(self.key_result) if self.key_result else None
        return [row for row in coaching.of_objective(self.objective, self.cycle_end) if row.index == place]

    @property
    def open_findings(self) -> list[Finding]:
        """What the coach says about it, and nobody has answered."""
        return [finding for finding in self.findings if not finding.because]

    @property
    def open_suggestions(self) -> list[SuggestionView]:
        """The suggestions that wait for an answer; of an objective also those to its key results."""
        about = None if self.key_result is None else self.key_result.id
        return [row for row in self.objective.suggestions if row.state == "open" and about in (None, row.key_result_id)]


@dataclass(frozen=True, slots=True)
class SubjectHistory:
    """How it went: what changed, and the figures over the cycle."""

    entries: tuple[HistoryEntry, ...]
    track: Track | None


def read(database: Database, objective_id: int, key_result_id: int | None) -> SubjectHistory:
    """Read how an objective or one of its key results went."""
    track = None if key_result_id is None else tracking.of_key_result(database, key_result_id)
    return SubjectHistory(history.of_objective(database, objective_id), track)


def subject(objectives: Sequence[ObjectiveView], kind: str, number: int, cycle_end: date) -> Subject | None:
    """Return the objective or key result of that id, with what supports it; None where it is not among them."""
    for objective in objectives:
        key_results = {row.id: row for row in objective.key_results}
        if kind == "objective" and objective.id == number:
            supported = {("objective", number), *(("key_result", key_result_id) for key_result_id in key_results)}
        elif kind == "key_result" and number in key_results:
            supported = {(kind, number)}
        else:
            continue
        below = tuple(row for row in objectives if row.supports and (row.supports.kind, row.supports.id) in supported)
        return Subject(objective, key_results[number] if kind == "key_result" else None, cycle_end, below)
    return None


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

    _shown: tuple[Subject | None, SubjectHistory | None] | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="about"):
            yield Static(id="words", markup=False)
        with Vertical(id="course"):
            yield Chart(id="chart")
            yield Static(id="history", markup=False)

    def show(self, subject: Subject | None, course: SubjectHistory | None) -> None:
        """Show it; how it went may come later."""
        if (subject, course) == self._shown:
            return
        self._shown = (subject, course)
        self.query_one("#words", Static).update(words(subject) if subject else Content(""))
        self.query_one("#history", Static).update(_history(course.entries) if course else Content(""))
        track = course.track if course else None
        self.set_class(track is not None, "figures")
        self.query_one("#chart", Chart).show(track)

    def top(self) -> None:
        self.scroll_home(animate=False)


def words(subject: Subject) -> Content:
    """Return everything that is said of it, part by part."""
    objective, key_result = subject.objective, subject.key_result
    parts = _objective(objective) if key_result is None else _key_result(objective, key_result)
    about = key_result.id if key_result else None
    suggestions = [_suggestion(row) for row in objective.suggestions if row.key_result_id == about]
    if suggestions:
        parts.append(_headed("Suggestions", suggestions))
    if findings := subject.findings:
        parts.append(_headed("The coach", [coaching.describe(findings)]))
    if subject.below:
        supporters = [text("· ", clean_line(row.title), (f"  {clean_line(row.owner)}", "dim")) for row in subject.below]
        parts.append(_headed("Supported by", supporters))
    return Content("\n\n").join(parts)


def _objective(objective: ObjectiveView) -> list[Content]:
    state = f"{STATES[objective.state]}  {clean_line(objective.owner)}"
    if objective.owner != objective.unit:
        state += f", {clean_line(objective.unit)}"
    parts = [text(("O  ", "dim"), (clean_line(objective.title), "bold"), "\n", state)]
    if objective.description:
        parts.append(text(clean(objective.description)))
    parts.append(_source(objective))
    if objective.score is not None:
        missing = f", {objective.missing} not scored yet" if objective.missing else ""
        parts.append(text(f"Score {scoring.tenth(objective.score)}, the mean of its key results{missing}"))
    return parts


def _source(objective: ObjectiveView) -> Content:
    words = SOURCES.get(objective.source or "", NO_SOURCE)
    parts = [text(("Source  ", "bold"), (words, "" if objective.source else "$text-warning"))]
    if objective.supports is not None:
        parts.append(text(("Supports  ", "bold"), link(objective.supports)))
    if objective.request is not None:
        request = f"{clean_line(objective.request_from or 'somebody')}: {clean_line(objective.request)}"
        parts.append(text(("Asked by  ", "bold"), request))
    return lines(parts)


def _key_result(objective: ObjectiveView, key_result: KeyResultView) -> list[Content]:
    head = [text(("KR  ", "dim"), (clean_line(key_result.title), "bold"))]
    if key_result.agreed_title is not None:
        head.append(text(("agreed as  ", "bold $text-warning"), clean_line(key_result.agreed_title)))
    head.append(text((f"of  {clip(clean_line(objective.title), 120)}  {STATES[objective.state]}", "dim")))
    parts = [lines(head)]
    if key_result.description:
        parts.append(text(clean(key_result.description)))
    parts.append(lines(_figures(key_result)))
    if key_result.score is not None:
        score = f"Score {scoring.figure(key_result.score)}"
        parts.append(text((score, "bold"), f"  {clean_line(key_result.reason)}"))
    return parts


def _figures(key_result: KeyResultView) -> list[Content]:
    parts = []
    if not key_result.milestone:
        ratio, over = key_result.ratio, key_result.expected
        far = f"{share(ratio)} of the way, " if ratio is not None else ""
        parts.append(text(bar(ratio, over, 20), f"  {far}{share(over)} of the cycle gone"))
        target = f"{number(key_result.target)} {clean_line(key_result.unit)}".rstrip()
        parts.append(
            text(f"{number(key_result.start)} at the start, {number(key_result.current)} now, {target} is the target")
        )
    if key_result.note:
        parts.append(text((key_result.note, "dim")))
    confidence = key_result.confidence
    sure = f"{confidence} of 10" if confidence is not None else "not said yet: press f"
    parts.append(text(("Confidence  ", "bold"), sure, ("  5: half sure, very hard" * (confidence == 5), "dim")))
    parts.append(text(("Owner  ", "bold"), clean_line(key_result.owner)))
    if key_result.risk.reasons:
        parts.append(text((f"! at risk: {key_result.risk.words}", "bold $warning")))
    return parts


def _suggestion(suggestion: SuggestionView) -> Content:
    who = (f"  {clean_line(suggestion.by or 'somebody')}, {clock.local(suggestion.at):%d %b}", "dim")
    if suggestion.state == "open":
        return text(("✎ ", "bold $warning"), clean(suggestion.text), who)
    end = "✓ accepted" if suggestion.state == "accepted" else f"↩ {clean(suggestion.answer)}"
    return text(("✎ ", "dim"), clean(suggestion.text), who, "\n  ", (end, "dim"))


def _history(entries: Sequence[HistoryEntry]) -> Content:
    parts = []
    for entry in reversed(entries[-MOST_HISTORY:]):
        who = f", {clean_line(entry.who)}" if entry.who else ""
        parts.append(text((f"{clock.local(entry.at):%d %b %H:%M}{who}", "dim")))
        parts += [text("  ", clean_line(phrase)) for phrase in entry.words]
        if entry.reason:
            parts.append(text(("  because ", "bold"), clean_line(entry.reason)))
    if not parts:
        return Content("")
    older = len(entries) - MOST_HISTORY
    if older > 0:
        parts.append(text((f"and {older} older changes", "dim")))
    return _headed("What changed", parts)


def _headed(words: str, parts: Sequence[Content]) -> Content:
    return lines([text((words, "bold $primary")), *parts])
