"""Makes the scenes of which pictures are kept, each by the functions that check-ins and screens record with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from facilitator.meeting import moving
from facilitator.promises import requests as promises_requests
from facilitator.steps import outcomes
from facilitator.steps.analysis import writing as analysis_writing
from facilitator.steps.commitment import writing as commitment_writing
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.requests import writing as requests_writing
from facilitator.steps.scores import writing as scores_writing
from facilitator.tables.okr import Cycle, Objective
from screens.program import Opening
from tests.screens.snapshots.stage import EMILE, HANNA, JOE, MARIA, MOMENT, TEAM, WANG, YUSUF, Stage

STANDUP, CONSENSUS, REVIEW = (Opening(mode=mode, team=TEAM) for mode in ("standup", "consensus", "review"))
OUT, NIGHTLY, CENTRE = "Out by 05:00", "Nightly run", "The second data centre"
BUOYS, ALARMS, CALLS, RUNBOOKS = "Faulty buoys", "False alarms", "Calls at night", "Runbooks for"
EARLY, BAD_DATA, SLEEPS = "The forecast is there", "Bad data", "Whoever is on duty"
KR = "key_result"


@dataclass(frozen=True, slots=True)
class Scene:
    """What is shown.

    Attributes:
        set_up: What happened before.
        opening: Which screen it is on.
        keys: What is pressed there.
        shows: What stands on the screen once it is complete.
    """

    set_up: Callable[[Stage], None]
    opening: Opening
    shows: str
    keys: tuple[str, ...] = ()


# The stand-up ----------------------------------------------------------------------------------------------------


def gather(stage: Stage) -> None:
    stage.meet("standup")
    moving.set_attendance(stage.database, stage.meeting, stage.people[EMILE], "remote")
    moving.set_attendance(stage.database, stage.meeting, stage.people[YUSUF], "late")
    stage.clock.wait(50)


def progress(stage: Stage) -> None:
    stage.meet("standup")
    stage.to("progress")
    stage.clock.wait(35)
    said = {"note": "a week of shadow runs, no false alarm", "meeting_id": stage.meeting, "name": WANG}
    progress_writing.update(stage.database, stage.key_result(BUOYS), current=84, confidence=8, **said)  # type: ignore[arg-type]
    stage.clock.wait(20)


def in_the_round(stage: Stage) -> None:
    """It is Émile's turn, and the two before have recorded something."""
    stage.meet("standup")
    stage.to("round")
    stage.clock.wait(55)
    outcomes.record_decision(stage.database, stage.meeting, "no switch before the duty roster is complete")
    outcomes.record_action(stage.database, stage.meeting, "fill the gap in the duty roster")
    stage.speaks(EMILE)
    stage.clock.wait(31)
    outcomes.record_action(stage.database, stage.meeting, f"open the staging logs for Émile @{YUSUF} by 2026-11-27")


def paused(stage: Stage) -> None:
    in_the_round(stage)
    moving.pause_or_resume(stage.database, stage.meeting)
    stage.clock.wait(134)


def turn_over(stage: Stage) -> None:
    in_the_round(stage)
    stage.clock.wait(120)


def overtime(stage: Stage) -> None:
    in_the_round(stage)
    stage.clock.wait(400)
    stage.speaks(YUSUF, 180)
    stage.clock.wait(64)


def whiteboard(stage: Stage) -> None:
    in_the_round(stage)
    stage.speaks(JOE)
    stage.to("whiteboard", 45)
    stage.clock.wait(12)


def closing(stage: Stage) -> None:
    whiteboard(stage)
    outcomes.park(stage.database, stage.meeting, "do we still need the forecast by fax?")
    outcomes.request_help(
        stage.database, stage.meeting, "a word with the operators @Tomás Okafor", from_id=stage.people[EMILE]
    )
    stage.to("close")
    stage.clock.wait(20)


# The consensus meeting -------------------------------------------------------------------------------------------


def readiness(stage: Stage) -> None:
    stage.meet("consensus")
    for name, title in ((JOE, BAD_DATA), (MARIA, BAD_DATA), (EMILE, EARLY)):
        stage.checks_in(name, f'[read]\nobjectives = ["{_title(stage, title)}"]')
    stage.clock.wait(75)


def presenting(stage: Stage) -> None:
    stage.meet("consensus")
    stage.to("requests")
    stage.speaks(EMILE, 200)
    database, meeting = stage.database, stage.meeting
    calls, sleeps = stage.key_result(CALLS), stage.objective(SLEEPS)
    asked = {"from_id": stage.people[EMILE], "key_result_id": calls, "meeting_id": meeting}
    request = promises_requests.ask(database, "who grants access to staging", to_person_id=stage.people[YUSUF], **asked)  # type: ignore[arg-type]
    promises_requests.answer(database, request, "accepted", "by Friday", meeting_id=meeting)
    promises_requests.ask(database, "an alarm that says which disk", to_person_id=stage.people[JOE], **asked)  # type: ignore[arg-type]
    requests_writing.suggest_line(database, meeting, f"count calls by cause, not by night @{HANNA}", sleeps, calls)
    stage.clock.wait(105)


def votes(stage: Stage) -> None:
    stage.meet("consensus")
    stage.to("confidence", 300)
    for name, figure in ((JOE, 6), (HANNA, 5), (MARIA, 9)):
        _vote(stage, name, OUT, figure)
    stage.clock.wait(40)


def reveal(stage: Stage) -> None:
    votes(stage)
    for name, figure in ((WANG, 6), (EMILE, 7), (YUSUF, 3)):
        _vote(stage, name, OUT, figure)
    confidence_writing.reveal(stage.database, stage.meeting, KR, stage.key_result(OUT), 1)


def commitment(stage: Stage) -> None:
    reveal(stage)
    figures = {OUT: 6, NIGHTLY: 7, CENTRE: 4, BUOYS: 7, ALARMS: 6, CALLS: 4, RUNBOOKS: 8}
    for title, figure in figures.items():
        confidence_writing.agree(stage.database, stage.meeting, KR, stage.key_result(title), figure)
    stage.to("commitment", 200)
    commitment_writing.commit(stage.database, stage.meeting, stage.objective(EARLY))
    stage.clock.wait(60)


# The review ------------------------------------------------------------------------------------------------------


def five_parts(stage: Stage) -> None:
    _review(stage)
    stage.to("reflection")
    stage.checks_in(
        JOE,
        """
        [reflection]
        highlights = ["regions go out as they are ready, the Irish Sea first"]
        shortcomings = ["the web host was away twice, and nobody was told"]
        rules = ["publish in parts: one late part holds up no other"]
        action = [{text = "an alarm where the web host does not answer", due = 2026-12-11}]
        """,
    )
    stage.speaks(JOE, 240)
    stage.clock.wait(150)


def feedback(stage: Stage) -> None:
    _review(stage)
    stage.to("feedback", 300)
    moving.next_step(stage.database, stage.meeting)
    early = _title(stage, EARLY)
    stage.checks_in(WANG, f'[feedback]\n"{early}" = "the table of late days helped all of us"')
    stage.checks_in(EMILE, f'[feedback]\n"{early}" = "tell the people on duty before a region goes out alone"')
    stage.clock.wait(95)


def scores(stage: Stage) -> None:
    _review(stage)
    stage.to("scores", 300)
    scores_writing.agree(stage.database, stage.meeting, [stage.key_result(OUT)])
    stage.clock.wait(45)


def unfinished(stage: Stage) -> None:
    _review(stage)
    stage.to("analysis", 300)
    out = stage.key_result(OUT)
    words = {"own_part": "I began with the hard regions", "help_needed": "a web host that answers at night"}
    for key, text in words.items():
        analysis_writing.say(stage.database, stage.meeting, out, key, text)
    stage.clock.wait(80)


# The others ------------------------------------------------------------------------------------------------------


def nothing(_stage: Stage) -> None:
    """The company as it is in the morning."""


SCENES = {
    "gather": Scene(gather, STANDUP, "late"),
    "progress": Scene(progress, STANDUP, "84"),
    "round": Scene(in_the_round, STANDUP, "staging logs"),
    "paused": Scene(paused, STANDUP, "PAUSED 2:14"),
    "turn-over": Scene(turn_over, STANDUP, "over"),
    "overtime": Scene(overtime, STANDUP, "TIME IS UP"),
    "whiteboard": Scene(whiteboard, STANDUP, "Doing"),
    "closing": Scene(closing, STANDUP, "ENDED", ("e", "y")),
    "help": Scene(in_the_round, STANDUP, "leave", ("?",)),
    "readiness": Scene(readiness, CONSENSUS, "RUNNING"),
    "presenting": Scene(presenting, CONSENSUS, "staging"),
    "votes": Scene(votes, CONSENSUS, "05:00"),
    "reveal": Scene(reveal, CONSENSUS, "05:00"),
    "commitment": Scene(commitment, CONSENSUS, "forecast"),
    "five-parts": Scene(five_parts, REVIEW, "Irish Sea"),
    "feedback": Scene(feedback, REVIEW, "helped all of us"),
    "scores": Scene(scores, REVIEW, "05:00"),
    "unfinished": Scene(unfinished, REVIEW, "05:00"),
    "home": Scene(nothing, Opening(), TEAM),
    "check-in": Scene(nothing, Opening(checkin=EMILE), "staging"),
}


def _title(stage: Stage, begins: str) -> str:
    with stage.database.reading() as session:
        return session.get_one(Objective, stage.objective(begins)).title


def _vote(stage: Stage, name: str, title: str, figure: int) -> None:
    confidence_writing.vote(
        stage.database, stage.people[name], KR, {stage.key_result(title): figure}, meeting_id=stage.meeting
    )


def _review(stage: Stage) -> None:
    """Begin the review of the cycle, which has ended; everybody has scored their own."""
    with stage.database.writing() as session:
        session.execute(update(Cycle).values(end=MOMENT.at().date() - timedelta(days=2)))
    for name, title, score, reason in (
        (JOE, OUT, 0.5, "the Irish Sea goes out by itself, the other regions do not yet"),
        (MARIA, NIGHTLY, 0.6, "four parts side by side; the ocean grid is still read nine times"),
        (YUSUF, CENTRE, 0.3, "nobody was on duty for the night"),
        (WANG, BUOYS, 0.5, "过滤器还在影子运行"),
        (WANG, ALARMS, 0.4, "two buoys have no history"),
        (EMILE, RUNBOOKS, 1.0, "all twelve, and two more"),
    ):
        scores_writing.give(stage.database, name, stage.key_result(title), score, reason)
    stage.meet("review")
