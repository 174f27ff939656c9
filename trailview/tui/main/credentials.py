"""Credentials that a question stopped for: logging in, and MFA codes."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from trailview.errors import Need
from trailview.tui.commands import Command
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import ContextChanged, MendCredentials, Mended, Started
from trailview.tui.main.host import Asks, Opens, Runs, Says, Tells
from trailview.tui.messages import CodeWanted

if TYPE_CHECKING:
    from trailview.setup.steps import Wanted
    from trailview.tui.identities import Identities

_AGAIN: Final = 60.0
"""Seconds after a code within which another one for the same device is asked for again."""
_ONCE: Final = "Asked again: the last code was wrong or used up. Each works once."


class CredentialsHost(Asks, Opens, Runs, Says, Tells, Protocol):
    """What mending credentials needs of the screen."""

    @property
    def identities(self) -> Identities | None:
        """Who can log in; None where only files are asked."""
        ...

    def want_code(self, wanted: Wanted) -> None:
        """Let a `CodeWanted` come up. Safe from any thread."""
        ...


class CredentialsController:
    """Mends credentials, and goes on with the question from where it stopped."""

    def __init__(self, host: CredentialsHost) -> None:
        self._host = host
        self._refused: int | None = None
        """The search during which no MFA code was given: it is asked for none any more."""
        self._given: tuple[str, float] = ("", -math.inf)
        """Whose MFA code was given last, and when."""

    def _started(self, _: Started) -> None:
        if self._host.identities is not None:
            self._host.identities.prompt_with(self._host.want_code)

    def _context_changed(self, _: ContextChanged) -> None:
        self._refused = None

    def _mend(self, intent: MendCredentials) -> None:
        from trailview.tui.dialogs.login import CredentialsDialog, LoginDialog

        error, identities = intent.error, self._host.identities
        assert identities is not None, "files need no credentials"

        def done(mended: bool | None) -> None:
            if mended:
                self._host.ask(lambda questions: questions.go_on())
                self._host.tell(Mended())

        if error.need is Need.MFA and self._refused == self._host.runner.generation:
            self._host.say(f"{error.title}: the question is paused.")
        elif error.need is Need.SSO:
            flow = identities.login_flow(error.profile)
            self._host.open(LoginDialog(error.profile, flow), done)
        else:
            self._host.open(CredentialsDialog(error), done)

    def _code_wanted(self, message: CodeWanted) -> None:
        from trailview.tui.dialogs.login import MfaDialog, passing_on

        wanted, pass_on = message.wanted, passing_on(message.wanted)
        if self._refused == self._host.runner.generation:
            wanted.cancel()
            return
        whose, at = self._given
        is_again = whose == wanted.text and time.monotonic() - at < _AGAIN

        def answered(code: str | None) -> None:
            if code is None:
                self._refused = self._host.runner.generation
            else:
                self._given = (wanted.text, time.monotonic())
            pass_on(code)

        self._host.open(MfaDialog(wanted.text, note=_ONCE if is_again else ""), answered)

    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(Started, _started),
        hears(ContextChanged, _context_changed),
        hears(MendCredentials, _mend),
        hears(CodeWanted, _code_wanted),
    )
