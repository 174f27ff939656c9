"""What is remembered, from the command line: config, history, saved, and what settings change."""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.command_line import run
from tests.make import record
from tests.trails import trail_file
from tests.unit.test_cli import names
from trailview.cli import commands, main
from trailview.compose.aws import context_of
from trailview.compose.settings import fill, vocabulary
from trailview.compose.surroundings import title_of
from trailview.context import Context
from trailview.settings.config import understood

PROFILES = """\
[defaults]
backend = "logs"
[display]
time_zone = "Asia/Tokyo"
[profiles.prod]
aws_profile = "acme"
regions = ["eu-west-1", "us-east-1"]
backend = "insights"
log_group = "trail"
athena_table = "audit.trail"
athena_workgroup = "security"
athena_output = "s3://results/"
[profiles.local]
backend = "files"
paths = ["~/logs", "/x"]
"""
PROD = Context(("prod",), ("eu-west-1", "us-east-1"), "acme").told(
    {
        "log_group": "trail",
        "athena_table": "audit.trail",
        "athena_workgroup": "security",
        "athena_output": "s3://results/",
    }
)


@pytest.fixture
def folder() -> Path:
    """Where what is remembered lies."""
    made = Path(os.environ["TRAILVIEW_CONFIG_DIR"])
    made.mkdir()
    return made


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    found = [record(n, eventName=f"E{n}") for n in range(3)]
    trail_file(tmp_path, [*found, record(9, errorCode="AccessDenied")], "20251122T1205Z")
    return tmp_path


SETTINGS = understood(PROFILES, "", vocabulary()).settings


def filled(*words: str) -> argparse.Namespace:
    arguments = commands.parser().parse_args(main.with_command(words))
    fill(arguments, SETTINGS)
    return arguments


@pytest.mark.parametrize(
    ("words", "backend", "context"),
    [
        ("browse", "logs", Context()),
        ("browse --backend history", "history", Context()),
        ("browse --profile prod", "insights", PROD),
        ("browse --profile other", "logs", Context(("other",))),
        (
            "query --profile prod --region x --log-group g --athena-table t",
            "insights",
            replace(PROD, regions=("x",)).told({"log_group": "g", "athena_table": "t"}),
        ),
        ("query --profile prod --backend logs", "logs", PROD),
        ("query --path p", "files", Context()),
        ("explain --profile local", "files", Context(("local",))),
    ],
)
def test_settings_say_what_the_command_line_does_not(
    words: str, backend: str, context: Context
) -> None:
    arguments = filled(*words.split())
    assert arguments.backend == backend
    said = context_of(arguments, SETTINGS)
    assert said.told({"path": ""}) == context
    assert said.texts("path") == tuple(getattr(arguments, "path", ()))
    assert arguments.time_zone == "Asia/Tokyo"


@pytest.mark.parametrize("words", ["login prod", "doctor prod", "athena ddl --profile prod"])
def test_a_profile_means_the_same_to_every_command(words: str) -> None:
    arguments = filled(*words.split())
    assert context_of(arguments, SETTINGS) == PROD
    assert (PROD.aws_name, title_of(PROD)) == ("acme", "prod · eu-west-1, us-east-1")


@pytest.mark.parametrize(
    ("variables", "profile"),
    [
        ({}, "prod"),
        ({"AWS_PROFILE": "local"}, "local"),
        ({"AWS_PROFILE": "other"}, ""),
        ({"AWS_PROFILE": "local", "AWS_DEFAULT_PROFILE": "other"}, ""),
        ({"AWS_PROFILE": "local", "AWS_ACCESS_KEY_ID": "AKIA"}, ""),
    ],
)
def test_the_surroundings_go_before_the_profile_that_is_set(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], profile: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    arguments = commands.parser().parse_args(["query"])
    text = PROFILES.replace("[defaults]", '[defaults]\nprofile = "prod"')
    fill(arguments, understood(text, "", vocabulary()).settings)
    assert arguments.profile == profile


def test_paths_of_a_profile_are_read_unless_others_are_named() -> None:
    home = os.environ["HOME"]
    assert filled("query", "--profile", "local").path == [f"{home}/logs", "/x"]
    assert filled("query", "--profile", "local", "--path", "y").path == ["y"]
    assert filled("open", "y", "--time-zone", "UTC").time_zone == "UTC"


def test_the_usual_time_range_is_that_of_the_settings(folder: Path) -> None:
    (folder / "config.toml").write_text('[defaults]\nbackend = "logs"\nsince = "1d"\n')
    done = run("explain", "--region", "eu-west-1")
    assert done.stdout.startswith("backend      logs")
    words = done.stdout.splitlines()[1].split()
    span = int(words[words.index("--end-time") + 1]) - int(words[words.index("--start-time") + 1])
    assert span == (24 * 3600 + 30 * 60) * 1000 - 1


def test_the_usual_time_range_may_name_both_ends(folder: Path) -> None:
    (folder / "config.toml").write_text(
        '[defaults]\nbackend = "logs"\nsince = "yesterday 9:00-10:30"\n'
    )
    done = run("explain", "--region", "eu-west-1")
    assert done.stderr == ""
    words = done.stdout.splitlines()[1].split()
    span = int(words[words.index("--end-time") + 1]) - int(words[words.index("--start-time") + 1])
    assert span == (90 * 60 + 30 * 60) * 1000 - 1


def test_a_broken_file_is_told_and_the_question_answered(folder: Path, trail: Path) -> None:
    (folder / "config.toml").write_text("[defaults]\nbackend = \x1b[31m\n")
    done = run("query", "event:E1", "--path", str(trail), "--format", "ndjson")
    assert (names(done.stdout), done.returncode) == (["E1"], 0)
    assert "config.toml, line 2: This is not TOML" in done.stderr
    assert "\x1b" not in done.stderr


def test_config_says_where_what_and_what_is_wrong(folder: Path) -> None:
    path = folder / "config.toml"
    assert run("config", "path").stdout == f"{path}\n"
    assert run("config", "check").stdout == f"{path}: nothing is wrong\n"
    path.write_text(
        '[display]\ntheme = "nord"\n[keys]\nquestion.edti = "i"\n[profiles."a b"]\ncolour = "red"'
    )
    (folder / "saved.toml").write_text(
        '[mine]\nquestion = "usr:x"\n[drop]\nraw = "DROP TABLE x"\nbackend = "athena"\n'
        '[none]\nraw = "x"\nbackend = "insight"\n'
    )
    done = run("config", "check")
    assert done.returncode == 1
    assert "line 4: keys.question.edti: 'question.edti' is no command." in done.stderr
    assert "Did you mean question.edit?" in done.stderr
    assert "[mine]" in done.stderr
    assert "[drop] This is not run" in done.stderr
    assert "[none] insight has no language of its own." in done.stderr
    shown = run("config", "show").stdout
    assert 'theme = "nord"\n' in shown
    assert 'backend = "history"  # default\n' in shown
    assert '[profiles."a b"]\ncolour = "red"\n' in shown
    again = understood(shown, "", vocabulary())
    assert again.complaints == ()


def test_config_edit_opens_the_editor_on_a_file_with_everything_in_comments(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nprintf \'[defaults]\\nsince = "1h"\\n\' >> "$2"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", f"'{editor}' -w")
    done = run("config", "edit")
    assert (done.returncode, done.stderr) == (0, "")
    path = folder / "config.toml"
    assert path.read_text().endswith('[defaults]\nsince = "1h"\n')
    assert "# [profiles.NAME]" in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(b"\xff")
    assert "not UTF-8" in run("config", "edit").stderr
    assert path.read_bytes().startswith(b"\xff[defaults]"), "the editor gets also what is broken"
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    done = run("config", "edit")
    assert done.returncode == 1
    assert "No editor" in done.stderr


def test_questions_are_listed_with_what_came_of_them(trail: Path) -> None:
    query = ("query", "--path", str(trail), "--format", "ndjson")
    run(*query, "event:E1", "--since", "2025-11-22")
    (trail / "broken.json").write_text('{"Records":[{"eventName":"X","eventTime"')
    run(*query, "is:denied")
    run(*query, "usr:x")
    run(*query)
    found = json.loads(run("history", "--format", "json").stdout)
    assert [(e["text"], e["rows"], e["outcome"]) for e in found] == [
        ("is:denied", 1, "incomplete"),
        ("event:E1", 1, "complete"),
    ]
    assert found[1]["since"] == "2025-11-22"
    assert found[1]["window_since"] == "2025-11-22T00:00:00Z"
    assert (found[1]["backend"], found[1]["place"]) == ("files", str(trail))
    assert found[1]["bytes"] > 0
    listed = run("history", "--search", "event", "--limit", "5").stdout
    assert "event:E1" in listed
    assert "is:denied" not in listed


def test_nothing_remembered_is_no_reason_to_fail(folder: Path, trail: Path) -> None:
    (folder / "history.sqlite").write_text("no database" * 100)
    done = run("query", "event:E1", "--path", str(trail), "--format", "ndjson")
    assert (names(done.stdout), done.returncode) == (["E1"], 0)
    assert "Not remembered" in done.stderr
    assert run("history").returncode == 1


def test_a_saved_question_is_asked_with_its_parameters(folder: Path, trail: Path) -> None:
    (folder / "saved.toml").write_text(
        '[mine]\nquestion = "user:{who}"\nsince = "2025-11-22T12:00:02Z"\nwhy = "Mine."\n'
    )
    query = ("query", "--path", str(trail), "--format", "ndjson", "--saved", "mine")
    assert names(run(*query, "--param", "who=al*").stdout) == ["DescribeInstances", "E2"]
    assert names(run(*query, "event:E2", "--param", "who=alice").stdout) == ["E2"]
    earlier = ("--since", "2025-11-22T12:00:01Z", "--param", "who=alice")
    assert len(names(run(*query, *earlier).stdout)) == 3
    assert "--param who=" in run(*query).stderr
    assert "Did you mean mine?" in run(*query[:-1], "mnie").stderr
    assert run("query", "--param", "who=x", "--path", ".").returncode == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--backend logs", "Give --backend insights, or none."),
        ("--path .", "Give --backend insights, or none."),
        ("--param who=x", "raw text, and those take none"),
        ("--raw x", "nothing can be added to it"),
        ("user:alice", "nothing can be added to it"),
    ],
)
def test_a_saved_raw_text_is_run_by_itself(folder: Path, words: str, said: str) -> None:
    (folder / "saved.toml").write_text('[mine]\nraw = "stats count(*)"\nbackend = "insights"\n')
    done = run("query", "--saved", "mine", *words.split())
    assert done.returncode == 2
    assert said in done.stderr


def test_saved_questions_are_listed_and_shown(folder: Path) -> None:
    raw = '[raw]\nraw = "SELECT 1\\nFROM x"\nbackend = "athena"\n'
    (folder / "saved.toml").write_text(f'{raw}[mine]\nquestion = "is:root"\n[broken]\n')
    done = run("saved")
    assert "logins-without-mfa" in done.stdout
    assert "\nmine " in done.stdout
    assert "athena: SELECT 1" in done.stdout
    assert "[broken]" in done.stderr
    shown = run("saved", "raw").stdout
    assert "raw text     SELECT 1\n             FROM x\nbackend      athena\n" in shown
    shown = run("saved", "changes-by").stdout
    assert "trailview query --saved changes-by --param who=…" in shown
    assert "What has this user" in shown


def test_files_hold_no_secret(folder: Path, trail: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "geheimnis")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    run("query", "is:denied", "--path", str(trail))
    failed = run("query", "is:denied", "--backend", "logs", "--region", "x", "--profile", "none")
    assert failed.returncode == 4
    found = json.loads(run("history", "--format", "json").stdout)
    assert [e["outcome"].partition(":")[0] for e in found] == ["failed", "complete"]
    assert (found[0]["profile"], found[0]["place"]) == ("none", "none · x")
    for path in folder.iterdir():
        assert b"geheimnis" not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_saved_questions_span_never_empties_files_that_end_earlier(
    folder: Path, trail: Path
) -> None:
    (folder / "saved.toml").write_text('[mine]\nquestion = "event:E*"\nsince = "7s"\n')
    query = ("query", "--path", str(trail), "--format", "ndjson")
    done = run(*query, "--saved", "mine")
    assert (names(done.stdout), done.returncode) == (["E2"], 0)
    assert (
        "7s is counted back from the last event that was read, 2025-11-22 12:00:09" in done.stderr
    )
    typed = run(*query, "--saved", "mine", "--since", "7s")
    assert (typed.stdout, typed.returncode) == ("", 0)
    assert "counted back" not in typed.stderr
    (kept, _) = json.loads(run("history", "--format", "json").stdout)[::-1]
    assert kept["window_since"] == "2025-11-22T12:00:02Z"


def test_a_history_that_another_program_holds_delays_no_answer(folder: Path, trail: Path) -> None:
    query = ("query", "event:E1", "--path", str(trail), "--format", "ndjson")
    run(*query)
    with closing(sqlite3.connect(folder / "history.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        done = run(*query)
        assert (names(done.stdout), done.returncode) == (["E1"], 0)
        assert "Not remembered" in done.stderr
        assert "holds the lock" in done.stderr
        other.execute("ROLLBACK")
    assert len(json.loads(run("history", "--format", "json").stdout)) == 1
