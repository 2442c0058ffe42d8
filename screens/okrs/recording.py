"""Records what is typed into the fields of an objective piece by piece, and keeps it as a draft until then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from textual.containers import Vertical

from facilitator.common.errors import ChangedMeanwhileError, FacilitatorError, RefusedError
from facilitator.common.text import clean_line, is_blank
from facilitator.okr import reading, writing
from facilitator.okr.changing import Done, NeedsReasonError
from facilitator.okr.views import ObjectiveView, RequestView, Supported
from screens.okrs.base import Desk, OkrScreen
from screens.okrs.fields import RECORDED, KeyResultFields, RecordedLine, RecordedText, settle
from screens.widgets.asking import AskLine
from screens.widgets.drafts import Drafts
from screens.widgets.questions import Pick


class Recording(OkrScreen):
    """The part of the editor that records.

    A new objective is recorded as soon as it has words, a key result when its row is left. What cannot be recorded,
    because it is refused or has no reason yet, stays in the fields and is a draft. A new objective has the id 0.
    """

    def __init__(self, desk: Desk, objective: ObjectiveView) -> None:
        super().__init__(desk)
        self.objective = objective
        self.refusal = ""
        """Why not all of it is recorded."""
        self._lock = asyncio.Lock()
        self._drafts: Drafts | None = None
        self._reason = ""
        self._declined: object = None
        self._left_open: object = None
        self._laying = asyncio.Lock()
        self.source, self.supports, self.request = _source(objective)
        # The source as it was read last: what differs from it was chosen here.
        self._read_source = (objective.source, objective.supports, objective.request_id)

    @property
    def objective_in_hand(self) -> ObjectiveView | None:
        """The objective; None as long as it is not recorded."""
        return self.objective if self.objective.id else None

    async def read_objective(self, objective_id: int) -> None:
        """Read the objective as it is recorded now."""
        self.objective = await self.program.ask(reading.objective, objective_id)

    # The fields ------------------------------------------------------------------------------------------------

    def show_head(self) -> None:
        """Show how it stands."""

    @property
    def rows(self) -> list[KeyResultFields]:
        """The fields of the key results; the last one is empty."""
        return list(self.query(KeyResultFields))

    @property
    def recording(self) -> bool:
        """Whether something is being recorded."""
        return self._lock.locked()

    @property
    def dirty(self) -> bool:
        """Whether something is typed or chosen that is not recorded."""
        return bool(self._changed() or self._chosen()) or any(not row.empty and row.dirty for row in self.rows)

    @property
    def _own(self) -> dict[str, RecordedLine | RecordedText]:
        return {
            "title": self.query_one("#title", RecordedLine),
            "description": self.query_one("#description", RecordedText),
        }

    def _changed(self) -> dict[str, str]:
        return {name: field.value for name, field in self._own.items() if field.dirty}

    def _chosen(self) -> dict[str, Any]:
        """Return what was chosen of the source, and is not recorded."""
        request_id = self.request.id if self.request else None
        chosen = {"source": self.source, "supports": self.supports, "request_id": request_id}
        return {name: value for name, value in chosen.items() if value != getattr(self.objective, name)}

    def choose_source(self, source: str | None, supports: Supported | None, request: RequestView | None) -> None:
        """Say where the objective comes from, and what it supports."""
        self.source, self.supports, self.request = source, supports, request
        self.show_head()

    async def add_row(self) -> None:
        """Add an empty row at the end, unless there is one."""
        async with self._laying:
            await self._add_row()

    async def _add_row(self) -> None:
        rows = self.rows
        if not rows or not rows[-1].empty:
            await self.query_one("#fields", Vertical).mount(KeyResultFields(None, len(rows) + 1))
        for place, row in enumerate(self.rows, start=1):
            row.number(place)

    async def drop_row(self, row: KeyResultFields) -> None:
        """Take a row away."""
        await row.remove()
        await self.add_row()

    async def meet(self) -> None:
        """Show what is recorded; what is being typed stays."""
        async with self._laying:
            if self.query("#fields"):
                await self._meet()
        self.show_head()

    async def _meet(self) -> None:
        objective = self.objective
        if objective.id:
            if (self.source, self.supports, self.request.id if self.request else None) == self._read_source:
                self.source, self.supports, self.request = _source(objective)
            self._read_source = (objective.source, objective.supports, objective.request_id)
            self.query_one("#title", RecordedLine).meet(clean_line(objective.title), objective.title)
            self.query_one("#description", RecordedText).meet(objective.description)
            known = {key_result.id: key_result for key_result in objective.key_results}
            for row in self.rows:
                if row.key_result is not None and row.key_result.id in known:
                    row.meet(known.pop(row.key_result.id))
                elif row.key_result is not None:
                    await row.remove()
            fields = self.query_one("#fields", Vertical)
            for key_result in known.values():
                before = next((row for row in self.rows if row.key_result is None), None)
                await fields.mount(KeyResultFields(key_result, 0), before=before)
        await self._add_row()

    # Drafts ----------------------------------------------------------------------------------------------------

    @property
    def _scope(self) -> str:
        objective = self.objective
        if objective.id:
            return f"okr {objective.id}"
        return f"okr new {objective.owner_kind} {objective.owner_id} {objective.cycle_id}"

    def _typed(self) -> dict[str, str]:
        """Return everything that is typed and not recorded, by the name of its draft."""
        typed = self._changed()
        new = 0
        for row in self.rows:
            if row.empty:
                continue
            lead = f"kr {row.key_result.id}" if row.key_result else f"new {new}"
            new += row.key_result is None
            # An emptied field is typed too: a blank is its draft.
            typed |= {f"{lead} {name}": words or " " for name, words in row.typed}
        return typed

    async def bring_back(self) -> None:
        """Put what was typed and not recorded the last time into the fields again."""
        self._drafts = Drafts(self, self._scope)
        await self._drafts.load()
        kept = dict(self._drafts.texts)
        if not kept:
            return
        for name, field in self._own.items():
            if name in kept and not field.dirty:
                field.put(kept[name])
        places = sorted({int(name.split()[1]) for name in kept if name.startswith("new ")})
        for place in places:
            await self.add_row()
            self._put(self.rows[-1], kept, f"new {place}")
        for row in self.rows:
            if row.key_result is not None:
                self._put(row, kept, f"kr {row.key_result.id}")
        await self.add_row()
        self.show_head()

    @staticmethod
    def _put(row: KeyResultFields, kept: dict[str, str], lead: str) -> None:
        for name, field in row.all.items():
            if f"{lead} {name}" in kept and not field.dirty:
                words = kept[f"{lead} {name}"]
                field.put("" if is_blank(words) else words)

    def save_drafts(self) -> None:
        """Keep what is typed and not recorded."""
        if self._drafts is not None and self.query("#fields"):
            self._drafts.move(self._scope)
            self._drafts.keep_only(self._typed())

    async def flush(self) -> None:
        self.save_drafts()
        if not self.recording:
            await asyncio.shield(self.commit(ask=False))

    # Recording -------------------------------------------------------------------------------------------------

    async def commit(self, *, ask: bool = True, but: KeyResultFields | None = None) -> bool:
        """Record what is typed and chosen.

        Args:
            ask: Whether a reason may be asked for.
            but: The row in which somebody has just begun to write: half a word is no change.

        Returns:
            Whether all of it is recorded; `refusal` says why not.
        """
        async with self._lock:
            self.refusal = ""
            try:
                await self._record(ask=ask, but=but)
            except FacilitatorError as error:
                self.refusal = str(error.args[0] if error.args else error)
            if self.objective.id:
                await self.read_objective(self.objective.id)
                await self.meet()
        self.save_drafts()
        self.show_head()
        self.refresh_bindings()
        return not self.dirty

    async def _record(self, *, ask: bool, but: KeyResultFields | None) -> None:
        changed, chosen = dict[str, Any](self._changed()), self._chosen()
        objective = self.objective
        if not objective.id:
            if is_blank(changed.get("title", "")):
                if not all(row.empty or row is but for row in self.rows):
                    raise RefusedError("the objective needs words first; its key results are kept as they are typed")
                return
            owner = {f"owner_{objective.owner_kind}_id": objective.owner_id}
            done = await self._do(ask, writing.add_objective, objective.cycle_id, **owner, **changed, **chosen)
            await self.read_objective(done.id)
        elif changed or chosen:
            await self._change(ask, writing.change_objective, objective.id, self._own, changed, chosen)
        for name, words in changed.items():
            settle(self._own[name], words)
        for row in self.rows:
            if row.dirty and not row.empty and row is not but:
                await self._record_row(row, ask=ask)

    async def _record_row(self, row: KeyResultFields, *, ask: bool) -> None:
        typed, values = dict(row.typed), row.values()
        if row.key_result is None:
            if is_blank(row.fields["title"].value):
                raise RefusedError("a key result needs words; its figures are kept as they are typed")
            # Its objective is recorded before it.
            done = await self._do(ask, writing.add_key_result, self.objective.id, **values)
            row.settle(typed)
            await self.read_objective(self.objective.id)
            key_results = self.objective.key_results
            row.key_result = next((key_result for key_result in key_results if key_result.id == done.id), None)
            return
        await self._change(ask, writing.change_key_result, row.key_result.id, row.all, values)
        row.settle({name: words for name, words in typed.items() if name in values})

    async def _change(
        self,
        ask: bool,
        function: Callable[..., Done],
        row_id: int,
        fields: Mapping[str, RecordedLine | RecordedText],
        values: dict[str, Any],
        chosen: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        """Record the values of these fields; where somebody else was quicker, show what they wrote and let choose.

        Those that are left to the other one are taken out of `values`.
        """
        expected = {name: fields[name].stood for name in values if fields[name].stood is not RECORDED}
        while values or chosen:
            try:
                await self._do(ask, function, row_id, **values, **chosen, expected=expected)
            except ChangedMeanwhileError as error:
                theirs = [name for name in expected if error.now[name] != expected[name]]
                mine = ", ".join(f"“{clean_line(fields[name].value)}”" for name in theirs)
                attempt = (function, row_id, tuple(values.items()), tuple(error.now.items()))
                # Who has just left it open is not asked the same again.
                if not ask or self._left_open == attempt:
                    raise
                choices: list[tuple[object, str]] = [("mine", f"mine: {mine}"), ("theirs", "theirs, as it stands now")]
                choice = await self.app.push_screen_wait(Pick(f"{error.words}. Which stays?", choices))
                if choice is None:
                    self._left_open = attempt
                    raise
                expected = dict(error.now)
                if choice == "theirs":
                    for name in theirs:
                        fields[name].put(fields[name].base)
                        del values[name], expected[name]
            else:
                return

    async def _do(self, ask: bool, function: Callable[..., Done], *arguments: Any, **keywords: Any) -> Done:
        """Record a change; where what was agreed changes, ask for the reason (METHOD M23)."""
        attempt = (function, arguments, keywords)
        try:
            done = await self.record(function, *arguments, by_id=self.desk.by_id, **keywords)
        except NeedsReasonError as error:
            # Who has just said no is not asked the same again.
            if not ask or self._declined == attempt:
                raise
            question = AskLine(self._scope, "reason", "Why does it change?", self._reason, str(error))
            reason = await self.app.push_screen_wait(question)
            if reason is None:
                self._declined = attempt
                raise
            done = await self.record(function, *arguments, by_id=self.desk.by_id, reason=reason, **keywords)
            self.program.save_draft(self._scope, "reason", "")
            self._reason = reason
        self.desk.remember(done)
        return done


def _source(objective: ObjectiveView) -> tuple[str | None, Supported | None, RequestView | None]:
    """Return where an objective comes from, what it supports, and the request that it answers."""
    request = None
    if objective.request_id is not None:
        asker, words = objective.request_from or "", objective.request or ""
        request = RequestView(objective.request_id, asker, words, objective.owner)
    return objective.source, objective.supports, request
