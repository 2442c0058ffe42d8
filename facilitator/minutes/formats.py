"""The forms that minutes can have, each written by a module of its own, which is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from facilitator.documents.blocks import Bullets
from facilitator.documents.formats import importing
from facilitator.minutes import layout

if TYPE_CHECKING:
    from facilitator.minutes.document import Document


def as_docx(document: Document) -> bytes:
    """The minutes as a file."""
    from facilitator.documents import docx

    return docx.written(
        layout.lay_out(document),
        author=document.facilitator,
        began=document.started_at,
        at=document.ended_at or document.started_at,
        draft=document.draft,
    )


def written(document: Document, form: str, tell: Callable[[str], None]) -> bytes:
    """The minutes of a meeting in one of the `FORMS`.

    Args:
        document: The meeting.
        form: One of `FORMS`.
        tell: Gets a sentence where something could not be shown as it is.

    Raises:
        MissingExtraError: The form's packages are not installed.
    """
    with importing(f"{form} minutes need"):
        return _written(document, form, tell)


def _written(document: Document, form: str, tell: Callable[[str], None]) -> bytes:
    match form:
        case "html":
            return as_html(document).encode()
        case "docx":
            return as_docx(document)
        case "pdf":
            return as_pdf(document, tell)
        case "csv":
            from facilitator.minutes import csv

            return csv.as_csv(document).encode()
        case "ics":
            from facilitator.minutes import ics

            return ics.as_ics(document)
        case "json":
            from facilitator.minutes import json

            return json.as_json(document).encode()
        case _:
            return as_markdown(document).encode()


def as_html(document: Document) -> str:
    """The minutes as a page; the same meeting gives the same page."""
    from facilitator.documents import html

    return html.written(layout.lay_out(document), document.facilitator, draft=document.draft)


def as_markdown(document: Document) -> str:
    """The minutes as text; the same meeting gives the same text."""
    from facilitator.documents import markdown

    return markdown.written(layout.lay_out(document))


def heading(document: Document) -> str:
    """The first line, and the first of the list below it: which meeting this is."""
    from facilitator.documents.markdown import block_text

    first, *rest = layout.lay_out(document)
    facts = next(block for block in rest if isinstance(block, Bullets))
    return f"{block_text(first)}\n{block_text(Bullets(facts.items[:1]))}"


def as_pdf(document: Document, tell: Callable[[str], None], *, system_fonts: bool = True) -> bytes:
    """The minutes as a file; the same meeting gives the same bytes on the same machine.

    Args:
        document: The meeting.
        tell: Gets a sentence where some characters are in no font; they stand as their numbers then.
        system_fonts: Whether the machine's own fonts may be used where those of the extra lack a character.
    """
    from facilitator.documents import pdf

    return pdf.written(
        layout.lay_out(document),
        tell,
        author=document.facilitator,
        keywords=(document.team, document.title),
        # A PDF keeps no parts of a second.
        at=(document.ended_at or document.started_at).replace(microsecond=0),
        draft=document.draft,
        system_fonts=system_fonts,
    )
