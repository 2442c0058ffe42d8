"""Leads through the rule of three: list all the work, choose three goals, give each three key results (METHOD M6)."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import ContentSwitcher, TextArea

from facilitator.common.text import clean_line, counted, is_blank
from facilitator.okr import figures, writing
from facilitator.okr.changing import Done
from facilitator.okr.views import CycleView, Owner
from facilitator.store.database import Database
from screens.okrs import keys
from screens.okrs.base import Desk, OkrScreen
from screens.okrs.fields import RecordedText
from screens.okrs.lines import lines, text
from screens.widgets.drafts import SAVE_EVERY, Drafts
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

PAGES = ("work", "goals", "key-results")
GOALS = 3
"""How many goals are recommended, and how many key results each (METHOD M6)."""
_TITLES = (
    ("1 of 3   All the work", "Everything you could do this cycle, a line each, as it comes. Nothing is too small."),
    ("2 of 3   The three that matter most", "What would change most, if it were done? Choose three."),
    ("3 of 3   Three key results each", "How will everybody see that you got there? A line each: … from 9 to 2 days."),
)


def _lines(words: str) -> list[str]:
    """Return each line once, without blanks around it."""
    return list(dict.fromkeys(clean_line(line).strip() for line in words.split("\n") if not is_blank(line)))


class LinesField(RecordedText):
    """A field of many lines, a thing in each."""

    DEFAULT_CSS = "LinesField { min-height: 4; max-height: 100%; }"

    def __init__(self, name: str) -> None:
        super().__init__()
        self.placeholder = "a line each"
        self.draft = name


class ExerciseScreen(OkrScreen):
    """Three pages, for the goals of the writer; it can be left at any time, and goes on where it was."""

    DEFAULT_CSS = """
    ExerciseScreen #head { height: 1; padding: 0 1; background: $panel; }
    ExerciseScreen #about { height: auto; padding: 1 2 0 2; }
    ExerciseScreen ContentSwitcher { height: 1fr; margin: 1 2 0 2; max-width: 120; }
    ExerciseScreen #work { height: 1fr; }
    ExerciseScreen #work LinesField { height: 1fr; max-height: 100%; }
    ExerciseScreen #goals, ExerciseScreen #key-results { height: 1fr; overflow-y: auto; }
    ExerciseScreen #key-results Static { height: auto; text-style: bold; margin-top: 1; }
    ExerciseScreen #key-results LinesField { height: auto; }
    ExerciseScreen #hint { height: 1; padding: 0 2; }
    """
    CSS = """
    ExerciseScreen TextArea, ExerciseScreen TextArea:focus { border: none; padding: 0 1; background: $surface; }
    ExerciseScreen TextArea:focus { background: $primary 15%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [*keys.EXERCISE]
    AUTO_FOCUS = ""

    def __init__(self, desk: Desk, cycle: CycleView, writer: Owner) -> None:
        super().__init__(desk)
        self._cycle, self._writer = cycle, writer
        self._page = 0
        self._chosen: list[str] = []
        self._drafts = Drafts(self, f"3x3 {writer.kind} {writer.id} {cycle.id}")
        self._kept: dict[str, str] = {}
        self._lock = asyncio.Lock()

    def compose(self) -> ComposeResult:
        yield Static(id="head", markup=False)
        yield Static(id="about", markup=False)
        with ContentSwitcher(initial="work"):
            with Vertical(id="work"):
                yield LinesField("work")
            yield Rows(id="goals")
            yield Vertical(id="key-results")
        yield Static(id="hint", markup=False)

    async def on_mount(self) -> None:
        """Go on where it was left."""
        await self._drafts.load()
        self._kept = dict(self._drafts.texts)
        self.query_one("#work LinesField", LinesField).put(self._kept.get("work", ""))
        self._chosen = _lines(self._kept.get("goals", ""))
        page = self._kept.get("page", "0")
        self.set_interval(SAVE_EVERY, self._save)
        await self._turn(int(page) if page in ("0", "1", "2") else 0)

    @property
    def _work(self) -> list[str]:
        return _lines(self.query_one("#work LinesField", LinesField).text)

    @property
    def _papers(self) -> list[LinesField]:
        return list(self.query("#key-results LinesField").results(LinesField))

    # Showing ---------------------------------------------------------------------------------------------------

    async def _turn(self, page: int) -> None:
        self._page = page
        work = self._work
        self._chosen = [goal for goal in self._chosen if goal in work]
        if page == 2:
            await self._lay_out()
        self.query_one(ContentSwitcher).current = PAGES[page]
        self._show()
        self.action_enter_field()

    async def _lay_out(self) -> None:
        """Mount a field for each goal that was chosen."""
        box = self.query_one("#key-results", Vertical)
        self._remember()
        await box.remove_children()
        for place, goal in enumerate(self._chosen, start=1):
            paper = LinesField(f"kr {goal}")
            paper.load_text(self._kept.get(paper.draft, ""))
            await box.mount(Static(Content(f"{place}  {goal}"), markup=False), paper)

    def _remember(self) -> None:
        self._kept |= {paper.draft: paper.text for paper in self._papers}

    def _show(self) -> None:
        title, task = _TITLES[self._page]
        head = text(("3 x 3", "bold"), f"  {clean_line(self._writer.name)}  ", (clean_line(self._cycle.name), "dim"))
        self.query_one("#head", Static).update(head)
        self.query_one("#about", Static).update(lines([text((title, "bold $primary")), text(task)]))
        chosen = {goal: text(("☑ ", "bold $success"), (goal, "bold")) for goal in self._chosen}
        rows = [Row(chosen.get(goal) or text(("☐ ", "dim"), goal), goal) for goal in self._work]
        self.query_one("#goals", Rows).show(rows)
        self._hint()
        self.refresh_bindings()

    @on(TextArea.Changed)
    def _hint(self) -> None:
        if self._page == 0:
            count = len(self._work)
            words = f"{counted(count, 'thing')} so far. ctrl+n goes on." if count else "ctrl+n goes on."
        elif self._page == 1:
            count = len(self._chosen)
            words = f"{count} of {GOALS} chosen. n goes on."
            if count > GOALS:
                more = "more than three are allowed, but if all of them come first, none does."
                words = f"! {count} chosen; {more}"
        else:
            counts = [len(_lines(paper.text)) for paper in self._papers]
            few = next((place for place, count in enumerate(counts, start=1) if count < GOALS), None)
            words = f"Goal {few} has {counts[few - 1]} of {GOALS}. " if few else "Three for each. "
            words += "ctrl+n makes drafts of them."
        self.query_one("#hint", Static).update(text((words, "bold")))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual calls it so
        if not self.is_mounted:
            return True
        typing = isinstance(self.focused, TextArea)
        if action == "choose":
            return self._page == 1
        if action == "leave_field":
            return typing
        if action in ("leave", "enter_field"):
            return not typing and (action == "leave" or self._page != 1)
        return self._page > 0 if action == "go_back" else True

    # What the keys do ------------------------------------------------------------------------------------------

    @on(Rows.Pressed, "#goals")
    def action_choose(self) -> None:
        goal = self.query_one("#goals", Rows).selected
        if isinstance(goal, str):
            self._chosen = [row for row in self._work if (row in self._chosen) != (row == goal)]
            self._show()

    def action_go_on(self) -> None:
        if self._page == 0 and not self._work:
            self.tell("list some work first, a line each")
        elif self._page == 1 and not self._chosen:
            self.tell("choose a goal first: enter chooses the selected one")
        elif self._page < 2:
            self.go(self._turn(self._page + 1))
        else:
            self.go(self._finish())

    def action_go_back(self) -> None:
        if self._page:
            self._remember()
            self.go(self._turn(self._page - 1))

    def action_leave_field(self) -> None:
        self.set_focus(None)
        self.refresh_bindings()

    def action_enter_field(self) -> None:
        if self._page == 1:
            self.query_one("#goals", Rows).focus()
        else:
            papers = [self.query_one("#work LinesField", LinesField)] if self._page == 0 else self._papers
            if papers:
                papers[0].focus()
        self.refresh_bindings()

    async def _finish(self) -> None:
        if self._lock.locked():
            return
        async with self._lock:
            self._remember()
            for goal in list(self._chosen):
                key_results = _lines(self._kept.get(f"kr {goal}", ""))
                drafts = await self.record(_make, self._cycle.id, self._writer, goal, key_results, self.desk.by_id)
                for draft in drafts:
                    self.desk.remember(draft)
                self.desk.last = self.desk.last or ("objective", drafts[0].id)
                # What has become a draft objective is not made once more, whatever happens to the next.
                self._chosen.remove(goal)
                self._kept.pop(f"kr {goal}", None)
                paper = self.query_one("#work LinesField", LinesField)
                paper.put("\n".join(row for row in self._work if row != goal))
            await self._turn(0)
            self._save()
        self.tell("made drafts of them; > submits one, u undoes")
        self.dismiss()

    def action_leave(self) -> None:
        self._save()
        self.dismiss()

    # Drafts ----------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        try:
            self._remember()
            wanted = {"work": self.query_one("#work LinesField", LinesField).text, "page": str(self._page or "")}
        except NoMatches:  # the screen is going
            return
        wanted |= {name: words for name, words in self._kept.items() if name.startswith("kr ")}
        wanted["goals"] = "\n".join(self._chosen)
        self._drafts.keep_only(wanted)

    async def flush(self) -> None:
        self._save()


def _make(
    database: Database, cycle_id: int, writer: Owner, goal: str, key_results: list[str], by_id: int | None
) -> list[Done]:
    """Write an objective and its key results as drafts; return what was done, the objective first."""
    owner: dict[str, Any] = {f"owner_{writer.kind}_id": writer.id}
    drafts = [writing.add_objective(database, cycle_id, goal, by_id=by_id, source="own", **owner)]
    for line in key_results:
        way = figures.of_title(line)
        more: dict[str, Any] = {} if way.target is None else dataclasses.asdict(way)
        drafts.append(writing.add_key_result(database, drafts[0].id, line, by_id=by_id, **more))
    return drafts
