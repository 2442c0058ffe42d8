"""Writes values as TOML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable


def bare(text: str) -> str:
    """A key as TOML takes it, in quotes where it must be."""
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else quoted(text)


def quoted(text: str) -> str:
    """A text as TOML takes it: what JSON escapes, TOML reads the same way."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def listed(texts: Iterable[str]) -> str:
    """A list of texts as TOML takes it."""
    return "[" + ", ".join(map(quoted, texts)) + "]"


def number(value: float) -> str:
    """A figure as TOML takes it."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
