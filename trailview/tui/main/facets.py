"""The facets of the answer: counted while it comes, and made terms of the question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple, Protocol

from trailview.backends.plain import PlainTable
from trailview.events.text import counted
from trailview.question.terms import Clause, Group, Term
from trailview.search.progress import Progress
from trailview.tui import facet_messages
from trailview.tui.commands import PANES, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import (
    FacetsAppeared,
    GoToFacets,
    Progressed,
    QuestionChanged,
    RowsNarrowed,
    ShowRows,
    Started,
)
from trailview.tui.main.host import Answers, Asks, Runs, Says, Tells, Works
from trailview.tui.main.trail import Asked

if TYPE_CHECKING:
    from trailview.search.facets import (
        AnswerFacets,
        EventFacets,
        FacetGroup,
        FacetsWanted,
        RowCondition,
    )
    from trailview.tui.widgets.facets import FacetsPane

_BESIDE: Final = ("error", "actor")
"""What a facet is crossed with first; the second for the first of them itself."""
_COUNTING: Final = "counting …"


class FacetsHost(Answers, Asks, Runs, Says, Tells, Works, Protocol):
    """What facets need of the screen."""

    @property
    def facets(self) -> FacetsPane | None:
        """The pane; None where it has not been made."""
        ...

    @property
    def shows_facets(self) -> bool:
        """Whether the pane is on the screen."""
        ...

    def every_second(self, do: Callable[[], None]) -> None:
        """Do this again and again."""
        ...


class _Task(NamedTuple):
    """What is to be counted."""

    progress: Progress
    table: PlainTable | None
    """The rows that are in front in place of events."""
    conditions: tuple[RowCondition, ...]
    before: AnswerFacets | None
    """What was counted before of the very same rows, and is not counted again."""
    wanted: FacetsWanted


class _Counted(NamedTuple):
    """What came of counting."""

    facets: AnswerFacets | None
    """None where there are no columns yet that could be counted."""
    groups: tuple[FacetGroup, ...]
    rows: int
    of_rows: int
    """How many rows there are without conditions."""
    is_over: bool
    """Whether these are all that come."""
    table: PlainTable | None
    """Those of the rows that meet the conditions, where they are no events."""


class FacetsController:
    """Has the rows of the answer counted in a thread, at most once a second while they come."""

    def __init__(self, host: FacetsHost) -> None:
        self._host = host
        self._asked: Asked | None = None
        """What was asked last."""
        self._table: PlainTable | None = None
        """The rows that are in front in place of events."""
        self._facets: AnswerFacets | None = None
        """What was counted last, as long as no more has come: it holds on to all columns."""
        self._has_counted = False
        """Whether anything of the present answer was counted."""
        self._words: tuple[str, ...] = ()
        self._crossed: tuple[str, str] | None = None
        self._conditions: tuple[RowCondition, ...] = ()
        """What narrows rows that are no events."""
        self._is_counting = self._is_due = False

    # Counting

    def _started(self, _: Started) -> None:
        self._host.every_second(self._count_if_due)

    def _question_changed(self, _: QuestionChanged) -> None:
        """What was counted is of another answer, unless only its order is another."""
        before, self._asked = self._asked, self._host.asked
        if before not in (None, self._asked) and before == self._asked._replace(order=before.order):
            return
        self._facets, self._words = None, ()
        self._has_counted = self._is_due = False
        if self._table is not None:
            self._crossed = None
        self._drop_conditions()
        if self._host.facets is not None:
            self._host.facets.forget()

    def _progressed(self, fact: Progressed) -> None:
        if fact.is_reordered:
            return
        self._facets, self._is_due = None, True
        if not self._has_counted or fact.progress.state.is_over:
            self._count()

    def _rows_shown(self, intent: ShowRows) -> None:
        if intent.table is not self._table:
            if (intent.table is None) != (self._table is None):
                self._crossed, self._words, self._has_counted = None, (), False
            self._table, self._facets, self._is_due = intent.table, None, True
            if not self._has_counted:
                self._count()

    def _appeared(self, _: FacetsAppeared) -> None:
        self._count()

    def _count_if_due(self) -> None:
        if self._is_due:
            self._count()

    def _count(self) -> None:
        """Count what is there now, unless nobody would see it, or counting goes on."""
        progress = self._host.progress
        if progress is None or self._is_counting or not self._host.shows_facets:
            self._is_due = progress is not None
            return
        self._is_counting, self._is_due = True, False
        conditions, wanted = self._conditions, self._wanted
        asked = self._host.runner.generation, self._table is None, conditions, wanted
        # A worker that is done is kept for a while: what it was handed is not, which is large.
        handed = [_Task(progress, self._table, conditions, self._facets, wanted)]

        def done(found: _Counted) -> None:
            self._is_counting = False
            is_of_events = self._table is None
            now = self._host.runner.generation, is_of_events, self._conditions, self._wanted
            if now == asked:
                self._show(found)
            if now != asked or self._is_last_due():
                self._count()

        self._host.work(lambda: _counted(handed.pop()), done, group="facets", exclusive=False)

    def _is_last_due(self) -> bool:
        """Whether what was not counted yet is all that will come."""
        progress = self._host.progress
        return self._is_due and progress is not None and progress.state.is_over

    @property
    def _wanted(self) -> FacetsWanted:
        from trailview.search.facets import FacetsWanted

        return FacetsWanted(self._words, self._crossed)

    def _show(self, found: _Counted) -> None:
        pane = self._host.facets
        if pane is None:
            return
        pane.is_special = bool(self._crossed or self._conditions)
        head = counted(found.rows, "event" if self._table is None else "row")
        head += "" if found.is_over else " so far"
        if found.facets is None and found.rows:
            pane.wait(_COUNTING)
            return
        self._has_counted = True
        self._facets = None if self._is_due else found.facets
        pane.show(found.groups, head, self._words)
        if self._conditions:
            told = "; ".join(condition.text for condition in self._conditions)
            note = f"{found.rows:,} of {counted(found.of_rows, 'row')}: {told}"
            self._host.tell(RowsNarrowed(found.table, note))

    # What the user does in the pane

    def _narrowed(self, message: facet_messages.ValuesNarrowed) -> None:
        self._words = message.words
        self._count()

    def _left(self, _: facet_messages.ValuesLeft) -> None:
        """End the crossing; where there is none, show all rows again."""
        if self._crossed is not None:
            self._crossed = None
        else:
            self._drop_conditions()
        self._count()

    def _drop_conditions(self) -> None:
        if self._conditions:
            self._conditions, self._facets = (), None
            self._host.tell(RowsNarrowed(None))

    def cross(self) -> None:
        """Count the facet at the cursor together with errors; again, with the next facet."""
        pane = self._host.facets
        names, is_in_pane = self._names, pane is not None and pane.has_focus
        if self._crossed is not None and is_in_pane:
            first, second = self._crossed
            others = [name for name in names if name != first]
            second = others[(others.index(second) + 1) % len(others)]
        else:
            first = pane.facet if pane is not None and is_in_pane else ""
            first = first if first in names else names[0]
            beside = (*(name for name in _BESIDE if name in names), *names)
            second = next(name for name in beside if name != first)
        self._crossed = (first, second)
        self._host.tell(GoToFacets())
        if self._host.facets is not None:
            self._host.facets.wait()
        self._count()

    def _can_cross(self) -> bool:
        return self._host.progress is not None and len(self._names) > 1

    @property
    def _names(self) -> tuple[str, ...]:
        """The columns that can be counted."""
        from trailview.search.facets import FACETS

        return tuple(FACETS) if self._table is None else self._table.columns

    def _chosen(self, message: facet_messages.ValuesChosen) -> None:
        if self._table is not None:
            self._narrow_rows(message)
        elif self._host.progress is not None:
            self._ask(message, self._host.progress)

    def _narrow_rows(self, message: facet_messages.ValuesChosen) -> None:
        from trailview.search.facets import RowCondition

        condition = RowCondition(message.values, message.how == "exclude")
        kept = () if message.how == "only" else self._conditions
        self._conditions = (*(each for each in kept if each != condition), condition)
        self._facets = None
        self._count()

    def _ask(self, message: facet_messages.ValuesChosen, progress: Progress) -> None:
        values, how = message.values, message.how

        def done(terms: tuple[Term, ...]) -> None:
            if not terms:
                self._host.say("No term asks for just this one: its records do not tell it apart.")
                return
            clauses: tuple[Clause, ...] = (_without(terms),) if how == "exclude" else terms
            error = self._host.ask(
                lambda questions: (questions.only if how == "only" else questions.add_all)(clauses)
            )
            if error is not None:
                self._host.show_error(error)

        self._host.work(
            lambda: _terms(progress, values), done, group="facet terms", exclusive=False
        )

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "facets.cross",
            "asterisk",
            "Cross",
            "Count two fields together, such as denied calls by actor; again, with another field.",
            PANES,
            cross,
            When(_can_cross, "There is nothing to count yet."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Started, _started),
        hears(QuestionChanged, _question_changed),
        hears(Progressed, _progressed),
        hears(ShowRows, _rows_shown),
        hears(FacetsAppeared, _appeared),
        hears(facet_messages.ValuesChosen, _chosen),
        hears(facet_messages.ValuesNarrowed, _narrowed),
        hears(facet_messages.ValuesLeft, _left),
    )


def _counted(task: _Task) -> _Counted:
    """Count the rows in front."""
    from trailview.search.facets import RowFacets, narrowed

    progress, table, conditions, facets, wanted = task
    of_rows = len(progress.rows) if table is None else len(table)
    if table is not None:
        table = narrowed(table, conditions)
        facets = facets or RowFacets(table)
    else:
        facets = facets or _facets_of(progress)
    is_over = progress.state.is_over
    if facets is None:
        return _Counted(None, (), of_rows, of_rows, is_over, None)
    if not {*(wanted.crossed or ())} <= {*facets.titles}:
        wanted = wanted._replace(crossed=None)
    return _Counted(facets, facets.groups(wanted), facets.rows, of_rows, is_over, table)


def _facets_of(progress: Progress) -> EventFacets | None:
    """The facets of the events; None where they are not in columns yet."""
    from trailview.search.facets import EventFacets
    from trailview.store.view import View

    return EventFacets(progress.rows) if isinstance(progress.rows, View) else None


def _terms(progress: Progress, values: tuple[tuple[str, str | None], ...]) -> tuple[Term, ...]:
    facets = _facets_of(progress)
    return () if facets is None else facets.terms(values)


def _without(terms: tuple[Term, ...]) -> Clause:
    """What leaves out the rows for which all the terms hold."""
    if len(terms) == 1:
        return replace(terms[0], negated=True)
    return Group((terms,), negated=True)
