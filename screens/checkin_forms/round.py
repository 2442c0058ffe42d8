"""The round in a check-in: a field for every prompt, saved as it is typed, with yesterday's plan in sight."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.timer import Timer
from textual.widgets import Button, Static, TextArea

from facilitator.meeting.agenda import Prompt
from facilitator.steps.merging import Sentences, changes, merge, sentences
from facilitator.text import TooLong, clean, clean_line
from screens.checkin_forms.form import Form, sentence

if TYPE_CHECKING:
    from facilitator.steps.own import Own
    from facilitator.steps.round import AskedRound
    from facilitator.store.database import Database

SAVE_EVERY = 0.25
"""Seconds between two looks at what was typed: a throttle, so that it fires while somebody types."""
TRY_AGAIN = 2.0
"""Seconds until what could not be saved is tried again."""


def _save(
    database: Database, name: str, base: dict[str, Sentences], mine: dict[str, Sentences]
) -> dict[str, Sentences]:
    from facilitator.steps import own

    return own.save(database, name, base, mine)


def _set_ready(database: Database, name: str, ready: bool) -> None:
    from facilitator.steps import round as rounds

    rounds.set_ready(database, name, ready)


class Field(TextArea):
    """The sentences for one prompt, one a line.

    Attributes:
        base: The sentences as they were recorded when the field last met the database.
    """

    DEFAULT_CSS = """
    Field { height: auto; min-height: 2; max-height: 12; }
    """

    def __init__(self, prompt: Prompt) -> None:
        super().__init__(id=f"field-{prompt.key}", classes="field", compact=True, highlight_cursor_line=False)
        self.cursor_blink = False
        self.prompt = prompt
        self.base: Sentences = ()

    @property
    def sentences(self) -> Sentences:
        """What stands in the field."""
        return sentences(self.text, self.base)

    @property
    def dirty(self) -> bool:
        """Whether something stands in it that is not recorded."""
        return self.sentences != tuple(dict.fromkeys(self.base))

    def edit(self, edit: Edit) -> EditResult:
        """Clean what is typed and pasted on its way in."""
        try:
            edit.text = clean(edit.text)
        except TooLong as error:
            self.app.notify(str(error), severity="error", markup=False)
            edit.text = ""
        return super().edit(edit)

    def meet(self, recorded: Iterable[str]) -> None:
        """Take over what others recorded; what somebody is typing stays under their cursor."""
        theirs, base = tuple(clean(one) for one in recorded), self.base
        if theirs == base:
            return
        dirty = self.dirty
        self.base = theirs
        if not self.has_focus:
            self.load_text("\n".join(merge(base, sentences(self.text, base), theirs) if dirty else theirs))
            return
        for old, new in changes(base, theirs).items():
            self._reword(old, new)
        here = self.sentences
        added = [one for one in theirs if one not in base and one not in here]
        if added:
            text = "\n".join(added)
            before, cursor = self.text, self.selection
            self.insert(text if not before or before.endswith("\n\n") else f"\n{text}", self.document.end)
            self.selection = cursor

    def _reword(self, old: str, new: str) -> None:
        wanted = old.split("\n")
        lines = self.text.split("\n")
        for at in range(len(lines) - len(wanted) + 1):
            if [line.strip() for line in lines[at : at + len(wanted)]] == wanted:
                end = (at + len(wanted) - 1, len(lines[at + len(wanted) - 1]))
                self.replace(new, (at, 0), end, maintain_selection_offset=True)
                return


class RoundForm(Form):
    """Everything that somebody says in their turn."""

    writes = True

    DEFAULT_CSS = """
    RoundForm #said { height: auto; }
    RoundForm #fields { width: 3fr; height: auto; }
    RoundForm #beside { width: 2fr; height: auto; padding: 0 0 0 2; }
    RoundForm .prompt { text-style: bold; height: auto; }
    RoundForm .again { height: auto; color: $text-warning; display: none; }
    RoundForm #planned { height: auto; }
    RoundForm #ready { margin-top: 1; height: 1; border: none; width: auto; }
    RoundForm #ready:focus { text-style: bold reverse; }
    .-very-narrow RoundForm #said { layout: vertical; }
    .-very-narrow RoundForm #fields, .-very-narrow RoundForm #beside { width: 1fr; padding: 0; }
    """

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.ready = False
        self._prompts: tuple[Prompt, ...] = ()
        self._timer: Timer | None = None
        self._lock = asyncio.Lock()
        self._saves = 0

    def compose(self) -> ComposeResult:
        """The fields, and beside them what was planned."""
        with Horizontal(id="said"):
            yield Vertical(id="fields")
            with Vertical(id="beside"):
                yield Static(id="planned", markup=False)
                yield Button(Content("I am ready"), id="ready", compact=True)

    @property
    def fields(self) -> list[Field]:
        """All fields, in the order of the prompts."""
        return list(self.query(Field))

    @property
    def pending(self) -> bool:
        """Whether something stands in a field that is not recorded."""
        return bool(self._unsaved)

    @property
    def mark(self) -> object:
        """Changes with every save: what was read before a save is no news after it."""
        return self._saves, self._lock.locked()

    async def show(self, own: Own, fresh: bool = True) -> None:
        """Show what is recorded, and what others added meanwhile."""
        asked: AskedRound = own.asked["round"]
        turn = asked.turn
        if asked.prompts != self._prompts:
            await self._lay_out(asked.prompts)
        for field in self.fields:
            said = turn.said.get(field.prompt.key, ())
            if fresh and field.prompt in asked.prompts:
                field.meet(one.text for one in said)
            again = [clean_line(one.text) for one in said if one.again and one.outcome is None]
            notes = [
                Content.assemble(("! 2nd time: ", "bold"), one, ("  assign, escalate or drop", "dim")) for one in again
            ]
            if many := turn.too_many(field.prompt.key):
                notes.append(Content(f"{many} of them; three are easier to keep"))
            note = self.query_one(f"#again-{field.prompt.key}", Static)
            note.display = bool(notes)
            note.update(Content("\n").join(notes))
        self.query_one("#planned", Static).update(_planned(turn.planned))
        self.ready = turn.ready
        button = self.query_one("#ready", Button)
        button.label = Content("✓ I am ready" if self.ready else "I am ready (ctrl+r)")
        button.variant = "success" if self.ready else "primary"

    async def _lay_out(self, prompts: tuple[Prompt, ...]) -> None:
        first = not self._prompts
        self._prompts = prompts
        kept = {field.prompt for field in self.fields}
        for field in self.fields:
            # Another meeting may ask other questions; what is typed and not recorded stays in sight.
            if field.prompt not in prompts and not field.dirty and isinstance(field.parent, Question):
                await field.parent.remove()
        questions = [Question(prompt) for prompt in prompts if prompt not in kept]
        fields = self.query_one("#fields", Vertical)
        await fields.mount_all(questions)
        order = [prompt.key for prompt in prompts]
        fields.sort_children(
            key=lambda one: order.index(one.prompt.key) if isinstance(one, Question) and one.prompt in prompts else -1
        )
        if first:
            self.front()

    def front(self) -> None:
        """Begin with the first field."""
        if self.fields:
            self.fields[0].focus()

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._soon(SAVE_EVERY)

    @on(Button.Pressed, "#ready")
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        await self.set_ready(not self.ready)

    async def set_ready(self, ready: bool) -> None:
        """Say that they are ready, or not yet after all."""
        await self.flush()
        await self.record(_set_ready, self.person, ready)

    def on_descendant_blur(self) -> None:
        """Who leaves a field has written what they wanted."""
        self._soon(0.0)

    @property
    def _unsaved(self) -> list[Field]:
        return [field for field in self.fields if field.prompt in self._prompts and field.dirty]

    def _soon(self, seconds: float) -> None:
        # The timer that runs is left alone: restarted at every key it would never fire while somebody types.
        if self._timer is None and self._unsaved:
            self._timer = self.set_timer(max(seconds, 0.001), self._due)

    def _due(self) -> None:
        self._timer = None
        self.run_worker(self.flush(), group="save", exit_on_error=False)

    async def flush(self) -> None:
        """Save every field in which something stands that is not recorded."""
        async with self._lock:
            fields = self._unsaved
            if not fields:
                return
            self._saves += 1
            try:
                mine = {field.prompt.key: field.sentences for field in fields}
                base = {field.prompt.key: field.base for field in fields}
                recorded = await self.ask(_save, self.person, base, mine)
            except (KeyError, TooLong) as error:
                self.post_message(self.Refused(sentence(error)))
                return
            except Exception as error:  # noqa: BLE001  # what stands in the fields stays, and is tried again
                self.post_message(self.Refused(f"not saved yet: {sentence(error)}"))
                self._soon(TRY_AGAIN)
                return
            for field in fields:
                field.base = mine[field.prompt.key]
                field.meet(recorded[field.prompt.key])
            self.post_message(self.Refused(""))
            self.post_message(self.Saved())
        self._soon(SAVE_EVERY)


class Question(Vertical):
    """A prompt, and the field for what is said to it."""

    DEFAULT_CSS = "Question { height: auto; }"

    def __init__(self, prompt: Prompt) -> None:
        super().__init__()
        self.prompt = prompt

    def compose(self) -> ComposeResult:
        """The prompt, what came back, the field."""
        yield Static(Content(clean_line(self.prompt.text)), classes="prompt")
        yield Static(id=f"again-{self.prompt.key}", classes="again")
        yield Field(self.prompt)


def _planned(planned: tuple[str, ...]) -> Content:
    if not planned:
        return Content.assemble(("Planned last time", "bold"), ("\nnothing", "dim"))
    return Content.assemble(("Planned last time", "bold"), *(f"\n· {clean_line(one)}" for one in planned))
