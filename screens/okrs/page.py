"""One objective or key result on a page of its own, where there is no room for it beside the list."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from facilitator.okr import reading
from facilitator.store.database import Database
from screens.okrs import detail, keys
from screens.okrs.base import Desk
from screens.okrs.detail import Course, Detail, Subject
from screens.okrs.lines import text
from screens.okrs.one import OneScreen
from screens.widgets.safe import Static


class PageScreen(OneScreen):
    """What there is to know of one objective or key result.

    Args:
        desk: Who is at the keys.
        subject: Which one, as it was when it was opened.
    """

    DEFAULT_CSS = """
    PageScreen #head { height: 1; padding: 0 1; background: $panel; }
    PageScreen Detail { height: 1fr; padding-top: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.OKR]
    AUTO_FOCUS = "Detail"

    def __init__(self, desk: Desk, subject: Subject) -> None:
        super().__init__(desk)
        self._subject = subject

    def compose(self) -> ComposeResult:
        """Where it belongs, and the detail."""
        yield Static(id="head", markup=False)
        yield Detail(id="detail")

    def on_screen_resume(self) -> None:
        """Show what has become of it meanwhile."""
        self.desk.last = None
        self.go(self.reread())

    def on_changed(self) -> None:
        """Somebody has changed something."""
        self.go(self.reread())

    async def reread(self) -> None:
        """Read it anew; where it is gone, go back to the list."""
        one, key_result = self._subject.objective, self._subject.key_result

        def read(database: Database) -> tuple[Subject | None, Course | None]:
            okrs = reading.of_cycle(database, one.cycle_id)
            kind, number = ("key_result", key_result.id) if key_result else ("objective", one.id)
            found = detail.subject(okrs.objectives, kind, number, okrs.cycle.end) if okrs else None
            return found, detail.read(database, one.id, key_result.id if key_result else None) if found else None

        found, course = await self.program.ask(read)
        if not self.is_current or not self.query(Detail):
            return
        if found is None:
            self.dismiss()
            return
        self._subject = found
        words = "Key result" if found.key_result else "Objective"
        self.query_one("#head", Static).update(text((words, "bold"), f"  {found.objective.cycle}"))
        self.query_one(Detail).show(found, course)
        self.refresh_bindings()

    @property
    def subject(self) -> Subject | None:
        """What the page shows."""
        return self._subject

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """All but opening it once more, and moving what stands alone."""
        return action not in ("open", "shift") and super().check_action(action, parameters)

    def action_leave_page(self) -> None:
        """Back to the list."""
        self.dismiss()
