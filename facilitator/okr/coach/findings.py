"""Words the findings of the coach, which stand in `findings.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from facilitator.okr.coach.text import language

FINDINGS = tomllib.loads(files(__package__).joinpath("findings.toml").read_text("utf-8"))
_EXAMPLES: dict[str, dict[str, str]] = FINDINGS["examples"]
_LONGEST_QUOTED = 50
_LONGEST_COMPLETED = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that could be better, or a question to ask oneself."""

    name: str
    """Its name in the database when somebody answers it, such as `no-number`."""
    rule: str
    """The rule of the method, such as `M4`."""
    about: str
    """`objective`, `key_result` or `set`."""
    index: int | None
    """The index of the key result in its objective, from 0; None for anything else."""
    what: str
    why: str
    example: str
    question: bool = False
    """Whether it is a question to ask oneself, and no mistake."""
    because: str = ""
    """Why it does not apply, as somebody answered; empty where nobody did."""


def finding_about(about: str, key: str, title: str = "", **gaps: object) -> Finding:
    """Return a finding in the words of the coach.

    Args:
        about: `objective`, `key_result` or `set`.
        key: What `findings.toml` calls it.
        title: The text that it is about: examples are in its language, or else in English.
        **gaps: What its words leave open.
    """
    entry = FINDINGS[about][key]
    tongue = language(title)
    examples = {name: tongues.get(tongue, tongues["en"]) for name, tongues in _EXAMPLES.items()}
    what, why, example = (entry[part].format_map(examples | gaps) for part in ("what", "why", "example"))
    return Finding(entry.get("name", key), entry["rule"], about, None, what, why, example, entry.get("question", False))


def own_example(title: str, tongue: str) -> str:
    """Return the person's own words with gaps for the figures; the fixed example where they are long."""
    title = title.rstrip(" .!。！")
    measured = _EXAMPLES["measured"][tongue]
    return (
        measured if len(title) > _LONGEST_COMPLETED else _EXAMPLES["own"][tongue].format(title=title, measured=measured)
    )


def short(text: str) -> str:
    """Return the text, cut where it is too long to quote."""
    return text if len(text) <= _LONGEST_QUOTED else text[: _LONGEST_QUOTED - 1].rstrip() + "…"
