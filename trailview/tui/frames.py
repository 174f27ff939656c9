"""When a screen is drawn: once for each thing that happens, and as soon as that is done.

Textual draws on a clock of sixty ticks a second, and what misses a tick waits for up to two. It
draws as soon as it has laid out anew, and again when the widgets have heard of their sizes. Here a
frame is drawn as soon as there is something to draw, a few milliseconds after the last one; and a
layout is drawn with what comes of it. What it takes for that is not part of Textual's public
interface.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic
from typing import Any, Final, Protocol, TypeVar, runtime_checkable

from textual._compositor import Compositor, CompositorUpdate
from textual.dom import DOMNode
from textual.events import Callback
from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

Kind = TypeVar("Kind", bound=type[Screen[Any]])

_APART: Final = 0.004
"""Seconds between two frames at least: what comes meanwhile is drawn with the second one."""
_SETTLING: Final = 0.002
"""Seconds in which widgets hear of their sizes in a new layout."""
_LAYOUTS: Final = 3
"""Layouts that are drawn as one at most, where each comes of the one before."""
_PATIENCE: Final = 0.25
"""Seconds for which the first frame waits for the first rows, so that it is drawn once."""
_LONGEST: Final = 0.15
"""Seconds for which a frame is held for what a key has asked for."""
_UNDRAWN: Final = 0.02
"""Seconds in which a frame is drawn if anything has changed."""


class FrameClock:
    """Stands for the timer by which Textual draws a screen: `resume` wants a frame."""

    def __init__(self, screen: Screen[Any]) -> None:
        self._screen = screen
        self._last = 0.0
        self._due: asyncio.TimerHandle | None = None
        self._limit: asyncio.TimerHandle | None = None
        """Ends a hold; None where nothing is held."""
        self._is_followed = False
        """Whether what is held comes by messages alone, and is laid out and drawn behind them."""
        self._layouts = 0
        """Those that are not drawn."""
        self._settles = False
        """Whether there is a layout of which widgets are to hear before it is drawn."""
        self._behind: list[Callable[[], object]] = []
        """What is to be done when the next frame has been drawn."""
        self._at_last: asyncio.TimerHandle | None = None
        """Does it where no frame is."""
        self.uncovered: Region | None = None
        """What is to be drawn where all of the screen is asked for: no more was hidden."""
        self.is_open = True
        """Whether anything is to be drawn yet."""

    def resume(self) -> None:
        """Draw soon."""
        if self._due is None:
            self._draw_in(self._last + _APART - monotonic())

    def pause(self) -> None:
        """Draw nothing until it is wanted; what is owed is drawn."""
        if self._due is not None and not self._layouts:
            self._due.cancel()
            self._due = None

    def hold(self) -> None:
        """Draw nothing until `release`, or for a moment: what was asked for comes soon."""
        if self._limit is None:
            self._limit = asyncio.get_running_loop().call_later(_LONGEST, self.release)

    def release(self) -> None:
        """Draw what has changed since `hold`."""
        if self._limit is not None:
            self._end_hold()
            self._draw_in(0)

    def _end_hold(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
        self._limit, self._is_followed = None, False

    @property
    def draws(self) -> bool:
        """Whether what is to be drawn is drawn now, and not with what follows."""
        return self.is_open and not self._settles and self._limit is None

    def lay_out(self) -> None:
        """A layout is about to be made: it is drawn when it has settled."""
        self._settles = self._layouts < _LAYOUTS
        if self._settles:
            self._layouts += 1
            self._draw_in(_SETTLING)

    def _draw_in(self, seconds: float) -> None:
        if self._due is not None:
            self._due.cancel()
        self._due = asyncio.get_running_loop().call_later(max(0.0, seconds), self._draw)

    def _draw(self) -> None:
        self._due, self._settles = None, False
        app = self._screen.app
        if self._is_followed:
            return
        if not app.is_running or app._exit:
            return
        if app._batch_count:
            self._draw_in(_SETTLING)
            return
        self._try(self._draw_dirty)
        self._last = monotonic()
        if self.draws:
            self._layouts = 0
            self._go_on()

    def _draw_dirty(self) -> None:
        screen = self._screen
        self._take_up()
        screen._on_timer_update()
        if self.draws and screen._compositor._dirty_regions:
            screen._compositor_refresh()

    def _take_up(self) -> None:
        """Take up what widgets will say in messages that are under way: that they have changed."""
        screen = self._screen
        for widget in screen._compositor.visible_widgets:
            if widget._repaint_required and widget is not screen:
                widget._repaint_required = False
                screen._dirty_widgets.add(widget)
        if screen._repaint_required:  # of itself it may want a part alone, and asks no other then
            screen._compositor.update_widgets(screen._dirty_widgets)

    def draw_with(self, widget: Widget) -> None:
        """Lay out anew, and draw, once a widget and all that it is in have handled what they were
        sent until now; draw nothing before."""
        self.hold()
        self._is_followed = True
        self._follow(iter(widget.ancestors_with_self))

    def _follow(self, way: Iterator[DOMNode]) -> None:
        for node in way:
            if node is self._screen.app:
                break
            if node.post_message(Callback(partial(self._follow, way))):
                return
        if self._is_followed and self._screen.app.is_running:
            self._layouts = _LAYOUTS  # what comes of it is known at once
            self._try(self._lay_out)
            self._end_hold()
            self._draw()

    def _lay_out(self) -> None:
        screen = self._screen
        for widget in screen.walk_children(Widget):
            if widget._layout_required:
                widget._layout_required = False
                _forget_arrangement(widget)
        self._take_up()
        screen._refresh_layout()
        screen._layout_required = False  # what was said of it is done

    def uncover(self, region: Region) -> None:
        """What lay over this part of the screen alone is about to leave.

        The rest shows already, though all was asked for when that came.
        """
        self.uncovered = region
        self._screen._repaint_regions.discard(self._screen.outer_size.region)

    def behind(self, do: Callable[[], object]) -> None:
        """Do this once what has changed is drawn, which goes first."""
        self._behind.append(do)
        if self._at_last is None:
            self._at_last = asyncio.get_running_loop().call_later(_UNDRAWN, self._go_on)

    def _go_on(self) -> None:
        if self._at_last is not None:
            self._at_last.cancel()
            self._at_last = None
        behind, self._behind = self._behind, []
        app = self._screen.app
        for do in behind if app.is_running and not app._exit else ():
            self._try(do)

    def _try(self, do: Callable[[], object]) -> None:
        try:
            do()
        except Exception as error:  # noqa: BLE001  (as Textual's own timer does with each)
            self._screen.app._handle_exception(error)

    def draw_now(self) -> None:
        """Draw all that is to be drawn, at once."""
        self._layouts = _LAYOUTS
        self._draw()


def _forget_arrangement(widget: Widget) -> None:
    """Have what a widget is in arranged anew, as far as that can be another for it."""
    for node in widget.ancestors:
        if not isinstance(node, Widget):
            break
        node._clear_arrangement_cache()
        node._layout_updates += 1
        if not node.styles.auto_dimensions:
            break


@runtime_checkable
class IsPaced(Protocol):
    """A screen that is drawn by a clock of ours."""

    @property
    def frames(self) -> FrameClock:
        """The clock."""
        ...


class FirstFrame:
    """Holds back the first frame until there is something to see in it.

    Textual draws a screen as soon as it has laid it out, and again for each change after that:
    over SSH that is several screens' worth of bytes before the first events show.
    """

    def __init__(
        self, screen: Screen[Any], frames: FrameClock, shown: Callable[[], object]
    ) -> None:
        """`shown` is called once everything is on the screen that was there to show at once."""
        self._screen = screen
        self._frames = frames
        self._frames.is_open = False
        self._shown = shown
        self.is_held = True
        """Whether nothing is to be drawn."""

    def wait(self) -> None:
        """Show it before long, whatever has come until then."""
        self._screen.set_timer(_PATIENCE, self.show)

    def show(self) -> None:
        """Draw the whole screen, the first time this is called."""
        if self.is_held:
            self.is_held, self._frames.is_open = False, True
            self._screen.call_later(self._draw)

    def _draw(self) -> None:
        self._screen._repaint_required = False  # nothing has been drawn: all of it will be, once
        self._frames.draw_now()
        self._shown()


def _lean_update(compositor: Compositor) -> CompositorUpdate | None:
    """What a compositor's `render_partial_update` gives; the first frame is a whole one."""
    from trailview.tui.lean_compositor import lean_update

    return lean_update(compositor)


def paced(kind: Kind) -> Kind:
    """Have the screens of a class drawn by the clock that each has as its `frames`, and leanly.

    It is no base of theirs: style sheets go by those.
    """

    own: Any = kind
    made: Any = kind.__init__

    def make(screen: Any, *of: Any, **how: Any) -> None:
        made(screen, *of, **how)
        screen._compositor.render_partial_update = partial(_lean_update, screen._compositor)

    def lay_out(screen: Any, *size: Any, **how: Any) -> None:
        screen.frames.lay_out()
        super(own, screen)._refresh_layout(*size, **how)

    def draw(screen: Any) -> None:
        if screen.frames.draws:
            super(own, screen)._compositor_refresh()

    def refresh(screen: Any, *regions: Region, **how: Any) -> Any:
        uncovered = screen.frames.uncovered
        if uncovered is not None and not regions and not any(how.values()):
            regions = (uncovered,)
        return super(own, screen).refresh(*regions, **how)

    timer = property(lambda screen: screen.frames)
    ours = {
        "__init__": make,
        "_update_timer": timer,
        "_refresh_layout": lay_out,
        "_compositor_refresh": draw,
        "refresh": refresh,
    }
    for name, what in ours.items():
        setattr(kind, name, what)
    return kind
