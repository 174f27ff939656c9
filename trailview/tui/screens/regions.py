"""Which AWS Regions to ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from trailview.events.text import printable
from trailview.tui.screens.picker import Entry, PickerDialog

ALL: Final = "all"
"""The name that stands for every Region that is enabled, as on the command line."""


class RegionsDialog(PickerDialog):
    """Regions to choose; the result is their names, or `ALL` by itself."""

    title_text = "Regions"

    def __init__(
        self, regions: Sequence[str], chosen: Sequence[str] = (), notes: Sequence[str] = ()
    ) -> None:
        """`regions` are those that can be asked; `notes` say where the list is from."""
        every = Content.assemble(f"{ALL}  ", (f"the {len(regions)} below", "dim"))
        entries = [Entry(ALL, every, ALL)]
        entries += [Entry(name, Content(printable(name)), name) for name in regions]
        super().__init__(entries, chosen, notes)

    def result_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return (ALL,) if ALL in names else names
