"""Draws the lines of home: what is running and due, the teams, and the modes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from facilitator.common import clock
from facilitator.common.text import clean_line
from screens.widgets.drawing import beside

if TYPE_CHECKING:
    # Not before the first frame: it imports the database.
    from facilitator.reports.due import DueMeeting
    from facilitator.reports.overview import RunningMeeting, UnitOverview

MOST_RUNNING = 3


def widths(room: int, *, wide: bool, huge: bool) -> tuple[int, int, int]:
    """Return the columns that the list and the selected team have; the last is 0 where that has only one."""
    if not wide:
        return room, room, 0
    left = max(54, round(0.3 * room)) if huge else max(48, round(0.4 * room))
    more = round(0.28 * room) if huge else 0
    return left, room - left - 3 - (more and more + 3), more


def head(company: str, today: date, width: int, *, demo: bool) -> Content:
    """Return the line above everything: whose program it is, and the day."""
    left = Content.assemble((" facilitator", "bold $primary"), (f"  {clean_line(company)}" if company else "", "bold"))
    day = f"{today:%a} {today.day} {today:%b %Y} "
    return beside(
        left, Content.assemble(("a sample company, nothing of yours   " if demo else "", "$muted"), day), width
    )


def mode(place: int, title: str) -> Content:
    """Return a mode with the number that starts it."""
    return Content.assemble((f" {place} ", "bold reverse"), f" {clean_line(title)}")


def nobody() -> Content:
    """Return what can be done where nobody is known yet."""
    return Content.assemble(
        ("Nobody is here yet.", "bold $primary"),
        "\n\n",
        ("  t  ", "bold $background on $primary"),
        "  make your team: its name, then its people; s then starts the stand-up\n\n",
        ("  p  ", "bold $background on $primary"),
        "  just me: my own OKRs, no team and no ceremony\n\n",
        ("Or leave with q, and in the shell\n", "$muted"),
        ("  facilitator import FILE", "bold"),
        "   brings people, teams and OKRs in from a file\n",
        ("  facilitator demo", "bold"),
        "          shows it all on a sample company",
    )


def running(meetings: Sequence[RunningMeeting], width: int) -> list[Content]:
    """Return the meetings that are running, a band for each, three at most."""
    lines = []
    for place, meeting in enumerate(meetings[:MOST_RUNNING]):
        since = f"{meeting.began:%H:%M}"
        if meeting.began.date() != clock.today(meeting.zone):
            since = f"{meeting.began:%a %d %b %H:%M}"
        goes_on = meeting.state == "running"
        words = f" {'●' if goes_on else '‖'} {clean_line(meeting.team)} · {clean_line(meeting.title)}"
        state = f"  {'running' if goes_on else 'paused'} since {since}"
        resumes = "" if place else "enter resumes it "
        # The key stands at the foot of the screen too.
        resumes = resumes if len(words) + len(state) + len(resumes) + 2 <= width else ""
        line = beside(Content(f"{words}{state}"), Content(resumes), width)
        lines.append(line.stylize(f"bold $background on {'$success' if goes_on else '$warning'}"))
    if len(meetings) > MOST_RUNNING:
        lines.append(Content.styled(f"   and {len(meetings) - MOST_RUNNING} more", "$muted"))
    return lines


def due(
    meetings: Sequence[DueMeeting], teams: Mapping[int, UnitOverview], today: date, width: int, room: int
) -> list[Content]:
    """Return the meetings that are due in at most so many lines, the late ones first."""
    shown = meetings if len(meetings) <= room else meetings[: max(1, room - 1)]
    lines = [_due(meeting, teams.get(meeting.unit_id), today, width) for meeting in shown]
    if len(meetings) > len(shown):
        lines.append(Content.styled(f"   and {len(meetings) - len(shown)} more", "$muted"))
    return lines


def _due(meeting: DueMeeting, team: UnitOverview | None, today: date, width: int) -> Content:
    late, now = meeting.day < today, meeting.day == today
    mark, style = ("▲", "bold $warning") if late else ("▶", "bold $success") if now else ("·", "$muted")
    when = f"since {_short_day(meeting.day)}" if late else "today" if now else _short_day(meeting.day)
    title = "First stand-up" if meeting.first and meeting.mode == "standup" else meeting.title
    of_cycle = f"  {clean_line(meeting.cycle)}" if meeting.cycle else ""
    ready = f"  {team.prepared} of {team.people} ready" if team is not None and not meeting.cycle else ""
    if meeting.first:
        ready = "  s starts it"
    right = Content.assemble(
        (ready, "$success" if team is not None and team.prepared else "$muted"), (f"  {when}", style)
    )
    name = Content.assemble(
        (f" {mark} ", style),
        (title, "" if not (late or now) else "bold"),
        (f"  {clean_line(meeting.unit)}", "$primary"),
    )
    if name.cell_length + right.cell_length + 1 > width:
        right = Content.styled(f"  {when}", style)
    return beside(Content.assemble(name, (of_cycle, "$muted")), right, width)


def _short_day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def columns(name: Content, people: str, last: str, actions: str, width: int) -> Content:
    """Return a line of the list of teams, or its headings, in so many cells."""
    rest = Content(f"{people:>6}  {last:<12}{actions:>8}")
    return Content.assemble(name.truncate(width - rest.cell_length - 1, ellipsis=True, pad=True), " ", rest)


def heading(width: int) -> Content:
    """Return the headings of the list of teams."""
    title = Content.styled(" Teams ", "bold $background on $primary")
    line = columns(title, "people", "last meeting", "actions", width - 2)
    return (Content(" ") + line).pad_right(1).stylize_before("on $panel")


def team_line(team: UnitOverview, short: Mapping[str, str], today: date, width: int) -> Content:
    """Return a team as it stands in the list, in so many cells; its manager by a short name where there is no room."""
    manager = clean_line(team.manager or "")
    parts = "  " * team.depth, ("● " if team.running else "", "$success"), (clean_line(team.name), "bold")
    name = Content.assemble(*parts, (f"  {manager}" if manager else "", "$muted"))
    room = width - 30
    if name.cell_length > room and manager:
        name = Content.assemble(*parts, (f"  {clean_line(short[team.manager or ''])}", "$muted"))
    if name.cell_length > room:
        name = Content.assemble(*parts)
    last = "now" if team.running else _day(team.last, today)
    return columns(name, str(team.people or ""), last, str(team.open_actions or ""), width)


def _day(moment: datetime | None, today: date) -> str:
    if moment is None:
        return ""
    day = clock.day_of(moment)
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago" if days < 7 else day.isoformat())


def begin(meetings: Sequence[tuple[str, str, int]], width: int) -> list[Content]:
    """Return the meetings that can be begun, a line each: key, title and minutes."""
    head = Content.assemble(" ", (" Begin ", "bold $background on $primary"))
    lines = [head.pad_right(max(0, width - head.cell_length)).stylize_before("on $panel")]
    for key, title, minutes in meetings:
        name = Content.assemble("  ", (f" {key} ", "bold reverse"), f"  {clean_line(title)}")
        lines.append(beside(name, Content.styled(f"{minutes} min " if minutes else "", "$muted"), width))
    return lines


def packed(parts: Sequence[Content], width: int) -> list[Content]:
    """Return parts side by side, none of them torn apart, in as many lines as they take."""
    lines: list[Content] = []
    for part in parts:
        if lines and lines[-1].cell_length + part.cell_length + 3 <= width:
            lines[-1] = Content.assemble(lines[-1], "  ", part)
        else:
            lines.append(Content(" ") + part)
    return lines
