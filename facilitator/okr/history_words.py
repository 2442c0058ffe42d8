"""Puts in words what became of a row: plain values out of the journal, nothing that knows a database (METHOD M23)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from facilitator.common.text import number

Row = Mapping[str, Any]

LONGEST = 100
"""So many characters of a text are told; of a longer one those around what changed."""

STATES = ("draft", "submitted", "agreed", "closed")


@dataclass(frozen=True, slots=True)
class RowNames:
    """What people call the rows that others refer to, by table and id."""

    of: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def name(self, table: str, row_id: int | None) -> str:
        """Return the name or title; `somebody`, or `something`, where it is gone."""
        gone = "somebody" if table == "person" else "something that is gone"
        return self.of.get((table, row_id or 0), gone)


def words(table: str, before: Row | None, after: Row | None, names: RowNames) -> tuple[str, ...]:
    """Return what became of a row: a phrase for each thing that changed, in the order of a form.

    Args:
        table: Which kind of row: `objective`, `key_result`, `progress`, `suggestion` or `finding_answer`.
        before: Its columns as the journal has them; None for a new row.
        after: The same afterwards; None for a deleted one.
        names: What it refers to.
    """
    if before is None and after is None:
        return ()
    if table == "objective":
        return tuple(_objective(before, after, names))
    if table == "key_result":
        return tuple(_key_result(before, after, names))
    if after is None:
        return ()
    about = f"{_titled(names.name('key_result', after['key_result_id']))}: " if after.get("key_result_id") else ""
    if table == "progress":
        return tuple(about + phrase for phrase in _progress(before, after))
    if table == "suggestion":
        return tuple(about + phrase for phrase in _suggestion(before, after, names))
    if table == "finding_answer" and before is None:
        return (f"{about}answer to the coach on {after['finding']}: {quoted(after['because'])}",)
    return ()


def _objective(before: Row | None, after: Row | None, names: RowNames) -> Iterator[str]:
    if after is None:
        yield f"objective {quoted((before or {})['title'])} removed"
        return
    if before is None:
        state = "" if after["state"] == "draft" else f", {after['state']}"
        yield f"objective {quoted(after['title'])} written for {_owner(after, names)}{state}"
        return
    yield from _reworded(before, after, "title", "description")
    yield from _moved("owner", _owner(before, names), _owner(after, names))
    yield from _moved("source", before.get("source") or "none", after.get("source") or "none")
    yield from _moved("supports", _supported(before, names), _supported(after, names))
    yield from _moved("answers", _request(before, names), _request(after, names))
    yield from _moved("cycle", names.name("cycle", before["cycle_id"]), names.name("cycle", after["cycle_id"]))
    yield from _moved("id", before.get("key") or "none", after.get("key") or "none")
    if before["state"] != after["state"]:
        back = _place(after["state"]) < _place(before["state"])
        yield f"set back to {after['state']}" if back else str(after["state"])


def _key_result(before: Row | None, after: Row | None, names: RowNames) -> Iterator[str]:
    if after is None:
        yield f"{_titled((before or {})['title'])} deleted"
        return
    if before is None:
        unit = f" {after['unit']}" if after["unit"] else ""
        way = "" if after["target"] is None else f": {number(after['start'])} → {number(after['target'])}{unit}"
        yield f"{_titled(after['title'])} written{way}"
        return
    title = _titled(before["title"])
    if before.get("dropped", False) != after.get("dropped", False):
        yield f"{title} dropped" if after.get("dropped") else f"{title} taken up again"
    for phrase in _key_result_changes(before, after, names):
        yield f"{title}: {phrase}"


def _key_result_changes(before: Row, after: Row, names: RowNames) -> Iterator[str]:
    yield from _reworded(before, after, "title", "description")
    yield from _moved("owner", *(_own_owner(row, names) for row in (before, after)))
    for column in ("start", "target", "current", "unit", "confidence", "score"):
        yield from _moved(column, _figure(before[column]), _figure(after[column]))
    for phrase in _reworded(before, after, "reason"):
        yield phrase.replace("reason", "reason of the score", 1)
    yield from _moved(
        "of", *(_titled(names.name("objective", row["objective_id"]), "objective") for row in (before, after))
    )
    yield from _moved("id", before.get("key") or "none", after.get("key") or "none")


def _progress(before: Row | None, after: Row) -> Iterator[str]:
    """Yield what the figures do not say, which the key result's own row tells."""
    if before is None and after["note"]:
        yield f"note {quoted(after['note'])}"
    elif before is None and (after["before"], after["confidence_before"]) == (after["after"], after["confidence"]):
        yield "as before"


def _suggestion(before: Row | None, after: Row, names: RowNames) -> Iterator[str]:
    if before is None:
        by = f" by {names.name('person', after['by_id'])}" if after["by_id"] else ""
        yield f"suggestion{by}: {quoted(after['text'])}"
    elif before["state"] != after["state"]:
        answer = f": {quoted(after['answer'])}" if after["answer"] else ""
        yield f"{after['state']} the suggestion {quoted(after['text'])}{answer}"


def _reworded(before: Row, after: Row, *columns: str) -> Iterator[str]:
    for column in columns:
        if before[column] != after[column]:
            was, now = around(before[column], after[column])
            yield f"{column} {was} → {now}"


def _moved(what: str, before: str, after: str) -> Iterator[str]:
    if before != after:
        yield f"{what} {before} → {after}"


def _figure(value: float | str | None) -> str:
    """Return a figure or a unit, `none` where there is none."""
    return "none" if value in (None, "") else value if isinstance(value, str) else number(value)


def _place(state: str) -> int:
    return STATES.index(state) if state in STATES else -1


def _titled(title: str, what: str = "key result") -> str:
    return f"{what} {quoted(title)}"


def _owner(row: Row, names: RowNames) -> str:
    if row["owner_person_id"]:
        return names.name("person", row["owner_person_id"])
    return names.name("unit", row["owner_unit_id"])


def _own_owner(row: Row, names: RowNames) -> str:
    return names.name("person", row["owner_id"]) if row["owner_id"] else "the objective's"


def _supported(row: Row, names: RowNames) -> str:
    if row["supports_key_result_id"]:
        return _titled(names.name("key_result", row["supports_key_result_id"]))
    if row["supports_objective_id"]:
        return _titled(names.name("objective", row["supports_objective_id"]), "objective")
    return "nothing"


def _request(row: Row, names: RowNames) -> str:
    request_id = row.get("source_request_id")
    return _titled(names.name("request", request_id), "the request") if request_id else "no request"


def quoted(text: str) -> str:
    """Return a text in a line, shortened."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= LONGEST else f'"{line[: LONGEST - 1]}…"'


def around(before: str, after: str) -> tuple[str, str]:
    """Return two texts that differ, each in a line, shortened to what is around the first difference."""
    was, now = " ".join(before.split()), " ".join(after.split())
    if was == now:
        # Only blanks and line breaks differ, which a line does not show.
        return (quoted(before), f"{quoted(after)} (set otherwise)")
    if max(len(was), len(now)) > LONGEST:
        shorter = min(len(was), len(now))
        same = next((at for at, (left, right) in enumerate(zip(was, now, strict=False)) if left != right), shorter)
        cut = max(0, same - LONGEST // 4)
        if cut:
            was, now = f"…{was[cut:]}", f"…{now[cut:]}"
    return (quoted(was) if was else "none", quoted(now) if now else "none")
