"""A widget that draws itself line by line, its parts in the colours of a style sheet."""

from __future__ import annotations

from typing import ClassVar

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget

from trailview.tui.part_styles import PartStyles


class LineWidget(Widget):
    """Draws the lines that have changed, and looks its parts up when the style sheet has.

    A subclass draws by `render_line`, in the styles of its component classes `PREFIX--NAME`. These
    depend on the style sheet and on the focus alone.
    """

    PREFIX: ClassVar[str]

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
