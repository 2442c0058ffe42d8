"""Names behind an @: whose they are, and how they are completed."""

from __future__ import annotations

import pytest

from facilitator.common.mentions import complete, fitting

NAMES = (
    "Lena Fischer",
    "王小明",
    "Ada Lovelace",
    "José Müller",
    "Joe Reilly",
    "Jean-Luc Picard",
    "Tom Li",
    "Tomás Okafor",
    "Émile Zola",
)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("emi", ("Émile Zola",)),
        ("EMILE", ("Émile Zola",)),
        ("fisch", ("Lena Fischer",)),
        ("luc", ("Jean-Luc Picard",)),
        ("王", ("王小明",)),
        ("小明", ()),
        ("Tom", ("Tom Li",)),
        ("to", ("Tom Li", "Tomás Okafor")),
        ("lena fischer", ("Lena Fischer",)),
        ("lena.", ("Lena Fischer",)),
        ("", ()),
        (".", ()),
    ],
)
def test_a_name_is_whatever_begins_one_of_its_words(wanted: str, names: tuple[str, ...]) -> None:
    assert fitting(wanted, NAMES) == names


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("ship it @Le", "ship it @Lena Fischer"),
        ("ship it @fis", "ship it @fischer"),
        ("ship it @jos", "ship it @josé Müller"),
        ("ship it @jose", "ship it @jose Müller"),
        ("ship it @to", "ship it @tom Li"),
        ("ship it ＠王", "ship it ＠王小明"),
        ("ship it @Lena Fischer", None),
        ("ship it @", None),
        ("ship it @x", None),
        ("ship it", None),
        ("ada@le", None),
    ],
)
def test_a_name_is_completed_while_it_is_typed(line: str, completed: str | None) -> None:
    assert complete(line, NAMES) == completed
