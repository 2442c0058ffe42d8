"""Draws the pictures of the docs from the pictures of screens that the tests keep as text.

    python scripts/pictures.py

What is drawn is what the docs name: `pictures/round-120x40-dark.svg` is the scene `round` of `tests/screens/snapshots`
at 120x40 in the dark theme. A picture that nothing names any more is taken away.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pictures"
_NAMED = re.compile(r"pictures/([a-z-]+)-(\d+x\d+)-([a-z]+)\.svg")


def drawn() -> dict[str, str]:
    """Return the pictures that the docs name, by the names of their files."""
    sys.path.insert(0, str(ROOT))
    from tests.screens.snapshots import picture  # reads what the tests have written

    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    named = sorted({match.groups() for page in pages for match in _NAMED.finditer(page.read_text("utf-8"))})
    return {
        f"{scene}-{size}-{theme}.svg": picture.as_svg(picture.read(scene, size), theme) for scene, size, theme in named
    }


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    pictures = drawn()
    for name, svg in pictures.items():
        (FOLDER / name).write_text(svg, "utf-8")
    for path in FOLDER.glob("*.svg"):
        if path.name not in pictures:
            path.unlink()
    print(f"{len(pictures)} pictures in {FOLDER.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
