"""What is not read is said: of files that were named, and of strangers in folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.backends.files.trails import record, text, trail
from tests.command_line import Ran, run


def query(*words: str) -> Ran:
    return run("query", *words)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"{broken", "broken or cut"),
        (b"null", "JSON without CloudTrail"),
        (b'{"Records":5}', "JSON without CloudTrail"),
        (b"", "an empty file"),
        (b"%PDF-1.7", "a PDF"),
    ],
)
def test_a_named_file_without_events_is_incomplete(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(data)
    done = query("", "--path", str(path))
    assert done.returncode == 3
    assert told in done.stderr
    assert query("", "--path", str(tmp_path)).returncode == 0
    assert told in query("", "--path", str(tmp_path), "--verbose").stderr


def test_events_without_a_time_are_told_when_a_window_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(trail([text(record(1)), text(record(2, eventTime="soon"))]))
    done = query("", "--path", str(path), "--since", "2026-01-01")
    assert done.returncode == 3
    assert "1 event without a usable time" in done.stderr
    assert query("", "--path", str(path)).returncode == 0


@pytest.mark.parametrize("damage", [b"\xff", b"\x01", b"\n"])
@pytest.mark.parametrize("form", ["ndjson", "json"])
def test_what_is_written_is_valid_json(tmp_path: Path, damage: bytes, form: str) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(trail([text(record(1)).replace(b"alice", b"al" + damage + b"ice")]))
    done = query("", "--path", str(path), "--format", form)
    written = json.loads(done.stdout)
    assert (written[0] if form == "json" else written)["eventName"] == "CreateUser"


@pytest.mark.parametrize("form", ["csv", "parquet", "ndjson"])
def test_own_exports_are_read_back_as_the_same_events(tmp_path: Path, form: str) -> None:
    source, copy = tmp_path / "x.json", tmp_path / f"copy.{form}"
    role = {
        "type": "AssumedRole",
        "principalId": "AROA:eve",
        "arn": "arn:aws:sts::111122223333:assumed-role/ops/eve",
        "accessKeyId": "ASIAEXAMPLE",
        "sessionContext": {
            "sessionIssuer": {"type": "Role", "userName": "ops", "arn": "arn:aws:iam::1:role/ops"},
            "attributes": {"mfaAuthenticated": "true"},
        },
    }
    records = [
        record(1, readOnly=False),
        record(2, userIdentity=role, errorCode="AccessDenied", userAgent="=1+1"),
        record(3, userIdentity={"type": "Root", "arn": "arn:aws:iam::111122223333:root"}),
        record(4, userIdentity={"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}),
    ]
    source.write_bytes(trail([*map(text, records)]))
    query("", "--path", str(source), "--output", str(copy))
    columns = "time,severity,event,actor,user,role,key,principal,type,service,error,agent,id,is"
    first, again = (
        query("", "--path", str(path), "--format", "csv", "--columns", columns).stdout
        for path in (source, copy)
    )
    assert again == first
    assert again.count("\n") == 5
