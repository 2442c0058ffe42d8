"""Defines the three themes: dark, light, and one of high contrast for bad projectors and bad eyes."""

from textual.theme import Theme

PEOPLE = 12
"""So many people have a colour of their own; the ones after them begin again with the first."""


def person_colour(number: int) -> str:
    """Return the style of the person with that number in a meeting, from 0: the same on every screen of it."""
    return f"$person-{number % PEOPLE}"


def _variables(muted: str, *people: str) -> dict[str, str]:
    """Return what the program's own styles call `$muted`, for words that matter less, and the colours of people."""
    return {"muted": muted} | {f"person-{number}": colour for number, colour in enumerate(people)}


_DARK = Theme(
    name="facilitator-dark",
    primary="#5fafff",
    secondary="#87afd7",
    accent="#ffd75f",
    foreground="#e4e4e4",
    background="#15181d",
    surface="#1d2128",
    panel="#262b34",
    success="#87d787",
    warning="#ffaf3f",
    error="#ff6b6b",
    dark=True,
    variables=_variables(
        "#98a2ae",
        "#6cb8ff",
        "#ffb86b",
        "#b5e878",
        "#f48fc8",
        "#8fd9d9",
        "#cfa8ff",
        "#ffe08a",
        "#ff9d8a",
        "#9be3b0",
        "#a9b8ff",
        "#e8c49a",
        "#d8e08a",
    ),
)
_LIGHT = Theme(
    name="facilitator-light",
    primary="#0a5ba8",
    secondary="#33566f",
    accent="#7a4f00",
    foreground="#16191d",
    background="#fbfaf7",
    surface="#f0eee8",
    panel="#e3e0d8",
    success="#1a6b2c",
    warning="#8a4b00",
    error="#b3182b",
    dark=False,
    variables=_variables(
        "#5d6268",
        "#0b5aa8",
        "#8a4300",
        "#35690a",
        "#a0166f",
        "#00656b",
        "#5f35a8",
        "#6e5600",
        "#a8321d",
        "#13694a",
        "#3746b0",
        "#6f4a24",
        "#4f6000",
    ),
)
_CONTRAST = Theme(
    name="facilitator-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#00ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    success="#00ff00",
    warning="#ffff00",
    error="#ff8080",
    dark=True,
    text_alpha=1.0,
    variables=_variables(
        "#d0d0d0",
        "#66ccff",
        "#ffaa33",
        "#aaff55",
        "#ff88dd",
        "#66ffff",
        "#cc99ff",
        "#ffff66",
        "#ff9988",
        "#66ffaa",
        "#aabbff",
        "#ffcc99",
        "#ddff77",
    ),
)

THEMES = (_DARK, _LIGHT, _CONTRAST)
"""The first is the program's own."""

TITLES = {
    "facilitator-dark": "Theme: dark",
    "facilitator-light": "Theme: light",
    "facilitator-contrast": "Theme: high contrast",
}
"""What the palette calls them."""
