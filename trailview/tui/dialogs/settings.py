"""What can be set, and to what it is set."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from trailview.events.text import printable
from trailview.settings import spec
from trailview.settings.checks import BadValueError, Value
from trailview.settings.memory import Memory
from trailview.settings.positions import SettingPath
from trailview.tui.commands import Command, command_docs, default_keys, keys_text
from trailview.tui.dialogs.dialog import Dialog, KeyList
from trailview.tui.dialogs.prompt import PromptDialog

_NAME_WIDTH = 34


class SettingDialog(Dialog[str]):
    """One setting's value, typed; the result is a text that `check` lets pass."""

    keys_text = "Enter takes; nothing is the default · Esc leaves"

    def __init__(self, name: str, doc: str, text: str, check: Callable[[str], object]) -> None:
        """`check` raises BadValueError."""
        super().__init__()
        self.title_text = name
        self._doc = doc
        self._check = check
        self._input = Input(text)
        self._refusal = Static(classes="refusal")

    def contents(self) -> Sequence[Widget]:
        """What is set, where it is typed, and why the last value was refused."""
        self._refusal.display = False
        return (Static(Content(printable(self._doc))), self._input, self._refusal)

    def on_mount(self) -> None:
        self._input.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        try:
            self._check(text)
        except BadValueError as error:
            self._refusal.update(Content(printable(f"{error.message} {error.hint}".strip())))
            self._refusal.display = True
        else:
            self.dismiss(text)


class SettingsDialog(Dialog[Set[SettingPath]]):
    """A list of settings; the result is which of them were changed.

    Each change is written at once, in a thread.
    """

    DEFAULT_CSS = """
    SettingsDialog #frame { width: 95%; }
    SettingsDialog OptionList { text-wrap: nowrap; text-overflow: ellipsis; }
    SettingsDialog #about { color: $text-muted; height: 2; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add a profile", show=False),
    ]
    title_text = "Settings"
    keys_text = "Enter changes · a adds a profile · Esc closes"
    around = 7

    def __init__(self, memory: Memory, commands: Sequence[Command]) -> None:
        """`commands` are those whose keys can be set."""
        super().__init__()
        self._memory = memory
        self._added: list[str] = []
        """Profiles of which nothing is set yet."""
        self._changed: set[SettingPath] = set()
        self._places: list[SettingPath] = []
        groups = default_keys(commands)
        self._keys = {command: keys for group in groups for command, keys in group.items()}
        self._docs = command_docs(commands)
        self._list = KeyList()
        self._about = Static(id="about")

    def contents(self) -> Sequence[Widget]:
        """The settings, and what the one at the cursor does."""
        return (self._list, self._about)

    def on_mount(self) -> None:
        self._list.focus()
        self._show()

    def _show(self) -> None:
        at = self._list.highlighted or 0
        self._places = self._all_places()
        self._list.set_options(Option(self._row(place)) for place in self._places)
        self._list.highlighted = min(at, len(self._places) - 1)

    def _all_places(self) -> list[SettingPath]:
        """Every setting there is or could be, profiles before the many keys."""
        settings = self._memory.settings
        rows = spec.rows(self._memory.vocabulary)
        single = [setting.path for setting in rows if spec.ANY not in setting.path]
        widths = [("columns", "widths", name) for name in settings.widths]
        of_profile = spec.members((spec.PROFILES, spec.ANY), self._memory.vocabulary)
        names = dict.fromkeys((*settings.profiles, *self._added))
        profiles = [(spec.PROFILES, name, member) for name in names for member in of_profile]
        keys = [(spec.KEYS, command) for command in self._keys]
        return [*single, *widths, *profiles, *keys]

    def _value(self, place: SettingPath) -> Value:
        settings = self._memory.settings
        if place[0] == spec.KEYS and place not in settings.values:
            return self._keys.get(place[-1], "")
        return settings.value(*place)

    def _doc(self, place: SettingPath) -> str:
        setting = spec.find(place, self._memory.vocabulary)
        assert setting is not None, "only settings are listed"
        return self._docs.get(place[-1], setting.doc) if place[0] == spec.KEYS else setting.doc

    def _row(self, place: SettingPath) -> Content:
        shown = spec.shown(self._value(place))
        value = printable(keys_text(shown) if place[0] == spec.KEYS else shown)
        style = "bold" if place in self._memory.settings.values else "dim"
        name = printable(".".join(place)).ljust(_NAME_WIDTH)
        return Content.assemble(f"{name} ", (value or "–", style))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._tell(self._doc(self._places[event.option_index]))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        place = self._places[event.option_index]
        check = partial(self._memory.typed, place)

        def typed(text: str | None) -> None:
            if text is not None:
                self._write(place, check(text))

        value = spec.shown(self._value(place))
        dialog = SettingDialog(".".join(place), self._doc(place), value, check)
        self.app.push_screen(dialog, typed)

    def _write(self, place: SettingPath, value: Value | None) -> None:
        self.load(
            lambda: self._memory.change({place: value}),
            lambda _: self._written(place),
            lambda error: self._tell(error.message),
        )

    def _written(self, place: SettingPath) -> None:
        self._changed.add(place)
        self._show()

    def _tell(self, text: str) -> None:
        self._about.update(Content(printable(text)))

    def action_add(self) -> None:
        def named(name: str | None) -> None:
            if name and name.strip():
                self._added.append(name.strip())
                self._show()
                self._list.highlighted = next(
                    at for at, place in enumerate(self._places) if place[1] == name.strip()
                )

        self.app.push_screen(PromptDialog("Name of the profile"), named)

    def action_leave(self) -> None:
        self.dismiss(self._changed)
