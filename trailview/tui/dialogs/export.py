"""What is to be written into a file, and how."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, Final, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from trailview.search.export.formats import FORMATS
from trailview.tui.dialogs.dialog import Dialog
from trailview.tui.widgets.choice import Choice

_OPEN, _MASKED = 0, 1
_REDACTION: Final = ("as they are", "masked: accounts, keys, addresses, names")


class Wish(NamedTuple):
    """What to write, and how."""

    what: int
    """Which of the things that were offered."""
    format: str
    path: str
    redacts: bool


class ExportDialog(Dialog[Wish]):
    """The result is what to write; a file that is there already is refused."""

    DEFAULT_CSS = """
    ExportDialog #frame { width: 76; }
    ExportDialog .label { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "redact", "Mask", show=False, priority=True),
    ]
    title_text = "Export and handoff"
    keys_text = "Enter writes · Shift+Tab ← → choose · Ctrl+r masks · Esc closes"

    def __init__(self, offered: Sequence[str], path: Callable[[str], str]) -> None:
        """What can be written, the usual first; `path` names a new file for an ending."""
        super().__init__()
        rows = [row for row in FORMATS.values() if row.endings]
        self._formats = sorted(rows, key=lambda row: not row.has_heading)
        self._what = Choice(offered, id="what")
        self._format = Choice([row.name for row in self._formats], id="format")
        self._values = Choice(_REDACTION, id="values")
        self._path = Input(path(self._formats[0].endings[0]), id="path")
        self._refusal = Static(classes="refusal")

    def contents(self) -> Sequence[Widget]:
        """What, in which format, masked or not, and where to."""
        self._refusal.display = False
        return (
            Static("What", classes="label"),
            self._what,
            Static("Format", classes="label"),
            self._format,
            Static("Values", classes="label"),
            self._values,
            Static("File", classes="label"),
            self._path,
            self._refusal,
        )

    def on_mount(self) -> None:
        self._path.focus()

    def on_choice_changed(self, event: Choice.Changed) -> None:
        """Let the file's ending follow the format."""
        event.stop()
        chosen, path = self._formats[self._format.chosen], Path(self._path.value)
        if event.choice is self._format and path.name and path.suffix not in chosen.endings:
            self._path.value = str(path.with_suffix(chosen.endings[0]))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Let the format follow the ending that is typed."""
        event.stop()
        self._refusal.display = False
        ending = Path(event.value).suffix.lower()
        for place, row in enumerate(self._formats):
            if ending in row.endings:
                self._format.choose(place)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._take()

    def on_choice_taken(self, event: Choice.Taken) -> None:
        event.stop()
        self._take()

    def _take(self) -> None:
        path = os.path.expanduser(self._path.value.strip())  # noqa: PTH111  (Path's raises)
        if not path or "\0" in path or Path(path).is_dir():
            self._refuse("Name a file.")
        elif os.path.lexists(path):
            self._refuse("There is such a file already, and it is not overwritten.")
        else:
            masks = self._values.chosen == _MASKED
            chosen = self._formats[self._format.chosen]
            self.dismiss(Wish(self._what.chosen, chosen.name, path, masks))

    def _refuse(self, why: str) -> None:
        self._refusal.update(Content(why))
        self._refusal.display = True

    def action_redact(self) -> None:
        self._values.choose(_OPEN if self._values.chosen == _MASKED else _MASKED)


class ExportingDialog(Dialog[None]):
    """How far a long export is. Escape stops it; nothing is written then."""

    title_text = "Export and handoff"
    keys_text = "Esc stops: nothing is written then"

    def __init__(self, stop: Callable[[], object]) -> None:
        super().__init__()
        self._stop = stop
        self._state = Static(Content("writing …"))

    def contents(self) -> Sequence[Widget]:
        """How far it is."""
        return (self._state,)

    def told(self, steps: int) -> None:
        """So many steps are done: one or two for each event, and more where it is masked."""
        self._state.update(Content(f"writing … {steps:,} steps so far"))

    def action_leave(self) -> None:
        self._stop()
        self._state.update(Content("stopping …"))
