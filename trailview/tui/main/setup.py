"""Looking again for what there is to be asked in AWS."""

from __future__ import annotations

from typing import ClassVar, Protocol

from trailview.setup.steps import Answers
from trailview.tui.commands import PROGRAM, Command, When
from trailview.tui.identities import Identities
from trailview.tui.main.controller import Hears
from trailview.tui.main.facts import Remember, SwitchContext
from trailview.tui.main.host import Opens, Tells


class SetupHost(Opens, Tells, Protocol):
    """What the setup needs of the screen."""

    @property
    def identities(self) -> Identities | None:
        """Who can ask; None where only files are."""
        ...


class SetupController:
    """Runs the setup again, and follows what it settles."""

    def __init__(self, host: SetupHost) -> None:
        self._host = host

    def show(self) -> None:
        """Open the setup."""
        from trailview.tui.dialogs.setup import SetupDialog

        assert self._host.identities is not None, "the command cannot be used without"
        discovery = self._host.identities.discovery()

        def settled(answers: Answers | None) -> None:
            if answers:
                self._host.tell(Remember(discovery.changes(answers)))
                self._host.tell(SwitchContext(discovery.context(answers)))

        self._host.open(SetupDialog(discovery), settled)

    def _knows_identities(self) -> bool:
        return self._host.identities is not None

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "program.setup",
            "",
            "Setup",
            "Look in AWS for profile, Region, trail, log group and table, and keep them as "
            "settings.",
            PROGRAM,
            show,
            When(_knows_identities, "The setup is for AWS. In a shell: trailview config setup"),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = ()
