"""What DESIGN.md promises of the whole house."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_rooms_know_only_what_is_below_them() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_command_imports_only_what_it_uses() -> None:
    program = "import facilitator.cli, sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    slow = {"textual", "screens", "sqlalchemy", "alembic", "pendulum", "jinja2", "docx", "typst", "icalendar"}
    assert not slow & set(done.stdout.split())
