"""Draws the parts of a review: badges with their keys, what was said, and what the record of the cycle offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from textual.content import Content

from facilitator.meeting.agenda import Prompt
from facilitator.steps.reflection.actions import ACTION
from facilitator.steps.reflection.reading import ReflectionView, Review
from facilitator.steps.reflection.rules import RULES
from facilitator.steps.reflection.suggestions import CHANGES
from screens import wording
from screens.steps.panel import Parts, text
from screens.steps.scores.drawing import badge
from screens.widgets.rows import Row

HINTS = {
    "highlights": "the greatest success",
    "shortcomings": "own part first, then the help I need",
    "changes": "what was adjusted, and why",
    "rules": "experience, as a rule",
    "action": "next cycle, who and when",
}
"""What a part is for, in a few words."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What stands in a part: its sign, its words, and the id of what it stands for."""

    sign: tuple[str, str]
    words: Content
    id: object = None


@dataclass(frozen=True, slots=True)
class Look:
    """How the parts are laid out.

    Attributes:
        colour: The speaker's.
        parts: All of them.
        column: How wide each part is where they stand side by side; None where they stand below one another.
        roomy: Whether, below one another, each has a line of its own for its title.
        today: The day from which days are told.
        colour_of: Gives the colour of somebody by name.
    """

    colour: str
    parts: tuple[Prompt, ...]
    column: int | None
    roomy: bool
    today: date
    colour_of: Callable[[str | None], str]

    @property
    def titles(self) -> int:
        """How wide the longest title is."""
        return max((Content(part.text).cell_length for part in self.parts), default=0)

    @property
    def hint_lines(self) -> int:
        """How many lines of a column the longest hint needs, so that what was said begins at the same height."""
        hints = (Content(HINTS.get(part.key, "")) for part in self.parts)
        return max((len(hint.wrap(self.column or 1)) for hint in hints), default=0)


def part_rows(number: int, part: Prompt, review: Review, look: Look) -> list[Row]:
    """Return the rows of a part; its key is `number`."""
    entries = _entries(part, review, look)
    hint = (HINTS.get(part.key, ""), "$muted")
    heading, part_id = f"{number} {part.text}", ("part", number - 1)
    if look.column is not None:
        title = Content(f" {heading}").truncate(look.column, ellipsis=True)
        title = title.pad_right(max(0, look.column - title.cell_length)).stylize(f"bold $background on {look.colour}")
        below = text(hint, "\n" * (look.hint_lines - len(Content(hint[0]).wrap(look.column))))
        rows = [Row(title, part_id), Row(below), Row(Content(""))]
        for entry in entries:
            rows += [Row(text(entry.sign, entry.words), entry.id, indent=2), Row(Content(""))]
        return rows
    title = badge(heading + " " * (look.titles - Content(part.text).cell_length), look.colour)
    indent = title.cell_length + 3
    if look.roomy:
        said = [Row(text("   ", entry.sign, entry.words), entry.id, indent=5) for entry in entries]
        return [Row(text(title, "  ", hint), part_id, indent=indent), *said, Row(Content(""))]
    if not entries:
        return [Row(text(title, "  ", hint), part_id, indent=indent)]
    leads = [title, *[Content(" " * title.cell_length)] * (len(entries) - 1)]
    return [
        Row(text(lead, " ", entry.sign, entry.words), entry.id or (part_id if lead is title else None), indent=indent)
        for lead, entry in zip(leads, entries, strict=True)
    ]


def _entries(part: Prompt, review: Review, look: Look) -> list[_Entry]:
    thoughts = review.reflections.get(part.key, ())
    sign = ("· ", f"bold {look.colour}")
    entries = [_Entry(sign, _thought(thought, part.key, look), ("thought", thought.id)) for thought in thoughts]
    # Changes are to be confirmed one and all; of the rest there is enough once somebody has said something.
    offered = review.offered(part.key) if part.key == CHANGES or not thoughts else ()
    for place, offer in enumerate(offered):
        keys = "t or enter confirms" if part.key == CHANGES else "t takes it over"
        gap = "\n" if look.column is not None else "  "
        words = text((offer.text, "italic"), (f"{gap}{keys}" if not place else "", "$muted"))
        entries.append(_Entry(("+ ", "bold $accent"), words, ("offered", offer.part, offer.text)))
    if part.key == RULES:
        for rule in review.rules:
            entries.append(_Entry(("✓ ", "$muted"), text(rule.text, (f"  {rule.cycle}", "$muted"))))
    return entries


def _thought(thought: ReflectionView, part: str, look: Look) -> Content:
    """Return a thought; of an action whose it is, unless it is the speaker's, and by when."""
    said = text((thought.text, "bold" if look.roomy or look.column is not None else ""))
    if part != ACTION:
        return said
    day = (wording.due(thought.due, look.today), "$muted") if thought.due else ("! no day", "bold $text-warning")
    below: Parts = [(f"{thought.owner}  " if thought.owner else "", look.colour_of(thought.owner)), day]
    return text(said, "  " if look.column is None else "\n", *below)
