"""What is measured: a row a part, by the name that `--only` takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import athena, headless, history, keys, live, pane, reading, start
from bench.checks import MismeasuredError
from bench.corpus import Corpus
from bench.table import Failed, Row

QUICK: Final = (1_000, 100_000)
USUAL: Final = (1_000, 100_000, 1_000_000)
LARGER: Final = (1_000_000, 10_000_000)
"""Sizes that targets speak of."""
_USUAL: Final = 100_000
"""Events that the parts take which do not grow with them."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured."""

    events: Sequence[int]
    """Of each trail, fewest first."""
    few: int
    """Repeats of whole programs."""
    many: int
    """Repeats of keys."""
    is_quick: bool = False


Part = Callable[[], Iterator[Row]]


def parts(corpus: Corpus, sizes: Sizes) -> Mapping[str, Part]:
    """Every part, ready to be run."""
    few, many, large = sizes.few, sizes.many, sizes.events[-1]
    asked = min(large, LARGER[0])
    usual = min(large, _USUAL)

    def trails() -> list[tuple[int, Path]]:
        return [(events, corpus.trail(events)) for events in sizes.events]

    return {
        "start": lambda: start.measure(trails(), few),
        "lnav": lambda: start.measure_beside_lnav(
            corpus.trail(asked), corpus.lines(asked), asked, min(few, 2)
        ),
        "keys": lambda: keys.measure(trails(), many),
        "live": lambda: live.measure(corpus.trail(_USUAL), many),
        "reading": lambda: reading.measure(trails()[1:] or trails(), few),
        "headless": lambda: headless.measure(corpus.trail(asked), corpus.lines(asked), few),
        "window": lambda: headless.measure_window(corpus.trail(asked), few),
        "pane": lambda: pane.measure(few + 2, 100_000 if sizes.is_quick else 1_000_000),
        "history": lambda: history.measure(corpus.trail(usual), 12 if sizes.is_quick else 40, few),
        "datatable": lambda: keys.compare_datatable(1_000 if sizes.is_quick else 100_000, many),
        "athena": lambda: athena.measure(corpus.trail(usual), few),
    }


def chosen(text: str, names: Sequence[str]) -> list[str]:
    """The parts that `--only` names; all where it says nothing. Raises ValueError."""
    wanted = [name.strip() for name in text.split(",") if name.strip()] if text else list(names)
    unknown = [name for name in wanted if name not in names]
    if unknown or not wanted:
        raise ValueError(f"no part {', '.join(unknown) or text!r}; there are: {', '.join(names)}")
    return wanted


def measured(name: str, part: Part) -> list[Row]:
    """A part's rows. One that breaks off, or measures nothing, has a row that says so."""
    rows: list[Row] = []
    try:
        rows.extend(part())
    except Exception as error:  # noqa: BLE001  (whatever breaks one part costs only that part)
        text = str(error) or repr(error)
        if not isinstance(error, MismeasuredError | TimeoutError):
            text = repr(error)
        return [*rows, Failed(name, " ".join(text.split())[:300])]
    return rows or [Failed(name, "it measured nothing")]
