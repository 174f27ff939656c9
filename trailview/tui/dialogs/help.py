"""All keys and the question language, from the tables that define them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from trailview.question.fields import FIELDS
from trailview.tui.commands import command_keys, grouped, keys_text

_LANGUAGE = (
    ("user:alice event:Delete*", "all terms must hold; * stands for any run of characters"),
    ("service:iam,sts", "a comma is “any of”"),
    ("-is:read", "a leading - negates the term"),
    ("error:*   -error:*", "present   absent or empty"),
    ('"no such key"', "text anywhere in the record, in any case"),
    ("$.requestParameters.userName:Bob", "a JSON path in the record"),
)
_KEYS_WIDTH = 14
_TERMS_WIDTH = 33

Binds = Iterable[tuple[str, Iterable[tuple[str, str]]]]
"""Panes, each with its own keys and what they do."""


def help_page(keymap: Mapping[str, str], panes: Binds) -> Group:
    """The whole help."""
    parts: list[Text | Table] = []

    def section(title: str, width: int, rows: Iterable[tuple[str, str]]) -> None:
        if parts:
            parts.append(Text())
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=width)
        table.add_column(ratio=1)
        for left, right in rows:
            table.add_row(Text(left, "bold"), Text(right))
        parts.extend((Text(title, "bold underline"), table))

    for group, commands in grouped().items():
        rows = (
            (command_keys(command, keymap) or "(palette)", f"{command.title}: {command.help}")
            for command in commands
        )
        section(group, _KEYS_WIDTH, rows)
    for pane, keys in panes:
        section(pane, _KEYS_WIDTH, ((keys_text(key), what) for key, what in keys))
    section("The question", _TERMS_WIDTH, _LANGUAGE)
    fields = ((", ".join(field.names), field.plain_doc) for field in FIELDS)
    section("Fields", _KEYS_WIDTH, fields)
    return Group(*parts)


def pane_keys(bindings: Iterable[BindingType], keymap: Mapping[str, str]) -> list[tuple[str, str]]:
    """A widget's own keys, after the user's key map, and what they do, those that say so."""
    return [
        (keymap.get(binding.id or "", binding.key), binding.description)
        for binding in bindings
        if isinstance(binding, Binding) and binding.description
    ]


class HelpScreen(ModalScreen[None]):
    """A page to scroll through."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen VerticalScroll {
        width: 100; max-width: 96%; height: 92%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    HelpScreen Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "leave", "Close", show=False),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
        Binding("space", "page", "Page down", show=False),
    ]

    def __init__(self, keymap: Mapping[str, str], panes: Binds) -> None:
        super().__init__()
        self._content = help_page(keymap, panes)

    def compose(self) -> ComposeResult:
        page = VerticalScroll(Static(self._content))
        page.border_title = Content("Help")
        page.border_subtitle = Content("Esc closes")
        yield page

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_page(self) -> None:
        self.query_one(VerticalScroll).scroll_page_down(animate=False)
