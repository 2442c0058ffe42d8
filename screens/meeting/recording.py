"""Records what happens in a meeting on the screen, and reads what others have recorded."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from textual import on

from facilitator.common.errors import FacilitatorError, LateError, RefusedError, TakenBackError
from facilitator.meeting import moving
from facilitator.meeting.moving import Press
from facilitator.meeting.running import Live
from facilitator.steps import shown
from facilitator.steps.shown import Shown
from screens.base import BaseScreen
from screens.connection.calls import Call
from screens.connection.outbox import PATIENCE, Write
from screens.errors import sentence
from screens.meeting.entry import EntryField
from screens.steps.panel import Panel

AFTER_THE_END = "the meeting has ended, and its minutes stay as they are; x in the minutes corrects them"


@dataclass(slots=True, eq=False)
class _Move:
    """A move of the meeting that is on its way into the database, or `written` and not read yet."""

    function: Callable[..., Live]
    arguments: tuple[Any, ...]
    press: Press
    written: bool = False


class MeetingRecording(BaseScreen):
    """The part of a meeting's screen that reads and records.

    Args:
        meeting: As it was read first.
    """

    def __init__(self, meeting: Shown) -> None:
        super().__init__()
        self.shown = self._as_read = meeting
        self._position = meeting.live.position()
        self._moves: list[_Move] = []

    def show(self) -> None:
        raise NotImplementedError

    @property
    def _entry(self) -> EntryField:
        """The one field."""
        return self.query_one(EntryField)

    @property
    def scope(self) -> str:
        """The meeting: what is said in it is shown in it."""
        return f"meeting {self.shown.live.id}"

    def on_changed(self) -> None:
        """Read the meeting anew: somebody recorded something."""
        self.run_worker(self.read_in_turn(self._read_once))

    async def _read_once(self) -> None:
        self._as_read = await self.program.ask(shown.read, self._as_read.live.id)
        self._moves = [move for move in self._moves if not move.written]
        self._foresee()

    def _foresee(self) -> None:
        """Show the meeting as it was read, and with it the moves that are on their way into the database."""
        live = self._as_read.live
        for move in self._moves:
            live = moving.foresee(live, move.function, move.arguments, move.press)
        self.shown = replace(self._as_read, live=live)
        self.show()

    async def _record(self, function: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        came = await self.record(function, *arguments, **keywords)
        await self._read_once()
        return came

    def _move(self, function: Callable[..., Live], *arguments: Any) -> None:
        """Move the meeting on: the screen shows it at once, whatever the database does."""
        move = _Move(function, arguments, Press.on(self._position))
        self._moves.append(move)
        self._foresee()
        self.go(self._moved(move), patience=PATIENCE)

    async def _moved(self, move: _Move) -> None:
        meeting = self._as_read.live.id
        call = Call(move.function, (meeting, *move.arguments, move.press))
        try:
            await self.program.outbox.record(Write(call, scope=self.scope, passing=True))
        finally:
            # It is shown as foreseen until the meeting is read with it; also when another window was quicker.
            move.written = True
            if self.is_running:
                self.run_worker(self.read_in_turn(self._read_once))

    @on(Panel.Record)
    def _panel_records(self, event: Panel.Record) -> None:
        event.stop()
        if self._position.state == "ended":
            self.tell(AFTER_THE_END)
            event.settle(None, RefusedError(AFTER_THE_END))
            return
        self.go(self._panel_recorded(event), wait=True, patience=PATIENCE)

    async def _panel_recorded(self, record: Panel.Record) -> None:
        try:
            came = await self._written(record, self._put(record))
        except TakenBackError:
            return
        await self._read_once()
        record.settle(came)

    async def _written(self, record: Panel.Record, write: Write, seconds: float | None = None) -> Any:
        """Wait for a write of a panel's and return what came of it; the panel hears of it where it is refused."""
        try:
            return await self.program.outbox.wait(write, seconds)
        except TimeoutError:
            # It is still on its way.
            raise
        except Exception as error:
            record.settle(None, error)
            if isinstance(error, LateError):
                # Show what stands there now.
                self.run_worker(self.read_in_turn(self._read_once))
            raise

    def _put(self, record: Panel.Record, line: str = "") -> Write:
        call = Call(record.function, record.arguments, record.keywords)
        return self.program.outbox.put(Write(call, line, scope=self.scope, secret=record.secret, undoable=True))

    async def _take(self, asking: Panel.Ask, line: str) -> bool:
        """Record what was typed; what cannot be recorded stays in the field."""
        begun, prompt = time.monotonic(), asking.prompt
        try:
            if self._position.state == "ended":
                raise RefusedError(AFTER_THE_END)
            record = asking.then(line)
            write = self._put(record, line)
            try:
                came = await self._written(record, write, PATIENCE)
            except TimeoutError:
                self.run_worker(self._taken(asking, line, record, write))
                return True
        except FacilitatorError as error:
            # A notification would cover the question that says it already.
            if asking.prompt == prompt:
                self.tell(str(error))
            return False
        await self._settled_in_time(record, came, begun + PATIENCE - time.monotonic())
        return True

    async def _taken(self, asking: Panel.Ask, line: str, record: Panel.Record, write: Write) -> None:
        """See a line into the database that could not be recorded at once; a refused one is back in its field."""
        try:
            came = await self._written(record, write)
        except TakenBackError:
            return
        except Exception as error:  # noqa: BLE001  # whatever it is, the words are kept
            if self._entry.put_back(asking, line):
                kept = "the words stand in the field when you open it again"
            else:
                self.program.outbox.keep(line, self.scope)
                kept = "the words are in the rescue file"
            self.tell(f"not recorded: {sentence(error)}; {kept}", severe=True)
            await self._read_once()
            return
        await self._read_once()
        record.settle(came)

    async def _settled_in_time(self, record: Panel.Record, came: Any, seconds: float) -> None:
        """Show what was recorded before the keys behind it are looked at, if it takes no longer than that."""
        done = asyncio.Event()
        self.run_worker(self._settle(record, came, done))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                await done.wait()

    async def _settle(self, record: Panel.Record, came: Any, done: asyncio.Event) -> None:
        try:
            await self._read_once()
            record.settle(came)
        finally:
            done.set()
