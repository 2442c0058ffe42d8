"""Shows in a check-in what somebody is about to commit to in person; it is to be read only."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content

from facilitator.checkin.session import Own
from facilitator.steps.commitment.checkin import AskedCommitment
from screens.steps.commitment.drawing import statement
from screens.steps.form import Form
from screens.widgets.safe import Static


class CommitmentForm(Form):
    """Somebody's own commitments."""

    place = 100

    def compose(self) -> ComposeResult:
        yield Static(id="own-commitments", markup=False)

    async def show(self, own: Own, fresh: bool = True) -> None:  # noqa: ARG002  # nothing here is pending
        asked: AskedCommitment = own.asked["commitment"]
        head = Content.assemble(("My commitments", "bold"), ("  said in person, in front of everybody", "$muted"))
        self.query_one("#own-commitments", Static).update(
            Content("\n\n").join([head, *(statement(committing) for committing in asked.to_commit)])
        )


FORM = CommitmentForm
