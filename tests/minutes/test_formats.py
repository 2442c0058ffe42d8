"""All forms of the same minutes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from facilitator import documents, minutes
from facilitator.documents import formats as documents_formats
from facilitator.documents.formats import MissingExtraError
from facilitator.minutes import formats as minutes_formats
from facilitator.minutes import json as minutes_json
from facilitator.steps.progress.minutes import ProgressUpdate
from tests.minutes import made


@pytest.mark.parametrize("form", documents_formats.FORMATS)
def test_every_form_is_written_and_marks_a_draft(form: str) -> None:
    problems: list[str] = []
    ended = minutes_formats.written(made.meeting("open the logs"), form, problems.append)
    assert ended != minutes_formats.written(made.draft(), form, problems.append)
    assert problems == []
    if form not in documents_formats.BINARY:
        assert "open the logs" in ended.decode()
        assert ("running" if form == "json" else "raft") in minutes_formats.written(
            made.draft(), form, problems.append
        ).decode()


@pytest.mark.parametrize(
    ("form", "package"), [("docx", "docx"), ("pdf", "typst"), ("pdf", "manimgx_fonts"), ("ics", "icalendar")]
)
def test_a_missing_extra_is_told(form: str, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    for room in (documents, minutes):
        monkeypatch.delitem(sys.modules, f"{room.__name__}.{form}", raising=False)
        monkeypatch.delattr(room, form, raising=False)
    with pytest.raises(MissingExtraError) as raised:
        minutes_formats.written(made.meeting("a"), form, print)
    assert str(raised.value).endswith("install them with: pip install 'facilitator[documents]'")
    assert f"({package} is missing)" in str(raised.value)


def test_a_form_imports_only_what_it_uses() -> None:
    program = (
        "import sys; from tests.minutes import made; from facilitator.minutes import formats; "
        "[formats.written(made.meeting('a'), form, print) for form in ('md', 'json', 'csv')]; "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"docx", "typst", "icalendar", "jinja2", "lxml"} & set(done.stdout.split())


def test_pictures_are_left_out_of_markdown() -> None:
    text = minutes_formats.as_markdown(made.meeting("a"))
    assert "How far the key results have come" not in text
    assert "\n\n\n" not in text


def test_json_has_no_infinite_figures() -> None:
    document = made.meeting("a")
    update = ProgressUpdate(float("nan"), float("inf"), 5, 6, "a")
    moved = replace(document.steps[1].records[0], updates=(update,), target=float("-inf"))
    steps = (replace(document.steps[1], records=(moved,), seconds=float("nan")),)
    broken = replace(document, steps=steps, seconds=float("inf"))
    table = json.loads(minutes_json.as_json(broken), parse_constant=pytest.fail)
    record = table["steps"][0]["records"][0]
    assert (record["from"], record["to"], record["target"], table["seconds"]) == (None, None, None, None)
    assert table["steps"][0]["seconds"] is None
