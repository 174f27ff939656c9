"""What a file of settings says, and what is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.errors import UsageError
from trailview.settings import spec
from trailview.settings.checks import BadValueError, OptionDoc, Vocabulary
from trailview.settings.config import Settings, check_change, load, parsed, understood
from trailview.settings.edit import template
from trailview.settings.positions import line_of


def _time(text: str) -> None:
    if text == "noon":
        raise UsageError("Time", "A time was expected.", "Like 4h.")


OPTIONS = ("log_group", "athena_table", "athena_workgroup", "athena_output")
KNOWN = Vocabulary(
    backends=("history", "logs", "files"),
    services=("history", "logs"),
    options=(*map(OptionDoc, OPTIONS, OPTIONS), OptionDoc("paths", "files", is_list=True)),
    columns=("time", "event", "actor"),
    commands=lambda: ({"question.edit": "slash", "events.sort": "s"}, {"table.down": "down,j"}),
    themes=("trailview", "nord"),
    key_name=lambda key: {"/": "slash"}.get(key, key),
    check_time=_time,
)

WHOLE = """\
# mine
[defaults]
profile = "prod"
backend = "logs"  # cheap
since = "2d"

[display]
time_zone = "Europe/Berlin"
theme = "nord"

[by]
automation = ["role:ci-*"]
workload = "role:*-task"

[columns]
shown = ["event", "time"]
widths = { event = 40 }

[keys]
question.edit = "i,/"
"table.down" = "s"

[panes]
sidebar = "closed"
detail = "open"
sidebar_width = 34
detail_width = 60
detail_height = 0

[files]
inflate_limit = "1G"

[cache]
size = "2G"
days = 30

[history]
keep = 20
days = 7

[profiles.prod]
aws_profile = "acme-prod"
regions = ["us-east-1", "eu-west-1"]
backend = "files"
log_group = "trail"
athena_table = "logs.trail"
athena_workgroup = "audit"
athena_output = "s3://bucket/out/"
colour = "red"
paths = ["~/logs"]
[profiles.empty]
"""


def test_everything_that_can_be_set_is_read() -> None:
    loaded = understood(WHOLE, "config.toml", KNOWN)
    assert loaded.complaints == ()
    settings = loaded.settings
    assert (settings.profile, settings.backend, settings.since) == ("prod", "logs", "2d")
    assert (settings.time_zone, settings.theme) == ("Europe/Berlin", "nord")
    assert (settings.columns, settings.widths) == (("event", "time"), {"event": 40})
    assert settings.keys == {"question.edit": "i,slash", "table.down": "s"}
    assert (settings.kept, settings.days) == (20, 7)
    assert settings.inflate_limit == 1 << 30
    assert (settings.pane("sidebar"), settings.pane("detail")) == ("closed", "open")
    assert [*map(settings.pane_size, ("sidebar_width", "detail_width"))] == [34, 60]
    assert settings.by == (("automation", "role:ci-*"), ("workload", "role:*-task"))
    assert set(settings.profiles) == {"prod", "empty"}
    prod = settings.profiles["prod"]
    assert (prod.aws_profile, prod.regions) == ("acme-prod", ("us-east-1", "eu-west-1"))
    assert (prod.backend, prod.options["paths"], prod.colour) == ("files", ("~/logs",), "red")
    used = {
        tuple(spec.ANY if spec.find(p, KNOWN) is None else n for n in p) for p in settings.values
    }
    assert len(used) == len(settings.values)
    found = {setting for path in settings.values if (setting := spec.find(path, KNOWN))}
    assert found == set(spec.rows(KNOWN)), "the example above uses all there are"


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    loaded = load(tmp_path / "config.toml", KNOWN)
    assert (loaded.settings, loaded.complaints) == (Settings(), ())
    settings = loaded.settings
    assert (settings.backend, settings.since, settings.time_zone) == ("history", "4h", "UTC")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[defaults\n", 1, "not TOML"),
        ('[defaults]\nbackend = "logs\n', 2, "not TOML"),
        ('x = """\n\n', 2, "not TOML"),
        ('[defaults]\n\nbackand = "logs"', 3, "Did you mean backend?"),
        ('[defalts]\nbackend = "logs"', 1, "Did you mean defaults?"),
        ('[defaults]\nbackend = "log"', 2, "Did you mean logs?"),
        ('[defaults]\nbackend = "files"', 2, "without paths"),
        ("[defaults]\nbackend = 3", 2, "text in quotes"),
        ('[defaults]\nsince = "noon"', 2, "Like 4h."),
        ('defaults = "logs"', 1, "no setting 'defaults'"),
        ('[display]\ntime_zone = "Europe/Berln"', 2, "Did you mean Europe/Berlin?"),
        ('[display]\ntheme = "nrod"', 2, "Did you mean nord?"),
        ('[columns]\nshown = [\n  "time",\n  "evnt"]', 2, "Did you mean event?"),
        ('[columns]\nshown = ["time", "time"]', 2, "twice"),
        ("[columns.widths]\nevent = 900", 2, "3 to 200"),
        ("[columns.widths]\nevnt = 20", 2, "Did you mean event?"),
        ("[history]\nkeep = 0", 2, "from 1"),
        ("[history]\nkeep = true", 2, "not true"),
        ('[keys]\n"question.edti" = "i"', 2, "Did you mean question.edit?"),
        ('[keys]\nquestion.edit = ","', 2, "'' is no key"),
        ('[keys]\nquestion.edit = "s"', 2, "'s' is the key of events.sort already"),
        ('[profiles.a]\n[profiles.b]\nregion = "x"', 3, "Did you mean regions?"),
        ('[profiles.a]\naws_secret_access_key = "x"', 2, "no setting"),
        ('[profiles.a]\ncolour = "rde"', 2, "Did you mean red?"),
        ("[profiles.a]\npaths = [1]", 2, "text in quotes"),
        ('[profiles]\na = "x"', 2, "no setting"),
        ('[profiles.a]\nlog_group = "a\\nb"', 2, "one line"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_not_followed(
    text: str, line: int, said: str
) -> None:
    loaded = understood(text, "config.toml", KNOWN)
    (complaint,) = loaded.complaints
    assert complaint.line == line
    assert said in str(complaint)
    assert str(complaint).startswith(f"config.toml, line {line}: ")
    assert not loaded.settings.values


@pytest.mark.parametrize(
    ("text", "command", "keys", "owner"),
    [
        ("", "question.edit", "s", "events.sort"),
        ('events.sort = "x"', "question.edit", "x", "events.sort"),
        ('events.sort = "x"\nquestion.edit = "s"', "events.sort", None, "question.edit"),
    ],
)
def test_a_change_that_clashes_is_refused_by_the_name_of_the_other(
    text: str, command: str, keys: str | None, owner: str
) -> None:
    settings = understood(f"[keys]\n{text}", "c", KNOWN).settings
    with pytest.raises(BadValueError, match=f"is the key of {owner} already"):
        check_change(settings, ("keys", command), keys, KNOWN)


@pytest.mark.parametrize(
    ("text", "command", "keys"),
    [
        ("", "question.edit", "i"),
        ("", "question.edit", "j"),  # a pane's own keys may be the screen's too
        ("", "table.down", "s"),
        ('events.sort = "x"', "question.edit", "s"),
        ('events.sort = "x"\nquestion.edit = "s"', "question.edit", None),
    ],
)
def test_a_change_after_which_every_key_has_one_command_is_taken(
    text: str, command: str, keys: str | None
) -> None:
    settings = understood(f"[keys]\n{text}", "c", KNOWN).settings
    check_change(settings, ("keys", command), keys, KNOWN)
    after = {name: key for name, key in (settings.keys | {command: keys}).items() if key}
    written = "".join(f'"{name}" = "{key}"\n' for name, key in after.items())
    assert understood(f"[keys]\n{written}", "c", KNOWN).complaints == ()


def test_one_wrong_setting_leaves_the_others() -> None:
    loaded = understood('[defaults]\nbackend = 1\nsince = "1h"', "c", KNOWN)
    assert loaded.settings.since == "1h"
    assert [complaint.line for complaint in loaded.complaints] == [2]


def test_a_file_that_cannot_be_read_is_told_and_nothing_more(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b'\xff\xfe"')
    assert "not UTF-8" in str(load(path, KNOWN).complaints[0])
    path.unlink()
    path.mkdir()
    assert "cannot be read" in str(load(path, KNOWN).complaints[0])
    deep = "x = " + "[" * 5_000
    assert understood(deep, "c", KNOWN).complaints


@given(st.text(st.sampled_from("ab[]=.\"'\n#{},1 "), max_size=60))
def test_no_text_prevents_starting(text: str) -> None:
    loaded = understood(text, "config.toml", KNOWN)
    assert loaded.settings.backend == "history"


NAMES = st.text("abc", min_size=1, max_size=2)
TREES = st.recursive(
    st.integers(0, 9) | st.lists(st.integers(0, 9), max_size=2),
    lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, TREES, max_size=4), st.integers(0, 3))
def test_lines_of_members_are_those_they_were_written_on(
    document: dict[str, object], gap: int
) -> None:
    lines: list[str] = []
    places: dict[tuple[str, ...], int] = {}

    def write(table: dict[str, object], above: tuple[str, ...]) -> None:
        for name, value in table.items():
            if not isinstance(value, dict):
                lines.extend(["# a note"] * gap)
                places[(*above, name)] = len(lines) + 1
                split = str(value).replace("[", "[\n  ")
                lines.extend(f"{name} = {split}".splitlines())
        for name, value in table.items():
            if isinstance(value, dict):
                path = (*above, name)
                lines.append(f"[{'.'.join(path)}]")
                places.setdefault(path, len(lines))
                write(value, path)

    write(document, ())
    text = "\n".join(lines)
    assert all(line_of(text, path) == line for path, line in places.items())


def test_the_template_sets_nothing_and_names_everything() -> None:
    text = template(KNOWN)
    assert parsed(text, "config.toml") == {}
    uncommented = "\n".join(line.removeprefix("# ") for line in text.splitlines()[2:])
    document = parsed(uncommented, "config.toml")
    assert isinstance(document, dict), "what stands in the comments is TOML too"
    assert list(document["profiles"]["NAME"]) == spec.members((spec.PROFILES, spec.ANY), KNOWN)
