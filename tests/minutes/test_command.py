"""The command after a meeting: what it is given, how it went, and that the minutes are there whatever it does."""

from __future__ import annotations

import os
import shlex
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common import settings
from facilitator.common.files import write_atomically
from facilitator.minutes import command as minutes_command
from facilitator.minutes.command import Command, CommandOutcome

PATIENCE = 20.0


@pytest.fixture
def minutes(tmp_path: Path) -> Path:
    """Minutes, in a folder whose name a shell would stumble over."""
    path = tmp_path / "a folder; touch $(hacked) 'x'" / "2026-11-24-platform-standup-7.md"
    write_atomically(path, b"# Stand-up\n")
    return path


def command(minutes: Path, *code: str, seconds: float = 30.0) -> Command:
    """A Python script as the command."""
    return Command((sys.executable, "-c", "\n".join(code)), (minutes,), {"FACILITATOR_TEAM": "Platform"}, seconds)


def ran(minutes: Path, *code: str, seconds: float = 30.0) -> CommandOutcome:
    return minutes_command.run(command(minutes, *code, seconds=seconds), threading.Event())


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def alive(process: int) -> bool:
    """Whether it still runs; one that ended and whom nobody has asked about does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_path_goes_where_it_is_wanted_or_to_the_end() -> None:
    path = Path("/m/a b.md")
    assert minutes_command.arguments(["mail", "-A", "{minutes}", "x@y.org"], path) == [
        "mail",
        "-A",
        "/m/a b.md",
        "x@y.org",
    ]
    assert minutes_command.arguments(["curl", "-F", "file=@{minutes}"], path) == ["curl", "-F", "file=@/m/a b.md"]
    assert minutes_command.arguments(["cp"], path) == ["cp", "/m/a b.md"]


def test_a_command_in_the_home_folder(home: Path) -> None:
    assert minutes_command.arguments(["~/bin/send", "~/x"], Path("/m.md")) == [f"{home}/bin/send", "~/x", "/m.md"]


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1), st.text())
def test_a_path_stays_one_argument_whatever_is_in_it(words: list[str], name: str) -> None:
    words = [word.replace("{minutes}", "") for word in words]
    words[0] = words[0].lstrip("~")
    path = Path("/folder") / name.replace("\0", "").replace("/", "")
    assert minutes_command.arguments([*words, "{minutes}"], path) == [*words, str(path)]
    assert minutes_command.arguments(words, path) == [*words, str(path)]


def test_it_gets_the_path_and_what_it_needs_to_know(minutes: Path) -> None:
    outcome = ran(
        minutes,
        "import os, sys",
        "print(sys.argv[1:], os.getcwd(), os.environ['FACILITATOR_TEAM'], 'PATH' in os.environ)",
        "print('nothing to read:', sys.stdin.read())",
    )
    assert outcome.well
    assert outcome.output == f"{[str(minutes)]} {minutes.parent} Platform True\nnothing to read:"
    assert outcome.line.startswith(f"✓ ran: {shlex.join([sys.executable])}"[:20])
    assert outcome.line.endswith(" s)")
    assert outcome.minutes == ()
    assert [file.name for file in minutes.parent.iterdir()] == [minutes.name]


def test_what_fails_says_why(minutes: Path) -> None:
    outcome = ran(minutes, "import sys", "print('sending')", "sys.exit('no route to host')")
    assert outcome.problem == "exit status 1: no route to host"
    assert outcome.line.startswith("✕ ")
    assert outcome.output == "sending\nno route to host"


def test_what_fails_without_its_errors_says_what_it_said_last(minutes: Path) -> None:
    assert (
        ran(minutes, "print('nothing to commit')", "raise SystemExit(3)").problem == "exit status 3: nothing to commit"
    )


def test_what_ends_by_a_signal_says_so(minutes: Path) -> None:
    assert ran(minutes, "import os", "os.kill(os.getpid(), 9)").problem == "it was ended by SIGKILL"


def test_a_megabyte_of_controls_is_cut_and_cleaned(minutes: Path) -> None:
    outcome = ran(
        minutes,
        "import sys",
        "for _ in range(16): sys.stdout.write('\\x1b[31m' + 'x' * 65536 + '\\x1b]52;c;aGk=\\x07\\r\\n')",
        "sys.stdout.buffer.write(b'\\xff\\x1b]0;title\\x1b\\\\done\\x1b[0m\\u202e'.replace(b'\\\\u202e', b''))",
        "sys.stdout.write('y' * 2000 + '\\n' + 'z')",
    )
    assert outcome.well
    assert len(outcome.output) < minutes_command.LINES * (minutes_command.LONGEST_LINE + 1)
    assert "\x1b" not in outcome.output
    assert "]52;" not in outcome.output
    assert outcome.output.endswith("…\nz")


def test_one_that_hangs_is_ended_at_its_time_with_all_that_it_started(minutes: Path) -> None:
    file = minutes.parent.parent / "child"
    outcome = ran(
        minutes,
        "import pathlib, signal, subprocess, sys",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "child = subprocess.Popen([sys.executable, '-c', 'import signal, time\\n'",
        "    'signal.signal(signal.SIGTERM, signal.SIG_IGN)\\nprint(1, flush=True)\\ntime.sleep(600)'])",
        f"pathlib.Path({str(file)!r}).write_text(str(child.pid))",
        "print('hanging', flush=True)",
        "child.wait()",
        seconds=2,
    )
    assert outcome.problem == "it took longer than 2 s and was ended"
    assert "hanging" in outcome.output
    until(lambda: not alive(int(file.read_text())))


def test_one_that_hangs_is_ended_when_the_program_leaves(minutes: Path) -> None:
    file, stop, outcomes = minutes.parent.parent / "started", threading.Event(), list[CommandOutcome]()
    code = "import os, pathlib, time", f"pathlib.Path({str(file)!r}).write_text(str(os.getpid()))", "time.sleep(600)"
    thread = threading.Thread(target=lambda: outcomes.append(minutes_command.run(command(minutes, *code), stop)))
    thread.start()
    until(lambda: file.exists() and file.read_text())
    stop.set()
    thread.join(PATIENCE)
    assert [outcome.problem for outcome in outcomes] == ["it was ended, as the program left"]
    assert not alive(int(file.read_text()))


def test_what_goes_on_in_the_background_is_not_waited_for(minutes: Path) -> None:
    begun = time.monotonic()
    outcome = ran(
        minutes,
        "import subprocess, sys",
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])",
        "print(child.pid)",
    )
    assert outcome.well
    assert time.monotonic() - begun < PATIENCE
    child = int(outcome.output)
    assert alive(child)
    os.kill(child, 9)


@pytest.mark.parametrize("how", ["os.remove(sys.argv[1])", "os.rename(sys.argv[1], 'sent.md')"])
def test_minutes_that_are_taken_away_are_written_again(minutes: Path, how: str) -> None:
    outcome = ran(minutes, "import os, sys", how)
    assert outcome.well
    assert minutes.read_bytes() == b"# Stand-up\n"
    assert outcome.minutes == (f"it took {minutes.name} away; it has been written again",)


def test_minutes_that_are_changed_stay_so_and_it_is_said(minutes: Path) -> None:
    outcome = ran(minutes, "import sys", "open(sys.argv[1], 'a').write('signed')")
    assert minutes.read_bytes() == b"# Stand-up\nsigned"
    assert outcome.minutes == (f"it changed {minutes.name}, which stays as it is now",)


def test_minutes_whose_folder_is_taken_away_are_back(minutes: Path) -> None:
    outcome = ran(minutes, "import os, shutil", "shutil.rmtree(os.getcwd())")
    assert "written again" in outcome.minutes[0]
    assert minutes.read_bytes() == b"# Stand-up\n"


def test_a_folder_in_the_place_of_the_minutes_is_told(minutes: Path) -> None:
    outcome = ran(minutes, "import os, sys", "os.remove(sys.argv[1])", "os.mkdir(sys.argv[1])")
    assert "cannot be read" in outcome.minutes[0]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("no-such-command-here",), "there is no such command"),
        (("/",), "Permission denied"),
        ((sys.executable, "y" * 3_000_000), "Argument list too long"),
    ],
)
def test_what_cannot_be_started_is_told(minutes: Path, words: tuple[str, ...], problem: str) -> None:
    outcome = minutes_command.run(Command(words, (minutes,), {}, 5), threading.Event())
    assert problem in outcome.problem
    assert "correct after_meeting in the settings file" in outcome.problem


def test_it_has_no_terminal_to_ask_for_passwords_on(minutes: Path) -> None:
    assert "No such device" in ran(minutes, "open('/dev/tty')").problem


def test_a_long_command_is_named_in_short(minutes: Path) -> None:
    name = Command(("sh", "-c", "echo \x1b[31m" + "x\n" * 100), (minutes,), {}, 5).name
    assert name.startswith("sh -c 'echo x x x")
    assert len(name) == minutes_command.LONGEST_NAME
    assert "\n" not in name


def test_the_settings_take_a_command_in_one_text_or_in_words() -> None:
    assert settings.load().after_meeting == ()
    for text in ("\"git commit -m 'the minutes'\"", '["git", "commit", "-m", "the minutes"]'):
        write_atomically(settings.settings_file(), f"after_meeting = {text}\nafter_meeting_seconds = 5".encode())
        loaded = settings.load()
        assert (loaded.problem, loaded.after_meeting_seconds) == (None, 5)
        assert loaded.after_meeting == ("git", "commit", "-m", "the minutes")


@pytest.mark.parametrize(
    "text",
    [
        "after_meeting = 3",
        "after_meeting = ''",
        "after_meeting = '  '",
        'after_meeting = "a \'b"',
        "after_meeting = []",
        "after_meeting = ['']",
        "after_meeting = ['a', 1]",
        'after_meeting = "a\\u0000b"',
        "after_meeting_seconds = 0",
        "after_meeting_seconds = 3601",
        "after_meeting_seconds = 1.5",
        "after_meeting_seconds = true",
        "minutes_formats = []",
        "minutes_formats = 'html'",
        "minutes_formats = ['html', 'xls']",
    ],
)
def test_settings_that_are_wrong_are_told_and_left_out(text: str) -> None:
    write_atomically(settings.settings_file(), text.encode())
    loaded = settings.load()
    assert text.partition(" ")[0] + " must be" in str(loaded.problem)
    assert (loaded.after_meeting, loaded.after_meeting_seconds, loaded.minutes_formats) == ((), 60, ("md",))
