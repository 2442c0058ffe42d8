"""What DESIGN.md promises of the whole house."""

from __future__ import annotations

import ast
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


def test_one_module_alone_asks_for_the_time_zone_of_this_machine() -> None:
    """Functions that ask for the time are banned in `pyproject.toml`; a method of a moment cannot be."""
    asking = []
    for file in sorted([*ROOT.glob("facilitator/**/*.py"), *ROOT.glob("screens/**/*.py")]):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            # Without a zone the one converts to this machine's, and what the other makes is taken for a moment in it.
            given = len(call.args) + len(call.keywords)
            if (call.func.attr == "astimezone" and not given) or (call.func.attr == "combine" and given < 3):
                asking.append(f"{file.relative_to(ROOT).as_posix()}:{call.lineno}")
    assert {place.partition(":")[0] for place in asking} == {"facilitator/common/clock.py"}, asking
