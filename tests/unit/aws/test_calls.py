"""Blocking calls that can be given up."""

from __future__ import annotations

import threading

import pytest

from trailview.aws.calls import Cancelled, call, try_briefly
from trailview.backends.base import Cancel


def test_gives_what_the_call_returns() -> None:
    assert call(lambda: 42, Cancel()) == 42


def test_raises_what_the_call_raises() -> None:
    with pytest.raises(ZeroDivisionError):
        call(lambda: 1 // 0, Cancel())


def test_a_call_is_not_made_after_cancelling() -> None:
    cancel, made = Cancel(), list[int]()
    cancel.set()
    with pytest.raises(Cancelled):
        call(lambda: made.append(1), cancel)
    assert made == []


def test_a_hanging_call_is_given_up_at_once() -> None:
    cancel, released = Cancel(), threading.Event()

    def hang() -> bool:
        cancel.set()
        return released.wait()

    with pytest.raises(Cancelled):
        call(hang, cancel)
    released.set()


class StopsWhileItRuns:
    """Is set from the second look on; the call goes on when that has been seen."""

    def __init__(self) -> None:
        self.seen = threading.Event()

    @property
    def is_set(self) -> bool:
        self.seen.set()
        return True

    def wait(self, seconds: float) -> bool:
        return False


def test_a_result_that_comes_too_late_is_handed_over_before_leaving() -> None:
    stop, late = StopsWhileItRuns(), list[str]()

    def slow() -> str:
        stop.seen.wait()
        return "query"

    with pytest.raises(Cancelled):
        call(slow, stop, late.append)
    assert late == ["query"]


def test_a_last_word_fails_in_silence() -> None:
    said = list[str]()

    def last_word() -> None:
        said.append("stop")
        raise OSError

    try_briefly(last_word)
    assert said == ["stop"]
