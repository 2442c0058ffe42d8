"""Keys that the settings give: which hold, what is said of the others, and that footer and help follow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from facilitator.common import settings
from facilitator.common.files import write_atomically
from screens import own_keys
from screens.actions import GROUPS
from screens.keymap import Keymap, actions
from screens.widgets.footer import KeyFooter
from tests.screens.showing import program, shows
from tests.screens.waiting import until


def kept(**wished: str) -> Keymap:
    """What holds of keys wished for in a meeting."""
    return own_keys.read({f"meeting.{action}": key for action, key in wished.items()})


def test_an_action_may_have_several_keys_by_name_or_character() -> None:
    known = kept(next_step="ctrl+n, f5,>", undo="U")
    assert known == Keymap({"meeting.next_step": "ctrl+n,f5,greater_than_sign", "meeting.undo": "U"})


@pytest.mark.parametrize(
    ("wished", "told"),
    [
        ({"meeting.next_stepp": "f5"}, "there is no action meeting.next_stepp; is meeting.next_step meant?"),
        ({"meeting.undo": "hyperspace"}, "meeting.undo cannot have the key 'hyperspace'"),
        ({"meeting.undo": "ctrl+"}, "meeting.undo cannot have the key 'ctrl+'"),
        ({"meeting.undo": "ctrl+c"}, "says how to leave"),
        ({"meeting.undo": "ctrl+i"}, "terminals send it for tab"),
        ({"everywhere.quit": "k"}, "everywhere.quit cannot have k: it works in text fields too"),
        ({"meeting.undo": "e"}, "e cannot be meeting.undo: it is meeting.end (End the meeting, after a question)"),
        ({"meeting.undo": "j"}, "j cannot be meeting.undo: it is list.down"),
        ({"meeting.undo": "A"}, "A cannot be meeting.undo: it is "),
        ({"round.assign": "u"}, "u cannot be round.assign: it is meeting.undo"),
        ({"meeting.undo": "f5", "meeting.end": "f5"}, "f5 cannot be meeting.end: it is meeting.undo"),
    ],
)
def test_a_mistake_is_told_and_the_rest_holds(wished: dict[str, str], told: str) -> None:
    known = own_keys.read({**wished, "home.okrs": "f9"})
    assert len(known.problems) == 1
    assert told in known.problems[0]
    assert known.keys["home.okrs"] == "f9"
    assert wished.keys() - known.keys.keys()


def test_two_actions_may_change_keys_and_other_screens_do_not_matter() -> None:
    assert kept(undo="e", end="u").problems == ()
    assert own_keys.read({"home.okrs": "n", "whiteboard.card": "G", "promises.done": "E"}).problems == ()


def test_a_refused_key_may_make_another_one_clash() -> None:
    known = kept(undo="e", end="d")
    assert (len(known.problems), dict(known.keys)) == (2, {})


def test_every_action_has_an_id_that_a_settings_file_can_have() -> None:
    own_keys.declared()
    every = [f"{group.name}.{action.short_id}" for group in GROUPS.values() for action in group.actions]
    assert len(every) == len(set(every)) == len(actions())
    assert all(re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", name) for name in every), every


async def test_footer_help_and_the_meeting_follow(sample_url: str) -> None:
    write_atomically(
        settings.settings_file(),
        b'[keys]\nhome.meet_standup = "f4"\nhome.okr = "x"\n[keys.meeting]\npause = "f5, Z"\nundo = "e"\n',
    )
    async with program(sample_url, size=(200, 60)) as pilot:
        await shows(pilot, "f4 stand-up", "e cannot be meeting.undo", "no action home.okr;")
        await pilot.press("f4")
        await until(pilot, lambda: "f5 pause" in pilot.app.screen.query_one(KeyFooter).content.plain)
        await pilot.press("space")
        await pilot.press("Z")
        await shows(pilot, "PAUSED")
        await pilot.press("question_mark")
        await shows(pilot, "f5  Z")


def test_the_docs_have_every_action_and_its_keys() -> None:
    """scripts/keys.py writes them."""
    text = (Path(__file__).parents[2] / "docs" / "keys.md").read_text(encoding="utf-8")
    assert text.endswith(own_keys.table())
