"""Writes all actions with their ids and keys at the end of docs/keys.md, as the screens declare them."""

from __future__ import annotations

from pathlib import Path

from screens import own_keys

DOCS = Path(__file__).parent.parent / "docs" / "keys.md"


def main() -> None:
    """Replace what follows the first heading below the title."""
    head = DOCS.read_text(encoding="utf-8").partition("\n## ")[0]
    DOCS.write_text(f"{head}\n{own_keys.table()}", encoding="utf-8")


if __name__ == "__main__":
    main()
