"""Runs commands as users do, and reads what they say."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

from click.testing import Result

Run = Callable[..., Result]


WANG = "王小明"


def refused(result: Result) -> str:
    """What a command says that could not do it: on standard error only, and no traceback."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert result.stderr.endswith("\n")
    return result.stderr.rstrip("\n")


def start(*args: str | bytes, **extra: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "facilitator", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, **extra)
