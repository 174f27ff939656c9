"""Which keys the last line names: those of the pane in use, the most useful first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import ClassVar, Final, NamedTuple, Protocol

from textual.widget import Widget

from trailview.tui.commands import Command, Offered, default_keys, key_name, keys_text
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import FirstFrameShown, FocusMoved, Progressed
from trailview.tui.main.host import Answers, Remembers
from trailview.tui.messages import SettingsChanged
from trailview.tui.widgets.keys_line import KeyHint, KeysLine


class _Hint(NamedTuple):
    """A command, or a binding of a pane, by its id; or a key that cannot be another."""

    id: str
    word: str = ""
    """In place of the command's title."""
    key: str = ""
    of_rows: bool = False
    """Whether it does something to a row, and nothing where there is none."""


_EVERYWHERE: Final = (
    _Hint("question.edit"),
    _Hint("pane.next", "next pane"),
    _Hint("pane.sidebar"),
    _Hint("program.palette"),
    _Hint("program.quit"),
)
_BACK: Final = _Hint("pane.back", "back")
_HELP: Final = _Hint("program.help")
_OF_PANES: Final[Mapping[str, tuple[_Hint, ...]]] = {
    "table": (
        _Hint("table.open", "open", of_rows=True),
        _Hint("table.add", "add", of_rows=True),
        _Hint("table.exclude", "exclude", of_rows=True),
        _Hint("events.pivot"),
        _Hint("events.who", "who"),
        _Hint("events.mark", "mark"),
        _Hint("events.copy"),
        *_EVERYWHERE[:1],
        _Hint("pane.facets"),
        _Hint("events.sort"),
        _Hint("events.around", "around"),
        *_EVERYWHERE[1:],
    ),
    "rows": (
        _Hint("events.copy"),
        *_EVERYWHERE[:1],
        _Hint("pane.facets"),
        _Hint("events.sort"),
        _Hint("events.rows"),
        *_EVERYWHERE[1:],
    ),
    "detail": (
        _Hint("detail.toggle", "fold", of_rows=True),
        _Hint("detail.add", "add", of_rows=True),
        _Hint("detail.exclude", "exclude", of_rows=True),
        _Hint("detail.search", "search", of_rows=True),
        _Hint("detail.wrap", "wrap", of_rows=True),
        _Hint("events.copy"),
        _Hint("pane.zoom"),
        _BACK,
        *_EVERYWHERE,
    ),
    "facets": (
        _Hint("facets.add", "add"),
        _Hint("facets.exclude", "exclude"),
        _Hint("facets.only", "only"),
        _Hint("facets.cross", "cross"),
        _Hint("facets.next", "next facet"),
        _Hint("pane.facets", "large"),
        _BACK,
    ),
    "timeline": (
        _Hint("timeline.earlier", "earlier"),
        _Hint("timeline.later", "later"),
        _Hint("timeline.begin", "begin span"),
        _Hint("timeline.choose", "ask about it"),
        _Hint("pane.timeline", "one line"),
        _Hint("events.go-to", "go to"),
        _BACK,
        *_EVERYWHERE,
    ),
    "chips": (
        _Hint("", "remove", "delete"),
        _Hint("", "alternative", "o"),
        _BACK,
        *_EVERYWHERE,
    ),
    "filters": (
        _Hint("", "choose", "enter"),
        _Hint("pane.next", "next field"),
        _BACK,
    ),
    "bar": (
        _Hint("", "ask", "enter"),
        _Hint("", "accept", "tab"),
        _Hint("", "earlier", "up"),
        _Hint("", "leave", "escape"),
    ),
}
"""By the pane's id; one that is not here has those that work everywhere."""
_TYPED_INTO: Final = frozenset({"bar"})
"""Panes in which `?` is a letter."""
_SHORT: Final = {"Enter": "⏎"}


class KeysHost(Answers, Remembers, Protocol):
    """What this needs of the screen."""

    @property
    def keys_line(self) -> KeysLine:
        """The line."""
        ...

    @property
    def focused(self) -> Widget | None:
        """What has the focus."""
        ...

    def commands(self, ids: AbstractSet[str] | None = None) -> Sequence[Offered]:
        """All commands, or those with these ids, as they stand now."""
        ...


class KeysController:
    """Names the keys of the pane in use, but not those that can do nothing now."""

    def __init__(self, host: KeysHost) -> None:
        self._host = host
        self._usual: dict[str, str] = {}
        """Keys without a key map, by their ids."""
        self._is_first_frame_shown = False

    def _first_frame_shown(self, _: FirstFrameShown) -> None:
        self._is_first_frame_shown = True
        self._show()

    def _show(self, _: object = None) -> None:
        if not self._is_first_frame_shown:
            return
        if not self._usual:
            tables = default_keys([offer.command for offer in self._host.commands()])
            self._usual = {each: keys for table in tables for each, keys in table.items()}
        pane = self._pane()
        hints = _OF_PANES.get(pane, (_BACK, *_EVERYWHERE))
        ids = {hint.id for hint in (*hints, _HELP)}
        offers = {offer.command.id: offer for offer in self._host.commands(ids)}
        made = [self._hint(hint, offers) for hint in hints]
        last = None if pane in _TYPED_INTO else self._hint(_HELP, offers)
        self._host.keys_line.show([hint for hint in made if hint is not None], last)

    @property
    def _has_rows(self) -> bool:
        """Whether there is an event that keys can do something to."""
        progress = self._host.progress
        return progress is not None and len(progress.rows) > 0

    def _pane(self) -> str:
        """The id of the pane in use."""
        focused = self._host.focused
        nodes = [] if focused is None else focused.ancestors_with_self
        return next((node.id for node in nodes if node.id in _OF_PANES), None) or ""

    def _hint(self, hint: _Hint, offers: Mapping[str, Offered]) -> KeyHint | None:
        """What is shown of it; None where it has no key, or can do nothing now."""
        offer = offers.get(hint.id)
        keys = hint.key or self._host.memory.settings.keys.get(
            hint.id, self._usual.get(hint.id, "")
        )
        key = keys if keys == "," else keys.split(",")[0].strip()
        if not key or (offer is not None and offer.why_not):
            return None
        if hint.of_rows and not self._has_rows:
            return None
        word = hint.word or (offer.command.title.lower() if offer is not None else "")
        shown = keys_text(key)
        return KeyHint(key_name(key) or key, _SHORT.get(shown, shown), word)

    COMMANDS: ClassVar[tuple[Command, ...]] = ()
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(FirstFrameShown, _first_frame_shown),
        hears(FocusMoved, _show),
        hears(Progressed, _show),
        hears(SettingsChanged, _show),
    )
