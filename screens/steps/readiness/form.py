"""Ready? in a check-in: my drafts to submit, and everybody else's objectives to read, one open at a time."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from facilitator.checkin.session import Own
from facilitator.common.text import clean, clean_line
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


class OthersObjectives(Rows):
    """Everybody else's objectives; the selected one stands open below."""

    DEFAULT_CSS = "OthersObjectives { height: auto; max-height: 45vh; }"

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    async def action_read(self) -> None:
        """The selected one is read, or not after all."""
        await self._form.read(self.selected)

    async def action_read_owner(self) -> None:
        """All of this owner's are read."""
        await self._form.read_owner(self.selected)

    async def action_submit(self) -> None:
        """Submit my drafts."""
        await self._form.submit()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Who has no drafts cannot submit any."""
        return action != "submit" or self._form.has_drafts

    async def on_rows_pressed(self) -> None:
        """A click on the selected one marks it."""
        await self.action_read()

    @property
    def _form(self) -> ReadinessForm:
        return next(node for node in self.ancestors if isinstance(node, ReadinessForm))


class ReadinessForm(Form):
    """What somebody owes before the meeting."""

    place = 110

    DEFAULT_CSS = """
    ReadinessForm Static { height: auto; }
    ReadinessForm #waits { display: none; text-style: bold reverse; padding: 0 1; }
    ReadinessForm #opened { padding: 0 0 0 2; border-top: solid $primary 40%; }
    """

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._asked: AskedReading | None = None
        self._changes: dict[tuple[int, int | None, int], tuple[str, ...]] = {}

    def compose(self) -> ComposeResult:
        """Whether the meeting waits, what is owed, the list, and the one that is open."""
        yield Static("▶ A minute to read: the meeting waits for you", id="waits", markup=False)
        yield Static(id="owed", markup=False)
        yield OthersObjectives(id="others-objectives")
        yield Static(id="opened", markup=False)

    async def show(self, own: Own, fresh: bool = True) -> None:  # noqa: ARG002  # nothing here is pending
        """Show it."""
        asked: AskedReading = own.asked["readiness"]
        self._asked = asked
        self.query_one("#waits").display = asked.waiting
        self.query_one("#owed", Static).update(_owed(asked))
        rows: list[Row] = []
        owner = None
        for one in asked.objectives:
            if (one.owed, one.objective.unit, one.objective.owner) != owner:
                owner = (one.owed, one.objective.unit, one.objective.owner)
                unit = (
                    f"  {clean_line(one.objective.unit)}"
                    if one.objective.unit and one.objective.unit != one.objective.owner
                    else ""
                )
                later = "" if one.owed else "  not in this meeting"
                rows.append(Row(Content.assemble((clean_line(one.objective.owner), "bold"), (unit + later, "dim"))))
            rows.append(Row(_line(one), one.id))
        self.query_one(OthersObjectives).show(rows)
        await self._open()

    def front(self) -> None:
        """The list, at the first that is not read."""
        listed = self.query_one(OthersObjectives)
        unread = [one.id for one in self._objectives if not one.read]
        if unread:
            listed.select(unread[0])
            self.run_worker(self._open(), exit_on_error=False)
        listed.focus()

    @property
    def has_drafts(self) -> bool:
        """Whether something of theirs is not submitted yet."""
        return self._asked is not None and bool(self._asked.drafts)

    @property
    def _objectives(self) -> tuple[ToRead, ...]:
        return self._asked.objectives if self._asked is not None else ()

    def _find(self, objective: object) -> ToRead | None:
        return next((one for one in self._objectives if one.id == objective), None)

    @on(Rows.Selected)
    def _another(self) -> None:
        # Not in the handler: the keys behind it do not wait for the database.
        self.run_worker(self._open(), exit_on_error=False)

    async def _open(self) -> None:
        """Show the selected one in full, with what changed since it was read."""
        one = self._find(self.query_one(OthersObjectives).selected)
        opened = self.query_one("#opened", Static)
        opened.display = one is not None
        if one is None:
            return
        which = (one.id, one.seen, one.version)
        if one.seen is not None and not one.read and which not in self._changes:
            self._changes[which] = await self.ask(readiness_checkin.changes, one)
        if self._find(self.query_one(OthersObjectives).selected) is one:
            opened.update(_full(one, self._changes.get(which, ())))

    async def read(self, objective: object) -> None:
        """Mark an objective as read and go to the next one, or as not read after all."""
        one = self._find(objective)
        if one is None:
            return
        if one.read:
            await self.record(readiness_checkin.mark, {}, [one.id])
        elif await self.record(readiness_checkin.mark, {one.id: one.version}, []):
            self._to_next(one)

    async def read_owner(self, objective: object) -> None:
        """Mark all objectives of its owner as read."""
        one = self._find(objective)
        if one is None:
            return
        theirs = [
            other
            for other in self._objectives
            if other.objective.owner == one.objective.owner and other.objective.unit == one.objective.unit
        ]
        if await self.record(readiness_checkin.mark, {other.id: other.version for other in theirs}, []):
            self._to_next(theirs[-1])

    def _to_next(self, one: ToRead) -> None:
        """Select the next one that is not read."""
        some = self._objectives
        here = some.index(one) if one in some else 0
        following = next((other for other in (*some[here + 1 :], *some[:here]) if not other.read), None)
        if following is not None:
            listed = self.query_one(OthersObjectives)
            listed.select(following.id)
            self.run_worker(self._open(), exit_on_error=False)

    async def submit(self) -> None:
        """Submit all drafts of mine."""
        if self._asked is not None and self._asked.drafts:
            await self.record(readiness_checkin.submit, [objective for objective, _ in self._asked.drafts])


FORM = ReadinessForm


def _owed(asked: AskedReading) -> Content:
    """What is owed, in a few lines."""
    owed = [one for one in asked.objectives if one.owed]
    read = sum(one.read for one in owed)
    parts: list[Content | str | tuple[str, str]] = [
        (f"Before the consensus of {clean_line(asked.cycle)}", "bold"),
        "\n",
    ]
    if asked.drafts:
        many = len(asked.drafts)
        parts.append((f"○ {many} of mine {'is a draft' if many == 1 else 'are drafts'}", "bold $text-warning"))
        parts.append(": s submits " + ", ".join(f"“{clean_line(title)}”" for _, title in asked.drafts) + "\n")
    elif asked.submitted:
        parts.append(f"✓ mine {'is' if asked.submitted == 1 else 'are'} submitted\n")
    else:
        parts.append("– I have no OKRs in it\n")
    done = "✓" if read == len(owed) else "○"
    parts.append((f"{done} {read} of {len(owed)} objectives of the others read", "bold"))
    parts.append(("   enter: read   a: all of this owner", "dim"))
    return Content.assemble(*parts)


def _line(one: ToRead) -> Content:
    shape = "●" if one.read else "◐" if one.seen is not None else "○"
    changed = "  changed since you read it" if shape == "◐" else ""
    state = "  draft" if one.objective.state == "draft" else ""
    style = "dim" if one.read else ""
    return Content.assemble(
        f"   {shape} ", (clean_line(one.objective.title), style), (state, "dim"), (changed, "bold $text-warning")
    )


def _full(one: ToRead, changes: tuple[str, ...]) -> Content:
    """An objective with its key results, and what changed since it was read."""
    objective = one.objective
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
