"""How far each part of the search has come, in a dialog that follows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.tui.commands import QUESTION, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import Progressed
from trailview.tui.main.host import Answers, Asks, Dates, Opens

if TYPE_CHECKING:
    from trailview.tui.dialogs.progress import ProgressDialog


class ProgressHost(Answers, Asks, Dates, Opens, Protocol):
    """What showing the progress needs of the screen."""

    @property
    def now(self) -> Callable[[], int]:
        """The clock, in seconds since 1970."""
        ...


class ProgressController:
    """Shows the progress, and what comes of it while that shows."""

    def __init__(self, host: ProgressHost) -> None:
        self._host = host
        self._dialog: ProgressDialog | None = None
        """The one that is open."""

    def show(self) -> None:
        """Open the dialog."""
        from trailview.tui.dialogs.progress import ProgressDialog

        asked, progress = self._host.asked, self._host.progress
        assert progress is not None, "the command cannot be used before"
        source = self._host.session.title(asked.backend, asked.context)
        self._dialog = ProgressDialog(progress, source, self._host.zone, self._host.now)
        self._host.open(self._dialog, self._closed)

    def _closed(self, _: None) -> None:
        self._dialog = None

    def _progressed(self, fact: Progressed) -> None:
        if self._dialog is not None:
            self._dialog.show(fact.progress)

    def _has_progress(self) -> bool:
        return self._host.progress is not None

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "question.progress",
            "L",
            "Progress",
            "Show how far each profile and Region has been read, as it goes on.",
            QUESTION,
            show,
            When(_has_progress, "Nothing has been asked yet."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (hears(Progressed, _progressed),)
