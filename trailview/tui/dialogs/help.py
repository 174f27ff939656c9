"""All keys and the question language, from the tables that define them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from trailview.question.fields import FIELDS
from trailview.tui.commands import Offered, command_keys, grouped, keys_text
from trailview.tui.dialogs.dialog import Dialog

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


def help_page(commands: Sequence[Offered], keymap: Mapping[str, str], panes: Binds) -> Group:
    """The whole help; a command that cannot be used now is dim."""
    parts: list[Text | Table] = []

    def section(title: str, width: int, rows: Iterable[tuple[str, str, bool]]) -> None:
        if parts:
            parts.append(Text())
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=width)
        table.add_column(ratio=1)
        for left, right, is_dim in rows:
            table.add_row(Text(left, "bold dim" if is_dim else "bold"), _text(right, is_dim))
        parts.extend((Text(title, "bold underline"), table))

    for group, offers in grouped(commands).items():
        section(
            group,
            _KEYS_WIDTH,
            (
                (
                    command_keys(offered.command, keymap) or "(palette)",
                    f"{offered.command.title}: {offered.command.help}",
                    bool(offered.why_not),
                )
                for offered in offers
            ),
        )
    for pane, keys in panes:
        section(pane, _KEYS_WIDTH, ((keys_text(key), what, False) for key, what in keys))
    section("The question", _TERMS_WIDTH, ((left, right, False) for left, right in _LANGUAGE))
    fields = ((", ".join(field.names), field.plain_doc, False) for field in FIELDS)
    section("Fields", _KEYS_WIDTH, fields)
    return Group(*parts)


def _text(text: str, is_dim: bool) -> Text:
    return Text(text, "dim" if is_dim else "")


def pane_keys(bindings: Iterable[BindingType], keymap: Mapping[str, str]) -> list[tuple[str, str]]:
    """A widget's own keys, after the user's key map, and what they do, those that say so."""
    return [
        (keymap.get(binding.id or "", binding.key), binding.description)
        for binding in bindings
        if isinstance(binding, Binding) and binding.description
    ]


class HelpDialog(Dialog[None]):
    """A page to scroll through."""

    DEFAULT_CSS = """
    HelpDialog VerticalScroll {
        width: 100; max-width: 96%; height: 92%;
        border: round $primary; background: $surface; padding: 0 1;
    }
    HelpDialog Static { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,question_mark", "leave", "Close", show=False),
        Binding("j", "scroll(1)", "Down", show=False),
        Binding("k", "scroll(-1)", "Up", show=False),
        Binding("space", "page", "Page down", show=False),
    ]

    def __init__(
        self, commands: Sequence[Offered], keymap: Mapping[str, str], panes: Binds
    ) -> None:
        """`commands` as they stand now; `keymap` is the user's own."""
        super().__init__()
        self._content = help_page(commands, keymap, panes)

    def compose(self) -> ComposeResult:
        page = VerticalScroll(Static(self._content))
        page.border_title = Content("Help")
        page.border_subtitle = Content(self.keys_text)
        yield page

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_page(self) -> None:
        self.query_one(VerticalScroll).scroll_page_down(animate=False)
