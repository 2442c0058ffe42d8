"""The own review: the speaker's OKRs with their scores, then the parts, prepared or typed while they speak."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.common import clock
from facilitator.meeting import lines
from facilitator.meeting.agenda import Prompt
from facilitator.meeting.timeline import Position
from facilitator.okr import scoring
from facilitator.steps.reflection import writing as reflection_writing
from facilitator.steps.reflection.actions import ACTION
from facilitator.steps.reflection.reading import HINTS, Review, Thought
from facilitator.steps.reflection.rules import RULES
from facilitator.steps.reflection.suggestions import CHANGES, Suggested
from facilitator.steps.scores.minutes import told_score
from facilitator.steps.scores.reading import Reviewed, Scored
from facilitator.steps.shown import Shown
from screens import wording
from screens.actions import Key, declare
from screens.steps.panel import REWORD, Panel, Parts, Stood, text
from screens.widgets.rows import Row, Rows

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


class Thoughts(Rows):
    """The speaker's review. Digits add to a part, `t` takes over what is offered."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._review: Review | None = None
        self._names: tuple[str, ...] = ()
        self._parts: tuple[Prompt, ...] = ()
        self._said: dict[object, Thought] = {}
        self._offered: dict[object, Suggested] = {}

    def tell(self, shown: Shown, position: Position) -> None:
        """Show the speaker's review, and nobody else's."""
        reviews: dict[int, Review] = shown.parts["reflection"]
        self._names = shown.names
        before, self._review = self._review, reviews.get(position.speaker or 0)
        self._parts = shown.live.agenda.steps[position.step].parts
        known, self._said, self._offered = set(self._said), {}, {}
        review = self._review
        if review is None:
            self.show([Row(text(("Nobody has the word. ", "bold"), "enter goes on; b goes back."))])
            return
        rows = [row for objective in review.objectives for row in self._objective(objective)]
        for number, part in enumerate(self._parts, 1):
            rows.extend(self._part(number, part, review, shown))
        self.show(rows)
        if before is None or before.person_id != review.person_id:
            self.scroll_home(animate=False)
            self.select(rows[0].id)
        elif new := [one for one in self._said if one not in known]:
            self.select(new[-1])

    def _objective(self, one: Reviewed) -> list[Row]:
        sure = f"  committed {one.committed.confidence}" if one.committed and one.committed.confidence else ""
        heading = text((one.objective.title, "bold"), (f"  {told_score(one)}", "bold"), (sure, "dim"))
        return [
            Row(heading, ("objective", one.id), indent=3),
            *(Row(text("     committed to: ", (line, "italic")), indent=7) for line in one.otherwise),
            *(Row(result_line(each), ("key result", each.id), indent=8) for each in one.key_results),
        ]

    def _part(self, number: int, part: Prompt, review: Review, shown: Shown) -> list[Row]:
        said = review.said.get(part.key, ())
        hint = f"  {HINTS[part.key]}" if part.key in HINTS and not said else ""
        rows = [Row(text((f"{number} ", "dim"), (part.text, "bold"), (hint, "dim")), indent=2)]
        for thought in said:
            self._said["thought", thought.id] = thought
            rows.append(Row(_line(thought, shown), ("thought", thought.id), indent=5))
        # Changes are to be confirmed one and all; of the rest there is enough once somebody has said something.
        for offered in review.offered(part.key) if part.key == CHANGES or not said else ():
            self._offered["offered", offered.part, offered.text] = offered
            words = "  t or enter confirms" if part.key == CHANGES else "  t takes it over"
            line = text(("   + ", "bold"), (offered.text, "italic"), (words, "dim"))
            rows.append(Row(line, ("offered", offered.part, offered.text), indent=5))
        if part.key == RULES:
            rows += [Row(text(("   kept  ", "dim"), one.text, (f"  {one.cycle}", "dim"))) for one in review.rules]
        return rows

    def go_on(self) -> bool:
        """Confirm the changes that the history tells, where that is still to be done."""
        changes = [one for one in self._offered.values() if one.part == CHANGES]
        self._take(changes)
        return bool(changes)

    def action_take_over(self) -> None:
        """Take over what is offered and selected."""
        selected = self._offered.get(self.selected)
        if selected is not None:
            self._take([selected])
        elif self._offered:
            # Seen first, taken with the next press.
            self.select(next(iter(self._offered)))
            self.notify("this is offered first: t once more takes it over", markup=False)
        else:
            self.notify("nothing is offered", markup=False)

    def _take(self, offered: Sequence[Suggested]) -> None:
        if offered and self._review is not None:
            some: dict[str, tuple[str, ...]] = {}
            for one in offered:
                some[one.part] = (*some.get(one.part, ()), one.text)
            self.post_message(Panel.Record(reflection_writing.add, (self._review.name, some, "meeting"), {}))

    def action_say(self, index: int) -> None:
        """Ask for a thought of the speaker's."""
        review = self._review
        if review is None or index >= len(self._parts):
            return
        part = self._parts[index]
        hint = f" ({HINTS[part.key]})" if part.key in HINTS else ""
        self.post_message(
            Panel.Ask(
                part.key,
                f"{review.name}: {part.text}{hint}",
                lambda line: Panel.Record(reflection_writing.add, (review.name, {part.key: [line]}, "meeting"), {}),
                reads=lines.reader(self._names, owner=review.name) if part.key == ACTION else None,
            )
        )

    def action_reword(self) -> None:
        """Reword the selected thought; an empty text takes it away."""
        one = self._said.get(self.selected)
        if one is None:
            self.unselected("select the thought to reword")
            return
        stood = Stood(one.line)
        mine = self._review is not None and one in self._review.said.get(ACTION, ())
        self.post_message(
            stood.ask(
                Panel.Ask(
                    f"thought {one.id}",
                    REWORD,
                    lambda line: stood.record(reflection_writing.amend, one.id, line),
                    one.line,
                    reads=lines.reader(self._names, owner=self._review.name) if self._review and mine else None,
                )
            )
        )


def _line(thought: Thought, shown: Shown) -> Content:
    today = clock.day_of(shown.live.started_at)
    return text(
        ("   · ", "bold"),
        thought.text,
        (f"  {thought.owner}" if thought.owner else "", "bold"),
        (f"  {wording.due(thought.due, today)}" if thought.due else "", "dim"),
    )


def result_line(one: Scored) -> Content:
    """A key result in a line: its score, what was committed to and reached, why."""
    sure = f", committed {one.committed}" if one.committed is not None else ""
    parts: Parts = [
        (f"   {scoring.figure(one.score):<5}", "bold"),
        one.key_result.title,
        (f"  {one.figures}{sure}", "dim"),
    ]
    if one.score is None:
        parts.append(("  no score yet", "dim italic"))
    if one.reason:
        parts.append((f"  “{one.reason}”", "italic"))
    return text(*parts)


class ReflectionPanel(Panel):
    """Each person's own review in turn."""

    def compose(self) -> ComposeResult:
        """The list is all of it: clock and names stand above."""
        yield Thoughts(id="thoughts")

    def show(self, shown: Shown, position: Position) -> None:
        """Show it."""
        self.query_one(Thoughts).tell(shown, position)

    def front(self) -> None:
        """The list."""
        self.query_one(Thoughts).focus()

    def go_on(self) -> bool:
        """Confirm the changes, before the next one speaks."""
        return self.query_one(Thoughts).go_on()


PANEL = ReflectionPanel
