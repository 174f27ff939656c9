"""What the last minutes may lack."""

from __future__ import annotations

import pytest

from tests.make import START
from trailview.question.query import Window
from trailview.search.delivery import delivery_note

NOW = START + 86_400


@pytest.mark.parametrize(
    ("until", "last", "said"),
    [
        (None, NOW - 6 * 60, "newest event 6 minutes old; CloudTrail usually takes about 5"),
        (None, NOW - 60, "newest event 1 minute old"),
        (None, NOW - 170 * 60, "newest event 170 minutes old"),
        (None, NOW - 5 * 3600, "newest event 5 hours old"),
        (None, NOW - 526 * 86_400, "newest event 526 days old"),
        (NOW, None, "no event yet; CloudTrail usually takes about 5"),
        (NOW - 60, NOW - 120, "newest event 2 minutes old"),
        (NOW - 3600, NOW - 3700, ""),
    ],
)
def test_it_is_told_of_a_window_that_ends_about_now(
    until: int | None, last: int | None, said: str
) -> None:
    note = delivery_note(Window(START, until), last, NOW)
    assert note.startswith(said)
    assert bool(note) is bool(said)
