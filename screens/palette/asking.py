"""Begins from any screen what home begins: a meeting of any mode, somebody's check-in."""

from __future__ import annotations

from facilitator.reports.overview import overview
from screens.program import Opening, Program
from screens.widgets.questions import Pick


async def start(program: Program, mode: str) -> None:
    """Start a meeting of that mode, or resume it; where there are many teams, ask whose."""
    known = await program.ask(overview)
    begin = getattr(program.screen, "action_meet", None)
    if begin is not None and mode != "personal" and known.teams:
        # Home means the selected team.
        begin(mode)
        return
    own = [team for team in known.teams if (team.level == "personal") == (mode == "personal")]
    teams = own or known.teams
    if not teams:
        program.tell("there is no team yet; t on the home screen makes one")
        return
    name: object = teams[0].name
    if len(teams) > 1:
        name = await program.push_screen_wait(Pick("Whose meeting?", [(team.name, team.name) for team in teams]))
    if isinstance(name, str):
        for screen in program.screen_stack:
            if flush := getattr(screen, "flush", None):
                await flush()
        program.show_home()
        await program.open_meeting(Opening(mode=mode, team=name))


async def check_in(program: Program) -> None:
    """Ask who it is, and open their check-in."""
    people = (await program.ask(overview)).people
    if not people:
        program.tell("there is nobody yet; t on the home screen adds people")
        return
    name = await program.push_screen_wait(Pick("Who are you?", [(name, name) for name in people]))
    if isinstance(name, str):
        await program.open_checkin(name)
