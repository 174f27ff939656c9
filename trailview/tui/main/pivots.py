"""From the event at the cursor to others that have something in common with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from trailview.backends.base import Cancel
from trailview.errors import TrailviewError
from trailview.question.query import Question
from trailview.question.terms import Term
from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.at_hand import LeadsHost
from trailview.tui.main.controller import Hears
from trailview.tui.main.facts import GoTo, ShowChain, ShowPerson
from trailview.tui.positions import EventAt

if TYPE_CHECKING:
    from trailview.events.issued import CalledBy
    from trailview.events.record import Event

_COUNTING: Final = "…"
_UNKNOWN: Final = "?"
_ORDER: Final = (
    "only this value",
    "this key",
    "who issued it",
    "this session",
    "this person",
)
"""Of the menu; what is not here comes behind, as the event tells it."""


class _Way(NamedTuple):
    """A line of the menu, and the step that it is."""

    what: str
    value: str
    step: GoTo | ShowChain | ShowPerson

    @property
    def place(self) -> int:
        """Where it stands in the menu."""
        return _ORDER.index(self.what) if self.what in _ORDER else len(_ORDER)


class PivotsController:
    """Lists where an event leads, and goes there."""

    def __init__(self, host: LeadsHost) -> None:
        self._host = host

    def choose(self) -> None:
        """List where the event at the cursor leads."""
        key, runner, value = self._host.table.cursor_key, self._host.runner, self._value()
        assert key is not None, "the command cannot be used"

        def read() -> list[_Way] | TrailviewError:
            try:
                event = runner.event(key)
            except TrailviewError as error:
                return error
            return sorted(self._ways(event, value), key=lambda way: way.place)

        def done(ways: list[_Way] | TrailviewError) -> None:
            if isinstance(ways, TrailviewError):
                self._host.show_error(ways)
            else:
                self._open(ways)

        self._host.work(read, done, group="pivots")

    def _value(self) -> Term | None:
        """What asks for the value at the cursor; None where nothing does."""
        from trailview.question.parse import term_for
        from trailview.tui.json_paths import field_for_path

        detail, asked = self._host.detail, self._host.table.term
        if not detail.has_focus:
            return None if isinstance(asked, str) else term_for(*asked)
        if not detail.value or not detail.path.startswith("$."):
            return None
        return term_for(field_for_path(detail.path) or detail.path, detail.value)

    def _ways(self, event: Event, value: Term | None) -> Iterator[_Way]:
        from trailview.events.issued import caller_of
        from trailview.search.pivots import pivots_of

        event_id = event.text("eventID")
        at = EventAt(event_id, event.time) if event_id else None
        if value is not None:
            text = Question((value,)).text
            yield _Way("only this value", text, GoTo(Question((value,)), None, text, at))
        for pivot in pivots_of(event):
            question = Question(pivot.terms)
            yield _Way(pivot.what, pivot.value, GoTo(question, None, question.text, at))
        if self._host.origins is not None:
            yield from _by_chain(caller_of(event))

    # The menu

    def _open(self, ways: Sequence[_Way]) -> None:
        from trailview.tui.dialogs.pivots import PivotsDialog, PivotWay

        cancel = Cancel()
        counts = [_COUNTING if isinstance(way.step, GoTo) else "w" for way in ways]
        lines = [
            PivotWay(way.what, way.value, count) for way, count in zip(ways, counts, strict=True)
        ]
        dialog = PivotsDialog(lines, cancel.set)

        def chosen(index: int | None) -> None:
            if index is not None:
                self._host.tell(ways[index].step)

        self._host.open(dialog, chosen)
        records, window = self._host.runner.records, self._host.asked.question.window

        def counted(index: int, number: int | None) -> None:
            if not cancel.is_set:
                dialog.counted(index, _UNKNOWN if number is None else f"{number:,}")

        def count() -> None:
            """Those that columns tell come first: others are looked for in records."""
            from trailview.search import pivots

            asked = [
                (index, Question(way.step.question.terms, window))
                for index, way in enumerate(ways)
                if isinstance(way.step, GoTo)
            ]
            for index, question in sorted(asked, key=lambda one: pivots.takes_records(one[1])):
                try:
                    number: int | None = pivots.count(records, question, cancel)
                except TrailviewError:
                    number = None  # what cannot be read is among the problems of the answer
                if cancel.is_set:
                    return
                self._host.soon(partial(counted, index, number))

        self._host.work(count, lambda _: None, group="counts", exclusive=False)

    def _has_event(self) -> bool:
        return self._host.table.cursor_key is not None

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.pivot",
            "p",
            "Pivot",
            "Go on to other events with the same key, session, address, resource or request.",
            EVENTS,
            choose,
            When(_has_event, "There is no event at the cursor."),
            opens_later=True,
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = ()


def _by_chain(who: CalledBy) -> Iterator[_Way]:
    """What only a chain tells: who issued a temporary key, and the person behind it."""
    if who.is_session or who.temporary_key:
        yield _Way("who issued it", who.key or who.arn or "", ShowChain())
    if who.type not in ("AWSService", None):
        yield _Way("this person", "all that leads back to whoever is behind it", ShowPerson())
