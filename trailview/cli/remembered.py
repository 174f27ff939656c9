"""`trailview config`, `history` and `saved`: what is remembered, from the command line."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from typing import Any, Final

from trailview.cli import exit_codes
from trailview.cli.main import zone_of
from trailview.cli.options import BACKENDS
from trailview.compose.settings import know_the_screen, remember
from trailview.errors import SettingsError, TrailviewError, UsageError
from trailview.events.text import printable
from trailview.events.times import iso
from trailview.plans.raw import checked_raw
from trailview.question.query import Question
from trailview.question.saved import Saved, collection, find_saved
from trailview.settings import spec
from trailview.settings.history import Kept
from trailview.settings.memory import Memory
from trailview.settings.positions import Path as Place

_NO_EDITOR: Final = "vi"


def _config(arguments: argparse.Namespace) -> int:
    memory = remember(BACKENDS)
    if arguments.action == "path":
        print(memory.path)
        return exit_codes.COMPLETE
    if arguments.action == "setup":
        return _set_up(memory)
    if arguments.action == "edit":
        _edit(memory)
    know_the_screen(memory)
    if arguments.action == "show":
        _say(memory.troubles)
        print("\n".join(_in_force(memory)))
        return exit_codes.COMPLETE
    return _check(memory)


def _set_up(memory: Memory) -> int:
    """Look in AWS for what can be set; what is kept of it is told."""
    from trailview.setup.discovery import set_up

    answers = set_up(memory)
    _say(memory.troubles)
    if answers and not memory.troubles:
        print(f"Written: {memory.path}")
    return exit_codes.COMPLETE


def _edit(memory: Memory) -> None:
    """Let the user's editor change the file; a new one has every setting in comments."""
    memory.begin()
    path = memory.path
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _NO_EDITOR
    try:
        done = subprocess.run([*shlex.split(command), str(path)], check=False)  # noqa: S603  (the user's own editor)
    except (OSError, ValueError) as error:
        raise SettingsError(
            "No editor", f"{command}: {error}", f"VISUAL or EDITOR names one. The file is {path}"
        ) from None
    if done.returncode:
        raise SettingsError("The editor failed", f"{command} ended with {done.returncode}.")


def _check(memory: Memory) -> int:
    """Say what is wrong in the files of settings and saved questions."""
    own, complaints = memory.saved.read()
    wrong = [*memory.troubles, *map(str, complaints)]
    for question in collection(own).values():
        try:
            checked_raw(question.question, question.backend)
        except TrailviewError as error:
            wrong.append(f"{memory.saved.path}: [{question.name}] {error.message} {error.hint}")
    _say(wrong)
    if not wrong:
        print(f"{memory.path}: nothing is wrong")
    return exit_codes.FAILED if wrong else exit_codes.COMPLETE


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"trailview: {printable(line)}", file=sys.stderr)


def _in_force(memory: Memory) -> list[str]:
    """The settings as a file, with a note at those that are the default."""
    settings = memory.settings
    lines: list[str] = []
    table: Place = ()
    places = [s.path for s in spec.SETTINGS if spec.ANY not in s.path]
    for place in sorted(dict.fromkeys((*places, *settings.values)), key=_order):
        if place[:-1] != table:
            table = place[:-1]
            names = ".".join(map(_quoted, table))
            lines += ["", f"[{names}]"] if lines else [f"[{names}]"]
        note = "" if place in settings.values else "  # default"
        lines.append(f"{_quoted(place[-1])} = {spec.written(settings.value(*place))}{note}")
    return [printable(line) for line in lines]


def _order(place: Place) -> tuple[int, Place]:
    tables = list(dict.fromkeys(setting.path[0] for setting in spec.SETTINGS))
    return tables.index(place[0]), (*place[:-1], "") if len(place) < 3 else place


def _quoted(name: str) -> str:
    return name if name.isascii() and name.replace("_", "a").isalnum() else spec.written(name)


def _history(arguments: argparse.Namespace) -> int:
    memory = remember(BACKENDS)
    _say(memory.troubles)
    found = memory.history.search(arguments.search, arguments.limit)
    if arguments.format == "json":
        print(json.dumps([_as_json(kept) for kept in found], indent=2))
    else:
        zone = zone_of(memory.settings.time_zone)
        for kept in found:
            print(printable(_as_row(kept, zone)))
    return exit_codes.COMPLETE


def _as_json(kept: Kept) -> dict[str, Any]:
    made = dataclasses.asdict(kept.entry) | {"pinned": kept.pinned}
    for name in ("asked_at", "window_since", "window_until"):
        made[name] = None if made[name] is None else iso(made[name])
    return made


def _as_row(kept: Kept, zone: tzinfo) -> str:
    entry = kept.entry
    pin = "*" if kept.pinned else " "
    asked = f"{datetime.fromtimestamp(entry.asked_at, zone):%Y-%m-%d %H:%M}"
    place = f"{entry.backend} · {entry.place}"
    return f"{pin} {asked}  {entry.rows:>9,} {entry.outcome:<10}  {place}  {entry.text}"


def _saved(arguments: argparse.Namespace) -> int:
    questions = _questions(remember(BACKENDS))
    if arguments.name:
        _show(find_saved(arguments.name, questions))
    else:
        width = max(map(len, questions))
        for question in questions.values():
            backend = f"{question.backend}: " if question.backend else ""
            print(printable(f"{question.name:<{width}}  {backend}{question.text}"))
    return exit_codes.COMPLETE


def _show(question: Saved) -> None:
    params = "".join(f" --param {name}=…" for name in question.parameters)
    first, *more = question.text.split("\n")
    lines = [
        f"{'raw text' if question.backend else 'question':<12} {first}",
        *(f"{'':<12} {line}" for line in more),
        *([f"backend      {question.backend}"] if question.backend else []),
        f"why          {question.why or '-'}",
        f"time range   {question.since or 'the usual one'}",
        f"to ask it    trailview query --saved {shlex.quote(question.name)}{params}",
    ]
    for line in lines:
        print(printable(line))


def _questions(memory: Memory) -> dict[str, Saved]:
    own, complaints = memory.saved.read()
    _say(map(str, complaints))
    return collection(own)


def saved_question(arguments: argparse.Namespace, memory: Memory) -> tuple[Saved, Question]:
    """The saved question that a command line names, and what it asks with the values put in.

    Raises UsageError, QuestionError.
    """
    found = find_saved(arguments.saved, _questions(memory))
    values: dict[str, str] = {}
    for given in arguments.param:
        name, equals, value = given.partition("=")
        if not equals:
            raise UsageError("Usage", f"{given!r} has no value.", "Give --param NAME=VALUE")
        values[name] = value
    return found, found.filled(values)


RUN: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "config": _config,
    "history": _history,
    "saved": _saved,
}
