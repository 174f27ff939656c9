"""Whose accounts are asked, and whose events are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.context import Context
from trailview.errors import TrailviewError
from trailview.frozen import Frozen
from trailview.tui.commands import Command, command_keys
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import (
    ContextChanged,
    FirstFrameShown,
    Mended,
    Progressed,
    QuestionChanged,
)
from trailview.tui.main.host import Asks, Names, Works
from trailview.tui.messages import SettingsChanged
from trailview.tui.widgets.header import HeaderLine

if TYPE_CHECKING:
    from trailview.tui.identities import Identities
    from trailview.tui.widgets.whose import WhoseLine


class OwnersHost(Asks, Names, Works, Protocol):
    """What saying whose accounts they are needs of the screen."""

    @property
    def identities(self) -> Identities | None:
        """Who can say it; None where only files are asked."""
        ...

    @property
    def context(self) -> Context:
        """As whom, and where, the next question is asked."""
        ...

    @property
    def header(self) -> HeaderLine:
        """The line that says who is asked as from now on."""
        ...

    def add_line(self, line: WhoseLine) -> None:
        """Lay out a line above the panes."""
        ...


class _Owner(Frozen):
    """Whose accounts a context's profiles are of; or why that cannot be said."""

    context: Context
    text: str
    is_known: bool


class OwnersController:
    """Says as whom is asked from now on; and whose events show, where that is not the same."""

    def __init__(self, host: OwnersHost) -> None:
        self._host = host
        self.whose: WhoseLine | None = None
        """The line that says whose events are shown, once it has been needed."""
        self._owners: dict[Context, _Owner] = {}

    # Finding out

    def _identify(self, *_: object) -> None:
        """Find out whose accounts are asked, unless that is known."""
        context, identities = self._host.context, self._host.identities
        known = self._owners.get(context)
        if identities is None or (known is not None and known.is_known):
            return

        def find() -> _Owner:
            try:
                return _Owner(context, identities.identify(context), is_known=True)
            except TrailviewError as error:
                return _Owner(context, error.title, is_known=False)

        self._host.work(find, self._found, group="identify")

    def _found(self, owner: _Owner) -> None:
        self._owners[owner.context] = owner
        self._show()

    def _progressed(self, fact: Progressed) -> None:
        if fact.progress.state.is_over and fact.progress.error is None:
            self._identify()  # who could not be named may be able to ask now

    # Showing

    def _show(self, *_: object) -> None:
        asked, now = self._host.asked, self._host.context
        header = self._host.header
        header.source = self._host.session.title(asked.backend, now)
        header.owner = self._owner(now)
        header.wear(self._colour(now))
        shown = asked.context
        if shown == now:
            if self.whose is not None:
                self.whose.display = False
            return
        if self.whose is None:
            from trailview.tui.widgets.whose import WhoseLine

            self.whose = WhoseLine(id="whose")
            self._host.add_line(self.whose)
        again = command_keys(
            self._host.command_named("question.again"), self._host.memory.settings.keys
        )
        self.whose.display = True
        self.whose.source = self._host.session.title(asked.backend, shown)
        self.whose.owner = self._owner(shown)
        self.whose.hint = f"{again} asks as above"
        self.whose.wear(self._colour(shown))

    def _owner(self, context: Context) -> str:
        owner = self._owners.get(context)
        return owner.text if owner is not None else ""

    def _colour(self, context: Context) -> str:
        """The colour set for a profile that asks; also by another name that it has there."""
        profiles = self._host.memory.settings.profiles.values()
        by_name = [(p.name, p.colour) for p in profiles]
        by_other = [(p.aws_profile, p.colour) for p in profiles if p.aws_profile]
        named = (colour for name, colour in by_name + by_other if name in context.profiles)
        return next(filter(None, named), "")

    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(FirstFrameShown, _identify),
        hears(ContextChanged, _identify),
        hears(Mended, _identify),
        hears(Progressed, _progressed),
        hears(QuestionChanged, _show),
        hears(SettingsChanged, _show),
    )
