"""Shows who has submitted and who has read whom; the meeting can wait, or go on with a reason."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from facilitator.common.errors import RefusedError
from facilitator.common.text import is_blank
from facilitator.steps.readiness import writing as readiness_writing
from facilitator.steps.readiness.reading import ReadyShown
from screens.actions import Key, declare
from screens.steps.panel import HeadedPanel, text
from screens.steps.people import People
from screens.steps.readiness import drawing
from screens.widgets.rows import GUTTER, Row

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
        ready, people = self._ready, People.of(self.shown.live)
        self.head(self._heading(ready))
        width = (self.rows.size.width or 76) - GUTTER - 1
        # Those that the meeting waits for are what matters.
        shown = sorted(ready.people, key=lambda person: (person.here and person.ready, not person.here))
        self.rows.show(
            drawing.table(ready, shown, people, width)
            if drawing.is_wide(ready, width)
            else [Row(drawing.line(person, people, width), person.person_id) for person in shown]
        )

    def _heading(self, ready: ReadyShown) -> Content:
        if not ready.objectives:
            cycle = self.shown.live.next_cycle or self.shown.live.cycle
            return text((f"Nobody here has OKRs in {cycle or 'a cycle'} yet.", "bold"))
        shares = (drawing.shares(ready), "bold")
        if not ready.missing:
            return text(shares, "\n", (" ✓ everybody who is here is ready ", "bold $background on $success"))
        waiting = self.position.adjusted[self.index] > 0
        waits = "they have a minute to read" if waiting else "r: a minute to read"
        band = text("\n", (f" ○ {len(ready.missing)} not ready ", "bold $background on $warning"), "  ")
        go_on = "enter: start anyway, with a reason"
        words = f"{waits} · {go_on}"
        if band.cell_length + len(words) > (self.size.width or 76):
            # What enter does stands in the footer too.
            words = waits
        return text(shares, band, words)

    def action_minute(self) -> None:
        if self._ready.missing:
            self.record(readiness_writing.give_minute, self.meeting_id)
        else:
            self.notify("everybody who is here is ready", markup=False)

    def go_on(self) -> bool:
        """Go to the next step; where some are not ready, with a reason."""
        ready, go_on = self._ready, readiness_writing.go_on
        if not ready.missing:
            self.record(go_on, self.meeting_id)
            return True

        def says(line: str) -> dict[str, str]:
            if is_blank(line):
                raise RefusedError("write why the meeting starts without them; esc waits for them")
            return {"reason": line}

        words = f"Starting before {drawing.named(ready.missing, People.of(self.shown.live))} ready. Why?"
        self.ask("not ready", words, go_on, self.meeting_id, text=ready.reason, says=says)
        return True

    def enter_words(self) -> str:
        """Return that it takes a reason, where somebody is not ready."""
        return "start anyway" if self._ready.missing else ""

    def leaving(self) -> bool:
        """Ask for a reason once, and go then without one."""
        ready = self._ready
        if ready.missing and not ready.reason and not self._asked:
            self._asked = True
            return self.go_on()
        self.record(readiness_writing.go_on, self.meeting_id, ready.reason)
        return True


PANEL = ReadinessPanel
