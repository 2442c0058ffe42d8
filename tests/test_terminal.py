"""The program in a real pseudo-terminal: killed, started again, left."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from facilitator.meeting import running
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.store import drafts as store_drafts
from facilitator.store.database import Database
from facilitator.tables.people import Person, Unit

PATIENCE = 30.0


class Terminal:
    """A program in a pseudo-terminal of 80 columns and 24 lines."""

    def __init__(self, *arguments: str) -> None:
        self.output = b""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execv(sys.executable, [sys.executable, "-m", "facilitator", *arguments])  # noqa: S606  # no shell is meant
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def read(self, seconds: float = 0.05) -> None:
        """Take what the program writes; a full pseudo-terminal would stop it."""
        while select.select([self.terminal], [], [], seconds)[0]:
            try:
                self.output += os.read(self.terminal, 65536)
            except OSError:
                return
            seconds = 0

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self.terminal, keys.encode())

    def until(self, condition: Callable[[], object]) -> None:
        """Let it work until the condition holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, self.output[-3000:].decode(errors="replace")
            self.read()

    def kill(self) -> None:
        """As a battery does that is taken out."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def status(self) -> int:
        """The exit status, once it has left."""
        end = time.monotonic() + PATIENCE
        while True:
            found, status = os.waitpid(self.pid, os.WNOHANG)
            if found:
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < end, self.output[-3000:].decode(errors="replace")
            self.read()


@contextmanager
def program(*arguments: str) -> Iterator[Terminal]:
    """The program, gone at the end whatever happens."""
    terminal = Terminal(*arguments)
    try:
        yield terminal
    finally:
        try:
            os.kill(terminal.pid, signal.SIGKILL)
            os.waitpid(terminal.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(terminal.terminal)


@pytest.fixture
def team(home: Path) -> Database:
    """Two people, where the program looks by itself."""
    database = Database(f"sqlite:///{home / 'facilitator.db'}")
    database.upgrade()
    with database.writing() as session:
        unit = Unit(name="Platform")
        session.add(unit)
        session.flush()
        session.add_all([Person(name=name, unit_id=unit.id) for name in ("Ada", "Grace")])
    return database


def told(database: Database) -> dict[str, Any]:
    """The newest meeting's JSON minutes; empty before there is one."""
    live = running.running(database)
    number = live.id if live is not None else 1
    try:
        found: dict[str, Any] = json.loads(minutes_json.as_json(minutes_reading.read(database, number)))
    except LookupError:
        return {}
    return found


def position(database: Database) -> dict[str, Any]:
    """Where the meeting stands."""
    return told(database).get("position") or {}


def test_killed_at_any_moment_it_goes_on_at_the_same_second(team: Database) -> None:
    with program("standup", "Platform") as terminal:
        terminal.until(lambda: position(team).get("step") == 0)
        terminal.until(lambda: b"here" in terminal.output)
        terminal.press("n")
        terminal.until(lambda: position(team).get("step") == 1)
        terminal.press("n")
        terminal.until(lambda: position(team).get("speaker") == "Ada")
        terminal.press("d")
        terminal.until(lambda: b"Decision" in terminal.output)
        terminal.press("ship it\r")
        terminal.until(lambda: told(team)["decisions"])
        terminal.until(lambda: position(team)["speaker_seconds"] >= 1)
        before = position(team)["speaker_seconds"]
        killed = time.monotonic()
        terminal.kill()
    with program("standup", "Platform") as terminal:
        terminal.until(lambda: b"Ada" in terminal.output)
        now = position(team)
        gone = time.monotonic() - killed
        assert now["speaker"] == "Ada"
        assert before + int(gone) <= now["speaker_seconds"] <= before + gone + 2
        assert [one["text"] for one in told(team)["decisions"]] == ["ship it"]
        terminal.press(".")
        terminal.until(lambda: position(team)["speaker"] == "Grace")
        terminal.press("e")
        terminal.until(lambda: b"End the meeting" in terminal.output)
        terminal.press("y")
        terminal.until(lambda: told(team)["state"] == "ended")
        terminal.until(lambda: b".md" in terminal.output)
        terminal.press("\x11")
        assert terminal.status() == 0


def test_a_term_signal_leaves_cleanly_and_keeps_what_was_typed(team: Database) -> None:
    with program("standup", "Platform") as terminal:
        terminal.until(lambda: position(team).get("step") == 0)
        terminal.until(lambda: b"here" in terminal.output)
        terminal.press("d")
        terminal.until(lambda: b"Decision" in terminal.output)
        terminal.press("half a thought")
        terminal.until(lambda: store_drafts.load(team, "meeting 1"))
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.status() == 0
    assert store_drafts.load(team, "meeting 1") == {"decision": "half a thought"}


def test_a_byte_that_is_no_text_does_not_end_the_program(team: Database) -> None:
    with program("standup", "Platform") as terminal:
        terminal.until(lambda: position(team).get("step") == 0)
        terminal.until(lambda: b"here" in terminal.output)
        os.write(terminal.terminal, b"\xff\xfe")
        terminal.press("n")
        terminal.until(lambda: position(team).get("step") == 1)


@pytest.mark.usefixtures("team")
def test_without_a_terminal_it_says_so() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "facilitator", "standup", "Platform"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "terminal" in done.stderr
    assert "Traceback" not in done.stderr
