"""What the screen asks about profiles, Regions and accounts, whoever answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from trailview.backends.base import Cancel
from trailview.context import Context
from trailview.setup.steps import Answers, Flow, Step, Wanted

if TYPE_CHECKING:
    from trailview.settings.edit import Changes


class Candidates(NamedTuple):
    """What there is to choose from, and what the user should know of the list."""

    values: Sequence[Any]
    notes: tuple[str, ...] = ()


class Identities(Protocol):
    """Who can ask, and where. Those that may raise block, and so does `profiles`."""

    def profiles(self) -> Candidates:
        """Values of `trailview.tui.dialogs.profiles.ProfileLike`."""
        ...

    def regions(self, context: Context, cancel: Cancel) -> Candidates:
        """Names of Regions. Raises TrailviewError."""
        ...

    def regions_named(self, context: Context) -> tuple[str, ...]:
        """Those that are asked: named by the context, or else set for its profile."""
        ...

    def identify(self, context: Context) -> str:
        """Whose accounts they are. Raises TrailviewError."""
        ...

    def login_flow(self, profile: str) -> Flow:
        """The login of a profile through the browser."""
        ...

    def prompt_with(self, show: Callable[[Wanted], object]) -> None:
        """Have `show` called, from any thread, when an MFA code is wanted."""
        ...

    def discovery(self) -> Discovering:
        """What a setup looks with."""
        ...


class Discovering(Protocol):
    """Looks for what there is to be asked, and gets the credentials that takes.

    Only what the steps find, and a login, blocks.
    """

    def steps(self) -> Sequence[Step]:
        """What is looked for, in this order."""
        ...

    def login_flow(self, profile: str) -> Flow:
        """The login of a profile through the browser."""
        ...

    def prompt_with(self, show: Callable[[Wanted], object]) -> None:
        """Have `show` called, from any thread, when an MFA code is wanted."""
        ...

    def changes(self, answers: Answers) -> Changes:
        """The settings that answers come to."""
        ...

    def context(self, answers: Answers) -> Context:
        """Whom answers ask as, and where."""
        ...
