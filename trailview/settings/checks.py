"""What a setting's value may be, one function for each kind of value."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from trailview.errors import TrailviewError
from trailview.frozen import Frozen
from trailview.settings.sizes import size_in_bytes

Value = str | int | tuple[str, ...]
"""What a setting can be set to."""
PANE_WORDS: Final = ("open", "closed")
COLOURS: Final = ("red", "yellow", "green", "cyan", "blue", "magenta")
NARROWEST: Final = 3
WIDEST: Final = 200
"""Of a column, in cells."""
_KEYS: Final = (
    "Keys are like x, X, ctrl+x, f2, pagedown or comma; several have commas between them."
)
_HEX: Final = r"#[0-9a-fA-F]{6}"


def _any_time(text: str) -> None:
    """Where nobody says what a time is, every text may be one."""
    del text


def _any_term(kind: str, term: str) -> None:
    """Where nobody says what a term is, every text may be one."""
    del kind, term


class OptionDoc(Frozen):
    """A setting that a profile has because of a backend."""

    name: str
    doc: str
    is_list: bool = False
    """Whether it is a list of texts; else it is a text."""


class Vocabulary(Frozen):
    """The names that other rooms know, and this one is told. What is empty is not checked."""

    backends: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    """The backends that can be asked without being told any files; the first one unless said."""
    options: tuple[OptionDoc, ...] = ()
    """What can be set of backends for each profile."""
    columns: tuple[str, ...] = ()
    commands: Callable[[], Sequence[Mapping[str, str]]] = tuple
    """The keys of commands by their ids, as they are without settings; asked where keys are set.

    No key can be that of two commands of the same mapping.
    """
    key_name: Callable[[str], str] = str
    """The one name of a key that can be written in several ways; empty for what is no key."""
    themes: tuple[str, ...] = ()
    check_time: Callable[[str], object] = _any_time
    """Raises a TrailviewError for a text that is no time."""
    check_kind: Callable[[str, str], object] = _any_term
    """Raises a TrailviewError for a kind of who acts and a term that cannot tell it."""


class BadValueError(ValueError):
    """A value that cannot be taken: why, and what would be right."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


Check = Callable[[object, Vocabulary], Value]
"""The value as it is kept. Raises BadValueError."""


def nearest(name: str, names: Collection[str]) -> str:
    """A suggestion: the name that was probably meant, else all there are."""
    from difflib import get_close_matches

    close = get_close_matches(name, names, 1)
    if close:
        return f"Did you mean {close[0]}?"
    return f"There are: {', '.join(names)}." if len(names) <= 20 else ""


def named(name: str, names: Collection[str], what: str) -> str:
    """The name, if it is one of those there are, or if those are not known here."""
    if names and name not in names:
        raise BadValueError(f"{name!r} is no {what}.", nearest(name, names))
    return name


def text(value: object, vocabulary: Vocabulary) -> str:
    """Any text on one line."""
    del vocabulary
    if not isinstance(value, str):
        raise BadValueError(f"A text in quotes was expected, not {_shown(value)}.")
    if "\n" in value:
        raise BadValueError("A text on one line was expected.")
    return value


def texts(value: object, vocabulary: Vocabulary) -> tuple[str, ...]:
    """A list of texts; one text alone is a list too."""
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise BadValueError(
            f"A list of texts was expected, not {_shown(value)}.", 'For example: ["a"]'
        )
    return tuple(text(part, vocabulary) for part in parts)


def anything(value: object, vocabulary: Vocabulary) -> Value:
    """A text or a list of texts, where it is not known which it has to be."""
    return texts(value, vocabulary) if isinstance(value, list) else text(value, vocabulary)


def count(value: object, vocabulary: Vocabulary) -> int:
    """A whole number from 1."""
    del vocabulary
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise BadValueError(f"A whole number from 1 was expected, not {_shown(value)}.")
    return value


def size(value: object, vocabulary: Vocabulary) -> str:
    """A size in bytes, as it is written: `192M`."""
    written = text(value, vocabulary)
    try:
        size_in_bytes(written)
    except ValueError as error:
        raise BadValueError(f"{error}.") from None
    return written


def width(value: object, vocabulary: Vocabulary) -> int:
    """A column's width in cells."""
    if not NARROWEST <= count(value, vocabulary) <= WIDEST:
        raise BadValueError(
            f"A width from {NARROWEST} to {WIDEST} was expected, not {_shown(value)}."
        )
    return count(value, vocabulary)


def backend(value: object, vocabulary: Vocabulary) -> str:
    """Where to ask."""
    return named(text(value, vocabulary), vocabulary.backends, "backend")


def pane(value: object, vocabulary: Vocabulary) -> str:
    """Whether a pane is open; empty for as the size of the terminal suggests."""
    word = text(value, vocabulary)
    return named(word, PANE_WORDS, "state of a pane") if word else word


def pane_columns(value: object, vocabulary: Vocabulary) -> int:
    """Columns of a pane; 0 for the usual."""
    return _usual_or(value, vocabulary, 20, 200)


def pane_share(value: object, vocabulary: Vocabulary) -> int:
    """The percentage that a pane has of what it shares; 0 for the usual."""
    return _usual_or(value, vocabulary, 15, 80)


def _usual_or(value: object, vocabulary: Vocabulary, least: int, most: int) -> int:
    """0, or a number between both. Raises BadValueError."""
    if value == 0:
        return 0
    number = count(value, vocabulary)
    if not least <= number <= most:
        raise BadValueError(f"0, or {least} to {most}, was expected, not {number}.")
    return number


def keys(value: object, vocabulary: Vocabulary) -> str:
    """One key or several, with commas between them."""
    names: list[str] = []
    for key in map(str.strip, text(value, vocabulary).split(",")):
        names.append(vocabulary.key_name(key))
        if not names[-1]:
            raise BadValueError(f"{key!r} is no key.", _KEYS)
    return ",".join(names)


def service(value: object, vocabulary: Vocabulary) -> str:
    """Where to ask without being told any files."""
    what = "backend that can be asked without paths"
    return named(text(value, vocabulary), vocabulary.services, what)


def time(value: object, vocabulary: Vocabulary) -> str:
    """A time as it is typed behind `--since`."""
    typed = text(value, vocabulary)
    try:
        vocabulary.check_time(typed)
    except TrailviewError as error:
        raise BadValueError(f"{typed!r} is no time. {error.message}", error.hint) from None
    return typed


def terms_of(kind: str) -> Check:
    """The check of a list of terms that tell a kind of who acts."""

    def check(value: object, vocabulary: Vocabulary) -> tuple[str, ...]:
        typed = texts(value, vocabulary)
        for term in typed:
            try:
                vocabulary.check_kind(kind, term)
            except TrailviewError as error:
                why = f"{term!r} cannot tell who acts. {error.message}"
                raise BadValueError(why, error.hint) from None
        return typed

    return check


def zone(value: object, vocabulary: Vocabulary) -> str:
    """A time zone's name."""
    name = text(value, vocabulary)
    if name.upper() not in ("UTC", "Z", "LOCAL"):
        from zoneinfo import ZoneInfo, available_timezones

        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            from difflib import get_close_matches

            close = get_close_matches(name, available_timezones(), 1)
            hint = f"Did you mean {close[0]}?" if close else "UTC, local, or one like Europe/Berlin"
            raise BadValueError(f"{name!r} is no time zone.", hint) from None
    return name


def theme(value: object, vocabulary: Vocabulary) -> str:
    """The name of a set of colours; empty for those that suit the terminal."""
    name = text(value, vocabulary)
    return named(name, vocabulary.themes, "theme") if name else name


def columns(value: object, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Columns of the table, each once."""
    names = texts(value, vocabulary)
    for name in names:
        named(name, vocabulary.columns, "column")
        if names.count(name) > 1:
            raise BadValueError(f"Column {name!r} is there twice.")
    return names


def colour(value: object, vocabulary: Vocabulary) -> str:
    """A colour by name, or as `#rrggbb`."""
    name = text(value, vocabulary)
    if name and not re.fullmatch(_HEX, name) and name not in COLOURS:
        raise BadValueError(f"{name!r} is no colour.", f"{nearest(name, COLOURS)} Or give #rrggbb.")
    return name


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    return "a list" if isinstance(value, list) else repr(value)
