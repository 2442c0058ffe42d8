"""The forms that minutes can have, each written by a module of its own, which is imported only when it is asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from facilitator.common.errors import FacilitatorError
from facilitator.common.settings import MINUTES_FORMS

if TYPE_CHECKING:
    from facilitator.minutes.document import Document

FORMS = MINUTES_FORMS
BINARY = frozenset({"docx", "pdf"})
"""The forms that are no text."""


class MissingExtraError(FacilitatorError):
    """A form needs packages that are not installed; the message says how to install them."""


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


@contextlib.contextmanager
def importing(needs: str) -> Iterator[None]:
    """A form is imported here, and written.

    Args:
        needs: What needs its packages: `pdf minutes need`.

    Raises:
        MissingExtraError: They are not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("facilitator", ""):
            raise
        raise MissingExtraError(
            f"{needs} packages that are not installed ({error.name} is missing); "
            "install them with: pip install 'facilitator[documents]'"
        ) from error


def _written(document: Document, form: str, tell: Callable[[str], None]) -> bytes:
    match form:
        case "html":
            from facilitator.minutes import html

            return html.as_html(document).encode()
        case "docx":
            from facilitator.minutes import docx

            return docx.as_docx(document)
        case "pdf":
            from facilitator.minutes import pdf

            return pdf.as_pdf(document, tell)
        case "csv":
            from facilitator.minutes import csv

            return csv.as_csv(document).encode()
        case "ics":
            from facilitator.minutes import ics

            return ics.as_ics(document)
        case "json":
            from facilitator.minutes import structured

            return structured.as_json(document).encode()
        case _:
            from facilitator.minutes import markdown

            return markdown.as_markdown(document).encode()
