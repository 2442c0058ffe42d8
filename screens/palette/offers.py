"""Offers in the command palette what can be done now, every meeting and every place, files, settings and themes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from facilitator.common.settings import settings_folder
from screens.actions import GROUPS, active_actions
from screens.program import Program
from screens.themes import TITLES

Offer = tuple[str, str, IgnoreReturnCallbackType]


class Palette(Provider):
    """The actions of the screen under the palette, and what can be done from every screen."""

    async def startup(self) -> None:
        """Read which modes there are."""
        self._modes = await cast(Program, self.app).in_thread(_modes)

    def _offers(self) -> Iterator[Offer]:
        seen = {"Find an action by its name"}
        for about, keys, run in self._all():
            if about not in seen:
                seen.add(about)
                yield about, keys, run

    def _all(self) -> Iterator[Offer]:
        program = cast(Program, self.app)
        for about, run in getattr(self.screen, "commands", tuple)():
            yield about, "", run
        actions = active_actions(self.screen)
        for action in sorted(actions, key=lambda action: (action.group.name == "list", -action.footer)):
            yield action.about, f"key {' or '.join(action.keys[:2])}", partial(program.run_action, *action.run)
        for mode, title in self._modes:
            yield f"Start a meeting: {title}", "", partial(self._begin, _start, mode)
        for about, place in places(program).items():
            yield about, "", partial(self._begin, place)
        for about, name in FILES.items():
            yield about, "", partial(self._begin, _carry, name)
        for theme, title in TITLES.items():
            if theme != program.theme:
                yield title, "", partial(program.use_theme, theme)

    def _begin(self, doing: Callable[..., Coroutine[Any, Any, object]], *arguments: Any) -> None:
        """Begin something that may ask."""
        program = cast(Program, self.app)
        program.begin(program, program.telling(doing(program, *arguments)))

    async def discover(self) -> Hits:
        for about, keys, run in self._offers():
            yield DiscoveryHit(about, run, help=keys)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for about, keys, run in self._offers():
            if (score := matcher.match(about)) > 0:
                yield Hit(score, matcher.highlight(about), run, help=keys)


FILES = {
    "Import people, teams, cycles and OKRs from a file": "take_in",
    "Export people, teams, cycles and OKRs into a file": "write_out",
    "Back up the database into a file": "back_up",
    "Settings: open them in your editor": "open_settings",
}
"""What is done with files, by the functions of `files`."""


def _modes() -> list[tuple[str, str]]:
    """Return name and title of every mode: the built-in ones and the user's own."""
    # In a thread: it reads files.
    from facilitator import modes

    return [(name, title) for name, title, *_ in modes.listing(settings_folder() / "modes")]


def places(program: Program) -> dict[str, Callable[[Program], Coroutine[Any, Any, object]]]:
    """Return what home opens too, by the words that help has for it there."""
    known = {
        "okrs": lambda _: program.open_okrs(),
        "history": lambda _: program.open_history(),
        "insight": lambda _: program.open_insight(),
        "promises": lambda _: program.open_promises(None, ""),
        "people": lambda _: program.open_people(),
        "checkin": _check_in,
    }
    return {action.about: known[action.name] for action in GROUPS["home"].actions if action.name in known}


async def _start(program: Program, mode: str) -> None:
    # It asks the database: not before the first frame.
    from screens.palette import asking

    await asking.start(program, mode)


async def _check_in(program: Program) -> None:
    # The same.
    from screens.palette import asking

    await asking.check_in(program)


async def _carry(program: Program, name: str) -> None:
    # The same.
    from screens.palette import files

    await getattr(files, name)(program)
