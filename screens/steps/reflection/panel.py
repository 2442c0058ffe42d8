"""Shows the speaker's review: their OKRs with scores, then the parts, prepared or typed while they speak."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from facilitator.common import clock
from facilitator.common.assigning import LineReader
from facilitator.meeting import lines
from facilitator.meeting.agenda import Prompt, Step
from facilitator.meeting.timeline import Position
from facilitator.okr import scoring
from facilitator.steps.reflection import writing as reflection_writing
from facilitator.steps.reflection.actions import ACTION
from facilitator.steps.reflection.reading import HINTS, ReflectionView, Review
from facilitator.steps.reflection.rules import RULES
from facilitator.steps.reflection.suggestions import CHANGES, Offer
from facilitator.steps.scores.minutes import score_words
from facilitator.steps.scores.reading import Reviewed, Scored
from facilitator.steps.shown import Shown
from screens import wording
from screens.actions import Key, declare
from screens.steps.panel import REWORD, ListPanel, Parts, text
from screens.widgets.rows import Row

KEYS = declare(
    "reflection",
    "The own review",
    *(
        Key(f"say({number - 1})", str(number), f"part {number}", f"Add to part {number} of the review")
        for number in range(1, 10)
    ),
    Key("take_over", "t", "take over", "Take over what the record of the cycle offers", 96),
    Key("reword", "r", "reword", "Reword the thought; empty takes it away", 20),
)


class ReflectionPanel(ListPanel):
    """The speaker's review. Digits add to a part, `t` takes over what is offered."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(step, index, shown, position)
        self._review: Review | None = None
        self._thoughts: dict[object, ReflectionView] = {}
        self._offered: dict[object, Offer] = {}

    def show(self) -> None:
        """Show the speaker's review, and nobody else's."""
        reviews: dict[int, Review] = self.shown.parts["reflection"]
        before, self._review = self._review, reviews.get(self.position.speaker or 0)
        known, self._thoughts, self._offered = set(self._thoughts), {}, {}
        review = self._review
        if review is None:
            self.rows.show([Row(text(("Nobody has the word. ", "bold"), "enter goes on; b goes back."))])
            return
        rows = [row for objective in review.objectives for row in _objective_rows(objective)]
        for number, part in enumerate(self.step.parts, 1):
            rows.extend(self._part(number, part, review))
        self.rows.show(rows)
        if before is None or before.person_id != review.person_id:
            self.rows.scroll_home(animate=False)
            self.rows.select(rows[0].id)
        elif new := [key for key in self._thoughts if key not in known]:
            self.rows.select(new[-1])

    def _part(self, number: int, part: Prompt, review: Review) -> list[Row]:
        thoughts = review.reflections.get(part.key, ())
        hint = f"  {HINTS[part.key]}" if part.key in HINTS and not thoughts else ""
        rows = [Row(text((f"{number} ", "dim"), (part.text, "bold"), (hint, "dim")), indent=2)]
        for thought in thoughts:
            self._thoughts["thought", thought.id] = thought
            rows.append(Row(_line(thought, self.shown), ("thought", thought.id), indent=5))
        # Changes are to be confirmed one and all; of the rest there is enough once somebody has said something.
        for offered in review.offered(part.key) if part.key == CHANGES or not thoughts else ():
            self._offered["offered", offered.part, offered.text] = offered
            words = "  t or enter confirms" if part.key == CHANGES else "  t takes it over"
            line = text(("   + ", "bold"), (offered.text, "italic"), (words, "dim"))
            rows.append(Row(line, ("offered", offered.part, offered.text), indent=5))
        if part.key == RULES:
            rows += [Row(text(("   kept  ", "dim"), rule.text, (f"  {rule.cycle}", "dim"))) for rule in review.rules]
        return rows

    def go_on(self) -> bool:
        """Confirm the changes that the history tells, before the next one speaks."""
        changes = [offered for offered in self._offered.values() if offered.part == CHANGES]
        self._take(changes)
        return bool(changes)

    def action_take_over(self) -> None:
        selected = self._offered.get(self.selected)
        if selected is not None:
            self._take([selected])
        elif self._offered:
            # Seen first, taken with the next press.
            self.rows.select(next(iter(self._offered)))
            self.notify("this is offered first: t once more takes it over", markup=False)
        else:
            self.notify("nothing is offered", markup=False)

    def _take(self, offered: Sequence[Offer]) -> None:
        if offered and self._review is not None:
            texts: dict[str, list[str]] = {}
            for suggested in offered:
                texts.setdefault(suggested.part, []).append(suggested.text)
            self.record(reflection_writing.add, self._review.name, texts, "meeting")

    def action_say(self, index: int) -> None:
        review = self._review
        if review is None or index >= len(self.step.parts):
            return
        part = self.step.parts[index]
        hint = f" ({HINTS[part.key]})" if part.key in HINTS else ""
        self.ask(
            part.key,
            f"{review.name}: {part.text}{hint}",
            reflection_writing.add,
            review.name,
            reads=self._action_reader(review) if part.key == ACTION else None,
            says=lambda line: {"thoughts": {part.key: [line]}, "source": "meeting"},
        )

    def _action_reader(self, review: Review) -> LineReader:
        return lines.reader(self.shown.names, owner=review.name)

    def action_reword(self) -> None:
        thought, review = self._thoughts.get(self.selected), self._review
        if thought is None or review is None:
            self.rows.unselected("select the thought to reword")
            return
        self.ask(
            f"thought {thought.id}",
            REWORD,
            reflection_writing.amend,
            thought.id,
            text=thought.line,
            reads=self._action_reader(review) if thought in review.reflections.get(ACTION, ()) else None,
            # What is recorded is the line: its owner and day are only shown while it is typed.
            says=lambda line: {"text": line},
            expected=thought.line,
        )


PANEL = ReflectionPanel


def _objective_rows(reviewed: Reviewed) -> list[Row]:
    committed = reviewed.committed.confidence if reviewed.committed else None
    sure = f"  committed {committed}" if committed else ""
    heading = text((reviewed.objective.title, "bold"), (f"  {score_words(reviewed)}", "bold"), (sure, "dim"))
    return [
        Row(heading, ("objective", reviewed.id), indent=3),
        *(Row(text("     committed to: ", (line, "italic")), indent=7) for line in reviewed.otherwise),
        *(Row(result_line(scored), ("key result", scored.id), indent=8) for scored in reviewed.key_results),
    ]


def _line(thought: ReflectionView, shown: Shown) -> Content:
    today = clock.day_of(shown.live.started_at)
    return text(
        ("   · ", "bold"),
        thought.text,
        (f"  {thought.owner}" if thought.owner else "", "bold"),
        (f"  {wording.due(thought.due, today)}" if thought.due else "", "dim"),
    )


def result_line(scored: Scored) -> Content:
    """Return a key result in a line: its score, what was committed to and reached, why."""
    sure = f", committed {scored.committed}" if scored.committed is not None else ""
    parts: Parts = [
        (f"   {scoring.figure(scored.score):<5}", "bold"),
        scored.key_result.title,
        (f"  {scored.figures}{sure}", "dim"),
    ]
    if scored.score is None:
        parts.append(("  no score yet", "dim italic"))
    if scored.reason:
        parts.append((f"  “{scored.reason}”", "italic"))
    return text(*parts)
