"""The question as text: typing it, completing it, and recalling earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final, Protocol

from trailview.tui.commands import QUESTION, Command
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import EditQuestion, QuestionChanged
from trailview.tui.main.host import Asks, Runs
from trailview.tui.main.questions import Questions
from trailview.tui.messages import Completed
from trailview.tui.widgets.query_bar import QueryBar

_BAR: Final = "bar"


class LineHost(Asks, Runs, Protocol):
    """What the question's line needs of the screen."""

    @property
    def bar(self) -> QueryBar:
        """The line."""
        ...

    @property
    def questions(self) -> Questions:
        """What was asked in this session, and what was typed and left."""
        ...

    def focus_front(self) -> None:
        """Move to the answer."""
        ...

    def call_next(self, callback: Callable[[], object]) -> None:
        """Do this once the present message has been handled."""
        ...


class LineController:
    """Lets the user type a question, and asks it."""

    def __init__(self, host: LineHost) -> None:
        self._host = host

    async def edit(self) -> None:
        """Let the user type, beginning with the question asked."""
        await self._host.bar.edit(self._host.questions.trail.texts())

    def _entered(self, _: QueryBar.Entered) -> None:
        self._host.call_next(self.edit)

    def _edit_text(self, intent: EditQuestion) -> None:
        texts = self._host.questions.trail.texts()
        self._host.call_next(partial(self._host.bar.edit, texts, intent.text))

    def _asked(self, message: QueryBar.Asked) -> None:
        error = self._host.ask(lambda questions: questions.text(message.text))
        if error is None:
            self._host.bar.close()
            self._host.focus_front()
        else:
            self._host.bar.refuse(error)

    def _left(self, message: QueryBar.Left) -> None:
        self._host.questions.trail.keep_draft(message.draft)
        self._host.focus_front()

    def _complete(self, message: QueryBar.CompletionsAsked) -> None:
        self._host.runner.complete(_BAR, message.text, message.cursor)

    def _suggest(self, message: Completed) -> None:
        if message.place == _BAR:
            self._host.bar.suggest(message.completion)

    def _show(self, _: QuestionChanged) -> None:
        asked = self._host.asked
        note = f"{asked.backend} · {self._host.questions.range_label()}"
        self._host.bar.show(asked.question.text, note, is_raw=bool(asked.question.raw))

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "question.edit",
            "/",
            "Question",
            "Type a question; Enter asks it, Tab accepts a completion, ↑ recalls earlier ones.",
            QUESTION,
            edit,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(QueryBar.Entered, _entered),
        hears(QueryBar.Asked, _asked),
        hears(QueryBar.Left, _left),
        hears(QueryBar.CompletionsAsked, _complete),
        hears(Completed, _suggest),
        hears(EditQuestion, _edit_text),
        hears(QuestionChanged, _show),
    )
