"""Holds what the screens of OKRs have in common: whose OKRs are written, what was changed, the questions on the way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from facilitator.common.errors import FacilitatorError
from facilitator.common.text import clean_line
from facilitator.okr import reading, suggestions, writing
from facilitator.okr.changing import Done, NeedsReasonError
from facilitator.okr.coach.objective import Finding
from facilitator.okr.views import KeyResultView, ObjectiveView, Owner
from facilitator.reports.overview import overview
from screens.base import BaseScreen, in_background
from screens.okrs.lines import state_beside
from screens.widgets.asking import AskLine
from screens.widgets.questions import Pick

T = TypeVar("T")


@dataclass
class Desk:
    """Who is at the keys, and what they have changed here.

    Attributes:
        writers: For whom they write: themself first; empty until they have said who they are.
        changes: The journal entries of their changes, the last one last.
        last: The row that they wrote last, to be selected in the list; None where the list knows better.
    """

    writers: tuple[Owner, ...] = ()
    changes: list[int] = field(default_factory=list)
    last: tuple[str, int] | None = None

    @property
    def me(self) -> Owner | None:
        """Whoever is at the keys."""
        return self.writers[0] if self.writers else None

    @property
    def by_id(self) -> int | None:
        return self.writers[0].id if self.writers else None

    def owns(self, objective: ObjectiveView) -> bool:
        """Return whether it is theirs to write: their own or one of a unit that they are in or manage."""
        return any((writer.kind, writer.id) == (objective.owner_kind, objective.owner_id) for writer in self.writers)

    def remember(self, done: Done) -> None:
        """Keep what was done, to be undone; nothing where nothing changed."""
        if done.entry_id is not None:
            self.changes.append(done.entry_id)


class OkrScreen(BaseScreen):
    """A screen that changes objectives and key results."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    async def reread(self) -> None:
        """Read what is shown anew."""

    def on_changed(self) -> None:
        self.go(self.reread())

    async def read_writers(self) -> None:
        """Know for whom is written, where it is known who is at the keys."""
        name = self.program.person
        if name is not None:
            self.desk.writers = await self.program.ask(reading.owners_for, name)

    async def who(self) -> Owner | None:
        """Whoever is at the keys; asked once, unless there is only one it can be."""
        if self.desk.me is None:
            await self.ask_who()
        return self.desk.me

    async def ask_who(self) -> None:
        people = (await self.program.ask(overview)).people
        if not people:
            self.tell("there is nobody yet; on the home screen t makes a team, p begins with just you")
            return
        name: object = people[0]
        if len(people) > 1 or self.desk.me is not None:
            name = await self.app.push_screen_wait(Pick("Who are you?", [(name, clean_line(name)) for name in people]))
        if isinstance(name, str):
            self.program.person = name
            await self.read_writers()

    async def for_whom(self, question: str) -> Owner | None:
        """Return the person or unit that something is written for; asked where there is more than one."""
        await self.who()
        if len(self.desk.writers) < 2:
            return self.desk.me
        choices = [
            (writer, clean_line(f"{writer.name}{'' if writer.kind == 'person' else ', the unit'}"))
            for writer in self.desk.writers
        ]
        chosen = await self.app.push_screen_wait(Pick(question, choices))
        return chosen if isinstance(chosen, Owner) else None

    async def change(self, function: Callable[..., Done], *arguments: Any, **keywords: Any) -> Done | None:
        """Record a change; where what was agreed changes, ask for the reason first (METHOD M23); None without it."""
        done: Done | None = None
        try:
            done = await self.record(function, *arguments, by_id=self.desk.by_id, **keywords)
        except NeedsReasonError as error:
            about = str(error)

            async def again(reason: str) -> None:
                nonlocal done
                done = await self.record(function, *arguments, by_id=self.desk.by_id, reason=reason, **keywords)

            await self.ask_line("reason", "Why does it change?", again, about=about)
        if done is not None:
            self.desk.remember(done)
            await self.reread()
            self.refresh_bindings()
        return done

    async def ask_line(
        self, name: str, question: str, take: Callable[[str], Awaitable[Any]], text: str = "", about: str = ""
    ) -> None:
        """Ask for a line of text and do something with it; where that is refused, say why and ask again."""
        scope = f"okrs {self.program.person or ''}"
        while (line := await self.app.push_screen_wait(AskLine(scope, name, question, text, about))) is not None:
            try:
                await take(line)
            except FacilitatorError as error:
                about, text = str(error.args[0] if error.args else error), line
            else:
                self.program.save_draft(scope, name, "")
                return

    async def choose(self, question: str, choices: Sequence[tuple[T, str]]) -> T | None:
        """Return what somebody chooses, without a question where there is only one; None for nothing."""
        if len(choices) == 1:
            return choices[0][0]
        return cast(T | None, await self.app.push_screen_wait(Pick(question, choices)) if choices else None)

    async def answer_coach(
        self, objective_id: int, key_result: KeyResultView | None, findings: Sequence[Finding]
    ) -> None:
        """Ask why a finding does not apply."""
        key_result_id = key_result.id if key_result else None
        finding = await self.choose("To which one?", [(finding, finding.what) for finding in findings])
        if finding is not None:
            await self.ask_line(
                f"because {finding.name} {objective_id} {key_result_id or ''}",
                "This is right because …",
                lambda line: self.change(
                    suggestions.rest, objective_id, finding.name, line, key_result_id=key_result_id
                ),
                about=finding.what,
            )

    @property
    def objective_in_hand(self) -> ObjectiveView | None:
        """The objective that the keys are about; None where there is none, or none that is recorded."""
        raise NotImplementedError

    async def set_state(self, objective: ObjectiveView, state: str) -> None:
        """Move the objective to another state."""
        raise NotImplementedError

    def action_forward(self) -> None:
        self._move_state(1)

    def action_back(self) -> None:
        self._move_state(-1)

    def _move_state(self, by: int) -> None:
        objective = self.objective_in_hand
        if objective is not None and (state := state_beside(objective.state, by)) is not None:
            self.go(self.set_state(objective, state))

    @in_background
    async def action_undo(self) -> None:
        if not self.desk.changes:
            return
        undone = await self.record(writing.take_back, self.desk.changes.pop())
        await self.reread()
        self.refresh_bindings()
        self.tell(f"undone: {undone}" if undone else "that was taken back before")
