"""Shows one objective or key result on a page of its own, where there is no room for it beside the list."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from facilitator.okr import reading
from facilitator.store.database import Database
from screens.okrs import detail, keys
from screens.okrs.base import Desk
from screens.okrs.detail import Detail, Subject, SubjectHistory
from screens.okrs.lines import text
from screens.okrs.subject import SubjectScreen
from screens.widgets.safe import Static


class PageScreen(SubjectScreen):
    """What there is to know of one objective or key result."""

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
        yield Static(id="head", markup=False)
        yield Detail(id="detail")

    def on_screen_resume(self) -> None:
        self.desk.last = None
        self.go(self.reread())

    async def reread(self) -> None:
        """Read it anew; where it is gone, go back to the list."""
        shown = self._subject

        def read(database: Database) -> tuple[Subject | None, SubjectHistory | None]:
            okrs = reading.of_cycle(database, shown.objective.cycle_id)
            subject = detail.subject(okrs.objectives, shown.kind, shown.row.id, okrs.cycle.end) if okrs else None
            key_result_id = shown.key_result.id if shown.key_result else None
            return subject, detail.read(database, shown.objective.id, key_result_id) if subject else None

        subject, course = await self.program.ask(read)
        if not self.is_current or not self.query(Detail):
            return
        if subject is None:
            self.dismiss()
            return
        self._subject = subject
        words = "Key result" if subject.key_result else "Objective"
        self.query_one("#head", Static).update(text((words, "bold"), f"  {subject.objective.cycle}"))
        self.query_one(Detail).show(subject, course)
        self.refresh_bindings()

    @property
    def subject(self) -> Subject | None:
        return self._subject

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in ("open", "shift") and super().check_action(action, parameters)

    def action_leave_page(self) -> None:
        self.dismiss()
