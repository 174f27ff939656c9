"""Every command of the main screen, declared once.

Bindings, the status line's hints, the help and the palette are all made from
`COMMANDS`. An `id` never changes: users' key maps name commands by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, format_key, key_to_character


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the main screen does on request."""

    id: str
    action: str
    """The `action_…` method of the main screen that does it."""
    keys: str
    """Keys as Textual spells them, comma separated; "" for the palette alone."""
    title: str
    help: str
    """One sentence, for the help and the palette."""
    group: str


QUESTION: Final = "Question"
PANES: Final = "Panes"
EVENTS: Final = "Events"
PROGRAM: Final = "Program"

COMMANDS: Final = (
    Command(
        "question.edit",
        "edit_question",
        "/",
        "Question",
        "Type a question; Enter asks it, Tab accepts a completion, ↑ recalls earlier ones.",
        QUESTION,
    ),
    Command(
        "question.back",
        "question_back",
        "[",
        "Back",
        "Go back to the question asked before this one.",
        QUESTION,
    ),
    Command(
        "question.forward",
        "question_forward",
        "]",
        "Forward",
        "Go forward to the question left by going back.",
        QUESTION,
    ),
    Command(
        "question.again",
        "ask_again",
        "r",
        "Ask again",
        "Ask the same question again; a time range such as “last 4h” is counted from now.",
        QUESTION,
    ),
    Command(
        "question.go-on",
        "go_on",
        "full_stop",
        "Go on",
        "Go on reading where it stopped: after Esc, an error, or credentials that ran out.",
        QUESTION,
    ),
    Command(
        "question.progress",
        "progress",
        "L",
        "Progress",
        "Show how far each profile and Region has been read, as it goes on.",
        QUESTION,
    ),
    Command(
        "question.backend",
        "backend",
        "B",
        "Backend",
        "Choose where to ask: files, or one of the services.",
        QUESTION,
    ),
    Command(
        "question.raw",
        "raw",
        "x",
        "Raw text",
        "Type a filter pattern, an Insights query or SQL, which is run as it is.",
        QUESTION,
    ),
    Command(
        "question.profiles",
        "profiles",
        "P",
        "Profiles",
        "Choose the AWS profiles to ask as; the question stays, and r asks it there.",
        QUESTION,
    ),
    Command(
        "question.regions",
        "regions",
        "R",
        "Regions",
        "Choose the AWS Regions that event history is asked in.",
        QUESTION,
    ),
    Command(
        "question.time",
        "time_range",
        "T",
        "Time range",
        "Choose the span of time the question is about.",
        QUESTION,
    ),
    Command(
        "question.history",
        "history",
        "h",
        "History",
        "List the questions asked, in this and earlier sessions, to ask one again.",
        QUESTION,
    ),
    Command(
        "question.saved",
        "saved",
        "S",
        "Saved questions",
        "Choose from questions with names, or give the present one a name.",
        QUESTION,
    ),
    Command(
        "pane.next",
        "next_pane",
        "tab",
        "Next pane",
        "Move to the next pane; in the sidebar, to its next field.",
        PANES,
    ),
    Command(
        "pane.previous",
        "previous_pane",
        "shift+tab",
        "Previous pane",
        "Move to the previous pane or field.",
        PANES,
    ),
    Command(
        "pane.sidebar",
        "toggle_sidebar",
        "b",
        "Sidebar",
        "Show or hide the filters and the active terms.",
        PANES,
    ),
    Command(
        "pane.detail",
        "toggle_detail",
        "d",
        "Detail",
        "Show or hide the detail of the event at the cursor.",
        PANES,
    ),
    Command(
        "pane.zoom",
        "zoom",
        "z",
        "Zoom",
        "Give the whole screen to the pane in use, or take it back.",
        PANES,
    ),
    Command(
        "pane.back",
        "go_back",
        "escape",
        "Cancel, close",
        "End the zoom, leave the detail or the sidebar; in the table, stop reading.",
        PANES,
    ),
    Command(
        "events.sort",
        "sort",
        "s",
        "Sort",
        "Choose the column and the direction to sort by.",
        EVENTS,
    ),
    Command(
        "events.columns",
        "columns",
        "c",
        "Columns",
        "Choose which columns are shown, how wide, and in which order; it is remembered.",
        EVENTS,
    ),
    Command(
        "events.rows",
        "toggle_rows",
        "X",
        "Other rows",
        "Show the rows of a raw text's answer that are no events, or the events again.",
        EVENTS,
    ),
    Command(
        "events.copy",
        "copy_menu",
        "y",
        "Copy",
        "Copy the event, one of its values, the question, or the command that asks it.",
        EVENTS,
    ),
    Command(
        "events.problems",
        "problems",
        "!",
        "Problems",
        "List what could not be read, and why.",
        EVENTS,
    ),
    Command(
        "program.zone",
        "time_zone",
        "u",
        "Time zone",
        "Show times in the next time zone: UTC, local, and the one given at the start.",
        PROGRAM,
    ),
    Command(
        "program.palette",
        "palette",
        "ctrl+p,:",
        "Palette",
        "Find a command by its name.",
        PROGRAM,
    ),
    Command(
        "program.theme",
        "theme",
        "",
        "Theme",
        "Choose the colours; the choice is remembered.",
        PROGRAM,
    ),
    Command(
        "program.settings",
        "settings",
        "comma",
        "Settings",
        "List what can be set, and change it.",
        PROGRAM,
    ),
    Command(
        "program.setup",
        "setup",
        "",
        "Setup",
        "Look in AWS for profile, Region, trail, log group and table, and keep them as settings.",
        PROGRAM,
    ),
    Command(
        "program.help",
        "help",
        "?",
        "Help",
        "Show all keys, and the fields a question can ask about.",
        PROGRAM,
    ),
    Command(
        "program.quit",
        "quit",
        "q",
        "Quit",
        "Leave trailview. Ctrl+C does so from anywhere but a login, which it leaves.",
        PROGRAM,
    ),
)

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
_BY_ID: Final = {command.id: command for command in COMMANDS}
HINTS: Final = ("question.edit", "program.help")
"""The commands whose keys the status line names."""


def find_command(command_id: str) -> Command:
    """The command with this id. Raises KeyError."""
    return _BY_ID[command_id]


def bindings() -> list[Binding]:
    """A binding for every command; one without a key has a key that no terminal sends."""
    return [
        Binding(
            command.keys or command.id, command.action, command.title, id=command.id, show=False
        )
        for command in COMMANDS
    ]


def default_keys() -> tuple[dict[str, str], ...]:
    """Keys without a key map, by the ids that one names them by: the screen's, and each pane's."""
    screen = {command.id: command.keys for command in COMMANDS}
    return screen, *({b.id: b.key for b in pane if b.id} for pane in _pane_bindings())


def command_docs() -> dict[str, str]:
    """What everything does that has keys, by its id."""
    docs = {command.id: command.help for command in COMMANDS}
    return docs | {b.id: f"{b.description}." for pane in _pane_bindings() for b in pane if b.id}


def _pane_bindings() -> list[list[Binding]]:
    from trailview.tui.widgets.event_detail import EventDetail
    from trailview.tui.widgets.event_table import EventTable

    panes = (EventTable, EventDetail)
    return [[b for b in pane.BINDINGS if isinstance(b, Binding)] for pane in panes]


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


def grouped(commands: Iterable[Command] = COMMANDS) -> dict[str, list[Command]]:
    """Commands by group, both in the order declared."""
    groups: dict[str, list[Command]] = {}
    for command in commands:
        groups.setdefault(command.group, []).append(command)
    return groups
