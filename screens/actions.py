"""Every action once: its keys, its words, and when it matters.

Bindings, the footer, the palette and the help all read this list, so nothing is unreachable or undocumented. A screen
or widget takes the bindings of its group with `bindings("meeting")` and has a method `action_NAME` for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.binding import Binding

if TYPE_CHECKING:
    from textual.screen import Screen

KEY_NAMES = {
    "full_stop": ".",
    "comma": ",",
    "plus": "+",
    "minus": "-",
    "question_mark": "?",
    "exclamation_mark": "!",
    "slash": "/",
    "equals_sign": "=",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
"""What stands on the key that Textual calls so."""

GROUPS = {
    "home": "Home",
    "meeting": "The meeting",
    "ended": "After the meeting",
    "gather": "Who is here",
    "carried": "Open from last time",
    "progress": "Key results",
    "round": "The round",
    "reflection": "The own review",
    "scores": "The scores",
    "feedback": "Feedback",
    "analysis": "What is unfinished",
    "whiteboard": "The whiteboard",
    "confidence": "Confidence",
    "readiness": "Who is ready",
    "commitment": "Commitments",
    "checkin": "My check-in",
    "own_figures": "My key results",
    "own_scores": "My scores",
    "offers": "What is offered",
    "own_cards": "My cards",
    "own_promises": "What I have promised",
    "own_reading": "OKRs to submit and to read",
    "requests": "Support, suggestions, how it fits",
    "own_requests": "My requests",
    "people": "Teams and people",
    "okrs": "OKRs",
    "okr": "The OKR",
    "okr_editor": "Writing an OKR",
    "exercise": "Three goals of three",
    "history": "Minutes and history",
    "insight": "Insight",
    "minutes": "The minutes",
    "digest": "The digest",
    "promises": "Promises",
    "search": "Search",
    "list": "Lists and boards",
    "question": "Questions",
    "everywhere": "Everywhere",
}
"""The groups of actions, as help heads them."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that people can do.

    Attributes:
        group: Where it can be done: one of `GROUPS`.
        name: What the screen's method is called after `action_`, with its arguments.
        keys: Textual's names of the keys, separated by commas; the first is the one shown.
        words: What the footer says.
        about: What palette and help say, in the words people would type.
        footer: How much it matters in the footer; 0 leaves it out.
        always: Whether it works inside text fields too.
        works: Whether it is built yet; what is not has its keys, but stands in no list.
    """

    group: str
    name: str
    keys: str
    words: str
    about: str
    footer: int = 0
    always: bool = False
    works: bool = True

    @property
    def id(self) -> str:
        """Its name among all actions."""
        return f"{self.group}.{self.name}"


ACTIONS: tuple[Action, ...] = (
    Action("home", "resume", "enter", "resume", "Resume the meeting that is running", 100),
    Action("home", "meet('standup')", "s", "stand-up", "Start a stand-up", 90),
    Action("home", "meet('weekly')", "w", "weekly", "Start a weekly meeting", 85),
    Action("home", "meet('consensus')", "c", "consensus", "Start a consensus meeting", 60),
    Action("home", "meet('review')", "r", "review", "Start a review meeting", 55),
    *(
        Action("home", f"meet_as({number})", str(number), f"mode {number}", f"Start the meeting with number {number}")
        for number in range(1, 10)
    ),
    Action("home", "okrs", "o", "OKRs", "Write, align and track OKRs", 82),
    Action("home", "alone", "p", "just me", "Begin with just me: my own OKRs, no team", 85),
    Action("home", "history", "m", "minutes", "Look at minutes and history", 75),
    Action("home", "insight", "g", "insight", "Look at what the meetings tell: talking time, time, difficulties", 65),
    Action("home", "promises", "a", "promises", "Look at promises: actions and requests, open and overdue", 78),
    Action("home", "people", "t", "teams", "Teams and people", 80),
    Action("home", "checkin", "i", "my check-in", "Open my check-in", 70),
    Action("home", "app.quit", "q", "leave", "Leave the program", 10),
    Action("meeting", "go_on", "enter", "go on", "Do what the step is waiting for", 100),
    Action("meeting", "next_speaker", "full_stop", "next speaker", "Give the word to the next speaker", 55),
    Action("meeting", "pause", "space", "pause", "Pause the clock, or resume it", 90),
    Action("meeting", "record_action", "a", "action", "Record an action: who does what by when", 80),
    Action("meeting", "record_decision", "d", "decision", "Record a decision", 60),
    Action("meeting", "park", "p", "park", "Park a topic for another time", 70),
    Action("meeting", "undo", "u", "undo", "Undo what was recorded last; right after the end, open it again", 30),
    Action("meeting", "next_step", "n", "next step", "Go to the next step of the agenda", 50),
    Action("meeting", "previous_step", "b", "back", "Go back to the step before"),
    Action("meeting", "previous_speaker", "comma", "speaker before", "Give the word back to the speaker before"),
    Action("meeting", "skip", "x", "skip", "Skip the speaker for now"),
    Action("meeting", "adjust(60)", "plus", "a minute more", "Give a minute"),
    Action("meeting", "adjust(-60)", "minus", "a minute less", "Take a minute"),
    Action("meeting", "attendance", "w", "who is here", "Somebody leaves or arrives"),
    Action("meeting", "set_turn", "ctrl+s", "seconds each", "Set the seconds that each person speaks"),
    Action("meeting", "close_entry", "escape", "leave the field", "Leave the field; what is in it stays", 95),
    Action("meeting", "end", "e", "end", "End the meeting, after a question", 40),
    Action("meeting", "leave", "q", "leave it running", "Leave the meeting running and go home", 10),
    Action("ended", "copy", "y", "copy", "Copy the minutes to the clipboard", 95),
    Action("ended", "edit", "o", "editor", "Open the minutes in your editor", 94),
    Action("ended", "run", "r", "run again", "Run the command after the meeting again", 93),
    Action("gather", "state(1)", "right,l", "here or not", "Present, remote, late or absent", 96),
    Action("gather", "state(-1)", "left,h", "back", "Absent, late, remote or present"),
    Action("gather", "shift(-1)", "shift+up,K", "earlier", "Let the person speak earlier"),
    Action("gather", "shift(1)", "shift+down,J", "later", "Let the person speak later"),
    Action("gather", "order", "o", "order", "Speaking order: as last time, shuffled, drawn", 94),
    Action("gather", "facilitates", "f", "facilitates", "Make the person the facilitator"),
    Action("gather", "invite", "i", "somebody else", "Somebody of another team is here too"),
    Action("carried", "settle(1)", "right,l", "done, dropped", "Tick it off, drop it with a reason, carry it over", 96),
    Action("carried", "settle(-1)", "left,h", "back", "Carry it over, drop it, tick it off"),
    Action("progress", "confidence(1)", "right,l", "surer", "Confidence one up; 1 to 9 and 0 for 10 set it", 94),
    Action("progress", "confidence(-1)", "left,h", "less sure", "Confidence one down"),
    Action("progress", "value", "v", "value", "Say what the key result has reached, and why", 96),
    Action("progress", "why", "y", "why", "Say why the key result stands where it does", 92),
    *(
        Action(
            "round", f"say({number - 1})", str(number), f"answer {number}", f"Add to the answers to question {number}"
        )
        for number in range(1, 10)
    ),
    Action("round", "reword", "r", "reword", "Reword the sentence; empty takes it away"),
    Action("round", "assign", "A", "assign", "Make the difficulty an action", 20),
    Action("round", "help", "H", "ask help", "Make the difficulty a request for help to somebody", 20),
    Action("round", "park", "P", "park it", "Park the difficulty", 20),
    Action("round", "settle('escalated')", "E", "escalate", "Escalate the difficulty", 20),
    Action("round", "settle('dropped')", "D", "drop", "Drop the difficulty", 20),
    *(
        Action("reflection", f"say({number - 1})", str(number), f"part {number}", f"Add to part {number} of the review")
        for number in range(1, 10)
    ),
    Action("reflection", "take_over", "t", "take over", "Take over what the record of the cycle offers", 96),
    Action("reflection", "reword", "r", "reword", "Reword the thought; empty takes it away", 20),
    Action("feedback", "comment", "c", "feedback", "Say what somebody thinks of the objective", 96),
    Action("feedback", "reword", "r", "reword", "Reword the feedback; empty takes it away", 20),
    Action("analysis", "ask('own_part')", "1", "own part", "Say what the owner's own part was"),
    Action("analysis", "ask('help_needed')", "2", "help needed", "Say what help is needed, and from whom"),
    Action("analysis", "ask('solution')", "3", "solution", "Say what solves it"),
    Action("analysis", "ask('action')", "4", "its action", "Record the action that mends it: who does what by when"),
    Action("analysis", "ask('reason')", "g,5", "score", "Agree on a score, and say why", 30),
    Action("analysis", "carry_over", "C", "carry over", "Carry the objective over into the next cycle", 94),
    Action("analysis", "change", "R", "change", "Carry the objective over in other words", 93),
    Action("analysis", "drop", "D", "drop", "Drop the objective at the end of its cycle", 92),
    Action("scores", "settle", "g,s", "another score", "Agree on another score, and say why", 96),
    Action("whiteboard", "column(1)", "right,l", "right", "Select the column to the right"),
    Action("whiteboard", "column(-1)", "left,h", "left", "Select the column to the left"),
    Action("whiteboard", "carry(1)", "L,shift+right", "move on", "Move the card to the right", 96),
    Action("whiteboard", "carry(-1)", "H,shift+left", "move back", "Move the card to the left"),
    Action("whiteboard", "card", "c", "card", "Pin a new card on the board", 94),
    Action("whiteboard", "owner", "o", "owner", "Say whose card it is"),
    Action("whiteboard", "reword", "r", "reword", "Reword the card"),
    Action("whiteboard", "tie", "t", "key result", "Tie the card to a key result"),
    Action("whiteboard", "archive", "backspace,delete", "take off", "Take the card off the board"),
    Action("confidence", "again", "v", "again", "Ask for another vote, a second round", 96),
    Action("confidence", "agree", "g", "agree", "Take the agreed figure, which the owner says", 98),
    Action("confidence", "meaning", "m", "meaning", "Say what 1, 5 and 10 mean in this unit", 20),
    Action("confidence", "turn(-1)", "left,h", "one back", "Go back to the key result before"),
    Action("confidence", "turn(1)", "right,l", "one on", "Go to the key result after"),
    Action("readiness", "minute", "r", "a minute to read", "Give whoever is not ready a minute to read", 96),
    Action("commitment", "carry_over", "c", "carry over", "Carry the open requests over, past this meeting", 96),
    Action("requests", "ask", "s", "ask support", "Ask for support: words @Name by friday", 96),
    Action("requests", "suggest", "i", "suggest", "Suggest something for the objective or the key result", 95),
    Action("requests", "fits", "f", "how it fits", "Say how the OKRs fit upward and across", 94),
    Action("requests", "answer('accepted')", "1", "accept", "Accept the request, or take up the suggestion", 99),
    Action("requests", "answer('countered')", "2", "offer", "Offer something else, or answer the suggestion", 98),
    Action("requests", "answer('declined')", "3", "decline", "Decline the request, or answer the suggestion", 97),
    Action("requests", "carry_over", "4", "carry over", "Leave the request open, knowing it", 88),
    Action("requests", "assign", "A", "as action", "Make the accepted request an action of the asked side", 87),
    Action(
        "requests", "key_result", "K", "as key result", "Make the accepted request a key result of the asked side", 86
    ),
    Action(
        "checkin", "ready", "ctrl+r", "I am ready", "I am ready for my turn, or not yet after all", 100, always=True
    ),
    Action("checkin", "leave_field", "escape", "leave the field", "Leave the field, so that letters are keys again"),
    Action("checkin", "leave", "q", "leave", "Leave my check-in; everything is saved", 10),
    Action("own_figures", "figure", "enter,v", "figure", "Change the figure that my key result has reached", 90),
    Action("own_figures", "confidence(1)", "+,right,l", "surer", "One more confidence in my key result", 80),
    Action("own_figures", "confidence(-1)", "-,left,h", "less sure", "One less confidence in my key result", 70),
    Action("own_scores", "score('')", "enter", "score", "Score my key result, and say why", 90),
    Action("own_scores", "score('+')", "plus", "1.0", "Score my key result 1.0, fully reached", 80),
    Action("own_scores", "unscore", "backspace,delete", "no score", "Take the score of my key result away", 60),
    Action("offers", "take_over", "enter", "take over", "Take over what is offered", 90),
    Action("offers", "take_all", "a", "all of it", "Take over all that is offered", 80),
    Action("own_figures", "why", "y", "why", "Say why my key result stands where it does", 60),
    Action("own_cards", "carry(1)", "right,l,L,shift+right,>", "card on", "Move my card to the next column", 90),
    Action("own_cards", "carry(-1)", "left,h,H,shift+left,<", "card back", "Move my card to the column before", 80),
    Action("own_cards", "card", "c", "new card", "Pin a new card of mine", 70),
    Action("own_reading", "read", "enter,space", "read", "I have read the objective, or have not after all", 90),
    Action("own_reading", "read_owner", "a", "read all of them", "I have read all objectives of this owner", 80),
    Action("own_reading", "submit", "s", "submit", "Submit all my drafts", 85),
    Action("own_requests", "answer('accepted')", "1", "accept", "Accept what is asked of me", 90),
    Action("own_requests", "answer('countered')", "2", "offer", "Offer something else than what is asked of me", 80),
    Action("own_requests", "answer('declined')", "3", "decline", "Decline what is asked of me", 70),
    Action("own_requests", "ask", "s", "ask support", "Ask somebody for support, for the selected key result", 85),
    Action("own_promises", "done", "d", "done", "Say that my promise is kept, done", 90),
    Action("own_promises", "drop", "x,delete", "drop", "Drop my promise, and say why", 80),
    Action("own_promises", "reopen", "r", "open again", "Open the promise again that I settled last", 70),
    Action("people", "add_people", "p", "people", "Add people to the team, one name per line", 90),
    Action("people", "add_team", "t", "team", "Make a team", 80),
    Action("people", "add_below", "b", "team below", "Make a team below this one"),
    Action("people", "rename", "r", "rename", "Rename the team or person", 70),
    Action("people", "move", "v", "move", "Move the person or the team somewhere else", 60),
    Action("people", "manager", "m", "manager", "Make the person the manager of their team", 40),
    Action("people", "remove", "x,delete", "remove", "Take out a person, whose words are kept, or an empty team", 50),
    Action("people", "level", "L", "level", "Company, department, team or personal"),
    Action("people", "undo", "u", "undo", "Undo the last change", 30),
    Action("people", "standup", "s", "stand-up", "Start a stand-up of this team", 100),
    Action("people", "done", "escape", "done", "Leave the field", 95),
    Action("people", "leave", "q,escape", "home", "Go back home", 10),
    Action("okrs", "new", "n", "objective", "Write a new objective", 90),
    Action("okrs", "view(1)", "right,l,v", "next view", "Next view: mine, everybody, alignment, at risk", 60),
    Action("okrs", "view(-1)", "left,h,V", "view before", "View before: mine, everybody, alignment, at risk"),
    Action("okrs", "exercise", "3", "3 x 3", "The 3 x 3 exercise: all my work, three goals of three key results", 35),
    Action("okrs", "cycle", "c", "cycle", "Choose a cycle, or make one by name: next quarter", 50),
    Action("okrs", "find", "slash", "find", "Find an objective or key result by its words"),
    Action("okrs", "who", "w", "who I am", "Say who is at the keys"),
    Action("okrs", "leave", "q,escape", "home", "Go back home", 10),
    Action("okr", "open", "enter", "open", "Open the objective or key result", 100),
    Action("okr", "edit", "e", "edit", "Edit the objective and its key results", 95),
    Action("okr", "key_result", "r", "key result", "Write a new key result of the objective", 80),
    Action("okr", "figure", "f", "figure", "Say what the key result has reached, and the confidence", 85),
    Action("okr", "suggest", "s", "suggest", "Suggest a better wording to the owner", 70),
    Action("okr", "settle", "a", "suggestion", "Accept a suggestion into the text, or answer it", 92),
    Action("okr", "answer", "b", "right because", "Answer what the coach says: this is right because", 20),
    Action(
        "okr", "forward", "greater_than_sign", "state on", "Submit the objective, then agree on it, then close it", 40
    ),
    Action("okr", "back", "less_than_sign", "state back", "Back to the state before: agreed, submitted, draft"),
    Action("okr", "remove", "x,delete", "drop", "Drop the key result, or remove the draft objective"),
    Action("okr", "shift(-1)", "shift+up,K", "move up", "Move the objective or key result up"),
    Action("okr", "shift(1)", "shift+down,J", "move down", "Move the objective or key result down"),
    Action("okr", "undo", "u", "undo", "Undo my last change of OKRs", 30),
    Action("okr", "leave_page", "q,escape,left,h", "back", "Back to the list", 10),
    Action("okr_editor", "row(1)", "down", "next key result", "The next key result", 60),
    Action("okr_editor", "row(-1)", "up", "key result before", "The key result before"),
    Action("okr_editor", "answer", "ctrl+g,b", "right because", "Answer the coach: this is right because", 70),
    Action("okr_editor", "leave_field", "escape", "leave the field", "Leave the field, so that letters are keys", 80),
    Action(
        "okr_editor",
        "forward",
        "greater_than_sign",
        "state on",
        "Submit the objective, then agree on it, then close it",
        90,
    ),
    Action("okr_editor", "back", "less_than_sign", "state back", "Back to the state before: agreed, submitted, draft"),
    Action("okr_editor", "remove", "x,delete", "drop", "Drop the key result that was last written in", 30),
    Action("okr_editor", "owner", "ctrl+o", "owner", "Say whose the key result is", 50),
    Action("okr_editor", "undo", "u", "undo", "Undo my last change of OKRs", 40),
    Action("okr_editor", "enter_field", "enter,e", "write", "Write on where I was", 100),
    Action("okr_editor", "leave", "q,escape", "done", "Back to the OKRs; everything is kept", 10),
    Action("exercise", "choose", "enter,space", "choose", "Choose the goal, or let it go", 95),
    Action("exercise", "go_on", "ctrl+n,n", "go on", "Go on to the next page of the exercise", 100),
    Action("exercise", "go_back", "ctrl+l,b", "page before", "Back to the page before of the exercise", 60),
    Action("exercise", "leave_field", "escape", "leave the field", "Leave the field, so that letters are keys", 50),
    Action("exercise", "enter_field", "e", "write", "Write on", 55),
    Action("exercise", "leave", "q,escape", "later", "Leave the exercise; what is written is there again", 10),
    Action("history", "open", "enter", "read", "Read the minutes of the meeting", 100),
    Action("history", "compare", "c", "what changed", "See what changed since the meeting before", 90),
    Action("history", "mark", "equals_sign", "beside", "Mark the meeting, then put another one beside it", 50),
    Action("history", "team", "t", "team", "Only meetings of the next team", 80),
    Action("history", "mode", "m", "mode", "Only meetings of the next mode", 70),
    Action("history", "time", "w", "when", "Only meetings of the last days", 60),
    Action("history", "find", "f", "filter", "Only meetings with these words: team, mode, month", 40),
    Action("history", "digest", "d", "digest", "One page over all these meetings, for people above", 65),
    Action("history", "insight", "g", "insight", "Look at what these meetings tell together", 45),
    Action("history", "leave", "q,escape", "home", "Go back home", 10),
    Action(
        "insight",
        "open",
        "enter",
        "minutes",
        "Read the minutes of the selected meeting, or of where it was first said",
        100,
    ),
    Action("insight", "page(1)", "right,tab", "next picture", "Go to the next picture", 90),
    Action("insight", "page(-1)", "left,shift+tab", "picture before", "Go to the picture before"),
    Action("insight", "show_page('talking')", "1", "talking time", "Talking time per person"),
    Action("insight", "show_page('timing')", "2", "time", "Planned and real time"),
    Action("insight", "show_page('difficulties')", "3", "difficulties", "How long difficulties stay open"),
    Action("insight", "show_page('course')", "4", "the cycle", "Progress and confidence over the cycle"),
    Action("insight", "scroll(1)", "down", "down", "Scroll down"),
    Action("insight", "scroll(-1)", "up", "up", "Scroll up"),
    Action("insight", "span", "w", "how far back", "Look 4 weeks, 12 weeks, the cycle or a year back", 80),
    Action("insight", "team", "t", "team", "Look at the next team", 70),
    Action("insight", "leave", "q,escape", "back", "Back to where I was", 10),
    Action("minutes", "compare", "c", "what changed", "See what changed since the meeting before", 90),
    Action("minutes", "copy", "y", "copy", "Copy the minutes to the clipboard", 80),
    Action("minutes", "export", "e", "export", "Write the minutes into a file", 70),
    Action("minutes", "run", "exclamation_mark", "run", "Run the command after the meeting again", 50),
    Action("minutes", "edit", "o", "editor", "Open the minutes in your editor", 60),
    Action("minutes", "correct", "x", "correct", "Correct minutes that were sent: numbered, nothing is lost", 88),
    Action("minutes", "other_paper", "right,left", "other one", "Go to the other of the two minutes", 85),
    Action("minutes", "scroll(1)", "down,j", "down", "Scroll down"),
    Action("minutes", "scroll(-1)", "up,k", "up", "Scroll up"),
    Action("minutes", "scroll(15)", "space,pagedown", "page down", "Scroll a page down"),
    Action("minutes", "scroll(-15)", "pageup", "page up", "Scroll a page up"),
    Action("minutes", "scroll(-100000)", "home", "beginning", "Scroll to the beginning"),
    Action("minutes", "scroll(100000)", "end", "end", "Scroll to the end"),
    Action("minutes", "leave", "q,escape", "back", "Back to where I was", 10),
    Action("digest", "copy", "y", "copy", "Copy the digest to the clipboard", 80),
    Action("digest", "export", "e", "export", "Write the digest into a file", 70),
    Action("digest", "edit", "o", "editor", "Open the digest in your editor", 60),
    Action("digest", "scroll(1)", "down,j", "down", "Scroll down"),
    Action("digest", "scroll(-1)", "up,k", "up", "Scroll up"),
    Action("digest", "scroll(15)", "space,pagedown", "page down", "Scroll a page down"),
    Action("digest", "scroll(-15)", "pageup", "page up", "Scroll a page up"),
    Action("digest", "scroll(-100000)", "home", "beginning", "Scroll to the beginning"),
    Action("digest", "scroll(100000)", "end", "end", "Scroll to the end"),
    Action("digest", "leave", "q,escape", "back", "Back to where I was", 10),
    Action("promises", "done", "d", "done", "Say that the promise is kept, done", 100),
    Action("promises", "drop", "x,delete", "drop", "Drop the promise, and say why", 95),
    Action("promises", "reopen", "r", "open again", "Open the promise again", 93),
    Action("promises", "date", "w", "other date", "Give the promise another date", 85),
    Action("promises", "hand_over", "h", "hand over", "Hand the promise to somebody else", 80),
    Action("promises", "open", "enter", "minutes", "Read the minutes of the meeting that it was made in", 70),
    Action("promises", "scope", "t", "team", "Promises of this team, of all teams, or just mine", 65),
    Action("promises", "filter", "f", "filter", "Only what is open, only what is overdue, or all", 60),
    Action("promises", "view", "v", "view", "Promises by person or by date", 55),
    Action("promises", "undo", "u", "undo", "Undo the last change of a promise made here", 75),
    Action("promises", "leave", "q,escape", "home", "Go back home", 10),
    Action("search", "open", "enter", "minutes", "Read the minutes of that meeting", 100),
    Action("search", "move(-1)", "up", "up", "Select the line above"),
    Action("search", "move(1)", "down", "down", "Select the line below", 50),
    Action("search", "field", "slash", "other words", "Search for other words"),
    Action("search", "leave", "escape", "back", "Back to where I was", 10),
    Action("list", "move(-1)", "up,k", "up", "Select the line above"),
    Action("list", "move(1)", "down,j", "down", "Select the line below"),
    Action("list", "move(-100000)", "home", "first", "Select the first line"),
    Action("list", "move(100000)", "end", "last", "Select the last line"),
    Action("question", "answer(True)", "y", "yes", "Yes", 90),
    Action("question", "answer(False)", "n,escape", "no", "No", 80),
    Action("question", "own", "enter", "own answer", "What the question names as its own answer", 70),
    Action("everywhere", "app.command_palette", "ctrl+p", "palette", "Find an action by its name", always=True),
    Action("everywhere", "app.search", "slash", "search", "Search everything that was ever recorded"),
    Action("everywhere", "app.theme_after", "ctrl+t", "theme", "Change the theme"),
    Action("everywhere", "app.help", "?", "help", "All the keys that work now", 5),
    Action("everywhere", "app.quit", "ctrl+q", "leave", "Leave the program; a meeting goes on", always=True),
)
"""The actions there are."""

BY_ID = {action.id: action for action in ACTIONS}


def bindings(*groups: str) -> list[Binding]:
    """Textual's bindings of the actions of these groups."""
    return [
        Binding(
            action.keys,
            action.name,
            action.words,
            show=bool(action.footer),
            priority=action.always,
            tooltip=action.about,
            id=action.id,
        )
        for action in ACTIONS
        if action.group in groups
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """An action that can be done now, as footer, palette and help show it.

    Attributes:
        group: The heading it stands under.
        keys: The keys as they stand on the keyboard.
        run: What to run, and the node to run it on.
    """

    group: str
    keys: tuple[str, ...]
    words: str
    about: str
    footer: int
    run: tuple[str, object]


def lines(screen: Screen[object]) -> list[Line]:
    """What can be done on that screen now, by keys of its own and of what has the focus; the nearest first."""
    keys: dict[tuple[str, int], list[str]] = {}
    found: dict[tuple[str, int], Line] = {}
    for key, (node, binding, enabled, _) in screen.active_bindings.items():
        known = BY_ID.get(binding.id or "")
        if not enabled or binding.system or (known and not known.works) or not (known or binding.id):
            continue
        which = (binding.action, id(node))
        keys.setdefault(which, []).append(key_name(key))
        if known:
            group, words, about, footer = GROUPS[known.group], known.words, known.about, known.footer
            # What a key does may depend on what is selected.
            if words_for := getattr(node, "words_for", None):
                said = words_for(known.name)
                if said == "":  # what would do nothing is not shown
                    continue
                words = said or words
            # The first key of an action is the one to show, wherever else the others are used.
            order = [key_name(one) for one in known.keys.split(",")]
            keys[which].sort(key=lambda name: order.index(name) if name in order else len(order))
        else:
            group, words, about = "Here", binding.description, binding.tooltip or binding.description
            footer = 20 if binding.show else 0
        found.setdefault(which, Line(group, (), words, about, footer, (binding.action, node)))
    return [
        Line(line.group, tuple(dict.fromkeys(keys[which])), line.words, line.about, line.footer, line.run)
        for which, line in found.items()
    ]


def key_name(key: str) -> str:
    """What stands on the key."""
    return KEY_NAMES.get(key, key)


def by_group(found: Iterable[Line]) -> dict[str, list[Line]]:
    """The lines under their headings, in the order in which they came."""
    groups: dict[str, list[Line]] = {}
    for line in found:
        groups.setdefault(line.group, []).append(line)
    return groups
