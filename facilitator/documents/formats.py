"""The formats documents are written in, and what a format needs installed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from facilitator.common.errors import FacilitatorError
from facilitator.common.settings import MINUTES_FORMS

FORMS = MINUTES_FORMS
BINARY = frozenset({"docx", "pdf"})
"""The forms that are no text."""


class MissingExtraError(FacilitatorError):
    """A form needs packages that are not installed; the message says how to install them."""


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
