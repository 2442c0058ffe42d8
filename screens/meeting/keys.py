"""Declares what can be done in a running meeting, and the keys for it."""

from facilitator.meeting.running import Live
from facilitator.meeting.timeline import Position
from screens.actions import Key, declare

KEYS = declare(
    "meeting",
    "The meeting",
    Key("go_on", "enter", "go on", "Do what the step is waiting for", 100),
    Key(
        "ask('action')", "a", "action", "Record an action: who does what by when", 80, in_part="record", called="action"
    ),
    Key("ask('decision')", "d", "decision", "Record a decision", 60, in_part="record", called="decision"),
    Key("ask('parked')", "p", "park", "Park a topic for another time", 70, in_part="record", called="park"),
    Key("undo", "u", "undo", "Undo what was recorded last; right after the end, open it again", 30, in_part="record"),
    Key(
        "move('pause_or_resume')",
        "space",
        "pause",
        "Pause the clock, or resume it",
        90,
        in_part="clock",
        called="pause",
    ),
    Key(
        "move('adjust', 60)",
        "plus",
        "a minute more",
        "Give a minute",
        35,
        in_part="clock",
        word="minute",
        called="plus",
    ),
    Key(
        "move('adjust', -60)",
        "minus",
        "a minute less",
        "Take a minute",
        35,
        in_part="clock",
        word="minute",
        called="minus",
    ),
    Key(
        "ask('turn')",
        "ctrl+s",
        "seconds each",
        "Set the seconds that each person speaks",
        in_part="clock",
        called="turn",
    ),
    Key("next_step", "n", "next step", "Go to the next step of the agenda", 50, in_part="clock"),
    Key("move('previous_step')", "b", "back", "Go back to the step before", in_part="clock", called="previous_step"),
    Key("next_speaker", "full_stop", "next speaker", "Go on to the next speaker", in_part="clock"),
    Key(
        "move('previous_speaker')",
        "comma",
        "previous speaker",
        "Go back to the previous speaker",
        in_part="clock",
        called="previous_speaker",
    ),
    Key("move('skip_speaker')", "x", "skip", "Skip the speaker for now", in_part="clock", called="skip_speaker"),
    Key("ask('attendance')", "w", "who is here", "Somebody leaves or arrives", in_part="clock", called="attendance"),
    Key("close_entry", "escape", "leave the field", "Leave the field; what is in it stays", 95, in_part="wait"),
    Key("end", "e", "end", "End the meeting, after a question", 40, in_part="leave"),
    Key("leave", "q", "leave it running", "Leave the meeting running and go home", in_part="leave"),
)

NOT_AFTER_THE_END = ("go_on", "next_speaker", "next_step", "move", "end", "ask")
"""What does not work once the meeting has ended."""


def does_nothing(action: str, live: Live, position: Position) -> bool:
    """Return whether a key would change nothing where the meeting is: it works then, but is not shown."""
    steps = live.agenda.steps
    step = steps[position.step]
    match action:
        case "next_step":
            return position.step + 1 == len(steps)
        case "move('previous_step')":
            return position.step == 0
        case "move('previous_speaker')":
            before = position.step > 0 and steps[position.step - 1].in_turns
            return position.before is None if step.in_turns else not before
        case "move('skip_speaker')":
            return position.speaker is None or not position.waiting
        case "ask('turn')":
            return not any(later.in_turns for later in steps[position.step :])
    return False
