"""Declares what can be done in a meeting, whatever its step, and the keys for it."""

from screens.actions import Key, declare

KEYS = declare(
    "meeting",
    "The meeting",
    Key("go_on", "enter", "go on", "Do what the step is waiting for", 100),
    Key("next_speaker", "full_stop", "next speaker", "Give the word to the next speaker", 55),
    Key("move('pause_or_resume')", "space", "pause", "Pause the clock, or resume it", 90),
    Key("ask('action')", "a", "action", "Record an action: who does what by when", 80),
    Key("ask('decision')", "d", "decision", "Record a decision", 60),
    Key("ask('parked')", "p", "park", "Park a topic for another time", 70),
    Key("undo", "u", "undo", "Undo what was recorded last; right after the end, open it again", 30),
    Key("next_step", "n", "next step", "Go to the next step of the agenda", 50),
    Key("move('previous_step')", "b", "back", "Go back to the step before"),
    Key("move('previous_speaker')", "comma", "speaker before", "Give the word back to the speaker before"),
    Key("move('skip_speaker')", "x", "skip", "Skip the speaker for now"),
    Key("move('adjust', 60)", "plus", "a minute more", "Give a minute"),
    Key("move('adjust', -60)", "minus", "a minute less", "Take a minute"),
    Key("ask('attendance')", "w", "who is here", "Somebody leaves or arrives"),
    Key("ask('turn')", "ctrl+s", "seconds each", "Set the seconds that each person speaks"),
    Key("close_entry", "escape", "leave the field", "Leave the field; what is in it stays", 95),
    Key("end", "e", "end", "End the meeting, after a question", 40),
    Key("leave", "q", "leave it running", "Leave the meeting running and go home", 10),
)

NOT_AFTER_THE_END = ("go_on", "next_speaker", "next_step", "move", "end", "ask")
"""What does not work once the meeting has ended."""
