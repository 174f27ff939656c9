"""The colours trailview starts with; Textual's own themes can be chosen in their place."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DEFAULT: Final = Theme(
    name="trailview",
    primary="#7aa2f7",
    secondary="#9d7cd8",
    accent="#e0af68",
    warning="#ff9e64",
    error="#f7768e",
    success="#9ece6a",
    foreground="#c8d0e8",
    background="#16181f",
    surface="#1b1e27",
    panel="#262a36",
    dark=True,
)
