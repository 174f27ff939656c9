"""`trailview config`: the settings, from the command line."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
from typing import Final

from trailview.cli import exit_codes
from trailview.cli.said import say_all
from trailview.compose import services
from trailview.compose.settings import know_the_screen, remember
from trailview.errors import SettingsError, TrailviewError
from trailview.events.text import printable
from trailview.question.saved import collection
from trailview.settings import spec
from trailview.settings.memory import Memory
from trailview.settings.positions import SettingPath

_NO_EDITOR: Final = "vi"


def run(arguments: argparse.Namespace) -> int:
    """Do what is to be done about the settings; the exit code. Raises TrailviewError."""
    memory = remember()
    if arguments.action == "path":
        print(memory.path)
        return exit_codes.COMPLETE
    if arguments.action == "setup":
        return _set_up(memory)
    if arguments.action == "edit":
        _edit(memory)
    know_the_screen(memory)
    if arguments.action == "show":
        say_all(memory.troubles)
        print("\n".join(_in_force(memory)))
        return exit_codes.COMPLETE
    return _check(memory)


def _set_up(memory: Memory) -> int:
    """Look in AWS for what can be set; what is kept of it is told."""
    from trailview.compose.first_run import set_up

    answers = set_up(memory)
    say_all(memory.troubles)
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
            services.check_raw(question.question, question.backend)
        except TrailviewError as error:
            wrong.append(f"{memory.saved.path}: [{question.name}] {error.message} {error.hint}")
    say_all(wrong)
    if not wrong:
        print(f"{memory.path}: nothing is wrong")
    return exit_codes.FAILED if wrong else exit_codes.COMPLETE


def _in_force(memory: Memory) -> list[str]:
    """The settings as a file, with a note at those that are the default."""
    settings = memory.settings
    lines: list[str] = []
    table: SettingPath = ()
    places = [s.path for s in spec.rows(memory.vocabulary) if spec.ANY not in s.path]
    tables = list(dict.fromkeys(setting.path[0] for setting in spec.rows(memory.vocabulary)))

    def order(place: SettingPath) -> tuple[int, SettingPath]:
        return tables.index(place[0]), (*place[:-1], "") if len(place) < 3 else place

    for place in sorted(dict.fromkeys((*places, *settings.values)), key=order):
        if place[:-1] != table:
            table = place[:-1]
            names = ".".join(map(_quoted, table))
            lines += ["", f"[{names}]"] if lines else [f"[{names}]"]
        note = "" if place in settings.values else "  # default"
        lines.append(f"{_quoted(place[-1])} = {spec.written(settings.value(*place))}{note}")
    return [printable(line) for line in lines]


def _quoted(name: str) -> str:
    return name if name.isascii() and name.replace("_", "a").isalnum() else spec.written(name)
