"""Keeps what is being typed, until it is recorded: it is there again when the field opens, also after a restart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from textual.dom import DOMNode
from textual.timer import Timer

from facilitator.store import drafts as store_drafts
from screens.connection.connected import Connected
from screens.widgets.reading import NameField

SAVE_EVERY = 0.25
"""Seconds between two savings of what is being typed: a throttle, so that it saves while somebody types on."""


class Drafts:
    """The texts of fields that are not recorded, by the names of the fields.

    Args:
        node: The widget or screen that has the fields; with it goes the timer that saves them.
        scope: Whose drafts they are, such as `meeting 7`.
        texts: What was kept the last time, where it has been read.
    """

    def __init__(self, node: DOMNode, scope: str, texts: Mapping[str, str] | None = None) -> None:
        self.scope = scope
        self.texts = dict(texts or {})
        self._node = node
        self._unsaved: set[str] = set()
        self._timer: Timer | None = None

    @property
    def _program(self) -> Connected:
        return cast(Connected, self._node.app)

    async def load(self) -> None:
        """Read what was kept the last time; what has been typed meanwhile is newer."""
        self.texts = {**await self._program.ask(store_drafts.load, self.scope), **self.texts}

    def keep(self, name: str, text: str) -> None:
        """Have the text of a field kept; an empty one is forgotten."""
        if self.texts.get(name, "") == text:
            return
        self.texts[name] = text
        self._unsaved.add(name)
        # A timer that runs is left alone: restarted at every key it would never fire while somebody types.
        if self._timer is None:
            self._timer = self._node.set_timer(SAVE_EVERY, self.save)

    def forget(self, name: str) -> None:
        """Have the text of a field forgotten at once, for it is recorded."""
        self.keep(name, "")
        self.save()

    def keep_only(self, texts: Mapping[str, str]) -> None:
        """Have these texts kept, at once, and all others of the scope forgotten."""
        for name in {*self.texts, *texts}:
            self.keep(name, texts.get(name, ""))
        self.save()

    def move(self, scope: str) -> None:
        """Go on in another scope: what was kept in this one is forgotten."""
        if scope != self.scope:
            self.keep_only({})
            self.scope, self.texts = scope, {}

    def save(self) -> None:
        """Have saved what has changed since the last time."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        for name in sorted(self._unsaved):
            self._program.save_draft(self.scope, name, self.texts[name])
        self._unsaved.clear()


class DraftField(NameField):
    """A field of one line; what is typed into it is a draft until it is recorded."""

    _drafts: Drafts | None = None
    _draft = ""
    _text = ""

    def begin(self, drafts: Drafts, name: str, text: str = "") -> None:
        """Take what was typed for that the last time; where there is nothing, the text, which alone is no draft."""
        self._drafts, self._draft, self._text = drafts, name, text
        self.value = drafts.texts.get(name, "") or text
        self.cursor_position = len(self.value)

    def open(self, drafts: Drafts, name: str, text: str = "") -> None:
        """Show it, with what was typed for that the last time, and give it the focus."""
        self.begin(drafts, name, text)
        self.display = True
        self.focus()
        self.scroll_visible(animate=False)

    def close(self) -> None:
        """Hide it; what stands in it is there again when it is opened for the same."""
        self._drafts = None
        self.display = False

    def settle(self) -> None:
        """Forget the draft, for it is recorded, and hide the field."""
        if self._drafts is not None:
            self._drafts.forget(self._draft)
        self.close()

    def watch_value(self, value: str) -> None:
        """Keep it, at once: a message might come when the field is open for something else."""
        if self._drafts is not None:
            self._drafts.keep(self._draft, "" if value == self._text else value)
