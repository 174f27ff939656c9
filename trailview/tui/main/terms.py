"""Terms of the question: added and removed where they show."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from trailview.question.query import Question
from trailview.tui import filter_messages
from trailview.tui.commands import Command
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import QuestionChanged
from trailview.tui.main.host import Asks, Runs, Says
from trailview.tui.messages import Completed
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.event_table import EventTable
from trailview.tui.widgets.term_chips import TermChips

if TYPE_CHECKING:
    from trailview.tui.widgets.filters import Filters

_FILTERS: Final = "filters"


class TermsHost(Asks, Runs, Says, Protocol):
    """What terms need of the screen."""

    @property
    def chips(self) -> TermChips:
        """The active terms."""
        ...

    @property
    def filters(self) -> Filters | None:
        """The form, once it has been made."""
        ...


class TermsController:
    """Adds a term from the form, the table or the detail; by its chip one goes, or gets another."""

    def __init__(self, host: TermsHost) -> None:
        self._host = host

    def _show(self, _: QuestionChanged) -> None:
        terms = self._host.asked.question.terms
        self._host.chips.show([(term, Question((term,)).text) for term in terms])
        if self._host.filters is not None:
            self._host.filters.keep_beside(terms)

    def _removed(self, message: TermChips.Removed) -> None:
        self._host.ask(lambda questions: questions.remove(message.term))

    def _added(self, message: filter_messages.Added) -> None:
        filters = self._host.filters
        assert filters is not None, "it has sent a message"
        error = self._host.ask(
            lambda questions: questions.add_checked(message.term, message.beside)
        )
        if error is None:
            filters.accepted()
        else:
            filters.refuse(f"{error.message} {error.hint}".strip())

    def _beside(self, message: TermChips.AlternativeAsked) -> None:
        if self._host.filters is not None:
            self._host.filters.add_beside(message.term, message.label)

    def _complete(self, message: filter_messages.ValuesAsked) -> None:
        self._host.runner.complete_value(_FILTERS, message.field, message.prefix)

    def _suggest(self, message: Completed) -> None:
        filters, completion = self._host.filters, message.completion
        if message.place == _FILTERS and filters is not None:
            filters.suggest(completion.text, completion.choices)

    def _of_table(self, message: EventTable.TermAsked) -> None:
        self._add(message.field, message.text, message.negated)

    def _of_detail(self, message: EventDetail.TermAsked) -> None:
        from trailview.tui.json_paths import field_for_path

        field = field_for_path(message.path) or message.path
        self._add(field, message.value, message.negated)

    def _add(self, field: str, value: str, negated: bool) -> None:
        from trailview.question.parse import term_for

        error = self._host.ask(
            lambda questions: questions.add_checked(term_for(field, value, negated))
        )
        if error is not None:
            self._host.show_error(error)

    def _nothing(self, message: EventTable.Nothing) -> None:
        self._host.say(message.why)

    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(QuestionChanged, _show),
        hears(TermChips.Removed, _removed),
        hears(TermChips.AlternativeAsked, _beside),
        hears(filter_messages.Added, _added),
        hears(filter_messages.ValuesAsked, _complete),
        hears(Completed, _suggest),
        hears(EventTable.TermAsked, _of_table),
        hears(EventDetail.TermAsked, _of_detail),
        hears(EventTable.Nothing, _nothing),
    )
