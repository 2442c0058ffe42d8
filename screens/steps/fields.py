"""Fields for sentences in a check-in, one a prompt: saved as they are typed, and merged with what others add."""

from __future__ import annotations

import asyncio
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import TextArea

from facilitator.common.merging import Sentences, changes, merge, sentences
from facilitator.common.text import LONGEST, clean, clean_line
from facilitator.meeting.agenda import Prompt
from screens.connection.calls import Call
from screens.connection.outbox import Write
from screens.steps.form import SAVE_EVERY, Form, in_a_line
from screens.widgets.area import Area
from screens.widgets.safe import Static


@dataclass(frozen=True, slots=True)
class Save(Call):
    """The call that records fields.

    Attributes:
        typed: What stood in each of them when it was made.
    """

    typed: Mapping[str, Sentences] = dataclass_field(default_factory=dict)


def place(what: str, key: str) -> str:
    """Return the id of a widget that belongs to the prompt of that key, whatever script the key is in."""
    return f"{what}-" + re.sub(r"[^A-Za-z0-9_-]", lambda match: f"_{ord(match[0]):x}", key)


class Field(Area):
    """The sentences for one prompt, one a line.

    Attributes:
        base: The sentences as they were recorded when the field last met the database.
    """

    DEFAULT_CSS = """
    Field { height: auto; min-height: 2; max-height: 12; }
    """

    def __init__(self, prompt: Prompt) -> None:
        super().__init__(id=place("field", prompt.key), classes="field")
        self.prompt = prompt
        self.base: Sentences = ()

    @property
    def sentences(self) -> Sentences:
        """What stands in the field, where it is not too long to be recorded."""
        return sentences(self.text, self.base)

    @property
    def is_too_long(self) -> bool:
        """Whether more stands in it than can be recorded: what others added may have made it so."""
        return len(self.text) > LONGEST

    @property
    def dirty(self) -> bool:
        """Whether something stands in it that is not recorded."""
        return self.is_too_long or self.sentences != tuple(dict.fromkeys(self.base))

    def meet(self, recorded: Iterable[str]) -> None:
        """Take over what others recorded; what somebody is typing stays under their cursor."""
        theirs, base = tuple(clean(sentence) for sentence in recorded), self.base
        if theirs == base or self.is_too_long:
            return
        dirty = self.dirty
        self.base = theirs
        if not self.has_focus:
            self.load_text("\n".join(merge(base, sentences(self.text, base), theirs) if dirty else theirs))
            return
        for old, new in changes(base, theirs).items():
            self._reword(old, new)
        here = self.sentences
        added = [sentence for sentence in theirs if sentence not in (*base, *here)]
        if added:
            text = "\n".join(added)
            before, cursor = self.text, self.selection
            self.insert(text if not before or before.endswith("\n\n") else f"\n{text}", self.document.end)
            self.selection = cursor

    def add(self, line: str) -> None:
        """Put a line below what stands there, as if it had been typed."""
        self.insert(line if not self.text or self.text.endswith("\n") else f"\n{line}", self.document.end)

    def _reword(self, old: str, new: str) -> None:
        wanted = old.split("\n")
        lines = self.text.split("\n")
        for at in range(len(lines) - len(wanted) + 1):
            if [line.strip() for line in lines[at : at + len(wanted)]] == wanted:
                end = (at + len(wanted) - 1, len(lines[at + len(wanted) - 1]))
                self.replace(new, (at, 0), end, maintain_selection_offset=True)
                return


class Question(Vertical):
    """A prompt, what is to be known of it, and the field for what is said to it."""

    DEFAULT_CSS = """
    Question { height: auto; }
    Question .prompt { text-style: bold; color: $primary; height: auto; }
    Question .note { height: auto; color: $text-warning; display: none; }
    """

    def __init__(self, prompt: Prompt, *below: Widget) -> None:
        super().__init__()
        self.prompt = prompt
        self.below = below

    def compose(self) -> ComposeResult:
        yield Static(Content(clean_line(self.prompt.text)), classes="prompt")
        yield Static(classes="note")
        yield Field(self.prompt)
        yield from self.below

    def tell(self, note: Content) -> None:
        """Say something between the prompt and the field."""
        static = self.query_one(".note", Static)
        static.display = bool(note.plain)
        static.update(note)


class FieldsForm(Form):
    """A form of fields; by which function they are saved is the kind of step's own."""

    writes = True

    DEFAULT_CSS = "FieldsForm .fields { height: auto; }"

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._prompts: tuple[Prompt, ...] = ()
        self._timer: Timer | None = None
        self._writes: list[Write] = []
        self._saves = 0

    def saving(self, base: dict[str, Sentences], mine: dict[str, Sentences]) -> Call:
        """Return the call that records what stands in the fields."""
        raise NotImplementedError

    def saved(self, result: Any) -> Mapping[str, Sentences]:
        """Return what is recorded then, for each key that was saved, out of what the call returned."""
        recorded: Mapping[str, Sentences] = result
        return recorded

    def question(self, prompt: Prompt) -> Question:
        """Return the question for a prompt."""
        return Question(prompt)

    @property
    def fields(self) -> list[Field]:
        """All fields, in the order of the prompts."""
        return list(self.query(Field))

    @property
    def questions(self) -> list[Question]:
        """The same with what stands around them."""
        return list(self.query(Question))

    @property
    def pending(self) -> bool:
        """Whether something stands in a field that is not recorded."""
        return bool(self._unsaved or self.left_over)

    @property
    def mark(self) -> object:
        """Changes with every save: what was read before a save is no news after it."""
        return self._saves, len(self._writes)

    async def meet(self, prompts: tuple[Prompt, ...], texts: Mapping[str, Iterable[str]], fresh: bool) -> None:
        """Have a field for every prompt, and show in it what is recorded."""
        if prompts != self._prompts:
            await self._lay_out(prompts)
        for field in self.fields:
            if fresh and field.prompt in prompts:
                field.meet(texts.get(field.prompt.key, ()))

    async def _lay_out(self, prompts: tuple[Prompt, ...]) -> None:
        first = not self._prompts
        self._prompts = prompts
        kept = {field.prompt for field in self.fields}
        for field in self.fields:
            # Another meeting may ask other questions; what is typed and not recorded stays in sight.
            if field.prompt not in prompts and not field.dirty and isinstance(field.parent, Question):
                await field.parent.remove()
        questions = [self.question(prompt) for prompt in prompts if prompt not in kept]
        fields = self.query_one(".fields", Vertical)
        await fields.mount_all(questions)
        order = [prompt.key for prompt in prompts]
        fields.sort_children(
            key=lambda child: (
                order.index(child.prompt.key) if isinstance(child, Question) and child.prompt in prompts else -1
            )
        )
        if first and self.screen.focused is None:
            self.front()

    def front(self) -> None:
        """Begin with the first field."""
        if self.fields:
            self.fields[0].focus()

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._soon(SAVE_EVERY)

    def on_descendant_blur(self) -> None:
        """Who leaves a field has written what they wanted."""
        self._soon(0.0)

    @property
    def _unsaved(self) -> list[Field]:
        asked = (field for field in self.fields if field.prompt in self._prompts)
        return [field for field in asked if not field.is_too_long and field.dirty]

    @property
    def left_over(self) -> list[str]:
        """What stands in fields that cannot be saved: they are not asked any more, or hold too much."""
        lost = (field for field in self.fields if field.prompt not in self._prompts or field.is_too_long)
        return [field.text for field in lost if field.dirty]

    def _soon(self, seconds: float) -> None:
        # The timer that runs is left alone: restarted at every key it would never fire while somebody types.
        if self._timer is None and self._unsaved:
            self._timer = self.set_timer(max(seconds, 0.001), self._due)

    def _due(self) -> None:
        self._timer = None
        self._save()

    async def flush(self) -> None:
        """Have saved every field in which something stands that is not recorded."""
        await super().flush()
        self._save()

    def leave_alone(self) -> None:
        """Let what stands in the fields be saved as it stands: the form goes."""
        self._save()
        super().leave_alone()

    def _save(self) -> None:
        # What stands in the fields is looked at when its turn has come: then it is the newest. What is on its way
        # already is followed by what was typed since.
        if self._call() is None:
            return
        write = self.program.outbox.put(Write(self._call, self._words, key=self, scope=self.scope))
        if write in self._writes:
            self.program.outbox.changed()
        else:
            self._writes.append(write)
            write.done.add_done_callback(functools.partial(self._recorded, write))

    def _call(self) -> Save | None:
        fields = self._unsaved
        under_way = self._under_way
        typed = {field.prompt.key: field.sentences for field in fields}
        if not fields or typed == under_way:
            return None
        base = {field.prompt.key: under_way.get(field.prompt.key, field.base) for field in fields}
        call = self.saving(base, typed)
        return Save(call.function, call.arguments, call.keywords, typed)

    @property
    def _under_way(self) -> Mapping[str, Sentences]:
        """What is on its way into the database now, for each key."""
        calls = [write.sending for write in self._writes if not write.done.done()]
        return next((call.typed for call in calls if isinstance(call, Save)), {})

    def _words(self) -> str:
        return "\n".join(sentence for field in self._unsaved for sentence in field.sentences)

    def _recorded(self, write: Write, done: asyncio.Future[Any]) -> None:
        self._writes.remove(write)
        self._saves += 1
        if not self.is_attached:
            return
        if isinstance(error := done.exception(), Exception):
            self.post_message(self.Refused(in_a_line(error)))
            return
        if isinstance(write.sending, Save):
            # A server that was lost just when it had committed gives nothing back.
            result = done.result()
            recorded = write.sending.typed if result is None else self.saved(result)
            for field in self.fields:
                key = field.prompt.key
                if key in write.sending.typed:
                    field.base = write.sending.typed[key]
                    field.meet(recorded[key])
            self.post_message(self.Refused(""))
            self.post_message(self.Saved())
        self._soon(SAVE_EVERY)
