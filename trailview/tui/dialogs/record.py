"""A marked event as it was kept: its record, also where its source can no longer be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from textual.widget import Widget

from trailview.events.record import Delivery, Event
from trailview.settings.marks import Mark
from trailview.tui.dialogs.dialog import Dialog
from trailview.tui.widgets.event_detail import EventDetail


class RecordDialog(Dialog[None]):
    """The detail of a marked event."""

    DEFAULT_CSS = """
    RecordDialog #frame { width: 95%; height: 90%; }
    RecordDialog EventDetail { height: 1fr; }
    """
    title_text = "Marked event"
    keys_text = "↑ ↓ move · ← → fold · v shows masked values · Esc closes"

    def __init__(self, mark: Mark, zone: tzinfo) -> None:
        super().__init__()
        raw, resources = mark.record.encode("utf-8", "replace"), mark.resources.encode()
        self._event = Event(Delivery(raw, mark.time, resources, mark.about))
        self._note = mark.note
        self._zone = zone
        self._detail = EventDetail(id="record")

    def contents(self) -> Sequence[Widget]:
        """The detail."""
        return (self._detail,)

    def on_mount(self) -> None:
        self._detail.show(self._event, self._zone, self._note)
        self._detail.focus()
