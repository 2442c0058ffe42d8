"""Defines what can be done with an objective or key result that is selected, in the list as on its page."""

from __future__ import annotations

from typing import Any

from facilitator.common.errors import ChangedMeanwhileError, RefusedError
from facilitator.common.text import clean_line, number
from facilitator.okr import figures, suggestions, writing
from facilitator.okr.views import ObjectiveView, SuggestionView
from screens.base import in_background
from screens.okrs.base import OkrScreen
from screens.okrs.detail import Subject
from screens.okrs.editor import EditorScreen
from screens.okrs.lines import state_beside
from screens.widgets.questions import Pick

_ABOUT_SUBJECT = frozenset(
    (*("open", "edit", "key_result", "figure", "suggest", "settle"), *("answer", "forward", "back", "remove", "shift"))
)
"""The actions that something has to be selected for."""


class SubjectScreen(OkrScreen):
    """A screen on which one objective or key result is selected."""

    @property
    def subject(self) -> Subject | None:
        """What is selected."""
        raise NotImplementedError

    @property
    def objective_in_hand(self) -> ObjectiveView | None:
        """The objective that is selected, or that the selected key result belongs to."""
        return self.subject.objective if self.subject else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual calls it so
        if not self.is_mounted:
            return True
        if action == "undo":
            return bool(self.desk.changes)
        if action not in _ABOUT_SUBJECT:
            return True
        subject = self.subject
        if subject is None:
            return False
        objective, key_result = subject.objective, subject.key_result
        # Until somebody says who they are, all keys work: they ask first.
        mine = self.desk.me is None or self.desk.owns(objective)
        closed = objective.state == "closed"
        if action == "open":
            return True
        if action == "suggest":
            return not (self.desk.me and mine) and not closed
        if action == "figure":
            held = self.desk.me is not None and key_result is not None and key_result.owner == self.desk.me.name
            return key_result is not None and not closed and (mine or held)
        if action == "settle":
            return mine and not closed and bool(subject.open_suggestions)
        if action == "answer":
            return mine and not closed and bool(subject.open_findings)
        if action in ("forward", "back"):
            return mine and state_beside(objective.state, 1 if action == "forward" else -1) is not None
        return mine and not closed

    # Writing ---------------------------------------------------------------------------------------------------

    @in_background
    async def action_edit(self) -> None:
        if subject := await self._writable():
            begin = subject.key_result.id if subject.key_result else None
            await self.app.push_screen(EditorScreen(self.desk, subject.objective, begin=begin))

    @in_background
    async def action_key_result(self) -> None:
        if subject := await self._writable():
            await self.app.push_screen(EditorScreen(self.desk, subject.objective, begin="new"))

    async def _writable(self) -> Subject | None:
        """Return what is selected, if whoever is at the keys writes it; it says what they can do where they do not."""
        subject = self.subject
        return subject if subject is not None and await self._may_write(subject.objective) else None

    async def _may_write(self, objective: ObjectiveView) -> bool:
        if await self.who() is None:
            return False
        if not self.desk.owns(objective):
            self.tell(f"this is {clean_line(objective.owner)}'s to write; s suggests something, w says who you are")
            return False
        return True

    @in_background
    async def action_figure(self) -> None:
        subject = self.subject
        if subject is None or subject.key_result is None or await self.who() is None:
            return
        key_result = subject.key_result
        stood: dict[str, Any] = {"current": key_result.current, "confidence": key_result.confidence}

        async def take(line: str) -> None:
            update = figures.parse_update(line, key_result.unit)
            if update is None or (key_result.milestone and update.current is not None):
                shown = "c6" if key_result.milestone else "7, or 7 c6"
                raise RefusedError(f"that is not a number; write {shown}, then the reason if you like")
            given = {name: value for name in stood if (value := getattr(update, name)) is not None}
            expected = {name: stood[name] for name in given}
            keywords = {"by_id": self.desk.by_id, "reason": update.note, "expected": expected, **given}
            try:
                done = await self.record(writing.change_key_result, key_result.id, **keywords)
            except ChangedMeanwhileError as error:
                stood.update(error.now)
                raise RefusedError(f"{error.words}\nenter keeps yours, esc keeps theirs") from error
            self.desk.remember(done)
            await self.reread()

        about = "A milestone: confidence and reason, e.g. c6 the contract is late"
        if not key_result.milestone:
            figure = f"now {number(key_result.current)}, target {number(key_result.target)} {key_result.unit}"
            about = f"{figure}; new value, confidence, reason, e.g. 7 c6 the vault was late"
        question = f"{clean_line(key_result.title)}: where is it now?"
        await self.ask_line(f"figure {key_result.id}", question, take, about=clean_line(about))

    async def set_state(self, objective: ObjectiveView, state: str) -> None:
        """Move the objective to another state, if whoever is at the keys writes it."""
        if await self._may_write(objective) and await self.change(writing.set_state, objective.id, state) is not None:
            self.tell(f"{clean_line(objective.title)}: {state}; u undoes it")

    @in_background
    async def action_remove(self) -> None:
        if subject := await self._writable():
            remove = writing.drop_key_result if subject.key_result else writing.remove_objective
            if await self.change(remove, subject.row.id) is not None:
                self.tell(f"{clean_line(subject.row.title)}: taken out; u brings it back")

    @in_background
    async def action_shift(self, by: int) -> None:
        if subject := await self._writable():
            await self.change(writing.move, subject.kind, subject.row.id, by)

    # Bystanders think along (METHOD M11) -------------------------------------------------------------------------

    @in_background
    async def action_suggest(self) -> None:
        subject = self.subject
        if subject is None or await self.who() is None:
            return
        objective, key_result = subject.objective, subject.key_result
        owner = clean_line(objective.owner)

        async def take(line: str) -> None:
            about = key_result.id if key_result else None
            if await self.change(suggestions.suggest, objective.id, line, key_result_id=about) is not None:
                self.tell(f"suggested to {owner}; u takes it back")

        name = f"suggest {'kr' if key_result else 'o'} {subject.row.id}"
        about = f"now: {clean_line(subject.row.title)}"
        await self.ask_line(name, f"What do you suggest to {owner}?", take, about=about)

    @in_background
    async def action_settle(self) -> None:
        subject = await self._writable()
        if subject is None:
            return
        choices = [(row, clean_line(f"{row.text}  {row.by or ''}")) for row in subject.open_suggestions]
        suggestion = await self.choose("Which suggestion?", choices)
        if suggestion is None:
            return
        about = f"{clean_line(suggestion.text)}\n{clean_line(suggestion.by or 'somebody')} suggests it"
        ways: list[tuple[object, str]] = [
            ("wording", "accept it, and put it into the wording"),
            ("accept", "accept it; the wording stays"),
            ("answer", "answer it"),
        ]
        way = await self.app.push_screen_wait(Pick(about, ways))
        if way == "wording":
            await self._accept(subject.objective, suggestion)
        elif way == "accept":
            await self.change(suggestions.accept, suggestion.id)
        elif way == "answer":
            await self.ask_line(
                f"answer {suggestion.id}",
                "What is the answer?",
                lambda line: self.change(suggestions.answer, suggestion.id, line),
                about=clean_line(suggestion.text),
            )

    async def _accept(self, objective: ObjectiveView, suggestion: SuggestionView) -> None:
        titles = [row.title for row in objective.key_results if row.id == suggestion.key_result_id]
        await self.ask_line(
            f"accept {suggestion.id}",
            "How should it read?",
            lambda line: self.change(suggestions.accept, suggestion.id, title=line),
            text=clean_line(suggestion.text),
            about=f"now: {clean_line([*titles, objective.title][0])}",
        )

    # The coach -------------------------------------------------------------------------------------------------

    @in_background
    async def action_answer(self) -> None:
        if subject := await self._writable():
            await self.answer_coach(subject.objective.id, subject.key_result, subject.open_findings)
