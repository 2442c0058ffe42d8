"""Finds the forms of a check-in: one for each kind of step that asks something."""

from __future__ import annotations

from screens.steps.form import Form
from screens.steps.rooms import brought

FORMS: dict[str, type[Form]] = dict(sorted(brought("form", "FORM").items(), key=lambda pair: pair[1].place))
"""By kind of step, or what belongs to none, in the order in which they stand."""
