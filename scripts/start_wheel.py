"""Starts a program in a terminal of its own, waits for words on its screen, presses ctrl+q and expects status 0.

    python scripts/start_wheel.py WORDS COMMAND [ARGUMENT...]

It shows that the wheel contains the style sheets, modes and templates.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

SECONDS = 60
CONTROLS = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")


def main(words: str, command: list[str]) -> int:
    """Return 0 where the words came and the program ended with status 0, else 1."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    screen, seen, deadline = b"", False, time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux says so when the program has closed its end
            part = b""
        if not part:
            break
        screen += part
        if not seen and words.encode() in CONTROLS.sub(b"", screen):
            seen = True
            os.write(terminal, b"\x11")
    else:
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if seen and status == 0:
        print(f"{command[0]}: showed {words!r} and left with 0")
        return 0
    text = CONTROLS.sub(b"", screen).decode(errors="replace")
    print(
        f"{command[0]}: {'showed' if seen else 'did not show'} {words!r}, left with {status}\n{text}", file=sys.stderr
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
