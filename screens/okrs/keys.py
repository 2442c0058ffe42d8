"""Declares what can be done on the screens of OKRs, and the keys for it."""

from screens.actions import Key, declare

OKRS = declare(
    "okrs",
    "OKRs",
    Key("new", "n", "objective", "Write a new objective", 90),
    Key("view(1)", "right,l,v", "next view", "Next view: mine, everybody, alignment, at risk", 60),
    Key("view(-1)", "left,h,V", "previous view", "Previous view: mine, everybody, alignment, at risk"),
    Key("exercise", "3", "3 x 3", "The 3 x 3 exercise: all my work, three goals of three key results", 35),
    Key("cycle", "c", "cycle", "Choose a cycle, or make one by name: next quarter", 50),
    Key("find", "slash", "find", "Find an objective or key result by its words"),
    Key("who", "w", "who I am", "Say who is at the keys"),
    Key("leave", "q,escape", "home", "Go back home", 10),
)
OKR = declare(
    "okr",
    "The OKR",
    Key("open", "enter", "open", "Open the objective or key result", 100),
    Key("edit", "e", "edit", "Edit the objective and its key results", 95),
    Key("key_result", "r", "key result", "Write a new key result of the objective", 80),
    Key("figure", "f", "figure", "Say what the key result has reached, and the confidence", 85),
    Key("suggest", "s", "suggest", "Suggest a better wording to the owner", 70),
    Key("settle", "a", "suggestion", "Accept a suggestion into the text, or answer it", 92),
    Key("answer", "b", "right because", "Answer what the coach says: this is right because", 20),
    Key("forward", "greater_than_sign", "state on", "Submit the objective, then agree on it, then close it", 40),
    Key("back", "less_than_sign", "previous state", "Back to the previous state: agreed, submitted, draft"),
    Key("remove", "x,delete", "drop", "Drop the key result, or remove the draft objective"),
    Key("shift(-1)", "shift+up,K", "move up", "Move the objective or key result up"),
    Key("shift(1)", "shift+down,J", "move down", "Move the objective or key result down"),
    Key("undo", "u", "undo", "Undo my last change of OKRs", 30),
    Key("leave_page", "q,escape,left,h", "back", "Back to the list", 10),
)
EDITOR = declare(
    "okr_editor",
    "Writing an OKR",
    Key("row(1)", "down", "next key result", "The next key result", 60),
    Key("row(-1)", "up", "previous key result", "The previous key result"),
    Key("answer", "ctrl+g,b", "right because", "Answer the coach: this is right because", 70),
    Key("leave_field", "escape", "leave the field", "Leave the field, so that letters are keys", 80),
    Key("forward", "greater_than_sign", "state on", "Submit the objective, then agree on it, then close it", 90),
    Key("back", "less_than_sign", "previous state", "Back to the previous state: agreed, submitted, draft"),
    Key("remove", "x,delete", "drop", "Drop the key result that was last written in", 30),
    Key("owner", "ctrl+o", "owner", "Say whose the key result is", 50),
    Key("undo", "u", "undo", "Undo my last change of OKRs", 40),
    Key("enter_field", "enter,e", "write", "Go on writing where I was", 100),
    Key("leave", "q,escape", "done", "Back to the OKRs; everything is kept", 10),
)
EXERCISE = declare(
    "exercise",
    "Three goals of three",
    Key("choose", "enter,space", "choose", "Choose the goal, or drop it", 95),
    Key("go_on", "ctrl+n,n", "go on", "Go on to the next page of the exercise", 100),
    Key("go_back", "ctrl+l,b", "previous page", "Back to the previous page of the exercise", 60),
    Key("leave_field", "escape", "leave the field", "Leave the field, so that letters are keys", 50),
    Key("enter_field", "e", "write", "Write on", 55),
    Key("leave", "q,escape", "later", "Leave the exercise; what is written is there again", 10),
)
