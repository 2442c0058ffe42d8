"""Lists what the sample company consists of: its people, their OKRs, and what they did, said and recorded."""

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
"""By person one task a day: on day N they have completed number N and do number N + 1."""

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
"""For each stand-up the seconds of gathering, the pause for late comers, OKRs, each speaker, whiteboard and close."""
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
"""By person the tasks of the weeks with one stand-up, which begin anew after the last."""
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
"""For each weekly stand-up how much surer people were than at the first daily one."""
WEEKLY_AWAY = {2: (LONG, "absent"), 3: (JOE, "absent")}
"""By stand-up who was not in the room, as in `AWAY`."""

BOATS = "Paying boats from 18,000 to 25,000"
WIND = "Wind forecast off by 3.2 knots, to 2.0"
EARLY = "Out by 05:00 on 98 % of days instead of 62"
QUICK = "Nightly run in 90 minutes instead of 210"
NIGHT = "The second data centre has taken over for a whole night"
BUOYS = "Faulty buoys caught before the run from 55 to 95 %"
ALARMS = "False alarms from 14 to 3 a week"
CALLS = "Calls at night from 9 to 2 a week"
RUNBOOKS = "Runbooks for the 12 most frequent alarms"

KeyResultWords = tuple[str, float | None, float | None, float | None, str, int, str | None]
"""Title, start, target, current value, unit, confidence, owner."""

OBJECTIVES: tuple[tuple[str, str, str, str, str | None, str, tuple[KeyResultWords, ...]], ...] = (
    (
        *("company-1", "Skippers trust our forecast more than the sky", COMPANY, "own", None, ""),
        ((WIND, 3.2, 2.0, 2.7, "knots", 6, None), (BOATS, 18_000, 25_000, 20_900, "boats", 5, TOM)),
    ),
    (
        *("product-1", "The app is what a skipper opens first in the harbour", DEPARTMENT, "leader", BOATS, ""),
        (
            ("Rating in the stores from 3.9 to 4.5", 3.9, 4.5, 4.1, "stars", 6, TOM),
            ("First chart on the screen in 2 seconds instead of 6.5", 6.5, 2, 3.8, "seconds", 7, PRIYA),
            ("The coast guard approves the harbour mode", None, None, None, "", 5, PRIYA),
        ),
    ),
    (
        *("forecast-1", "The forecast is there before the crews get up", TEAM, "leader", BOATS),
        "Crews leave at first light. A forecast that comes after them is one that nobody reads.",
        (
            (EARLY, 62, 98, 81, "% of days", 6, JOE),
            (QUICK, 210, 90, 138, "minutes", 7, LONG),
            (NIGHT, None, None, None, "", 4, YUSUF),
        ),
    ),
    (
        *("wang-1", "Bad data never reaches a forecast", WANG, "own", WIND, ""),
        ((BUOYS, 55, 95, 74, "%", 7, None), (ALARMS, 14, 3, 9, "a week", 6, None)),
    ),
    (
        *("emile-1", "Whoever is on duty sleeps through the night", EMILE, "request", None, ""),
        ((CALLS, 9, 2, 6, "a week", 4, None), (RUNBOOKS, 4, 12, 8, "runbooks", 8, None)),
    ),
)
"""Key, title, owner, source, the key result that it supports, description, key results."""

PROGRESS: tuple[tuple[str, str, tuple[tuple[int, float | None, int, str], ...]], ...] = (
    (EARLY, JOE, ((-1, 70, 5, ""), (1, 76, 6, "retries help"), (4, 81, 6, "Irish Sea goes out by itself now"))),
    (QUICK, LONG, ((-1, 190, 5, ""), (0, 184, 5, "interpolation is half of it"), (4, 138, 7, "in four parts"))),
    (
        NIGHT,
        YUSUF,
        ((0, None, 7, ""), (3, None, 6, "first run done"), (4, None, 4, "nobody on duty for the night yet")),
    ),
    (BUOYS, WANG, ((1, 68, 6, ""), (3, 74, 7, "影子运行"))),
    (ALARMS, WANG, ((2, 11, 5, ""), (3, 9, 6, ""))),
    (CALLS, EMILE, ((0, 7, 6, ""), (3, 6, 4, "the disk alarms again"))),
    (RUNBOOKS, EMILE, ((0, 6, 7, ""), (2, 7, 8, ""), (4, 8, 8, ""))),
)
"""Key result, person, and for each step the stand-up (-1: before the first), value, confidence and note."""

ACTIONS: tuple[tuple[int, str, str, int | None, str], ...] = (
    (0, "get the contract for the second line signed", HANNA, -4, "done"),
    (0, "show the operators the new run book", EMILE, None, "done"),
    (0, "move the forecast map to the new host", JOE, -2, "dropped"),
    (1, "say in the app when the forecast is late", PRIYA, 6, "open"),
    (2, "write down how the interpolation works", LONG, -1, "open"),
    (3, "decide who is on duty on the night of the switch", HANNA, 1, "open"),
    (4, "open the staging logs for the people on duty", YUSUF, 0, "open"),
)
"""Stand-up, text, owner, due in so many days from today, state."""
REASONS = {"move the forecast map to the new host": "the old one is good for a year, the host was cheaper to fix"}
"""Why an action was dropped."""
FIRST_DUE = {"write down how the interpolation works": -5}
"""In how many days from today an action was due before its date was moved."""
REQUESTS: tuple[tuple[int, str, str | None, str | None, str, str], ...] = (
    (1, LONG, JOE, None, "review the parallel interpolation with me", "done"),
    (2, WANG, None, DEPARTMENT, "the raw readings of last March", "done"),
    (4, EMILE, TOM, None, "ask the operators who grants access to staging", "open"),
)
"""Stand-up, who asks, the person or the unit that is asked, text, state."""
DECISIONS = (
    (1, "the two noisy disk alarms wait for working hours", EMILE),
    (3, "regions go out as they are ready; the Irish Sea is first", JOE),
    (4, "no switch without a complete duty roster", HANNA),
)
PARKED = ((2, "do we still need the forecast by fax?", JOE), (3, "a second web host, or a better one", JOE))

CARDS: tuple[tuple[str, str, str | None, str | None, int], ...] = (
    ("To do", "Baltic: publish by itself", JOE, EARLY, 2),
    ("To do", "Duty roster for the night of the switch", None, NIGHT, 6),
    ("To do", "Runbook: late satellite data", EMILE, None, 1),
    ("To do", "Fax service: who still reads it?", None, None, 5),
    ("Doing", "Read the ocean grid once", LONG, QUICK, 1),
    ("Doing", "Third run in the second data centre", YUSUF, NIGHT, 1),
    ("Doing", "Access to the staging logs", EMILE, None, 4),
    ("Doing", "浮标过滤器", WANG, BUOYS, 2),
    ("Done", "Channel: publish by itself", JOE, EARLY, 1),
    ("Done", "Interpolation in four parts", LONG, QUICK, 2),
    ("Done", "Slow disk replaced", YUSUF, NIGHT, 1),
)
"""Column, title, owner, key result, working days since it was moved."""
