"""Which panes the main screen shows, and how they lie, for a size and what the user chose."""

from __future__ import annotations

from typing import Final, NamedTuple

from trailview.frozen import Frozen

ROOM_FOR_PANES: Final = 120
"""Columns from which the sidebar and the detail are there unless they were closed."""
SIDE_BY_SIDE: Final = 160
"""Columns from which the detail stands beside the table, not below it."""


class PaneChoices(NamedTuple):
    """What the user opened, closed or zoomed; None is as the size suggests."""

    sidebar: bool | None = None
    detail: bool | None = None
    zoomed: str | None = None
    """The pane that has the screen to itself: `facets`, `table` or `detail`."""


class Layout(Frozen):
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
        return Layout(pane == "facets", pane == "table", pane == "detail", beside)
    has_room = width >= ROOM_FOR_PANES
    sidebar = has_room if choices.sidebar is None else choices.sidebar
    detail = has_room if choices.detail is None else choices.detail
    return Layout(sidebar, True, detail, beside)
