"""Copies the minutes of a meeting, opens them in an editor, writes them in a format and hands them to a command."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from textual.app import SuspendNotSupported

from facilitator.common import settings
from facilitator.meeting import moving
from facilitator.minutes import compare as minutes_compare
from facilitator.minutes import files as minutes_files
from facilitator.minutes.files import WrittenMinutes
from screens.program import Program
from screens.widgets.questions import Pick, YesNo

MOST_COPIED = 74_994
"""The most bytes sent to a clipboard: many terminals take a sequence of 100,000 bytes, in base64, and no longer one."""
FORMS = {
    "md": "Markdown, text to send",
    "html": "a page to send, to print, to read on a telephone",
    "docx": "Word",
    "pdf": "PDF",
    "csv": "actions, decisions and parked topics for a spreadsheet",
    "ics": "actions as tasks, and the next meeting, for a calendar",
    "json": "all of it, for other programs",
}


async def copy(program: Program, meeting: int) -> None:
    """Send the minutes to the clipboard."""
    page = await program.ask(minutes_compare.read, meeting)

    async def written() -> Path:
        return (await _left(program, meeting)).first

    await send(program, page.markdown, "the minutes", written)


async def send(program: Program, markdown: str, what: str, written: Callable[[], Coroutine[Any, Any, Path]]) -> None:
    """Send a text to the clipboard of the terminal, over ssh too; what it does with it nobody can know.

    `what` says what it is; `written` writes it into a file, where it is too long for a clipboard.
    """
    size = len(markdown.encode())
    if size > MOST_COPIED:
        program.tell(
            f"this has {_kilobytes(size)}, and terminals take no more than {_kilobytes(MOST_COPIED)} "
            f"to the clipboard; {what}: {await written()}",
            severe=True,
        )
        return
    program.copy_to_clipboard(markdown)
    how = "; inside tmux this needs: set -s set-clipboard on" if os.environ.get("TMUX") else ""
    program.tell(f"sent to the terminal's clipboard, as Markdown: {what} ({_kilobytes(size)}){how}")


async def edit(program: Program, meeting: int) -> None:
    """Open the file of the minutes in the user's editor; what the program has recorded stays as it is."""
    left = await _left(program, meeting)
    await open_in_editor(program, left.files["md"])


async def open_in_editor(program: Program, path: Path, changed: str = "") -> None:
    """Open a file in the user's editor, while the program stands still; `changed` is told where it was changed."""
    words = _editor()
    if not words:
        program.tell(f"no editor is known; set EDITOR, for instance to nano; the file is {path}", severe=True)
        return
    before = _content(path)
    try:
        with program.suspend():
            problem = _in_editor(words, path)
    except SuspendNotSupported:
        program.tell(f"an editor cannot be opened here; the file is {path}")
        return
    if problem:
        program.tell(f"{problem}; the file is {path}", severe=True)
    elif (after := _content(path)) is None:
        program.tell(f"{path} is gone; e writes it again")
    elif after != before:
        program.tell(changed or f"changed in {path} alone; what the program has recorded stays as it was")


async def export(program: Program, meeting: int) -> None:
    """Write the minutes in a form that is chosen; the one chosen last stands first."""
    forms = sorted(FORMS, key=lambda form: form != program.minutes_form)
    choices = [(form, f"{form:<5} {FORMS[form]}") for form in forms]
    form = await program.push_screen_wait(Pick("In which form?", choices))
    if not isinstance(form, str):
        return
    program.minutes_form = form
    folder = program.minutes_folder()
    done = await program.ask(minutes_files.export, meeting, folder, form)
    if done.kept:
        about = f"The file differs from the minutes, and what was changed in it would be gone: {done.path}"
        if not await program.push_screen_wait(YesNo("Write it again?", about)):
            return
        done = await program.ask(minutes_files.export, meeting, folder, form, over=True)
    for sentence in done.problems:
        program.tell(sentence)
    program.tell(f"the minutes are in {done.path}")


async def run(program: Program, meeting: int) -> None:
    """Run the command of the settings once more, with the minutes as they lie in the folder."""
    if (running := program.afterwards.running(meeting)) is not None:
        program.tell(running)
        return
    await program.ask(moving.make_final, meeting, early=True)
    left = await _left(program, meeting)
    if program.afterwards.command(left) is None:
        known = f"after_meeting in {settings.settings_file()} says it"
        program.tell(f"there is no command to run; {'the sample company has none' if program.demo else known}")
        return
    outcome = await program.afterwards.run(left)
    if outcome is not None:
        for sentence in (*left.problems, *outcome.minutes):
            program.tell(sentence, severe=True)
        program.tell(outcome.line, severe=not outcome.well)


async def _left(program: Program, meeting: int) -> WrittenMinutes:
    """Return the minutes in the folder, which are written if they are not there."""
    wanted = settings.load().minutes_formats
    return await program.ask(minutes_files.write_formats, meeting, program.minutes_folder(), wanted, anew=False)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _editor() -> list[str]:
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        return shlex.split(chosen)
    except ValueError:  # a quotation mark without its other one
        return chosen.split()


def _in_editor(words: list[str], path: Path) -> str:
    """Edit it while the program stands still; give back what went wrong."""
    # ctrl+c is meant for the editor; what is caught here is as it was in the program that is started.
    handler = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        status = subprocess.run([*words, str(path)], check=False).returncode
    except (OSError, ValueError) as error:
        return f"the editor {words[0]} cannot be started: {getattr(error, 'strerror', None) or error}"
    finally:
        signal.signal(signal.SIGINT, handler)
    return f"the editor {words[0]} ended with status {status}" if status else ""


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.0f} kB" if size >= 1000 else f"{size} bytes"
