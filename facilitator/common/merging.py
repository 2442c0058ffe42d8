"""Takes apart the sentences of fields, and brings two people's changes to the same ones together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from facilitator.common.text import clean, is_blank

Sentences = tuple[str, ...]

_Key = TypeVar("_Key", bound=Hashable)


def sentences(text: str, known: Iterable[str] = ()) -> Sentences:
    """Return the sentences of a field, one a line, each once; a `known` one that has several lines stays whole."""
    lines = [line.strip() for line in clean(text).split("\n")]
    whole = [(sentence, [line.strip() for line in sentence.split("\n")]) for sentence in known if "\n" in sentence]
    read: list[str] = []
    at = 0
    while at < len(lines):
        fitting = ((sentence, len(block)) for sentence, block in whole if lines[at : at + len(block)] == block)
        sentence, length = next(fitting, (lines[at], 1))
        read.append(sentence)
        at += length
    return tuple(dict.fromkeys(sentence for sentence in read if not is_blank(sentence)))


def cleaned(fields: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Clean the texts of each field, and leave out those that are blank; raises TooLongError as `clean`."""
    texts_of = {key: [clean(text).strip() for text in texts] for key, texts in fields.items()}
    return {key: [text for text in texts if not is_blank(text)] for key, texts in texts_of.items()}


def merge_fields(
    base: Mapping[_Key, Sentences], mine: Mapping[_Key, Sentences], theirs: Mapping[_Key, Sentences]
) -> dict[_Key, Sentences]:
    """Merge each field of `mine`, as `merge`."""
    return {key: merge(base.get(key, ()), said, theirs.get(key, ())) for key, said in mine.items()}


def merge(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Sentences:
    """Merge both changes to the same sentences: `mine`, with what others reworded, took away and added since `base`."""
    became = changes(base, theirs)
    kept = [became.get(sentence, sentence) for sentence in mine]
    return tuple(dict.fromkeys(filter(None, (*kept, *(new for new in theirs if new not in base)))))


def changes(base: Sequence[str], theirs: Sequence[str]) -> dict[str, str]:
    """Return what others made of sentences of `base`: the new words, or nothing where it was taken away."""
    new = [sentence for sentence in theirs if sentence not in base]
    return {
        old: theirs[place] if len(base) == len(theirs) and theirs[place] in new else ""
        for place, old in enumerate(base)
        if old not in theirs
    }
