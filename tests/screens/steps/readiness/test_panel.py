"""Ready? on the shared screen and in check-ins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from textual.widgets import Input

from facilitator.checkin import session as checkin_session
from facilitator.meeting import running
from facilitator.okr import writing
from facilitator.steps.readiness import checkin as readiness_checkin
from facilitator.store.database import Database
from facilitator.tables.consensus import Readiness
from screens.steps.readiness.form import ReadinessForm
from screens.widgets.rows import Rows
from tests.screens.consensus import checkin, shared, step
from tests.screens.showing import SMALLEST, AppPilot, fits, shows, words
from tests.screens.waiting import until
from tests.steps.acme import Acme, company
from tests.steps.conftest import ADA, JOSE, WANG

SHIPS, TRUSTS, CALM = "Every team ships", "Sales trusts us", "Platform is calm"


@pytest.fixture
def acme(url: str) -> Iterator[Acme]:
    with Database(url) as database:
        yield company(database)


def everybody_is_ready(acme: Acme) -> None:
    for name, others in ((ADA, (TRUSTS,)), (JOSE, (SHIPS, CALM)), (WANG, (SHIPS, CALM, TRUSTS))):
        asked: readiness_checkin.AskedReading = checkin_session.own(acme.database, name).asked["readiness"]
        readiness_checkin.submit(acme.database, name, [one for one, _ in asked.drafts])
        acme.says(name, *others)


def reasons(acme: Acme) -> dict[int, str]:
    with acme.database.reading() as session:
        return dict(session.execute(select(Readiness.person_id, Readiness.reason)).all())


def unread(acme: Acme, name: str) -> list[str]:
    asked: readiness_checkin.AskedReading = checkin_session.own(acme.database, name).asked["readiness"]
    return [one.objective.title for one in asked.objectives if not one.read]


async def test_who_reads_meanwhile_is_seen_at_once(acme: Acme) -> None:
    acme.meet()
    async with shared(acme) as pilot:
        await shows(
            pilot, "0 of 3 OKRs submitted · nobody has read them all", "○ 3 not ready", "2 drafts", "no OKRs", "0 of 2"
        )
        with Database(acme.database.url.render_as_string()) as elsewhere:
            acme.database, here = elsewhere, acme.database
            everybody_is_ready(acme)
            acme.database = here
        await shows(
            pilot, "3 of 3 OKRs submitted · everybody has read them all", "✓ everybody who is here is ready", "2 of 2"
        )


async def test_enter_goes_on_when_everybody_is_ready(acme: Acme) -> None:
    everybody_is_ready(acme)
    meeting = acme.meet()
    async with shared(acme) as pilot:
        await shows(pilot, "everybody who is here is ready")
        await pilot.press("enter")
        await until(pilot, lambda: step(acme.database, meeting) == "requests")
    assert set(reasons(acme).values()) == {""}
    assert len(reasons(acme)) == 3


async def test_enter_asks_for_a_reason_and_goes_on_with_one_only(acme: Acme) -> None:
    meeting = acme.meet()
    async with shared(acme) as pilot:
        await shows(pilot, "3 not ready")
        await pilot.press("enter")
        await shows(pilot, "Starting before Ada and 2 others are ready. Why?")
        await pilot.press("enter")
        await until(pilot, lambda: not pilot.app.screen.has_class("asking"))
        assert step(acme.database, meeting) == "readiness"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        await pilot.press(*"no time", "enter")
        await until(pilot, lambda: step(acme.database, meeting) == "requests")
    assert set(reasons(acme).values()) == {"no time"}


async def test_n_asks_once_and_leaves_then(acme: Acme) -> None:
    meeting = acme.meet()
    async with shared(acme) as pilot:
        await shows(pilot, "3 not ready")
        await pilot.press("n")
        await shows(pilot, "Starting before Ada and 2 others are ready. Why?")
        await pilot.press("escape")
        await until(pilot, lambda: not pilot.app.screen.has_class("asking"))
        assert step(acme.database, meeting) == "readiness"
        await pilot.press("n")
        await until(pilot, lambda: step(acme.database, meeting) == "requests")
    assert set(reasons(acme).values()) == {""}


async def test_r_gives_a_minute_and_their_check_ins_say_so(acme: Acme) -> None:
    meeting = acme.meet()
    async with checkin(acme, JOSE) as own_session:
        await shows(own_session, "0 of 2 objectives of the others read")
        assert "A minute to read" not in words(own_session)
        async with shared(acme) as pilot:
            await shows(pilot, "3 not ready", "r: a minute to read", "enter start anyway")
            await pilot.press("r")
            await shows(pilot, "they have a minute to read")
        await shows(own_session, "A minute to read: the meeting waits for you")
    assert running.load(acme.database, meeting).position().adjusted[0] == 60


async def test_r_gives_nobody_time_who_is_ready(acme: Acme) -> None:
    everybody_is_ready(acme)
    meeting = acme.meet()
    async with shared(acme) as pilot:
        await shows(pilot, "everybody who is here is ready")
        await pilot.press("r")
        await shows(pilot, "] everybody who is here is ready")
    assert running.load(acme.database, meeting).position().adjusted[0] == 0


async def test_a_wide_screen_shows_who_has_read_whom(acme: Acme) -> None:
    acme.says(WANG, SHIPS, TRUSTS)
    acme.meet()
    async with shared(acme, (200, 60)) as pilot:
        await shows(pilot, "● all read", WANG)
        line = next(line for line in words(pilot).splitlines() if "no OKRs" in line)
        assert line.index("◐") < line.index("●")


async def test_everybody_and_the_keys_have_room_at_every_size(acme: Acme) -> None:
    acme.meet()
    async with shared(acme, SMALLEST) as pilot:
        await fits(pilot, "submitted", "3 not ready", WANG, "2 drafts", "a minute to read", "all keys")


async def test_names_and_titles_are_no_markup(acme: Acme) -> None:
    writing.change_objective(acme.database, acme.objectives[SHIPS], title="[b]x[/] a[/]b [@click=app.quit]y")
    async with checkin(acme, JOSE, (80, 60)) as pilot:
        await shows(pilot, "[b]x[/] a[/]b [@click=app.quit]y")


async def test_reading_is_marked_one_by_one_and_taken_back(acme: Acme) -> None:
    async with checkin(acme, JOSE, (80, 60)) as pilot:
        await shows(pilot, "0 of 2 objectives", "○ Every team ships", "Lead time", "9 → 2 days")
        await focus_list(pilot)
        await pilot.press("space")
        await until(pilot, lambda: unread(acme, JOSE) == [CALM])
        await shows(pilot, "1 of 2 objectives", "● Every team ships", "14 → 3 a week")
        await pilot.press("enter")
        await until(pilot, lambda: unread(acme, JOSE) == [])
        await shows(pilot, "✓ 2 of 2 objectives")
        await pilot.press("space")
        await until(pilot, lambda: unread(acme, JOSE) == [CALM])


async def test_all_of_an_owner_are_read_with_one_key_and_drafts_submitted(acme: Acme) -> None:
    writing.add_objective(acme.database, acme.cycle, "No alarm at night", owner_person_id=acme.people[ADA])
    async with checkin(acme, JOSE, (80, 60)) as pilot:
        await shows(pilot, "0 of 3 objectives", "1 of yours is a draft", "s submits")
        await focus_list(pilot)
        await pilot.press("a")
        await until(pilot, lambda: unread(acme, JOSE) == [CALM])
        await pilot.press("s")
        await shows(pilot, "✓ Yours are submitted")


async def test_a_meeting_without_a_round_begins_at_the_first_that_is_not_read(acme: Acme) -> None:
    acme.says(WANG, SHIPS)
    acme.meet()
    async with checkin(acme, WANG) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, Rows))
        await shows(pilot, "1 of 3 objectives", "14 → 3 a week")
        await pilot.press("down")
        await shows(pilot, "0 → 4 customers")
        assert "14 → 3" not in words(pilot)


async def test_an_edit_shows_the_old_and_the_new_wording(acme: Acme) -> None:
    acme.says(JOSE, SHIPS, CALM)
    async with checkin(acme, JOSE, (80, 60)) as pilot:
        await shows(pilot, "2 of 2 objectives")
        writing.change_key_result(acme.database, acme.key_results["Lead time"], title="Time to ship")
        await shows(
            pilot, "1 of 2 objectives", "◐ Every team ships  draft  changed since you read it", '"Lead time" → '
        )
        await focus_list(pilot)
        await pilot.press("space")
        await until(pilot, lambda: unread(acme, JOSE) == [])


async def focus_list(pilot: AppPilot) -> None:
    """Go to the list of the others' objectives."""
    pilot.app.screen.query_one(ReadinessForm).query_one(Rows).focus()
    await until(pilot, lambda: isinstance(pilot.app.focused, Rows))
