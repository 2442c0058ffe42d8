"""Says what the coach finds in what stands on the screen, and what of it rests because it was answered."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from textual.content import Content

from facilitator.common.text import clean_line
from facilitator.okr.coach import objective as coach_objective
from facilitator.okr.coach.objective import Finding, KeyResultText, ObjectiveText
from facilitator.okr.views import AnsweredFinding, ObjectiveView
from screens.okrs.lines import lines, text


def findings(objective: ObjectiveText, answered: Iterable[AnsweredFinding]) -> tuple[Finding, ...]:
    """Return all findings about an objective and its key results; those that were answered say why they rest."""
    answers = {(answer.finding, answer.key_result_id, answer.about): answer.because for answer in answered}
    noticed = []
    for finding in coach_objective.findings(objective):
        key_result = None if finding.index is None else objective.key_results[finding.index]
        about = (finding.name, key_result.id if key_result else None, (key_result or objective).title)
        noticed.append(replace(finding, because=answers.get(about, "")))
    return tuple(noticed)


@functools.lru_cache(maxsize=512)
def of_objective(objective: ObjectiveView, cycle_end: date) -> tuple[Finding, ...]:
    """Return all findings about an objective as it is recorded."""
    written = ObjectiveText(
        objective.title,
        objective.description,
        objective.source,
        objective.supports is not None or objective.request is not None,
        tuple(
            KeyResultText(row.title, row.start, row.target, row.current, row.unit, id=row.id)
            for row in objective.key_results
        ),
        objective.owner_kind,
        cycle_end,
    )
    return findings(written, objective.answered)


def describe(findings: Sequence[Finding]) -> Content:
    """Return findings in words: what, why, and how it could read; or why one rests."""
    parts: list[Content] = []
    for finding in findings:
        if finding.because:
            parts.append(text(("✓ ", "dim"), (f"{finding.what} Right because {clean_line(finding.because)}", "dim")))
            continue
        parts.append(text(("? ", "bold $warning"), (finding.what, "bold")))
        parts.append(text(f"  {finding.why}"))
        parts.append(text(("  such as ", "dim"), finding.example))
    return lines(parts)
