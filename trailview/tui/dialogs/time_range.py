"""The span of time a question is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from trailview.errors import QuestionError
from trailview.events.text import printable
from trailview.question.query import TimeRange
from trailview.tui.dialogs.dialog import Dialog, KeyList


class TimeRangeDialog(Dialog[TimeRange]):
    """Presets, all time, or a span typed; the result is one that `check` lets pass."""

    DEFAULT_CSS = """
    TimeRangeDialog #frame { width: 56; }
    TimeRangeDialog Static { color: $text-muted; }
    """
    title_text = "Time range"
    keys_text = (
        "15m 4h 2d1h · 2026-11-01T13:10 · 13:10 · now\n"
        "today · yesterday 22:00 · mon 9:00\n"
        "since and until in one: 9:00-10:30 · @13:10±15m\n"
        "Enter takes · Tab next · Esc closes"
    )
    around = 12

    def __init__(
        self, presets: Sequence[str], now: TimeRange, check: Callable[[TimeRange], object]
    ) -> None:
        """`check` raises QuestionError for a span that is not understood."""
        super().__init__()
        self._ranges = (TimeRange(), *(TimeRange(preset) for preset in presets))
        self._check = check
        self._now = now
        names = ("all time", *(f"last {preset}" for preset in presets))
        self._list = KeyList(*(Option(Content(name)) for name in names))
        self._since = Input(now.since, placeholder="the beginning", id="since")
        self._until = Input(now.until, placeholder="now and later", id="until")
        self._refusal = Static(classes="refusal")

    def contents(self) -> Sequence[Widget]:
        """The presets, where a span is typed, and why the last was refused."""
        self._refusal.display = False
        return (
            self._list,
            Static("Since"),
            self._since,
            Static("Until, not included"),
            self._until,
            self._refusal,
        )

    def on_mount(self) -> None:
        self._list.focus()
        self._list.highlighted = self._ranges.index(self._now) if self._now in self._ranges else 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._ranges[event.option_index])

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        chosen = TimeRange(self._since.value.strip(), self._until.value.strip())
        try:
            self._check(chosen)
        except QuestionError as error:
            # How times are written stands below already.
            self._refusal.update(Content(printable(error.message)))
            self._refusal.display = True
        else:
            self.dismiss(chosen)
