"""Which AWS Regions to ask."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from trailview.events.text import printable
from trailview.plans.plan import ALL_REGIONS
from trailview.tui.dialogs.picker import Entry, PickerDialog


class RegionsDialog(PickerDialog):
    """Regions to choose; the result is their names, or `ALL_REGIONS` by itself."""

    title_text = "Regions"

    def __init__(
        self, regions: Sequence[str], chosen: Sequence[str] = (), notes: Sequence[str] = ()
    ) -> None:
        """`regions` are those that can be asked; `notes` say where the list is from."""
        every = Content.assemble(f"{ALL_REGIONS}  ", (f"the {len(regions)} below", "dim"))
        entries = [Entry(ALL_REGIONS, every, ALL_REGIONS)]
        entries += [Entry(name, Content(printable(name)), name) for name in regions]
        super().__init__(entries, chosen, notes)

    def result_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return (ALL_REGIONS,) if ALL_REGIONS in names else names
