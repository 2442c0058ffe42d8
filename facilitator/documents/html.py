"""Blocks as one page of HTML: no file beside it, no network, no script; for a screen, a telephone and a printer."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import Environment, PackageLoader, StrictUndefined

from facilitator.documents.blocks import Block


def written(blocks: Iterable[Block], author: str | None = None, *, draft: bool = False) -> str:
    """Any blocks as a page; the first of them is its heading.

    Args:
        blocks: In the order in which they are read.
        author: Who answers for it, if anybody.
        draft: Whether the page says beside its title that it may still change.
    """
    environment = Environment(
        loader=PackageLoader("facilitator.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    told = [(type(block).__name__, block) for block in blocks]
    return environment.get_template("page.html").render(blocks=told, author=author or "", draft=draft) + "\n"
