"""Which panes the main screen shows, and how they lie, for a size and what the user chose."""

from __future__ import annotations

from typing import Final, NamedTuple

SIDE_BY_SIDE: Final = 120
"""Columns from which the detail stands beside the table."""
ROOM_FOR_SIDEBAR: Final = 100
"""Columns from which the sidebar is there unless it was hidden."""


class PaneChoices(NamedTuple):
    """What the user opened, closed or zoomed; None is as the size suggests."""

    sidebar: bool | None = None
    detail: bool | None = None
    zoomed: str | None = None
    """The pane that has the screen to itself: `sidebar`, `table` or `detail`."""


class Layout(NamedTuple):
    """What is shown."""

    sidebar: bool
    table: bool
    detail: bool
    beside: bool
    """Detail right of the table, not below it."""


def arrange(width: int, choices: PaneChoices) -> Layout:
    """The layout for a terminal of `width` columns."""
    beside = width >= SIDE_BY_SIDE
    if choices.zoomed is not None:
        pane = choices.zoomed
        return Layout(pane == "sidebar", pane == "table", pane == "detail", beside)
    sidebar = width >= ROOM_FOR_SIDEBAR if choices.sidebar is None else choices.sidebar
    detail = beside if choices.detail is None else choices.detail
    return Layout(sidebar, True, detail, beside)
