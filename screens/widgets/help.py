"""Shows all the keys that work now in a box over the screen, finds them as one types, and does what is selected."""

from __future__ import annotations

from typing import ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from facilitator.common.names import plain
from screens.actions import ActiveAction, active_actions, by_title, elsewhere
from screens.connection.guard import Guarded
from screens.widgets.field import LineField
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

KEYS = 12
"""Cells for the keys, left of what they do."""
LEAST = 12
"""Rows that the box has in the smallest windows, whatever it covers."""


class _Find(LineField):
    """What is typed to find a key; arrows move in the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.move(-1)", show=False, system=True),
        Binding("down", "screen.move(1)", show=False, system=True),
        Binding("pageup", "screen.move(-10)", show=False, system=True),
        Binding("pagedown", "screen.move(10)", show=False, system=True),
    ]

    def on_key(self, event: events.Key) -> None:
        """Close it with the key that opened it: no key and no action has it in its words."""
        if event.character in ("?", "？"):
            event.stop()
            event.prevent_default()
            cast(Help, self.screen).dismiss(None)


class Help(Guarded, ModalScreen[ActiveAction | None]):
    """The keys of the screen that was up when help was asked for; it gives back which one shall be done.

    It stands below the clock of a meeting, which goes on in sight.
    """

    DEFAULT_CSS = """
    Help { align: center bottom; }
    Help > Vertical { width: 76; max-width: 96%; height: auto; margin-bottom: 1; padding: 0 1; background: $surface;
                      border: round $primary; }
    Help _Find { height: 1; border: none; padding: 0; background: $boost; }
    Help Rows { height: auto; }
    Help #close { height: 1; color: $text-muted; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Close", id="help.close", system=True),
    ]

    def __init__(self, below: Screen[object]) -> None:
        super().__init__()
        self._titled = by_title(active_actions(below))
        for title, actions in by_title(elsewhere(below)).items():
            self._titled.setdefault(f"{title}, after tab", actions)
        # What is above this line shall stay in sight: of a meeting the clock.
        self._free = max((clock.region.bottom for clock in below.query("#time")), default=1)
        self._actions: list[ActiveAction] = []

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Keys that work now"
            yield _Find(placeholder="type to find one", compact=True)
            yield Rows()
            yield Static("enter does it, esc closes; ctrl+p has everything else", id="close", markup=False)

    def on_mount(self) -> None:
        self._show("")

    def on_resize(self) -> None:
        self._fit()
        # What is selected is marked as wide as the list will be.
        self.call_after_refresh(self._mark)

    def _fit(self) -> None:
        rows = self.query_one(Rows)
        # Without the field, the line below, the edge, and the footer of the screen.
        room = max(LEAST, self.size.height - self._free - 1) - 4
        rows.styles.height = max(1, min(room, len(rows.rows)))

    def _show(self, wanted: str) -> None:
        """Show the keys in which all that is typed stands."""
        parts = plain(wanted).split()
        rows: list[Row] = []
        self._actions = []
        for title, actions in self._titled.items():
            matches = [action for action in actions if all(part in _words_of(action, title) for part in parts)]
            if matches:
                rows.append(Row(Content.styled(title, "bold $primary")))
            for action in matches:
                rows.append(Row(_line(action), len(self._actions), KEYS + 4))
                self._actions.append(action)
        shown = self.query_one(Rows)
        shown.show(rows or [Row(Content.styled("No match", "$muted"))])
        shown.select(0 if self._actions else None)
        self._mark()
        self._fit()

    @on(Rows.Selected)
    def _mark(self) -> None:
        """Mark the selected line: the focus is in the field, and so the list shows none itself."""
        rows = self.query_one(Rows)
        # What is typed goes on finding, wherever the mouse was.
        self.query_one(_Find).focus()
        marked = []
        for row in rows.rows:
            content = _line(self._actions[row.id]) if isinstance(row.id, int) else row.content
            if row.id is not None and row.id == rows.selected:
                content = content.pad_right(max(0, rows.size.width - 1 - content.cell_length))
                content = Content.assemble(("▌", "$primary"), content[1:]).stylize_before("on $primary 25%")
            marked.append(Row(content, row.id, row.indent))
        rows.show(marked)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted)
    def _run(self) -> None:
        selected = self.query_one(Rows).selected
        if isinstance(selected, int):
            self.dismiss(self._actions[selected])

    def on_click(self, event: events.Click) -> None:
        """Do what is clicked twice; a click beside the box closes it."""
        if event.widget is self:
            self.dismiss(None)
        elif event.chain == 2 and isinstance(event.widget, Rows):
            self._run()

    def action_move(self, by: int) -> None:
        self.query_one(Rows).action_move(by)


def _words_of(action: ActiveAction, title: str) -> str:
    return plain(" ".join((*action.keys, action.words, action.about, title)))


def _line(action: ActiveAction) -> Content:
    keys = action.keys[0] if action.keys[0].isdecimal() else "  ".join(action.keys)
    return Content.assemble((f"  {keys:<{KEYS}}", "bold"), f"  {action.about}")
