"""Makes ten years of a company's meetings in a new database, or measures the program on them.

    python scripts/ten_years.py FILE.db [--years N] [--until DAY]
    python scripts/ten_years.py FILE.db --measure

The same days give the same rows: three teams of eight, a stand-up every working day, a weekly on Mondays, a consensus
meeting and a review a quarter, in English, German, Chinese, Arabic and emoji, with their journal. `--measure` prints
how long things take there, and with the sample company.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from ten_years_measured import print_table
from ten_years_rows import DIFFICULTIES, FAMILY, GIVEN, RARE, MeetingRows, Row

from facilitator import modes
from facilitator.meeting import agenda as agendas
from facilitator.meeting import timeline
from facilitator.meeting.agenda import MIDEA_PARTS, Agenda
from facilitator.meeting.timeline import Event
from facilitator.minutes.freezing.migrating import freeze_ended
from facilitator.modes.parsing import parse_mode
from facilitator.steps.commitment.wording import Measured, Wording
from facilitator.store import whole
from facilitator.store.database import Database
from facilitator.store.search.triggers import rebuilt_afterwards

YEARS = 10
TEAMS = ("Harbour", "Ledger", "灯塔")
MEMBERS = 8
STEP_SECONDS = {"gather": 90, "progress": 150, "whiteboard": 70, "close": 60}


def main(arguments: list[str]) -> int:
    """Make the file, or measure on it; return 1 where it is there already, else 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--years", type=int, default=YEARS, help="how many years of meetings")
    parser.add_argument("--until", type=date.fromisoformat, default=date.today(), help="the last day, e.g. 2026-11-20")  # noqa: DTZ011  # the day here
    parser.add_argument("--measure", action="store_true", help="measure on a file made before")
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        print_table(chosen.file)
        return 0
    if chosen.file.exists():
        print(f"{chosen.file}: it is there already; name a new file", file=sys.stderr)
        return 1
    with Database(f"sqlite:///{chosen.file}") as database:
        database.upgrade()
        rows = make(chosen.until, chosen.years)
        with database.writing() as session, rebuilt_afterwards(session):
            whole.put_back(session, rows)
        # As ending each of these meetings leaves it.
        freeze_ended(database)
    recorded = sum(len(of) for name, of in rows.items() if name not in {"timeline", "journal", "journal_change"})
    print(f"{chosen.file}: {len(rows['meeting'])} meetings, {recorded} records, {sum(map(len, rows.values()))} rows")
    return 0


def make(until: date, years: int = YEARS) -> dict[str, list[Row]]:
    """Return the rows of every table, for the meetings of so many years until that day."""
    return _Company(until, years).made()


class _Company(MeetingRows):
    """Makes the rows day by day, each with its journal."""

    def __init__(self, until: date, years: int) -> None:
        super().__init__()
        self.until, self.years = until, years
        self.agendas = {
            name: parse_mode(*modes.find(name, None)) for name in ("standup", "weekly", "consensus", "review")
        }
        self.agenda_texts = {name: agendas.as_json(agenda) for name, agenda in self.agendas.items()}
        self.objectives: dict[int, Row] = {}
        self.cycle = 0

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

    def _people(self, at: datetime) -> None:
        self.now = at
        company = self.add("unit", name="Ten Years Ltd", level="company", parent_id=None, manager_id=1)
        for place, name in enumerate(TEAMS):
            unit = self.add("unit", name=name, level="team", parent_id=company["id"], manager_id=place * MEMBERS + 1)
            self.teams[unit["id"]] = [
                self.add("person", name=f"{given} {FAMILY[place]}", unit_id=unit["id"], active=True)["id"]
                for given in GIVEN
            ]

    def _okrs(self, start: date, end: date) -> None:
        self.now, self.meeting = datetime.combine(start, time(7), UTC), {}
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
                    source="own",
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
                        owner_id=person,
                        start=10.0,
                        target=100.0,
                        current=10.0,
                        unit="%",
                        confidence=5,
                        position=number,
                    )
                    for number in range(3)
                ]
                self.record(
                    "OKRs",
                    person,
                    ("objective", objective, None),
                    *(("key_result", row, None) for row in self.key_results[person]),
                )

    def begin(self, mode: str, team: int, day: date, hour: int) -> list[int]:
        """Begin a meeting, which `end` ends; return who is there."""
        agenda, people = self.agendas[mode], self.teams[team]
        start = datetime.combine(day, time(hour, 5 * (team % 12), self.chance.randrange(60)), UTC)
        self.meeting = self.add(
            "meeting",
            mode=mode,
            unit_id=team,
            cycle_id=self.cycle,
            facilitator_id=people[0],
            state="ended",
            agenda=self.agenda_texts[mode],
            planned_seconds=agenda.seconds,
            started_at=start,
            ended_at=start,
            speaking_order="as last time",
            read_at=start,
        )
        self.now = start + timedelta(minutes=5)
        away = self.chance.choice(people[1:]) if self.chance.random() < 0.3 else None
        for person in people:
            self.add(
                "attendance",
                meeting_id=self.meeting["id"],
                person_id=person,
                state="absent" if person == away else "present",
                position=people.index(person),
            )
        return [person for person in people if person != away]

    def end(self, here: list[int], turn: int) -> None:
        """End the meeting with its timeline, in which everybody speaks for about `turn` seconds."""
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
                "readiness", meeting_id=meeting, person_id=person, submitted=True, read=7, of=8, recorded_at=self.now
            )
            shown = self.add(
                "presentation", meeting_id=meeting, person_id=person, aligned=self.words(), recorded_at=self.now
            )
            self.record("presented", person, ("readiness", ready, None), ("presentation", shown, None))
            for key_result in self.key_results[person]:
                agreed = self.chance.randrange(3, 9)
                voting = self.add(
                    "voting",
                    meeting_id=meeting,
                    key_result_id=key_result["id"],
                    round=1,
                    state="closed",
                    agreed=agreed,
                    opened_at=self.now,
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
                    Measured(row["title"], "", "", row["start"], row["target"], row["unit"], row["confidence"])
                    for row in self.key_results[person]
                ),
                requests=(),
            )
            self.record_new(
                "committed",
                person,
                "commitment",
                meeting_id=meeting,
                person_id=person,
                objective_id=objective["id"],
                wording=wording.as_json(),
                at=self.now,
            )
        self.outcomes(team, here, day, 1.0)
        self.end(here, 300)

    def _review(self, team: int, day: date) -> None:
        here = self.begin("review", team, day, 15)
        meeting = self.meeting["id"]
        for person in here:
            for position, part in enumerate(MIDEA_PARTS):
                self.record_new(
                    "reflected",
                    person,
                    "reflection",
                    meeting_id=meeting,
                    cycle_id=self.cycle,
                    person_id=person,
                    part=part.key,
                    text=self.words(),
                    position=position,
                    changed_at=self.now,
                )
            feedback = self.add(
                "feedback",
                meeting_id=meeting,
                objective_id=self.objectives[person]["id"],
                by_id=self.chance.choice(here),
                role="colleague",
                text=self.words(),
                prepared=False,
                at=self.now,
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
                    at=self.now,
                )
                before = dict(key_result)
                key_result.update(score=score, reason=scoring["reason"])
                self.record("scored", person, ("scoring", scoring, None), ("key_result", key_result, before))
                if score < 0.4:
                    self.record_new(
                        "analysed",
                        person,
                        "analysis",
                        meeting_id=meeting,
                        key_result_id=key_result["id"],
                        person_id=person,
                        own_part=self.words(),
                        help_needed=self.words(),
                        solution=self.words(),
                        at=self.now,
                    )
        self.end(here, 240)


def _quarter_later(day: date) -> date:
    return date(day.year + (day.month > 9), (day.month + 2) % 12 + 1, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
