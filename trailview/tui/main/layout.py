"""Which panes the main screen shows, and how they lie, for a size and the user's wishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SIDE_BY_SIDE: Final = 120
"""Columns from which the detail stands beside the table."""
ROOM_FOR_SIDEBAR: Final = 100
"""Columns from which the sidebar is there unless it was hidden."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for; None is as the size suggests."""

    sidebar: bool | None = None
    detail: bool | None = None
    zoomed: str | None = None
    """The pane that has the screen to itself: `sidebar`, `table` or `detail`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What is shown."""

    sidebar: bool
    table: bool
    detail: bool
    beside: bool
    """Detail right of the table, not below it."""


def arrange(width: int, wishes: Wishes) -> Layout:
    """The layout for a terminal of `width` columns."""
    beside = width >= SIDE_BY_SIDE
    if wishes.zoomed is not None:
        pane = wishes.zoomed
        return Layout(pane == "sidebar", pane == "table", pane == "detail", beside)
    sidebar = width >= ROOM_FOR_SIDEBAR if wishes.sidebar is None else wishes.sidebar
    detail = beside if wishes.detail is None else wishes.detail
    return Layout(sidebar, True, detail, beside)
