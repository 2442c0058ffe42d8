"""Writes a digest for a screen, into a file, and in the formats that minutes have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from facilitator.common.files import write_atomically
from facilitator.documents import formats as documents_formats
from facilitator.documents import markdown
from facilitator.documents.blocks import Block, Properties
from facilitator.minutes.files import part
from facilitator.reports.digest import csv, json, layout, reading
from facilitator.reports.digest.document import Digest
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A digest, to be read; `markdown` is the same as text, `name` what its file is called."""

    title: str
    blocks: tuple[Block, ...]
    markdown: str
    name: str


def written(digest: Digest, file_format: str, tell: Callable[[str], None]) -> bytes:
    """Return the digest as a file; the same meetings give the same bytes.

    `tell` gets a sentence where something could not be shown as it is.

    Raises:
        MissingExtraError: The format's packages are not installed.
    """
    with documents_formats.importing(f"digests as {file_format} need"):
        match file_format:
            case "csv":
                return csv.as_csv(digest).encode()
            case "json":
                return json.as_json(digest).encode()
            case "ics":
                # It needs icalendar, which may not be installed.
                from facilitator.reports.digest import ics

                return ics.as_ics(digest)
            case _:
                at = digest.at.replace(microsecond=0)
                properties = Properties(began=at, changed=at, keywords=digest.teams)
                return documents_formats.written(layout.lay_out(digest), file_format, properties, tell)


def read(database: Database, since: date, until: date, team: str | None = None) -> DigestPage:
    """Return the digest of some days.

    Raises:
        NotFoundError: There is no such team.
    """
    digest = reading.read(database, since, until, team)
    laid = layout.lay_out(digest)
    name = f"digest-{since.isoformat()}-{until.isoformat()}" + (f"-{part(digest.team)}" if digest.team else "")
    return DigestPage(digest.title, laid, markdown.written(laid), f"{name}.md")


def write(page: DigestPage, folder: Path) -> Path:
    """Write a digest as Markdown, for the user's eyes only; an earlier one of the same days and team is replaced.

    Raises:
        OSError: It could not be written.
    """
    path = folder / page.name
    write_atomically(path, page.markdown.encode())
    return path
