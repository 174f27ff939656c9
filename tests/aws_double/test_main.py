"""The double as a program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import boto3
import pytest

from tests.aws_double.__main__ import main
from tests.make import record
from tests.trails import trail_file

ROOT = Path(__file__).parent.parent.parent


def test_it_serves_a_folder_until_interrupted(tmp_path: Path) -> None:
    trail_file(tmp_path, [record(1), record(2)], "20251122T1205Z")
    command = [sys.executable, "-m", "tests.aws_double", "--records", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            told = dict(
                process.stdout.readline().removeprefix("export ").strip().split("=", 1)
                for _ in range(5)
            )
            client = boto3.Session(
                told["AWS_ACCESS_KEY_ID"], told["AWS_SECRET_ACCESS_KEY"], None, "eu-central-1"
            ).client("logs", endpoint_url=told["AWS_ENDPOINT_URL"])
            (_, group) = client.describe_log_groups()["logGroups"]
            events = client.filter_log_events(logGroupName=group["logGroupName"])["events"]
            client.close()
        finally:
            os.kill(process.pid, signal.SIGINT)
    assert len(events) == 2
    assert process.returncode == 0


def test_it_says_where_there_is_nothing_to_serve(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--records", str(tmp_path)]) == 1
    assert "No record" in capsys.readouterr().err
