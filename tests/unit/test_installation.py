"""What reaches each way of installing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import trailview
from trailview.installation import command_to_add


@pytest.mark.parametrize(
    ("place", "marker", "text", "expected"),
    [
        ("pipx/venvs/trailview", "pipx_metadata.json", "{}", "pipx install --force"),
        ("uv/tools/trailview", "uv-receipt.toml", "", "uv tool install"),
        ("uv/archive-v0/abc", "pyvenv.cfg", "uv = 0.5", "uvx --from"),
        ("project/.venv", "pyvenv.cfg", "home = /x\nuv = 0.5\n", "uv pip install --python /py"),
        ("project/.venv", "pyvenv.cfg", "home = /usr/uv\n", "/py -m pip install"),
        ("usr", "", "", "/py -m pip install"),
    ],
)
def test_the_command_reaches_the_installation(
    tmp_path: Path, place: str, marker: str, text: str, expected: str
) -> None:
    prefix = tmp_path / place
    prefix.mkdir(parents=True)
    if marker:
        (prefix / marker).write_text(text)
    command = command_to_add("parquet", str(prefix), "/py")
    assert command.startswith(f"{expected} 'trailview[parquet]'")


def test_no_hint_names_another_pip() -> None:
    folder = Path(trailview.__file__).parent
    named = [
        path.name
        for path in folder.rglob("*.py")
        if path.name != "installation.py" and re.search(r"\bpip install\b", path.read_text("utf-8"))
    ]
    assert named == []
