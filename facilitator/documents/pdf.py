"""Writes blocks as a PDF, with the fonts that come with the extra and, where these do not do, the machine's own.

Typst sets it: it shapes every script, mixes directions, joins emoji, repeats the heads of tables and tags what it
writes for those who read with their ears. The file is PDF/A-2b, which keeps its fonts and allows no missing sign.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import fontpkg_amiri
import manimgx_fonts
import pylopdf_fonts_zh_cn
import typst

from facilitator.common.errors import RefusedError
from facilitator.common.text import right_to_left
from facilitator.documents.blocks import Bars, Block, Bullets, Heading, Line, Paragraph, Properties, Span, Table, widths

_TEMPLATE = Path(__file__).parent / "templates" / "page.typ"
_FONTS = [Path(package.__file__ or "").parent for package in (manimgx_fonts, pylopdf_fonts_zh_cn, fontpkg_amiri)]

_MISSING = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))")

# What a line may break between anyway.
_BROKEN = r"\s\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
_LONG_WORD = 30
"""A word of more letters may break anywhere but inside a character: some have no other place to break at."""
_PAGE = 84
"""How many letters a page is wide in a table, the space beside its lines not counted."""


class TypesettingError(RefusedError):
    """The page could not be set; the message says why."""


def written(
    blocks: Iterable[Block], about: Properties, tell: Callable[[str], None], *, system_fonts: bool = True
) -> bytes:
    """Return blocks as a file; the first of them is its heading. On one machine the same blocks give the same bytes.

    Args:
        tell: Gets a sentence where some characters are in no font; they stand as their numbers then.
        system_fonts: Whether the machine's own fonts may be used where those of the extra lack a character.

    Raises:
        TypesettingError: Typst failed, for instance over a broken font of the machine.
    """
    # A PDF keeps no parts of a second.
    at = about.changed.replace(microsecond=0)
    tables = [_block(block) for block in blocks]
    first = next(block for block in tables if block["kind"] == "Heading")
    data = {
        "title": first["text"],
        "author": about.author,
        "keywords": about.keywords,
        "draft": about.draft,
        "blocks": tables,
    }
    text = json.dumps(data, ensure_ascii=False)
    page, missing = _compile(text, at, system_fonts=False)
    if page is None and system_fonts:
        page, missing = _compile(text, at, system_fonts=True)
    if page is not None:
        return page
    # The letter below a mark that is missing is told too, and every font has the ASCII ones.
    characters = sorted(character for character in set("".join(missing)) if not character.isascii())
    tell(_sentence(characters))
    for character in characters:
        text = text.replace(character, f"[U+{ord(character):04X}]")
    page, missing = _compile(text, at, system_fonts=system_fonts)
    if page is None:
        raise TypesettingError(f"the PDF could not be set, no font shows {missing}; take --format html and print it")
    return page


def _compile(data: str, at: datetime, *, system_fonts: bool) -> tuple[bytes | None, list[str]]:
    """Return the file, or None and the texts that no font shows."""
    try:
        page = typst.compile(
            _TEMPLATE,
            root=_TEMPLATE.parent,
            sys_inputs={"data": data},
            font_paths=_FONTS,
            ignore_system_fonts=not system_fonts,
            pdf_standards="a-2b",
            timestamp=at.astimezone(timezone(at.utcoffset() or timedelta())),
        )
    except typst.TypstError as error:
        missing = [_unescaped(text) for text in _MISSING.findall(error.diagnostic)]
        if missing:
            return None, missing
        raise TypesettingError(f"the PDF could not be set: {error.message}; take --format html and print it") from error
    return page, []


def _unescaped(text: str) -> str:
    signs = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else signs.get(match[2], match[2]), text)


def _sentence(characters: list[str]) -> str:
    shown = ", ".join(f"{character} (U+{ord(character):04X})" for character in characters[:5])
    more = f" and {len(characters) - 5} more" if len(characters) > 5 else ""
    return (
        f"no font on this machine shows {shown}{more}; in the PDF they stand as their numbers, such as "
        f"[U+{ord(characters[0]):04X}]: install a font that has them (the Noto fonts have most)"
    )


# -- what the template reads -------------------------------------------------------------------------------------------


def _block(block: Block) -> dict[str, Any]:
    kind = {"kind": type(block).__name__}
    match block:
        case Heading():
            return kind | {"level": block.level, "text": block.text, "line": _words(block.text)}
        case Paragraph():
            return kind | {"line": _line(block.line)}
        case Bullets():
            return kind | {"items": list(map(_line, block.items))}
        case Table():
            shares = widths(block)
            room = [min(_LONG_WORD, _PAGE * share // sum(shares) - 1) for share in shares]
            return kind | {
                "heads": list(map(_words, block.heads)),
                "rows": [list(map(_line, row, room)) for row in block.rows],
                "widths": shares,
            }
        case Bars():
            rows = [asdict(row) | {"label": _words(row.label), "words": _words(row.words)} for row in block.rows]
            return kind | {"title": _words(block.title), "legend": _words(block.legend), "rows": rows}


def _words(text: str) -> dict[str, Any]:
    return _line((Span(text),))


def _line(line: Line, longest: int = _LONG_WORD) -> dict[str, Any]:
    """Return a line, whose words may break where they have more letters than `longest`."""
    return {
        "rtl": right_to_left("".join(span.text for span in line)),
        "spans": [
            {
                "text": [_pieces(text, longest) for text in span.text.split("\n")],
                "bold": span.bold,
                "italic": span.italic,
            }
            for span in line
        ],
    }


def _pieces(text: str, longest: int) -> list[str]:
    long_word = re.compile(rf"[^{_BROKEN}]{{{longest + 1},}}")
    piece = re.compile(rf".{{{min(10, longest)}}}(?=[^\W_]{{2}})", re.DOTALL)
    marked = long_word.sub(lambda word: piece.sub("\\g<0>\n", word[0]), text.replace("\t", "    "))
    return marked.split("\n")
