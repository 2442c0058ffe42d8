"""Shows the speaker's review: their OKRs with scores, then the parts, prepared or typed while they speak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from facilitator.common import clock
from facilitator.common.assigning import LineReader
from facilitator.common.text import counted
from facilitator.meeting import lines
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.steps.reflection import writing as reflection_writing
from facilitator.steps.reflection.actions import ACTION
from facilitator.steps.reflection.reading import HINTS, ReflectionView, Review
from facilitator.steps.reflection.suggestions import CHANGES, Offer
from facilitator.steps.scores.reading import Reviewed, Scored, own_of
from facilitator.steps.shown import Shown
from screens.actions import Key, declare
from screens.steps.fitting import FittingPanel
from screens.steps.panel import REWORD, text
from screens.steps.people import People
from screens.steps.reflection.drawing import Look, part_rows
from screens.steps.scores import drawing as scores_drawing
from screens.steps.scores.asking import ask_score
from screens.widgets.columns import Columns
from screens.widgets.rows import Row, Rows

KEYS = declare(
    "reflection",
    "The own review",
    *(
        Key(f"say({number - 1})", str(number), f"part {number}", f"Add to part {number} of the review")
        for number in range(1, 10)
    ),
    Key("take_over", "t", "take over", "Take over what the record of the cycle offers", 96),
    Key("score", "g", "score", "Give the key result a score, and say why", 85),
    Key("reword", "r", "reword", "Reword the thought; empty takes it away", 20),
)


class ReflectionPanel(FittingPanel):
    """The speaker's review. Digits add to a part, `t` takes over what is offered, `g` scores a key result."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(step, index, shown, position)
        self._review: Review | None = None
        self._thoughts: dict[object, ReflectionView] = {}
        self._offered: dict[object, Offer] = {}
        self._asked: Scored | None = None

    def compose(self) -> ComposeResult:
        yield Columns()

    @property
    def rows(self) -> Columns:
        return self.query_one(Columns)

    def show(self) -> None:
        """Show the speaker's review, and nobody else's."""
        reviews: dict[int, Review] = self.shown.parts["reflection"]
        before, self._review = self._review, reviews.get(self.position.speaker or 0)
        known, self._thoughts, self._offered = set(self._thoughts), {}, {}
        review = self._review
        if review is None:
            nobody = text(("It is nobody's turn. ", "bold"), "enter goes on, b goes back.")
            self.rows.show_columns([Row(nobody)], [])
            return
        self._know(review)
        above, columns = self._laid_out(review)
        self.rows.show_columns(above, columns)
        if before is None or before.person_id != review.person_id:
            self._asked = None
            self.rows.scroll_home(animate=False)
            self.rows.select((above or columns[0])[0].id)
        elif new := [key for key in self._thoughts if key not in known]:
            self.rows.select(new[-1])
        else:
            self._to_next_score()
        self.refresh_bindings()

    def _know(self, review: Review) -> None:
        """Keep what the rows stand for."""
        for part in self.step.parts:
            thoughts = review.reflections.get(part.key, ())
            self._thoughts |= {("thought", thought.id): thought for thought in thoughts}
            if part.key == CHANGES or not thoughts:
                offered = review.offered(part.key)
                self._offered |= {("offered", offer.part, offer.text): offer for offer in offered}

    def _laid_out(self, review: Review) -> tuple[list[Row], list[list[Row]]]:
        """Return the OKRs, and the rows of each part."""
        people = People.of(self.shown.live)
        height, parts, roomy = self.rows.size.height, self.step.parts, self.roomy
        column = self.rows.width_of(len(parts))
        many = sum(len(reviewed.key_results) for reviewed in review.objectives)
        inline = not roomy or many > height // 4
        above = [row for reviewed in review.objectives for row in self._okr(reviewed, people, inline)]
        if above and (roomy or column is not None):
            above.append(Row(text("")))
        colour = people.colours.get(review.person_id, "$primary")
        look = Look(colour, parts, column, roomy, clock.day_of(self.shown.live.started_at), self.colour_of)
        return above, [part_rows(number, part, review, look) for number, part in enumerate(parts, 1)]

    def _okr(self, reviewed: Reviewed, people: People, inline: bool) -> list[Row]:
        """Return an objective and its key results; those of others say whose they are."""
        width, own = self.rows.width, {scored.id for scored in self._own}
        to_score = self._to_score()
        rows = [scores_drawing.heading_row(reviewed, people, width, owner=False)]
        rows += scores_drawing.promised_rows(reviewed)
        for scored in reviewed.key_results:
            name, colour = scores_drawing.owner_of(scored.key_result, people, short=True)
            behind = [] if scored.id in own else [(f"  {name}", colour)]
            if scored is to_score:
                suggested = scores_drawing.suggested(scored) if self.roomy else ""
                behind.append((f"  g scores it{suggested}", "$muted"))
            row = scores_drawing.result_row(scored, width, behind, inline=inline)
            rows.append(replace(row, id=("key result", scored.id)))
        return rows

    @property
    def _own(self) -> list[Scored]:
        """The key results that the speaker speaks for."""
        return own_of(self._review.objectives, self._review.person_id) if self._review else []

    def _to_score(self) -> Scored | None:
        """Return the first of the speaker's key results that has no score; None where all have one."""
        return next((scored for scored in self._own if scored.score is None), None)

    def _to_next_score(self) -> None:
        """Go on from the key result that was scored to the next one that has no score."""
        asked = self._asked
        now = next((scored for scored in self._own if asked is not None and scored.id == asked.id), None)
        if asked is None or now is None or (now.score, now.reason) == (asked.score, asked.reason):
            return
        self._asked = None
        if (following := self._to_score()) is not None:
            self.rows.select(("key result", following.id))

    def go_on(self) -> bool:
        """Confirm the changes that the history tells, before the next one speaks."""
        changes = self._changes
        self._take(changes)
        return bool(changes)

    @property
    def _changes(self) -> list[Offer]:
        return [offered for offered in self._offered.values() if offered.part == CHANGES]

    def enter_words(self) -> str:
        changes = self._changes
        return f"confirm {counted(len(changes), 'change')}" if changes else ""

    def words_for(self, action: str) -> str | None:
        """Return what a key does here; empty where it does nothing."""
        if action.startswith("say("):
            place = int(action[4:-1])
            return f"{self.step.parts[place].text}" if self._review and place < len(self.step.parts) else ""
        works = {
            "take_over": bool(self._offered),
            "score": bool(self._own),
            "reword": self.selected in self._thoughts,
        }
        return None if works.get(action, True) else ""

    @on(Rows.Pressed)
    def _pressed(self) -> None:
        """Do with what is clicked once more what its key does."""
        kind, *what = self.selected
        match kind:
            case "part":
                self.action_say(what[0])
            case "thought":
                self.action_reword()
            case "offered":
                self.action_take_over()
            case "key result":
                self.action_score()

    def action_take_over(self) -> None:
        selected = self._offered.get(self.selected)
        if selected is not None:
            self._take([selected])
        elif self._offered:
            # Seen first, taken with the next press.
            self.rows.select(next(iter(self._offered)))
            self.notify("This is offered first: t again takes it over", markup=False)
        else:
            self.notify("Nothing is offered", markup=False)

    def _take(self, offered: Sequence[Offer]) -> None:
        if offered and self._review is not None:
            texts: dict[str, list[str]] = {}
            for suggested in offered:
                texts.setdefault(suggested.part, []).append(suggested.text)
            self.record(reflection_writing.add, self._review.name, texts, "meeting")

    def action_score(self) -> None:
        """Ask for the score of the selected key result, else of the first one of the speaker's that has none."""
        objectives = self._review.objectives if self._review else ()
        results = {("key result", row.id): row for reviewed in objectives for row in reviewed.key_results}
        scored = results.get(self.selected) or self._to_score()
        if scored is None:
            self.rows.unselected("Select the key result to score")
            return
        self._asked = scored
        ask_score(self, scored)

    def action_say(self, index: int) -> None:
        review = self._review
        if review is None or index >= len(self.step.parts):
            return
        part = self.step.parts[index]
        hint = f": {HINTS[part.key]}" if part.key in HINTS else ""
        self.ask(
            part.key,
            f"{part.text}{hint}",
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
            self.rows.unselected("Select the thought to reword")
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
