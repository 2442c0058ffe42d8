"""Reads the words by which the coach understands English, German and Chinese texts; they stand in `words.toml`."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

Words = dict[str, re.Pattern[str]]
"""A pattern by language."""


def _pattern(words: str | list[str], tongue: str = "") -> re.Pattern[str]:
    if isinstance(words, str):
        return re.compile(words.replace("\n", ""), re.IGNORECASE)
    any_of_them = "|".join(words)
    # Chinese has no spaces between its words.
    return re.compile(any_of_them if tongue == "zh" else rf"(?<!\w)(?:{any_of_them})(?!\w)", re.IGNORECASE)


_FILE = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))

WORDS: dict[str, Words] = {
    name: {tongue: _pattern(words, tongue) for tongue, words in tongues.items()}
    for name, tongues in _FILE.items()
    if isinstance(tongues, dict)
}
"""Patterns by their name, such as `vague`, and then by language."""
PATTERNS = {name: _pattern(words) for name, words in _FILE.items() if isinstance(words, str)}
"""Patterns that are the same for all languages, by their name, such as `money`."""
