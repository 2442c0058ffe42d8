"""Writes blocks as one page of HTML: no other file, no network, no script; for screens, telephones and printers."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import Environment, PackageLoader, StrictUndefined

from facilitator.documents.blocks import Block, Properties


def written(blocks: Iterable[Block], properties: Properties) -> str:
    """Return blocks as a page; the first of them is its heading."""
    environment = Environment(
        loader=PackageLoader("facilitator.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    kinds = [(type(block).__name__, block) for block in blocks]
    page = environment.get_template("page.html")
    return page.render(blocks=kinds, author=properties.author, draft=properties.draft) + "\n"
