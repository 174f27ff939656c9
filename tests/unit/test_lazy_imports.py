"""What must not be imported early, proved in fresh interpreters."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.make import delivery, record
from trailview.aws.credentials.config import read_config
from trailview.aws.credentials.whose import fingerprint
from trailview.compose.kept import disk_store
from trailview.events.condition_text import condition_text
from trailview.events.conditions import All
from trailview.events.record import TimedDelivery
from trailview.events.times import iso
from trailview.store.disk.lots import Growth, PlaceKept

HEAVY = {
    "textual", "rich", "numpy", "msgspec", "boto3", "botocore", "pyathena", "pyarrow", "isal",
    "re2",
}  # fmt: skip
AWS = {"boto3", "botocore", "pyathena", "s3transfer"}
_REPORT = "\nimport json,sys; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"


def imported(code: str) -> set[str]:
    """Top-level modules that are loaded after `code` has run."""
    done = subprocess.run(
        [sys.executable, "-c", code + _REPORT], capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_import_nothing_heavy(option: str) -> None:
    code = f"""
from trailview.cli.main import run
try:
    run(["{option}"])
except SystemExit:
    pass
"""
    assert not HEAVY & imported(code)


def test_the_command_line_itself_imports_nothing_heavy() -> None:
    assert not HEAVY & imported("import trailview.__main__, trailview.cli.main")


def test_query_imports_no_screen_and_no_aws_library(tmp_path: Path) -> None:
    (tmp_path / "trail.json").write_text('{"Records":[]}')
    code = f"""
from trailview.cli.main import run
assert run(["query", "--path", {str(tmp_path)!r}]) == 0
"""
    assert not {"textual", "rich", "boto3", "botocore", "pyathena"} & imported(code)


def test_explaining_what_athena_would_be_asked_imports_no_aws_library() -> None:
    code = """
from trailview.cli.main import run
assert run(["explain", "user:alice", "--backend", "athena"]) == 0
import trailview.cli.athena
"""
    assert not {"textual", "rich", "boto3", "botocore", "pyathena", "numpy"} & imported(code)


@pytest.mark.parametrize("room", ["events", "question", "plans"])
def test_pure_rooms_import_nothing_heavy_but_what_decodes(room: str) -> None:
    code = f"""
import importlib, pkgutil, trailview.{room} as room
for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    importlib.import_module(module.name)
"""
    allowed = {"msgspec", "isal"} if room == "events" else set()
    assert not (HEAVY - allowed) & imported(code)


def test_the_way_to_the_first_frame_is_free_of_what_it_does_not_need() -> None:
    code = "import trailview.tui.app, trailview.compose.app"
    assert not {"numpy", "boto3", "botocore", "pyathena", "pyarrow"} & imported(code)


def test_reading_the_settings_imports_nothing_that_writes(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[defaults]\nsince = "1h"')
    code = f"""
from pathlib import Path
from trailview.settings.memory import Memory
assert Memory(Path({str(tmp_path)!r})).settings.since == "1h"
"""
    assert not (HEAVY | {"tomlkit", "sqlite3", "platformdirs", "zoneinfo"}) & imported(code)


@pytest.mark.parametrize("room", ["aws", "backends"])
def test_the_way_to_aws_imports_its_libraries_with_the_first_call(room: str) -> None:
    code = f"""
import importlib, pkgutil, trailview.{room} as room
for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    importlib.import_module(module.name)
"""
    assert not {"boto3", "botocore", "pyathena", "numpy", "textual", "rich"} & imported(code)


_SCREEN = """
import asyncio
from datetime import UTC
from trailview.question.query import Question
from trailview.tui.app import TrailviewApp
async def show(session):
    app = TrailviewApp(session, Question(), UTC, lambda: 1_763_900_000)
    async with app.run_test() as pilot:
        await pilot.pause()
"""
"""Shows the screen over a session; the first frame asks the first question."""


def test_the_screen_over_files_imports_no_aws_library(tmp_path: Path) -> None:
    (tmp_path / "trail.json").write_text('{"Records":[]}')
    code = f"""{_SCREEN}
from trailview.compose import files
session = files.open_files([{str(tmp_path)!r}])
asyncio.run(show(session))
session.close()
"""
    assert not AWS & imported(code)


_BEFORE = """
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "trailview.tui.main.commands":
            before.update(sys.modules)
import sys
before = set()
sys.meta_path.insert(0, Watch())
"""
"""Notes what is there when the rest of the controllers comes, behind the first frame."""
_LATER = {
    "hashlib", "json", "msgspec", "isal", "numpy", "tomlkit", "zoneinfo",
    "trailview.aws.credentials.config", "trailview.backends.files.layout",
    "trailview.events.dossier", "trailview.events.essentials", "trailview.events.required",
    "trailview.events.secrets", "trailview.events.sentence", "trailview.question.hints",
    "trailview.search.export", "trailview.settings.marks", "trailview.setup",
    "trailview.tui.completion", "trailview.tui.dialogs", "trailview.tui.identities",
    "trailview.tui.json_lines", "trailview.tui.origins", "trailview.tui.palette_provider",
    "trailview.tui.widgets.facets", "trailview.tui.widgets.filters",
}  # fmt: skip
"""What the first frame has no use for."""
_MOST_BEFORE = 165
"""Modules of ours that may be there: each costs a tenth of a millisecond, whatever is in it."""


def test_the_first_frame_needs_few_modules(tmp_path: Path) -> None:
    record = {"eventName": "GetUser", "eventSource": "iam.amazonaws.com", "userIdentity": {}}
    text = json.dumps({"Records": [record | {"eventTime": "2025-06-16T00:00:00Z"}]})
    (tmp_path / "trail.json").write_text(text)
    code = f"""{_BEFORE}
import trailview.__main__, trailview.cli.main, trailview.cli.open
{_SCREEN}
from trailview.compose import files
from trailview.compose.settings import know_the_screen, remember
know_the_screen(remember())
session = files.open_files([{str(tmp_path)!r}])
session.start(Question())
async def paint():
    app = TrailviewApp(session, Question(), UTC, lambda: 1_763_900_000)
    async with app.run_test() as pilot:
        while not before:
            await pilot.pause(0.01)
asyncio.run(paint())
session.close()
print(*before)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    before = set(done.stdout.split())
    ours = {name for name in before if name.partition(".")[0] == "trailview"}
    assert {"trailview.tui.main.first", "trailview.tui.widgets.event_table"} <= ours
    assert not _LATER & before
    controllers = {name for name in ours if name.startswith("trailview.tui.main.")}
    assert not controllers & {f"trailview.tui.main.{each}" for each in ("marks", "pivots", "keys")}
    assert len(ours) <= _MOST_BEFORE


def test_the_demo_imports_no_aws_library() -> None:
    code = f"""{_SCREEN}
from trailview.compose import files
session = files.open_demo(1_763_900_000)
asyncio.run(show(session))
session.close()
"""
    assert not AWS & imported(code)


def test_opening_the_services_imports_no_aws_library_before_the_first_question() -> None:
    code = """
import trailview.tui.app, trailview.compose.app
from trailview.question.query import Question
from trailview.compose.aws import open_session
from trailview.compose.services import services
from trailview.context import Context
session = open_session(Context(("prod",), ("eu-central-1",)), services()[0].name)
session.start()
for name in session.backends:
    session.title(name), session.plan(Question(), name)
session.close()
"""
    assert not AWS & imported(code)


def test_the_first_rows_are_there_before_numpy(tmp_path: Path) -> None:
    record = {"eventName": "GetUser", "eventSource": "iam.amazonaws.com", "userIdentity": {}}
    text = json.dumps({"Records": [record | {"eventTime": "2025-06-16T00:00:00Z"}]})
    (tmp_path / "trail.json").write_text(text)
    code = f"""
import sys, threading
from trailview.compose import files
from trailview.question.query import Question
session = files.open_files([{str(tmp_path)!r}])
told = threading.Event()
search = session.ask(Question(), told.set)
while not len(search.progress.rows):
    assert told.wait(10)
    told.clear()
assert "numpy" not in sys.modules, "nothing has been painted"
session.close()
"""
    assert "trailview" in imported(code)


def keep_hours(moment: int, account: str, region: str) -> None:
    """Have an event and all around it kept, as the profile of the surroundings has read it."""
    kept = disk_store()
    kept.remember_owner(fingerprint(read_config(), ""), account)
    place = PlaceKept("history", account, region, category="Management")
    lot = kept.begin(place, {"": condition_text(All(()))}, moment + 3_600)
    assert lot is not None
    event = TimedDelivery(moment, delivery(record(eventTime=iso(moment))))
    assert kept.grow(lot, Growth([event], moment - 3_600, moment + 3_600))
    kept.finish(lot)
    kept.close()


@pytest.mark.parametrize("has_files", [False, True])
@pytest.mark.parametrize(("user", "lines"), [("alice", 1), ("bob", 0)])
def test_a_question_whose_answer_is_kept_imports_only_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, user: str, lines: int, has_files: bool
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    if has_files:
        (tmp_path / "config").write_text("[default]\nregion = eu-central-1\n[profile b]\n")
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    yesterday = int(time.time()) - 86_400
    keep_hours(yesterday, "111122223333", "eu-central-1")
    asked = ["query", f"user:{user}", "--backend", "history", "--region", "eu-central-1"]
    asked += ["--since", iso(yesterday - 60), "--until", iso(yesterday + 60)]
    code = f"""
import io, sys
from trailview.cli.main import run
told = sys.stdout = io.TextIOWrapper(io.BytesIO())
assert run({[*asked, "--format", "ndjson"]!r}) == 0
assert told.buffer.getvalue().count(b"eventName") == {lines}
"""
    unwanted = HEAVY | AWS | {"dataclasses", "inspect", "hashlib", "tomllib", "tempfile"}
    if lines:  # why there are none takes a table
        assert not unwanted & imported(code)
    else:
        assert not AWS & imported(code)
