"""The bench says what it has not measured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import checks
from bench.__main__ import main
from bench.corpus import Corpus
from bench.parts import USUAL, Sizes, chosen, measured, parts
from bench.pty import own_places
from bench.table import Failed, Result, Row

SIZES = Sizes(USUAL, few=1, many=1)


def nothing() -> Iterator[Row]:
    return iter(())


def broken() -> Iterator[Row]:
    yield Result("before", 1.0, "s")
    checks.counted("events", 0, 100)


def crashing() -> Iterator[Row]:
    yield Result("before", 1.0, "s")
    raise KeyError("seconds")


def test_a_part_that_measures_nothing_has_failed() -> None:
    (row,) = measured("athena", nothing)
    assert row == Failed("athena", "it measured nothing")


def test_a_part_that_measured_something_else_keeps_what_it_had_and_has_failed() -> None:
    kept, failed = measured("athena", broken)
    assert isinstance(kept, Result)
    assert failed == Failed("athena", "events: 0 where 100 were meant")


def test_a_part_that_breaks_off_costs_only_itself() -> None:
    kept, failed = measured("keys", crashing)
    assert isinstance(kept, Result)
    assert failed == Failed("keys", "KeyError('seconds')")


def test_every_part_can_be_chosen() -> None:
    names = list(parts(Corpus({}), SIZES))
    assert chosen("", names) == names
    assert [chosen(name, names) for name in names] == [[name] for name in names]
    assert chosen("keys, start", names) == ["keys", "start"]


@pytest.mark.parametrize("text", ["logs", "keys,logs", ","])
def test_an_unknown_part_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no part .*there are: start, lnav, keys"):
        chosen(text, list(parts(Corpus({}), SIZES)))


@pytest.mark.parametrize(
    "words",
    [
        ["--only", "logs"],
        ["--without", "nobody"],
        ["--sizes", "0"],
        ["--sizes", "many"],
        ["--trail", "1000"],
        ["--trail", "1000=/nowhere/at/all"],
    ],
)
def test_words_that_mean_nothing_are_refused(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_a_folder_without_events_is_not_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.__main__.compile_all", lambda: None)
    for name in own_places("/"):
        monkeypatch.setenv(name, "")  # set anew by the bench; given back after the test
    given = ["--sizes", "1000", "--repeats", "1", "--trail", f"1000={tmp_path}"]
    assert main([*given, "--only", "athena,window,headless,history"]) == 1
    said = capsys.readouterr().out
    assert [line.split(":")[1].strip() for line in said.splitlines() if "FAILED" in line] == [
        "athena", "window", "headless", "history",
    ]  # fmt: skip
    assert "NOT MET" not in said
