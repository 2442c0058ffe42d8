"""Draws the lines of home: teams, meetings that are running, modes."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from facilitator.common import clock
from facilitator.common.text import clean_line

if TYPE_CHECKING:
    # Not before the first frame: it imports the database.
    from facilitator.reports.overview import RunningMeeting, UnitOverview


def mode(place: int, title: str) -> Content:
    """Return a mode with the number that starts it."""
    return Content.assemble((f" {place} ", "bold reverse"), f" {clean_line(title)}")


def nobody() -> Content:
    """Return what can be done where nobody is known yet."""
    return Content.assemble(
        ("Nobody is here yet.", "bold"),
        "\n\n",
        ("  t  ", "bold reverse"),
        "  make your team: its name, then its people; s then starts the stand-up\n\n",
        ("  p  ", "bold reverse"),
        "  just me: my own OKRs, no team and no ceremony\n\n",
        ("Or leave with q, and in the shell\n", "dim"),
        "  facilitator import FILE   brings people, teams and OKRs in from a file\n",
        "  facilitator demo          shows it all on a sample company",
    )


def running(meetings: tuple[RunningMeeting, ...]) -> Content:
    """Return the meetings that are running, three at most."""
    parts: list[Content] = []
    for meeting in meetings[:3]:
        since = f"{meeting.began:%H:%M}"
        if meeting.began.date() != clock.today(meeting.zone):
            since = f"{meeting.began:%a %d %b %H:%M}"
        state = "is running" if meeting.state == "running" else "is paused"
        shape = "●" if meeting.state == "running" else "‖"
        title = (f"{shape} {meeting.title} of {meeting.team}", "bold $success")
        parts.append(Content.assemble(title, f" {state}, since {since}"))
    if len(meetings) > 3:
        parts.append(Content(f"  and {len(meetings) - 3} more"))
    parts.append(Content.assemble("  ", (" enter ", "bold reverse"), " resumes it\n"))
    return Content("\n").join(parts)


def columns(name: Content, people: str, last: str, actions: str, width: int) -> Content:
    """Return a line of the list of teams, or its headings, in so many cells."""
    rest = Content(f"{people:>7}  {last:<13}{actions:>12}")
    return Content.assemble(name.truncate(width - rest.cell_length - 1, ellipsis=True, pad=True), " ", rest)


def team_line(team: UnitOverview, today: date, width: int) -> Content:
    """Return a team as it stands in the list, in so many cells."""
    name = Content.assemble(
        "  " * team.depth,
        "● " if team.running else "",
        (team.name, "bold"),
        (f"  {team.manager}" if team.manager else "", "dim"),
    )
    last = "now" if team.running else _day(team.last, today)
    return columns(name, str(team.people or ""), last, str(team.open_actions or ""), width)


def _day(moment: datetime | None, today: date) -> str:
    if moment is None:
        return ""
    day = clock.day_of(moment)
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago" if days < 7 else day.isoformat())
