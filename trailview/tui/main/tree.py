"""What leads back to a person or a key: their sessions, and those begun from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from trailview.errors import UsageError
from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.at_hand import TimedLeadsHost, at_hand, clock, ended
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import ShowPerson, ShowTree
from trailview.tui.main.following import Work, follow
from trailview.tui.origins import Grown, RowsAtHand, Watch

if TYPE_CHECKING:
    from trailview.events.subject import Subject
    from trailview.tui.dialogs.tree import TreeRow

_WORK: Final = Work(
    "What leads back",
    "Enter asks for the events of the branch, by its keys · = its own only · W the branch alone"
    " · Esc stops, closes",
)
_NOBODY: Final = UsageError(
    "Nobody is known to be behind it",
    "It is a service of AWS, another account, or the record does not tell.",
    "w shows how far it can be followed, and what would find the rest.",
)
Whose = Callable[[Watch], "Subject | None"]


class _Tree(NamedTuple):
    """A tree, and whose it is."""

    subject: Subject
    grown: Grown


class TreeController:
    """Shows the tree of whoever made the call at the cursor, or of whom a value there names."""

    def __init__(self, host: TimedLeadsHost) -> None:
        self._host = host

    def show(self) -> None:
        """Grow the tree of the cursor's value, or of the caller."""
        from trailview.tui.main.subjects import leading_back

        detail = self._host.detail
        value = detail.value if detail.has_focus else None
        runner, key = self._host.runner, self._key
        self._grow(lambda _: leading_back(runner.event(key), value))

    def _of_subject(self, fact: ShowTree) -> None:
        self._grow(lambda _: fact.subject)

    def _of_person(self, _: ShowPerson) -> None:
        from trailview.tui.main.subjects import behind, of_origin

        origins, runner, key = self._host.origins, self._host.runner, self._key
        assert origins is not None, "the command cannot be used"
        read: RowsAtHand = at_hand(self._host).at_hand

        def person(watch: Watch) -> Subject | None:
            chain = origins.chain(*behind(runner.event(key), None), read, watch).chain
            return None if chain.origin is None else of_origin(chain.origin)

        self._grow(person)

    @property
    def _key(self) -> int:
        key = self._host.table.cursor_key
        assert key is not None, "the command cannot be used"
        return key

    def _grow(self, whose: Whose) -> None:
        origins, read = self._host.origins, at_hand(self._host)
        assert origins is not None, "the command cannot be used"

        def job(watch: Watch) -> _Tree:
            subject = whose(watch)
            if subject is None:
                raise _NOBODY
            return _Tree(subject, origins.tree(subject, read.at_hand, watch))

        follow(self._host, _WORK, job, lambda tree: self._rows(tree, read.note))

    def _rows(self, tree: _Tree, note: str) -> tuple[list[TreeRow], str]:
        from trailview.events.tree import Branch
        from trailview.search.who.written import missing_text, tree_entries
        from trailview.tui.dialogs.tree import TreeRow
        from trailview.tui.main.steps import from_branch

        subject, (root, missing, calls) = tree
        rows = []
        for entry in tree_entries(subject.text, root, clock(self._host.zone)):
            assert isinstance(entry.what, Branch)
            steps = from_branch(entry.what, subject if entry.what is root else None)
            rows.append(TreeRow(entry.depth, entry.lines, steps))
        rows += [TreeRow(0, (missing_text(one),)) for one in missing]
        return rows, ended(calls, note, len(missing))

    def _can_grow(self) -> bool:
        return self._host.origins is not None and self._host.table.cursor_key is not None

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.tree",
            "W",
            "What leads back",
            "Show all sessions that lead back to the person or the key, and what they did.",
            EVENTS,
            show,
            When(_can_grow, "There is no event at the cursor."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(ShowTree, _of_subject),
        hears(ShowPerson, _of_person),
    )
