"""The Markdown minutes, parsed by another program; and the file that they are written to."""

from __future__ import annotations

import stat
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from facilitator.common.text import clean
from facilitator.documents import markdown
from facilitator.meeting import moving
from facilitator.minutes import files as minutes_files
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import reading as minutes_reading
from facilitator.steps import outcomes
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as rounds
from facilitator.steps.whiteboard import reading as whiteboard_reading
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.store.database import Database
from facilitator.tables.people import Unit
from tests.minutes import Room

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

HOSTILE = (
    "# x",
    "a | b\n--- | ---",
    "a\n---",
    "a\n===",
    "a\n:-",
    "<script>alert(1)</script>",
    "<!-- x",
    "<https://example.org>",
    "- [ ] a",
    "+ a",
    "1. b",
    "1) b",
    "٣. b",
    "```\nx\n```",
    "~~~\nx",
    "`x` ``y``",
    "[a](b)",
    "![a](b)",
    "[a]: b",
    "[a][b]",
    "> q",
    "*a* **b** _c_ __d__ e_f_g",
    "~~a~~",
    "&amp; &#35; &",
    "\\",
    "a\\\nb\\",
    "\\| a \\\\| b",
    "  four\n\n    five",
    "***",
    "2026-11-24: -5 °C -> 3",
    "浮标_过滤器_",
    "\u2028a\u00a0",
    "\t- a",
)


def plain(token: Token) -> str:
    """The text that a reader sees of one inline token."""
    parts = []
    for child in token.children or []:
        assert child.type in ("text", "hardbreak", "text_special"), child
        parts.append("\n" if child.type == "hardbreak" else child.content)
    return "".join(parts)


def seen(text: str) -> str:
    """What Markdown can show of a text: no blanks around lines, no empty lines."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def hostile(test: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return test.map(clean).filter(seen)


texts = hostile(
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet="#*_-+=~`|<>[]()!&;:\\ \n\t1.a😀é", max_size=20),
        st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map("\n".join),
        st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map(" ".join),
    )
)


@given(texts)
def test_text_in_a_list_is_only_text(text: str) -> None:
    tokens = PARSER.parse("\n".join(("- before", "- " + markdown.escaped(text, newline="\\\n  "), "- after")))
    kinds = [token.type for token in tokens]
    item = ["list_item_open", "paragraph_open", "inline", "paragraph_close", "list_item_close"]
    assert kinds == ["bullet_list_open", *item * 3, "bullet_list_close"]
    assert plain([token for token in tokens if token.type == "inline"][1]) == seen(text)


@given(texts)
def test_text_in_a_table_is_only_text(text: str) -> None:
    cell = markdown.escaped(text)
    tokens = PARSER.parse(f"| a | b |\n| --- | --- |\n| {cell} | x |\n| y | {cell} |\n")
    cells = [plain(token) for token in tokens if token.type == "inline"]
    line = seen(text).replace("\n", " ")
    assert cells == ["a", "b", line, "x", "y", line]


@given(texts)
def test_text_in_a_heading_is_only_text(text: str) -> None:
    tokens = PARSER.parse(f"# {markdown.escaped(text)} of x, 2026\n\nend\n")
    assert [token.type for token in tokens if token.type.endswith("_open")] == ["heading_open", "paragraph_open"]
    assert plain(tokens[1]) == seen(text).replace("\n", " ") + " of x, 2026"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    test_text_in_a_list_is_only_text.hypothesis.inner_test(text)  # type: ignore[attr-defined]
    test_text_in_a_table_is_only_text.hypothesis.inner_test(text)  # type: ignore[attr-defined]
    test_text_in_a_heading_is_only_text.hypothesis.inner_test(text)  # type: ignore[attr-defined]


def test_ordinary_text_is_left_readable() -> None:
    for text in ("lead_time: 5 -> 3 (§ 2.1), 98 % & more!", "it's 2026-11-24; a < b > c", "R&D: 3 + 4 = 7"):
        assert markdown.escaped(text) == text


def minutes(room: Room) -> str:
    return minutes_forms.as_markdown(minutes_reading.read(room.database, room.meeting))


def hold(room: Room, turn: float = 60) -> None:
    database, meeting = room.database, room.meeting
    lead = room.key_results["Lead time to 2 days"]
    progress_writing.update(database, lead, current=5, confidence=6, meeting_id=meeting, note="two | in parallel")
    room.to_the_round()
    rounds.add(database, "Ada Lovelace", {"done": ["<b>a</b>\n- b"], "difficulties": ["no logs"]})
    sentence = round_reading.of_meeting(database, meeting)[room.people["Ada Lovelace"]].sentences["difficulties"][0]
    outcomes.record_action(database, meeting, "open | the *logs* @Ada by 2026-11-30", sentence_id=sentence.id)
    outcomes.record_decision(database, meeting, "no switch", by_id=room.people["王小明"])
    outcomes.park(database, meeting, "fax?")
    outcomes.request_help(database, meeting, "look at it with me @Grace", from_id=room.people["王小明"])
    whiteboard_writing.add(database, "Baltic @Ada", meeting_id=meeting)
    room.everybody_speaks(turn)
    room.finish()


def test_decisions_and_actions_come_first(room: Room) -> None:
    hold(room)
    tokens = PARSER.parse(minutes(room))
    heads = [(token.tag, after.content) for token, after in pairwise(tokens) if token.type == "heading_open"]
    assert heads == [
        ("h1", "Stand-up of Platform, 2026-11-24"),
        ("h2", "Decisions"),
        ("h2", "Actions"),
        ("h2", "Who was there"),
        ("h2", "Progress of key results"),
        ("h2", "What everybody said"),
        ("h3", "Ada Lovelace"),
        ("h2", "Whiteboard"),
        ("h3", "To do"),
        ("h3", "Doing"),
        ("h3", "Done"),
        ("h2", "Requests for help"),
        ("h2", "Parked topics"),
        ("h2", "Time"),
    ]
    text = minutes(room)
    assert "- Began: Tuesday 2026-11-24 09:30 (UTC+01:00)\n" in text
    assert "- Facilitator: Ada Lovelace\n" in text
    assert "| Ada Lovelace | open \\| the \\*logs\\* | 2026-11-30 | open |\n" in text
    assert "- no logs *(became an action)*\n" in text
    assert "- \\<b>a\\</b>\\\n  \\- b\n" in text
    assert "- 王小明 asks Grace Hopper: look at it with me\n" in text
    assert "Nothing was recorded of 王小明, Émile Durand, Grace Hopper.\n" in text
    moved = "6 d | 5 d (57 % of the way, was 43 %) | 2 d"
    assert f"| Lead time to 2 days | Platform | {moved} | 6 of 10 | two \\| in parallel |\n" in text
    assert "Draft" not in text


def test_overtime_is_told_plainly(room: Room) -> None:
    # 40 s, 100 s, four turns, 20 s and 30 s: 133 s more than 15 minutes.
    hold(room, turn=(900 + 133 - 190) / 4)
    text = minutes(room)
    assert "- Time: 17 min 13 s, 2 min 13 s over the planned 15 min\n" in text
    assert "| Round | 10 min | 14 min 3 s | 4 min 3 s over |\n" in text


def test_a_difficulty_that_came_up_again(room: Room) -> None:
    hold(room)
    room.begin()
    rounds.add(room.database, "Ada Lovelace", {"difficulties": ["No logs."]})
    room.to_the_round()
    text = minutes(room)
    assert "- No logs. *(came up again)*\n" in text
    assert "## Carried over from earlier meetings\n" in text


def test_a_draft_says_so(room: Room) -> None:
    assert "\n\n**Draft: this meeting has not ended, it is running.**\n\n" in minutes(room)
    moving.pause_or_resume(room.database, room.meeting)
    room.pass_time(90)
    assert "it is paused.**" in minutes(room)
    assert "The meeting was paused for 1 min 30 s, which is not counted." in minutes(room)


def test_the_same_meeting_gives_the_same_bytes(room: Room) -> None:
    hold(room)
    text = minutes(room)
    room.pass_time(86_400)
    room.begin()
    whiteboard_writing.change(
        room.database, whiteboard_reading.of_meeting(room.database, room.meeting)[0].id, column="Done"
    )
    rounds.add(room.database, "Ada Lovelace", {"difficulties": ["no logs"]})
    assert minutes_forms.as_markdown(minutes_reading.read(room.database, room.meeting - 1)) == text
    assert "\r" not in text
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_the_file_is_named_and_private(room: Room, tmp_path: Path) -> None:
    hold(room)
    path = minutes_files.write(room.database, room.meeting, tmp_path / "new")
    assert path == tmp_path / "new" / f"2026-11-24-platform-standup-{room.meeting}.md"
    assert path.read_bytes() == minutes(room).encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert minutes_files.write(room.database, room.meeting, tmp_path / "new") == path


@pytest.mark.parametrize(
    ("team", "part"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("平台 小组", "平台-小组"),
        ("Équipe «A»", "équipe-a"),
        ("...", "meeting"),
        ("NUL\\..", "nul"),
        ("हिन्दी", "हिन्दी"),
        ("x" * 500, "x" * 80),
        ("平" * 100, "平" * 26),
    ],
)
def test_a_teams_name_is_no_path(room: Room, tmp_path: Path, team: str, part: str) -> None:
    with room.database.writing() as session:
        session.get_one(Unit, room.unit).name = team
    path = minutes_files.write(room.database, room.meeting, tmp_path)
    assert path == tmp_path / f"2026-11-24-{part}-standup-{room.meeting}.md"


def test_another_meetings_file_stays(room: Room, tmp_path: Path) -> None:
    first = minutes_files.write(room.database, room.meeting, tmp_path)
    other = first.read_text(encoding="utf-8").replace("09:30", "10:30")
    first.write_text(other, encoding="utf-8")
    second = minutes_files.write(room.database, room.meeting, tmp_path)
    assert second.name == f"{first.stem}-2.md"
    assert first.read_text(encoding="utf-8") == other
    hold(room)
    assert minutes_files.write(room.database, room.meeting, tmp_path) == second
    assert "Draft" not in second.read_text(encoding="utf-8")


def test_minutes_need_no_facilitator_and_no_cycle(database: Database, room: Room) -> None:
    room.finish()
    with database.writing() as session:
        session.get_one(Unit, room.unit).manager_id = None
    room.time.move_to("2027-08-01T08:00:00+00:00")
    room.begin()
    room.finish()
    text = minutes(room)
    assert "- Facilitator: nobody yet\n" in text
    assert "Cycle" not in text
    assert "## Decisions\n\nNone.\n\n## Actions\n\nNone.\n" in text
