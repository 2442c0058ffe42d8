"""Lists teams and people, who are made and changed here."""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.people import writing as people_writing
from facilitator.people.writing import Member, Roster, UnitView
from facilitator.tables.people import LEVELS
from screens.actions import Key, declare
from screens.base import BaseScreen, following, in_background
from screens.people.entry import NamesEntry, NamesQuestion
from screens.program import Opening
from screens.widgets.questions import Pick
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

KEYS = declare(
    "people",
    "Teams and people",
    Key("add_people", "p", "people", "Add people to the team, one name per line", 90),
    Key("add_team", "t", "team", "Make a team", 80),
    Key("add_below", "b", "team below", "Make a team below this one"),
    Key("rename", "r", "rename", "Rename the team or person", 70),
    Key("move", "v", "move", "Move the person or the team somewhere else", 60),
    Key("manager", "m", "manager", "Make the person the manager of their team", 40),
    Key("remove", "x,delete", "remove", "Remove a person, whose words are kept, or an empty team", 50),
    Key("level", "L", "level", "Company, department, team or personal"),
    Key("undo", "u", "undo", "Undo the last change", 30),
    Key("standup", "s", "stand-up", "Start a stand-up of this team", 100),
    Key("done", "escape", "done", "Leave the field", 95),
    Key("leave", "q,escape", "home", "Go back home", 10),
)


class PeopleScreen(BaseScreen):
    """The units in the order of the tree, and who is in them."""

    DEFAULT_CSS = """
    PeopleScreen #head { height: 1; padding: 0 1; background: $panel; text-style: bold; }
    PeopleScreen #none { height: auto; padding: 1 2; display: none; }
    PeopleScreen.nobody #none { display: block; }
    PeopleScreen #who { height: 1fr; margin: 1 2 0 2; max-width: 110; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self) -> None:
        super().__init__()
        self._roster = Roster((), ())
        self._entry = NamesEntry(self._left_entry)
        self._changes: list[tuple[str, Callable[..., Any], tuple[Any, ...]]] = []

    def compose(self) -> ComposeResult:
        yield Static("Teams and people", id="head", markup=False)
        yield Static("There is no team yet. Type its name below; its people come next.", id="none", markup=False)
        yield Rows(id="who")
        yield self._entry

    def on_screen_resume(self) -> None:
        """Show who is there; where nobody is, ask for the first team."""
        self.go(self._first(), wait=True)

    async def _first(self) -> None:
        await self._read()
        if not self._entry.drafts.texts:
            await self._entry.drafts.load()
        if not self._roster.teams and self._entry.question is None:
            self.action_add_team()

    def on_changed(self) -> None:
        self.go(self._read())

    async def _read(self) -> None:
        self._roster = await self.program.ask(people_writing.roster)
        self._show()

    # Showing ---------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        roster = self._roster
        if not self.query("#who"):  # the answer may come when the screen is going
            return
        self.set_class(not roster.teams, "nobody")
        rows: list[Row] = []
        for team in roster.teams:
            rows.append(Row(_team(team), ("team", team.id)))
            rows += [_member(member, team.depth) for member in team.people]
            if not team.people and not any(other.depth > team.depth for other in roster.teams):
                rows.append(Row(Content.assemble(("  " * team.depth + "    nobody yet: p adds people", "dim"))))
        if roster.without:
            rows.append(Row(Content.assemble(("In no team", "bold"))))
            rows += [_member(member, 0) for member in roster.without]
        self.query_one("#who", Rows).show(rows)
        self.refresh_bindings()

    @property
    def _team(self) -> UnitView | None:
        """The selected team, or that of the selected person."""
        member, selected = self._member, self._selected
        teams = self._roster.teams
        return next((team for team in teams if ("team", team.id) == selected or member in team.people), None)

    @property
    def _member(self) -> Member | None:
        """The selected person."""
        everybody, selected = [*self._members, *self._roster.without], self._selected
        return next((member for member in everybody if ("person", member.id) == selected), None)

    @property
    def _members(self) -> list[Member]:
        """Everybody who is in a team."""
        return [member for team in self._roster.teams for member in team.people]

    @property
    def _selected(self) -> object:
        return self.query_one("#who", Rows).selected

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual calls it so
        if not self.is_mounted:
            return True
        if action == "done":
            return self._entry.question is not None
        if action == "leave":
            return self._entry.question is None
        if action in ("add_people", "add_below", "level"):
            return self._team is not None
        if action in ("rename", "move", "manager", "remove"):
            return self._team is not None or self._member is not None
        if action == "standup":
            return self._team is not None and bool(self._team.people or self._below(self._team))
        if action == "undo":
            return bool(self._changes)
        return True

    def _below(self, team: UnitView) -> list[UnitView]:
        """Return the units below it that have people."""
        teams = self._roster.teams[self._roster.teams.index(team) + 1 :]
        return [other for other in takewhile(lambda other: other.depth > team.depth, teams) if other.people]

    @on(Rows.Selected)
    def _another(self) -> None:
        self.refresh_bindings()

    # The field -------------------------------------------------------------------------------------------------

    def _ask(self, question: NamesQuestion, text: str = "") -> None:
        self._entry.open(question, text)
        self.refresh_bindings()

    def _left_entry(self) -> None:
        self.query_one("#who", Rows).focus()
        self.refresh_bindings()

    def action_done(self) -> None:
        self._entry.leave()

    async def flush(self) -> None:
        self._entry.drafts.save()

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
        teams = self._roster.teams
        top = [team for team in teams if not team.depth]
        parent = top[0] if len(top) == 1 and top[0].level == "company" else None
        self._ask_team("Name of the team", parent)

    def action_add_below(self) -> None:
        if (team := self._team) is not None:
            self._ask_team(f"Name of the team below {team.name}", team)

    def _ask_team(self, prompt: str, parent: UnitView | None) -> None:
        async def take(lines: list[str]) -> None:
            made = await self._change("", None, people_writing.add_team, lines[0], parent.id if parent else None)
            self._changes.append(("the new team", people_writing.remove_team, (made,)))
            self.query_one("#who", Rows).select(("team", made))
            self.action_add_people()

        self._ask(NamesQuestion(prompt, take))

    def action_add_people(self) -> None:
        team = self._team
        if team is None:
            return

        async def take(lines: list[str]) -> None:
            await self._change("", None, people_writing.add_people, team.id, lines)

        self._ask(NamesQuestion(f"People of {team.name}: a name and enter for each (empty closes)", take, more=True))

    def action_rename(self) -> None:
        member, team = self._member, self._team
        if member is not None:
            self._ask_name(people_writing.rename_person, member.id, member.name)
        elif team is not None:
            self._ask_name(people_writing.rename_unit, team.id, team.name)

    def _ask_name(self, function: Callable[..., Any], number: int, old: str) -> None:
        async def take(lines: list[str]) -> None:
            await self._change(f"{old} has the old name again", (function, (number, old)), function, number, lines[0])

        self._ask(NamesQuestion(f"New name of {old}", take), old)

    @in_background
    async def action_move(self) -> None:
        member, team = self._member, self._team
        teams = self._roster.teams
        if member is not None:
            choices = [(other.id, "  " * other.depth + other.name) for other in teams if other != team]
            where = await self.app.push_screen_wait(Pick(f"Where does {member.name} go?", choices))
            if isinstance(where, int):
                back = (people_writing.move_person, (member.id, team.id)) if team is not None else None
                await self._change(f"{member.name} is back", back, people_writing.move_person, member.id, where)
        elif team is not None:
            parent = self._above(team)
            places: list[tuple[object, str]] = [("top", "at the top")]
            places += [(other.id, "  " * other.depth + other.name) for other in teams if other not in (team, parent)]
            above = await self.app.push_screen_wait(Pick(f"Which unit does {team.name} belong to?", places))
            if above is not None:
                again = (people_writing.move_unit, (team.id, parent.id if parent else None))
                new = above if isinstance(above, int) else None
                await self._change(f"{team.name} is back", again, people_writing.move_unit, team.id, new)

    def _above(self, team: UnitView) -> UnitView | None:
        before = reversed(self._roster.teams[: self._roster.teams.index(team)])
        return next((other for other in before if other.depth == team.depth - 1), None)

    @in_background
    async def action_manager(self) -> None:
        """Make the selected person the manager of their team, or choose one for the selected team."""
        member, team = self._member, self._team
        if team is None:
            return
        chosen: object
        if member is not None:
            chosen = "nobody" if member.manages else member.id
        else:
            choices: list[tuple[object, str]] = [(member.id, member.name) for member in self._members]
            choices.append(("nobody", "nobody"))
            chosen = await self.app.push_screen_wait(Pick(f"Who manages {team.name}?", choices))
        if chosen is None:
            return
        before = next((member.id for member in self._members if member.name == team.manager), None)
        words, back = f"the manager of {team.name} is as before", (people_writing.set_manager, (team.id, before))
        new = chosen if isinstance(chosen, int) else None
        await self._change(words, back, people_writing.set_manager, team.id, new)

    def action_level(self) -> None:
        if (team := self._team) is not None:
            level = following(team.level, LEVELS)
            words, back = f"{team.name} is a {team.level} again", (people_writing.set_level, (team.id, team.level))
            self.go(self._change(words, back, people_writing.set_level, team.id, level))

    @in_background
    async def action_remove(self) -> None:
        member, team = self._member, self._team
        if member is not None:
            managed = tuple(unit.id for unit in self._roster.teams if unit.manager == member.name)
            back = (people_writing.bring_back, (member.id, managed))
            await self._change(f"{member.name} is back", back, people_writing.remove_person, member.id)
            self.tell(f"{member.name} is taken out, what they said is kept; u brings them back")
        elif team is not None:
            parent = self._above(team)
            again = (people_writing.add_team, (team.name, parent.id if parent else None))
            await self._change(f"{team.name} is back", again, people_writing.remove_team, team.id)
            self.tell(f"{team.name} is taken out; u brings it back")

    @in_background
    async def action_undo(self) -> None:
        if self._changes:
            words, function, arguments = self._changes.pop()
            await self._change("", None, function, *arguments)
            self.tell(f"undone: {words}")

    def action_standup(self) -> None:
        if (team := self._team) is not None:
            mode = "personal" if team.level == "personal" else "standup"
            self.go(self.program.open_meeting(Opening(mode=mode, team=team.name)))

    def action_leave(self) -> None:
        self._entry.drafts.save()
        self.program.show_home()


def _team(team: UnitView) -> Content:
    return Content.assemble(
        "  " * team.depth,
        (team.name, "bold"),
        (f"  {team.level}", "dim"),
        (f"  ★ {team.manager}" if team.manager else "", "dim"),
    )


def _member(member: Member, depth: int) -> Row:
    more = "  ".join(filter(None, ("★ manages" if member.manages else "", member.timezone, member.email)))
    line = Content.assemble("  " * depth, "    ", member.name, (f"  {more}" if more else "", "dim"))
    return Row(line, ("person", member.id))
