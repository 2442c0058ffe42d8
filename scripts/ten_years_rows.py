"""Makes rows with their journal, and words for them, for `ten_years.py`."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from facilitator.common import clock
from facilitator.tables import Base

Row = dict[str, Any]

RARE = "quagga"
"""A word that stands in one sentence only, in the middle of the years."""
GIVEN = ("Ada", "Björn", "小明", "Nour", "Chloé", "Dmitri", "Esi", "Farid")
FAMILY = ("Okafor", "Lindqvist", "王", "Haddad")
DOING = (
    "{verb} the {thing} for {place}",
    "{thing}: {verb} it again, number {number}",
    "die {german} für {place} geprüft, Nr. {number}",
    "{chinese}已经完成，第{number}次",
    "راجعت {arabic} رقم {number}",
    "{verb} the {thing} {emoji}",
    "{german} besprochen und {thing} umgestellt",
    "{chinese}和{chinese2}需要再看一遍",
)
WORDS: dict[str, tuple[str, ...]] = {
    "verb": ("tested", "shipped", "reviewed", "measured", "rewrote", "merged", "planned", "repaired", "documented"),
    "thing": (
        "invoice export",
        "search index",
        "login page",
        "nightly run",
        "price list",
        "map of berths",
        "audit log",
    ),
    "place": ("Oslo", "Lagos", "München", "上海", "Cairo", "the pilot customers", "the coast guard"),
    "german": ("Rechnungsprüfung", "Übergabe", "Datenbanksicherung", "Größenschätzung", "Lieferantenliste"),
    "chinese": ("数据库备份", "客户反馈", "季度预算", "登录页面", "港口地图", "发布计划"),
    "chinese2": ("测试报告", "价格表", "网络延迟", "培训材料"),
    "arabic": ("قائمة الأسعار", "تقرير الميناء", "خطة الإصدار", "قاعدة البيانات"),
    "emoji": ("🚢", "👩🏽‍🔧", "✅ 🎉", "🇳🇴"),
}
DIFFICULTIES = (
    "no access to the staging logs",
    "der Prüfserver ist zu langsam",
    "测试环境总是断开",
    "لا يوجد رد من المورد",
    "the supplier has not answered 🙁",
)

_DEFAULTS = {
    table.name: {column.name: column.default.arg if column.default is not None else None for column in table.columns}  # type: ignore[attr-defined]  # all defaults are plain values
    for table in Base.metadata.sorted_tables
}


class Rows:
    """Rows by table, with everything that is recorded in the journal."""

    def __init__(self) -> None:
        self.chance = random.Random(6)
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.meeting: Row = {}
        self.now = clock.now()
        """When the next row is recorded."""

    def add(self, table: str, /, **values: Any) -> Row:
        """Add a row, with the table's defaults for all other columns."""
        row = _DEFAULTS[table] | {"id": len(self.rows[table]) + 1} | values
        self.rows[table].append(row)
        return row

    def record(self, what: str, person: int | None, *rows: tuple[str, Row, Row | None]) -> None:
        """Add the journal entry of rows, each with its table and what it was before."""
        entry = self.add(
            "journal",
            at=self.now,
            meeting_id=self.meeting.get("id"),
            person_id=person,
            source="meeting" if self.meeting else "import",
            what=what,
        )
        for table, row, before in rows:
            self.add(
                "journal_change",
                entry_id=entry["id"],
                table_name=table,
                row_id=row["id"],
                before=before and _as_json(before),
                after=_as_json(row),
            )

    def record_new(self, what: str, person: int, table: str, /, **values: Any) -> Row:
        """Add a row, and record it."""
        row = self.add(table, **values)
        self.record(what, person, (table, row, None))
        return row

    def change(self, what: str, person: int, table: str, row: Row, /, **values: Any) -> None:
        """Change a row, and record it."""
        before = dict(row)
        row.update(values)
        self.record(what, person, (table, row, before))

    def words(self) -> str:
        """Return a sentence in one of several languages, sometimes more."""
        chance = self.chance
        words = {key: chance.choice(choices) for key, choices in WORDS.items()}
        text = chance.choice(DOING).format(number=chance.randrange(1000), **words)
        return f"{text}. {self.words()}" if chance.random() < 0.25 else text


class MeetingRows(Rows):
    """Rows that all kinds of meetings record."""

    def __init__(self) -> None:
        super().__init__()
        self.teams: dict[int, list[int]] = {}
        self.key_results: dict[int, list[Row]] = {}  # of the cycle in progress, by person
        self.cards: dict[int, list[Row]] = defaultdict(list)
        self.open: dict[int, list[tuple[date, str, Row]]] = defaultdict(list)

    def say(self, person: int, said: list[tuple[str, str]]) -> None:
        """Record what somebody says, as prompts with texts."""
        rows = [
            self.add(
                "sentence",
                meeting_id=self.meeting["id"],
                person_id=person,
                prompt=prompt,
                text=text,
                changed_at=self.now,
            )
            for prompt, text in said
        ]
        self.record("sentences", person, *(("sentence", row, None) for row in rows))

    def progress(self, person: int) -> None:
        """Record new figures of one of somebody's key results."""
        row = self.chance.choice(self.key_results[person])
        before = dict(row)
        row["current"] = min(100.0, row["current"] + self.chance.randrange(25))
        row["confidence"] = max(1, min(10, row["confidence"] + self.chance.choice((-1, 0, 1))))
        progress = self.add(
            "progress",
            meeting_id=self.meeting["id"],
            key_result_id=row["id"],
            person_id=person,
            before=before["current"],
            after=row["current"],
            confidence_before=before["confidence"],
            confidence=row["confidence"],
            note=self.words(),
            recorded_at=self.now,
        )
        self.record("progress", person, ("progress", progress, None), ("key_result", row, before))

    def move_cards(self, team: int, here: list[int]) -> None:
        """Add a card to a team's board while it has few, and move one."""
        cards = self.cards[team]
        if len(cards) < 12:
            owner = self.chance.choice(here)
            card = self.record_new(
                "card",
                owner,
                "card",
                unit_id=team,
                title=self.words()[:60],
                owner_id=owner,
                column="To do",
                position=len(cards),
                recorded_at=self.now,
                moved_at=self.now,
            )
            cards.append(card)
        card = self.chance.choice(cards)
        if card["column"] == "Done":
            cards.remove(card)
            self.change("archived", card["owner_id"], "card", card, archived=True)
        else:
            column = "Doing" if card["column"] == "To do" else "Done"
            self.change("moved", card["owner_id"], "card", card, column=column, moved_at=self.now)

    def outcomes(self, team: int, here: list[int], day: date, likely: float) -> None:
        """Settle the promises that are ready for it, and record new outcomes, each as likely as said."""
        meeting, chance = self.meeting["id"], self.chance
        for promise in [promise for promise in self.open[team] if promise[0] <= day]:
            self.open[team].remove(promise)
            _, table, row = promise
            dropped = chance.random() < 0.1
            reason = self.words() if dropped else ""
            state = "dropped" if dropped else "done"
            self.change("settled", here[0], table, row, state=state, done_at=self.now, reason=reason)
        later = None if chance.random() < 0.02 else day + timedelta(chance.randrange(2, 20))
        if chance.random() < likely:
            owner = chance.choice(here)
            action = self.record_new(
                "action",
                owner,
                "action",
                meeting_id=meeting,
                text=self.words(),
                owner_id=owner,
                due=day + timedelta(7),
                state="open",
                recorded_at=self.now,
            )
            if later:
                self.open[team].append((later, "action", action))
        if chance.random() < likely:
            by = chance.choice(here)
            self.record_new(
                "decision", by, "decision", meeting_id=meeting, text=self.words(), by_id=by, recorded_at=self.now
            )
        if chance.random() < likely / 2:
            by = chance.choice(here)
            self.record_new(
                "parked", by, "parked_topic", meeting_id=meeting, text=self.words(), by_id=by, recorded_at=self.now
            )
        if chance.random() < likely / 2:
            asker, unit = chance.choice(here), chance.choice([*self.teams])
            request = self.record_new(
                "request",
                asker,
                "request",
                meeting_id=meeting,
                from_person_id=asker,
                to_unit_id=unit,
                what=self.words(),
                state="open",
                recorded_at=self.now,
                due=day + timedelta(7),
            )
            if later:
                self.open[team].append((later, "request", request))


def _as_json(row: Row) -> Row:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
