"""The text of the help: sections of keys and words, from the tables that define them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual.binding import Binding, BindingType

from trailview.question.fields import FIELDS
from trailview.tui.commands import Offered, command_keys, grouped, keys_text

_LANGUAGE: Final = (
    ("user:alice event:Delete*", "all terms must hold; * stands for any run of characters"),
    ("service:iam,sts", "a comma is “any of”"),
    ("(user:alice or is:denied)", "alternatives, each a list of terms"),
    ("event:~*key*  event:/^Get/", "letters in any case  a regular expression"),
    ("-is:read", "a leading - negates the term"),
    ("error:*  -error:*", "present  absent or empty"),
    ('"no such key"', "text anywhere in the record, in any case"),
    ("$.requestParameters.userName:Bob", "a JSON path in the record"),
)
_KEYS: Final = 14
_TITLES: Final = 22
_TERMS: Final = 33
"""Cells of the left side: that of keys, of titles, and of terms."""

Binds = Iterable[tuple[str, Iterable[tuple[str, str]]]]
"""Panes, each with its own keys and what they do."""


class HelpRow(NamedTuple):
    """A key, a term or a name, and what it means."""

    left: str
    right: str
    is_dim: bool = False
    """Whether it cannot be used now."""


class HelpSection(NamedTuple):
    """Rows under a title."""

    title: str
    rows: Sequence[HelpRow]
    width: int = _KEYS
    """Cells that the left side of the rows has."""


def sections(
    commands: Sequence[Offered],
    keymap: Mapping[str, str],
    panes: Binds,
    dialogs: Iterable[tuple[str, str]],
) -> tuple[HelpSection, ...]:
    """The whole help. Of `dialogs` it takes the titles, and what each says of its keys."""
    found = [
        HelpSection(
            group,
            [
                HelpRow(
                    command_keys(offered.command, keymap) or "(palette)",
                    f"{offered.command.title}: {offered.command.help}",
                    bool(offered.why_not),
                )
                for offered in offers
            ],
        )
        for group, offers in grouped(commands).items()
    ]
    for title, keys in panes:
        found.append(HelpSection(title, [HelpRow(keys_text(key), what) for key, what in keys]))
    found.append(HelpSection("In dialogs", [HelpRow(*row) for row in dialogs], _TITLES))
    found.append(HelpSection("The question", [HelpRow(*row) for row in _LANGUAGE], _TERMS))
    fields = [HelpRow(", ".join(field.names), field.plain_doc) for field in FIELDS]
    return (*found, HelpSection("Fields", fields))


def narrowed(whole: Sequence[HelpSection], words: str) -> tuple[HelpSection, ...]:
    """The rows that have each of the words in them or in their title, in any case."""
    wanted = words.casefold().split()

    def has_all(section: HelpSection, row: HelpRow) -> bool:
        text = f"{section.title} {row.left} {row.right}".casefold()
        return all(word in text for word in wanted)

    found = (
        section._replace(rows=[row for row in section.rows if has_all(section, row)])
        for section in whole
    )
    return tuple(section for section in found if section.rows)


def drawn(found: Sequence[HelpSection]) -> Group:
    """Sections as they are shown, wrapped to whatever width there is."""
    if not found:
        return Group(Text("Nothing here has all of these words.", "dim"))
    return Group(*_parts(found))


def _parts(found: Sequence[HelpSection]) -> Iterator[Text | Table]:
    for before, section in pairwise((None, *found)):
        assert section is not None
        if before is not None:
            yield Text()
        yield Text(section.title, "bold underline")
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=section.width)
        table.add_column(ratio=1)
        for row in section.rows:
            style = "dim" if row.is_dim else ""
            table.add_row(Text(row.left, f"bold {style}"), Text(row.right, style))
        yield table


def own_keys(
    bindings: Iterable[BindingType], keymap: Mapping[str, str]
) -> Sequence[tuple[str, str]]:
    """The keys of a pane after the user's key map, and what those do that say so."""
    return [
        (keymap.get(binding.id or "", binding.key), binding.description)
        for binding in bindings
        if isinstance(binding, Binding) and binding.description
    ]
