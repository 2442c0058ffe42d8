"""Declares what can be done in a meeting, whatever its step, and the keys for it."""

from screens.actions import Action, declare

KEYS = declare(
    "meeting",
    "The meeting",
    Action("go_on", "enter", "go on", "Do what the step is waiting for", 100),
    Action("next_speaker", "full_stop", "next speaker", "Give the word to the next speaker", 55),
    Action("move('pause_or_resume')", "space", "pause", "Pause the clock, or resume it", 90),
    Action("ask('action')", "a", "action", "Record an action: who does what by when", 80),
    Action("ask('decision')", "d", "decision", "Record a decision", 60),
    Action("ask('parked')", "p", "park", "Park a topic for another time", 70),
    Action("undo", "u", "undo", "Undo what was recorded last; right after the end, open it again", 30),
    Action("next_step", "n", "next step", "Go to the next step of the agenda", 50),
    Action("move('previous_step')", "b", "back", "Go back to the step before"),
    Action("move('previous_speaker')", "comma", "speaker before", "Give the word back to the speaker before"),
    Action("move('skip_speaker')", "x", "skip", "Skip the speaker for now"),
    Action("move('adjust', 60)", "plus", "a minute more", "Give a minute"),
    Action("move('adjust', -60)", "minus", "a minute less", "Take a minute"),
    Action("ask('attendance')", "w", "who is here", "Somebody leaves or arrives"),
    Action("ask('turn')", "ctrl+s", "seconds each", "Set the seconds that each person speaks"),
    Action("close_entry", "escape", "leave the field", "Leave the field; what is in it stays", 95),
    Action("end", "e", "end", "End the meeting, after a question", 40),
    Action("leave", "q", "leave it running", "Leave the meeting running and go home", 10),
)

NOT_AFTER_THE_END = ("go_on", "next_speaker", "next_step", "move", "end", "ask")
"""What does not work once the meeting has ended."""
