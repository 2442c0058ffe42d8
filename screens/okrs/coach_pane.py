"""Shows what the coach says, beside what is being written and never in the way."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from facilitator.okr.coach.objective import Finding
from facilitator.steps.reflection.rules import Rule
from screens.okrs import coaching
from screens.okrs.lines import lines, text
from screens.widgets.safe import Static

SHOWN = 5
"""How many rules are shown, the newest."""


class CoachPane(Vertical):
    """The findings about what is being written, then those elsewhere, what to ask oneself, what was learned before."""

    DEFAULT_CSS = "CoachPane Static { height: auto; }"

    rules: tuple[Rule, ...] = ()
    """What was learned in earlier cycles."""

    def compose(self) -> ComposeResult:
        yield Static(id="says", markup=False)

    def show(
        self, here: Sequence[Finding], noticed: Sequence[Finding], asked: Sequence[Finding], *, whole: bool
    ) -> None:
        """Show the findings `here`, about what is being written, the others, and what to ask oneself.

        Where there is no room for the `whole` of it, the first of each has to do.
        """
        parts = [coaching.describe(here if whole else here[:1])] if here else []
        if here:
            more = f"{len(here) - 1} more; " if len(here) > 1 and not whole else ""
            parts.append(text((f"{more}ctrl+g: this is right because …", "dim")))
        elsewhere = [finding for finding in noticed if finding not in here and not finding.because]
        if whole and elsewhere:
            parts.append(text("\n" if parts else "", ("Elsewhere", "bold $primary")))
            parts += [text(f"{_place(finding.index)}: {finding.what}") for finding in elsewhere]
        shown = asked if whole else () if here else asked[:2]
        if shown:
            parts.append(text("\n" if parts else "", ("Ask yourself", "bold $primary")))
            parts += [text("· ", question.what) for question in shown]
        if self.rules and not here and whole:
            parts.append(text("\n" if parts else "", ("Rules from earlier cycles", "bold $primary")))
            parts += [text("· ", rule.text, (f"  {rule.person}, {rule.cycle}", "dim")) for rule in self.rules[:SHOWN]]
        if not parts:
            parts.append(text(("The coach has nothing to say here.", "dim")))
        self.query_one("#says", Static).update(lines(parts))
        self.display = whole or bool(here or shown)


def _place(place: int | None) -> str:
    return "Objective" if place is None else f"Key result {place + 1}"
