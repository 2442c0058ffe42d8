"""Out and in again, and what files may hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from hypothesis import strategies as st

from facilitator.common.text import clean, clean_line, is_blank
from facilitator.exchange import exporting, importing
from facilitator.exchange.entries import CycleEntry, Entries, KeyResultEntry, ObjectiveEntry, PersonEntry, UnitEntry
from facilitator.store.database import Database

NewDatabase = Callable[[], Database]


def toml(database: Database) -> bytes:
    return exporting.export(database, "toml")


def table(database: Database) -> dict[str, Any]:
    """The JSON, read as strictly as JSON is."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(constant)

    found: dict[str, Any] = json.loads(exporting.export(database, "json"), parse_constant=refuse)
    return found


def take(database: Database, data: bytes, folder: Path) -> tuple[int, int, int]:
    path = folder / "export.toml"
    path.write_bytes(data)
    counts = importing.take(database, path).counts
    return counts.added, counts.changed, counts.unchanged


def goes_round(database: Database, empty: NewDatabase, folder: Path) -> bytes:
    """Exported, it changes nothing where it came from, and makes the same elsewhere."""
    data = toml(database)
    added = take(database, data, folder)
    assert added[:2] == (0, 0)
    assert toml(database) == data
    other = empty()
    if data:
        assert take(other, data, folder) == (added[2], 0, 0)
        assert toml(other) == data
        assert take(other, data, folder) == (0, 0, added[2])
    return data


def german() -> str:
    """Seventy-seven objectives with two hundred and twenty key results, as people write them."""
    people = [f"Jörg Groß {number}" for number in range(20)]
    parts = ['[[units]]\nname = "Gesamt"\nlevel = "company"\nmanager = "Frau Dr. Öztürk-Weiß"\n']
    parts += [f'[[people]]\nname = "{name}"\nunit = "Gesamt"\n' for name in people]
    parts += ['[[cycles]]\nname = "2026-Q4"\nstart = 2026-10-01\nend = 2026-12-31\n']
    long = "Wir begeistern „alle“ Kunden 🧑🏽‍🚀👩‍👩‍👧‍👦 und wachsen – nachhaltig. " * 14
    figures = (
        "start = 0\ntarget = 3_440_219",
        "start = 12\ntarget = -85\ncurrent = -90.5",
        "start = 4\ntarget = 4",
        "",
    )
    made = 0
    for number in range(77):
        owner = people[number % 20]
        title = "Kunden kommen wieder" if number < 20 else f"{number} {long}"
        parts.append(f'[[objectives]]\ncycle = "2026-Q4"\nowner = "{owner}"\ntitle = "{title}"\ndescription = ""\n')
        if number >= 20:
            parts.append(f'supports = "Kunden kommen wieder ({people[number % 7]})"\n')
        for position in range(3 if number < 66 else 2):
            figure = figures[made % 4]
            score = f'score = 0.{made % 10}\nreason = """\nEs \\"lief\\"\n…"""\n' if made % 3 else ""
            parts.append(f'[[objectives.key_results]]\ntitle = "Zufriedenheit → 95 % ({position})"\n{figure}\n{score}')
            made += 1
    assert made == 220
    return "".join(parts)


LINE = st.text(max_size=20).map(clean_line).filter(lambda text: not is_blank(text))
TEXT = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\"\\\n\t'# ")), max_size=40).map(clean)
SAID = TEXT.filter(lambda text: not is_blank(text)) | st.none()
FIGURE = st.one_of(
    st.integers(-(10**9), 10**9).map(float), st.floats(allow_nan=False, allow_infinity=False), st.just(3440219.0)
).map(lambda value: value + 0.0)
DAYS = st.tuples(st.dates(), st.dates()).map(sorted)


@st.composite
def key_result_entries(draw: st.DrawFn, place: str, key: str) -> KeyResultEntry:
    numeric = draw(st.booleans())
    return KeyResultEntry(
        place=place,
        id=key,
        title=draw(LINE),
        description=draw(SAID),
        start=draw(FIGURE) if numeric else None,
        target=draw(FIGURE) if numeric else None,
        current=draw(FIGURE) if numeric else None,
        unit=draw(LINE | st.none()),
        confidence=draw(st.integers(1, 10) | st.none()),
        score=draw(st.floats(0, 1).map(lambda value: value + 0.0) | st.none()),
        reason=draw(SAID),
    )


@st.composite
def all_entries(draw: st.DrawFn) -> Entries:
    """What a file may say; every unit is below the one before, if any, every objective supports one before, if any."""
    units, people, cycles = (draw(st.lists(LINE, min_size=1, max_size=4, unique=True)) for _ in range(3))
    ids = draw(st.lists(LINE, min_size=6, max_size=16, unique=True))
    owners = [*people, *(f"{name} (unit)" if name in people else name for name in units)]
    objectives: list[ObjectiveEntry] = []
    while len(ids) > 3:
        place = f"objectives[{len(objectives) + 1}]"
        key = ids.pop()
        some = draw(st.integers(0, 3))
        key_results = tuple(
            draw(key_result_entries(f"{place}.key_results[{number}]", ids.pop())) for number in range(1, some + 1)
        )
        above = [one.id for one in objectives] + [one.id for objective in objectives for one in objective.key_results]
        objectives.append(
            ObjectiveEntry(
                place=place,
                id=key,
                cycle=draw(st.sampled_from(cycles)),
                owner=draw(st.sampled_from(owners)),
                title=draw(LINE),
                description=draw(SAID),
                source=draw(st.sampled_from(["leader", "own", "request", None])),
                supports=draw(st.sampled_from([*above, None])),
                state=draw(st.sampled_from(["draft", "submitted", "agreed", "closed"])),
                key_results=key_results,
            )
        )
    return Entries(
        units=tuple(
            UnitEntry(
                place=f"units[{number}]",
                name=name,
                level=draw(st.sampled_from(["company", "department", "team", "personal"])),
                parent=draw(st.sampled_from([*units[: number - 1], None])),
                manager=draw(st.sampled_from([*people, None])),
            )
            for number, name in enumerate(units, 1)
        ),
        people=tuple(
            PersonEntry(
                place=f"people[{number}]",
                name=name,
                unit=draw(st.sampled_from([*units, None])),
                timezone=draw(st.sampled_from(["Europe/Berlin", "Asia/Shanghai", None])),
                active=draw(st.sampled_from([None, None, False])),
            )
            for number, name in enumerate(people, 1)
        ),
        cycles=tuple(
            CycleEntry(place=f"cycles[{number}]", name=name, start=days[0], end=days[1])
            for number, (name, days) in enumerate([(name, draw(DAYS)) for name in cycles], 1)
        ),
        objectives=tuple(objectives),
    )
