"""What can be done with one objective or key result, in the list as on its page."""

from __future__ import annotations

from typing import Any

from facilitator.common.errors import ChangedMeanwhileError, RefusedError
from facilitator.common.text import clean_line, number
from facilitator.okr import figures, suggestions, writing
from facilitator.okr.views import KeyResultView, ObjectiveView, SuggestionView
from facilitator.tables.okr import STATES
from screens.okrs import coaching
from screens.okrs.base import OkrScreen
from screens.okrs.coaching import Noticed
from screens.okrs.detail import Subject
from screens.okrs.editor import EditorScreen
from screens.okrs.states import BACK
from screens.widgets.questions import Pick


class OneScreen(OkrScreen):
    """A screen on which one objective or key result is selected."""

    @property
    def subject(self) -> Subject | None:
        """What is selected."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual calls it so
        """What can be done with what is selected, by whoever is at the keys."""
        if not self.is_mounted:
            return True
        if action == "undo":
            return bool(self.desk.changes)
        if action not in (
            "open",
            "edit",
            "key_result",
            "figure",
            "suggest",
            "settle",
            "answer",
            "forward",
            "back",
            "remove",
            "shift",
        ):
            return True
        subject = self.subject
        if subject is None:
            return False
        one, key_result = subject.objective, subject.key_result
        # Until somebody says who they are, all keys work: they ask first.
        mine = self.desk.me is None or self.desk.owns(one)
        writable = mine and one.state != "closed"
        if action == "open":
            return True
        if action == "suggest":
            return not (self.desk.me and mine) and one.state != "closed"
        if action == "figure":
            return key_result is not None and one.state != "closed" and (mine or self._holds(key_result))
        if action == "settle":
            return writable and bool(_waiting(one, key_result))
        if action == "answer":
            return writable and bool(_noticed(subject))
        if action == "forward":
            return mine and one.state != STATES[-1]
        if action == "back":
            return mine and one.state in BACK
        return writable

    def _holds(self, one: KeyResultView) -> bool:
        return self.desk.me is not None and one.owner == self.desk.me.name

    # Writing ---------------------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Edit the objective, beginning with what is selected."""
        self.go(self._edit())

    def action_key_result(self) -> None:
        """Write a new key result of the objective."""
        self.go(self._edit(new=True))

    async def _edit(self, *, new: bool = False) -> None:

        if (subject := self.subject) is None or not await self._may_write(subject.objective):
            return
        key_result = "new" if new else subject.key_result.id if subject.key_result else None
        await self.app.push_screen(EditorScreen(self.desk, None, None, subject.objective, key_result))

    async def _may_write(self, one: ObjectiveView) -> bool:
        """Whether whoever is at the keys writes this one; it says what they can do where they do not."""
        if await self.who() is None:
            return False
        if not self.desk.owns(one):
            self.tell(f"this is {clean_line(one.owner)}'s to write; s suggests something, w says who you are")
            return False
        return True

    def action_figure(self) -> None:
        """Ask what the key result has reached."""
        self.go(self._figure())

    async def _figure(self) -> None:
        subject = self.subject
        if subject is None or subject.key_result is None or await self.who() is None:
            return
        one = subject.key_result
        stood: dict[str, Any] = {"current": one.current, "confidence": one.confidence}

        async def take(line: str) -> None:
            found = figures.parse_update(line, one.unit)
            if found is None or (one.milestone and found.current is not None):
                shown = "c6" if one.milestone else "7, or 7 c6"
                raise RefusedError(f"that is no figure; write {shown}, and why behind it if you like")
            told = {"current": found.current, "confidence": found.confidence}
            given = {name: value for name, value in told.items() if value is not None}
            keywords = {**given, "expected": {name: stood[name] for name in given}}
            try:
                done = await self.record(
                    writing.change_key_result, one.id, by_id=self.desk.by_id, reason=found.note, **keywords
                )
            except ChangedMeanwhileError as error:
                stood.update(error.now)
                raise RefusedError(f"enter puts yours in its place, escape leaves it: {error.words}") from error
            if done.entry_id is not None:
                self.desk.changes.append(done.entry_id)
            await self.reread()

        about = (
            "A milestone: c6 is confidence 6, and why behind it"
            if one.milestone
            else (
                f"now {number(one.current)}, target {number(one.target)} {one.unit}; "
                "c6 is confidence 6, and why behind it: 7 c6 the vault was late"
            )
        )
        await self.ask_line(f"figure {one.id}", f"{clean_line(one.title)}: reached?", take, about=clean_line(about))

    # States ----------------------------------------------------------------------------------------------------

    def action_forward(self) -> None:
        """Submit the objective, agree on it, or close it."""
        if (subject := self.subject) is not None and subject.objective.state != STATES[-1]:
            self.go(self._set_state(subject.objective, STATES[STATES.index(subject.objective.state) + 1]))

    def action_back(self) -> None:
        """Set the objective back by one state."""
        if (subject := self.subject) is not None and subject.objective.state in BACK:
            self.go(self._set_state(subject.objective, BACK[subject.objective.state]))

    async def _set_state(self, one: ObjectiveView, state: str) -> None:
        if not await self._may_write(one):
            return
        if await self.change(writing.set_state, one.id, state) is not None:
            self.tell(f"{clean_line(one.title)}: {state}; u undoes it")

    def action_remove(self) -> None:
        """Drop the key result, or remove the draft."""
        self.go(self._remove())

    async def _remove(self) -> None:
        subject = self.subject
        if subject is None or not await self._may_write(subject.objective):
            return
        what = subject.key_result or subject.objective
        if subject.key_result is not None:
            done = await self.change(writing.drop_key_result, subject.key_result.id)
        else:
            done = await self.change(writing.remove_objective, subject.objective.id)
        if done is not None:
            self.tell(f"{clean_line(what.title)}: taken out; u brings it back")

    def action_shift(self, by: int) -> None:
        """Move it among its like."""
        self.go(self._shift(by))

    async def _shift(self, by: int) -> None:
        subject = self.subject
        if subject is None or not await self._may_write(subject.objective):
            return
        kind = "key_result" if subject.key_result else "objective"
        number_ = subject.key_result.id if subject.key_result else subject.objective.id
        await self.change(writing.move, kind, number_, by)

    # Bystanders think along (METHOD M11) -------------------------------------------------------------------------

    def action_suggest(self) -> None:
        """Suggest something to the owner."""
        self.go(self._suggest())

    async def _suggest(self) -> None:
        subject = self.subject
        if subject is None or await self.who() is None:
            return
        one, key_result = subject.objective, subject.key_result

        async def take(line: str) -> None:
            about = key_result.id if key_result else None
            if await self.change(suggestions.suggest, one.id, line, key_result_id=about) is not None:
                self.tell(f"suggested to {clean_line(one.owner)}; u takes it back")

        title = clean_line((key_result or one).title)
        name = f"suggest {'kr' if key_result else 'o'} {key_result.id if key_result else one.id}"
        await self.ask_line(name, f"What do you suggest to {clean_line(one.owner)}?", take, about=f"now: {title}")

    def action_settle(self) -> None:
        """Accept a suggestion, or answer it."""
        self.go(self._settle())

    async def _settle(self) -> None:
        subject = self.subject
        if subject is None or not await self._may_write(subject.objective):
            return
        waiting = _waiting(subject.objective, subject.key_result)
        one: object = waiting[0] if len(waiting) == 1 else None
        if len(waiting) > 1:
            choices = [(each, clean_line(f"{each.text}  {each.by or ''}")) for each in waiting]
            one = await self.app.push_screen_wait(Pick("Which suggestion?", choices))
        if not isinstance(one, SuggestionView):
            return
        about = f"{clean_line(one.text)}\n{clean_line(one.by or 'somebody')} suggests it"
        ways: list[tuple[object, str]] = [
            ("wording", "accept it, and put it into the wording"),
            ("accept", "accept it; the wording stays"),
            ("answer", "answer it"),
        ]
        way = await self.app.push_screen_wait(Pick(about, ways))
        if way == "wording":
            await self._accept(subject.objective, one)
        elif way == "accept":
            await self.change(suggestions.accept, one.id)
        elif way == "answer":
            await self.ask_line(
                f"answer {one.id}",
                "What is the answer?",
                lambda line: self.change(suggestions.answer, one.id, line),
                about=clean_line(one.text),
            )

    async def _accept(self, objective: ObjectiveView, one: SuggestionView) -> None:
        now = next((each.title for each in objective.key_results if each.id == one.key_result_id), objective.title)
        await self.ask_line(
            f"accept {one.id}",
            "How does it read then?",
            lambda line: self.change(suggestions.accept, one.id, title=line),
            text=clean_line(one.text),
            about=f"now: {clean_line(now)}",
        )

    # The coach -------------------------------------------------------------------------------------------------

    def action_answer(self) -> None:
        """Answer what the coach says, so that it rests."""
        self.go(self._answer())

    async def _answer(self) -> None:
        subject = self.subject
        if subject is None or not await self._may_write(subject.objective):
            return
        await self.answer_coach(subject.objective.id, subject.key_result, _noticed(subject))


def _waiting(one: ObjectiveView, key_result: KeyResultView | None) -> list[SuggestionView]:
    """The suggestions that wait for an answer; all of an objective's where it is selected."""
    return [
        each
        for each in one.suggestions
        if each.state == "open" and (key_result is None or each.key_result_id == key_result.id)
    ]


def _noticed(subject: Subject) -> tuple[Noticed, ...]:
    """What the coach says about what is selected, and nobody has answered."""
    found = coaching.of_objective(subject.objective, subject.cycle_end)
    place = subject.objective.key_results.index(subject.key_result) if subject.key_result else None
    return tuple(one for one in found if one.place == place and not one.because)
