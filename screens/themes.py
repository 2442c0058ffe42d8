"""Defines the three themes: dark, light, and one of high contrast for bad projectors and bad eyes."""

from textual.theme import Theme

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
)

THEMES = (_DARK, _LIGHT, _CONTRAST)
"""The first is the program's own."""

TITLES = {
    "facilitator-dark": "Theme: dark",
    "facilitator-light": "Theme: light",
    "facilitator-contrast": "Theme: high contrast",
}
"""What the palette calls them."""
