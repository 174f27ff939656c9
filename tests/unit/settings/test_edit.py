"""Writing settings: what was there stays, comments included."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.settings.test_config import KNOWN, WHOLE
from trailview.errors import SettingsError
from trailview.settings import edit
from trailview.settings.checks import Value
from trailview.settings.config import load, understood
from trailview.settings.saved import Own, Shelf

COLUMN = st.sampled_from(KNOWN.columns)
CHANGES: st.SearchStrategy[dict[tuple[str, ...], Value | None]] = st.dictionaries(
    st.sampled_from(
        [
            ("defaults", "since"),
            ("display", "theme"),
            ("columns", "shown"),
            ("columns", "widths", "event"),
            ("columns", "widths", "time"),
            ("history", "keep"),
            ("keys", "question.edit"),
            ("keys", "events.sort"),
            ("profiles", "prod", "log_group"),
            ("profiles", "a b.c", "log_group"),
            ("profiles", "new", "regions"),
        ]
    ),
    st.integers(3, 200),
    max_size=6,
).map(lambda drawn: {place: _value(place, number) for place, number in drawn.items()})


def _value(place: tuple[str, ...], number: int) -> Value | None:
    """A right value for the place, or None, by a drawn number."""
    if number % 5 == 0:
        return None
    if place in (("history", "keep"),) or "widths" in place:
        return number
    if place[-1] == "regions":
        return ("eu-west-1",) * (number % 3)
    if place[-1] == "shown":
        return ("time", "actor")
    if place[-1] == "theme":
        return "nord"
    return f"{place[-1][0]}{number}"


@pytest.mark.parametrize("before", ["", WHOLE, edit.template(KNOWN), "# only this\n"])
@examples(40)
@given(st.lists(CHANGES, min_size=1, max_size=3))
def test_what_is_written_is_read_and_all_else_stays(
    tmp_path_factory: pytest.TempPathFactory,
    before: str,
    steps: list[dict[tuple[str, ...], Value | None]],
) -> None:
    path = tmp_path_factory.mktemp("settings") / "config.toml"
    path.write_text(before)
    values = dict(understood(before, "", KNOWN).settings.values)
    for changes in steps:
        edit.change(path, changes)
        values |= {place: value for place, value in changes.items() if value is not None}
        values = {place: v for place, v in values.items() if changes.get(place, v) is not None}
    after = path.read_text()
    assert understood(after, "", KNOWN).settings.values == values
    notes = [line for line in before.splitlines() if line.startswith("#")]
    assert [line for line in after.splitlines() if line in notes] == notes
    assert before == WHOLE or before in after
    if before == WHOLE and ("defaults", "backend") not in {p for c in steps for p in c}:
        assert 'backend = "logs"  # cheap' in after


def test_a_key_is_changed_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[keys]\nquestion.edit = "i" # mine\n')
    edit.change(path, {("keys", "question.edit"): "o"})
    assert path.read_text() == '[keys]\nquestion.edit = "o" # mine\n'
    edit.change(path, {("keys", "question.edit"): None})
    assert load(path, KNOWN).settings.keys == {}


@pytest.mark.parametrize("text", ["[defaults", "defaults = 3\n", 'x = "'])
def test_a_broken_file_is_not_written_over(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(SettingsError):
        edit.change(path, {("defaults", "since"): "1h"})
    assert path.read_text() == text
    assert sorted(p.name for p in tmp_path.iterdir()) == [".config.toml.lock", "config.toml"]


def test_folders_and_files_are_private_and_links_stay(tmp_path: Path) -> None:
    path = tmp_path / "config" / "trailview" / "config.toml"
    edit.change(path, {("defaults", "since"): "1h"})
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()} == {0o600}
    target = tmp_path / "dotfiles.toml"
    path.rename(target)
    path.symlink_to(target)
    edit.change(path, {("defaults", "since"): "2h"})
    assert path.is_symlink()
    assert tomllib.loads(target.read_text()) == {"defaults": {"since": "2h"}}


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="TRAILVIEW_CONFIG_DIR"):
        edit.change(tmp_path / "file" / "config.toml", {("defaults", "since"): "1h"})


def test_own_questions_are_kept_changed_and_deleted(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "saved.toml")
    assert shelf.read() == ([], [])
    shelf.save(Own("mine, too", "user:{who}", "Because.", "2d"))
    shelf.save(Own("other", "is:root"))
    shelf.path.write_text("# good ones\n" + shelf.path.read_text())
    shelf.save(Own("other", "is:denied"))
    assert shelf.read()[0] == [
        Own("mine, too", "user:{who}", "Because.", "2d"),
        Own("other", "is:denied"),
    ]
    shelf.save(Own("other", "{ $.a = 1 }", "Because.", backend="logs"))
    assert shelf.read()[0][1] == Own("other", "{ $.a = 1 }", "Because.", "", "logs")
    shelf.save(Own("other", "is:denied"))
    shelf.delete("mine, too")
    assert shelf.read() == ([Own("other", "is:denied")], [])
    assert shelf.path.read_text().startswith("# good ones\n")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[a", 1, "not TOML"),
        ("a = 3", 1, "table"),
        ('[a]\nwhy = "x"', 1, "no question"),
        ('[a]\nquestion = "x"\nwhi = "x"', 3, "Did you mean why?"),
        ("[a]\nquestion = 3", 2, "text in quotes"),
        ('[a]\nraw = "x"', 1, "go together"),
        ('[a]\nquestion = "x"\nbackend = "logs"', 1, "go together"),
        ('[a]\nquestion = "x"\nraw = "x"\nbackend = "logs"', 3, "in place of a question"),
    ],
)
def test_what_is_wrong_among_them_is_told(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "saved.toml"
    path.write_text(text + '\n[z]\nquestion = "is:root"\n' if text != "[a" else text)
    own, (complaint,) = Shelf(path).read()
    assert complaint.line == line
    assert said in str(complaint)
    assert own == ([] if text == "[a" else [Own("z", "is:root")])
