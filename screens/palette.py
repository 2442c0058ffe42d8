"""Offers in the command palette everything that can be done now, and the themes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from screens.actions import active_actions
from screens.program import Program
from screens.themes import TITLES


class Palette(Provider):
    """The actions of the screen under the palette."""

    def _offers(self) -> Iterator[tuple[str, str, IgnoreReturnCallbackType]]:
        program = cast(Program, self.app)
        seen = {"Find an action by its name"}
        for about, run in getattr(self.screen, "commands", tuple)():
            yield about, "", run
        actions = active_actions(self.screen)
        for action in sorted(actions, key=lambda action: (action.group.name == "list", -action.footer)):
            if action.about not in seen:
                seen.add(action.about)
                yield action.about, f"key {' or '.join(action.keys[:2])}", partial(program.run_action, *action.run)
        for name, title in TITLES.items():
            if name != program.theme:
                yield title, "", partial(program.use_theme, name)

    async def discover(self) -> Hits:
        for about, keys, run in self._offers():
            yield DiscoveryHit(about, run, help=keys)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for about, keys, run in self._offers():
            if (score := matcher.match(about)) > 0:
                yield Hit(score, matcher.highlight(about), run, help=keys)
