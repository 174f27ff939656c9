"""Asking: carrying out a change of the question, and the ways back, forward and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

from trailview.errors import QuestionError
from trailview.tui.commands import QUESTION, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import ContextChanged, QuestionChanged, SwitchContext
from trailview.tui.main.host import Answers, Says, Tells
from trailview.tui.main.questions import Questions


class AskingHost(Answers, Says, Tells, Protocol):
    """What asking needs of the screen."""

    @property
    def questions(self) -> Questions:
        """What is asked, and was."""
        ...


class AskingController:
    """Changes what is asked, and tells that it changed."""

    def __init__(self, host: AskingHost) -> None:
        self._host = host
        self._questions = host.questions

    def ask(self, change: Callable[[Questions], object]) -> QuestionError | None:
        """Carry out a change of what is asked; the error where it was not understood."""
        try:
            change(self._questions)
        except QuestionError as error:
            return error
        self._host.tell(QuestionChanged())
        return None

    def back(self) -> None:
        """Ask the question before this one."""
        self.ask(Questions.back)

    def forward(self) -> None:
        """Ask the question that was left by going back."""
        self.ask(Questions.forward)

    def again(self) -> None:
        """Ask the same anew."""
        error = self.ask(Questions.again)
        if error is not None:
            self._host.show_error(error)

    def go_on(self) -> None:
        """Read on from where it stopped."""
        self.ask(Questions.go_on)

    def _switch(self, intent: SwitchContext) -> None:
        self._questions.switch(intent.context)
        self._host.tell(ContextChanged(intent.context))
        self._host.tell(QuestionChanged())

    def _can_go_back(self) -> bool:
        return not self._questions.trail.is_first

    def _can_go_forward(self) -> bool:
        return not self._questions.trail.is_latest

    def _can_go_on(self) -> bool:
        return self._host.progress is not None and self._host.progress.can_go_on

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "question.back",
            "[",
            "Back",
            "Go back to the question asked before this one.",
            QUESTION,
            back,
            When(_can_go_back, "This is the first question."),
        ),
        Command(
            "question.forward",
            "]",
            "Forward",
            "Go forward to the question left by going back.",
            QUESTION,
            forward,
            When(_can_go_forward, "This is the latest question."),
        ),
        Command(
            "question.again",
            "r",
            "Ask again",
            "Ask the same question again; a time range such as “last 4h” is counted from now.",
            QUESTION,
            again,
        ),
        Command(
            "question.go-on",
            "full_stop",
            "Go on",
            "Go on reading where it stopped: after Esc, an error, or credentials that ran out.",
            QUESTION,
            go_on,
            When(
                _can_go_on,
                "There is nothing to go on with: all of it was read, or is being read.",
            ),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (hears(SwitchContext, _switch),)
