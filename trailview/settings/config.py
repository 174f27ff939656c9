"""The settings in force: what the file says where that is right, else the defaults.

A file never prevents starting. Whatever is wrong in it is a complaint with
its line, and that setting has its default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from trailview.frozen import Frozen
from trailview.settings import spec
from trailview.settings.checks import BadValueError, Value, Vocabulary
from trailview.settings.positions import SettingPath, line_of
from trailview.settings.sizes import size_in_bytes

_AT: Final = r"^(?P<why>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$"


class Complaint(Frozen):
    """Something in a file that is not as it should be, and is therefore not followed."""

    file: str
    line: int | None
    """Counted from 1; None where it is about the file as a whole."""
    message: str
    hint: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{where}: {self.message} {self.hint}".rstrip()


class ProfileSettings(Frozen):
    """What is set for one `[profiles.NAME]`; what is empty is not set."""

    name: str
    aws_profile: str = ""
    """The name in ~/.aws, where that is another one."""
    regions: tuple[str, ...] = ()
    backend: str = ""
    colour: str = ""
    options: Mapping[str, Value] = {}
    """What backends are told, by the settings' names."""


_OF_PROFILE: Final = frozenset(ProfileSettings.__match_args__)


class Settings(Frozen):
    """All settings, each with its value in force."""

    values: Mapping[SettingPath, Value] = {}
    """What the file sets, by its place in the document."""
    profiles: Mapping[str, ProfileSettings] = {}
    vocabulary: Vocabulary = spec.NOTHING_KNOWN
    """What they were checked with."""

    def __eq__(self, other: object) -> bool:
        """Whether the same is set, whatever it was checked with."""
        if not isinstance(other, Settings):
            return NotImplemented
        return (self.values, self.profiles) == (other.values, other.profiles)

    __hash__ = None  # type: ignore[assignment]  # its mappings have none

    def value(self, *path: str) -> Value:
        """What is set there, else the default. Raises KeyError where no setting is."""
        if path in self.values:
            return self.values[path]
        setting = spec.find(path, self.vocabulary)
        if setting is None:
            raise KeyError(path)
        return setting.default

    @property
    def profile(self) -> str:
        """Empty for that of the surroundings."""
        return str(self.value("defaults", "profile"))

    @property
    def backend(self) -> str:
        """Where to ask unless told; empty where no backends are known."""
        return str(self.value("defaults", "backend"))

    @property
    def since(self) -> str:
        """How far back services are asked, as it is typed."""
        return str(self.value("defaults", "since"))

    @property
    def time_zone(self) -> str:
        """The name of the zone that times are shown and typed in."""
        return str(self.value("display", "time_zone"))

    @property
    def theme(self) -> str:
        """The name of the screen's colours; empty for those that suit the terminal."""
        return str(self.value("display", "theme"))

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns in their order; none for those that fit."""
        shown = self.value("columns", "shown")
        return shown if isinstance(shown, tuple) else ()

    @property
    def widths(self) -> dict[str, int]:
        """Widths of columns, in cells, where they are set."""
        return {
            path[-1]: value
            for path, value in self.values.items()
            if path[:2] == ("columns", "widths") and isinstance(value, int)
        }

    def pane(self, name: str) -> str:
        """Whether a pane is `open` or `closed`; empty for as the size suggests."""
        return str(self.value("panes", name))

    def pane_size(self, name: str) -> int:
        """How large a pane is: `sidebar_width`, `detail_width` or `detail_height`; 0 as usual."""
        size = self.value("panes", name)
        return size if isinstance(size, int) else 0

    @property
    def keys(self) -> dict[str, str]:
        """The user's own keys, by command id."""
        return {path[-1]: str(v) for path, v in self.values.items() if path[0] == spec.KEYS}

    @property
    def by(self) -> tuple[tuple[str, str], ...]:
        """Each kind of who acts with a term that tells it, besides the table of kinds."""
        return tuple(
            (path[-1], term)
            for path, terms in self.values.items()
            if path[0] == spec.BY and isinstance(terms, tuple)
            for term in terms
        )

    @property
    def inflate_limit(self) -> int:
        """Bytes that one compressed text may inflate to; 0 where nothing is set."""
        said = self.values.get(("files", "inflate_limit"))
        return size_in_bytes(str(said)) if said is not None else 0

    @property
    def cache_bytes(self) -> int:
        """Bytes of events that are kept on disk."""
        return size_in_bytes(str(self.value("cache", "size")))

    @property
    def cache_days(self) -> int:
        """For how many days events are kept."""
        return _number(self.value("cache", "days"))

    @property
    def kept(self) -> int:
        """How many questions the history keeps."""
        return _number(self.value("history", "keep"))

    @property
    def days(self) -> int:
        """For how many days the history keeps a question."""
        return _number(self.value("history", "days"))


def _number(value: Value) -> int:
    assert isinstance(value, int)
    return value


class Loaded(Frozen):
    """A file's settings, and what was wrong in it."""

    settings: Settings = Settings()
    complaints: tuple[Complaint, ...] = ()


def load(path: Path, vocabulary: Vocabulary) -> Loaded:
    """The settings of a file; defaults where there is none, or none that can be read."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Loaded(Settings(vocabulary=vocabulary))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        complaint = Complaint(str(path), None, f"It cannot be read: {reason}.")
        return Loaded(Settings(vocabulary=vocabulary), (complaint,))
    return understood(text, str(path), vocabulary)


def understood(text: str, file: str, vocabulary: Vocabulary) -> Loaded:
    """The settings that a text says; `file` is its name in complaints."""
    document = parsed(text, file)
    if isinstance(document, Complaint):
        return Loaded(Settings(vocabulary=vocabulary), (document,))
    values: dict[SettingPath, Value] = {}
    wrong: list[tuple[SettingPath, BadValueError]] = []
    for path, keyed, raw in _leaves(document):
        try:
            values[keyed] = spec.accepted(keyed, raw, vocabulary)
        except BadValueError as error:
            wrong.append((path, error))
    for clash in _clashes(values, vocabulary):
        keyed = (spec.KEYS, clash.command)
        del values[keyed]
        wrong.append((keyed, _taken(clash.key, clash.owner)))
    complaints = [
        Complaint(file, _line(text, path), f"{'.'.join(path)}: {error.message}", error.hint)
        for path, error in wrong
    ]
    return Loaded(Settings(values, _profiles(document, values), vocabulary), tuple(complaints))


def parsed(text: str, file: str) -> dict[str, Any] | Complaint:
    """The document, or why it is none."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.match(_AT, str(error))
        line = int(found["line"]) if found and found["line"] else len(text.splitlines()) or 1
        why = found["why"] if found else str(error)
        return Complaint(file, line, f"This is not TOML: {why}.", "None of the file is followed.")
    except RecursionError:
        return Complaint(file, None, "It is nested too deeply.", "None of it is followed.")


def _line(text: str, path: SettingPath) -> int | None:
    """The line of a member; that of a command's key may be written with or without quotes."""
    return line_of(text, path) or line_of(text, (path[0], *path[-1].split(".")))


def _leaves(
    document: Mapping[str, Any], above: SettingPath = ()
) -> Iterator[tuple[SettingPath, SettingPath, object]]:
    """Every value: its place in the document, the setting's path, and what stands there."""
    for name, value in document.items():
        path = (*above, name)
        keyed = (path[0], ".".join(path[1:])) if path[0] == spec.KEYS and path[1:] else path
        is_group = isinstance(value, Mapping)
        if is_group and (spec.is_table(path) or path[0] == spec.KEYS):
            yield from _leaves(value, path)
        else:
            yield path, keyed, value


def check_change(
    settings: Settings, place: SettingPath, value: Value | None, vocabulary: Vocabulary
) -> None:
    """Refuse a value that does not go with the other settings: a key that is a command's already.

    None is the default. Raises BadValueError, which names that command.
    """
    values = {path: other for path, other in settings.values.items() if path != place}
    if value is not None:
        values[place] = value
    for clash in _clashes(values, vocabulary):
        both = ((spec.KEYS, clash.command), (spec.KEYS, clash.owner))
        if place in both:
            other = both[1 - both.index(place)]
            raise _taken(clash.key, other[-1])


class _Clash(Frozen):
    """A command whose own key is that of another one already."""

    command: str
    key: str
    owner: str


def _taken(key: str, owner: str) -> BadValueError:
    return BadValueError(f"{key!r} is the key of {owner} already.")


def _clashes(values: Mapping[SettingPath, Value], vocabulary: Vocabulary) -> list[_Clash]:
    own = {path[-1]: str(value) for path, value in values.items() if path[0] == spec.KEYS}
    found: list[_Clash] = []
    for group in vocabulary.commands() if own else ():
        owner = {
            vocabulary.key_name(key): command
            for command, keys in group.items()
            if command not in own
            for key in filter(None, keys.split(","))
        }
        for command, keys in own.items():
            if command not in group:
                continue
            taken = next((key for key in keys.split(",") if key in owner), None)
            if taken is None:
                owner.update((key, command) for key in keys.split(","))
            else:
                found.append(_Clash(command, taken, owner[taken]))
    return found


def _profiles(
    document: Mapping[str, Any], values: Mapping[SettingPath, Value]
) -> dict[str, ProfileSettings]:
    """Every profile that the file has a table for, also an empty one."""
    tables = document.get(spec.PROFILES)
    made = {}
    for name, table in tables.items() if isinstance(tables, Mapping) else ():
        if isinstance(table, Mapping):
            own: dict[str, Any] = {
                path[-1]: value
                for path, value in values.items()
                if path[:2] == (spec.PROFILES, name)
            }
            options = {key: own.pop(key) for key in own.keys() - _OF_PROFILE}
            made[name] = ProfileSettings(name, **own, options=options)
    return made
