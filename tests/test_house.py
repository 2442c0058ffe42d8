"""What DESIGN.md promises of the whole house."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

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


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lists = [project["dependencies"], *(extras[name] for name in extras if name != "test")]
    declared = {re.split(r"[^\w.-]", line)[0].rstrip("-._").lower() for lines in lists for line in lines}
    files = [path for package in ("facilitator", "screens") for path in (ROOT / package).rglob("*.py")]
    modules = set()
    for node in (node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules.add(node.module.partition(".")[0])
    outside = modules - sys.stdlib_module_names - {"facilitator", "screens"}
    distributions = packages_distributions()
    assert {name.lower() for module in outside for name in distributions[module]} == declared


def package_docstring(file: Path) -> str:
    """What the package of a module says of all its modules."""
    package = file.parent / "__init__.py"
    return ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))) or "" if package.exists() else ""


@pytest.mark.parametrize("package", ["facilitator", "screens"])
def test_an_import_in_a_function_has_its_reason(package: str) -> None:
    without = []
    for file in (ROOT / package).rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if "\n# Imported in functions: " in text or "import inside their functions" in package_docstring(file):
            continue
        lines = text.splitlines()
        nodes = ast.walk(ast.parse(text))
        functions = (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
        for statement in (inner for function in functions for inner in ast.walk(function)):
            if isinstance(statement, ast.Import | ast.ImportFrom):
                # The reason stands on the line, or above the first of several imports.
                before = itertools.takewhile(
                    lambda line: line.strip().startswith(("from ", "import ", "#")), lines[: statement.lineno][::-1]
                )
                if not any("#" in line for line in before):
                    without.append(f"{file.relative_to(ROOT)}:{statement.lineno}")
    assert not without


def test_no_two_public_classes_have_the_same_name_and_no_file_is_long() -> None:
    files: dict[str, list[str]] = {}
    for file in (path for package in ("facilitator", "screens") for path in (ROOT / package).rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 400, file
        # What is nested, such as the messages of a widget, goes by the name of the class around it.
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                files.setdefault(node.name, []).append(str(file.relative_to(ROOT)))
    assert not {name: places for name, places in files.items() if len(places) > 1}
