"""Asks where an objective comes from: that is chosen rather than typed (METHOD M5)."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from facilitator.common.text import clean_line
from facilitator.okr import reading
from facilitator.okr.views import RequestView, Supported
from screens.okrs.lines import NO_SOURCE, SOURCES, lines, link, text
from screens.okrs.recording import Recording
from screens.widgets.questions import Pick
from screens.widgets.safe import Static

Source = tuple[str | None, Supported | None, RequestView | None]
"""The source, what is supported, and the request that is answered."""


class Choice(Static, can_focus=True):
    """Something chosen rather than typed: `enter` or a click asks, the arrows go round."""

    DEFAULT_CSS = """
    Choice { height: auto; padding: 0 1; background: $surface; }
    Choice:focus { background: $primary 15%; text-style: bold; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "screen.choose", "choose", id="okr_editor.choose"),
        Binding("right,l", "screen.turn(1)", "another source", id="okr_editor.turn"),
        Binding("left,h", "screen.turn(-1)", "previous source", show=False, id="okr_editor.turn_back"),
    ]

    async def on_click(self) -> None:
        await self.run_action("screen.choose")


async def ask(screen: Recording) -> object:
    """Ask what the objective of that screen comes from; return what was picked, None where nothing was."""
    objective = screen.objective
    supportable = await screen.program.ask(reading.supportable, objective.cycle_id, objective.id or None)
    requests = await screen.program.ask(reading.open_requests, objective.owner_kind, objective.owner_id)
    choices: list[tuple[object, str]] = [("own", "own initiative, from the job"), ("none", "supports nothing above it")]
    choices += [(request, clean_line(f"? {request.from_} asks: {request.what}")) for request in requests]
    kinds = {"objective": "O   ", "key_result": "  KR  "}
    choices += [(row, clean_line(f"{kinds[row.kind]}{row.title}  {row.owner}")) for row in supportable]
    return await screen.app.push_screen_wait(Pick("Where does it come from? What does it support?", choices))


def choose(chosen: object, source: str | None, supports: Supported | None, request: RequestView | None) -> Source:
    """Return what the source is, when that was chosen."""
    if isinstance(chosen, Supported):
        return source or "leader", chosen, request
    if isinstance(chosen, RequestView):
        return "request", supports, chosen
    return ("own", supports, None) if chosen == "own" else (source, None, request)


def describe(source: str | None, supports: Supported | None, request: RequestView | None) -> Content:
    """Return where an objective comes from, and what it supports, as its field shows it."""
    words = SOURCES.get(source or "", NO_SOURCE)
    parts = [text(("Source  ", "bold"), (f"◂ {words} ▸", ""), ("  enter chooses what it supports", "dim"))]
    if supports is not None:
        parts.append(text(("  supports ", "dim"), link(supports)))
    if request is not None:
        parts.append(text(("  asked by ", "dim"), clean_line(f"{request.from_}: {request.what}")))
    return lines(parts)
