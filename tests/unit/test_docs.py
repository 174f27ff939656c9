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

from tests.terminal.scenarios import SCENARIOS
from trailview.aws.doctor.policy import policy
from trailview.cli import commands as command_line
from trailview.cli import exit_codes, main
from trailview.cli.asked import question_of
from trailview.compose import services
from trailview.compose.settings import know_the_screen, remember, vocabulary
from trailview.events.severity import Severity
from trailview.question.fields import FIELDS, IS_WORDS
from trailview.question.parse import parse
from trailview.search.export.formats import FORMATS
from trailview.search.export.rows import COLUMNS
from trailview.settings import spec
from trailview.settings.config import understood
from trailview.settings.saved import Shelf
from trailview.tui.commands import keys_text
from trailview.tui.main.commands import COMMANDS
from trailview.tui.widgets.event_detail import EventDetail
from trailview.tui.widgets.event_table import EventTable
from trailview.tui.widgets.facets import FacetsPane

ROOT = Path(__file__).parents[2]
PAGES = {
    path.name: path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
"""Every page, by the name of its file."""


def section(page: str, title: str) -> str:
    """What stands under a heading of a page."""
    found = re.search(rf"^## {title}\n(.+?)(?=^## |\Z)", PAGES[page], re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def quoted(text: str) -> set[str]:
    """All that stands in backticks."""
    return set(re.findall(r"`([^`\n]+)`", text))


def rows(text: str) -> list[list[str]]:
    """The cells of each row of a text's tables, headings left out."""
    lines = re.findall(r"^\| (.+) \|$", text, re.MULTILINE)
    return [re.split(r" ?\| ", line) for line in lines if line.startswith("`")]


def parsers() -> dict[str, argparse.ArgumentParser]:
    """That of every command there is, also of those below others: `athena ddl`."""
    found: dict[str, argparse.ArgumentParser] = {}
    left = [("", command_line.parser())]
    while left:
        name, parser = left.pop()
        below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
        left += [(f"{name} {key}".strip(), p) for a in below for key, p in a.choices.items()]
        if not below:
            found[name] = parser
    return found


def options() -> dict[str, set[str]]:
    """The long spelling of every option of a command, and the commands that have it."""
    found: dict[str, set[str]] = {}
    for name, parser in parsers().items():
        for option in (option for action in parser._actions for option in action.option_strings):
            if option.startswith("--") and option != "--help":
                found.setdefault(option, set()).add(name)
    return found


def examples() -> list[str]:
    """Every command in the pages that begins with, or pipes into, trailview."""
    return [
        line
        for page in PAGES.values()
        for kind, block in re.findall(r"^```(\w*)\n(.+?)^```", page, re.MULTILINE | re.DOTALL)
        if not kind
        for line in block.splitlines()
        if re.match(r"(.+ \| )?trailview", line)
    ]


def arguments(example: str) -> list[str]:
    """The words behind `trailview` in a shell's line, with the command that is meant."""
    words = shlex.split(example)
    words = words[words.index("trailview") + 1 :]
    end = next((at for at, word in enumerate(words) if word in ("|", ">")), len(words))
    return [*main.with_command(words[:end])]


@pytest.mark.parametrize("name", parsers())
def test_every_command_has_an_example(name: str) -> None:
    length = len(name.split())
    assert name.split() in [arguments(example)[:length] for example in examples()]


@pytest.mark.parametrize("name", parsers())
def test_every_action_of_a_command_has_an_example(name: str) -> None:
    typed = {word for example in examples() for word in arguments(example)}
    positional = (a for a in parsers()[name]._actions if not a.option_strings)
    assert typed >= {choice for action in positional for choice in action.choices or ()}


def test_every_command_is_told() -> None:
    told = [quoted(row[0]) for row in rows(PAGES["COMMAND_LINE.md"].partition("\n## ")[0])]
    assert sorted(name for (name,) in told) == sorted(parsers())


def test_every_option_is_told_with_its_commands() -> None:
    told: dict[str, set[str]] = {}
    for names, of, _ in rows(section("COMMAND_LINE.md", "Options")):
        told |= dict.fromkeys(quoted(names), quoted(of))
    assert told.pop("--help") == set()
    assert told.pop("--version") == {"trailview"}
    assert told == options()


@pytest.mark.parametrize("example", examples())
def test_examples_are_understood(example: str) -> None:
    parsed = command_line.parser().parse_args(arguments(example))
    if not hasattr(parsed, "question"):
        assert parsed.command not in ("open", "demo", "query", "explain")
        return
    question, _ = question_of(parsed.question or "", parsed)
    assert bool(question.terms) == bool(parsed.question)


def test_every_format_column_backend_and_exit_code_is_told() -> None:
    formats = section("COMMAND_LINE.md", "Formats")
    assert [row[0] for row in rows(formats) if len(row) == 2] == [f"`{name}`" for name in FORMATS]
    columns = re.search(r"^The columns are (.+?)\.", formats, re.MULTILINE)
    assert columns is not None
    assert tuple(re.findall(r"`([^`]+)`", columns[1])) == COLUMNS
    codes = re.findall(r"^\| (\d+) \|", section("COMMAND_LINE.md", "Exit codes"), re.MULTILINE)
    assert [int(code) for code in codes] == [
        exit_codes.COMPLETE,
        exit_codes.FAILED,
        exit_codes.USAGE,
        exit_codes.INCOMPLETE,
        exit_codes.CREDENTIALS,
        exit_codes.HUNG_UP,
        exit_codes.INTERRUPTED,
        exit_codes.TERMINATED,
    ]
    (backend,) = (a for a in parsers()["query"]._actions if a.dest == "backend")
    told = rows(section("README.md", "Where it asks"))
    assert [name for name, _, _ in told] == [f"`{name}`" for name in backend.choices or ()]
    assert told == [[f"`{row.name}`", row.title, row.lacks] for row in services.ROWS]
    (row,) = (row for row in rows(section("COMMAND_LINE.md", "Options")) if "--backend" in row[0])
    assert quoted(row[2]) >= set(backend.choices or ())


def test_the_policy_is_that_of_the_table() -> None:
    page = section("CREDENTIALS.md", "The policy")
    block = re.search(r"^    \{\"Version\".+?^    \]\}$", page, re.M | re.DOTALL)
    assert block is not None
    assert dedent(block[0]) == policy(services.needs().statements)


def keys() -> Iterator[str]:
    for command in COMMANDS:
        yield from command.keys.split(",")
    for binding in (*EventTable.BINDINGS, *EventDetail.BINDINGS, *FacetsPane.BINDINGS):
        assert isinstance(binding, Binding)
        yield from binding.key.split(",")


@pytest.mark.parametrize("key", sorted({key for key in keys() if key}))
def test_every_key_is_told(key: str) -> None:
    assert keys_text(key) in quoted(section("KEYS.md", "Keys"))


def test_the_keys_of_ten_scenarios_are_those_that_are_played() -> None:
    page = section("KEYS.md", "Ten things one wants to know, and the keys")
    told = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("|")]
    assert told[2:] == [scenario.row for scenario in SCENARIOS]


@pytest.mark.parametrize(("page", "title"), [("README.md", "On the screen"), ("KEYS.md", "Keys")])
def test_no_other_key_is_told(page: str, title: str) -> None:
    told = {key for row in rows(section(page, title)) for key in quoted(row[0])}
    assert told
    assert told <= {keys_text(key) for key in keys() if key}


def test_every_setting_is_told() -> None:
    names = {"columns": "COLUMN", "keys": "COMMAND", "profiles": "NAME"}
    text = section("SETTINGS.md", "What can be set")
    assert re.findall(r"^\| `([a-z_.A-Z]+)` \| (.+) \|$", text, re.MULTILINE) == [
        (setting.name.replace("*", names.get(setting.path[0], "")), setting.doc)
        for setting in spec.rows(vocabulary())
    ]


def toml(page: str) -> str:
    """The one example of a file in a page."""
    (block,) = re.findall(r"^```toml\n(.+?)^```", PAGES[page], re.MULTILINE | re.DOTALL)
    return str(block)


def test_nothing_is_wrong_in_the_settings_of_the_example() -> None:
    memory = remember()
    know_the_screen(memory)
    assert not understood(toml("SETTINGS.md"), "SETTINGS.md", memory.vocabulary).complaints


def test_the_saved_questions_of_the_example_are_understood(tmp_path: Path) -> None:
    file = tmp_path / "saved.toml"
    file.write_text(toml("HISTORY.md"), encoding="utf-8")
    own, complaints = Shelf(file).read()
    assert not complaints
    assert [bool(saved.backend or parse(saved.text)) for saved in own] == [True, True]


def test_every_field_and_word_is_told() -> None:
    told = quoted(section("README.md", "The language"))
    assert {name for field in FIELDS for name in field.names} | set(IS_WORDS) <= told


@pytest.mark.parametrize("title", ["Five questions to try", "The language"])
def test_examples_of_the_language_are_understood(title: str) -> None:
    cells = [row[0] for row in rows(section("README.md", title))]
    questions = [question for cell in cells for question in re.findall(r"`([^`]+)`", cell)]
    assert len(questions) > 4
    assert all(parse(question) for question in questions)


def test_marks_are_told_from_alarming_to_routine() -> None:
    told = re.findall(r"^\| `(.)` \| ([a-z ]+) \|", section("KEYS.md", "Marks"), re.MULTILINE)
    assert told == [(severity.mark, severity.label) for severity in reversed(Severity)]


def test_the_table_of_fields_is_that_of_the_program() -> None:
    query = PAGES["QUERY.md"]
    told = re.findall(r"^\| `([^`]+)` \|([^|]*)\| .+ \|$", query, re.MULTILINE)
    table = [(name, tuple(re.findall(r"`([^`]+)`", also))) for name, also in told]
    assert table == [(field.name, field.aliases) for field in FIELDS] + [("$.a.b[0]", ())]
    words = re.findall(r"^\| `is:([a-z]+)` \|", query, re.MULTILINE)
    assert words == list(IS_WORDS)
