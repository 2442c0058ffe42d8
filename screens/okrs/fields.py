"""Defines the fields in which an OKR is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from facilitator.common.errors import RefusedError
from facilitator.common.text import clean_line, is_blank, number
from facilitator.okr.coach.objective import KeyResultText
from facilitator.okr.figures import number_of, of_title
from facilitator.okr.views import KeyResultView
from screens.okrs.lines import lines, text
from screens.widgets.area import Area
from screens.widgets.field import LineField
from screens.widgets.safe import Static

NUMBERS = ("start", "target", "current", "confidence")
"""The fields of a key result that take a number."""
NAMES = ("title", "start", "target", "current", "unit", "confidence")
"""The fields of a key result, in their order."""
_LABELS = {"start": "from", "target": "to", "current": "now", "unit": "unit", "confidence": "sure 1–10"}


RECORDED = object()
"""Stands for what a field has just recorded, until that is read."""


class RecordedLine(LineField):
    """A field of one line.

    Attributes:
        base: What is recorded.
        stood: The same as the database has it; while something is typed, what stood there before.
    """

    # A field of one line scrolls nowhere.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.row(1)", id="okr_editor.row_next"),
        Binding("up", "screen.row(-1)", id="okr_editor.row_before"),
    ]

    def __init__(self, *, placeholder: str = "", **keywords: Any) -> None:
        super().__init__(placeholder=placeholder, compact=True, **keywords)
        self.base = ""
        self.stood: Any = RECORDED

    @property
    def dirty(self) -> bool:
        """Whether something stands in it that is not recorded."""
        return self.value != self.base

    def meet(self, recorded: str, stands: Any) -> None:
        """Take over what is recorded, in words and as the database has it; what somebody is typing stays."""
        typed = self.dirty
        if not typed or self.stood is RECORDED:
            self.stood = stands
        self.base = recorded
        if not typed and self.value != recorded:
            self.value = recorded

    def put(self, text: str) -> None:
        """Put that into the field, as if it was typed."""
        self.value = text
        self.cursor_position = len(text)


class RecordedText(Area):
    """A field of many lines."""

    DEFAULT_CSS = "RecordedText { height: auto; min-height: 1; max-height: 6; border: none; padding: 0 1; }"

    def __init__(self, placeholder: str = "why, and what will be different", *, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, placeholder=placeholder)
        self.base = ""
        self.stood: Any = RECORDED

    @property
    def dirty(self) -> bool:
        """Whether something stands in it that is not recorded."""
        return self.text.strip() != self.base

    @property
    def value(self) -> str:
        """What stands in it."""
        return self.text

    def meet(self, recorded: str) -> None:
        """Take over what is recorded; what somebody is typing stays."""
        typed = self.dirty
        if not typed or self.stood is RECORDED:
            self.stood = recorded
        self.base = recorded.strip()
        if not typed and self.text.strip() != self.base:
            self.load_text(recorded)

    def put(self, text: str) -> None:
        """Put that into the field, as if it was typed."""
        self.load_text(text)

    def action_cursor_down(self, select: bool = False) -> None:
        """Go down, and from the last line on to what follows."""
        if select or not self.cursor_at_last_line:
            super().action_cursor_down(select)
        else:
            self.screen.focus_next()

    def action_cursor_up(self, select: bool = False) -> None:
        """Go up, and from the first line to what stands before."""
        if select or not self.cursor_at_first_line:
            super().action_cursor_up(select)
        else:
            self.screen.focus_previous()


def settle(field: RecordedLine | RecordedText, value: str) -> None:
    """Take that as recorded, out of this field."""
    field.base = value.strip() if isinstance(field, RecordedText) else value
    field.stood = RECORDED


class KeyResultFields(Vertical):
    """One key result: its words, the figures below or beside them, and its description where there is one.

    The key result is None where it is still to be written; its place counts from 1.
    """

    DEFAULT_CSS = """
    KeyResultFields { height: auto; }
    KeyResultFields > .words, KeyResultFields > .figures { height: 1; width: 1fr; }
    KeyResultFields .place { width: 4; }
    KeyResultFields .label { width: auto; padding: 0 1; color: $text-muted; }
    KeyResultFields .label-start { padding-left: 4; }
    KeyResultFields .title, KeyResultFields .unit { width: 1fr; }
    KeyResultFields .start, KeyResultFields .target, KeyResultFields .current { width: 1fr; max-width: 14; }
    KeyResultFields .unit { max-width: 20; }
    KeyResultFields .confidence { width: 5; }
    KeyResultFields .description { display: none; margin-left: 4; }
    KeyResultFields.described .description, KeyResultFields.here .description { display: block; }
    KeyResultFields .was { height: auto; padding-left: 4; color: $text-warning; display: none; }
    """

    def __init__(self, key_result: KeyResultView | None, place: int) -> None:
        super().__init__()
        self.key_result = key_result
        self._place = place
        self.fields = {name: RecordedLine(classes=name) for name in NAMES}
        self.fields["title"].placeholder = "a key result: … from 9 to 2 days"
        self.fields["title"].tells_lines = True
        self.description = RecordedText("what counts, and where the figure comes from")
        self.description.add_class("description")
        self._filled: dict[str, str] = {}
        self._label = Static(classes="place", markup=False)
        self._was = Static(classes="was", markup=False)

    def compose(self) -> ComposeResult:
        with Horizontal(classes="words"):
            yield self._label
            yield self.fields["title"]
        with Horizontal(classes="figures"):
            for name in NAMES[1:]:
                yield Static(_LABELS[name], classes=f"label label-{name}", markup=False)
                yield self.fields[name]
        yield self.description
        yield self._was

    def on_mount(self) -> None:
        self.number(self._place)
        self.meet(self.key_result)

    def on_descendant_focus(self) -> None:
        """Show the description: who writes here can describe it too."""
        self.add_class("here")

    def on_descendant_blur(self) -> None:
        """Hide an empty description, which takes no room elsewhere."""
        # The focus may have gone on within this key result, and what hides loses it.
        focused = self.screen.focused
        self.set_class(focused is not None and self in focused.ancestors, "here")
        self.set_class(not is_blank(self.description.text), "described")

    def number(self, place: int) -> None:
        """Show its number, from 1."""
        self._place = place
        self._label.update(text((f" {place}  " if self.key_result or self.dirty else " +  ", "dim")))

    @property
    def all(self) -> dict[str, RecordedLine | RecordedText]:
        """All fields by their names: those of one line, then the description."""
        return {**self.fields, "description": self.description}

    @property
    def dirty(self) -> bool:
        """Whether something stands in it that is not recorded."""
        return any(field.dirty for field in self.all.values())

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return self.key_result is None and all(is_blank(field.value) for field in self.all.values())

    @property
    def typed(self) -> Iterator[tuple[str, str]]:
        """What is not recorded, field by field."""
        return ((name, field.value) for name, field in self.all.items() if field.dirty)

    def meet(self, key_result: KeyResultView | None) -> None:
        """Take over what is recorded; what somebody is typing stays."""
        self.key_result = key_result
        if key_result is None:
            return
        for name, field in self.fields.items():
            value = getattr(key_result, name)
            recorded = "" if value is None else number(float(value)) if name in NUMBERS else clean_line(str(value))
            field.meet(recorded, value)
        self.description.meet(key_result.description)
        self.set_class(bool(key_result.description), "described")
        known = {"owner": key_result.own_owner, "agreed as": key_result.agreed_title}
        parts = [text((f"{label}  ", "bold"), clean_line(words)) for label, words in known.items() if words]
        self._was.display = bool(parts)
        self._was.update(lines(parts))

    def settle(self, typed: dict[str, str]) -> None:
        """Take what was typed as recorded; what was typed meanwhile still is to be."""
        for name, value in typed.items():
            settle(self.all[name], value)

    def values(self) -> dict[str, Any]:
        """Return what is to be recorded of it.

        Raises:
            RefusedError: There is no figure where one must be; the message names it.
        """
        values: dict[str, Any] = {}
        for name, value in self.typed:
            if name not in NUMBERS:
                values[name] = value
                continue
            figure = number_of(value)
            if figure is None and not is_blank(value):
                raise RefusedError(f"“{clean_line(value)}” is not a number; write one such as 7 or 12.5")
            if name == "confidence" and figure is not None:
                if figure != int(figure):
                    raise RefusedError("confidence is a whole number from 1 to 10; 5 is half sure, very hard")
                figure = int(figure)
            values[name] = figure
        return values

    @property
    def written(self) -> KeyResultText:
        """As it stands in the fields, for the coach."""
        start, target, current = (number_of(self.fields[name].value) for name in NUMBERS[:3])
        title, unit = self.fields["title"].value, self.fields["unit"].value
        return KeyResultText(title, start, target, current, unit, id=self.key_result.id if self.key_result else None)

    @on(Input.Changed, ".title")
    def _reads_figures(self, event: Input.Changed) -> None:
        """Fill in the figures that the words say; a figure that was typed stays."""
        if self.fields["title"].has_focus:
            self._fill(event.value)

    def _fill(self, title: str) -> None:
        figures = of_title(title)
        words = {
            "start": "" if figures.start is None else number(figures.start),
            "target": "" if figures.target is None else number(figures.target),
            "unit": figures.unit,
        }
        if any(self.fields[name].value not in ("", self._filled.get(name)) for name in words):
            return
        for name, value in words.items():
            if self.fields[name].value != value and (self._filled or figures.target is not None):
                self.fields[name].value = value
        self._filled = words if figures.target is not None else {}

    def put_title(self, title: str) -> None:
        """Put that into the field for the words, as if it was typed."""
        self.fields["title"].put(title)
        self._fill(title)
