"""The pages are held to the program: what is not written down fails, as does what is not so."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from textual.binding import Binding

from trailview.aws.doctor.policy import policy
from trailview.cli import exit_codes, main
from trailview.cli import options as command_line
from trailview.events.severity import Severity
from trailview.question.fields import FIELDS, IS_WORDS
from trailview.question.parse import parse
from trailview.search.export import FORMATS
from trailview.settings.spec import SETTINGS
from trailview.tui.commands import keys_text
from trailview.tui.main.commands import COMMANDS
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.event_table import EventTable

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
QUERY = (ROOT / "docs" / "QUERY.md").read_text(encoding="utf-8")
PAGES = ("README.md", "CHANGELOG.md", "docs/QUERY.md", "docs/ARCHITECTURE.md")


def section(title: str) -> str:
    """What stands under a heading of README.md."""
    found = re.search(rf"^## {title}\n(.+?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def quoted(text: str) -> set[str]:
    """All that stands in backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def commands() -> dict[str, argparse.ArgumentParser]:
    actions = command_line.parser()._actions
    (action,) = (a for a in actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


def options() -> set[str]:
    """The long spelling of every option there is."""
    found = {option for p in parsers() for a in p._actions for option in a.option_strings}
    return {option for option in found if option.startswith("--")}


def parsers() -> Iterator[argparse.ArgumentParser]:
    """Those of all commands, and of the commands below them."""
    left = [command_line.parser()]
    while left:
        parser = left.pop()
        yield parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                left += action.choices.values()


def examples() -> list[str]:
    """Every command in README.md that begins with, or pipes into, trailview."""
    blocks = re.findall(r"^```(\w*)\n(.+?)^```", README, re.MULTILINE | re.DOTALL)
    return [
        line
        for kind, block in blocks
        if not kind
        for line in block.splitlines()
        if "trailview" in line
    ]


def arguments(example: str) -> list[str]:
    """The words behind `trailview` in a shell's line, with the command that is meant."""
    words = shlex.split(example)
    words = words[words.index("trailview") + 1 :]
    return [*main.with_command(words[: words.index("|")] if "|" in words else words)]


@pytest.mark.parametrize("name", commands())
def test_every_command_has_an_example(name: str) -> None:
    assert name in {arguments(example)[0] for example in examples()}


@pytest.mark.parametrize("option", sorted(options()))
def test_every_option_is_told(option: str) -> None:
    assert re.search(rf"`(trailview )?{option}`", README)


@pytest.mark.parametrize("example", examples())
def test_examples_are_understood(example: str) -> None:
    parsed = command_line.parser().parse_args(arguments(example))
    if not hasattr(parsed, "question"):
        assert parsed.command not in ("open", "demo", "query", "explain")
        return
    question, _ = main.question_of(parsed.question or "", parsed)
    assert bool(question.terms) == bool(parsed.question)


def test_every_format_backend_and_exit_code_is_told() -> None:
    text = section("In a script")
    assert quoted(text) >= set(FORMATS)
    codes = [int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)]
    assert codes == [
        exit_codes.COMPLETE,
        exit_codes.FAILED,
        exit_codes.USAGE,
        exit_codes.INCOMPLETE,
        exit_codes.CREDENTIALS,
        exit_codes.INTERRUPTED,
    ]
    (backend,) = (a for a in commands()["query"]._actions if a.dest == "backend")
    rows = re.findall(r"^\| `([a-z]+)` \|", section("Where it asks"), re.MULTILINE)
    assert rows == list(backend.choices or ())


def test_the_policy_is_that_of_the_table() -> None:
    block = re.search(r"^    \{\"Version\".+?^    \]\}$", section("Credentials"), re.M | re.DOTALL)
    assert block is not None
    assert dedent(block[0]) == policy()


def keys() -> Iterator[str]:
    for command in COMMANDS:
        yield from command.keys.split(",")
    for binding in (*EventTable.BINDINGS, *EventDetail.BINDINGS):
        assert isinstance(binding, Binding)
        yield from binding.key.split(",")


@pytest.mark.parametrize("key", sorted({key for key in keys() if key}))
def test_every_key_is_told(key: str) -> None:
    assert keys_text(key) in quoted(section("Keys"))


def test_every_setting_is_told() -> None:
    names = {"columns": "COLUMN", "keys": "COMMAND", "profiles": "NAME"}
    rows = re.findall(r"^\| `([a-z_.A-Z]+)` \| (.+) \|$", section("Settings"), re.MULTILINE)
    assert rows == [
        (setting.name.replace("*", names.get(setting.path[0], "")), setting.doc)
        for setting in SETTINGS
    ]


def test_every_field_and_word_is_told() -> None:
    told = quoted(section("The language"))
    assert {name for field in FIELDS for name in field.names} | set(IS_WORDS) <= told


def test_examples_of_the_language_are_understood() -> None:
    rows = re.findall(r"^\| (`.+`) \|", section("The language"), re.MULTILINE)
    questions = [question for row in rows for question in re.findall(r"`([^`]+)`", row)]
    assert len(questions) > 8
    assert all(parse(question) for question in questions)


def test_marks_are_told_from_alarming_to_routine() -> None:
    rows = re.findall(r"^\| `(.)` \| ([a-z ]+) \|", section("Marks"), re.MULTILINE)
    assert rows == [(severity.mark, severity.label) for severity in reversed(Severity)]


def test_the_table_of_fields_is_that_of_the_program() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|([^|]*)\| .+ \|$", QUERY, re.MULTILINE)
    table = [(name, tuple(re.findall(r"`([^`]+)`", also))) for name, also in rows]
    assert table == [(field.name, field.aliases) for field in FIELDS] + [("$.a.b[0]", ())]
    words = re.findall(r"^\| `is:([a-z]+)` \|", QUERY, re.MULTILINE)
    assert words == list(IS_WORDS)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))
    for link in links:
        target, _, anchor = link.partition("#")
        if target.startswith(("http://", "https://")):
            continue
        there = path.parent / target if target else path
        assert there.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}, link
