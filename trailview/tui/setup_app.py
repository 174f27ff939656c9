"""The app of the setup, which runs before the main one or by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from trailview.tui.screens.setup import SetupDialog
from trailview.tui.setup import Answers, Step
from trailview.tui.themes import DEFAULT


class SetupApp(App[Answers]):
    """`run()` returns what was settled, nothing where it was skipped, None where it was quit."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", "Quit", show=False, priority=True),
    ]

    def __init__(self, steps: Sequence[Step], theme: str = DEFAULT.name) -> None:
        super().__init__()
        self.animation_level = "none"
        self.register_theme(DEFAULT)
        self.theme = theme if theme in self.available_themes else DEFAULT.name
        self._steps = steps

    def on_mount(self) -> None:
        self.push_screen(SetupDialog(self._steps), self._done)

    def _done(self, answers: Answers | None) -> None:
        self.exit(answers or {})

    async def action_quit(self) -> None:
        self.exit(None)
