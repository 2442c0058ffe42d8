"""Who the sample company is, and what its people did, said and took how long for."""

from __future__ import annotations

COMPANY, DEPARTMENT, TEAM = "Tidewater Charts", "Product", "Forecast"

INGRID, TOM, PRIYA = "Ingrid Halvorsen", "Tomás Okafor", "Priya Raman"
WANG, EMILE, LONG = "王小明", "Émile Durand", "María Alejandra Fernández de Córdoba y Villalobos"
YUSUF, HANNA, JOE = "Yusuf Demir", "Hanna Lindqvist", "Joe Reilly"

PEOPLE = (
    (INGRID, COMPANY, "Europe/Oslo"),
    (PRIYA, DEPARTMENT, "Europe/London"),
    (TOM, DEPARTMENT, "Europe/Lisbon"),
    (HANNA, TEAM, "Europe/Stockholm"),
    (WANG, TEAM, "Asia/Shanghai"),
    (EMILE, TEAM, "Europe/Paris"),
    (LONG, TEAM, "Europe/Madrid"),
    (YUSUF, TEAM, "Europe/Istanbul"),
    (JOE, TEAM, "Europe/Dublin"),
)

TASKS: dict[str, tuple[str, ...]] = {
    HANNA: (
        "plan of the week of the switch to the second data centre",
        "walk the coast guard through the harbour mode",
        "list of what must hold before the switch",
        "go through the list with everybody on duty",
        "dry run of the switch, on paper",
        "invite the duty crew to the night of the switch",
        "the switch: who sits where, who decides",
    ),
    WANG: (
        "查出三个浮标的坏数据",
        "reject wind readings that no neighbour confirms",
        "try the new filter on the storm of last March",
        "run the filter beside the old one, in shadow",
        "compare a week of shadow results",
        "false alarms by buoy, as a table for everybody",
        "turn the filter on for the North Sea",
    ),
    EMILE: (
        "runbook for a model run that hangs",
        "move two noisy alarms to working hours",
        "runbook for a full disk",
        "measure which alarm wakes us most",
        "merge the three disk alarms into one",
        "runbook for late satellite data",
        "practise the hanging run with Joe",
    ),
    LONG: (
        "profile of the nightly run",
        "interpolation in four parts side by side",
        "check that the four parts give the same figures",
        "review of the parallel interpolation",
        "parallel interpolation into the nightly run",
        "second profile: what is slowest now",
        "read the ocean grid once instead of nine times",
    ),
    YUSUF: (
        "all input feeds into the second data centre",
        "compare the feeds for a day",
        "find out why two files differ",
        "first complete run in the second data centre",
        "second run, timed against home",
        "replace the slow disk",
        "third run, with the alarms connected",
    ),
    JOE: (
        "let the publish step retry when the web host is away",
        "publishing time on the team's board",
        "late days of this month, each with its reason",
        "publish regions as they are ready, not all at the end",
        "regions one by one for the Irish Sea",
        "regions one by one for the Channel",
        "regions one by one for the Baltic",
    ),
}
"""What each one completes, day after day: on day N they completed number N and do number N + 1."""

DIFFICULTIES: tuple[tuple[int, str, str, str | None], ...] = (
    (0, YUSUF, "the contract for the second line is not signed yet", "action"),
    (1, LONG, "nobody but me knows the interpolation", "request"),
    (2, WANG, "没有三月风暴的原始数据", "request"),
    (3, EMILE, "no access to the staging logs", None),
    (3, JOE, "the web host was away twice in one morning", "parked"),
    (4, EMILE, "no access to the staging logs", "action"),
    (4, YUSUF, "the duty roster for the night of the switch has a gap", None),
)
HELP: tuple[tuple[int, str, str], ...] = (
    (1, LONG, "somebody to review the parallel interpolation with me"),
    (2, WANG, "the raw readings of last March, from Product's archive"),
    (4, EMILE, "a word with the operators about the staging logs"),
)
PREPARED: tuple[tuple[str, str, str], ...] = (
    (EMILE, "difficulties", "still no access to the staging logs"),
    (EMILE, "help_needed", "somebody who can grant it: who owns staging?"),
    (WANG, "help_needed", "两双眼睛：开启过滤器时请有人一起看"),
)

Lengths = tuple[int, int, int, tuple[int, ...], int, int]
SPEAKERS = (HANNA, WANG, EMILE, LONG, YUSUF, JOE)
SECONDS = (
    (48, 41, 130, (95, 110, 84, 132, 101, 76), 62, 58),
    (55, 38, 102, (88, 97, 91, 141, 99, 82), 57, 49),
    (61, 52, 118, (74, 128, 85, 0, 112, 95), 71, 64),
    (44, 36, 95, (81, 104, 149, 118, 92, 117), 66, 52),
    (52, 45, 121, (90, 99, 163, 125, 134, 88), 74, 71),
)
"""For each stand-up: gathering, the pause for late comers, OKRs, each speaker, the whiteboard, the close."""
AWAY: dict[int, tuple[str, str]] = {1: (EMILE, "remote"), 2: (LONG, "absent"), 3: (WANG, "remote")}

WEEKLY_TASKS: dict[str, tuple[str, ...]] = {
    HANNA: ("ask the crews when they leave", "targets with everybody", "a date for the switch", "who is on duty when"),
    WANG: ("浮标清单", "collect a year of buoy faults", "neighbours of each buoy on a map", "first filter on paper"),
    EMILE: ("count the calls of a month", "a runbook each for two alarms", "on duty for a week", "two more runbooks"),
    LONG: (
        "time every part of the nightly run",
        "faster disks",
        "cache of the coast lines",
        "tests for interpolation",
    ),
    YUSUF: ("rack in the second data centre", "network between the two", "copy of the archive", "the model installed"),
    JOE: ("reasons of the late days", "publish step on its own", "retries that do not repeat", "a board of late days"),
}
"""What they completed while they still held one stand-up a week; after the last it begins anew."""
WEEKLY_DIFFICULTIES: tuple[tuple[int, str, str, str | None], ...] = (
    (0, JOE, "the web host answers mails after days", None),
    (1, JOE, "the web host still answers mails after days", None),
    (2, JOE, "the web host still answers our mails after days", "escalated"),
    (1, YUSUF, "the rack has no second power line", "action"),
    (2, EMILE, "alarms without an owner", None),
    (3, EMILE, "some alarms without an owner", "parked"),
    (3, WANG, "两个浮标没有维护记录", None),
    (4, LONG, "test machine is too small for a whole run", None),
    (5, LONG, "the test machine is too small for a whole run", "request"),
)
WEEKLY_SECONDS = (
    (95, 20, 161, (121, 96, 74, 143, 88, 102), 74, 61),
    (82, 25, 190, (110, 88, 96, 151, 79, 121), 66, 58),
    (74, 31, 172, (126, 71, 108, 0, 92, 99), 81, 66),
    (70, 18, 149, (98, 92, 117, 129, 84, 0), 69, 49),
    (64, 22, 155, (104, 79, 101, 138, 97, 90), 72, 60),
    (58, 35, 137, (92, 84, 125, 127, 88, 94), 63, 55),
)
WEEKLY_SURE = (2, 1, 1, 0, 1, 0)
"""By how much surer they were than at the first of the daily ones."""
WEEKLY_AWAY = {2: (LONG, "absent"), 3: (JOE, "absent")}
"""The same as of the five stand-ups of the last days, for the weeks before."""
