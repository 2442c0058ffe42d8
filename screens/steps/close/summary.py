"""Puts into lists what a meeting sums up: what came out of it, moved, was committed to, scored and learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from textual.content import Content

from facilitator.common.text import clean_line, counted
from facilitator.okr import progress, scoring
from facilitator.steps.analysis.reading import AnalysisShown
from facilitator.steps.close.reading import Closing, Moved
from facilitator.steps.commitment.reading import Committing
from facilitator.steps.outcomes import Outcome
from facilitator.steps.reflection.reading import Review
from facilitator.steps.reflection.rules import RULES
from facilitator.steps.scores.reading import Reviewed, Scored
from facilitator.steps.shown import Shown
from screens import wording
from screens.steps.close.sections import Section
from screens.steps.outcomes import SIGNS
from screens.steps.panel import Parts, text
from screens.steps.people import People
from screens.widgets.drawing import bar
from screens.widgets.rows import Row

HEADINGS = {
    "decision": ("Decisions", "d records one"),
    "action": ("Actions", "a records one"),
    "request": ("Help asked for", ""),
    "parked": ("Parked", "p parks a topic"),
}
"""What stands above what came out, and which key records it."""
BANDS = {**SIGNS, "parked": "$secondary"}
"""The colours of the bands."""
INDENT = 2
SCORE_INDENT = 16
"""Columns by which a score's further lines stand further in: a bar and the figure."""


def lacks(outcome: Outcome) -> str:
    """Return what an open action still lacks: nobody, no day, or both; empty for none."""
    if outcome.kind != "action" or outcome.state != "open":
        return ""
    return ", ".join(word for word, has in (("nobody", outcome.who), ("no day", outcome.due)) if not has)


def lacking(shown: Shown) -> list[Outcome]:
    """Return the actions that have no owner or no day yet."""
    return [outcome for outcome in shown.outcomes if lacks(outcome)]


def sections(shown: Shown, people: People, today: date, width: int, *, ended: bool) -> list[Section]:
    """Return the lists, the most important first; once the meeting has ended only those that have something.

    Args:
        shown: The meeting.
        people: How its people are shown.
        today: The day on which it is shown.
        width: Columns that the widest list has.
        ended: Whether it has ended.
    """
    by_name = {name: people.colours[person] for person, name in shown.live.people.items()}
    lists: list[Section] = []
    analysis: AnalysisShown | None = shown.parts.get("analysis")
    if analysis is not None and analysis.lacking:
        missing = tuple(
            Row(text((miss.scored.key_result.title, "bold"), ("\n! ", "bold $text-warning"), miss.lacks), None, INDENT)
            for miss in analysis.lacking
        )
        lists.append(Section("Unfinished, and still without", str(len(missing)), "$warning", missing))
    for kind, (heading, hint) in HEADINGS.items():
        outcomes = [outcome for outcome in shown.outcomes if outcome.kind == kind]
        rows = tuple(Row(_outcome(outcome, by_name, today), (kind, outcome.id), INDENT) for outcome in outcomes)
        if rows:
            lists.append(Section(heading, _count(outcomes), BANDS[kind], rows))
        elif hint and not ended:
            lists.append(Section(heading, f"none yet: {hint}", ""))
    if "commitment" in shown.parts:
        lists += _commitments(shown.parts["commitment"], people)
    if "scores" in shown.parts:
        lists += _scores(shown.parts["scores"], people)
    if "reflection" in shown.parts:
        lists += _rules(shown.parts["reflection"], people)
    closing: Closing | None = shown.parts.get("close")
    if closing is not None and closing.moved:
        moved = tuple(_moved(closing.moved, people, width))
        lists.append(Section("What moved", counted(len(moved), "key result"), "$primary", moved, whole=True))
    if not any(section.rows for section in lists) and ended:
        lists.append(Section("Nothing was decided, promised, asked for or parked", "", ""))
    return lists


def _count(outcomes: Sequence[Outcome]) -> str:
    unclear = sum(bool(lacks(outcome)) for outcome in outcomes)
    return f"{len(outcomes)}" + (f"  ! {unclear} without owner or day" if unclear else "")


def _outcome(outcome: Outcome, by_name: dict[str, str], today: date) -> Content:
    """Return one thing that came out, and below it whose it is and by when, or what of these is missing."""
    parts: Parts = [(f"{wording.SYMBOLS[outcome.kind]} ", f"bold {SIGNS[outcome.kind]}"), (outcome.text, "bold")]
    below: Parts = []
    who = (outcome.who or "", by_name.get(outcome.who or "", "$muted"))
    by = (outcome.by or "", by_name.get(outcome.by or "", "$muted"))
    when = (wording.due if outcome.state == "open" else wording.by)(outcome.due, today)
    if missing := lacks(outcome):
        has = [who] if outcome.who else [(when, "$muted")] if outcome.due else []
        key = {"no day": "@ says when", "nobody": "@ says who"}.get(missing, "@ says who, when")
        below += [*has, ("  " if has else "", ""), (f"! {missing}", "bold $text-warning"), (f"  {key}", "$muted")]
    elif outcome.kind == "request":
        answer = wording.answered(outcome.answer, outcome.note)
        below += [by, (" asks ", "$muted"), who, (f"  {when}" if when else "", "$muted")]
        below.append((f"  {answer}" if answer else "", ""))
    elif outcome.kind == "action":
        settled = "" if outcome.state == "open" else f"  {wording.promised(outcome.state, overdue=False)[0]}"
        below += [who, (f"  {when}" if when else "", "$muted"), (settled, "$success")]
    elif outcome.by:
        below += [("from ", "$muted"), by]
    return text(*parts, *(("\n", *below) if below else ()))


def _moved(moved: Sequence[Moved], people: People, width: int) -> Iterator[Row]:
    """Yield what moved, in columns: a bar, how far before and after, what, whose, how sure before and after."""
    far = [_change(progress.share(row.before), progress.share(row.after)) for row in moved]
    sure = [_sure(row) for row in moved]
    names = [clean_line(people.names.get(row.owner_id or 0, row.owner)) for row in moved]
    far_width, sure_width = (max(map(len, words)) for words in (far, sure))
    name_width = min(16, max(Content(name).cell_length for name in names))
    length = max(0, min(60, (width - 60) // 2)) if any(far) else 0
    title_width = max(10, width - length - far_width - sure_width - name_width - 8)
    for row, reached, confidence, name in zip(moved, far, sure, names, strict=True):
        drawn = bar(row.after or 0.0, length, "$success") if row.after is not None else Content(" " * length)
        colour = people.colours.get(row.owner_id or 0, "$muted")
        falls = row.surer < 0
        yield Row(
            text(
                drawn,
                "  " if length else "",
                (f"{reached:<{far_width}}", "bold"),
                "  " if far_width else "",
                _cut(Content(row.title), title_width),
                "  ",
                _cut(Content.styled(name, colour), name_width),
                "  ",
                (confidence, "bold $text-warning" if falls else "bold $text-success" if row.surer else "$muted"),
            ),
            ("progress", row.id),
        )


def _cut(content: Content, width: int) -> Content:
    content = content.truncate(width, ellipsis=True)
    return content.pad_right(max(0, width - content.cell_length))


def _change(before: str, after: str) -> str:
    return after if before in ("", after) else f"{before.removesuffix(' %')} → {after}"


def _sure(row: Moved) -> str:
    if row.confidence is None:
        return ""
    if row.confidence_before in (None, row.confidence):
        return f"sure {row.confidence}"
    return f"sure {row.confidence_before} → {row.confidence} {'▲' if row.surer > 0 else '▼'}"


def _commitments(committing: Sequence[Committing], people: People) -> Iterator[Section]:
    """Yield what was committed to, with the confidence that was agreed on, and what nobody has committed to yet."""
    taken = [row for row in committing if row.at is not None]
    open_still = [row for row in committing if row.at is None]
    if taken:
        rows = tuple(Row(_commitment(row, people), ("commitment", row.id), INDENT) for row in taken)
        yield Section("Committed to", str(len(rows)), "$success", rows)
    if open_still:
        rows = tuple(Row(_commitment(row, people), None, INDENT) for row in open_still)
        yield Section("Nobody has committed to", str(len(rows)), "$warning", rows)


def _commitment(row: Committing, people: People) -> Content:
    mark = ("✔ ", "bold $success") if row.at else ("! ", "bold $text-warning")
    sure = f"  sure {row.wording.confidence}" if row.wording.confidence is not None else ""
    parts: Parts = [mark, (row.wording.objective, "bold"), (sure, "bold")]
    if row.person:
        parts += ["\n", (row.person, people.colours.get(row.person_id or 0, "$muted"))]
    for measured in row.wording.key_results:
        confidence = f"sure {measured.confidence}" if measured.confidence is not None else "no confidence agreed"
        parts += [f"\n{measured.title}", (f"  {confidence}", "bold" if measured.confidence else "$muted")]
    return text(*parts)


def _scores(reviewed: Sequence[Reviewed], people: People) -> Iterator[Section]:
    rows: list[Row] = []
    for objective in reviewed:
        rows.append(Row(text((objective.objective.title, "bold"), (f"  {scoring.tenth(objective.score)}", "bold"))))
        rows += [_score(scored, people) for scored in objective.key_results]
    if rows:
        given = sum(scored.score is not None for objective in reviewed for scored in objective.key_results)
        of = sum(len(objective.key_results) for objective in reviewed)
        count = f"{given}" if given == of else f"{given} of {of}"
        yield Section("Scores", count, "$primary", tuple(rows), airy=False)


def _score(scored: Scored, people: People) -> Row:
    person = scored.key_result.speaker_id
    drawn = bar(scored.score or 0.0, 10, "$success") if scored.score is not None else Content(" " * 10)
    figure = f" {scoring.figure(scored.score):<5}" if scored.score is not None else " none "
    owner = people.names.get(person or 0, scored.key_result.owner or "")
    content = text(
        drawn,
        (figure, "bold"),
        scored.key_result.title,
        (f"  {owner}", people.colours.get(person or 0, "$muted")),
        (f"  {scored.reason}" if scored.reason else "", "$muted"),
    )
    return Row(content, ("score", scored.id), SCORE_INDENT)


def _rules(reviews: dict[int, Review], people: People) -> Iterator[Section]:
    rows = tuple(
        Row(
            text(
                ("§ ", "bold $accent"), (rule.text, "bold"), "\n", (review.name, people.colours.get(person, "$muted"))
            ),
            ("reflection", rule.id),
            INDENT,
        )
        for person, review in reviews.items()
        for rule in review.reflections.get(RULES, ())
    )
    if rows:
        yield Section("Rules to use again", str(len(rows)), "$accent", rows)
