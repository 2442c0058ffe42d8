"""Teams and people, made and changed on screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from facilitator.common.text import is_blank
from facilitator.people import writing as people_writing
from facilitator.people.writing import Member, Roster, Team
from facilitator.store import drafts as store_drafts
from facilitator.tables.people import LEVELS
from screens.actions import bindings
from screens.base import BaseScreen
from screens.program import Opening
from screens.widgets.field import LineField
from screens.widgets.questions import Pick
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the field asks for; `take` records the line, and the field stays open where `more` lines may follow."""

    prompt: str
    take: Callable[[list[str]], Any]
    more: bool = False


DRAFTS = "people"
"""Under which name unfinished names are kept."""


class NameField(LineField):
    """A field for a name; many lines can be pasted into it at once."""

    @dataclass
    class Pasted(Message):
        """Many lines came at once."""

        lines: list[str]

    def paste(self, text: str) -> None:
        """Put a pasted text in, or say that many lines came."""
        lines = [line for line in text.splitlines() if not is_blank(line)]
        if len(lines) > 1:
            self.post_message(self.Pasted(lines))
        else:
            super().paste(text)


class PeopleScreen(BaseScreen):
    """The units in the order of the tree, and who is in them."""

    DEFAULT_CSS = """
    PeopleScreen #head { height: 1; padding: 0 1; background: $panel; text-style: bold; }
    PeopleScreen #none { height: auto; padding: 1 2; display: none; }
    PeopleScreen.nobody #none { display: block; }
    PeopleScreen #who { height: 1fr; margin: 1 2 0 2; max-width: 110; }
    PeopleScreen #entry { height: auto; padding: 0 2; display: none; max-width: 110; }
    PeopleScreen.asking #entry { display: block; }
    PeopleScreen #prompt { height: auto; text-style: bold; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("people")]

    def __init__(self) -> None:
        super().__init__()
        self._roster: Roster | None = None
        self._asked: _Asked | None = None
        self._changes: list[tuple[str, Callable[..., Any], tuple[Any, ...]]] = []
        self._taking = False
        self._behind: list[str] = []
        """Names that were pasted while others are recorded."""
        self._drafts: dict[str, str] | None = None
        """What was typed and not recorded, by what it was typed for; None until it is read."""
        self._first_text = ""

    def compose(self) -> ComposeResult:
        """The list, and a field that opens below it."""
        yield Static("Teams and people", id="head", markup=False)
        yield Static("There is no team yet. Type its name below; its people come next.", id="none", markup=False)
        yield Rows(id="who")
        with Vertical(id="entry"):
            yield Static(id="prompt", markup=False)
            yield NameField(id="line")

    def on_screen_resume(self) -> None:
        """Show who is there; where nobody is, ask for the first team."""
        self.go(self._first(), wait=True)

    async def _first(self) -> None:
        await self._read()
        if self._drafts is None:
            self._drafts = await self.program.ask(store_drafts.load, DRAFTS)
        if self._roster is not None and not self._roster.teams and self._asked is None:
            self.action_add_team()

    def on_changed(self) -> None:
        """Somebody has changed something."""
        self.go(self._read())

    async def _read(self) -> None:
        self._roster = await self.program.ask(people_writing.listing)
        self._show()

    # Showing ---------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._roster
        if found is None or not self.query("#who"):  # the answer may come when the screen is going
            return
        self.set_class(not found.teams, "nobody")
        rows: list[Row] = []
        for team in found.teams:
            rows.append(Row(_team(team), ("team", team.id)))
            rows.extend(Row(_member(one, team.depth), ("person", one.id)) for one in team.people)
            if not team.people and not any(other.depth > team.depth for other in found.teams):
                rows.append(Row(Content.assemble(("  " * team.depth + "    nobody yet: p adds people", "dim"))))
        if found.without:
            rows.append(Row(Content.assemble(("In no team", "bold"))))
            rows.extend(Row(_member(one, 0), ("person", one.id)) for one in found.without)
        self.query_one("#who", Rows).show(rows)
        self.refresh_bindings()

    @property
    def _team(self) -> Team | None:
        """The selected team, or that of the selected person."""
        kind, number = self._selected
        for team in self._roster.teams if self._roster else ():
            if (kind, number) == ("team", team.id):
                return team
            if kind == "person" and any(one.id == number for one in team.people):
                return team
        return None

    @property
    def _member(self) -> Member | None:
        """The selected person."""
        kind, number = self._selected
        everybody = [one for team in self._roster.teams for one in team.people] if self._roster else []
        everybody += self._roster.without if self._roster else ()
        return next((one for one in everybody if kind == "person" and one.id == number), None)

    @property
    def _selected(self) -> tuple[str, int]:
        selected = self.query_one("#who", Rows).selected
        return (str(selected[0]), int(selected[1])) if isinstance(selected, tuple) else ("", 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual calls it so
        """What can be done with what is selected."""
        if not self.is_mounted:
            return True
        if action == "done":
            return self._asked is not None
        if action == "leave":
            return self._asked is None
        if action in ("add_people", "add_below", "level"):
            return self._team is not None
        if action in ("rename", "move", "manager", "remove"):
            return self._team is not None or self._member is not None
        if action == "standup":
            return self._team is not None and bool(self._team.people or self._below(self._team))
        if action == "undo":
            return bool(self._changes)
        return True

    def _below(self, team: Team) -> list[Team]:
        """The units below it that have people."""
        teams = list(self._roster.teams) if self._roster else []
        found: list[Team] = []
        for other in teams[teams.index(team) + 1 :]:
            if other.depth <= team.depth:
                break
            if other.people:
                found.append(other)
        return found

    @on(Rows.Selected)
    def _another(self) -> None:
        self.refresh_bindings()

    # The field -------------------------------------------------------------------------------------------------

    def _ask(self, asked: _Asked, text: str = "") -> None:
        self._asked = asked
        self.add_class("asking")
        self.query_one("#prompt", Static).update(Content(asked.prompt))
        line = self.query_one("#line", NameField)
        self._first_text = text
        line.value = (self._drafts or {}).get(asked.prompt) or text
        line.cursor_position = len(line.value)
        line.focus()
        self.refresh_bindings()

    def action_done(self) -> None:
        """Leave the field."""
        self._asked = None
        self.remove_class("asking")
        self.query_one("#who", Rows).focus()
        self.refresh_bindings()

    @on(Input.Changed, "#line")
    def _typed(self, event: Input.Changed) -> None:
        if self._asked is not None:
            self._keep(self._asked, "" if event.value == self._first_text else event.value)

    def _keep(self, asked: _Asked, text: str) -> None:
        """Keep what is typed for that until it is recorded."""
        if self._drafts is not None and self._drafts.get(asked.prompt, "") != text:
            self._drafts[asked.prompt] = text
            self.program.save_draft(DRAFTS, asked.prompt, text)

    @on(Input.Submitted, "#line")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._asked is None or self._taking:
            return
        if not event.value.strip():
            self.action_done()
            return
        self._taking = True
        self.go(self._take([event.value]))

    @on(NameField.Pasted)
    def _pasted(self, event: NameField.Pasted) -> None:
        if self._asked is None:
            return
        line = self.query_one("#line", NameField)
        if self._asked.more and self._taking:
            self._behind += event.lines
        elif self._asked.more:
            self._taking = True
            self.go(self._take([line.value + event.lines[0], *event.lines[1:]]))
        else:
            line.replace(" ".join(event.lines), *line.selection)

    async def _take(self, lines: list[str]) -> None:
        asked = self._asked
        line = self.query_one("#line", NameField)
        before = line.value
        try:
            if asked is not None:
                await asked.take(lines)
                # What was typed while the last line was recorded stays.
                if line.value == before:
                    line.value = ""
                if self._asked is not asked or not line.value:
                    self._keep(asked, "")
                while self._behind:
                    behind, self._behind = self._behind, []
                    await asked.take(behind)
                if self._asked is asked and not asked.more:
                    self.action_done()
        finally:
            self._taking = False

    async def _change(self, words: str, back: tuple[Callable[..., Any], tuple[Any, ...]] | None, *call: Any) -> Any:
        """Record a change, remember how to take it back, and show what has become of it."""
        came = await self.record(call[0], *call[1:])
        if back is not None:
            self._changes.append((words, *back))
        await self._read()
        return came

    # What the keys do ------------------------------------------------------------------------------------------

    def action_add_team(self) -> None:
        """Make a team at the top, or below the company."""
        teams = self._roster.teams if self._roster else ()
        top = [team for team in teams if not team.depth]
        parent = top[0] if len(top) == 1 and top[0].level == "company" else None
        self._ask_team("Name of the team", parent)

    def action_add_below(self) -> None:
        """Make a team below the selected one."""
        if (team := self._team) is not None:
            self._ask_team(f"Name of the team below {team.name}", team)

    def _ask_team(self, prompt: str, parent: Team | None) -> None:
        async def take(lines: list[str]) -> None:
            made = await self._change("", None, people_writing.add_team, lines[0], parent.id if parent else None)
            self._changes.append(("the new team", people_writing.remove_team, (made,)))
            self.query_one("#who", Rows).select(("team", made))
            self.action_add_people()

        self._ask(_Asked(prompt, take))

    def action_add_people(self) -> None:
        """Add people to the selected team, a name on each line."""
        team = self._team
        if team is None:
            return

        async def take(lines: list[str]) -> None:
            await self._change("", None, people_writing.add_people, team.id, lines)

        self._ask(_Asked(f"People of {team.name}: a name, enter, the next; an empty line ends it", take, more=True))

    def action_rename(self) -> None:
        """Call the selected team or person otherwise."""
        member, team = self._member, self._team
        if member is not None:
            self._ask_name(people_writing.rename_person, member.id, member.name)
        elif team is not None:
            self._ask_name(people_writing.rename_unit, team.id, team.name)

    def _ask_name(self, function: Callable[..., Any], number: int, old: str) -> None:
        async def take(lines: list[str]) -> None:
            await self._change(f"{old} has the old name again", (function, (number, old)), function, number, lines[0])

        self._ask(_Asked(f"New name of {old}", take), old)

    def action_move(self) -> None:
        """Put the selected person or team somewhere else."""
        self.go(self._move())

    async def _move(self) -> None:
        member, team = self._member, self._team
        teams = self._roster.teams if self._roster else ()
        if member is not None:
            choices = [(one.id, "  " * one.depth + one.name) for one in teams if one != team]
            where = await self.app.push_screen_wait(Pick(f"Where does {member.name} go?", choices))
            if isinstance(where, int):
                back = (people_writing.move_person, (member.id, team.id)) if team is not None else None
                await self._change(f"{member.name} is back", back, people_writing.move_person, member.id, where)
        elif team is not None:
            parent = self._above(team)
            some: list[tuple[object, str]] = [("top", "at the top")]
            some += [(one.id, "  " * one.depth + one.name) for one in teams if one not in (team, parent)]
            above = await self.app.push_screen_wait(Pick(f"Below which one does {team.name} stand?", some))
            if above is not None:
                await self._change(
                    f"{team.name} is back",
                    (people_writing.move_unit, (team.id, parent.id if parent else None)),
                    people_writing.move_unit,
                    team.id,
                    above if isinstance(above, int) else None,
                )

    def _above(self, team: Team) -> Team | None:
        teams = list(self._roster.teams) if self._roster else []
        above = [one for one in teams[: teams.index(team)] if one.depth == team.depth - 1]
        return above[-1] if above else None

    def action_manager(self) -> None:
        """Make the selected person the manager of their team, or choose one for the selected team."""
        self.go(self._choose_manager())

    async def _choose_manager(self) -> None:
        member, team = self._member, self._team
        if team is None:
            return
        chosen: object
        if member is not None:
            chosen = "nobody" if member.manages else member.id
        else:
            everybody = [one for other in self._roster.teams for one in other.people] if self._roster else []
            choices: list[tuple[object, str]] = [(one.id, one.name) for one in everybody]
            chosen = await self.app.push_screen_wait(
                Pick(f"Who manages {team.name}?", [*choices, ("nobody", "nobody")])
            )
        if chosen is None:
            return
        before = self._manager_id(team)
        await self._change(
            f"the manager of {team.name} is as before",
            (people_writing.set_manager, (team.id, before)),
            people_writing.set_manager,
            team.id,
            chosen if isinstance(chosen, int) else None,
        )

    def _manager_id(self, team: Team) -> int | None:
        everybody = [one for other in self._roster.teams for one in other.people] if self._roster else []
        return next((one.id for one in everybody if one.name == team.manager), None)

    def action_level(self) -> None:
        """Go through company, department, team, personal."""
        if (team := self._team) is not None:
            following = LEVELS[(LEVELS.index(team.level) + 1) % len(LEVELS)] if team.level in LEVELS else LEVELS[0]
            back = (people_writing.set_level, (team.id, team.level))
            self.go(
                self._change(f"{team.name} is a {team.level} again", back, people_writing.set_level, team.id, following)
            )

    def action_remove(self) -> None:
        """Take the selected person out, or the selected empty team."""
        self.go(self._remove())

    async def _remove(self) -> None:
        member, team = self._member, self._team
        if member is not None:
            managed = tuple(one.id for one in self._roster.teams if one.manager == member.name) if self._roster else ()
            back = (people_writing.bring_back, (member.id, managed))
            await self._change(f"{member.name} is back", back, people_writing.remove_person, member.id)
            self.tell(f"{member.name} is taken out, what they said is kept; u brings them back")
        elif team is not None:
            parent = self._above(team)
            again = (people_writing.add_team, (team.name, parent.id if parent else None))
            await self._change(f"{team.name} is back", again, people_writing.remove_team, team.id)
            self.tell(f"{team.name} is taken out; u brings it back")

    def action_undo(self) -> None:
        """Take back the last change."""
        self.go(self._undo())

    async def _undo(self) -> None:
        if self._changes:
            words, function, arguments = self._changes.pop()
            await self._change("", None, function, *arguments)
            self.tell(f"undone: {words}")

    def action_standup(self) -> None:
        """Start the stand-up of the selected team, or resume it."""
        if (team := self._team) is not None:
            mode = "personal" if team.level == "personal" else "standup"
            self.go(self.program.open_meeting(Opening(mode=mode, team=team.name)))

    def action_leave(self) -> None:
        """Go home."""
        self.program.show_home()


def _team(team: Team) -> Content:
    return Content.assemble(
        "  " * team.depth,
        (team.name, "bold"),
        (f"  {team.level}", "dim"),
        (f"  ★ {team.manager}" if team.manager else "", "dim"),
    )


def _member(one: Member, depth: int) -> Content:
    more = "  ".join(filter(None, ("★ manages" if one.manages else "", one.timezone, one.email)))
    return Content.assemble("  " * depth, "    ", one.name, (f"  {more}" if more else "", "dim"))
