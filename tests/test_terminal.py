"""Tries the program in a real terminal: killed, started again, left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from facilitator.meeting import running
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.store import drafts as store_drafts
from facilitator.store.database import Database
from tests.company import build
from tests.terminal import terminal


@pytest.fixture
def team(home: Path) -> Database:
    """Two people, where the program looks by itself."""
    database = Database(f"sqlite:///{home / 'facilitator.db'}")
    database.upgrade()
    with database.writing() as session:
        build(session, {"Platform": None}, dict.fromkeys(("Ada", "Grace"), "Platform"))
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
    with terminal("-m", "facilitator", "standup", "Platform") as opened:
        opened.until(lambda: position(team).get("step") == 0)
        opened.shows("here")
        opened.types(b"n")
        opened.until(lambda: position(team).get("step") == 1)
        opened.types(b"n")
        opened.until(lambda: position(team).get("speaker") == "Ada")
        opened.types(b"d")
        opened.shows("Decision")
        opened.types(b"ship it\r")
        opened.until(lambda: told(team)["decisions"])
        opened.until(lambda: position(team)["speaker_seconds"] >= 1)
        before = position(team)["speaker_seconds"]
        killed = time.monotonic()
        opened.kill()
    with terminal("-m", "facilitator", "standup", "Platform") as opened:
        opened.shows("Ada")
        now = position(team)
        gone = time.monotonic() - killed
        assert now["speaker"] == "Ada"
        assert before + int(gone) <= now["speaker_seconds"] <= before + gone + 2
        assert [one["text"] for one in told(team)["decisions"]] == ["ship it"]
        opened.types(b".")
        opened.until(lambda: position(team)["speaker"] == "Grace")
        opened.types(b"e")
        opened.shows("End the meeting")
        opened.types(b"y")
        opened.until(lambda: told(team)["state"] == "ended")
        opened.shows(".md")
        opened.types(b"\x11")
        assert opened.left() == 0


def test_a_term_signal_leaves_cleanly_and_keeps_what_was_typed(team: Database) -> None:
    with terminal("-m", "facilitator", "standup", "Platform") as opened:
        opened.until(lambda: position(team).get("step") == 0)
        opened.shows("here")
        opened.types(b"d")
        opened.shows("Decision")
        opened.types(b"half a thought")
        opened.until(lambda: store_drafts.load(team, "meeting 1"))
        os.kill(opened.child, signal.SIGTERM)
        assert opened.left() == 0
    assert store_drafts.load(team, "meeting 1") == {"decision": "half a thought"}


def test_a_byte_that_is_no_text_does_not_end_the_program(team: Database) -> None:
    with terminal("-m", "facilitator", "standup", "Platform") as opened:
        opened.until(lambda: position(team).get("step") == 0)
        opened.shows("here")
        opened.types(b"\xff\xfe")
        opened.types(b"n")
        opened.until(lambda: position(team).get("step") == 1)


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
