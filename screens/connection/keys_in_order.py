"""Takes keys one after another, however fast they are typed.

What a key has begun is done, or has opened another screen or asked a question, before the next key is looked at: it
then goes to where whoever typed it meant it to go. Textual alone would give it to the screen that is just about to be
covered, where the same letter means something else.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Coroutine, Mapping
from typing import Any

from textual import events
from textual.dom import DOMNode
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.worker import Worker, get_current_worker

from screens.layouts import latin
from screens.private import KeyApp, key_of

BREATH = 0.5
"""Seconds after a letter that means nothing where it was typed: what follows within them is text too, and no answer."""
NEVER_WAIT = frozenset({"ctrl+q", "ctrl+c"})
"""Whoever wants to leave need not wait for anything."""

PATIENCE = 0.5
"""Seconds that a key waits for what the one before leads to at once: what takes longer is `begun`."""


class KeysInOrder(KeyApp, inherit_bindings=False):
    """A program in which a key waits for what the one before has begun with `begin`."""

    def __init__(self) -> None:
        super().__init__()
        self._begun: set[Worker[None]] = set()
        self._holding: set[Widget] = set()
        self._patience: Timer | None = None
        self._leading: events.Key | None = None
        self._kept: list[events.Key | events.Paste] = []
        self._at_a_key = False
        self._under_way: object = None
        """The key or paste that is on its way; the next one waits for all that it leads to at once."""
        self._forgotten = -math.inf
        self._last_text = -math.inf
        self._meant = True
        self.given_keys: Mapping[str, str] = {}
        """The keys that the settings give to actions, by their ids."""
        self._settling = True
        """Whether something has still to come: at first, that `settled` is called."""

    def on_mount(self) -> None:
        self.screen_change_signal.subscribe(self, self._another_screen, immediate=True)

    def begin(
        self,
        node: DOMNode,
        doing: Coroutine[Any, Any, object],
        *,
        wait: bool = False,
        exit_on_error: bool = True,
        patience: float | None = None,
    ) -> None:
        """Let `doing` run beside everything else, as long as `node` is there.

        Keys wait for it, or until it opens a screen, if a key led to it or `wait` is set: for `patience` seconds at
        most, where that is given.
        """

        async def run() -> None:
            try:
                await doing
            finally:
                self._go_on_without(get_current_worker())

        worker = node.run_worker(run(), exit_on_error=exit_on_error)
        if (wait or self._at_a_key) and patience != 0:
            self._begun.add(worker)
            if patience is not None:
                self.set_timer(patience, functools.partial(self._go_on_without, worker))

    def _go_on_without(self, worker: Worker[None]) -> None:
        self._begun.discard(worker)
        self.call_next(self._take_kept)

    def let_keys_go(self) -> None:
        """Let keys wait no longer for what was begun: it may take as long as the database is away."""
        self._begun.clear()
        self._holding.clear()
        self.call_next(self._take_kept)

    def hold(self, widget: Widget, event: events.Key) -> None:
        """Let keys behind this one wait until `release` is called for the widget, or it is not there any more."""
        self._holding.add(widget)
        self._leading = event

    def release(self, widget: Widget) -> None:
        self._holding.discard(widget)
        self.call_next(self._take_kept)

    def keep(self, event: events.Key) -> bool:
        """Keep a key that came as far as a widget until its time has come; return whether it has to wait."""
        if event.time >= self._forgotten:
            if not self._waiting:
                return False
            # It was sent on its way before it was known that it has to wait: it is older than what was kept since.
            again = events.Key(event.key, event.character)
            again.time = event.time
            self._kept.append(again)
            self._kept.sort(key=lambda event: event.time)
        event.stop()
        event.prevent_default()
        return True

    def forget(self, before: float) -> None:
        """Drop what was typed before that moment, by the clock of events, and has not been looked at yet."""
        self._forgotten = max(self._forgotten, before)

    def was_text(self, event: events.Key) -> None:
        """Say that a letter was typed as text where there is no field."""
        self._last_text = max(self._last_text, event.time)

    def is_text(self, event: events.Key) -> bool:
        """Return whether a letter comes so soon behind text that it is meant to be text as well."""
        return event.time - self._last_text < BREATH

    @property
    def _waiting(self) -> bool:
        return (
            self._settling
            or any(widget.is_attached for widget in self._holding)
            or any(not worker.is_finished for worker in self._begun)
        )

    def _another_screen(self, screen: Screen[Any]) -> None:
        # Behind what the screen still has to do before it is there, such as giving somebody the focus. What it begins
        # itself, to have something to show, is waited for.
        screen.call_after_refresh(self._screen_is_up, frozenset(self._begun))

    def _screen_is_up(self, begun_before: frozenset[Worker[None]]) -> None:
        self._begun -= begun_before
        self.call_next(self._take_kept)

    async def _take_kept(self) -> None:
        while self._kept and self.screen_stack and not self._waiting and self._under_way is None:
            event = self._kept.pop(0)
            if event.time >= self._forgotten:
                await self._send(event)

    async def on_event(self, event: events.Event) -> None:
        """Keep what is typed while it has to wait."""
        leaving = isinstance(event, events.Key) and event.key in NEVER_WAIT
        if leaving or event.is_forwarded or not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif event.time >= self._forgotten:
            if self._waiting or self._kept or self._under_way is not None:
                self._kept.append(event)
                self.call_next(self._take_kept)
            else:
                await self._send(event)

    async def _send(self, event: events.Key | events.Paste) -> None:
        """Let it go where it belongs, and follow it: what opens a field does so a few messages later."""
        if isinstance(event, events.Key):
            event = self._by_place(event)
        self._under_way = event
        start: DOMNode = self.focused or self.screen
        # It climbs from there to the program, and what is done then may send a message that climbs once more.
        path = [*start.ancestors_with_self] * 2
        try:
            await super().on_event(event)
        except BaseException:
            # Where it failed it leads to nothing more: the next key must not wait for it.
            self._arrived(event)
            raise
        self._patience = self.set_timer(PATIENCE, functools.partial(self._arrived, event))
        self._climb(event, path)

    def _by_place(self, event: events.Key) -> events.Key:
        """Return the key of a Latin keyboard for what another layout types, where no field takes it as it is."""
        typed = event.character or ""
        if len(typed) != 1 or typed.isascii() or isinstance(self.focused, Input | TextArea):
            return event
        # A letter that the settings give to an action is that action's key.
        if any(event.key in keys.split(",") for keys in self.given_keys.values()):
            return event
        if (character := latin(typed)) == typed:
            return event
        key = events.Key(key_of(character), character)
        key.time = event.time
        return key

    def _climb(self, event: object, path: list[DOMNode]) -> None:
        """Go behind all that a node has to do, to the next one; who is there no longer is passed over."""
        while path:
            if path.pop(0).call_later(self._climb, event, path):
                return
        self._arrived(event)

    def _arrived(self, event: object) -> None:
        if event is self._under_way:
            self._under_way = None
            if self._patience is not None:
                self._patience.stop()
            self.call_next(self._take_kept)

    async def on_any_key(self, event: events.Key) -> None:
        """Have it taken to whom it belongs, unless it has to wait."""
        if event is not self._leading and self.keep(event):
            return
        self._at_a_key = True
        self._meant = True
        try:
            await super().on_any_key(event)
        finally:
            if not self._meant and (event.character or "").isalpha():
                self.was_text(event)
            self._at_a_key = False

    def key_tried(self, taken: bool) -> None:
        """Remember whether a key meant something: what no binding takes has no meaning where it was typed."""
        self._meant = taken

    def settled(self) -> None:
        self._settling = False
        self.call_next(self._take_kept)
