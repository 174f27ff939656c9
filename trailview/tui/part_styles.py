"""The styles of a widget's parts, remembered from frame to frame.

Textual works them out anew whenever something of the widget is to be drawn again, and what a
widget looks like without parts for each line. When the focus comes or goes it looks each part up in
all of the style sheet: here it does so once for either look.
"""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.css.styles import RenderStyles
from textual.geometry import Size
from textual.reactive import Reactive
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
        self._looks[not has_focus].sheet = sheet or None
        self._now = self._looks[has_focus]
        return self._now.sheet


class LineWidget(Widget):
    """Draws the lines that have changed, and looks its parts up when the style sheet has.

    A subclass draws by `render_line`, in the styles of its component classes `PREFIX--NAME`. These
    depend on the style sheet and on the focus alone.
    """

    PREFIX: ClassVar[str]
    ALLOW_SELECT = False  # its lines cannot be, and all of the screen is drawn anew for a try

    virtual_size = Reactive(Size(0, 0))  # it scrolls by itself: nothing is laid out by this

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  (Textual's name)
        super().__init__(id=id)
        self._style = PartStyles(self, self.PREFIX)
        self.fitted: Size | None = None
        """The size that its lines were made for."""
        self._is_turning = False
        """Whether its styles are worked out because the focus comes or goes."""
        self._keeps_parts = False
        """Whether those of its parts are known, and are not."""

    def styles_changed(self) -> None:
        """The lines that were drawn have the colours of before."""

    def draw_focus(self) -> None:
        """Draw again what looks otherwise with the focus than without."""
        self.refresh()

    def resized(self) -> None:
        """It has another size than its lines were made for: sets `fitted`, and makes them anew."""
        self.fitted = self.size

    # What it takes for this is not part of Textual's public interface.

    def watch_has_focus(self, has_focus: bool) -> None:
        """Take the look for that."""
        known = self._style.turn(has_focus, self._component_styles)
        self._component_styles = dict(self._component_styles) if known is None else known
        self._is_turning, self._keeps_parts = True, known is not None
        try:
            super().watch_has_focus(has_focus)
        finally:
            self._is_turning = self._keeps_parts = False
        self.draw_focus()

    def _get_component_classes(self) -> frozenset[str]:  # type: ignore[override]  # it is asked of the widget alone
        return frozenset() if self._keeps_parts else super()._get_component_classes()

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        is_news = super()._size_updated(size, virtual_size, container_size, layout)
        if self.size != self.fitted:  # it may be drawn before a message could tell it
            self.resized()
        return is_news

    def notify_style_update(self) -> None:
        """Forget what was worked out from other styles."""
        super().notify_style_update()
        if not self._is_turning:
            self._style.forget()
            self.styles_changed()
