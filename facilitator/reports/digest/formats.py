"""Writes a digest in the formats that minutes have."""

from __future__ import annotations

from collections.abc import Callable

from facilitator.documents import formats as documents_formats
from facilitator.documents.blocks import Properties
from facilitator.reports.digest.document import Digest
from facilitator.reports.digest.layout import lay_out


def written(digest: Digest, file_format: str, tell: Callable[[str], None]) -> bytes:
    """Return the digest as a file; the same meetings give the same bytes.

    Args:
        digest: The meetings.
        file_format: One of `documents.formats.FORMATS`.
        tell: Gets a sentence where something could not be shown as it is.

    Raises:
        MissingExtraError: The format's packages are not installed.
    """
    with documents_formats.importing(f"digests as {file_format} need"):
        match file_format:
            case "csv":
                from facilitator.reports.digest import csv

                return csv.as_csv(digest).encode()
            case "ics":
                from facilitator.reports.digest import ics

                return ics.as_ics(digest)
            case "json":
                from facilitator.reports.digest import json

                return json.as_json(digest).encode()
            case _:
                at = digest.at.replace(microsecond=0)
                properties = Properties(began=at, changed=at, keywords=digest.teams)
                return documents_formats.written(lay_out(digest), file_format, properties, tell)
