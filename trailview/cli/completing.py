"""What can stand next on a command line: a shell asks for it while somebody types.

Commands, options and their choices come from the parser, by `argcomplete`; this adds the
names that only the user's settings, or the question language, know.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from trailview.cli.commands import BROWSE, COMMANDS, parser


class _Action(Protocol):
    """An argument of a parser."""

    dest: str
    metavar: object
    choices: Iterable[Any] | None
    completer: Callable[..., Iterable[str]]
    """Where `argcomplete` looks for what can be its value."""


def complete() -> None:
    """Tell the shell, and leave the program; where nothing was asked, nothing is done."""
    from argcomplete.finders import CompletionFinder
    from argcomplete.lexers import split_line

    whole = parser()
    for action in _actions(whole):
        found = _OF.get(action.dest) or _OF_NAMES.get(str(action.metavar))
        if found is not None and action.choices is None:
            action.completer = found
    usual = _below(whole)[BROWSE]

    class Finder(CompletionFinder):
        """Knows that a question may begin with `-`, and which command is meant without one."""

        def collect_completions(
            self,
            active_parsers: list[argparse.ArgumentParser],
            parsed_args: argparse.Namespace,
            cword_prefix: str,
        ) -> list[str]:
            found: list[str] = super().collect_completions(
                active_parsers, parsed_args, cword_prefix
            )
            at = active_parsers[-1]
            if at is whole and cword_prefix:
                names = (name for option in usual._actions for name in option.option_strings)
                found += [name for name in names if name.startswith(cword_prefix)]
                found += _question(cword_prefix)
            elif cword_prefix.startswith("-") and getattr(at, "takes_question", False):
                found += _question(cword_prefix)
            return found

    words = split_line(os.environ.get("COMP_LINE", ""), int(os.environ.get("COMP_POINT", 0)))[3]
    is_usual = len(words) > 1 and words[1] not in (*COMMANDS, "-h", "--help", "--version")
    Finder()(usual if is_usual else whole)


def _below(of: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """The commands below a parser."""
    found = (action for action in of._actions if isinstance(action, argparse._SubParsersAction))
    return next((action.choices for action in found), {})


def _actions(of: argparse.ArgumentParser) -> Iterable[_Action]:
    """The arguments of a parser and of all below it."""
    for below in _below(of).values():
        yield from _actions(below)
    for action in of._actions:
        if not isinstance(action, argparse._SubParsersAction):
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
_OF_NAMES: Final[Mapping[str, Callable[..., Iterable[str]]]] = {
    "NAME": _saved,
    "COLLECTION": _collections,
}
"""Of arguments that are all kept as names of something: by what the help calls them."""
