"""Why nothing matched, in the empty table, and asking what is proposed instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.question.query import UNTYPED
from trailview.tui.commands import QUESTION, Command, When, command_keys
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import Progressed, QuestionChanged, ZoneChanged
from trailview.tui.main.host import Asks, Dates, Names, Points, Runs, Says, Works
from trailview.tui.messages import ProposalChosen

if TYPE_CHECKING:
    from trailview.search.empty.why import Why
    from trailview.tui.widgets.empty_answer import EmptyAnswer


class EmptyHost(Asks, Dates, Names, Points, Runs, Says, Works, Protocol):
    """What explaining an empty answer needs of the screen."""


class EmptyController:
    """Finds out why nothing matched, in a thread, and says it where the rows would be."""

    def __init__(self, host: EmptyHost) -> None:
        self._host = host
        self._pane: EmptyAnswer | None = None
        self._why: Why | None = None
        """Why the present answer is empty, as far as that is known; None where it is not empty."""
        self._sought: tuple[int, int] | None = None
        """The search and the reading of which it is being found out, or was."""

    def _progressed(self, fact: Progressed) -> None:
        progress = fact.progress
        if not progress.is_empty:
            self._forget()
            return
        sought = self._host.runner.generation, progress.origin
        if sought != self._sought:
            self._forget()
            self._sought = sought
            self._find(asks=False)

    def _question_changed(self, _: QuestionChanged) -> None:
        self._forget()

    def _forget(self) -> None:
        self._why = self._sought = None
        if self._pane is not None:
            self._pane.display = False

    def _find(self, *, asks: bool) -> None:
        runner, generation = self._host.runner, self._host.runner.generation

        def found(why: Why) -> None:
            if self._sought is not None and runner.generation == generation:
                self._why = why
                self._show(why)

        self._host.work(runner.why_empty(asks=asks), found, group="empty")

    def _show(self, why: Why) -> None:
        from trailview.search.empty.told import told

        if self._pane is None:
            from trailview.tui.widgets.empty_answer import EmptyAnswer

            self._pane = EmptyAnswer(id="empty")
            self._host.table.mount(self._pane)
        words = told(why, self._host.zone)
        self._pane.show(words.what, words.proposals, words.beyond, self._hint(why))
        self._pane.display = True

    def _hint(self, why: Why) -> str:
        if not why.can_ask:
            return ""
        command = self._host.command_named("empty.service")
        keys = command_keys(command, self._host.memory.settings.keys)
        return f"{keys} asks the service for more: two calls at most, free of charge."

    def _zone_changed(self, _: ZoneChanged) -> None:
        if self._why is not None:
            self._show(self._why)

    # Acting on it

    def _chosen(self, message: ProposalChosen) -> None:
        """Ask what is proposed; a digit without a proposal does nothing."""
        proposals = () if self._why is None else self._why.proposals
        if not 1 <= message.number <= len(proposals):
            return
        proposal, backend = proposals[message.number - 1], self._host.asked.backend
        span = UNTYPED if proposal.is_of_all_time else None
        self._host.ask(lambda questions: questions.put(proposal.question, span, backend))

    def ask_service(self) -> None:
        """Let the service tell more, with a call or two; once for each answer."""
        assert self._why is not None, "the command cannot be used before"
        self._why = replace(self._why, can_ask=False)
        self._host.say("Asking the service why nothing matched…")
        self._find(asks=True)

    def _can_ask(self) -> bool:
        return self._why is not None and self._why.can_ask

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "empty.service",
            "E",
            "Why nothing matched",
            "Where nothing matched, ask the service up to twice more, free of charge, for why.",
            QUESTION,
            ask_service,
            When(_can_ask, "Nothing more to find out: it is for empty answers of free services."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Progressed, _progressed),
        hears(QuestionChanged, _question_changed),
        hears(ZoneChanged, _zone_changed),
        hears(ProposalChosen, _chosen),
    )
