"""Imports, exports and copies the database, and opens the settings, as the commands of the same names do."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

from facilitator.common import clock, settings
from facilitator.common.errors import RefusedError
from facilitator.common.files import write_atomically, write_in_parts
from facilitator.common.mistakes import MistakesError
from facilitator.exchange import exporting, importing, previewing
from facilitator.store import backup
from facilitator.store.database import Database
from screens.minutes.handing_on import open_in_editor
from screens.program import Program
from screens.widgets.questions import AskText, YesNo

MOST = 12
"""The most lines of a preview that are shown: the counts at its end always are."""
LONGEST = 200
"""The most characters of one of them."""
MISTAKES = 6
"""How many mistakes of a file are told."""

EMPTY = """\
# What can stand here: theme, bell, db, minutes_folder, minutes_formats, after_meeting, after_meeting_seconds, and
# keys of your own:
#
# [keys]
# meeting.next_step = "ctrl+n"
"""


async def take_in(program: Program) -> None:
    """Ask for a file, show what is in it, and take it in after a yes: all of it or nothing."""
    about = "A .toml, .csv, .xlsx or .json file. enter shows what is in it, esc cancels"
    line = await program.push_screen_wait(AskText("Import which file?", about=about))
    if line is None:
        return
    path = _path(line)
    try:
        preview = await program.ask(importing.take, path, preview=True)
        if await program.push_screen_wait(YesNo(f"Import {path.name}?", _shortened(list(previewing.lines(preview))))):
            # Not through the outbox: a rescue file could not keep what the file says, and the file keeps it itself.
            done = await program.ask(importing.take, path)
            for note in done.notes[:MISTAKES]:
                program.tell(note)
            program.tell(f"imported {path.name}: {done.counts}")
    except MistakesError as error:
        lines = str(error).splitlines()
        more = [f"and {len(lines) - MISTAKES} more"] if len(lines) > MISTAKES else []
        program.tell("\n".join([*lines[:MISTAKES], *more]), severe=True)


def _shortened(lines: list[str]) -> str:
    *first, counts = lines
    first = [line for line in first if line]
    shown = first if len(first) <= MOST else [*first[: MOST - 1], f"… {len(first) - MOST + 1} more lines"]
    return "\n".join(line[:LONGEST] for line in (*shown, counts))


async def write_out(program: Program) -> None:
    """Ask for a file, and write everything into it in the format that its ending says."""
    formats = get_args(exporting.Format)
    about = (
        "The ending says how: .toml people, cycles and OKRs; .json all, with meetings; .csv OKRs; .xlsx both, as sheets"
    )
    name = f"facilitator-{clock.today()}.toml"
    line = await program.push_screen_wait(AskText("Export into which file?", name, about))
    if line is None:
        return
    path = _path(line)
    form = path.suffix.lower().removeprefix(".")
    if form not in formats:
        raise RefusedError(
            f"{path}: the ending says the format; it is one of {', '.join(f'.{name}' for name in formats)}"
        )
    about = f"There is such a file already: {path}"
    if path.exists() and not await program.push_screen_wait(YesNo("Write over it?", about)):
        return

    def write(database: Database) -> None:
        made = exporting.parts(database, cast(exporting.Format, form))
        # What the format cannot hold is known before the first part, and no fault of the file that it goes to.
        first = next(made)
        write_in_parts(path, (part for parts in ((first,), made) for part in parts))

    await program.ask(write)
    program.tell(f"exported into {path}")


async def back_up(program: Program) -> None:
    """Copy the database into a new file, where `facilitator db backup` does it."""
    folder = Path(program.minutes_folder()).parent if program.demo else settings.data_folder()
    target = folder / "backups" / backup.name(clock.local(clock.now()))
    await program.ask(backup.backup, target)
    program.tell(f"the database is copied into {target}")


async def open_settings(program: Program) -> None:
    """Open the settings file in the user's editor, and take what it says then."""
    path = settings.settings_file()
    if not path.exists():
        await program.in_thread(write_atomically, path, EMPTY.encode())
    await open_in_editor(program, path, "the settings are read anew")
    await program.use_settings()


def _path(line: str) -> Path:
    return Path(line).expanduser().absolute()
