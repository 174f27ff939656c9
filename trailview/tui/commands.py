"""What a command is, and how its keys are spelled.

Bindings, the status line's hints, the help and the palette are all made from rows
of this kind, which stand with the controllers that carry them out. An `id` never
changes: users' key maps name commands by it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, format_key, key_to_character

from trailview.frozen import Frozen

QUESTION: Final = "Question"
PANES: Final = "Panes"
EVENTS: Final = "Events"
PROGRAM: Final = "Program"
_GROUPS: Final = (QUESTION, PANES, EVENTS, PROGRAM)


class When(Frozen):
    """When a command can be used."""

    holds: Callable[[Any], bool]
    """Whether it can be now, of its controller."""
    otherwise: str
    """What is said where it cannot: one sentence."""


class Command(Frozen):
    """One thing the main screen does on request."""

    id: str
    keys: str
    """Keys as Textual spells them, comma separated; "" for the palette alone."""
    title: str
    help: str
    """One sentence, for the help and the palette."""
    group: str
    do: Callable[[Any], Awaitable[None] | None]
    """The method of its controller that does it."""
    when: When | None = None
    """When it can be used; None for always."""
    opens_later: bool = False
    """It opens something once a thread has found what that shows: keys behind it wait for that."""

    def why_not(self, controller: object) -> str:
        """Why it cannot be used now; empty where it can."""
        return "" if self.when is None or self.when.holds(controller) else self.when.otherwise


class Offered(Frozen):
    """A command as it stands now."""

    command: Command
    why_not: str = ""
    """Why it cannot be used now; empty where it can."""

    @property
    def help(self) -> str:
        """What the command does, and why not now."""
        return f"{self.command.help} Not now: {self.why_not}" if self.why_not else self.command.help


_SPELLED: Final = {"enter": "Enter", "pagedown": "PgDn", "pageup": "PgUp"}
_WRITTEN: Final = {
    **KEY_NAME_REPLACEMENTS,
    "esc": "escape",
    "pgdn": "pagedown",
    "pgup": "pageup",
    "del": "delete",
    ",": "comma",
    " ": "space",
}
_MODIFIERS: Final = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})
_NAMED: Final = {
    *KEY_NAME_REPLACEMENTS.values(),
    *(key.value for key in Keys if key.value.isalnum()),
}
"""Keys that have a name of Textual's own; those of other characters are Unicode's."""


def in_order(commands: Iterable[Command]) -> list[Command]:
    """Commands group by group; in a group as they are declared, and other groups last."""
    places = {group: place for place, group in enumerate(_GROUPS)}
    return sorted(commands, key=lambda command: places.get(command.group, len(places)))


def bindings(commands: Iterable[Command]) -> list[Binding]:
    """A binding for every command; one without a key has a key that no terminal sends."""
    return [
        Binding(
            command.keys or command.id,
            f"command({command.id!r})",
            command.title,
            id=command.id,
            show=False,
        )
        for command in commands
    ]


def default_keys(commands: Iterable[Command]) -> tuple[dict[str, str], ...]:
    """Keys without a key map, by the ids that one names them by: the screen's, and each pane's."""
    screen = {command.id: command.keys for command in commands}
    return screen, *({b.id: b.key for b in pane if b.id} for pane in _pane_bindings())


def command_docs(commands: Iterable[Command]) -> dict[str, str]:
    """What everything does that has keys, by its id."""
    docs = {command.id: command.help for command in commands}
    return docs | {b.id: f"{b.description}." for pane in _pane_bindings() for b in pane if b.id}


def _pane_bindings() -> list[list[Binding]]:
    from trailview.tui.widgets.event_detail import EventDetail
    from trailview.tui.widgets.event_table import EventTable
    from trailview.tui.widgets.facets import FacetsPane
    from trailview.tui.widgets.timeline import TimelinePane

    panes = (EventTable, EventDetail, FacetsPane, TimelinePane)
    return [[b for b in pane.BINDINGS if isinstance(b, Binding)] for pane in panes]


@lru_cache
def key_name(text: str) -> str:
    """A key as Textual spells it, of how a person may write it; empty for what is no key."""
    held, _, last = text.rpartition("+") if len(text) > 1 else ("", "", text)
    modifiers = [modifier.lower() for modifier in held.split("+") if held]
    if not last or not _MODIFIERS.issuperset(modifiers):
        return ""
    name = last if len(last) == 1 and "ctrl" not in modifiers else last.lower()
    name = _WRITTEN.get(name, name)
    if len(name) == 1:
        (bound,) = Binding.make_bindings([(name, "", "")])
        name = bound.key
    if name not in _NAMED and key_to_character(name) is None:
        return ""
    return "+".join((*modifiers, name))


@lru_cache
def keys_text(keys: str) -> str:
    """Keys as they are shown to a person: `Ctrl+p :`."""
    return " ".join(_key_text(key.strip()) for key in keys.split(",") if key.strip())


def _key_text(key: str) -> str:
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    shown = last if len(last) == 1 else _SPELLED.get(last) or format_key(last)
    shown = shown[:1].upper() + shown[1:] if len(shown) > 1 else shown
    return "+".join((*(modifier.capitalize() for modifier in modifiers), shown))


def command_keys(command: Command, keymap: Mapping[str, str]) -> str:
    """The keys of a command as shown, after the user's own key map."""
    return keys_text(keymap.get(command.id, command.keys))


def grouped(offers: Sequence[Offered]) -> dict[str, list[Offered]]:
    """Commands by group, both in the order given."""
    groups: dict[str, list[Offered]] = {}
    for offer in offers:
        groups.setdefault(offer.command.group, []).append(offer)
    return groups
