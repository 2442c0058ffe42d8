"""The text of an export: pleasant to read, and any text in it."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from facilitator.exchange.entries import CycleEntry, Entries
from facilitator.exchange.toml.writing import as_toml
from tests.exchange.rounds import NewDatabase, take, toml


def test_it_is_pleasant_to_read(empty: NewDatabase, tmp_path: Path) -> None:
    text = """\
[[units]]
name = "Vertrieb"
level = "department"

[[people]]
name = "Jörg \\"Joe\\" Groß"
unit = "Vertrieb"

[[cycles]]
name = "2026-Q4"
start = 2026-10-01
end = 2026-12-31

[[objectives]]
id = "v-1"
cycle = "2026-Q4"
owner = "Vertrieb"
title = "Kunden kommen wieder 👩‍👩‍👧 C:\\\\neu"
description = \"\"\"
Er sagte: "Mehr!"
\tUnd \\\\ dann ""\\"noch\\"\"\"\"
state = "draft"

  [[objectives.key_results]]
  id = "v-1-1"
  title = "Reklamationen"
  start = 3440219
  target = -85
  current = 0.1
  unit = "€"
  score = 1
"""
    database = empty()
    assert take(database, text.encode(), tmp_path) == (5, 0, 0)
    assert toml(database).decode() == text


@given(st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from('"\\\n\r\t\x7f\x85\u2028'))))
def test_any_text_can_be_written(text: str) -> None:
    entries = Entries(cycles=(CycleEntry(place="cycles[1]", name=text, start=date(1, 1, 1), end=date(9999, 12, 31)),))
    assert tomllib.loads(as_toml(entries)) == {
        "cycles": [{"name": text, "start": date(1, 1, 1), "end": date(9999, 12, 31)}]
    }
