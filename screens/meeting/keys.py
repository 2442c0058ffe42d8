"""Declares what can be done in a meeting, whatever its step, and the keys for it."""

from screens.actions import Action, declare

KEYS = declare(
    "meeting",
    "The meeting",
    Action("go_on", "enter", "go on", "Do what the step is waiting for", 100),
    Action("next_speaker", "full_stop", "next speaker", "Give the word to the next speaker", 55),
    Action("pause", "space", "pause", "Pause the clock, or resume it", 90),
    Action("record_action", "a", "action", "Record an action: who does what by when", 80),
    Action("record_decision", "d", "decision", "Record a decision", 60),
    Action("park", "p", "park", "Park a topic for another time", 70),
    Action("undo", "u", "undo", "Undo what was recorded last; right after the end, open it again", 30),
    Action("next_step", "n", "next step", "Go to the next step of the agenda", 50),
    Action("previous_step", "b", "back", "Go back to the step before"),
    Action("previous_speaker", "comma", "speaker before", "Give the word back to the speaker before"),
    Action("skip", "x", "skip", "Skip the speaker for now"),
    Action("adjust(60)", "plus", "a minute more", "Give a minute"),
    Action("adjust(-60)", "minus", "a minute less", "Take a minute"),
    Action("attendance", "w", "who is here", "Somebody leaves or arrives"),
    Action("set_turn", "ctrl+s", "seconds each", "Set the seconds that each person speaks"),
    Action("close_entry", "escape", "leave the field", "Leave the field; what is in it stays", 95),
    Action("end", "e", "end", "End the meeting, after a question", 40),
    Action("leave", "q", "leave it running", "Leave the meeting running and go home", 10),
)

NOT_AFTER_THE_END = [
    "go_on",
    "next_speaker",
    "previous_speaker",
    "skip",
    "pause",
    "next_step",
    "previous_step",
    "adjust",
    "end",
    "attendance",
    "set_turn",
    "record_action",
    "record_decision",
    "park",
]
"""What does not work once the meeting has ended."""
