"""Shows the keys at the foot of a screen: what is waited for, what can be done and recorded, the clock, leaving."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen

from screens.actions import LEAVE, PARTS, ActiveAction, active_actions
from screens.widgets import safe
from screens.widgets.lines import Lines

BETWEEN_PARTS = " │ "
BETWEEN = "  "
HELP = "app.help"
NEAR = 3
"""The place of what the step can do in the order of what matters."""
LESS = 5
"""From this place on in the order of what matters, keys stand there only where there is room for all others."""
MANY = 4
"""Cells kept free for the number of keys that have no room."""


@dataclass(frozen=True, eq=False)
class KeyUnit:
    """Actions that stand in the footer together, with one word for all where they are many."""

    actions: tuple[ActiveAction, ...]

    @cached_property
    def part(self) -> int:
        """The place of its part in the footer."""
        return PARTS.index(self.actions[0].part)

    @property
    def words(self) -> str:
        first = self.actions[0]
        return first.shared if len(self.actions) > 1 else first.words

    @cached_property
    def keys(self) -> str:
        return keys_together([action.keys[0] for action in self.actions])

    @cached_property
    def width(self) -> int:
        return cell_len(f"{self.keys} {self.words}")

    @property
    def apart(self) -> tuple[KeyUnit, ...]:
        """Its actions, each with its own word."""
        return tuple(KeyUnit((action,)) for action in self.actions)


def keys_together(keys: list[str]) -> str:
    """Return keys that share a word: `1-4` for figures in a row, else the first two."""
    figures = [int(key) or 10 for key in keys if key.isdecimal()]
    if len(figures) == len(keys) > 2 and figures == list(range(figures[0], figures[0] + len(figures))):
        return "0-9" if figures[-1] == 10 else f"{keys[0]}-{keys[-1]}"
    return " ".join(keys[:2])


class KeyFooter(Lines):
    """The keys that work now, in parts, and how many of them have no room; a click does the same as the key.

    What it shows is worked out when keys change, once for many changes, and painted only where it is another.
    """

    DEFAULT_CSS = """
    KeyFooter { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[int, int, ActiveAction]] = []
        self._to_be_looked_at = False
        self._seen: object = None
        """What was there when it was worked out last."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[object]) -> None:
        if not self._to_be_looked_at:
            self._to_be_looked_at = True
            self.call_next(self.look)

    def on_resize(self) -> None:
        self.look()

    def look(self) -> None:
        """Show what works now."""
        self._to_be_looked_at = False
        if self.size.width and self.is_attached:
            actions = active_actions(self.screen)
            seen = self.size.width, [(action.keys, action.words, action.run) for action in actions]
            if seen != self._seen:
                self._seen = seen
                self.update(safe.content(self, self._draw, actions))

    def _draw(self, actions: list[ActiveAction]) -> Content:
        units, hidden = choose(actions, self.size.width)
        last = len(PARTS) - 1
        end = self._part([unit for unit in units if unit.part == last], 0, hidden)
        self._places = []
        text = Content("")
        for place, of_part in groupby((unit for unit in units if unit.part < last), key=lambda unit: unit.part):
            before = Content.assemble(text, (BETWEEN_PARTS, "$muted")) if text and place else text
            text = before.append(self._part(of_part, before.cell_length))
        # Leaving and all keys have their place at the right end.
        gap = max(0, self.size.width - end.cell_length - text.cell_length - (len(BETWEEN_PARTS) if text else 0))
        before = Content.assemble(text, " " * gap, (BETWEEN_PARTS, "$muted")) if text else Content(" " * gap)
        return before.append(self._part([unit for unit in units if unit.part == last], before.cell_length, hidden))

    def _part(self, units: Iterable[KeyUnit], start: int, hidden: int = 0) -> Content:
        text = Content("")
        for unit in units:
            if text:
                text = text.append(BETWEEN)
            at = start + text.cell_length
            text = text.append(Content.assemble((unit.keys, "bold $primary"), f" {unit.words}"))
            for action in unit.actions if unit.keys == " ".join(action.keys[0] for action in unit.actions) else ():
                width = cell_len(action.keys[0])
                self._places.append((at, at + width, action))
                at += width + 1
            self._places.append((at, start + text.cell_length, unit.actions[0]))
        if hidden:
            text = Content.assemble(text, (f"{' ' if text else ''}+{hidden}", "$muted"))
        return text

    async def on_click(self, event: events.Click) -> None:
        """Do what the key does."""
        column = event.x - self.styles.padding.left
        for start, end, action in self._places:
            if start <= column < end:
                await self.app.run_action(action.run[0], action.run[1])
                break


def choose(actions: list[ActiveAction], width: int) -> tuple[list[KeyUnit], int]:
    """Return what has room in that width, from left to right, and how many keys have none.

    All keys and what is waited for come first, then leaving, what the step can do, and everything else by its
    importance. Neighbours that share a word stand together, and apart where there is room for all.
    """
    units = _units([action for action in actions if action.in_footer])
    places = [action for unit in units for action in unit.actions]
    ordered = sorted(units, key=_rank)
    first = [unit for unit in ordered if _rank(unit)[0] < LESS]
    kept: list[KeyUnit] = []
    # What matters comes apart before what matters less is there at all.
    for more in (first, ordered[len(first) :]):
        fits = True
        for unit in more:
            whole = sum(len(other.actions) for other in (*kept, unit)) == len(places)
            if _width([*kept, unit]) + (0 if whole else MANY) <= width:
                kept.append(unit)
            else:
                fits = False
        for unit in list(kept) if fits else ():
            apart = [other for other in kept if other is not unit] + list(unit.apart)
            matters = more is not first or _rank(unit)[0] <= NEAR
            if matters and len(unit.actions) > 1 and _width(apart) + MANY <= width:
                kept = apart
    kept.sort(key=lambda unit: (unit.part, unit.actions[0].run[0] == HELP, places.index(unit.actions[0])))
    return kept, len(places) - sum(len(unit.actions) for unit in kept)


def _units(actions: list[ActiveAction]) -> list[KeyUnit]:
    """Put neighbours that share a word together."""
    together: dict[tuple[object, ...], list[ActiveAction]] = {}
    for index, action in enumerate(actions):
        # Where an action of another's does the same here, its words stand once.
        own = (action.shared, action.group.name, id(action.run[1])) if action.shared else (index,)
        together.setdefault(own, []).append(action)
    return [KeyUnit(tuple(of)) for of in together.values()]


def _rank(unit: KeyUnit) -> tuple[int, int]:
    first = unit.actions[0]
    near = not isinstance(first.run[1], Screen) and not first.group.common
    if first.run[0] == HELP:
        order = 0
    elif first.part == "wait":
        order = 1
    elif first.part == "leave" and 1 < first.footer <= LEAVE:
        order = 2
    elif first.footer:
        order = NEAR if near else NEAR + 1
    else:
        order = LESS if near else LESS + 1
    return order, -max(action.footer for action in unit.actions)


def _width(units: list[KeyUnit]) -> int:
    """Return the cells that units take side by side."""
    of_parts = [[unit.width for unit in units if unit.part == place] for place in range(len(PARTS))]
    parts = [sum(widths) + len(BETWEEN) * (len(widths) - 1) for widths in of_parts if widths]
    return sum(parts) + len(BETWEEN_PARTS) * (len(parts) - 1)
