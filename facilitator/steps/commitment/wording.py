"""Keeps what somebody committed to word for word, for a review to read back (METHOD M15, M24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from facilitator.okr.views import way


@dataclass(frozen=True, slots=True)
class Measured:
    """A key result as it was committed to.

    Attributes:
        owner: Whose it is, where that was not the objective's owner; else empty.
        confidence: The agreed one, 1 to 10; None where there was none.
    """

    title: str
    description: str
    owner: str
    start: float | None
    target: float | None
    unit: str
    confidence: int | None

    @property
    def figures(self) -> str:
        """The way that it has to go: `9 → 2 days`; `milestone` where it has no numbers."""
        return way(self.start, self.target, self.unit)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that the asked side accepted, which the commitment counts on."""

    asker: str
    asked: str
    what: str
    key_result: str | None
    due: date | None
    note: str

    @property
    def words(self) -> str:
        """It in a line: `Sales: two pilot customers, by 2026-11-30 (from the north)`."""
        until = f", by {self.due.isoformat()}" if self.due else ""
        return f"{self.asked}: {self.what}{until}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of a commitment.

    Attributes:
        owner: The person or unit whose objective it is.
        confidence: The one agreed on for the objective as a whole; None where key results were voted on.
    """

    objective: str
    description: str
    owner: str
    cycle: str
    confidence: int | None
    key_results: tuple[Measured, ...]
    requests: tuple[Accepted, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as the database keeps it."""
        kept = asdict(self)
        for request in kept["requests"]:
            request["due"] = request["due"] and request["due"].isoformat()
        return kept

    def parts(self) -> Iterator[tuple[str, str]]:
        """Return what follows `I commit to`, line by line: a title, and how far, how sure and whose it is."""
        for measured in self.key_results:
            sure = f"confidence {measured.confidence}" if measured.confidence is not None else ""
            figures = "" if measured.figures == "milestone" else measured.figures
            yield measured.title, ", ".join(part for part in (figures, sure, measured.owner) if part)


def thaw(kept: Mapping[str, Any]) -> Wording:
    """Return the wording that the database kept."""
    key_results = tuple(Measured(**measured) for measured in kept["key_results"])
    requests = tuple(
        Accepted(**request | {"due": date.fromisoformat(request["due"]) if request["due"] else None})
        for request in kept["requests"]
    )
    return Wording(**{**kept, "key_results": key_results, "requests": requests})
