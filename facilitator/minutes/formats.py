"""Writes minutes in each of their formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from facilitator.documents import formats as documents_formats
from facilitator.documents import markdown
from facilitator.documents.blocks import Bullets, Properties
from facilitator.minutes import csv, json, layout

if TYPE_CHECKING:
    from facilitator.minutes.document import Document


def written(document: Document, file_format: str, tell: Callable[[str], None]) -> bytes:
    """Return the minutes of a meeting as a file; the same meeting gives the same bytes on the same machine.

    `tell` gets a sentence where something could not be shown as it is.

    Raises:
        MissingExtraError: The format's packages are not installed.
    """
    with documents_formats.importing(f"{file_format} minutes need"):
        match file_format:
            case "csv":
                return csv.as_csv(document).encode()
            case "json":
                return json.as_json(document).encode()
            case "ics":
                # It needs icalendar, which may not be installed.
                from facilitator.minutes import ics

                return ics.as_ics(document)
            case _:
                return documents_formats.written(layout.lay_out(document), file_format, properties(document), tell)


def properties(document: Document) -> Properties:
    """Return what a file of the minutes says of itself."""
    return Properties(
        began=document.started_at,
        changed=document.ended_at or document.started_at,
        author=document.facilitator or "",
        keywords=(document.team, document.title),
        draft=document.draft,
    )


def as_markdown(document: Document) -> str:
    """Return the minutes as text; the same meeting gives the same text."""
    return markdown.written(layout.lay_out(document))


def heading(document: Document) -> str:
    """Return the first line, and the first of the list below it: which meeting this is."""
    first, *rest = layout.lay_out(document)
    facts = next(block for block in rest if isinstance(block, Bullets))
    return f"{markdown.block_text(first)}\n{markdown.block_text(Bullets(facts.items[:1]))}"
