"""Parts of what controllers need of their host, to make their own protocols of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING, Protocol, TypeVar

from textual.screen import Screen

from trailview.errors import QuestionError, TrailviewError
from trailview.search.progress import Progress
from trailview.settings.memory import Memory
from trailview.tui.commands import Command
from trailview.tui.main.questions import Questions
from trailview.tui.main.runner import Runner, ScreenSession
from trailview.tui.main.trail import Asked

if TYPE_CHECKING:
    from trailview.tui.frames import FrameClock
    from trailview.tui.widgets.event_table import EventTable

Result = TypeVar("Result")


class Says(Protocol):
    """Tells the user something."""

    def say(self, text: str) -> None:
        """A passing notice. `text` is plain."""
        ...

    def show_error(self, error: TrailviewError) -> None:
        """A dialog with the error, and what to do about it."""
        ...


class Opens(Protocol):
    """Opens dialogs over the screen."""

    def open(
        self,
        dialog: Screen[Result],
        then: Callable[[Result | None], None] | None = None,
    ) -> None:
        """Open a dialog; `then` gets its result, None where it was left without one."""
        ...


class Tells(Protocol):
    """Hands a message to whoever hears it."""

    def tell(self, message: object) -> None:
        """Hand on one of `trailview.tui.main.facts`, at once."""
        ...


class Works(Protocol):
    """Runs jobs that block in a thread."""

    def work(
        self,
        job: Callable[[], Result],
        then: Callable[[Result], object],
        *,
        group: str,
        exclusive: bool = True,
    ) -> None:
        """Run `job` in a thread; `then` gets what it returns, on the UI thread.

        An exclusive job takes the place of one of its group that has not begun.
        """
        ...


class Follows(Works, Opens, Says, Tells, Protocol):
    """Follows long work from its thread, and goes where it leads."""

    def soon(self, do: Callable[[], object]) -> None:
        """Do this on the UI thread. Safe from any thread."""
        ...


class Asks(Protocol):
    """Knows what is asked, and asks something else."""

    @property
    def session(self) -> ScreenSession:
        """What can be asked."""
        ...

    @property
    def asked(self) -> Asked:
        """What is asked now."""
        ...

    def ask(self, change: Callable[[Questions], object]) -> QuestionError | None:
        """Carry out a change of what is asked; the error where it was not understood."""
        ...


class Answers(Protocol):
    """Knows the answer."""

    @property
    def progress(self) -> Progress | None:
        """How far the present answer has come; None where nothing has been asked."""
        ...


class Draws(Protocol):
    """Draws what has changed."""

    @property
    def frames(self) -> FrameClock:
        """What says when that is."""
        ...


class Points(Protocol):
    """Knows which event is meant."""

    @property
    def table(self) -> EventTable:
        """The events, and where the cursor is among them."""
        ...


class Runs(Protocol):
    """Knows who finds the answer."""

    @property
    def runner(self) -> Runner:
        """What has the answer, and reads its records."""
        ...


class Dates(Protocol):
    """Knows how times are written."""

    @property
    def zone(self) -> tzinfo:
        """In which they are shown."""
        ...


class Remembers(Protocol):
    """Knows what is remembered."""

    @property
    def memory(self) -> Memory:
        """Settings, history and saved questions."""
        ...


class Names(Remembers, Protocol):
    """Knows the commands."""

    def command_named(self, command_id: str) -> Command:
        """The command with this id. Raises KeyError."""
        ...
