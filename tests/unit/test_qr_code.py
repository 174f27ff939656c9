"""QR codes as they are drawn."""

from __future__ import annotations

import segno
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from trailview.tui.qr_code import qr_lines

DARK = {" ": (0, 0), "▄": (0, 1), "▀": (1, 0), "█": (1, 1)}


@examples(20)
@given(st.text(min_size=1, max_size=120))
def test_the_drawing_holds_every_module(text: str) -> None:
    lines = qr_lines(text)
    drawn = [[DARK[c][half] for c in line] for line in lines for half in (0, 1)]
    matrix = segno.make(text, error="l", micro=False).matrix
    size = len(matrix)
    assert [row[2 : 2 + size] for row in drawn[2 : 2 + size]] == [list(row) for row in matrix]
    assert sum(map(sum, drawn)) == sum(map(sum, matrix)), "the rim is light"


def test_an_address_to_log_in_at_fits_a_small_terminal() -> None:
    lines = qr_lines("https://d-1234567890.awsapps.com/start/#/device?user_code=ABCD-EFGH")
    assert len(lines) <= 20
    assert {len(line) for line in lines} == {37}
