"""Every screen of a meeting looks as it is kept in the files beside this one, in three sizes and three themes.

Where a change is meant, `pytest tests/screens/snapshots --renew` writes the files anew: look at what `git diff` says of
them, and then have `scripts/pictures.py` draw the pictures of the docs from them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.screens.showing import program, shows
from tests.screens.snapshots import picture
from tests.screens.snapshots.scenes import SCENES
from tests.screens.snapshots.stage import Stage, take

SIZES = ((80, 24), (120, 40), (200, 60))


@pytest.mark.parametrize("name", SCENES)
async def test_looks_as_kept(name: str, stage: Stage, place: Path, request: pytest.FixtureRequest) -> None:
    scene = SCENES[name]
    scene.set_up(stage)
    async with program(stage.database.url.render_as_string(), scene.opening, size=SIZES[-1]) as pilot:
        await pilot.press(*scene.keys)
        await shows(pilot, scene.shows)
        taken = await take(pilot, SIZES, place)
    for size, came in taken.items():
        if request.config.getoption("renew"):
            picture.write(name, size, came)
        differs = picture.difference(name, size, came)
        assert not differs, f"{differs}\nWhere that is meant: pytest tests/screens/snapshots --renew"


def test_nothing_is_kept_that_is_no_scene() -> None:
    kept = {path.name for path in picture.FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert kept == set(SCENES)


@pytest.mark.parametrize("name", SCENES)
def test_a_picture_comes_out_of_its_files_as_it_went_in(name: str) -> None:
    for width, height in SIZES:
        kept = picture.read(name, f"{width}x{height}")
        assert not picture.difference(name, f"{width}x{height}", kept)
        assert len(kept.lines) == height
        assert {sum(cell_len(text) for text, _ in runs) for runs in kept.lines} == {width}
