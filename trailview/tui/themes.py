"""The colours trailview comes with; Textual's own themes can be chosen in their place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="trailview",
    primary="#7aa2f7",
    secondary="#9d7cd8",
    accent="#e8c060",
    warning="#e08a4a",
    error="#ff7d92",
    success="#9ece6a",
    foreground="#c8d0e8",
    background="#16181f",
    surface="#1b1e27",
    panel="#262a36",
    dark=True,
)
LIGHT: Final = Theme(
    name="trailview-light",
    primary="#2456c4",
    secondary="#6f42c1",
    accent="#7a3fc0",
    warning="#8a5200",
    error="#b4002e",
    success="#2f6a14",
    foreground="#1f2430",
    background="#fafbfd",
    surface="#f0f2f7",
    panel="#e2e6ef",
    dark=False,
)
TERMINAL: Final = Theme(
    name="trailview-16",
    primary="ansi_bright_magenta",
    secondary="ansi_bright_magenta",
    accent="ansi_bright_magenta",
    warning="ansi_default",
    error="ansi_bright_red",
    success="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    dark=True,
    ansi=True,
)
"""Of the terminal's own colours those that can be read on white and on black."""
OURS: Final = (DARK, LIGHT, TERMINAL)
_LIGHT_GROUNDS: Final = ("7", "15")
"""White, and bright white, among the terminal's sixteen colours."""
_SIXTEEN: Final = ("standard", "windows")
"""What Rich calls a terminal's colours where there are no more than sixteen."""


def usual(environ: Mapping[str, str]) -> str:
    """The theme where none is set: light where the terminal says that its ground is.

    `COLORFGBG` is what rxvt, Konsole and iTerm2 say it with. Terminals that would have to
    be asked are not: an answer that comes late would be taken for typed keys.
    """
    ground = environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT.name if ground in _LIGHT_GROUNDS else DARK.name


def has_few_colours(system: str | None) -> bool:
    """Whether a terminal has too few colours for any theme but one of its own sixteen."""
    return system is None or system in _SIXTEEN
