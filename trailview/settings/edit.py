"""Changing a file of settings: one place at a time, with its comments kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from trailview.errors import SettingsError
from trailview.settings import files, spec
from trailview.settings.checks import Value, Vocabulary
from trailview.settings.config import Complaint, parsed
from trailview.settings.positions import SettingPath

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import AbstractTable

Changes = Mapping[SettingPath, Value | None]
"""New values by their place in the document; None takes the member away."""

_MEND: Final = "Mend it by hand first."
_HEAD: Final = """\
# Settings of trailview. What is commented out is the default.
# trailview config check says what is wrong in here, trailview config show what is in force.
"""


def change(path: Path, changes: Changes) -> None:
    """Write values into a file; all else in it stays as it is. Raises SettingsError.

    A file that is no TOML is left alone: whatever it means, it is the user's.
    """

    def changed(text: str) -> str:
        import tomlkit

        wanted = _flat(_understood(text, path))
        document = tomlkit.parse(text)
        for place, value in changes.items():
            spelled = _spelled(document, place)
            wanted = {at: v for at, v in wanted.items() if at[: len(spelled)] != spelled}
            if value is None:
                _remove(document, spelled)
            else:
                _put(document, spelled, value)
                wanted[spelled] = list(value) if isinstance(value, tuple) else value
        after = tomlkit.dumps(document)
        if _flat(_understood(after, path)) != wanted:
            raise SettingsError("Not remembered", f"{path} could not be changed.", _MEND)
        return after

    files.change(path, changed)


def _flat(table: Mapping[str, Any], above: SettingPath = ()) -> dict[SettingPath, object]:
    """Every value that is no table, by its place."""
    found: dict[SettingPath, object] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            found |= _flat(value, (*above, name))
        else:
            found[*above, name] = value
    return found


def _understood(text: str, path: Path) -> dict[str, Any]:
    document = parsed(text, str(path))
    if isinstance(document, Complaint):
        raise SettingsError("Not remembered", str(document), _MEND)
    return document


def _put(document: TOMLDocument, place: SettingPath, value: Value) -> None:
    import tomlkit

    table: TOMLDocument | AbstractTable = document
    *above, last = place
    for name in above:
        if name not in table:
            if len(table):
                table.add(tomlkit.nl())
            table.add(name, tomlkit.table())
        inner = table[name]
        if not isinstance(inner, Mapping):
            raise SettingsError("Not remembered", f"{name} is no table.", _MEND)
        table = inner  # type: ignore[assignment]  # every mapping in a document is a table
    table[last] = list(value) if isinstance(value, tuple) else value


def _remove(document: TOMLDocument, place: SettingPath) -> None:
    table: object = document
    *above, last = place
    for name in above:
        table = table.get(name) if isinstance(table, Mapping) else None
    if isinstance(table, Mapping) and last in table:
        del table[last]  # type: ignore[attr-defined]  # a table of tomlkit can be changed


def _spelled(document: TOMLDocument, place: SettingPath) -> SettingPath:
    """The place as the file spells it: a command's id may be written without quotes."""
    if place[0] != spec.KEYS:
        return place
    inner: object = document
    parts = (place[0], *place[-1].split("."))
    for name in parts:
        if not isinstance(inner, Mapping) or name not in inner:
            return place
        inner = inner[name]
    return parts


def template(vocabulary: Vocabulary) -> str:
    """A file that sets nothing, with every setting, its default and its purpose in comments."""
    lines = [_HEAD]
    table: SettingPath = ()
    for setting in spec.rows(vocabulary):
        here = tuple("NAME" if part == spec.ANY else part for part in setting.path[:-1])
        if here != table:
            table = here
            lines.append(f"\n# [{'.'.join(table)}]")
        lines.append(f"# {setting.example:<32} # {setting.doc}".rstrip())
    return "\n".join(lines) + "\n"
