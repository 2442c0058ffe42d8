"""Shows who has submitted and who has read whom; the meeting can wait, or go on with a reason."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from facilitator.common.errors import RefusedError
from facilitator.common.text import is_blank
from facilitator.steps.readiness import writing as readiness_writing
from facilitator.steps.readiness.reading import PersonReady, ReadyShown
from screens.actions import Key, declare
from screens.steps.panel import HeadedPanel, Parts, text
from screens.widgets.rows import Row

CELL = 3
"""Columns of the screen for everybody whom somebody can have read."""
AROUND = CELL + 25
"""Those for a number, a shape, what is submitted and how much is read."""
WIDE = 90
"""Columns from which on it is shown who has read whom."""


KEYS = declare(
    "readiness",
    "Who is ready",
    Key("minute", "r", "a minute to read", "Give whoever is not ready a minute to read", 96),
)


class ReadinessPanel(HeadedPanel):
    """Everybody, those first who are not ready."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    _asked = False

    @property
    def _ready(self) -> ReadyShown:
        ready: ReadyShown = self.shown.parts["readiness"]
        return ready

    def on_resize(self) -> None:
        """Show who has read whom where there is room for it."""
        self.show()

    def show(self) -> None:
        ready = self._ready
        self.head(self._heading(ready))
        width = self.rows.size.width or 76
        # Those that the meeting waits for are what matters.
        people = sorted(ready.people, key=lambda person: (person.here and person.ready, not person.here))
        owners = _owners(ready)
        wide = width >= WIDE and len(owners) > 1 and AROUND + 16 + CELL * len(owners) <= width
        rows = (
            matrix(ready, people, owners, width)
            if wide
            else [Row(bar(person, width), person.person_id) for person in people]
        )
        self.rows.show(rows)

    def _heading(self, ready: ReadyShown) -> Content:
        if not ready.objectives:
            cycle = self.shown.live.next_cycle or self.shown.live.cycle
            return text((f"Nobody here has OKRs in {cycle or 'a cycle'} yet.", "bold"), "  enter goes on")
        owners = [person for person in ready.people if person.objectives]
        submitted = sum(person.submitted for person in owners)
        read = sum(person.read == person.of for person in ready.people)
        shares = (
            f"{_share(submitted, len(owners))} submitted   {_share(read, len(ready.people))} read all the others'\n",
            "bold",
        )
        if not ready.missing:
            return text(shares, ("✓ everybody who is here is ready", "bold $success"), ": enter goes on")
        waiting = self.position.adjusted[self.index] > 0
        waits = "they have a minute to read" if waiting else "r gives them a minute to read"
        return text(
            shares, (f"○ {len(ready.missing)} not ready", "bold $warning"), f": {waits}, enter goes on all the same"
        )

    def action_minute(self) -> None:
        if self._ready.missing:
            self.record(readiness_writing.give_minute, self.meeting_id)
        else:
            self.notify("everybody who is here is ready; enter goes on", markup=False)

    def go_on(self) -> bool:
        """Go to the next step; where some are not ready, with a reason."""
        ready, go_on = self._ready, readiness_writing.go_on
        if not ready.missing:
            self.record(go_on, self.meeting_id)
            return True

        def says(line: str) -> dict[str, str]:
            if is_blank(line):
                raise RefusedError("write why the meeting does not wait; escape lets it wait")
            return {"reason": line}

        words = f"Why not wait for {_named(ready.missing)}?"
        self.ask("not ready", words, go_on, self.meeting_id, text=ready.reason, says=says)
        return True

    def leaving(self) -> bool:
        """Ask for a reason once, and go then without one."""
        ready = self._ready
        if ready.missing and not ready.reason and not self._asked:
            self._asked = True
            return self.go_on()
        self.record(readiness_writing.go_on, self.meeting_id, ready.reason)
        return True


PANEL = ReadinessPanel


def _share(count: int, of: int) -> str:
    return f"all {of}" if count == of else f"{count} of {of}"


def _named(people: tuple[PersonReady, ...]) -> str:
    names = ", ".join(person.name for person in people[:2])
    return names if len(people) <= 2 else f"{names} and {len(people) - 2} more"


def _state(person: PersonReady) -> tuple[str, str]:
    """Return whether they are ready, as a shape, and what they have submitted, in a word."""
    shape = "✕" if not person.here else "✓" if person.ready else "○"
    if not person.objectives:
        return shape, "no OKRs"
    return shape, f"{person.drafts} draft{'' if person.drafts == 1 else 's'}" if person.drafts else "submitted"


def bar(person: PersonReady, width: int) -> Content:
    """Return somebody in a line: ready or not, submitted or not, how much is read."""
    long = 10 if width >= 64 else 5
    full = round(long * person.read / person.of) if person.of else long
    if 0 < person.read < person.of:
        full = max(1, min(long - 1, full))
    shape, submitted = _state(person)
    name = Content(person.name).truncate(max(8, min(30, width - 24 - long)), ellipsis=True, pad=True)
    style = "dim" if not person.here else "" if person.ready else "bold"
    return text(
        (f"{shape} ", "bold"),
        name.stylize(style),
        " ",
        (f"{submitted:<10}", "bold $warning" if person.drafts else ""),
        ("█" * full, "$success" if person.read == person.of else "$warning"),
        ("░" * (long - full), "dim"),
        (f" {person.read} of {person.of}" if person.here else f" {person.read} of {person.of}, not here", style),
    )


def _owners(ready: ReadyShown) -> list[int | None]:
    """Return those that have objectives, in speaking order; None stands for nobody in particular."""
    having: dict[int | None, None] = {}
    for person in ready.people:
        having |= dict.fromkeys(person.read_of)
    known = [person.person_id for person in ready.people if person.person_id in having or person.objectives]
    return [*known, *(owner for owner in having if owner not in known)]


def matrix(ready: ReadyShown, people: list[PersonReady], owners: list[int | None], width: int) -> list[Row]:
    """Return who has read whom: a line for every reader, a column for every owner, told by shapes."""
    numbers = {person.person_id: number for number, person in enumerate(ready.people, 1)}
    room = max(16, min(30, width - AROUND - CELL * len(owners)))
    heads = "".join(f"{numbers.get(owner or 0, '–')!s:>{CELL}}" for owner in owners)
    rows = [Row(text((" " * (CELL + 3 + room + 11) + heads + "   read", "dim")))]
    for person in people:
        shape, submitted = _state(person)
        parts: Parts = [
            (f"{numbers[person.person_id]:>{CELL}} ", "dim"),
            (f"{shape} ", "bold"),
            Content(person.name).truncate(room, ellipsis=True, pad=True).stylize("" if person.ready else "bold"),
            (f" {submitted:<10}", "bold $warning" if person.drafts else ""),
        ]
        for owner in owners:
            read, of = person.read_of.get(owner, (0, 0))
            mark, style = (
                ("·", "dim") if not of else ("●", "$success") if read == of else ("◐" if read else "○", "bold")
            )
            parts.append((f"{mark:>{CELL}}", style))
        parts.append(f"{person.read:>4} of {person.of}")
        rows.append(Row(text(*parts), person.person_id))
    rows.append(Row(text("")))
    rows.append(Row(text(("    ● read all of theirs   ◐ some   ○ none   · their own   numbers: whose", "dim"))))
    return rows
