"""The saved questions: those that come with the program, and the user's own."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from trailview.cli.said import say_all
from trailview.errors import UsageError
from trailview.question.query import Question
from trailview.question.saved import Saved, collection, find_saved

if TYPE_CHECKING:
    from trailview.settings.memory import Memory


def questions(memory: Memory) -> dict[str, Saved]:
    """All saved questions, by name; what is wrong in the user's file is said."""
    own, complaints = memory.saved.read()
    say_all(map(str, complaints))
    return collection(own)


def saved_question(arguments: argparse.Namespace, memory: Memory) -> tuple[Saved, Question]:
    """The saved question that a command line names, and what it asks with the values put in.

    Raises UsageError, QuestionError.
    """
    found = find_saved(arguments.saved, questions(memory))
    values: dict[str, str] = {}
    for given in arguments.param:
        name, equals, value = given.partition("=")
        if not equals:
            raise UsageError("Usage", f"{given!r} has no value.", "Give --param NAME=VALUE")
        values[name] = value
    return found, found.filled(values)
