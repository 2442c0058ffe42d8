"""Make ten years of a company's meetings in an empty database, or measure the program on them.

    python scripts/ten_years.py FILE.db [--years N] [--until DAY]
    python scripts/ten_years.py FILE.db --measure

The same days give the same rows: three teams of eight, a stand-up every working day, a weekly on Mondays, a consensus
meeting and a review a quarter, in English, German, Chinese, Arabic and emoji, with the journal that recording them
leaves. `--measure` tells how long things take there, beside the sample company.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from facilitator import modes
from facilitator.meeting import agenda as agendas
from facilitator.meeting import timeline
from facilitator.meeting.agenda import MIDEA_PARTS, Agenda
from facilitator.meeting.timeline import Event
from facilitator.modes.parsing import parse_mode
from facilitator.steps.commitment.wording import Measured, Wording
from facilitator.store import whole
from facilitator.store.database import Database
from facilitator.store.search.triggers import rebuilt_afterwards

Row = dict[str, Any]

YEARS = 10
TEAMS = ("Harbour", "Ledger", "灯塔")
MEMBERS = 8
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
STEP_SECONDS = {"gather": 90, "progress": 150, "whiteboard": 70, "close": 60}


def main(arguments: list[str]) -> int:
    """Make the file, or measure on it.

    Returns:
        0; 1 where the file is there already.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--years", type=int, default=YEARS, help="how many years of meetings")
    parser.add_argument("--until", type=date.fromisoformat, default=date.today(), help="the last day, e.g. 2026-11-20")  # noqa: DTZ011  # the day here
    parser.add_argument("--measure", action="store_true", help="measure on a file made before")
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        import ten_years_measured

        ten_years_measured.print_table(chosen.file)
        return 0
    if chosen.file.exists():
        print(f"{chosen.file}: it is there already; name a new file", file=sys.stderr)
        return 1
    with Database(f"sqlite:///{chosen.file}") as database:
        database.upgrade()
        rows = make(chosen.until, chosen.years)
        with database.writing() as session, rebuilt_afterwards(session):
            whole.put_back(session, rows)
    recorded = sum(len(some) for name, some in rows.items() if name not in {"timeline", "journal", "journal_change"})
    print(f"{chosen.file}: {len(rows['meeting'])} meetings, {recorded} records, {sum(map(len, rows.values()))} rows")
    return 0


def make(until: date, years: int = YEARS) -> dict[str, list[Row]]:
    """The rows of every table, for meetings up to and with that day."""
    return _Company(until, years).made()


class _Company:
    """The rows as they are made, day after day; whatever is recorded has its journal."""

    def __init__(self, until: date, years: int) -> None:
        self.chance = random.Random(6)
        self.until, self.years = until, years
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.agendas = {
            name: parse_mode(*modes.find(name, None)) for name in ("standup", "weekly", "consensus", "review")
        }
        self.told = {name: agendas.as_json(agenda) for name, agenda in self.agendas.items()}
        self.teams: dict[int, list[int]] = {}
        self.key_results: dict[int, list[Row]] = {}  # of the cycle in progress, by person
        self.objectives: dict[int, Row] = {}
        self.cards: dict[int, list[Row]] = defaultdict(list)
        self.open: dict[int, list[tuple[date, str, Row]]] = defaultdict(list)
        self.cycle = 0
        self.meeting: Row = {}
        self.said_at = datetime.now(UTC)

    def made(self) -> dict[str, list[Row]]:
        first = date(self.until.year - self.years, 3 * ((self.until.month - 1) // 3) + 1, 1)
        self._people(datetime.combine(first, time(7), UTC))
        day, end = first, first
        middle = first + (self.until - first) / 2
        while day <= self.until:
            if day >= end:
                end = _quarter_later(day)
                self._okrs(day, end - timedelta(1))
                consensus = review = len(self.teams)
            if day.weekday() < 5:
                for team in self.teams:
                    if consensus:
                        self._consensus(team, day)
                        consensus -= 1
                    if review and end - day <= timedelta(4) and day.weekday() == min(4, (end - timedelta(1)).weekday()):
                        self._review(team, day)
                        review -= 1
                    if day.weekday() == 0:
                        self._weekly(team, day)
                    self._stand_up(team, day)
            if day <= middle < day + timedelta(1):
                self.rows["sentence"][-1]["text"] = f"met a {RARE} in the zoo"
            day += timedelta(1)
        return dict(self.rows)

    # What is recorded ------------------------------------------------------------------------------------------

    def add(self, table: str, **values: Any) -> Row:
        row = {"id": len(self.rows[table]) + 1, **values}
        self.rows[table].append(row)
        return row

    def record(self, what: str, person: int | None, *rows: tuple[str, Row, Row | None]) -> None:
        """The journal of rows that were added, or changed from what the last of each says."""
        entry = self.add(
            "journal",
            at=self.said_at,
            meeting_id=self.meeting.get("id"),
            person_id=person,
            source="meeting" if self.meeting else "import",
            what=what,
            reason="",
            undone=False,
        )
        for table, row, before in rows:
            self.add(
                "journal_change",
                entry_id=entry["id"],
                table_name=table,
                row_id=row["id"],
                before=before and _told(before),
                after=_told(row),
            )

    def words(self) -> str:
        chance = self.chance
        some = {key: chance.choice(one) for key, one in WORDS.items()}
        text = chance.choice(DOING).format(number=chance.randrange(1000), **some)
        return f"{text}. {self.words()}" if chance.random() < 0.25 else text

    def _people(self, at: datetime) -> None:
        self.said_at = at
        company = self.add("unit", name="Ten Years Ltd", level="company", parent_id=None, manager_id=1)
        for place, name in enumerate(TEAMS):
            unit = self.add("unit", name=name, level="team", parent_id=company["id"], manager_id=place * MEMBERS + 1)
            self.teams[unit["id"]] = [
                self.add(
                    "person",
                    name=f"{given} {FAMILY[place]}",
                    unit_id=unit["id"],
                    timezone=None,
                    email=None,
                    active=True,
                )["id"]
                for given in GIVEN
            ]

    def _okrs(self, start: date, end: date) -> None:
        self.said_at, self.meeting = datetime.combine(start, time(7), UTC), {}
        cycle = self.add("cycle", name=f"{start.year}-Q{(start.month + 2) // 3}", start=start, end=end)
        self.cycle = int(cycle["id"])
        for team, people in self.teams.items():
            for person in people:
                objective = self.add(
                    "objective",
                    key=f"o{len(self.rows['objective']) + 1}",
                    cycle_id=self.cycle,
                    owner_person_id=person if person != people[0] else None,
                    owner_unit_id=None if person != people[0] else team,
                    title=f"{self.words()[:80]} in {cycle['name']}",
                    description="",
                    source="own",
                    supports_objective_id=None,
                    supports_key_result_id=None,
                    source_request_id=None,
                    state="draft",
                    position=len(self.rows["objective"]),
                )
                self.objectives[person] = objective
                self.key_results[person] = [
                    self.add(
                        "key_result",
                        key=f"{objective['key']}-{number}",
                        objective_id=objective["id"],
                        title=f"{self.words()[:70]}, from 10 to 100",
                        description="",
                        owner_id=person,
                        start=10.0,
                        target=100.0,
                        current=10.0,
                        unit="%",
                        confidence=5,
                        score=None,
                        reason="",
                        position=number,
                        dropped=False,
                    )
                    for number in range(3)
                ]
                self.record(
                    "OKRs",
                    person,
                    ("objective", objective, None),
                    *(("key_result", one, None) for one in self.key_results[person]),
                )

    def change(self, what: str, person: int, table: str, row: Row, **values: Any) -> None:
        before = dict(row)
        row.update(values)
        self.record(what, person, (table, row, before))

    # Meetings --------------------------------------------------------------------------------------------------

    def begin(self, mode: str, team: int, day: date, hour: int) -> list[int]:
        """A meeting that began; its end is told by `end`. Returns who is there."""
        agenda, people = self.agendas[mode], self.teams[team]
        start = datetime.combine(day, time(hour, 5 * (team % 12), self.chance.randrange(60)), UTC)
        self.meeting = self.add(
            "meeting",
            mode=mode,
            unit_id=team,
            cycle_id=self.cycle,
            next_cycle_id=None,
            facilitator_id=people[0],
            state="ended",
            agenda=self.told[mode],
            planned_seconds=agenda.seconds,
            started_at=start,
            ended_at=start,
            seconds=0.0,
            speaking_order="as last time",
            read_at=start,
            read_boot="",
            read_boot_seconds=0.0,
            read_elapsed=0.0,
        )
        self.said_at = start + timedelta(minutes=5)
        away = self.chance.choice(people[1:]) if self.chance.random() < 0.3 else None
        for person in people:
            self.add(
                "attendance",
                meeting_id=self.meeting["id"],
                person_id=person,
                state="absent" if person == away else "present",
                position=people.index(person),
                seconds=0.0,
                stands_for="",
                reason="",
            )
        return [person for person in people if person != away]

    def end(self, here: list[int], turn: int) -> None:
        """The timeline of the meeting, with its mark in the journal; each speaks about `turn` seconds."""
        meeting, agenda = self.meeting, self.agendas[self.meeting["mode"]]
        events = list(self._events(agenda, here, turn))
        for kind, elapsed, data in events:
            at = meeting["started_at"] + timedelta(seconds=elapsed)
            self.add("timeline", meeting_id=meeting["id"], kind=kind, elapsed=elapsed, at=at, data=data)
        position = timeline.fold(agenda, [Event(*event) for event in events], events[-1][1])
        meeting.update(ended_at=at, read_at=at, read_elapsed=events[-1][1], seconds=position.seconds)
        for row in self.rows["attendance"][-MEMBERS:]:
            row["seconds"] = position.speaker_seconds.get(row["person_id"], 0.0)

    def _events(self, agenda: Agenda, here: list[int], turn: int) -> Iterator[tuple[str, float, Row]]:
        at = 0.0
        yield "started", at, {}
        for person in self.teams[self.meeting["unit_id"]]:
            yield "attendance", at, {"person": person, "state": "present" if person in here else "absent"}
        for index, step in enumerate(agenda.steps):
            if index:
                yield "step", at, {"index": index}
            if step.in_turns:
                for person in here:
                    yield "speaker", at, {"person": person}
                    at += turn + self.chance.randrange(turn // 2)
                yield "speaker", at, {"person": None}
            else:
                at += STEP_SECONDS.get(step.kind, 300) + self.chance.randrange(40)
        yield "ended", at, {"journal": len(self.rows["journal"])}

    def _stand_up(self, team: int, day: date) -> None:
        here = self.begin("standup", team, day, 8)
        for person in here:
            said = [("done", self.words()), ("today", self.words())]
            if self.chance.random() < 0.15:
                said.append(("difficulties", self.chance.choice(DIFFICULTIES)))
            self.say(person, said)
        if self.chance.random() < 0.7:
            self.progress(self.chance.choice(here))
        self.move_cards(team, here)
        self.outcomes(team, here, day, 0.3)
        self.end(here, 70)

    def _weekly(self, team: int, day: date) -> None:
        here = self.begin("weekly", team, day, 13)
        for person in here:
            self.progress(person)
            self.say(person, [("commitments", self.words()), ("priorities", self.words()), ("risks", self.words())])
        for _ in range(2):
            self.outcomes(team, here, day, 0.8)
        self.end(here, 120)

    def _consensus(self, team: int, day: date) -> None:
        here = self.begin("consensus", team, day, 10)
        meeting = self.meeting["id"]
        for person in here:
            ready = self.add(
                "readiness",
                meeting_id=meeting,
                person_id=person,
                submitted=True,
                read=7,
                of=8,
                reason="",
                recorded_at=self.said_at,
            )
            shown = self.add(
                "presentation", meeting_id=meeting, person_id=person, aligned=self.words(), recorded_at=self.said_at
            )
            self.record("presented", person, ("readiness", ready, None), ("presentation", shown, None))
            for key_result in self.key_results[person]:
                agreed = self.chance.randrange(3, 9)
                voting = self.add(
                    "voting",
                    meeting_id=meeting,
                    key_result_id=key_result["id"],
                    objective_id=None,
                    round=1,
                    state="closed",
                    agreed=agreed,
                    opened_at=self.said_at,
                )
                before = dict(key_result)
                key_result["confidence"] = agreed
                self.record("agreed", person, ("voting", voting, None), ("key_result", key_result, before))
            objective = self.objectives[person]
            self.change("agreed", person, "objective", objective, state="agreed")
            wording = Wording(
                objective=objective["title"],
                description="",
                owner="",
                cycle="",
                confidence=None,
                key_results=tuple(
                    Measured(one["title"], "", "", one["start"], one["target"], one["unit"], one["confidence"])
                    for one in self.key_results[person]
                ),
                requests=(),
            )
            committed = self.add(
                "commitment",
                meeting_id=meeting,
                person_id=person,
                objective_id=objective["id"],
                wording=wording.as_json(),
                at=self.said_at,
            )
            self.record("committed", person, ("commitment", committed, None))
        self.outcomes(team, here, day, 1.0)
        self.end(here, 300)

    def _review(self, team: int, day: date) -> None:
        here = self.begin("review", team, day, 15)
        meeting = self.meeting["id"]
        for person in here:
            for position, part in enumerate(MIDEA_PARTS):
                thought = self.add(
                    "reflection",
                    meeting_id=meeting,
                    cycle_id=self.cycle,
                    person_id=person,
                    part=part.key,
                    text=self.words(),
                    position=position,
                    due=None,
                    action_id=None,
                    changed_at=self.said_at,
                )
                self.record("reflected", person, ("reflection", thought, None))
            feedback = self.add(
                "feedback",
                meeting_id=meeting,
                objective_id=self.objectives[person]["id"],
                by_id=self.chance.choice(here),
                role="colleague",
                text=self.words(),
                prepared=False,
                at=self.said_at,
            )
            self.record("feedback", feedback["by_id"], ("feedback", feedback, None))
            for key_result in self.key_results[person]:
                score = round(min(1.0, ((key_result["current"] or 0) - 10) / 90), 2)
                scoring = self.add(
                    "scoring",
                    meeting_id=meeting,
                    key_result_id=key_result["id"],
                    person_id=person,
                    score=score,
                    reason=self.words(),
                    agreed_score=score,
                    agreed_reason="",
                    at=self.said_at,
                )
                before = dict(key_result)
                key_result.update(score=score, reason=scoring["reason"])
                self.record("scored", person, ("scoring", scoring, None), ("key_result", key_result, before))
                if score < 0.4:
                    why = self.add(
                        "analysis",
                        meeting_id=meeting,
                        key_result_id=key_result["id"],
                        person_id=person,
                        own_part=self.words(),
                        help_needed=self.words(),
                        solution=self.words(),
                        action_id=None,
                        at=self.said_at,
                    )
                    self.record("analysed", person, ("analysis", why, None))
        self.end(here, 240)

    # What meetings record --------------------------------------------------------------------------------------

    def say(self, person: int, said: list[tuple[str, str]]) -> None:
        rows = [
            self.add(
                "sentence",
                meeting_id=self.meeting["id"],
                person_id=person,
                prompt=prompt,
                text=text,
                position=0,
                outcome=None,
                changed_at=self.said_at,
            )
            for prompt, text in said
        ]
        self.record("sentences", person, *(("sentence", row, None) for row in rows))

    def progress(self, person: int) -> None:
        row = self.chance.choice(self.key_results[person])
        before = dict(row)
        row["current"] = min(100.0, row["current"] + self.chance.randrange(25))
        row["confidence"] = max(1, min(10, row["confidence"] + self.chance.choice((-1, 0, 1))))
        told = self.add(
            "progress",
            meeting_id=self.meeting["id"],
            key_result_id=row["id"],
            person_id=person,
            before=before["current"],
            after=row["current"],
            confidence_before=before["confidence"],
            confidence=row["confidence"],
            note=self.words(),
            recorded_at=self.said_at,
        )
        self.record("progress", person, ("progress", told, None), ("key_result", row, before))

    def move_cards(self, team: int, here: list[int]) -> None:
        cards = self.cards[team]
        if len(cards) < 12:
            owner = self.chance.choice(here)
            card = self.add(
                "card",
                unit_id=team,
                title=self.words()[:60],
                owner_id=owner,
                column="To do",
                key_result_id=None,
                position=len(cards),
                recorded_at=self.said_at,
                moved_at=self.said_at,
                archived=False,
            )
            cards.append(card)
            self.record("card", owner, ("card", card, None))
        card = self.chance.choice(cards)
        if card["column"] == "Done":
            cards.remove(card)
            self.change("archived", card["owner_id"], "card", card, archived=True)
        else:
            column = "Doing" if card["column"] == "To do" else "Done"
            self.change("moved", card["owner_id"], "card", card, column=column, moved_at=self.said_at)

    def outcomes(self, team: int, here: list[int], day: date, likely: float) -> None:
        meeting, chance = self.meeting["id"], self.chance
        for settled in [one for one in self.open[team] if one[0] <= day]:
            self.open[team].remove(settled)
            _, table, row = settled
            dropped = chance.random() < 0.1
            reason = self.words() if dropped else ""
            state = "dropped" if dropped else "done"
            self.change("settled", here[0], table, row, state=state, done_at=self.said_at, reason=reason)
        later = None if chance.random() < 0.02 else day + timedelta(chance.randrange(2, 20))
        if chance.random() < likely:
            owner = chance.choice(here)
            action = self.add(
                "action",
                meeting_id=meeting,
                text=self.words(),
                owner_id=owner,
                due=day + timedelta(7),
                state="open",
                key_result_id=None,
                recorded_at=self.said_at,
                done_at=None,
                reason="",
                first_due=None,
            )
            self.record("action", owner, ("action", action, None))
            if later:
                self.open[team].append((later, "action", action))
        if chance.random() < likely:
            by = chance.choice(here)
            decision = self.add("decision", meeting_id=meeting, text=self.words(), by_id=by, recorded_at=self.said_at)
            self.record("decision", by, ("decision", decision, None))
        if chance.random() < likely / 2:
            by = chance.choice(here)
            parked = self.add("parked_topic", meeting_id=meeting, text=self.words(), by_id=by, recorded_at=self.said_at)
            self.record("parked", by, ("parked_topic", parked, None))
        if chance.random() < likely / 2:
            asker, unit = chance.choice(here), chance.choice([*self.teams])
            request = self.add(
                "request",
                meeting_id=meeting,
                from_person_id=asker,
                to_person_id=None,
                to_unit_id=unit,
                what=self.words(),
                state="open",
                recorded_at=self.said_at,
                done_at=None,
                key_result_id=None,
                due=day + timedelta(7),
                answer=None,
                note="",
                answered_by_id=None,
                answered_at=None,
                carried_over=False,
                became_action_id=None,
                became_key_result_id=None,
                reason="",
                first_due=None,
            )
            self.record("request", asker, ("request", request, None))
            if later:
                self.open[team].append((later, "request", request))


def _told(row: Row) -> Row:
    """A row as the journal keeps it."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}


def _quarter_later(day: date) -> date:
    return date(day.year + (day.month > 9), (day.month + 2) % 12 + 1, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
