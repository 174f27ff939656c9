"""Small screens over the main one: the frame they share, and a list to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import ClassVar, Final, TypeVar

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.await_remove import AwaitRemove
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.reactive import Reactive
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from trailview.errors import TrailviewError
from trailview.events.text import printable
from trailview.tui.frames import FrameClock, IsPaced, paced
from trailview.tui.jobs import Jobs
from trailview.tui.messages import JobDone

Result = TypeVar("Result")
Loaded = TypeVar("Loaded")

_SHORTEST: Final = 3
"""Lines that a list has, however small the screen is."""
PICKER_KEYS: Final = "Type to narrow · Space marks several · Enter chooses · Esc leaves"
"""The keys of a `Picker`."""
_SHORT: Final = 60
"""Characters on a line of a note where the frame is narrow."""


@paced
class Dialog(ModalScreen[Result | None]):
    """A framed box with a title and a line of keys. Escape leaves it without a result."""

    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog #frame {
        width: 72; max-width: 95%; height: auto; max-height: 90%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    Dialog.-error #frame { border: round $text-error; }
    Dialog #keys { height: auto; color: $text-muted; margin-top: 1; }
    Dialog OptionList, Dialog OptionList:focus {
        height: auto; max-height: 16; border: none; background: $surface; padding: 0;
    }
    Dialog Input, Dialog Input:focus { height: 1; border: none; padding: 0 1; background: $boost; }
    Dialog .refusal { height: auto; color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", show=False),
    ]
    title_text: str = ""
    keys_text: str = "Esc closes"
    tallest: ClassVar[float] = 0.9
    """The share of the screen's height that the frame takes at most."""
    around: int = 4
    """Lines in the frame besides those of a list, which scrolls so that the others stay in sight.

    They are the border's, the keys', and whatever else stands there.
    """
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)  # what has it looks so itself
    dims: ClassVar[bool] = True
    """Whether what it lies over is dimmed. Where it is not, only what the frame hid is drawn anew
    when the frame goes."""
    is_error: ClassVar[bool] = False
    """Whether it tells that something has failed: its frame says so."""
    is_waited_for: ClassVar[bool] = False
    """Whether a question waits for what comes of it: Ctrl+C then leaves it, not the program."""

    def compose(self) -> ComposeResult:
        frame = Vertical(*self.contents(), Static(Content(self.keys_text), id="keys"), id="frame")
        frame.border_title = Content(printable(self.title_text))
        self.set_class(self.is_error, "-error")
        yield frame

    def contents(self) -> Sequence[Widget]:
        """What stands in the frame."""
        raise NotImplementedError

    def on_resize(self, event: Resize) -> None:
        room = int(event.size.height * self.tallest) - self.around
        for rows in self.query(OptionList):
            rows.styles.max_height = max(room, _SHORTEST)

    def load(
        self,
        job: Callable[[], Loaded],
        then: Callable[[Loaded], object],
        failed: Callable[[TrailviewError], object],
    ) -> None:
        """Run `job` in a thread; what it brings is shown by `then`, or by `failed`.

        Keys wait for that: they are meant for what is shown.
        """

        def tried() -> Callable[[], object]:
            try:
                found = job()
            except TrailviewError as error:
                return partial(failed, error)
            return partial(then, found)

        Jobs(self).run(tried, lambda show: show(), group="load", exclusive=False, holds=True)

    def on_job_done(self, message: JobDone) -> None:
        message.stop()
        if self.is_attached:
            message.then()

    def action_leave(self) -> None:
        self.dismiss(None)

    @cached_property
    def frames(self) -> FrameClock:
        """What says when it is drawn."""
        return FrameClock(self)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Leave it, with a result."""
        below = self._below
        if below is not None and not self.dims:
            below.uncover(self.query_one("#frame").region)
        return super().dismiss(result)

    @property
    def _below(self) -> FrameClock | None:
        """What says when the screen is drawn that it lies over."""
        stack = self.app.screen_stack
        below = stack[stack.index(self) - 1] if self in stack[1:] else self.app.screen
        return below.frames if isinstance(below, IsPaced) else None

    def remove(self) -> AwaitRemove:
        """Remove it once what it lay over is drawn, which is not laid out once more for that."""
        below = self._below
        if below is None:
            return self.app._prune(self)

        def prune() -> None:
            below.uncovered = None
            self.app._prune(self)

        self._pruning = True  # nothing of it is to be shown any more
        below.behind(prune)
        return AwaitRemove([])


def lines_of(notes: Iterable[str]) -> int:
    """The lines that notes take at most."""
    return sum(1 + len(note) // _SHORT for note in notes)


def lines_of_picker(notes: Iterable[str]) -> int:
    """The lines of a `Picker` besides those of its list."""
    return 2 + lines_of(notes)


class KeyList(OptionList):
    """A list that `j` and `k` move in too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
    ]


class ListDialog(Dialog[int]):
    """A list to choose from; the result is the index chosen."""

    DEFAULT_CSS = """
    ListDialog OptionList { text-wrap: nowrap; text-overflow: ellipsis; }
    """
    keys_text = "Enter chooses · Esc closes"

    def __init__(self, title: str, rows: Sequence[Content], chosen: int | None = None) -> None:
        super().__init__()
        self.title_text = title
        self._rows = rows
        self._chosen = chosen
        self._list = KeyList(*(Option(row) for row in rows))

    def contents(self) -> Sequence[Widget]:
        """The list."""
        return (self._list,)

    def on_mount(self) -> None:
        self._list.focus()
        self._list.highlighted = self._chosen if self._chosen is not None else 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_index)
