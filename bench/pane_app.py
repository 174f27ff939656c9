"""A detail pane alone: `python -m bench.pane_app detail|rich BYTES`; `x` shows another record."""

from __future__ import annotations

import json
import sys
from itertools import cycle
from typing import ClassVar

from rich.json import JSON
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from trailview.events.record import Delivery, Event
from trailview.tui.widgets.event_detail import EventDetail


def made(size: int, number: int) -> bytes:
    """A record of about `size` bytes."""
    item = {"key": f"tag-{number}", "value": "x" * 40, "active": True, "count": 12}
    items = [item] * max(1, (size - 900) // len(json.dumps(item)))
    return json.dumps(
        {
            "eventVersion": "1.11",
            "userIdentity": {
                "type": "IAMUser",
                "principalId": "AIDAEXAMPLE",
                "arn": "arn:aws:iam::111122223333:user/alice",
                "accountId": "111122223333",
                "accessKeyId": "AKIAEXAMPLE",
                "userName": "alice",
            },
            "eventTime": f"2026-11-23T12:00:{number:02}Z",
            "eventSource": "ec2.amazonaws.com",
            "eventName": "CreateTags",
            "awsRegion": "eu-central-1",
            "sourceIPAddress": "203.0.113.7",
            "requestParameters": {"tagSet": {"items": items}},
            "eventID": f"00000000-0000-4000-8000-{number:012}",
        }
    ).encode()


class PaneApp(App[None]):
    """One pane and two records, shown by turns."""

    CSS = "EventDetail, VerticalScroll { height: 1fr; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [("x", "another", "Another record")]

    def __init__(self, kind: str, size: int) -> None:
        super().__init__()
        self.animation_level = "none"
        self._records = cycle([made(size, number) for number in range(2)])
        self._pane: EventDetail | Static = EventDetail() if kind == "detail" else Static()

    def compose(self) -> ComposeResult:
        pane: Widget = self._pane
        yield pane if isinstance(pane, EventDetail) else VerticalScroll(pane)

    def on_mount(self) -> None:
        self.action_another()

    def action_another(self) -> None:
        raw = next(self._records)
        if isinstance(self._pane, EventDetail):
            self._pane.show(Event(Delivery(raw)))
        else:
            self._pane.update(JSON(raw.decode()))


if __name__ == "__main__":
    PaneApp(sys.argv[1], int(sys.argv[2])).run()
