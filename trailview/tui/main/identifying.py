"""As whom and where services are asked: profiles, Regions, and credentials that run out."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from textual import work
from textual.message import Message

from trailview.backends.base import Cancel
from trailview.context import Context
from trailview.errors import CredentialsError, Need, SettingsError, TrailviewError
from trailview.setup.steps import Answers
from trailview.tui.identities import Choice, Identities
from trailview.tui.main.remembering import RememberingScreen
from trailview.tui.messages import CodeWanted

_AGAIN: Final = 60.0
"""Seconds after a code within which another one for the same device is asked for again."""
_ONCE: Final = "Asked again: the last code was wrong or used up. Each works once."
_LOOKED_BACK: Final = 500
"""Questions of the history that tell which profiles were used last."""


@dataclass
class Identified(Message):
    """Whose accounts a context's profiles are of; or why that cannot be said."""

    context: Context
    text: str
    is_known: bool


@dataclass
class ChoiceFound(Message):
    """What there is to choose from, or why that cannot be said."""

    what: str
    """`profiles` or `regions`."""
    choice: Choice | None
    error: TrailviewError | None = None
    used: Mapping[str, float] = field(default_factory=dict)
    """When profiles were used last, in seconds since 1970."""


class IdentifyingScreen(RememberingScreen):
    """Switching in place: the question stays, and what is shown says whose it is."""

    identities: Identities | None = None
    """Who can ask; None where only files are."""
    _refused: int | None = None
    """The search during which no MFA code was given: for that one none is asked for any more."""
    _given: tuple[str, float] = ("", -math.inf)
    """Whose MFA code was given last, and when."""

    def on_mount(self) -> None:
        if self.identities is not None:
            self.identities.prompt_with(lambda wanted: self.post_message(CodeWanted(wanted)))
        self._chosen_at = dict.fromkeys(self.asking.context.profiles, float(self.now()))
        """When profiles were chosen, of which questions may not be in the history yet."""

    def first_frame_shown(self) -> None:
        super().first_frame_shown()
        self._identify(self.asking.context)

    def switch(self, context: Context) -> None:
        """Ask as others, or elsewhere, from now on. What is shown stays until asked again."""
        self.asking.context = context
        self._refused = None
        self._chosen_at |= dict.fromkeys(context.profiles, float(self.now()))
        self.show_question()
        self._identify(context)

    def _identify(self, context: Context) -> None:
        """Find out whose accounts they are, unless that is known."""
        if self.identities is not None and context not in self.identified:
            self._find_owner(context, self.identities)

    @work(thread=True, group="identify", exclusive=True, exit_on_error=False)
    def _find_owner(self, context: Context, identities: Identities) -> None:
        try:
            found = Identified(context, identities.identify(context), is_known=True)
        except TrailviewError as error:
            found = Identified(context, error.title, is_known=False)
        self.post_message(found)

    def on_identified(self, message: Identified) -> None:
        self.owners[message.context] = message.text
        if message.is_known:
            self.identified.add(message.context)
        self.show_question()

    def answered(self) -> None:
        super().answered()
        if self.progress is not None and self.progress.error is None:
            self._identify(self.asking.context)  # who could not be named may be able to ask now

    def action_profiles(self) -> None:
        self._choose("profiles")

    def action_regions(self) -> None:
        self._choose("regions")

    def _choose(self, what: str) -> None:
        if self.identities is None:
            self.say("Files are asked here: they belong to no profile and no Region.")
        else:
            self._find(what, self.asking.context)

    @work(thread=True, group="choice", exclusive=True, exit_on_error=False)
    def _find(self, what: str, context: Context) -> None:
        assert self.identities is not None
        try:
            if what == "profiles":
                found = ChoiceFound(what, self.identities.profiles(), used=self._used())
            else:
                found = ChoiceFound(what, self.identities.regions(context, Cancel()))
        except TrailviewError as error:
            found = ChoiceFound(what, None, error)
        self.post_message(found)

    def _used(self) -> Mapping[str, float]:
        """When profiles were chosen or asked last, as far as is remembered. Reads a file."""
        used = dict(self._chosen_at)
        try:
            for kept in self.memory.history.search(limit=_LOOKED_BACK):
                for name in kept.entry.profile.split(","):
                    used[name] = max(used.get(name, 0), kept.entry.asked_at)
        except SettingsError as error:
            self.memory.complain(error)
        return used

    def on_choice_found(self, message: ChoiceFound) -> None:
        if message.error is not None:
            self.show_error(message.error)
        elif message.choice is not None and message.what == "profiles":
            self._offer_profiles(message.choice, message.used)
        elif message.choice is not None:
            self._offer_regions(message.choice)

    def _offer_profiles(self, choice: Choice, used: Mapping[str, float]) -> None:
        from trailview.tui.dialogs.profiles import ProfilesDialog

        context = self.asking.context

        def chosen(names: tuple[str, ...] | None) -> None:
            if names:
                self.switch(Context(names, context.regions))

        dialog = ProfilesDialog(choice.values, used, context.profiles, choice.notes)
        self.app.push_screen(dialog, chosen)

    def _offer_regions(self, choice: Choice) -> None:
        from trailview.tui.dialogs.regions import RegionsDialog

        assert self.identities is not None
        context = self.asking.context

        def chosen(names: tuple[str, ...] | None) -> None:
            if names:
                self.switch(replace(context, regions=names))

        dialog = RegionsDialog(choice.values, self.identities.regions_named(context), choice.notes)
        self.app.push_screen(dialog, chosen)

    # Credentials

    def show_failure(self, error: TrailviewError) -> None:
        if isinstance(error, CredentialsError) and self.identities is not None:
            self._offer_login(error, self.identities)
        else:
            super().show_failure(error)

    def _offer_login(self, error: CredentialsError, identities: Identities) -> None:
        """Mend the credentials, and go on with the question from where it stopped."""
        from trailview.tui.dialogs.login import CredentialsDialog, LoginDialog

        def done(mended: bool | None) -> None:
            if mended:
                self.asking.go_on()
                self._identify(self.asking.context)

        if error.need is Need.MFA and self._refused == self.runner.generation:
            self.say(f"{error.title}: the question is paused.")
        elif error.need is Need.SSO:
            dialog = LoginDialog(error.profile, identities.login_flow(error.profile))
            self.app.push_screen(dialog, done)
        else:
            self.app.push_screen(CredentialsDialog(error), done)

    def on_code_wanted(self, message: CodeWanted) -> None:
        from trailview.tui.dialogs.login import MfaDialog, passing_on

        wanted, pass_on = message.wanted, passing_on(message.wanted)
        if self._refused == self.runner.generation:
            wanted.cancel()
            return
        whose, at = self._given
        is_again = whose == wanted.text and time.monotonic() - at < _AGAIN

        def answered(code: str | None) -> None:
            if code is None:
                self._refused = self.runner.generation
            else:
                self._given = (wanted.text, time.monotonic())
            pass_on(code)

        self.app.push_screen(MfaDialog(wanted.text, note=_ONCE if is_again else ""), answered)

    def action_setup(self) -> None:
        if self.identities is None:
            self.say("The setup is for AWS. In a shell: trailview config setup")
            return
        from trailview.tui.dialogs.setup import SetupDialog

        discovery = self.identities.discovery()

        def settled(answers: Answers | None) -> None:
            if answers:
                self.remember(discovery.changes(answers))
                self.switch(discovery.context(answers))

        self.app.push_screen(SetupDialog(discovery), settled)
