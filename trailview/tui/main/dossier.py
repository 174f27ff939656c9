"""All about the caller, or about the key, address or resource at the cursor, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from trailview.errors import UsageError
from trailview.tui.commands import EVENTS, Command, When
from trailview.tui.main.at_hand import TimedLeadsHost, at_hand, clock, ended
from trailview.tui.main.controller import Hears
from trailview.tui.main.following import Work, follow
from trailview.tui.origins import Told, Watch

if TYPE_CHECKING:
    from trailview.tui.dialogs.tree import TreeRow

_WORK: Final = Work(
    "All about it",
    "Enter asks for the events of the line · = all of them · W what leads back · Esc stops, closes",
)
_NOTHING: Final = UsageError(
    "Nothing is known to ask about",
    "The record does not tell who made the call.",
    "On an address, a key or a resource in the detail, i tells about that.",
)
_TOP: Final = 15
"""Lines of one list."""
_CELLS: Final = {
    "ip": "$.sourceIPAddress",
    "key": "$.userIdentity.accessKeyId",
    "resource": "$.resources[0].ARN",
}
"""Fields of the table's cells that are things of their own, and where they stand in a record."""


class DossierController:
    """Shows a page about the value at the cursor, or about whoever made the call."""

    def __init__(self, host: TimedLeadsHost) -> None:
        self._host = host

    def show(self) -> None:
        """Gather all about what is at the cursor."""
        from trailview.tui.main.subjects import meant

        host = self._host
        origins, key, (value, path) = host.origins, host.table.cursor_key, self._value()
        assert origins is not None, "the command cannot be used"
        assert key is not None, "the command cannot be used"
        runner, read = host.runner, at_hand(host)

        def job(watch: Watch) -> Told:
            topics = meant(runner.event(key), value, path)
            if not topics:
                raise _NOTHING
            return origins.about(topics, read.at_hand, watch)

        follow(host, _WORK, job, self._rows)

    def _value(self) -> tuple[str | None, str]:
        """The text at the cursor, and where it stands."""
        detail, cell = self._host.detail, self._host.table.term
        if detail.has_focus:
            return detail.value, detail.path
        if isinstance(cell, str) or cell[0] not in _CELLS:
            return None, ""
        return cell[1], _CELLS[cell[0]]

    def _rows(self, told: Told) -> tuple[list[TreeRow], str]:
        from trailview.search.about.page import missing_lines, page_of
        from trailview.tui.dialogs.tree import TreeRow
        from trailview.tui.main.steps import from_entry

        page, topic = page_of(told.about, clock(self._host.zone), _TOP), told.about.dossier.topic
        rows = [TreeRow(0, (page.title,), is_heading=True)]
        rows += [TreeRow(0, (line,)) for line in (*page.top, *page.facts)]
        for found in page.lists:
            rows.append(TreeRow(0, (found.title,), is_heading=True))
            for line in found.lines:
                rows.append(TreeRow(1, line.told, from_entry(topic, line.entry)))
            if found.more:
                rows.append(TreeRow(1, (found.more,)))
        return rows, ended(told.calls, "", len(missing_lines(told.about)))

    def _can_show(self) -> bool:
        return self._host.origins is not None and self._host.table.cursor_key is not None

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "events.about",
            "i",
            "All about it",
            "Show all about the caller on one page; or about the address, key or resource there.",
            EVENTS,
            show,
            When(_can_show, "There is no event at the cursor."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = ()
