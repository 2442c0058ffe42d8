"""Commitment on the shared screen and in check-ins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from facilitator.meeting import moving
from facilitator.store.database import Database
from facilitator.tables.consensus import Commitment
from facilitator.tables.meeting import Request
from facilitator.tables.okr import KeyResult, Objective
from screens.steps.commitment.form import CommitmentForm
from tests.screens.consensus import checkin, shared, step
from tests.screens.showing import SMALLEST, fits, resize, shows, words
from tests.screens.waiting import until
from tests.steps.acme import Acme, company
from tests.steps.conftest import ADA, JOSE

SHIPS, TRUSTS, CALM = "Every team ships", "Sales trusts us", "Platform is calm"


@pytest.fixture
def acme(url: str) -> Iterator[Acme]:
    with Database(url) as database:
        yield company(database)


def begin(acme: Acme) -> int:
    meeting = acme.meet()
    acme.to(meeting, "commitment")
    return meeting


def ask(acme: Acme, meeting_id: int, who: str) -> None:
    with acme.database.writing() as session:
        session.add(
            Request(
                meeting_id=meeting_id,
                from_person_id=acme.people[who],
                to_unit_id=acme.units["Platform"],
                what="a [b]second[/] reader",
                recorded_at=datetime.now(UTC),
            )
        )


def committed(acme: Acme) -> list[int]:
    with acme.database.reading() as session:
        return list(session.scalars(select(Commitment.objective_id).order_by(Commitment.id)))


def state(acme: Acme, title: str) -> str:
    with acme.database.reading() as session:
        return session.get_one(Objective, acme.objectives[title]).state


async def test_enter_takes_one_after_the_other_and_goes_on_then(acme: Acme) -> None:
    meeting = begin(acme)
    async with shared(acme) as pilot:
        await shows(pilot, "I commit to", SHIPS, "9 → 2 days", "0 of 3 committed", "enter commit")
        for number, title in enumerate((SHIPS, CALM, TRUSTS), 1):
            await pilot.press("enter")
            await shows(pilot, f"{number} of 3 committed")
            assert committed(acme)[-1] == acme.objectives[title]
        await shows(pilot, "enter on to Close", "✓ José Müller has committed")
        await pilot.press("enter")
        await until(pilot, lambda: step(acme.database, meeting) == "close")
    assert {state(acme, title) for title in (SHIPS, CALM, TRUSTS)} == {"agreed"}


async def test_u_takes_the_last_one_back(acme: Acme) -> None:
    begin(acme)
    async with shared(acme) as pilot:
        await shows(pilot, "0 of 3 committed")
        await pilot.press("enter")
        await shows(pilot, "1 of 3 committed")
        await pilot.press("u")
        await shows(pilot, "0 of 3 committed", f'taken back: commitment to "{SHIPS}"')
    assert state(acme, SHIPS) == "draft"


async def test_an_open_request_holds_up_until_it_is_carried_over(acme: Acme) -> None:
    meeting = begin(acme)
    ask(acme, meeting, JOSE)
    async with shared(acme, (200, 60)) as pilot:
        await shows(pilot, "1 held up by open")
        await pilot.press("end")
        await shows(pilot, "open: José Müller asks Platform:", "c carries it over", "! José Müller cannot commit yet")
        await shows(pilot, "enter say what is open", "c carry over")
        await pilot.press("enter")
        await shows(pilot, "[warning] José Müller cannot commit yet: José Müller asks Platform: a [b]second[/] reader")
        assert committed(acme) == []
        await pilot.press("c")
        await until(pilot, lambda: "held up" not in words(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: committed(acme) == [acme.objectives[TRUSTS]])


async def test_n_leaves_whatever_is_left(acme: Acme) -> None:
    meeting = begin(acme)
    ask(acme, meeting, JOSE)
    async with shared(acme) as pilot:
        await shows(pilot, "held up by open requests")
        await pilot.press("n")
        await until(pilot, lambda: step(acme.database, meeting) == "close")


async def test_who_is_not_here_is_left_out_and_it_is_said(acme: Acme) -> None:
    meeting = begin(acme)
    moving.set_attendance(acme.database, meeting, acme.people[JOSE], "absent")
    async with shared(acme) as pilot:
        await shows(pilot, "1 not here, left out", "José Müller   not here: left out")
        for number in (1, 2):
            await pilot.press("enter")
            await shows(pilot, f"{number} of 3 committed")
        await pilot.press("enter")
        await until(pilot, lambda: step(acme.database, meeting) == "close")
    assert state(acme, TRUSTS) == "draft"


async def test_the_text_and_the_keys_have_room_at_every_size(acme: Acme) -> None:
    begin(acme)
    with acme.database.writing() as session:
        session.get_one(KeyResult, acme.key_results["Lead time"]).confidence = 6
    async with shared(acme, SMALLEST) as pilot:
        await fits(
            pilot, "Ada Lovelace", "I commit to", SHIPS, "9 → 2 days", "sure  6", "0 of 3 committed", "enter commit"
        )
        await resize(pilot, 120, 40)
        # In a frame, below a band with the name of who commits.
        await shows(pilot, "╰─", "│ ")


async def test_a_check_in_shows_ones_own_to_read(acme: Acme) -> None:
    begin(acme)
    async with checkin(acme, ADA, (80, 60)) as pilot:
        await shows(pilot, "My commitments", "I commit to", SHIPS, CALM)
        form = pilot.app.screen.query_one(CommitmentForm).region
        assert TRUSTS not in "\n".join(words(pilot).splitlines()[form.y : form.bottom])
