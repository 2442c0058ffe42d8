"""Writes a digest for a screen and into a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from facilitator.common.files import write_atomically
from facilitator.documents import markdown
from facilitator.documents.blocks import Block
from facilitator.minutes.files import part
from facilitator.reports.digest import layout, reading
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A digest, to be read; `markdown` is the same as text, `name` what its file is called."""

    title: str
    blocks: tuple[Block, ...]
    markdown: str
    name: str


def read(database: Database, since: date, until: date, team: str | None = None) -> DigestPage:
    """Return the digest of some days.

    Raises:
        NotFoundError: There is no such team.
    """
    digest = reading.read(database, since, until, team)
    laid = layout.lay_out(digest)
    name = f"digest-{since.isoformat()}-{until.isoformat()}" + (f"-{part(digest.team)}" if digest.team else "")
    return DigestPage(digest.title, laid, markdown.written(laid), f"{name}.md")


def write(told: DigestPage, folder: Path) -> Path:
    """Write a digest as Markdown, for the user's eyes only; an earlier one of the same days and team is replaced.

    Args:
        told: What to write.
        folder: Where to; made if it is missing.

    Raises:
        OSError: It could not be written.
    """
    path = folder / told.name
    write_atomically(path, told.markdown.encode())
    return path
