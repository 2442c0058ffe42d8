"""A digest in the forms that minutes have, from the same writers."""

from __future__ import annotations

from collections.abc import Callable

from facilitator.documents.formats import importing
from facilitator.reports.digest.document import Digest
from facilitator.reports.digest.layout import lay_out


def written(digest: Digest, form: str, tell: Callable[[str], None]) -> bytes:
    """The digest in one of `minutes.forms.FORMS`; the same meetings give the same bytes.

    Args:
        digest: The meetings.
        form: Which form.
        tell: Gets a sentence where something could not be shown as it is.

    Raises:
        MissingExtraError: The form's packages are not installed.
    """
    with importing(f"digests as {form} need"):
        return _written(digest, form, tell)


def _written(digest: Digest, form: str, tell: Callable[[str], None]) -> bytes:
    at = digest.at.replace(microsecond=0)
    match form:
        case "html":
            from facilitator.documents import html

            return html.written(lay_out(digest)).encode()
        case "docx":
            from facilitator.documents import docx

            return docx.written(lay_out(digest), began=at, at=at)
        case "pdf":
            from facilitator.documents import pdf

            return pdf.written(lay_out(digest), tell, keywords=digest.teams, at=at)
        case "csv":
            from facilitator.reports.digest import csv

            return csv.as_csv(digest).encode()
        case "ics":
            from facilitator.reports.digest import ics

            return ics.as_ics(digest)
        case "json":
            from facilitator.reports.digest import structured

            return structured.as_json(digest).encode()
        case _:
            from facilitator.documents import markdown

            return markdown.written(lay_out(digest)).encode()
