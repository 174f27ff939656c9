"""Who is behind the event or the key at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.at_hand import TimedLeadsHost, at_hand, clock, ended
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import ShowChain
from trailview.tui.main.following import Work, follow
from trailview.tui.origins import Traced, Watch

if TYPE_CHECKING:
    from trailview.events.chain import Chain
    from trailview.tui.dialogs.tree import TreeRow

_WORK: Final = Work(
    "Who is behind it",
    "Enter goes to the event · = all events of it · W what leads back · Esc stops, closes",
)


class ChainController:
    """Shows the chain from the cursor back to a person, a workload or another account."""

    def __init__(self, host: TimedLeadsHost) -> None:
        self._host = host

    def show(self) -> None:
        """Trace the value at the cursor, or whoever made the call."""
        detail = self._host.detail
        self._trace(detail.value if detail.has_focus else None)

    def _of_event(self, _: ShowChain) -> None:
        self._trace(None)

    def _trace(self, value: str | None) -> None:
        from trailview.tui.main.subjects import behind

        origins, key = self._host.origins, self._host.table.cursor_key
        assert origins is not None, "the command cannot be used"
        assert key is not None, "the command cannot be used"
        runner, read = self._host.runner, at_hand(self._host)

        def job(watch: Watch) -> Traced:
            subject, seen = behind(runner.event(key), value)
            return origins.chain(subject, seen, read.at_hand, watch)

        follow(
            self._host,
            _WORK,
            job,
            lambda traced: self._rows(traced, read.note),
            lambda chain: self._found(chain)[:-1],
        )

    def _found(self, chain: Chain) -> list[TreeRow]:
        """The subject, each hop, and last the origin."""
        from trailview.search.who.written import chain_entries
        from trailview.tui.dialogs.tree import TreeRow
        from trailview.tui.main.steps import from_call, from_chain

        first, *others = chain_entries(chain, clock(self._host.zone))
        rows = [TreeRow(0, first.lines, from_call(chain.seen))]
        return rows + [TreeRow(one.depth, one.lines, from_chain(one.what)) for one in others]

    def _rows(self, traced: Traced, note: str) -> tuple[list[TreeRow], str]:
        from trailview.search.who.written import missing_text
        from trailview.tui.dialogs.tree import TreeRow

        chain = traced.chain
        rows = self._found(chain)
        rows += [TreeRow(0, (missing_text(one),)) for one in chain.missing]
        rows += [TreeRow(0, (told,)) for told in chain.notes]
        return rows, ended(traced.calls, note, len(chain.missing))

    def _can_trace(self) -> bool:
        return self._host.origins is not None and self._host.table.cursor_key is not None

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.who",
            "w",
            "Who was it",
            "Show who is behind the event, or behind the key in the detail: call by call.",
            EVENTS,
            show,
            When(_can_trace, "There is no event at the cursor."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (hears(ShowChain, _of_event),)
