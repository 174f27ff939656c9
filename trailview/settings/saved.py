"""The user's own saved questions: `saved.toml`, a table for each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from trailview.settings import edit
from trailview.settings.checks import nearest
from trailview.settings.config import Complaint, parsed
from trailview.settings.positions import line_of

_QUESTION: Final = "question"
_RAW: Final = "raw"
_MEMBERS: Final = (_QUESTION, "why", "since", _RAW, "backend")
"""What a table may hold: a question, or a raw text and the backend in whose language it is."""


class Own(NamedTuple):
    """A question that the user has given a name."""

    name: str
    text: str
    why: str = ""
    since: str = ""
    """The span it is asked about, as it is typed; empty for the one in force."""
    backend: str = ""
    """In whose own language the text is; empty for one in the question language."""


class Shelf:
    """The saved questions of one file. Reading and writing are not for the UI thread."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[list[Own], list[Complaint]]:
        """The questions in the order of the file, and what is wrong in it."""
        try:
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            return [], []
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            return [], [Complaint(str(self.path), None, f"It cannot be read: {reason}.")]
        document = parsed(text, str(self.path))
        if isinstance(document, Complaint):
            return [], [document]
        found: list[Own] = []
        complaints: list[Complaint] = []
        for name, table in document.items():
            wrong = _wrong(table)
            if wrong is None:
                found.append(_own(name, table))
            else:
                member, message = wrong
                line = line_of(text, (name, *member))
                complaints.append(Complaint(str(self.path), line, f"[{name}] {message}"))
        return found, complaints

    def save(self, own: Own) -> None:
        """Keep a question, in place of one of the same name. Raises SettingsError."""
        members = {
            _RAW if own.backend else _QUESTION: own.text,
            "why": own.why,
            "since": own.since,
            "backend": own.backend,
        }
        edit.change(self.path, {(own.name, key): members.get(key) or None for key in _MEMBERS})

    def delete(self, name: str) -> None:
        """Forget a question. Raises SettingsError."""
        edit.change(self.path, {(name,): None})


def _own(name: str, table: Mapping[str, str]) -> Own:
    """The question of a table in which nothing is wrong."""
    text = table.get(_QUESTION) or table[_RAW]
    return Own(name, text, *(table.get(key, "") for key in ("why", "since", "backend")))


def _wrong(table: object) -> tuple[tuple[str, ...], str] | None:
    """What keeps a member of the document from being a question, and at which of its own."""
    if not isinstance(table, Mapping):
        return (), "A table was expected."
    for key, value in table.items():
        if key not in _MEMBERS:
            return (key,), f"There is no {key!r} here. {nearest(key, _MEMBERS)}"
        if not isinstance(value, str):
            return (key,), f"{key} has to be a text in quotes."
    if not (table.get(_QUESTION) or table.get(_RAW)):
        return (), "It has no question."
    if table.get(_QUESTION) and table.get(_RAW):
        return (_RAW,), "A raw text stands in place of a question, not beside one."
    if bool(table.get(_RAW)) != bool(table.get("backend")):
        return (), "A raw text and its backend go together: it has only one of them."
    return None
