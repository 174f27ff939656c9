"""Which panes the main screen shows, and how they lie, for a size and what the user chose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from textual.widget import Widget

from trailview.frozen import Frozen
from trailview.tui.columns import LEAST_WIDTH

ROOM_FOR_PANES: Final = 120
"""Columns from which the sidebar and the detail are there unless they were closed."""
SIDE_BY_SIDE: Final = 160
"""Columns from which the detail stands beside the table, not below it."""


USUAL_SIDEBAR: Final = 28
"""Columns of the sidebar as long as the user gives it no others."""
NARROWEST_SIDEBAR: Final = 20
"""Columns of the sidebar, so that the form can be read."""
NARROWEST_TABLE: Final = LEAST_WIDTH + 1
"""Columns that the table keeps beside the others: who did what and when, and a scrollbar."""
NARROWEST_DETAIL: Final = 24
"""Columns that the detail keeps beside table and sidebar."""
LEAST_SHARE: Final = 15
MOST_SHARE: Final = 80
"""Percent that the detail has of what it shares with the table."""


class PaneSizes(NamedTuple):
    """How large the user made the panes; 0 is the usual. The names are those of the settings."""

    sidebar_width: int = 0
    """In columns."""
    detail_width: int = 0
    """Beside the table, in percent of what the two have."""
    detail_height: int = 0
    """The same of the height, under the table."""

    @classmethod
    def kept(cls, size: Callable[[str], int]) -> PaneSizes:
        """Those that `size` has kept under their names."""
        return cls(*map(size, cls._fields))


class PaneChoices(NamedTuple):
    """What the user opened, closed, zoomed or resized; None is as the size suggests."""

    sidebar: bool | None = None
    detail: bool | None = None
    zoomed: str | None = None
    """The pane that has the screen to itself: `facets`, `table` or `detail`."""
    sizes: PaneSizes = PaneSizes()


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


def widest_sidebar(layout: Layout, width: int) -> int:
    """The columns that the sidebar may have of `width`."""
    shares = layout.table and layout.detail and layout.beside
    others = NARROWEST_TABLE + (NARROWEST_DETAIL if shares else 0)
    return max(width - others, NARROWEST_SIDEBAR)


def largest_share(columns: int) -> int:
    """The percent of so many columns that the detail may have beside the table."""
    return max(min(100 * (columns - NARROWEST_TABLE) // max(columns, 1), MOST_SHARE), LEAST_SHARE)


def give_sizes(
    layout: Layout, choices: PaneChoices, width: int, sidebar: Widget, detail: Widget
) -> None:
    """Make panes as large as the user made them, as far as `width` columns have room for it."""
    sizes = choices.sizes
    shares = layout.table and layout.detail
    columns = min(sizes.sidebar_width or USUAL_SIDEBAR, widest_sidebar(layout, width))
    share = largest_share(width - columns if layout.sidebar else width)
    wide = min(sizes.detail_width, share) if shares and layout.beside else 0
    high = sizes.detail_height if shares and not layout.beside else 0
    _give(sidebar, "width", str(columns) if columns and layout.table else None)
    _give(detail, "width", f"{wide}%" if wide else None)
    _give(detail, "height", f"{high}%" if high else None)


def _give(pane: Widget, side: str, size: str | None) -> None:
    """Set the width or height of a pane, which is drawn anew for that, if it has another."""
    given = pane.styles.inline.get_rule(side, None)
    if size != (None if given is None else str(given)):
        setattr(pane.styles, side, size)
