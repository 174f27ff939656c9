"""What can be written on a line as it is."""

from __future__ import annotations

import pytest

from trailview.events.json_line import is_line


@pytest.mark.parametrize("raw", [b"{}", b'{"a": "\\n"}', '{"a":"ü"}'.encode(), b'{"a":"\\ud800"}'])
def test_a_line_of_json_is_one(raw: bytes) -> None:
    assert is_line(raw)


@pytest.mark.parametrize(
    "raw", [b'{\n"a":1}', b' {"a":1}', b'{"a":1', b'{"a":"\xff"}', b'{"a":NaN}', b'{"a":"\t"}']
)
def test_what_has_to_be_changed_for_it_is_none(raw: bytes) -> None:
    assert not is_line(raw)
