"""The pictures of the docs are those that the screens give today."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_pictures_of_the_docs_are_drawn_from_the_kept_screens() -> None:
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "scripts" / "pictures.py")
    assert spec is not None
    assert spec.loader is not None
    pictures = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pictures)
    kept = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "pictures").glob("*.svg")}
    drawn = pictures.drawn()
    assert kept.keys() == drawn.keys()
    old = [name for name in kept if kept[name] != drawn[name]]
    assert not old, f"python scripts/pictures.py draws these anew: {', '.join(old)}"
