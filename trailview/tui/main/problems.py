"""What could not be read, and what is wrong with what is remembered."""

from __future__ import annotations

from typing import ClassVar, Protocol

from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import FirstFrameShown, Progressed
from trailview.tui.main.host import Answers, Opens, Remembers


class ProblemsHost(Answers, Opens, Remembers, Protocol):
    """What problems need of the screen."""

    def warn(self, text: str) -> None:
        """A notice of something wrong. `text` is plain."""
        ...


class ProblemsController:
    """Lists problems, and says it when something remembered cannot be followed."""

    def __init__(self, host: ProblemsHost) -> None:
        self._host = host
        self._told = 0
        """How many troubles there were when that was said last."""

    def _problems(self) -> list[object]:
        progress = self._host.progress
        return [*self._host.memory.troubles, *(progress.problems if progress else ())]

    def show(self) -> None:
        """Open the list."""
        from trailview.tui.dialogs.problems import ProblemsDialog

        progress = self._host.progress
        notes = (*progress.notes, *progress.passed_over) if progress else ()
        self._host.open(ProblemsDialog(self._problems(), notes))

    def _has_problems(self) -> bool:
        progress = self._host.progress
        return bool(self._problems() or (progress and progress.passed_over))

    def _first_frame_shown(self, _: FirstFrameShown) -> None:
        self._tell_troubles()

    def _progressed(self, fact: Progressed) -> None:
        if fact.progress.state.is_over:
            self._tell_troubles()

    def _tell_troubles(self) -> None:
        troubles = len(self._host.memory.troubles)
        if troubles > self._told:
            self._host.warn("! lists settings not followed, or history not kept.")
        self._told = troubles

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.problems",
            "!",
            "Problems",
            "List what could not be read, and why.",
            EVENTS,
            show,
            When(_has_problems, "No problems so far."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(FirstFrameShown, _first_frame_shown),
        hears(Progressed, _progressed),
    )
