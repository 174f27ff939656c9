"""The questions of this and earlier sessions, to ask one again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.question.query import Question, TimeRange
from trailview.tui.commands import QUESTION, Command
from trailview.tui.main.controller import Hears
from trailview.tui.main.facts import EditQuestion, EditRaw
from trailview.tui.main.host import Asks, Dates, Opens, Remembers, Says, Tells
from trailview.tui.main.raw_texts import where_refused

if TYPE_CHECKING:
    from trailview.settings.history import Entry
    from trailview.tui.dialogs.history import Picked


class HistoryHost(Asks, Dates, Opens, Remembers, Says, Tells, Protocol):
    """What the history needs of the screen."""


class HistoryController:
    """Lists what was asked, and asks it anew or lets it be edited."""

    def __init__(self, host: HistoryHost) -> None:
        self._host = host

    def show(self) -> None:
        """Open the list."""
        from trailview.tui.dialogs.history import HistoryDialog

        self._host.open(HistoryDialog(self._host.memory.history, self._host.zone), self._picked)

    def _picked(self, picked: Picked | None) -> None:
        if picked is None:
            return
        entry = picked.entry
        refused = where_refused(entry.backend, self._host.session) if entry.raw else ""
        if refused:
            self._host.say(refused)
        elif not picked.edits:
            self._ask(entry)
        elif entry.raw:
            self._host.tell(EditRaw(entry.backend, entry.text))
        else:
            self._host.tell(EditQuestion(entry.text))

    def _ask(self, entry: Entry) -> None:
        """Ask an earlier question anew: a span that was counted from now is counted again."""
        from trailview.question.parse import parse

        session, asked = self._host.session, self._host.asked
        backend, span = entry.backend, TimeRange(entry.since, entry.until)
        if backend not in session.backends:
            backend, span = asked.backend, asked.range
        error = self._host.ask(
            lambda questions: questions.put(
                Question(raw=entry.text) if entry.raw else Question(parse(entry.text)),
                span,
                backend,
            )
        )
        if error is not None:
            self._host.show_error(error)
        elif entry.place != (place := session.title(backend)):
            self._host.say(f"It was asked of {entry.place} then; now it is {place}.")

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "question.history",
            "h",
            "History",
            "List the questions asked, in this and earlier sessions, to ask one again.",
            QUESTION,
            show,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = ()
