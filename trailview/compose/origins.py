"""Wires what the screen asks about keys and principals: who is behind, what leads back, all."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from trailview.compose import services
from trailview.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trailview.compose.identities import AwsIdentities
    from trailview.compose.who import Way
    from trailview.events.chain import Chain
    from trailview.events.dossier.topic import Topic
    from trailview.events.issued import Call
    from trailview.events.lookups import Answer, Lookup
    from trailview.events.subject import Subject
    from trailview.question.query import Window
    from trailview.search.progress import Progress
    from trailview.search.session import Session
    from trailview.search.who.asking import Asking
    from trailview.search.who.drive import LookupSource
    from trailview.settings.config import Settings
    from trailview.settings.memory import Memory
    from trailview.tui.origins import Grown, Origins, RowsAtHand, Told, Traced, Watch


def origins_of(memory: Memory, identities: AwsIdentities | None = None) -> Origins:
    """Who finds out for a screen; `identities` ask services, where these are asked."""
    return WiredOrigins(identities, lambda: memory.settings)


class WiredOrigins:
    """Chains and trees over what a screen has read (`trailview.tui.origins.Origins`).

    Services are asked in a session of its own: a question of a chain would pause and push
    out what the screen reads. Its calls are paced in the same quotas.
    """

    def __init__(self, identities: AwsIdentities | None, settings: Callable[[], Settings]) -> None:
        """`identities` ask services; None where there are only files."""
        self._identities = identities
        self._settings = settings
        self._lock = threading.Lock()
        self._session: Session | None = None

    def chain(
        self, subject: Subject, seen: Call | None, at_hand: RowsAtHand, watch: Watch
    ) -> Traced:
        """The chain behind a subject. Raises TrailviewError."""
        from trailview.search.who.at_hand import AtHand
        from trailview.search.who.drive import who
        from trailview.tui.origins import Traced

        rows = AtHand(at_hand.records, at_hand.backend, watch.cancel)
        if not services.row_of(at_hand.backend).is_service:
            return Traced(who(subject, [rows], seen, watch.found), 0)
        asking = self._asking(at_hand, watch)
        way = self._way(asking, at_hand)
        chain = who(subject, [_CallsOnly(rows), way.source], seen, watch.found)
        return Traced(chain, asking.calls)

    def tree(self, subject: Subject, at_hand: RowsAtHand, watch: Watch) -> Grown:
        """All that leads back to a subject. Raises TrailviewError."""
        from trailview.compose.who import lacks
        from trailview.events.tree import tree_of
        from trailview.search.who.counted import counted
        from trailview.tui.origins import Grown

        if not services.row_of(at_hand.backend).is_service:
            return Grown(tree_of(subject, *counted(at_hand.records)), (), 0)
        asking = self._asking(at_hand, watch)
        root, gaps = self._way(asking, at_hand).tree(subject)
        return Grown(root, lacks(subject, gaps), asking.calls)

    def about(self, topics: Sequence[Topic], at_hand: RowsAtHand, watch: Watch) -> Told:
        """The dossier of the first of several meanings that has events. Raises TrailviewError."""
        from trailview.compose.about import read_events, read_rows
        from trailview.search.about.drive import ReadEvents, Sources, about
        from trailview.search.who.at_hand import AtHand
        from trailview.search.who.drive import who
        from trailview.tui.origins import Told

        rows = AtHand(at_hand.records, at_hand.backend, watch.cancel)
        is_service = services.row_of(at_hand.backend).is_service
        asking = self._asking(at_hand, watch) if is_service else None

        def read(topic: Topic) -> ReadEvents:
            found = read_rows(at_hand, topic, watch.cancel)
            if found is not None or asking is None:
                assert found is not None, "files are read whole"
                return found
            return read_events(asking, at_hand.context, self._window(at_hand), topic)

        def behind(subject: Subject, seen: Call | None) -> Chain:
            if asking is None:
                return who(subject, [rows], seen)
            way = self._way(asking, at_hand)
            return who(subject, [_CallsOnly(rows), way.source], seen)

        found = about(topics, Sources(read, behind, watch.cancel, watch.taken))
        return Told(found, 0 if asking is None else asking.calls)

    def close(self) -> None:
        """Let go of what was opened."""
        with self._lock:
            if self._session is not None:
                self._session.close()

    def _way(self, asking: Asking, at_hand: RowsAtHand) -> Way:
        from trailview.compose.who import way_to

        window = self._window(at_hand)
        return way_to(asking, at_hand.context, self._asks, self._settings(), window)

    def _window(self, at_hand: RowsAtHand) -> Window:
        from trailview.compose.who import usual_window

        return usual_window(at_hand.window, at_hand.backend, int(time.time()))

    def _asking(self, at_hand: RowsAtHand, watch: Watch) -> Asking:
        from trailview.search.who.asking import Asking

        def told(progress: Progress) -> None:
            watch.told(asking.calls + progress.tally.requests)

        asking = Asking(
            self._opened(at_hand.backend),
            at_hand.backend,
            watch.allow,
            told,
            watch.cancel,
            costs_money=bool(services.row_of(at_hand.backend).charged_by),
        )
        return asking

    @property
    def _asks(self) -> AwsIdentities:
        if self._identities is None:
            raise UsageError("Nobody can be asked", "Only files are open.")
        return self._identities

    def _opened(self, backend: str) -> Session:
        with self._lock:
            if self._session is None:
                self._session = self._asks.open_session(backend)
                self._session.painted()
            return self._session


class _CallsOnly:
    """Rows at hand, asked before a service: what they lack, the service is asked for."""

    def __init__(self, rows: LookupSource) -> None:
        self._rows = rows

    def answer(self, look: Lookup) -> Answer:
        """The calls that were found."""
        return self._rows.answer(look)._replace(gaps=())
