"""The styles of a widget's parts, remembered from frame to frame.

Textual works them out anew whenever something of the widget is to be drawn again, and what a
widget looks like without parts for each line.
"""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


class PartStyles:
    """The component classes `PREFIX--NAME` of a widget, which says when styles have changed."""

    def __init__(self, widget: Widget, prefix: str) -> None:
        self._widget = widget
        self._prefix = prefix
        self._known: dict[tuple[str, bool], Style] = {}
        self._plain: Style | None = None

    def __call__(self, name: str, *, partial: bool = False) -> Style:
        """That of a part; with `partial`, only what it says itself."""
        found = self._known.get((name, partial))
        if found is None:
            found = self._known[name, partial] = self._widget.get_component_rich_style(
                f"{self._prefix}--{name}", partial=partial
            )
        return found

    @property
    def plain(self) -> Style:
        """That of the widget itself."""
        if self._plain is None:
            self._plain = self._widget.rich_style
        return self._plain

    def forget(self) -> None:
        """Styles have changed: to be called in the widget's `notify_style_update`."""
        self._known.clear()
        self._plain = None
