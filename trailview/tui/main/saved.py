"""Questions with names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.errors import TrailviewError
from trailview.question.query import TimeRange
from trailview.tui.commands import QUESTION, Command
from trailview.tui.main.controller import Hears
from trailview.tui.main.host import Asks, Opens, Remembers, Says
from trailview.tui.main.raw_texts import where_refused

if TYPE_CHECKING:
    from trailview.question.saved import Saved


class SavedHost(Asks, Opens, Remembers, Says, Protocol):
    """What saved questions need of the screen."""


class SavedController:
    """Lists saved questions, saves the present one, and asks the one chosen."""

    def __init__(self, host: SavedHost) -> None:
        self._host = host

    def show(self) -> None:
        """Open the list."""
        from trailview.settings.saved import Own
        from trailview.tui.dialogs.saved import SavedDialog

        asked = self._host.asked
        backend = asked.backend if asked.question.raw else ""
        present = Own("", asked.question.text, backend=backend)
        self._host.open(SavedDialog(self._host.memory.saved, present), self._chosen)

    def _chosen(self, saved: Saved | None) -> None:
        if saved is None:
            return
        refused = where_refused(saved.backend, self._host.session) if saved.backend else ""
        if refused:
            self._host.say(refused)
        elif saved.parameters:
            self._ask_parameters(saved)
        else:
            self._ask(saved, {})

    def _ask_parameters(self, saved: Saved) -> None:
        from trailview.tui.dialogs.parameters import ParametersDialog

        def given(values: dict[str, str] | None) -> None:
            if values is not None:
                self._ask(saved, values)

        self._host.open(ParametersDialog(saved), given)

    def _ask(self, saved: Saved, values: Mapping[str, str]) -> None:
        backend = saved.backend or self._host.asked.backend
        error: TrailviewError | None
        try:
            error = self._host.ask(
                lambda questions: questions.put(
                    saved.filled(values),
                    TimeRange(saved.since, from_last=questions.zone) if saved.since else None,
                    backend,
                )
            )
        except TrailviewError as raised:
            error = raised
        if error is not None:
            self._host.show_error(error)

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "question.saved",
            "S",
            "Saved questions",
            "Choose from questions with names, or give the present one a name.",
            QUESTION,
            show,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = ()
