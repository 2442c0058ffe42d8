"""Writes blocks in the format that is asked for, and says what a format needs installed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

from facilitator.common.errors import FacilitatorError
from facilitator.common.settings import MINUTES_FORMATS
from facilitator.documents.blocks import Block, Properties

# Imported in functions: a format's packages are slow to import, or not installed.

FORMATS = MINUTES_FORMATS
BINARY = frozenset({"docx", "pdf"})
"""The formats that are no text."""


class MissingExtraError(FacilitatorError):
    """A format needs packages that are not installed; the message says how to install them."""


def written(blocks: Sequence[Block], file_format: str, properties: Properties, tell: Callable[[str], None]) -> bytes:
    """Return blocks as a file, the first of them its heading; the same blocks and properties give the same bytes.

    Args:
        file_format: `md`, `html`, `docx` or `pdf`.
        tell: Gets a sentence where something could not be shown as it is.

    Raises:
        ModuleNotFoundError: The format's packages are not installed.
    """
    match file_format:
        case "html":
            from facilitator.documents import html

            return html.written(blocks, properties).encode()
        case "docx":
            from facilitator.documents import docx

            return docx.written(blocks, properties)
        case "pdf":
            from facilitator.documents import pdf

            return pdf.written(blocks, properties, tell)
        case _:
            from facilitator.documents import markdown

            return markdown.written(blocks).encode()


@contextlib.contextmanager
def importing(needs: str) -> Iterator[None]:
    """Say how to install what is missing where a format is written; `needs` begins the sentence: `pdf minutes need`.

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
