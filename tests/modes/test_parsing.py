"""Agendas: what a mode file may say, what is told about one that is wrong, how time is shared out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator import modes
from facilitator.common.mistakes import MistakesError
from facilitator.meeting import kinds
from facilitator.meeting.agenda import (
    COLUMNS,
    MIDEA_PARTS,
    STANDUP_PROMPTS,
    Agenda,
    as_json,
    from_json,
)
from facilitator.modes.parsing import parse_mode

if TYPE_CHECKING:
    from pathlib import Path


HEAD = 'name = "retro"\nminutes = 45\n'
RETRO = """
name = "retro"
title = "Retrospective"
minutes = 45
about = "What went well, what did not, what we change"
[[steps]]
kind = "gather"
minutes = 3
[[steps]]
kind = "round"
title = "Weather report"
minutes = "rest"
prompts = [{key = "weather", text = "How did this sprint feel?"}]
[[steps]]
kind = "reflection"
minutes = 20
parts = [{key = "keep", text = "Keep"}, {key = "drop", text = "Drop"}]
[[steps]]
kind = "whiteboard"
minutes = 5
columns = ["Now", "Later"]
[[steps]]
kind = "close"
minutes = 5
"""


def step(kind: str, minutes: int | str = 5, more: str = "") -> str:
    planned = f'"{minutes}"' if isinstance(minutes, str) else minutes
    return f'[[steps]]\nkind = "{kind}"\nminutes = {planned}\n{more}\n'


def told(text: str, minutes: int | None = None) -> list[str]:
    with pytest.raises(MistakesError) as caught:
        parse_mode(text, "retro.toml", minutes)
    assert str(caught.value).splitlines() == [str(mistake) for mistake in caught.value.mistakes]
    return [str(mistake) for mistake in caught.value.mistakes]


def planned(agenda: Agenda) -> list[int]:
    return [one.seconds for one in agenda.steps]


def test_a_mode_file_is_read_as_the_contract_shows_it() -> None:
    agenda = parse_mode(RETRO, "retro.toml")
    assert (agenda.name, agenda.title, agenda.seconds) == ("retro", "Retrospective", 2700)
    assert [one.title for one in agenda.steps] == ["Gather", "Weather report", "Reflection", "Whiteboard", "Close"]
    assert planned(agenda) == [180, 720, 1200, 300, 300]
    assert agenda.steps[1].prompts[0].key == "weather"
    assert [part.text for part in agenda.steps[2].parts] == ["Keep", "Drop"]
    assert agenda.steps[3].columns == ("Now", "Later")


def test_every_kind_has_a_title_and_what_it_asks_by_default() -> None:
    agenda = parse_mode('name = "all"\nminutes = 65\n' + "".join(map(step, kinds.known())), "all.toml")
    assert [one.kind for one in agenda.steps] == list(kinds.known())
    assert all(one.title for one in agenda.steps)
    assert agenda.title == "all"
    by_kind = {one.kind: one for one in agenda.steps}
    assert by_kind["round"].prompts == STANDUP_PROMPTS
    assert by_kind["reflection"].parts == MIDEA_PARTS
    assert by_kind["whiteboard"].columns == COLUMNS
    assert [one.kind for one in agenda.steps if one.prompts or one.parts or one.columns] == [
        "round",
        "whiteboard",
        "reflection",
    ]


def test_names_become_one_clean_line() -> None:
    text = 'name = "re\\u0007tro"\ntitle = "Look\\nback"\nminutes = 5\n' + step("close")
    agenda = parse_mode(text, "retro.toml")
    assert (agenda.name, agenda.title) == ("retro", "Look back")


def test_a_file_from_another_editor_is_read() -> None:
    assert parse_mode("\ufeff" + RETRO.replace("\n", "\r\n"), "retro.toml") == parse_mode(RETRO, "retro.toml")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('name = "retro"\nminutes 45\n', "retro.toml, line 2: "),
        (HEAD + "minutes = 45\n", "retro.toml, line 3: "),
        (HEAD + "steps = [", "retro.toml, line 3: "),
        ("minutes = " + "9" * 5000, "retro.toml: "),
        ("steps = " + "[" * 5000, "retro.toml: "),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, where: str) -> None:
    (line,) = told(text)
    assert line.startswith(where)


def test_a_missing_name_minutes_and_steps_are_told_at_once() -> None:
    assert [line.split(";")[0] for line in told("")] == [
        "retro.toml: name is missing",
        "retro.toml: minutes is missing",
        "retro.toml: steps is missing",
    ]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (HEAD + "colour = 1\n" + step("close"), 'retro.toml: unknown key "colour";'),
        (HEAD + step("close") + "[colours]\n", 'retro.toml: unknown table "colours";'),
        (HEAD + step("gather") + step("close", 5, "color = 1"), 'retro.toml, steps[2] "Close": unknown key "color";'),
        (HEAD + step("close", 5, 'prompts = [{key = "a", text = "b"}]'), 'retro.toml, steps[1] "Close": unknown key'),
        (HEAD + step("dance", 5, 'title = "Tango"'), 'retro.toml, steps[1] "Tango": kind is "dance"'),
        (HEAD + "[[steps]]\nminutes = 5\n", "retro.toml, steps[1]: kind is missing;"),
        (HEAD + "[[steps]]\nkind = 5\nminutes = 5\n", "retro.toml, steps[1]: kind is a number"),
        (HEAD + '[[steps]]\nkind = "close"\n', 'retro.toml, steps[1] "Close": minutes is missing;'),
        (HEAD + step("close", 0), 'retro.toml, steps[1] "Close": minutes is under 1;'),
        (HEAD + step("close", "some"), 'retro.toml, steps[1] "Close": minutes is "some"'),
        (HEAD + step("close", 5, 'title = " "'), "retro.toml, steps[1]: title is blank;"),
        (HEAD + step("close", 5, "title = 1979-05-27"), "retro.toml, steps[1]: title is a date;"),
        (HEAD + "steps = [1]\n", "retro.toml, steps[1]: this is a number"),
        (HEAD + '[steps]\nkind = "close"\n', "retro.toml: steps is a table;"),
        (HEAD + "steps = []\n", "retro.toml: steps is empty;"),
        ('name = "retro"\nminutes = true\n' + step("close"), "retro.toml: minutes is true or false"),
        ('name = "retro"\nminutes = 0.5\n' + step("close"), "retro.toml: minutes is under 1;"),
        ('name = "retro"\nminutes = 9.5\n' + step("close"), "retro.toml: minutes is a number, no whole number;"),
        ('name = "retro"\nminutes = 9999\n' + step("close"), "retro.toml: minutes is over 1440"),
        ("name = 5\nminutes = 5\n" + step("close"), "retro.toml: name is a number;"),
        (HEAD + "about = []\n" + step("close"), "retro.toml: about is a list;"),
        (HEAD + step("round", 5, "prompts = []"), 'retro.toml, steps[1] "Round": prompts is empty;'),
        (HEAD + step("round", 5, 'prompts = [{key = "a"}]'), 'retro.toml, steps[1].prompts[1] "a": text is missing;'),
        (
            HEAD + step("round", 5, 'prompts = [{key = "person", text = "Who?"}]'),
            'retro.toml, steps[1].prompts[1] "person": key "person" is taken',
        ),
        (HEAD + step("whiteboard", 5, "columns = [1]"), 'retro.toml, steps[1] "Whiteboard": columns[1] is a number;'),
        (HEAD + step("whiteboard", 5, 'columns = ["A", "A"]'), 'retro.toml, steps[1] "Whiteboard": column "A" stands'),
        (HEAD + step("gather", 40) + step("close", 6), "retro.toml: the steps take 46 minutes, the meeting 45;"),
        (HEAD + step("gather", 45) + step("round", "rest"), "retro.toml: the steps take all 45 minutes, nothing"),
        (
            HEAD + step("gather", "rest") + step("close", "rest"),
            'retro.toml, steps[2] "Close": minutes is "rest" a second time;',
        ),
    ],
)
def test_a_mistake_is_told_where_it_is(text: str, start: str) -> None:
    (line,) = told(text)
    assert line.startswith(start)
    assert "; " in line


def test_a_key_used_twice_names_both_places() -> None:
    first = step("round", 5, 'prompts = [{key = "keep", text = "Keep?"}]')
    (line,) = told(HEAD + first + step("reflection", 5, 'parts = [{key = "keep", text = "Keep"}]'))
    assert line.startswith(
        'retro.toml, steps[2].parts[1] "keep": key "keep" is used twice, first in steps[1].prompts[1]'
    )
    assert len(told(HEAD + step("round") + step("round"))) == len(STANDUP_PROMPTS)


def test_all_mistakes_are_told() -> None:
    assert len(told("minutes = 0\n" + step("dance") + step("close", 0, "x = 1"))) == 5


def test_mistakes_carry_no_control_characters() -> None:
    for line in told(HEAD + '"\\u001b[31m" = 1\n' + step("\\u001b[31m", 5, 'title = "\\u001b]52;c"')):
        assert line.isprintable()


@given(st.text())
def test_no_text_is_a_traceback(text: str) -> None:
    with pytest.raises(MistakesError):
        parse_mode(text, "any.toml")


def test_a_meeting_made_longer_or_shorter_gives_to_and_takes_from_the_rest() -> None:
    assert planned(parse_mode(RETRO, "retro.toml", 60)) == [180, 1620, 1200, 300, 300]
    assert planned(parse_mode(RETRO, "retro.toml", 44)) == [176, 704, 1173, 293, 294]
    assert planned(parse_mode(RETRO.replace("minutes = 20", "minutes = 10"), "retro.toml", 46)) == [
        180,
        1380,
        600,
        300,
        300,
    ]


def test_a_short_stand_up_leaves_half_of_it_to_the_people() -> None:
    text, file = modes.find("standup", None)
    assert planned(parse_mode(text, file, 10)) == [60, 120, 300, 60, 60]
    assert planned(parse_mode(text, file, 5)) == [30, 60, 150, 30, 30]
    assert planned(parse_mode(text, file, 1)) == [6, 12, 30, 6, 6]


def test_a_mode_without_a_rest_is_scaled() -> None:
    text = HEAD + step("gather", 15) + step("close", 30)
    assert planned(parse_mode(text, "retro.toml", 90)) == [1800, 3600]
    assert planned(parse_mode(text, "retro.toml", 15)) == [300, 600]


@pytest.mark.parametrize("minutes", [0, -1, 1441])
def test_a_meeting_out_of_range_is_refused(minutes: int) -> None:
    assert told(RETRO, minutes)[0].startswith(f"retro.toml: a meeting of {minutes} minutes;")


def test_too_many_steps_for_the_minutes_are_refused() -> None:
    text = 'name = "long"\nminutes = 45\n' + 45 * step("gather", 1)
    assert told(text, 1) == ["retro.toml: 45 steps in 1 minutes; give the meeting more minutes"]


@given(
    fixed=st.lists(st.integers(1, 40), max_size=12),
    spare=st.integers(1, 60),
    place=st.integers(0, 12),
    minutes=st.none() | st.integers(1, 1440),
)
def test_the_steps_fill_the_meeting(fixed: list[int], spare: int, place: int, minutes: int | None) -> None:
    all_steps = [step("gather", one) for one in fixed]
    all_steps.insert(place, step("round", "rest"))
    text = f'name = "any"\nminutes = {sum(fixed) + spare}\n' + "".join(all_steps)
    agenda = parse_mode(text, "any.toml", minutes)
    assert agenda.seconds == 60 * (minutes or sum(fixed) + spare)
    assert sum(planned(agenda)) == agenda.seconds
    assert min(planned(agenda)) >= 1


@given(fixed=st.lists(st.integers(1, 40), min_size=1, max_size=12), minutes=st.integers(1, 1440))
def test_without_a_rest_the_steps_fit_and_keep_their_order_of_length(fixed: list[int], minutes: int) -> None:
    text = f'name = "any"\nminutes = {sum(fixed)}\n' + "".join(step("gather", one) for one in fixed)
    agenda = parse_mode(text, "any.toml", minutes)
    assert sum(planned(agenda)) == agenda.seconds
    for one, other in zip(fixed, planned(agenda), strict=True):
        assert abs(other - one * agenda.seconds / sum(fixed)) < len(fixed)


@given(spare=st.integers(1, 60), minutes=st.integers(1, 1439))
def test_a_longer_meeting_never_plans_less_for_any_step(spare: int, minutes: int) -> None:
    text = f'name = "any"\nminutes = {10 + spare}\n' + step("gather", 10) + step("round", "rest")
    shorter, longer = (planned(parse_mode(text, "any.toml", one)) for one in (minutes, minutes + 1))
    assert all(a <= b for a, b in zip(shorter, longer, strict=True))


def test_every_built_in_mode_is_right_and_called_as_its_file() -> None:
    assert "standup" in modes.built_in()
    for name, file in modes.built_in().items():
        assert parse_mode(file.read_text(encoding="utf-8"), file.name).name == name


def test_the_stand_up_is_the_methods() -> None:
    agenda = parse_mode(*modes.find("standup", None))
    assert agenda.seconds == 900
    assert [one.kind for one in agenda.steps] == ["gather", "progress", "round", "whiteboard", "close"]
    assert planned(agenda) == [60, 120, 600, 60, 60]
    assert agenda.steps[2].prompts == STANDUP_PROMPTS


def test_ones_own_mode_is_found_by_its_name_before_a_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(RETRO.replace('"retro"', '"standup"'), encoding="utf-8")
    text, file = modes.find("standup", tmp_path)
    assert "Retrospective" in text
    assert file == str(tmp_path / "ours.toml")
    assert ("standup", "Retrospective", 45, file) in modes.listing(tmp_path)
    assert len(modes.listing(tmp_path)) == len(modes.built_in())


def test_a_mode_is_found_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "retro.toml"
    path.write_text(RETRO, encoding="utf-8-sig")
    assert modes.find(str(path), None) == (RETRO, str(path))


def test_a_mode_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "retro.toml").write_text(RETRO, encoding="utf-8")
    with pytest.raises(LookupError, match=r"no mode or file 'weakly'; the modes are: .*retro.*standup"):
        modes.find("weakly", tmp_path)
    with pytest.raises(LookupError, match="standup"):
        modes.find(str(tmp_path), tmp_path / "missing")


def test_a_mode_with_mistakes_is_listed_and_found(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("name", encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes(b'name = "x"\ntitle = "R\xe9tro"\n')
    broken = {name: (title, minutes) for name, title, minutes, _ in modes.listing(tmp_path) if minutes == 0}
    assert list(broken) == ["broken", "latin"]
    assert modes.find("broken", tmp_path)[0] == "name"
    with pytest.raises(MistakesError, match=r"latin\.toml, line 2: this is not UTF-8"):
        modes.find("latin", tmp_path)


RECALLING = (
    HEAD
    + step("gather", 5, 'recalls = "next"')
    + step("round", 20, 'prompts = [{key = "kept", text = "Kept", recalls = "next"}, {key = "next", text = "Next"}]')
)


def test_a_prompt_and_the_gathering_recall_another_prompt() -> None:
    agenda = parse_mode(RECALLING, "retro.toml")
    assert agenda.steps[0].recalls == "next"
    assert [(one.key, one.recalls) for one in agenda.prompts] == [("kept", "next"), ("next", "")]
    assert from_json(as_json(agenda)) == agenda


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            RECALLING.replace('"Kept", recalls = "next"', '"Kept", recalls = "kept"'),
            'retro.toml, steps[2].prompts[1] "kept": recalls is "kept", its own key; name the key of another prompt',
        ),
        (
            RECALLING.replace('"Kept", recalls = "next"', '"Kept", recalls = "nxt"'),
            'retro.toml, steps[2].prompts[1] "kept": recalls is "nxt", which no prompt has; name one of them: next',
        ),
        (
            HEAD + step("gather", 5, 'recalls = "next"'),
            'retro.toml, steps[1] "Gather": recalls is "next", which no prompt has; name one of them: none here',
        ),
        (
            HEAD + step("reflection", 5, 'parts = [{key = "a", text = "A", recalls = "b"}, {key = "b", text = "B"}]'),
            'retro.toml, steps[1].parts[1] "a": unknown key "recalls"; use key, text only',
        ),
        (
            HEAD + step("round", 5, 'prompts = [{key = "unit", text = "A"}]'),
            """retro.toml, steps[1].prompts[1] "unit": key "unit" is taken: the minutes say there who spoke; \
use another word""",
        ),
        (
            HEAD + "units_above = -1\n" + step("close"),
            "retro.toml: units_above is -1; write how many people, 0 or more, or leave it out",
        ),
        (
            HEAD + "units_above = true\n" + step("close"),
            "retro.toml: units_above is true or false; write how many people, 0 or more, or leave it out",
        ),
    ],
)
def test_a_mistake_in_what_is_recalled_or_represented_is_told(text: str, mistake: str) -> None:
    assert told(text) == [mistake]


def test_the_weekly_and_the_personal_meeting_are_the_methods() -> None:
    weekly, personal = (parse_mode(*modes.find(name, None)) for name in ("weekly", "personal"))
    assert (weekly.seconds, weekly.units_above, weekly.steps[0].recalls) == (1800, 0, "priorities")
    assert [one.kind for one in weekly.steps] == ["gather", "progress", "round", "close"]
    assert planned(weekly) == [180, 600, 840, 180]
    assert [one.key for one in weekly.prompts] == ["commitments", "risks", "priorities", "help_needed"]
    assert (personal.seconds, personal.units_above) == (300, None)
    assert [one.kind for one in personal.steps] == ["progress", "round", "close"]
    assert [one.recalls for one in personal.prompts] == ["priorities", "", ""]
