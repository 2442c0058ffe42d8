"""What the screens of OKRs have in common: for whom is written, what was changed, and the questions before a change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from facilitator.common.errors import FacilitatorError
from facilitator.common.text import clean_line
from facilitator.okr import reading, suggestions, writing
from facilitator.okr.views import KeyResultView, ObjectiveView, Owner
from facilitator.okr.writing import Done, NeedsReasonError
from facilitator.reports.overview import overview
from screens.base import BaseScreen
from screens.okrs.coaching import Noticed
from screens.widgets.asking import Ask
from screens.widgets.questions import Pick


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
        """The id of whoever is at the keys."""
        return self.writers[0].id if self.writers else None

    def owns(self, one: ObjectiveView) -> bool:
        """Whether it is theirs to write: their own or one of a unit that they are in or manage."""
        return any((each.kind, each.id) == (one.owner_kind, one.owner_id) for each in self.writers)


class OkrScreen(BaseScreen):
    """A screen that changes objectives and key results.

    Args:
        desk: Who is at the keys.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    async def reread(self) -> None:
        """Read what is shown anew."""

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
        """Ask who is at the keys."""
        people = await self.program.ask(_people)
        if not people:
            self.tell("there is nobody yet; on the home screen t makes a team, p begins with just you")
            return
        name: object = people[0]
        if len(people) > 1 or self.desk.me is not None:
            name = await self.app.push_screen_wait(Pick("Who are you?", [(one, clean_line(one)) for one in people]))
        if isinstance(name, str):
            self.program.person = name
            await self.read_writers()

    async def for_whom(self, question: str) -> Owner | None:
        """The person or unit that something is written for; asked where there is more than one."""
        await self.who()
        if len(self.desk.writers) < 2:
            return self.desk.me
        choices = [
            (one, clean_line(f"{one.name}{'' if one.kind == 'person' else ', the unit'}")) for one in self.desk.writers
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
        if done is not None and done.entry_id is not None:
            self.desk.changes.append(done.entry_id)
        if done is not None:
            await self.reread()
            self.refresh_bindings()
        return done

    async def ask_line(
        self, name: str, question: str, take: Callable[[str], Awaitable[Any]], text: str = "", about: str = ""
    ) -> None:
        """Ask for a line of text and do something with it; where that is refused, say why and ask again."""
        scope = f"okrs {self.program.person or ''}"
        told = about
        while True:
            line = await self.app.push_screen_wait(Ask(scope, name, question, text, told))
            if line is None:
                return
            try:
                await take(line)
            except FacilitatorError as error:
                told = str(error.args[0] if error.args else error)
                text = line
                continue
            self.program.save_draft(scope, name, "")
            return

    async def answer_coach(
        self, objective_id: int, key_result: KeyResultView | None, found: tuple[Noticed, ...]
    ) -> None:
        """Ask why a finding does not apply."""
        key_result_id = key_result.id if key_result else None
        one: object = found[0] if len(found) == 1 else None
        if len(found) > 1:
            one = await self.app.push_screen_wait(Pick("To which one?", [(each, each.what) for each in found]))
        if not isinstance(one, Noticed):
            return
        await self.ask_line(
            f"because {one.name} {objective_id} {key_result_id or ''}",
            "This is right because …",
            lambda line: self.change(suggestions.rest, objective_id, one.name, line, key_result_id=key_result_id),
            about=one.what,
        )

    def action_undo(self) -> None:
        """Take back the last change made here."""
        self.go(self._undo())

    async def _undo(self) -> None:
        if not self.desk.changes:
            return
        taken = await self.record(writing.take_back, self.desk.changes.pop())
        await self.reread()
        self.refresh_bindings()
        self.tell(f"undone: {taken}" if taken else "that was taken back before")


def _people(database: Any) -> tuple[str, ...]:

    return overview(database).people
