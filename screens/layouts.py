"""Reads what is typed with another keyboard layout, or in full width, as the key of a Latin keyboard."""

from __future__ import annotations

import unicodedata

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_PLACES = {
    # What the same keys type in the Russian, the Ukrainian, the Belarusian, and the Greek layout.
    "йцукенгшщзхъфывапролджэячсмитьбю": _LATIN,
    "іїєґўё": "s]'`o`",
    "ςερτυθιοπασδφγηξκλζχψωβνμ": "wertyuiopasdfghjklzxcvbnm",
}
_SIGNS = {
    "。": ".",
    "、": ",",
    "《": "<",
    "》": ">",
    "「": "[",
    "」": "]",
    "　": " ",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
}
"""Signs of Chinese and Japanese input that have no full width of their own."""


def _table() -> dict[str, str]:
    table = dict(_SIGNS)
    for typed, latin in _PLACES.items():
        table.update(zip(typed, latin, strict=True))
    upper = {typed.upper(): latin.upper() for typed, latin in table.items() if typed.isalpha() and latin.isalpha()}
    # The capital of a final sigma is the one of a sigma.
    return {**upper, "Σ": "S", **table}


_TABLE = _table()


def latin(character: str) -> str:
    """Return what the key types on a Latin keyboard: `。` is `.`, `１` is `1`, `т` is `n`; what is no such stays."""
    if character.isascii():
        return character
    # An accent over a Greek letter says nothing about its key; й and ї are keys of their own.
    if (known := _TABLE.get(character) or _TABLE.get(unicodedata.normalize("NFD", character)[0])) is not None:
        return known
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    plain = unicodedata.normalize("NFKC", character)
    return (
        plain if plain.isascii() and len(plain) == 1 and unicodedata.east_asian_width(character) == "F" else character
    )
