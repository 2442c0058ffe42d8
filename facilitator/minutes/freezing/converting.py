"""Turns the document of a meeting into JSON, as the database keeps it, and back."""

from __future__ import annotations

import functools
import math
from datetime import datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

import cattrs
from cattrs.preconf.json import make_converter

from facilitator.common import clock
from facilitator.meeting.agenda import Step
from facilitator.minutes.document import Document
from facilitator.steps import kinds
from facilitator.steps.records import StepRecord

SCHEMA = 1
"""Goes up when a field changes its meaning or its name; `structure` then has to read the older ones as well."""

_HERE = "here"
"""Stands for the zone of the machine that froze the minutes, which has no name."""


def unstructure(document: Document) -> dict[str, Any]:
    """Return the document as values that JSON has.

    Raises:
        KeyError: A record that no kind of step names in its `RECORDS`.
    """
    table: dict[str, Any] = _converter().unstructure(document)
    return table


def structure(table: dict[str, Any]) -> Document:
    """Return the document that `unstructure` took apart."""
    return _converter().structure(table, Document)


def records() -> dict[str, type[Any]]:
    """Return the records of all kinds of steps, by their names."""
    named = (kind.attribute("minutes", "RECORDS", ()) for kind in kinds.KINDS.values())
    return {record.__name__: record for records in named for record in records}


@functools.cache
def _converter() -> cattrs.Converter:
    converter = make_converter(omit_if_default=True, detailed_validation=False)
    converter.register_unstructure_hook(datetime, _moment_text)
    converter.register_structure_hook(datetime, lambda text, _: _moment(text))
    converter.register_unstructure_hook(float, lambda value: value if math.isfinite(value) else str(value))
    classes = records()
    names = {record: name for name, record in classes.items()}

    def tuple_hook(kind: Any) -> Any:
        part, _ = get_args(kind)
        read = converter.get_structure_hook(part)
        return lambda values, _: tuple([read(value, part) for value in values])

    # An export reads all there are, and cattrs takes twice as long for the many tuples in them.
    converter.register_structure_hook_factory(lambda kind: get_args(kind)[1:] == (...,), tuple_hook)

    def step_table(step: StepRecord) -> dict[str, Any]:
        records = [{"record": names[type(record)], **converter.unstructure(record)} for record in step.records]
        return {"step": converter.unstructure(step.step), "seconds": step.seconds, "records": records}

    def step(table: dict[str, Any], _: Any) -> StepRecord:
        records = tuple(converter.structure(record, classes[record["record"]]) for record in table["records"])
        return StepRecord(converter.structure(table["step"], Step), table["seconds"], records)

    converter.register_unstructure_hook(StepRecord, step_table)
    converter.register_structure_hook(StepRecord, step)
    return converter


def _moment_text(moment: datetime) -> str:
    """Return a moment with its offset, and the name of its zone as in RFC 9557: days may be added to it later."""
    zone = _HERE if moment.tzinfo is clock.HERE else getattr(moment.tzinfo, "key", "")
    return moment.isoformat() + (f"[{zone}]" if zone else "")


def _moment(text: str) -> datetime:
    written, _, name = text.rstrip("]").partition("[")
    moment = datetime.fromisoformat(written)
    if not name:
        return moment
    try:
        there = moment.astimezone(clock.HERE if name == _HERE else ZoneInfo(name))
    except (ValueError, OSError, LookupError):
        return moment
    # The clock on the wall said this: also where the rules of the zone have changed, or the machine is another one.
    return there if there.utcoffset() == moment.utcoffset() else moment
