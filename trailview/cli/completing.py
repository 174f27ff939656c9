"""What can stand next on a command line: a shell asks for it while somebody types.

Commands, options and their choices come from the parser, by `argcomplete`; this adds the
names that only the user's settings, or the question language, know.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from trailview.cli.commands import parser

ASKED: Final = "_ARGCOMPLETE"
"""The environment variable by which a shell asks."""


class _Action(Protocol):
    """An argument of a parser."""

    dest: str
    choices: Iterable[Any] | None
    completer: Callable[..., Iterable[str]]
    """Where `argcomplete` looks for what can be its value."""


def complete() -> None:
    """Tell the shell, and leave the program; where nothing was asked, nothing is done."""
    import argcomplete

    whole = parser()
    for action in _actions(whole):
        found = _OF.get(action.dest)
        if found is not None and action.choices is None:
            action.completer = found
    argcomplete.autocomplete(whole)


def _actions(of: argparse.ArgumentParser) -> Iterable[_Action]:
    """The arguments of a parser and of all below it."""
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _actions(below)
        else:
            yield action  # type: ignore[misc]  # its completer is what argcomplete reads


def _listed(prefix: str, names: Iterable[str]) -> list[str]:
    """A list with commas between its names, with the last of them gone on."""
    *before, last = prefix.split(",")
    return [",".join((*before, name)) for name in names if name.startswith(last)]


def _profiles(prefix: str, **_: object) -> Iterable[str]:
    from trailview.compose.profiles import known_profiles
    from trailview.compose.settings import remember

    profiles = known_profiles(remember().settings).profiles
    return _listed(prefix, filter(None, (profile.name for profile in profiles)))


def _saved(prefix: str, **_: object) -> Iterable[str]:
    from trailview.compose.settings import remember
    from trailview.question.saved import collection

    own, _complaints = remember().saved.read()
    return [name for name in collection(own) if name.startswith(prefix)]


def _collections(prefix: str, **_: object) -> Iterable[str]:
    from trailview.compose.settings import remember

    return [name for name in remember().marks.read().book.collections if name.startswith(prefix)]


def _regions(prefix: str, **_: object) -> Iterable[str]:
    from trailview.question.vocabulary import known_values

    return _listed(prefix, (*known_values("region"), "all"))


def _columns(prefix: str, **_: object) -> Iterable[str]:
    from trailview.search.export.rows import COLUMNS

    return _listed(prefix, COLUMNS)


def _question(prefix: str, **_: object) -> Iterable[str]:
    """The question with its last term gone on: a field's name, or a value that is known."""
    from trailview.question.fields import BY_NAME
    from trailview.question.vocabulary import known_values

    start = max(prefix.rfind(" "), prefix.rfind("(")) + 1
    if prefix[start : start + 1] == "-":
        start += 1
    name, colon, value = prefix[start:].partition(":")
    if not colon:
        return [f"{prefix[:start]}{each}:" for each in BY_NAME if each.startswith(name)]
    field = BY_NAME.get(name)
    if field is None:
        return []
    known = field.words or sorted(known_values(field.name))
    return [f"{prefix[:start]}{name}:{values}" for values in _listed(value, known)]


_OF: Final[Mapping[str, Callable[..., Iterable[str]]]] = {
    "profile": _profiles,
    "saved": _saved,
    "collection": _collections,
    "region": _regions,
    "columns": _columns,
    "question": _question,
}
"""By the name under which the parser keeps a value."""
