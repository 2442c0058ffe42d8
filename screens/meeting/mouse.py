"""Moves a meeting by the mouse: to the step that is clicked in the agenda, to the person who is clicked."""

from __future__ import annotations

from textual import events

from facilitator.meeting import moving, timeline
from screens.meeting.recording import MeetingRecording
from screens.steps.panel import Panel
from screens.widgets.questions import YesNo


class MouseMoves(MeetingRecording):
    """The part of a meeting's screen that follows clicks."""

    def on_click(self, event: events.Click) -> None:
        """Go to the step that is clicked in the agenda; give the word to who is clicked among the people."""
        if self._position.state == "ended":
            return
        step, person = (event.style.meta.get(what) for what in ("step", "person"))
        if step is not None:
            self._go_to(step)
        elif person is not None:
            self._clicked(person)

    def _go_to(self, index: int) -> None:
        here, steps = self._position.step, self.shown.live.agenda.steps
        if index in (here - 1, here + 1):
            if index < here or not self.query_one(f"#step-{here}", Panel).leaving():
                self._move(moving.to_step, index)
        elif index != here:
            self.go(self._ask_to_go(index, steps[index].title))

    async def _ask_to_go(self, index: int, title: str) -> None:
        here = self._position.step
        between = self.shown.live.agenda.steps[here + 1 : index]
        about = f"Without {', '.join(step.title for step in between)}." if between else ""
        if await self.app.push_screen_wait(YesNo(f"Go to {title}?", about, own=True)) and self._position.step == here:
            self._move(moving.to_step, index)

    def _clicked(self, person: int) -> None:
        """Give somebody the word in a round; else say that they are here, or are not after all."""
        live, position = self.shown.live, self._position
        here = position.attendance.get(person) in timeline.PRESENT
        if live.agenda.steps[position.step].in_turns:
            if here:
                self._move(moving.give_word, person)
            else:
                self.tell(f"{live.called(person)} is not here; w says who is")
        elif live.agenda.steps[position.step].kind == "gather":
            self.go(self._record(moving.set_attendance, live.id, person, "absent" if here else "present"))
