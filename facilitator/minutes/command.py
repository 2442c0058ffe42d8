"""Runs a command of the user's own with the minutes after a meeting, and keeps them whatever it does."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from facilitator.common.files import write_atomically
from facilitator.common.text import clean, clean_line, is_blank

MINUTES = "{minutes}"
"""What stands for the path of the minutes in a command."""
KEPT = 8192
"""The most bytes that are kept of what a command writes, the last ones, of its output and of its errors each."""
LINES = 12
"""The most lines of it that are shown, the last ones."""
LONGEST_LINE = 300
"""The most characters of one of these lines."""
LONGEST_NAME = 60
"""The most characters of the command itself where it is named."""
GRACE = 2.0
"""Seconds that a command has to end itself when it is told to; then it is ended."""
LOOK = 0.1
"""Seconds between two looks whether it is to be ended."""

_CONTROLS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?")


@dataclass(frozen=True, slots=True)
class Command:
    """A command as the settings have it, what it is told beside its environment, and how long it may take.

    The files are the minutes in their formats, absolute paths; the first is what it is about. It runs in their folder.
    """

    words: tuple[str, ...]
    files: tuple[Path, ...]
    environment: Mapping[str, str]
    seconds: float

    @property
    def name(self) -> str:
        """How it is called in a sentence."""
        return called(self.words)


@dataclass(frozen=True, slots=True)
class CommandOutcome:
    """How a command went.

    Attributes:
        problem: What went wrong, in words; empty where nothing did.
        output: The last lines that it wrote, its errors after the rest; cleaned.
        minutes: What it did to the minutes, a sentence for each file; none where it left them alone.
    """

    name: str
    seconds: float
    problem: str = ""
    output: str = ""
    minutes: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether it did what it was to do."""
        return not self.problem

    @property
    def line(self) -> str:
        """All of it in a line."""
        if self.problem:
            return f"✕ {self.name}: {self.problem}"
        return f"✓ ran: {self.name} ({self.seconds:.1f} s)"


def called(words: Sequence[str]) -> str:
    """Return how a command is called in a sentence: on one line, and not too long."""
    # The first words tell it, however long the rest is.
    name = clean_line(_CONTROLS.sub("", shlex.join(words)[: 20 * LONGEST_NAME]))
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def arguments(words: Sequence[str], minutes: Path) -> list[str]:
    """Return the command as the system takes it: no shell reads it, so a path of any characters stays one argument.

    `~/` at its beginning is the home folder. The minutes go where a word has `{minutes}`, else to the end.
    """
    program = str(Path(words[0]).expanduser()) if words[0].startswith("~/") else words[0]
    given = [program, *words[1:]]
    if not any(MINUTES in word for word in given):
        return [*given, str(minutes)]
    return [word.replace(MINUTES, str(minutes)) for word in given]


def shown(text: str) -> str:
    """Return what a program wrote, as a screen may show it: without controls, its last lines."""
    lines = clean(_CONTROLS.sub("", text)).rstrip().split("\n")[-LINES:]
    return "\n".join(line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…" for line in lines)


def run(command: Command, stop: threading.Event) -> CommandOutcome:
    """Run a command to its end, which is the time limit at the latest, and return how it went, whatever it does.

    It has no terminal and nothing to read. The minutes are looked at before and after: a file that is gone is written
    again, one that was changed is left as it is, since signing a file is a fair use. Once `stop` is set, the command is
    ended, with all that it has started.
    """
    before = _read(command.files)
    begun = time.monotonic()
    problem, output = _run(command, begun, stop)
    return CommandOutcome(command.name, time.monotonic() - begun, problem, output, tuple(_put_back(before)))


def _run(command: Command, begun: float, stop: threading.Event) -> tuple[str, str]:
    """Return what went wrong, and what it wrote."""
    try:
        process = subprocess.Popen(
            arguments(command.words, command.files[0]),
            cwd=command.files[0].parent,
            env={**os.environ, **command.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A group of its own, so that all of it can be ended; and no terminal, which belongs to the screen.
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return _no_start(command, error), ""
    assert process.stdout is not None  # noqa: S101  # it is a pipe
    assert process.stderr is not None  # noqa: S101  # the same
    output, errors = _Tail(process.stdout), _Tail(process.stderr)
    ended = ""
    try:
        while process.poll() is None:
            if stop.is_set():
                ended = "it was ended, as the program left"
            elif time.monotonic() - begun >= command.seconds:
                ended = f"it took longer than {command.seconds:g} s and was ended"
            if ended:
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LOOK)
    finally:
        # Also where the program itself is interrupted meanwhile.
        if process.poll() is None:
            _end(process)
    written, complained = output.text(), errors.text()
    text = "\n".join(filter(None, (written, complained)))
    if ended:
        return ended, text
    return _status(process.returncode, complained or written), text


class _Tail:
    """Keeps the end of what a command writes, reading it meanwhile so that the command never waits for that."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.kept = b""
        self.thread = threading.Thread(target=self._read, args=[pipe], name="after the meeting", daemon=True)
        self.thread.start()

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            while part := os.read(pipe.fileno(), 65536):
                self.kept = (self.kept + part)[-KEPT:]

    def text(self) -> str:
        """Return the last lines written, without waiting for what goes on in the background and holds the pipe."""
        self.thread.join(0.5)
        text = shown(self.kept.decode(errors="replace"))
        return "" if is_blank(text) else text


def _status(status: int, written: str) -> str:
    if not status:
        return ""
    if status < 0:
        try:
            how = f"it was ended by {signal.Signals(-status).name}"
        except ValueError:
            how = f"it was ended by signal {-status}"
    else:
        how = f"exit status {status}"
    last = written.rpartition("\n")[2].strip()
    return f"{how}: {last}" if last else how


def _no_start(command: Command, error: OSError | ValueError) -> str:
    words = getattr(error, "strerror", None) or str(error)
    if isinstance(error, FileNotFoundError):
        words = "there is no such command" if command.files[0].parent.is_dir() else "the folder of minutes is gone"
    return f"it could not be started, {words}; correct after_meeting in the settings file"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started, first politely, then by force."""
    if _signal(process, signal.SIGTERM):
        end = time.monotonic() + GRACE
        while time.monotonic() < end and (process.poll() is None or _signal(process, 0)):
            # A process can be waited for, a group only be looked at.
            time.sleep(0.02)
        _signal(process, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)


def _signal(process: subprocess.Popen[bytes], number: int) -> bool:
    """Send a signal to the whole group; return False if nobody is left in it."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _read(files: Sequence[Path]) -> dict[Path, bytes]:
    contents = {}
    for file in files:
        try:
            contents[file] = file.read_bytes()
        except OSError:  # what is not there cannot be put back
            continue
    return contents


def _put_back(before: Mapping[Path, bytes]) -> list[str]:
    """Return sentences on what became of the files, having written again those that are gone."""
    sentences = []
    for file, data in before.items():
        try:
            if file.read_bytes() != data:
                sentences.append(f"it changed {file.name}, which stays as it is now")
            continue
        except FileNotFoundError:
            pass
        except OSError as error:
            sentences.append(f"it left {file} so that it cannot be read: {error.strerror}")
            continue
        try:
            write_atomically(file, data)
        except OSError as error:
            sentences.append(f"it took {file.name} away, which cannot be written again: {error.strerror}")
        else:
            sentences.append(f"it took {file.name} away; it has been written again")
    return sentences
