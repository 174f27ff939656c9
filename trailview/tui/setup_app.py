"""The app of the setup, which runs before the main one or by itself."""

from __future__ import annotations

from trailview.setup.steps import Answers
from trailview.tui.base_app import BaseApp
from trailview.tui.dialogs.setup import SetupDialog
from trailview.tui.identities import Discovering


class SetupApp(BaseApp[Answers]):
    """`run()` returns what was settled, nothing where it was skipped, None where it was quit."""

    def __init__(self, discovery: Discovering, theme: str = "") -> None:
        super().__init__(theme)
        self._discovery = discovery

    def on_mount(self) -> None:
        self.push_screen(SetupDialog(self._discovery), self._done)

    def _done(self, answers: Answers | None) -> None:
        self.exit(answers or {})

    async def action_quit(self) -> None:
        self.exit(None)
