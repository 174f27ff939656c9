"""The styles of a widget's parts, remembered from frame to frame.

Textual works them out anew whenever something of the widget is to be drawn again, and what a
widget looks like without parts for each line. When the focus comes or goes it looks each part up in
all of the style sheet: here it does so once for either look.
"""

from __future__ import annotations

from rich.style import Style
from textual.css.styles import RenderStyles
from textual.widget import Widget


class _Known:
    """What is known of one look."""

    def __init__(self) -> None:
        self.parts: dict[tuple[str, bool], Style] = {}
        self.plain: Style | None = None
        self.sheet: dict[str, RenderStyles] | None = None
        """What the style sheet says of each part; None where it has not been asked."""


class PartStyles:
    """The component classes `PREFIX--NAME` of a widget, which says when styles have changed."""

    def __init__(self, widget: Widget, prefix: str) -> None:
        self._widget = widget
        self._prefix = prefix
        self._looks = {False: _Known(), True: _Known()}
        """Without and with the focus."""
        self._now = self._looks[False]

    def __call__(self, name: str, *, partial: bool = False) -> Style:
        """That of a part; with `partial`, only what it says itself."""
        known = self._now.parts
        found = known.get((name, partial))
        if found is None:
            found = known[name, partial] = self._widget.get_component_rich_style(
                f"{self._prefix}--{name}", partial=partial
            )
        return found

    @property
    def plain(self) -> Style:
        """That of the widget itself."""
        if self._now.plain is None:
            self._now.plain = self._widget.rich_style
        return self._now.plain

    def forget(self) -> None:
        """Styles have changed: to be called in the widget's `notify_style_update`."""
        self._looks = {False: _Known(), True: _Known()}
        self._now = self._looks[self._widget.has_focus]

    def turn(
        self, has_focus: bool, sheet: dict[str, RenderStyles]
    ) -> dict[str, RenderStyles] | None:
        """The focus has come, or gone: what the style sheet says then, if that is known.

        `sheet` is what it said before.
        """
        self._looks[not has_focus].sheet = sheet
        self._now = self._looks[has_focus]
        return self._now.sheet
