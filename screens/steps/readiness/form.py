"""Shows what I owe in a check-in: drafts to submit, and the objectives of others to read, one open at a time."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.checkin.session import Own
from facilitator.common.text import clean, clean_line
from facilitator.okr.views import ObjectiveView
from facilitator.steps.readiness import checkin as readiness_checkin
from facilitator.steps.readiness.checkin import AskedReading, ToRead
from screens.actions import Key, declare
from screens.steps.form import Form
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

KEYS = declare(
    "own_reading",
    "OKRs to submit and to read",
    Key("read", "enter,space", "read", "I have read the objective, or have not after all", 90),
    Key("read_owner", "a", "read all of them", "I have read all objectives of this owner", 80),
    Key("submit", "s", "submit", "Submit all my drafts", 85),
)


class ReadinessForm(Form):
    """What somebody owes before the meeting: drafts to submit, and the objectives of others, one of them open."""

    place = 110

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    DEFAULT_CSS = """
    ReadinessForm Rows { height: auto; max-height: 45vh; }
    ReadinessForm #waits { display: none; text-style: bold reverse; padding: 0 1; }
    ReadinessForm #opened { padding: 0 0 0 2; border-top: solid $primary 40%; }
    """

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._asked: AskedReading | None = None
        self._changes: dict[tuple[int, int | None, int], tuple[str, ...]] = {}

    def compose(self) -> ComposeResult:
        yield Static("▶ A minute to read: the meeting waits for you", id="waits", markup=False)
        yield Static(id="owed", markup=False)
        yield Rows()
        yield Static(id="opened", markup=False)

    async def show(self, own: Own, fresh: bool = True) -> None:  # noqa: ARG002  # nothing here is pending
        asked: AskedReading = own.asked["readiness"]
        self._asked = asked
        self.query_one("#waits").display = asked.waiting
        self.query_one("#owed", Static).update(_owed(asked))
        rows: list[Row] = []
        for (owed, (unit, owner)), theirs in groupby(asked.objectives, lambda row: (row.owed, row.whose)):
            words = f"  {clean_line(unit)}" if unit and unit != owner else ""
            later = "" if owed else "  not in this meeting"
            rows.append(Row(Content.assemble((clean_line(owner), "bold"), (words + later, "dim"))))
            rows.extend(Row(_line(objective), objective.id) for objective in theirs)
        self.query_one(Rows).show(rows)
        await self._open()

    def front(self) -> None:
        """Focus the list, at the first that is not read."""
        self._select(self._objectives)
        self.query_one(Rows).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Who has no drafts cannot submit any."""
        return action != "submit" or (self._asked is not None and bool(self._asked.drafts))

    @property
    def _objectives(self) -> tuple[ToRead, ...]:
        return self._asked.objectives if self._asked is not None else ()

    @property
    def _selected(self) -> ToRead | None:
        selected = self.query_one(Rows).selected
        return next((objective for objective in self._objectives if objective.id == selected), None)

    @on(Rows.Selected)
    def _follow_selection(self) -> None:
        # Not in the handler: the keys behind it do not wait for the database.
        self.run_worker(self._open(), exit_on_error=False)

    async def _open(self) -> None:
        """Show the selected one in full, with what changed since it was read."""
        objective = self._selected
        opened = self.query_one("#opened", Static)
        opened.display = objective is not None
        if objective is None:
            return
        which = (objective.id, objective.seen, objective.version)
        if objective.changed and which not in self._changes:
            self._changes[which] = await self.program.ask(readiness_checkin.changes, objective)
        if self._selected is objective:
            opened.update(_full(objective.objective, self._changes.get(which, ())))

    @on(Rows.Pressed)
    async def action_read(self) -> None:
        """Mark the selected objective as read and go to the next one, or as not read after all."""
        objective = self._selected
        if objective is None:
            return
        if objective.read:
            await self.record(readiness_checkin.mark, {}, [objective.id])
        elif await self.record(readiness_checkin.mark, {objective.id: objective.version}, []):
            self._to_next(objective)

    async def action_read_owner(self) -> None:
        """Mark all objectives of the selected one's owner as read."""
        selected = self._selected
        if selected is None:
            return
        theirs = [objective for objective in self._objectives if objective.whose == selected.whose]
        if await self.record(readiness_checkin.mark, {objective.id: objective.version for objective in theirs}, []):
            self._to_next(theirs[-1])

    def _to_next(self, objective: ToRead) -> None:
        """Select the next one that is not read."""
        objectives = self._objectives
        here = objectives.index(objective) if objective in objectives else 0
        self._select((*objectives[here + 1 :], *objectives[:here]))

    def _select(self, objectives: Iterable[ToRead]) -> None:
        """Select the first of these that is not read."""
        if (unread := next((objective for objective in objectives if not objective.read), None)) is not None:
            self.query_one(Rows).select(unread.id)
            self.run_worker(self._open(), exit_on_error=False)

    async def action_submit(self) -> None:
        if self._asked is not None:
            await self.record(readiness_checkin.submit, [objective for objective, _ in self._asked.drafts])


FORM = ReadinessForm


def _owed(asked: AskedReading) -> Content:
    """Return what is owed, in a few lines."""
    owed = [objective for objective in asked.objectives if objective.owed]
    read = sum(objective.read for objective in owed)
    parts: list[Content | str | tuple[str, str]] = [
        (f"Before the consensus of {clean_line(asked.cycle)}", "bold"),
        "\n",
    ]
    if asked.drafts:
        many = len(asked.drafts)
        parts.append((f"○ {many} of yours {'is a draft' if many == 1 else 'are drafts'}", "bold $text-warning"))
        parts.append(": s submits " + ", ".join(f"“{clean_line(title)}”" for _, title in asked.drafts) + "\n")
    elif asked.submitted:
        parts.append("✓ Yours are submitted\n")
    else:
        parts.append("– You have no OKRs in it\n")
    done = "✓" if read == len(owed) else "○"
    parts.append((f"{done} {read} of {len(owed)} objectives of the others read", "bold"))
    parts.append(("   enter: read   a: all of this owner", "dim"))
    return Content.assemble(*parts)


def _line(objective: ToRead) -> Content:
    shape = "●" if objective.read else "◐" if objective.changed else "○"
    changed = "  changed since you read it" if objective.changed else ""
    state = "  draft" if objective.objective.state == "draft" else ""
    style = "dim" if objective.read else ""
    return Content.assemble(
        f"   {shape} ", (clean_line(objective.objective.title), style), (state, "dim"), (changed, "bold $text-warning")
    )


def _full(objective: ObjectiveView, changes: tuple[str, ...]) -> Content:
    """Return an objective with its key results, and what changed since it was read."""
    parts: list[Content | str | tuple[str, str]] = [
        (clean_line(objective.title), "bold"),
        (f"   {objective.owner}", "dim"),
    ]
    if objective.description:
        parts.append(f"\n{clean(objective.description)}")
    for row in objective.key_results:
        owner = f"  {row.own_owner}" if row.own_owner else ""
        parts += [f"\n · {clean_line(row.title)}", (f"  {row.way}{owner}", "dim")]
        if row.description:
            parts.append((f"\n     {clean_line(row.description)}", "dim"))
    if not objective.key_results:
        parts.append(("\n no key results yet", "dim"))
    if changes:
        parts.append(("\nChanged since you read it:", "bold $text-warning"))
        parts += [f"\n ~ {clean_line(words)}" for words in changes]
    return Content.assemble(*parts)
