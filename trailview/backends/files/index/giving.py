"""Gives what a run has of some parts, as if they had been read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from trailview.backends.files.index.blocks import DamagedRunError, block_of, cut, head_of
from trailview.backends.files.index.place import note_used, set_aside
from trailview.backends.files.index.run import BLOCK, PARTS, Run, parts_in
from trailview.backends.files.protocol import IndexTask, IndexTrouble, PartRead, Reply
from trailview.events.block import TEXT_COLUMNS, Block
from trailview.events.identity import Identity


class _Fresh:
    """Texts and identities of blocks that were passed over: the next one brings them."""

    def __init__(self) -> None:
        self._texts: dict[str, list[str]] = {name: [] for name in TEXT_COLUMNS}
        self._people: list[Identity] = []

    def add(self, texts: Mapping[str, list[str]], people: list[Identity]) -> None:
        for name, some in texts.items():
            self._texts[name] += some
        self._people += people

    def hand_over(self, block: Block) -> None:
        block.texts, block.people = self._texts, self._people
        self._texts, self._people = {name: [] for name in TEXT_COLUMNS}, []


def given(task: IndexTask) -> Iterator[Reply]:
    """Blocks of a run's events of some parts, and a word on each part, once all of it is there.

    A run that is damaged gives nothing: it is looked through first.
    """
    path = Path(task.path)
    try:
        run = Run(path)
        if not all(frame.is_whole for frame in run.frames(checked=BLOCK + PARTS)):
            raise DamagedRunError("a checksum is wrong")
        yield from _given(run, task)
    except OSError:
        return  # another program has removed it: its files are read
    except Exception as error:  # noqa: BLE001  (whatever lies there: files can be read)
        set_aside(path)
        yield IndexTrouble(f"what was kept of files is damaged and put aside: {error}")
    else:
        note_used(path)


def _given(run: Run, task: IndexTask) -> Iterator[Reply]:
    fresh, is_first = _Fresh(), task.is_first
    for frame in run.frames():
        if frame.kind == BLOCK:
            head = head_of(frame.first)
            fresh.add(head.texts, head.people)
            if not task.parts.keys().isdisjoint(head.parts):
                block = block_of(head, frame.second, task.source, task.parts)
                fresh.hand_over(block)
                yield from cut(block, task.first_events) if is_first else (block,)
                is_first = False
        elif frame.kind == PARTS:
            for part in parts_in(frame.first):
                if part.number in task.parts:
                    yield PartRead(
                        task.parts[part.number],
                        part.records,
                        skipped=False,
                        problems=(),
                        is_plain=part.is_plain,
                        counts=part.counts,
                        was_kept=True,
                    )
